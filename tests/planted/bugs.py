"""Mistakes that a tired developer makes, and the tests that have to notice.

A bug is a piece of the package's text that becomes another.  The piece stands exactly once in its file
and is as short as that allows, so that ordinary changes leave it alone; a test says when it is gone.
The tests are those of behaviour: goldens of SQL text would notice any change, and prove nothing.
All runs share their databases, but for bugs in what migrations make.
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
RULE_CONSTANTS = "rules/constants.py"
FILTERS = "compiler/render_filter.py"
SERVERS = "tests/dialects/test_real_servers.py"
WALKS = "tests/compiler/test_page_walks.py"
CERTAIN = "compiler/certain.py"
SLIPS = ("tests/compiler/test_certain.py", "-k", "golden_with_a_slip or invalid_document")

BUGS = (
    # -- rules ------------------------------------------------------------------------------------
    Bug(
        "what looks secret is named by a blocked table",
        APPLY,
        "known = _unhidden(table) if rule.block",
        "known = frozenset(table.columns) if rule.block",
        ("tests/rules/test_apply.py", "-k", "names_what_looks_secret"),
    ),
    Bug(
        "bits behind the end of a cursor are not looked at",
        "execution/cursors.py",
        "if base64.urlsafe_b64encode(sealed).decode() != cursor:",
        "if sealed is None:",
        ("tests/compiler/test_pages.py", "-k", "another_spelling"),
    ),
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
        "cap = rule.limit if page.cap is None else min(rule.limit, page.cap)",
        "cap = 1_000 if page.cap is None else page.cap",
        _answers("roles/limit"),
    ),
    Bug(
        "limit of the rule left to the cap that many roles share",
        RULE_CONSTANTS,
        "return replace(page, cap=cap, most=most)",
        "return replace(page, cap=cap)",
        _answers("roles/limit"),
    ),
    Bug(
        "limit of the request instead of the rule's",
        "compiler/render_rows.py",
        "self.dialect.least(*(parameter(one) for one in bounds))",
        "parameter(bounds[0])",
        _answers("roles/limit_by_variable"),
    ),
    Bug(
        "limit of the document believed",
        APPLY,
        "isinstance(limit.value, int) and limit.value <= cap:",
        "isinstance(limit.value, int):",
        _answers("roles/limit"),
    ),
    Bug(
        "nobody signed in, and rows of NULL are shown",
        APPLY,
        "needs=(*_needs(rule.filter), *(",
        "needs=(*(), *(",
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
        "told_apart(both(*terms), rule.table)",
        "told_apart(terms[0], rule.table)",
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
    Bug(
        "text in a column of numbers read as 0",
        "dialects/sqlite.py",
        "ELSE gg_whole({0}) END",
        "ELSE CAST({0} AS INTEGER) END",
        ("tests/execution/test_faults.py", "-k", "costs_more and sqlite"),
    ),
    # -- pages --------------------------------------------------------------------------------------
    Bug(
        "role filter missing in the total of a connection",
        "compiler/render_rows.py",
        """        where = [*conditions, *self._where()]
        if not groups:""",
        """        where = [*conditions, *list(self._where())[:-1]]
        if not groups:""",
        _answers("connections/total_is_the_roles"),
    ),
    Bug(
        "total of a nested connection counts the whole table",
        "compiler/render_connection.py",
        "return Rows(self.select, row, self.parent, renderer.dialect, fresh, unordered=unordered)",
        "return Rows(__import__('dataclasses').replace(self.select, relation=None), row, None, renderer.dialect, fresh, unordered=unordered)",
        _answers("connections/nested"),
    ),
    Bug(
        "rule of no rows spares objects",
        APPLY,
        "if not rule.limit:",
        "if rule.limit is None:",
        _answers("roles/limit_zero_of_objects", "connections/rule_of_no_rows"),
    ),
    Bug(
        "keys after the primary key stay in the cursor",
        "compiler/ordering.py",
        """        if not missing:
            break""",
        """        if missing is None:
            break""",
        (WALKS, "-k", "place_of_a_row and default"),
    ),
    Bug(
        "direction not reversed",
        "compiler/render_rows.py",
        "wanted = [one.reversed() if backward else one for one in self.select.order]",
        "wanted = list(self.select.order)",
        _answers("page/last", "page/before"),
    ),
    Bug(
        "NULLs forgotten behind a place",
        "compiler/render_rows.py",
        'return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, key, value)',
        "return beyond",
        (WALKS, "-k", "place_of_a_row and sqlite"),
    ),
    Bug(
        "both directions asked for and one answered",
        "compiler/ordering.py",
        "self.variables.never_both(numbers[name].name, *(numbers[other].name for other in others))",
        "others",
        ("tests/compiler/test_pages.py", "-k", "both_directions_at_once"),
    ),
    Bug(
        "what lies behind a page told of the other side",
        "compiler/render_connection.py",
        "self._outside(backward=forward)",
        "self._outside(backward=not forward)",
        ("tests/compiler/test_pages.py", "-k", "wrong_way and sqlite"),
    ),
    Bug(
        "order of a page left to SQLite",
        "compiler/render_rows.py",
        "if again else text",
        "if again is None else text",
        (WALKS, "-k", "missed_or_met_twice and sqlite and backward"),
    ),
    Bug(
        "cursor of another list taken",
        "execution/cursors.py",
        'return f"{operation}\\0{scope}".encode()',
        "return operation.encode()",
        ("tests/compiler/test_pages.py", "-k", "of_another_list"),
    ),
    Bug(
        "cursor says nothing of its ordering",
        "compiler/ordering.py",
        """return f"{place}({', '.join(keys)}){by}\"""",
        'return f"{place}({len(keys)}){by}"',
        ("tests/compiler/test_pages.py", "-k", "of_another_list"),
    ),
    Bug(
        "cursor stays where its list is hidden",
        "compiler/render.py",
        "return self.shown(other, sql(\"coalesce({}, 'null')\", found), row)",
        "return sql(\"coalesce({}, 'null')\", found)",
        ("tests/compiler/test_pages.py", "-k", "list_hides"),
    ),
    Bug(
        "row too many on a page that is looked beyond",
        "compiler/render_rows.py",
        "shown = number(max(size, 1))",
        "shown = number(size + 1)",
        _answers("page/first", "connections/nested"),
    ),
    Bug(
        "index read to the wrong end",
        "compiler/render_rows.py",
        "self.dialect.end(order.codec, highest=order.descending)",
        "self.dialect.end(order.codec, highest=not order.descending)",
        (WALKS, "-k", "missed_or_met_twice and root"),
    ),
    Bug(
        "first of a group found among those of a page",
        "compiler/render_rows.py",
        "beyond = () if ranked else self._beyond(self.keys)",
        "beyond = self._beyond(self.keys)",
        (WALKS, "-k", "distinct_row"),
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
        "    return (*found, *(Order(",
        "    return tuple(found) or (*found, *(Order(",
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
        "compiler/collecting.py",
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
        "        coerced = coerce(codec, value)\n",
        "        coerced = value\n",
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
        'if not keys.isdisjoint(self.off) or (namespace, f"name:{name}") in self.off:',
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
        "list of audiences taken whoever it names",
        "auth/jwt/claims.py",
        "ours = ours or each in options.audience",
        "ours = True",
        ("tests/auth/jwt/test_claims.py",),
    ),
    Bug(
        "pending session signs in",
        "auth/jwt/claims.py",
        "if claims.get(name) == value:",
        "if claims.get(name) == name:",
        ("tests/auth/jwt/test_presets.py", "-k", "pending"),
    ),
    Bug(
        "signature written another way",
        "auth/jwt/magic.py",
        "0x([0-9a-f]{130})",
        "0x([0-9a-fA-F]{130})",
        ("tests/auth/jwt/test_magic.py", "-k", "spelling"),
    ),
    Bug(
        "short strings nested without a limit",
        "auth/rails/marshal.py",
        "self.depth + 2 > MAX_DEPTH",
        "self.depth + 2 > MAX_VALUES",
        ("tests/auth/rails/test_marshal.py", "-k", "strings_count"),
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
    # -- forms of values --------------------------------------------------------------------------
    Bug(
        "any text taken for an enum's",
        "ir/scalars.py",
        "if not isinstance(value, str) or value not in names:",
        "if not isinstance(value, str):",
        ("tests/catalog/test_forms.py", "-k", "no_enums"),
    ),
    Bug(
        "stored value outside an enum handed on",
        "dialects/base.py",
        'value, listed, found, null, self.fault("e"))',
        "value, listed, found, null, found)",
        ("tests/catalog/test_forms.py", "-k", "outside_the_choices"),
    ),
    Bug(
        "NaN becomes null without a word",
        "dialects/postgresql.py",
        "self.fault(_RANGES[name][1]), nullable=nullable)",
        "raw(\"'null'\"), nullable=nullable)",
        ("tests/execution/test_faults.py", "-k", "costs_more_than_itself"),
    ),
    Bug(
        "index of a list left out of an error's path",
        "ir/faults.py",
        "path[-1] = last + 1",
        "path[-1] = last",
        ("tests/execution/test_faults.py", "-k", "path_of_a_mark"),
    ),
    Bug(
        "any schema readable",
        "compiler/places.py",
        "if name not in table.schemas:",
        "if not table.schemas and not name:",
        ("tests/compiler/test_places.py", "-k", "no_setting_lists"),
    ),
    Bug(
        "role's rule dropped for unrelated selectors",
        APPLY,
        "where=both(rule.filter, _filter(field.where, rules)),",
        "where=both(rule.filter if field.relation or '.' not in field.place else TRUE, _filter(field.where, rules)),",
        ("tests/compiler/test_places.py", "-k", "rule_does_not_hold"),
    ),
    Bug(
        "unrelated selector not validated",
        "compiler/unrelated.py",
        "(*selections.selections, *lifting.found)",
        "selections.selections",
        ("tests/compiler/test_places.py", "-k", "without_a_meaning"),
    ),
    Bug(
        "named ordering by a hidden column usable",
        APPLY,
        "key: one for key, one in table.orderings.items() if all(name in columns for name, _ in one)",
        "key: one for key, one in table.orderings.items() if any(name in table.columns for name, _ in one)",
        ("tests/compiler/test_named_orderings.py", "-k", "hidden_column or role_without"),
    ),
    Bug(
        "cursor of another named ordering taken",
        "execution/cursors.py",
        'return f"{head} by {values.get(variable)}" if named else scope',
        "return head if named and variable and values else scope",
        ("tests/compiler/test_named_orderings.py", "-k", "another_ordering"),
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
    Bug(
        "long patterns kept whatever the text",
        "dialects/sqlite_functions.py",
        'if len(pattern) - pattern.count("%") > 2 * len(text):',
        'if len(pattern) - pattern.count("%") > 200_000 * len(text):',
        ("tests/dialects/test_sqlite_patterns.py", "-k", "memory"),
    ),
    Bug(
        "pieces of a long pattern apart",
        "dialects/sqlite_functions.py",
        "start = found.start() + 1",
        "start = found.end()",
        ("tests/dialects/test_sqlite_patterns.py", "-k", "otherwise"),
    ),
    Bug(
        "prepared statements without bound",
        "execution/prepared.py",
        "if left - out < self.most and",
        "if left - out < self.most * 9 and",
        ("tests/execution/test_connection.py", "-k", "push_out"),
    ),
    Bug(
        "prepared statements take whatever memory they like",
        "execution/prepared.py",
        "used + weight <= self.room",
        "used <= self.room",
        ("tests/execution/test_connection.py", "-k", "more_memory"),
    ),
    Bug(
        "one statement gives its place to a heavy one",
        "execution/connection.py",
        "for _ in range(out - 1):",
        "for _ in range(0):",
        ("tests/execution/test_connection.py", "-k", "more_memory"),
    ),
    Bug(
        "failing statement prepared each time",
        "execution/connection.py",
        "        places.failed(text)\n",
        "        pass\n",
        ("tests/execution/test_connection.py", "-k", "fails_is_prepared"),
    ),
    Bug(
        "roles that share a text share its values",
        "statements/store.py",
        "        key = (meant.namespace, meant.digest, role, rules, dialect.name)",
        '        key = (meant.namespace, meant.digest, "", "", dialect.name)',
        ("tests/gate/test_shared_statements.py", "-k", "rows_of_another"),
    ),
    Bug(
        "roles of one shape have statements of their own",
        RULE_CONSTANTS,
        'scope=f"{table} {next(places)}"',
        'scope=""',
        ("tests/gate/test_shared_statements.py", "-k", "several_statements"),
    ),
    Bug(
        "text of one way of knowing callers used for another",
        "execution/run.py",
        "self._texts.get((shape, state_here))",
        "next(iter(self._texts.values()), None)",
        ("tests/auth/test_in_the_statement.py",),
    ),
    # -- operators --------------------------------------------------------------------------------
    Bug(
        "alternatives of one column taken apart",
        "compiler/normalise_filter.py",
        "            fields = _apart([(one, self._entry(one, table))])\n"
        "            items.append(ObjectValueNode(fields=fields, loc=one.loc))\n",
        "            fields = _apart([(one, self._entry(one, table))])\n"
        "            items.extend(ObjectValueNode(fields=(each,), loc=one.loc) for each in fields)\n",
        _answers("terse/several_connectives"),
    ),
    Bug(
        "true is 1 in JSON on SQLite",
        "dialects/sqlite_json.py",
        "    if type(one) is not type(other):\n",
        "    if isinstance(one, list | dict) is not isinstance(other, list | dict):\n",
        ("tests/dialects/test_sqlite_json.py",),
    ),
    Bug(
        "number too small for SQLite is 0",
        "dialects/sqlite.py",
        "return found if found or not value else math.copysign(_SMALLEST, value)",
        "return found",
        ("tests/compiler/test_hostile_values.py", "-k", "exact"),
    ),
    Bug(
        "name in a document read as a text",
        "compiler/values.py",
        "    if isinstance(node, StringValueNode | BooleanValueNode):\n",
        '    if hasattr(node, "value"):\n',
        ("tests/compiler/test_hostile_values.py", "-k", "blob"),
    ),
    Bug(
        "refusal in words of the whole catalogue",
        "statements/store.py",
        "operation = read_operation(text, name, catalog=view.catalog, limits=self.limits)",
        "operation = read_operation(text, name, catalog=get_catalog(), limits=self.limits)",
        ("tests/gate/test_hidden_names.py", "-k", "told_from"),
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
        "ir/reach.py",
        "        yield where.target.name\n",
        "",
        ("tests/publishing/test_exposure.py",),
    ),
    Bug(
        "check passes whatever the lock says",
        "management/commands/graphgate_freeze.py",
        'if lock.read_text(encoding="utf-8") != render_lock(frozen.lock):',
        "if not frozen.lock.operations:",
        ("tests/publishing/test_exposure.py",),
    ),
    Bug(
        "twin of a switched off version runs",
        "access/live.py",
        "keys = {(namespace, digest), (namespace, twin_of)}",
        "keys = {(namespace, digest)}",
        ("tests/publishing/test_freeze.py", "-k", "twin_of_a_version"),
    ),
    Bug(
        "retired version frozen as if it were not",
        "publishing/freeze.py",
        "if version.retired or twin_of.retired or self._of(namespace, version.digest).retired:",
        "if version.retired:",
        ("tests/publishing/test_freeze.py", "-k", "retired_version"),
    ),
    Bug(
        "errors suggest names to everybody",
        "statements/store.py",
        "suggest = self.settings.may_introspect(role.name)",
        "suggest = True",
        ("tests/views/test_attack_tools.py", "-k", "teach_names"),
    ),
    Bug(
        "statement of one role given to another",
        "publishing/compile_all.py",
        "            if other == planned:",
        "            if other.variables == planned.variables:",
        ("tests/publishing/test_freeze.py", "-k", "statement_of_another"),
    ),
    Bug(
        "freeze in several processes mixes operations up",
        "publishing/forks.py",
        "yield from pool.map(_result, range(count), chunksize=_CHUNK)",
        "yield from pool.map(_result, reversed(range(count)), chunksize=_CHUNK)",
        ("tests/publishing/test_forks.py",),
    ),
    Bug(
        "compiler imported by a server",
        "statements/store.py",
        "if TYPE_CHECKING:\n",
        "if not TYPE_CHECKING:\n",
        ("tests/example_project/test_installed.py", "-k", "gate_of_a_server"),
    ),
    Bug(
        "database of a filter's table not looked at",
        "ir/reach.py",
        "    yield from _of_filter(select.where)\n",
        "",
        ("tests/gate/test_two_databases.py",),
    ),
    # -- the quick look before GraphQL's rules ------------------------------------------------------
    Bug(
        "quick look passes variables of any type",
        CERTAIN,
        "return mine is kind or is_type_sub_type_of(self.schema, mine, kind)",
        "return True",
        SLIPS,
    ),
    Bug(
        "quick look passes two meanings of one key",
        CERTAIN,
        "same = known[0] == name and known[1] is kind and",
        "same = known[1] is kind and",
        SLIPS,
    ),
    Bug(
        "quick look passes two meanings of one key further in",
        CERTAIN,
        "return known[3] if same and",
        "return {} if same and",
        SLIPS,
    ),
    Bug(
        "quick look passes repeated fields with other arguments",
        CERTAIN,
        "known[1] is kind and known[2] and not node.arguments",
        "known[1] is kind",
        SLIPS,
    ),
    Bug(
        "quick look passes objects without fields",
        CERTAIN,
        "return isinstance(kind, GraphQLScalarType | GraphQLEnumType)",
        "return True",
        SLIPS,
    ),
    Bug(
        "quick look passes repeated arguments",
        CERTAIN,
        "name not in known or name in given or not self.value_fits(node.value, ",
        "name not in known or not self.value_fits(node.value, ",
        SLIPS,
    ),
    Bug(
        "quick look passes directives in any place",
        CERTAIN,
        "definition is None or place not in definition.locations",
        "definition is None",
        SLIPS,
    ),
    Bug(
        "quick look passes directives without what they need",
        CERTAIN,
        "not isinstance(argument.type, GraphQLNonNull) or name in given for",
        "name in known for",
        SLIPS,
    ),
)
