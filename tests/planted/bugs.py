"""Mistakes that a tired developer makes, and the tests that have to notice.

A bug is a piece of the package's text that becomes another.  The piece stands exactly once in its file
and is as short as that allows, so that ordinary changes leave it alone; a test says when it is gone.
The tests are those of behaviour: goldens of SQL text would notice any change, and prove nothing.
All runs share one database, so no bug may stand in what migrations make.
"""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = "tests/golden/test_golden.py"
"""Answers of both databases, and errors; never the SQL text."""


@dataclass(frozen=True)
class Bug:
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    """Files or test ids; after ``-k`` an expression."""


def _answers(*cases: str) -> tuple[str, ...]:
    wanted = " or ".join(case.replace("/", " and ") for case in cases)
    return (ANSWERS, "-k", f"not test_sql and ({wanted})")


def _errors(*cases: str) -> tuple[str, ...]:
    """Refusals are compared where the SQL would be."""
    wanted = " or ".join(case.replace("/", " and ") for case in cases)
    return (ANSWERS, "-k", f"test_sql and ({wanted})")


APPLY = "rules/apply.py"
ROLE_RULES = "compiler/role_rules.py"
FILTERS = "compiler/render_filter.py"
SERVERS = "tests/dialects/test_real_servers.py"

BUGS = (
    # -- rules ------------------------------------------------------------------------------------
    Bug(
        "role filter dropped inside EXISTS",
        APPLY,
        "where=both(rule.filter, _filter(where.where, rules)),",
        "where=_filter(where.where, rules),",
        _answers("roles/filter_in_exists"),
    ),
    Bug(
        "role filter dropped everywhere",
        APPLY,
        "where=both(rule.filter, _filter(field.where, rules)),",
        "where=_filter(field.where, rules),",
        _answers("roles/filter"),
    ),
    Bug(
        "role filter dropped in nested selectors",
        APPLY,
        "where=both(rule.filter, _filter(field.where, rules)),",
        "where=both(rule.filter if field.relation is None else TRUE, _filter(field.where, rules)),",
        _answers("roles/filter_in_nested_lists"),
    ),
    Bug(
        "request's own filter replaces the role's",
        APPLY,
        "where=both(rule.filter, _filter(field.where, rules)),",
        "where=rule.filter if field.where == TRUE else _filter(field.where, rules),",
        _answers("roles/filter_and_own_filter"),
    ),
    Bug(
        "rules of a join table dropped in a selector",
        APPLY,
        "hop_filters=_hop_filters(field.relation, rules),",
        "hop_filters=(),",
        _answers("roles/join_table_has_rules"),
    ),
    Bug(
        "rules of a join table dropped in a filter",
        APPLY,
        "hop_filters=_hop_filters(where.relation, rules),",
        "hop_filters=(),",
        _answers("roles/join_table_has_rules"),
    ),
    Bug(
        "limit of the rule ignored",
        APPLY,
        "cap = most if page.cap is None else min(most, page.cap)",
        "cap = 1_000 if page.cap is None else page.cap",
        _answers("roles/limit"),
    ),
    Bug(
        "limit of the document believed",
        APPLY,
        "cap=min(cap, limit.value) if",
        "cap=limit.value if",
        _answers("roles/limit"),
    ),
    Bug(
        "nobody signed in, and rows of NULL are shown",
        APPLY,
        "needs=tuple(_needs(rule.filter)),",
        "needs=(),",
        _answers("roles/filter_without_a_user"),
    ),
    Bug(
        "ordering looks past the rules of another table",
        APPLY,
        "replace(step, where=_rule(step.target.name, rules).filter)",
        "replace(step, where=TRUE)",
        _answers("roles/order_sees_what_the_role_sees"),
    ),
    Bug(
        "blocked table served",
        ROLE_RULES,
        "if rule.block:",
        "if rule.block and rule.filters:",
        _answers("roles/blocked"),
    ),
    Bug(
        "secret columns shown without being named",
        ROLE_RULES,
        "        return frozenset(plain)",
        "        return frozenset(table.columns)",
        _errors("roles/secret_column"),
    ),
    Bug(
        "star names the secret columns too",
        ROLE_RULES,
        "frozenset(named | plain if",
        "frozenset(named | set(table.columns) if",
        _errors("roles/secret_column_beside_a_named_one"),
    ),
    Bug(
        "default limit where the rule says zero",
        ROLE_RULES,
        "limit=default_limit if rule.limit is None else rule.limit,",
        "limit=rule.limit or default_limit,",
        _answers("roles/limit_zero"),
    ),
    Bug(
        "only the first of a rule's filters holds",
        ROLE_RULES,
        "filter=both(*terms) if terms else TRUE,",
        "filter=terms[0] if terms else TRUE,",
        _answers("roles/two_filters_both_hold"),
    ),
    Bug(
        "rule with an unknown column weakened in silence",
        ROLE_RULES,
        "    if unknown:",
        "    if unknown and not rule.columns:",
        ("tests/rules",),
    ),
    Bug(
        "columns of the rule not compared",
        APPLY,
        "if not _columns_used(field) <= rule.columns:",
        "if not _columns_used(field) and rule.columns is None:",
        ("tests/rules",),
    ),
    Bug(
        "hidden column may order",
        APPLY,
        "    used |= {key.column.name for key in select.order if",
        "    _ = {key.column.name for key in select.order if",
        ("tests/rules",),
    ),
    Bug(
        "columns inside EXISTS not compared",
        APPLY,
        "if not _names(where.where) <= rule.columns:",
        "if not _names(where.where) and not rule.columns:",
        ("tests/rules",),
    ),
    # -- filters and orderings ----------------------------------------------------------------------
    Bug(
        "NOT dropped",
        APPLY,
        "return Not(_filter(where.item, rules))",
        "return _filter(where.item, rules)",
        _answers("where/connectives"),
    ),
    Bug(
        "is_null inverted",
        FILTERS,
        'raw(" IS NULL") if value.value else raw(" IS NOT NULL")',
        'raw(" IS NOT NULL") if value.value else raw(" IS NULL")',
        _answers("where/int"),
    ),
    Bug(
        "empty list lets everything through",
        FILTERS,
        'return raw("1 = 0") if operator == "in" else EMPTY',
        "return EMPTY",
        _answers("where/in_nothing"),
    ),
    Bug(
        "empty OR lets everything through",
        FILTERS,
        '    if not items:\n        return raw("1 = 0")',
        "    if not items:\n        return EMPTY",
        _answers("where/empty_connectives"),
    ),
    Bug(
        "OR joined as AND",
        FILTERS,
        'join(" OR ", items)',
        'join(" AND ", items)',
        _answers("where/connectives"),
    ),
    Bug(
        "tie-break dropped",
        "compiler/ordering.py",
        "return (*keys, *hidden)",
        "return keys or tuple(hidden)",
        ("tests/compiler/test_ties.py",),
    ),
    Bug(
        "NULLs follow the server's taste",
        "dialects/base.py",
        "if not nullable or wanted ==",
        "if True or wanted ==",
        _answers("order/nulls"),
    ),
    Bug(
        "@skip taken for @include",
        "compiler/planner.py",
        'wanted = name == "include"',
        'wanted = name != "nothing"',
        _answers("include/field"),
    ),
    # -- values ---------------------------------------------------------------------------------------
    Bug(
        "wildcards of a text not escaped",
        "dialects/base.py",
        'text.replace("\\\\", "\\\\\\\\").replace("%", "\\\\%").replace("_", "\\\\_")',
        'text.replace("\\\\", "\\\\\\\\")',
        _answers("where/the_text_itself"),
    ),
    Bug(
        "quotes in a name not doubled",
        "dialects/base.py",
        "part.replace(quote, quote * 2)",
        "part",
        (SERVERS, "-k", "name"),
    ),
    Bug(
        "elements of an array not quoted",
        "dialects/postgresql.py",
        "return '\"' + text.replace(",
        "return text.replace(",
        (SERVERS, "-k", "list_of_texts or list_does_not"),
    ),
    Bug(
        "escape character of patterns read as a letter",
        "dialects/sqlite_functions.py",
        'if character == "\\\\" else character',
        'if character == "\\0" else character',
        (SERVERS, "-k", "pattern"),
    ),
    Bug(
        "constants of a document not checked",
        "compiler/values.py",
        "        coerce(codec, value)\n",
        "        value = value\n",
        _errors("errors/now_for_a_date", "errors/nul_in_a_text", "page/limit_negative"),
    ),
    Bug(
        "booleans pass as whole numbers",
        "ir/scalars.py",
        '    if isinstance(value, bool):\n        raise BadValue("a whole number is expected")',
        "    if isinstance(value, bool):\n        value = int(value)",
        ("tests/ir",),
    ),
    Bug(
        "infinity passes as a number",
        "ir/scalars.py",
        "    if not math.isfinite(found):",
        "    if math.isnan(found):",
        ("tests/ir",),
    ),
    Bug(
        "text with a NUL passes",
        "ir/scalars.py",
        '    if "\\0" in value:',
        '    if value == "\\0":',
        ("tests/ir",),
    ),
    Bug(
        "default replaces a null that was given",
        "execution/variables.py",
        "if spec.name not in given:",
        "if given.get(spec.name) is None:",
        _answers("variables/absent_null_and_default"),
    ),
    Bug(
        "required variable may be missing",
        "execution/variables.py",
        "if spec.required and not spec.has_default:",
        "if spec.required and spec.has_default:",
        _answers("variables/missing"),
    ),
    Bug(
        "fragment in itself followed",
        "compiler/normalise.py",
        'if "..." + name in inside:',
        'if name + "..." in inside:',
        ("tests/compiler/test_limits.py", "-k", "itself or bomb"),
    ),
    Bug(
        "comparisons of a document not counted",
        "compiler/filters.py",
        "if self.terms > self.most_terms:",
        "if self.terms < 0:",
        ("tests/compiler/test_limits.py",),
    ),
    # -- what is exposed ------------------------------------------------------------------------------
    Bug(
        "join table without a rule may be passed",
        APPLY,
        "return all(rule is not None and not rule.block for rule in through)",
        "return all(rule is None or not rule.block for rule in through)",
        _errors("roles/join_table_without_rule"),
    ),
    Bug(
        "password does not look secret",
        "catalog/naming.py",
        "pass(word|wd|phrase)?|secrets?",
        "passphrase|secrets?",
        ("tests/catalog",),
    ),
    # -- the gate -------------------------------------------------------------------------------------
    Bug(
        "version of the rules not compared",
        "execution/guard.py",
        'wanted = sql("g.v = {} AND g.r = {}", ',
        'wanted = sql("{} IS NOT NULL AND g.r = {}", ',
        ("tests/execution/test_guard.py",),
    ),
    Bug(
        "guess of the role not compared",
        "execution/guard.py",
        'wanted = sql("g.v = {} AND g.r = {}", ',
        'wanted = sql("g.v = {} AND {} IS NOT NULL", ',
        ("tests/execution/test_guard.py",),
    ),
    Bug(
        "kill switch ignored",
        "access/live.py",
        'if (namespace, digest) in self.off or (namespace, f"name:{name}") in self.off:',
        "if (namespace, digest, name) in self.off:",
        ("tests/gate/test_changes.py", "-k", "switched or switch"),
    ),
    Bug(
        "wrong credential becomes anonymous",
        "auth/chain.py",
        "            raise self.refused(request, error) from error.__cause__",
        "            return None",
        ("tests/auth/test_chain.py",),
    ),
    Bug(
        "key verifies by an algorithm of another",
        "auth/jwt/keys.py",
        "if alg not in self.algorithms:",
        "if alg not in _IMPLEMENTATIONS:",
        ("tests/auth/jwt/test_algorithms.py", "tests/auth/jwt/test_attacks.py"),
    ),
    Bug(
        "remembered token outlives its end",
        "auth/jwt/verifier.py",
        "if known and entry.not_before <= now < entry.expires:",
        "if known and entry.not_before <= now:",
        ("tests/auth/jwt/test_cache.py",),
    ),
    Bug(
        "remembered token outlives its key",
        "auth/jwt/verifier.py",
        "if known and entry.not_before <= now < entry.expires:",
        "if entry.not_before <= now < entry.expires:",
        ("tests/auth/jwt/test_jwks.py", "-k", "remembered"),
    ),
    Bug(
        "token in a cookie needs no proof of the page",
        "auth/jwt/authenticator.py",
        "            return value, True\n",
        "            return value, False\n",
        ("tests/auth/jwt/test_request.py",),
    ),
    Bug(
        "Rails cookie made for something else signs in",
        "auth/rails/envelope.py",
        "if purpose is None or purpose == expected:",
        "if purpose is None or expected:",
        ("tests/auth/rails/test_envelope.py",),
    ),
    Bug(
        "Marshal builds what it is told to",
        "auth/rails/marshal.py",
        "make = OBJECTS.get(name)",
        "make = OBJECTS.get(name, dict)",
        ("tests/auth/rails/test_marshal.py", "-k", "unsupported"),
    ),
    Bug(
        "page of another site acts for the signed in",
        "auth/csrf.py",
        'ours = own_origin or ("HTTP_ORIGIN" not in request.META and site == "same-origin")',
        'ours = own_origin or site == "same-origin"',
        ("tests/auth/test_csrf.py",),
    ),
    Bug(
        "session outlives the password",
        "auth/callers.py",
        "matches.append(hmac.compare_digest(mac.encode(), proof.expected.encode()))",
        "matches.append(bool(mac))",
        ("tests/auth/test_callers.py", "tests/auth/test_in_the_statement.py"),
    ),
    Bug(
        "anybody says who is behind the proxy",
        "auth/header.py",
        "if self._needs_proxy() and not from_trusted_proxy(request):",
        "if self._exists and self._needs_proxy() and not from_trusted_proxy(request):",
        ("tests/auth/test_header.py",),
    ),
    Bug(
        "guessing goes on",
        "auth/throttle.py",
        "    if count >= settings.AUTH_FAILURE_LIMIT:\n        raise _too_many()",
        "    if count > 2 * settings.AUTH_FAILURE_LIMIT:\n        raise _too_many()",
        ("tests/auth/test_throttle.py", "-k", "limits_are"),
    ),
    Bug(
        "wrong secret in the log",
        "auth/header.py",
        'detail=f"{self.name}: wrong value"',
        'detail=f"{self.name}: wrong value {presented}"',
        ("tests/views/test_graphql.py", "-k", "log_tells_why"),
    ),
    Bug(
        "anonymous callers run what no person opened",
        "ir/operation.py",
        "return default and not self.require_auth",
        "return True",
        ("tests/gate/test_who_may_run.py",),
    ),
    Bug(
        "setting opens what a person closed",
        "ir/operation.py",
        "return default and not self.require_auth",
        "return default",
        ("tests/gate/test_who_may_run.py",),
    ),
    Bug(
        "operation for some roles runs for all",
        "gate.py",
        "if meant.access.roles is not None and role not in meant.access.roles:",
        "if meant.access.roles is not None and not role:",
        ("tests/gate/test_who_may_run.py",),
    ),
    Bug(
        "digest compared by its beginning",
        "allowlist/index.py",
        "return self._by_digest.get((namespace, digest), ()) if isinstance(digest, str) else ()",
        "return next((f for (n, d), f in self._by_digest.items() if n == namespace"
        " and d.startswith(str(digest))), ())",
        ("tests/allowlist/test_index.py",),
    ),
    Bug(
        "namespace ignored",
        "allowlist/index.py",
        "return self._by_digest.get((namespace, digest), ()) if isinstance(digest, str) else ()",
        "return next((f for (_, d), f in self._by_digest.items() if d == digest), ())",
        ("tests/allowlist/test_index.py",),
    ),
    Bug(
        "retired version served",
        "allowlist/index.py",
        "    if operation.retired:",
        "    if operation.retired and operation.current:",
        ("tests/allowlist/test_index.py",),
    ),
    Bug(
        "switch renews no version",
        "access/triggers.py",
        'TABLES = ("graphgate_role", "graphgate_tablerule", "graphgate_allowedoperation")',
        'TABLES = ("graphgate_role", "graphgate_tablerule")',
        ("tests/gate/test_changes.py", "-k", "switched_off_operation"),
    ),
    Bug(
        "process keeps the rules that it has read",
        "access/live.py",
        "if known is not None and known is not stale:",
        "if known is not None:",
        ("tests/gate/test_changes.py", "-k", "narrowed or limit"),
    ),
    Bug(
        "refusal by rules of yesterday",
        "gate.py",
        "if read_version(alias) == access.version:",
        "if read_version(alias):",
        ("tests/gate/test_changes.py", "-k", "refusal"),
    ),
    # -- the freeze -----------------------------------------------------------------------------------
    Bug(
        "wider filter not told by the freeze",
        "publishing/exposure.py",
        'if old["filters"] != new["filters"]:',
        'if len(old["filters"]) != len(new["filters"]):',
        ("tests/publishing/test_exposure.py",),
    ),
    Bug(
        "table of a filter not told by the freeze",
        "ir/plan.py",
        "        yield where.target.name\n",
        "",
        ("tests/publishing/test_exposure.py",),
    ),
    Bug(
        "check passes whatever the lock says",
        "management/commands/graphgate_freeze.py",
        "if not same or stale:",
        "if stale:",
        ("tests/publishing/test_exposure.py",),
    ),
    Bug(
        "compiler imported by a server",
        "statements/store.py",
        "if TYPE_CHECKING:\n",
        "if not TYPE_CHECKING:\n",
        ("tests/example_project/test_installed.py", "-k", "gate_of_a_server"),
    ),
)
