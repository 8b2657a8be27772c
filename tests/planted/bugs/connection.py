"""Planted bugs: the project's connections."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS = (
    Bug(
        "settings stay on the connection",
        "execution/drivers/postgresql.py",
        "coalesce($1, current_setting('statement_timeout')), true)",
        "coalesce($1, current_setting('statement_timeout')), false)",
        ("tests/integration/execution/test_guest.py", "-k", "settings_stay"),
    ),
    Bug(
        "old settings not restored",
        "execution/drivers/postgresql.py",
        "(ours, _FETCH, step, _FETCH, _CLOSE)",
        "(ours, _FETCH, step, _CLOSE)",
        ("tests/integration/execution/test_guest.py", "-k", "old_values"),
    ),
    Bug(
        "old settings not restored after an error",
        "execution/drivers/pipeline.py",
        "    if not is_success(results[-1]):\n        exchange(",
        "    if not results:\n        exchange(",
        ("tests/integration/execution/test_guest.py", "-k", "transaction_that_goes_on"),
    ),
    Bug(
        "statement escapes the transaction that is due",
        "execution/drivers/postgresql.py",
        "    if status == IDLE and not raw.autocommit:",
        "    if status == IDLE and raw.autocommit is None:",
        ("tests/integration/execution/test_guest.py", "-k", "begins_no_transaction"),
    ),
    Bug(
        "shorter time-out of the project made longer",
        "execution/drivers/postgresql.py",
        "min(filter(None, (settings.STATEMENT_TIMEOUT, theirs)), default=0)",
        "settings.STATEMENT_TIMEOUT or theirs",
        ("tests/integration/execution/test_guest.py", "-k", "made_longer"),
    ),
    Bug(
        "statement waits without end while it is prepared",
        "execution/drivers/postgresql.py",
        '    sends = [replace(session.settings_for[False, False], name=b"").send, preparing(step)]',
        "    sends = [preparing(step)]",
        ("tests/integration/execution/test_guest.py", "-k", "waits_for_a_table"),
    ),
    Bug(
        "progress handler left in place",
        "execution/drivers/sqlite.py",
        "        raw.set_progress_handler(None, 0)",
        "        pass",
        ("tests/integration/execution/test_guest.py", "-k", "progress_handler"),
    ),
    Bug(
        "statements named by a counter",
        "execution/drivers/pipeline.py",
        "@functools.lru_cache(maxsize=20_000)\ndef name_of(text: str) -> bytes:\n",
        "_names = __import__('threading').local()\n\n\n"
        "def name_of(text: str) -> bytes:\n"
        "    names = _names.__dict__.setdefault('names', {})\n"
        "    return names.setdefault(text, b'graphgate_%d' % len(names))\n",
        ("tests/integration/execution/test_pooler.py", "-k", "mixes_up or texts_get"),
    ),
    Bug(
        "statement that the server forgot not prepared again",
        "execution/drivers/pipeline.py",
        "        return state in (_UNKNOWN_STATEMENT, _KNOWN_STATEMENT)",
        "        return state == _KNOWN_STATEMENT",
        ("tests/integration/execution/test_names.py", "-k", "forgot"),
    ),
    Bug(
        "plan of yesterday's table",
        "execution/drivers/pipeline.py",
        'if not name or at != b"RevalidateCachedQuery":',
        "if not name or at:",
        ("tests/integration/execution/test_names.py", "-k", "change_of_a_table"),
    ),
    Bug(
        "failure of the statement itself taken for one of names",
        "execution/drivers/pipeline.py",
        "if not name or name not in (result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b\"\"):",
        "if not name:",
        ("tests/integration/execution/test_names.py", "-k", "taken_for_ours"),
    ),
    Bug(
        "interrupted statement answered later",
        "execution/drivers/pipeline.py",
        "        raw.pgconn.finish()",
        "        pass",
        ("tests/integration/execution/test_names.py", "-k", "interrupted or terminated"),
    ),
    Bug(
        "one statement is evicted for a heavy one",
        "execution/prepared.py",
        "evicted = list(islice(self._weights, count))",
        "evicted = list(islice(self._weights, min(count, 1)))",
        ("tests/integration/execution/test_connection.py", "-k", "more_memory"),
    ),
    Bug(
        "pooler not noticed",
        "execution/drivers/postgresql.py",
        "        return bool(pid != _driver_connection(connection).pgconn.backend_pid)",
        "        return not pid",
        ("tests/integration/execution/test_pooler.py", "-k", "not_reported"),
    ),
)
