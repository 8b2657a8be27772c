"""Planted bugs: parameters, SQL, locks and runs of actions."""

from __future__ import annotations

from tests.planted.bug import Bug

_PARAMETERS = "tests/unit/actions/test_parameters.py"
_STATEMENTS = "tests/unit/actions/test_statements.py"
_SQL = "tests/integration/running/test_sql.py"
_RUN = "tests/integration/running/test_run.py"
_CALLABLES = "tests/integration/running/test_callables.py"
_OPERATIONS = "tests/integration/running/test_operations.py"
_ONCE = "tests/integration/running/test_once.py"
_ENDINGS = "tests/integration/running/test_endings.py"
_LOCKS = "tests/integration/running/test_locks.py"

BUGS = (
    Bug(
        "each of many unknown parameters has an error",
        "actions/parameters.py",
        "unknown[:_REPORTED]",
        "unknown",
        (_PARAMETERS, "-k", "many_unknown"),
    ),
    Bug(
        "callable that returns too late is committed",
        "running/run.py",
        "if self.definition.transaction:  # otherwise it is done, however late",
        "if not self.definition.transaction:",
        (_CALLABLES, "-k", "too_late"),
    ),
    Bug(
        "action changes a setting of the connection for good",
        "actions/statements.py",
        'if words[0] in {"RESET", "DISCARD"} or',
        'if words[0] == "RESET" or words[0] == "RESET" and',
        (_STATEMENTS, "-k", "outlasts"),
    ),
    Bug(
        "callable that has caught an error of PostgreSQL has succeeded",
        "execution/drivers/postgresql_project.py",
        "if local and _has_failed(connection):",
        "if not local and _has_failed(connection):",
        (_ENDINGS, "-k", "caught"),
    ),
    Bug(
        "callable that has rolled back has succeeded",
        "running/run.py",
        "if connection.in_atomic_block and connection.needs_rollback:",
        "if not connection.in_atomic_block and connection.needs_rollback:",
        (_ENDINGS, "-k", "rolled_back"),
    ),
    Bug(
        "text that cannot be answered is found after COMMIT",
        "actions/results.py",
        "        value.encode()\n",
        "        value.lower()\n",
        (_ENDINGS, "-k", "before_commit"),
    ),
    Bug(
        "action takes parameters that it does not declare",
        "actions/parameters.py",
        "for name in given if name not in names]",
        "for name in given if name in names and not names]",
        (_PARAMETERS, "-k", "all_problems"),
    ),
    Bug(
        "pattern of a parameter need not cover the text",
        "actions/parameters.py",
        "fits = _compiled(parameter.pattern).fullmatch",
        "fits = _compiled(parameter.pattern).match",
        (_PARAMETERS, "-k", "wrong_value"),
    ),
    Bug(
        "pattern is tried on texts of any length",
        "actions/parameters.py",
        "len(value) <= _MEASURED,",
        "len(value) <= 1_000 * _MEASURED,",
        (_PARAMETERS, "-k", "wrong_value"),
    ),
    Bug(
        "list of a parameter has no end",
        "actions/parameters.py",
        "    if not (parameter.min_items or 0) <= len(given) <= most:",
        "    if not (parameter.min_items or 0) <= len(given):",
        (_PARAMETERS, "-k", "wrong_value"),
    ),
    Bug(
        "bounds of a parameter are not looked at",
        "actions/parameters.py",
        "    for test, sentence in _demands(parameter, codec):",
        "    for test, sentence in _demands(parameter, codec)[:0]:",
        (_PARAMETERS, "-k", "wrong_value"),
    ),
    Bug(
        "dollar in a string of an action's SQL is a parameter",
        "actions/statements.py",
        "elif match := dialect.quoted.match(text, position):",
        "elif text[position] != \"'\" and (match := dialect.quoted.match(text, position)):",
        (_STATEMENTS, "-k", "quoted_semicolon"),
    ),
    Bug(
        "comment within a comment ends both",
        "actions/statements.py",
        "elif dialect.nests_comments or not depth:",
        "elif not depth:",
        (_STATEMENTS, "-k", "body_of_postgresql"),
    ),
    Bug(
        "action's SQL may commit",
        "actions/statements.py",
        "        if begin in _OF_TRANSACTIONS:",
        "        if begin in _OF_TRANSACTIONS and begin == text:",
        (_STATEMENTS, "-k", "about_transactions"),
    ),
    Bug(
        "rows that a WITH writes escape the limit",
        "running/sql.py",
        "if definition.max_affected is not None and any(",
        "if definition.max_affected == 0 and any(",
        (_SQL, "-k", "rows_of_a_with"),
    ),
    Bug(
        "parameter says who calls",
        "running/sql.py",
        "self._values = {**values, **caller}",
        "self._values = {**caller, **values}",
        (_SQL, "-k", "gates_own"),
    ),
    Bug(
        "parameter's value is written into the SQL",
        "running/sql.py",
        "            text += placeholder + following",
        "            text += (f\"'{value}'\" if name == 'slug' else placeholder) + following",
        (_SQL, "-k", "becomes_sql"),
    ),
    Bug(
        "limit of written rows is not looked at",
        "running/sql.py",
        "if most is not None and (written or 0) > most:",
        "if most is not None and (written or 0) > 10 * most:",
        (_SQL, "-k", "more_rows_than_allowed"),
    ),
    Bug(
        "rows that a callable writes have no limit",
        "running/run.py",
        "if most is not None and written() > most:",
        "if most is not None and written() > 10 * most:",
        (_CALLABLES, "-k", "more_rows_than_allowed"),
    ),
    Bug(
        "dry run of an action is committed",
        "running/run.py",
        "return begin_write(self.alias, dry_run=self.request.dry_run, variables=variables)",
        "return begin_write(self.alias, variables=variables)",
        (_SQL, "-k", "dry_run"),
    ),
    Bug(
        "dry run without a transaction is carried out",
        "running/run.py",
        "        if self.request.dry_run:\n",
        "        if self.request.dry_run and self.definition.timeout:\n",
        (_RUN, "-k", "dry_run_without"),
    ),
    Bug(
        "action that is switched off runs",
        "running/run.py",
        "filter(name=definition.name, enabled=False)",
        "filter(name=definition.name, enabled=None)",
        (_RUN, "-k", "switched_off"),
    ),
    Bug(
        "text of an exception of a callable is the answer",
        "running/failure.py",
        "    return ActionFailed(extensions=",
        "    import sys\n\n    return ActionFailed(str(sys.exception() or ''), extensions=",
        (_CALLABLES, "-k", "text_of_an_exception"),
    ),
    Bug(
        "answer and log name an error differently",
        "running/run.py",
        "refused.kept_id() if",
        'str(refused.extensions.get("reference", "")) if',
        (_RUN, "-k", "text_of_the_database"),
    ),
    Bug(
        "time limit of an action stays on the connection",
        "execution/drivers/postgresql_project.py",
        "if connection.connection is not None and not (local and has_failed):",
        "if connection.connection is not None and local and not has_failed:",
        (_RUN, "-k", "does_not_outlast"),
    ),
    Bug(
        "SQLite forgets the time limit of a callable",
        "execution/drivers/sqlite.py",
        "        _stop_at(raw, outer)",
        "        _stop_at(raw, None)",
        (_CALLABLES, "-k", "limit_outlasts"),
    ),
    Bug(
        "key of a run without a transaction is free again after a failure",
        "running/once.py",
        "        with transaction.atomic(using=self._alias):\n            kept",
        "        with transaction.atomic(using=self._alias):\n"
        "            transaction.set_rollback(True, using=self._alias)\n            kept",
        (_ONCE, "-k", "not_repeated"),
    ),
    Bug(
        "whoever an action's service is mistaken for has its keys",
        "running/once.py",
        "definition.auth_name and identity.authenticator == definition.auth_name and identity",
        "definition.auth_name and identity",
        (_ONCE, "-k", "guard_names"),
    ),
    Bug(
        "changed action gives the answer of the old one",
        "running/once.py",
        "hashlib.sha256(repr(definition).encode())",
        "hashlib.sha256(definition.name.encode())",
        (_ONCE, "-k", "changed_definition"),
    ),
    Bug(
        "lock of an action is not asked",
        "running/run.py",
        "with self._lock() if lock else _no_lock() as may_run:",
        "with _no_lock() as may_run:",
        (_LOCKS, "-m", "slow or not slow", "-k", "others_fail and postgresql and True"),
    ),
    Bug(
        "lease that has ended is never taken over",
        "actions/locks.py",
        "if current is not None and current.expires_at > now:",
        "if current is not None:",
        (_LOCKS, "-k", "taken_over"),
    ),
    Bug(
        "two processes take over one lease",
        "actions/locks.py",
        "locks.filter(holder=current.holder, expires_at=current.expires_at).update(",
        "locks.update(",
        (_LOCKS, "-k", "not_both"),
    ),
    Bug(
        "lease of another holder is given back",
        "actions/locks.py",
        "filter(name=name, holder=holder).delete()",
        "filter(name=name).delete()",
        (_LOCKS, "-k", "another_holder"),
    ),
    Bug(
        "session with the lock is closed in mid-run",
        "running/run.py",
        "    connection.close_at = None\n",
        "",
        (_LOCKS, "-k", "closes_old_connections"),
    ),
    Bug(
        "pool hands out a session with a lock",
        "actions/locks.py",
        "            connection.connection.close()  # a pool would hand the session out with its lock\n",
        "            pass\n",
        (_LOCKS, "-k", "pool"),
    ),
    Bug(
        "lock of a session is never released",
        "actions/locks.py",
        "        if taken:\n            _release(",
        "        if taken and not name:\n            _release(",
        (_LOCKS, "-k", "body_only"),
    ),
    Bug(
        "run that fails leaves no row",
        "running/run.py",
        "        history.fail(refused)\n",
        "",
        (_RUN, "-k", "leaves_its_row"),
    ),
    Bug(
        "triggers do not know who runs an action",
        "running/run.py",
        "return begin_write(self.alias, dry_run=self.request.dry_run, variables=variables)",
        "return begin_write(self.alias, dry_run=self.request.dry_run)",
        (_RUN, "-k", "know_the_caller"),
    ),
    Bug(
        "what is a field of queries writes by its URL",
        "running/run.py",
        'return self.definition.field == "query" and self.request.first is None',
        "return False",
        (_CALLABLES, "-k", "field_of_queries"),
    ),
    Bug(
        "mutation that has committed is said to have failed",
        "running/operation.py",
        "    if result.data is None or (result.errors and request.delivery is not None):\n",
        "    if result.errors or result.data is None:\n",
        (_OPERATIONS, "-k", "errors_of_fields"),
    ),
)
