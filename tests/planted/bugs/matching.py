"""Planted bugs: which callers a ``match`` matches."""

from __future__ import annotations

from tests.planted.bug import Bug

_CHOICE = "tests/integration/matching/test_choice.py"
_VARIABLES = "tests/integration/matching/test_variables.py"
_QUERY = "tests/integration/matching/test_query_row.py"
_OPERATION = "tests/integration/matching/test_operation_row.py"
_PROBLEMS = "tests/integration/matching/test_problems.py"
_FORMS = "tests/unit/matching/test_expression.py"
_READER = "matching/expression.py"

BUGS = (
    Bug(
        "users of another issuer are the project's own",
        "matching/expression.py",
        "if self.row.of_project and _PROVIDER not in",
        "if False and _PROVIDER not in",
        (_CHOICE, "-k", "another_issuer"),
    ),
    Bug(
        "match holds without a fact that it needs",
        _READER,
        "where = with_facts(self._condition(_parsed(text)))",
        "where = self._condition(_parsed(text))",
        (_VARIABLES, "-k", "missing_fact"),
    ),
    Bug(
        "negation that is a mark of a node is lost",
        _READER,
        'return Not(where) if node.args.get("negate") else where',
        "return where",
        (_CHOICE, "-k", "term_holds"),
    ),
    Bug(
        "exchanged sides keep their operator",
        _READER,
        "left, right, operator, exchanged = right, left, exchanged, operator",
        "left, right = right, left",
        (_CHOICE, "-k", "term_holds"),
    ),
    Bug(
        "first statement of several is taken",
        _READER,
        "if len(trees) != 1 or trees[0] is None:",
        "if not trees or trees[0] is None:",
        (_FORMS, "-k", "form_is"),
    ),
    Bug(
        "parts of a node that nobody reads",
        _READER,
        'if part and name not in (*allowed, "negate"):',
        "if part and not allowed:",
        (_FORMS, "-k", "form_is"),
    ),
    Bug(
        "comments in a match",
        _READER,
        "if any(token.comments for token in tokens):",
        "if not tokens:",
        (_FORMS, "-k", "form_is"),
    ),
    Bug(
        "constants of a match of any type",
        _READER,
        "            coerce(codec, value)\n",
        "            str(value)\n",
        (_FORMS, "-k", "name_or_value"),
    ),
    Bug(
        "match nested without bound",
        _READER,
        "if _nesting(tokens) > MAX_NESTING:",
        "if not tokens:",
        (_FORMS, "-k", "deep_match"),
    ),
    Bug(
        "inactive users have a row",
        "matching/user_row.py",
        "return own if self.active is None else all_of(own, is_true(self.active))",
        "return own",
        (_CHOICE, "-k", "inactive"),
    ),
    Bug(
        "ids from elsewhere are keys of the user model",
        "matching/user_row.py",
        "if catalog.user_id is None and key != TEXT:",
        "if catalog.user_id is None and key is None:",
        (_PROBLEMS, "-k", "text_ids"),
    ),
    Bug(
        "superusers that are somebody else",
        "matching/membership.py",
        "superuser = all_of(self.users.is_caller, is_true(self.users.superuser))",
        "superuser = is_true(self.users.superuser)",
        (_CHOICE, "-k", "permission"),
    ),
    Bug(
        "caller without a row matches no role",
        "matching/choice.py",
        "number(choice.outcomes.index(choice.without_row))",
        "number(len(cases))",
        (_CHOICE, "-k", "no_key"),
    ),
    Bug(
        "last matching role of several rows",
        "matching/choice.py",
        'sql("min({})", value)',
        'sql("max({})", value)',
        (_QUERY, "-k", "another_row"),
    ),
    Bug(
        "everybody has a match",
        "matching/choice.py",
        "    if role in ALWAYS_THERE:\n",
        "    if not role:\n",
        (_CHOICE, "-k", "everybody"),
    ),
    Bug(
        "roles query of nobody's rows",
        "matching/query_row.py",
        "if not any(isinstance(piece, Parameter) and is_fact(piece) for piece in pieces):",
        "if not pieces:",
        (_QUERY, "-k", "query_is"),
    ),
    Bug(
        "roles query that writes",
        "matching/select_types.py",
        "if next(tree.find_all(*_WRITING), None) is not None:",
        "if tree is None:",
        (_QUERY, "-k", "query_is"),
    ),
    Bug(
        "first of two columns of one name",
        "matching/query_row.py",
        "if names[name] > 1:",
        "if names[name] > 9:",
        (_QUERY, "-k", "column_of"),
    ),
    Bug(
        "role that is shadowed in part",
        "ir/implication.py",
        "return all(implies(item, wider, memory) for item in where.items)",
        "return any(implies(item, wider, memory) for item in where.items)",
        (_PROBLEMS, "-k", "callers_get"),
    ),
    Bug(
        "groups beyond sixty count as the first ones",
        "matching/membership.py",
        "place, bit = divmod(expression.place, _BITS)",
        "place, bit = 0, expression.place % _BITS",
        (_CHOICE, "-k", "beyond_the_bits"),
    ),
    Bug(
        "places in lists counted from one",
        "dialects/sqlite.py",
        "    first_position = 0\n",
        "    first_position = 1\n",
        (_CHOICE, "-k", "member_is"),
    ),
    Bug(
        "permission of any app",
        "matching/membership.py",
        """self._sum(sql("(c.{} || '.' || {})", self.name("app_label"), codename), _list(names))""",
        """self._sum(sql("('auth.' || {1})", self.name("app_label"), codename), _list(names))""",
        (_CHOICE, "-k", "permission"),
    ),
    Bug(
        "rows of an operation beyond its limit",
        "matching/operation_row.py",
        "if select.single != by_key or select.page != Page(cap=_MOST) or select.distinct:",
        "if select.distinct:",
        (_OPERATION, "-k", "operation_is"),
    ),
    Bug(
        "request chooses the row of an operation",
        "matching/operation_row.py",
        'value.source in ("variable", "now", "given")',
        'value.source in ("now", "given")',
        (_OPERATION, "-k", "operation_is"),
    ),
    Bug(
        "two permissions of one codename are another one",
        "matching/membership.py",
        "sum(DISTINCT CAST(1 AS bigint)",
        "sum(CAST(1 AS bigint)",
        (_CHOICE, "-k", "one_codename"),
    ),
    Bug(
        "numbers of groups overflow",
        "matching/membership.py",
        "_BITS = 60\n",
        "_BITS = 65\n",
        (_CHOICE, "-k", "more_groups"),
    ),
    Bug(
        "row of a user who is in another database",
        "matching/user_row.py",
        "    check_database(users.model)\n",
        "",
        ("tests/integration/gate/test_dynamic_roles.py", "-k", "users_of_another"),
    ),
    Bug(
        "groups of a user who is in another database",
        "matching/expression.py",
        "        check_database(users)\n",
        "",
        ("tests/integration/gate/test_dynamic_roles.py", "-k", "users_of_another"),
    ),
    Bug(
        "row of an operation over another database",
        "matching/operation_row.py",
        "        check_database(apps.get_model(catalog.tables[table].model))\n",
        "        pass\n",
        (_OPERATION, "-k", "over_another"),
    ),
    Bug(
        "user whom the manager hides has a row",
        "matching/user_row.py",
        "        where=all_of(users.is_caller, _in_manager(users.model, layout)),\n",
        "        where=users.is_caller,\n",
        ("tests/integration/matching/test_managers.py",),
    ),
)
