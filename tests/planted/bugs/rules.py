"""Planted bugs: rules."""

from __future__ import annotations

from tests.planted.bug import Bug, answers, errors

APPLY = "rules/apply.py"
ROLE_RULES = "compiler/plan/role_rules.py"
RULE_CONSTANTS = "rules/constants.py"

BUGS = (
    Bug(
        "what looks secret is named by a blocked table",
        APPLY,
        "known = _unhidden(table) if rule.block",
        "known = frozenset(table.columns) if rule.block",
        ("tests/unit/rules/test_apply.py", "-k", "names_what_looks_secret"),
    ),
    Bug(
        "bits behind the end of a cursor are not looked at",
        "execution/cursors.py",
        "if base64.urlsafe_b64encode(sealed).decode() != cursor:",
        "if sealed is None:",
        ("tests/integration/compiler/test_pages.py", "-k", "another_spelling"),
    ),
    Bug(
        "role filter dropped inside EXISTS",
        APPLY,
        "exists, rule=rule.filter,",
        "exists, rule=TRUE,",
        answers("roles/filter_in_exists"),
    ),
    Bug(
        "role filter dropped everywhere",
        APPLY,
        "rule=without_known(rule.filter),",
        "rule=TRUE,",
        answers("roles/filter"),
    ),
    Bug(
        "role filter dropped in nested selectors",
        APPLY,
        "rule=without_known(rule.filter),",
        "rule=without_known(rule.filter) if field.relation is None else TRUE,",
        answers("roles/filter_in_nested_lists"),
    ),
    Bug(
        "request's own filter replaces the role's",
        APPLY,
        "rule=without_known(rule.filter),",
        "rule=without_known(rule.filter) if field.where == TRUE else TRUE,",
        answers("roles/filter_and_own_filter"),
    ),
    Bug(
        "rules of a join table dropped in a selector",
        APPLY,
        "hop_filters=_hop_filters(field.relation, rules),",
        "hop_filters=(),",
        answers("roles/join_table_has_rules"),
    ),
    Bug(
        "rules of a join table dropped in a filter",
        APPLY,
        "hop_filters=_hop_filters(exists.relation, rules))",
        "hop_filters=())",
        answers("roles/join_table_has_rules"),
    ),
    Bug(
        "limit of the rule ignored",
        APPLY,
        "cap = rule.limit if page.cap is None else min(rule.limit, page.cap)",
        "cap = 1_000 if page.cap is None else page.cap",
        answers("roles/limit"),
    ),
    Bug(
        "limit of the rule left to the cap that many roles share",
        RULE_CONSTANTS,
        "return replace(page, cap=cap, rule_limit=rule_limit)",
        "return replace(page, cap=cap)",
        answers("roles/limit"),
    ),
    Bug(
        "limit of the request instead of the rule's",
        "compiler/render/rows.py",
        "self.dialect.least(*(parameter(bound) for bound in bounds))",
        "parameter(bounds[0])",
        answers("roles/limit_by_variable"),
    ),
    Bug(
        "limit of the document believed",
        APPLY,
        "isinstance(limit.value, int) and limit.value <= cap:",
        "isinstance(limit.value, int):",
        answers("roles/limit"),
    ),
    Bug(
        "nobody signed in, and rows of NULL are shown",
        APPLY,
        "needs=(*facts_of(rule.filter), *caller),",
        "needs=(*(), *caller),",
        answers("roles/filter_without_a_user"),
    ),
    Bug(
        "ordering looks past the rules of another table",
        APPLY,
        "replace(step, where=_rule(step.target.name, rules).filter)",
        "replace(step, where=TRUE)",
        answers("roles/order_sees_what_the_role_sees"),
    ),
    Bug(
        "blocked table served",
        ROLE_RULES,
        "if rule.block:",
        "if rule.block and rule.filters:",
        answers("roles/blocked"),
    ),
    Bug(
        "secret columns shown without being named",
        ROLE_RULES,
        "        return frozenset(plain)",
        "        return frozenset(table.columns)",
        errors("roles/secret_column"),
    ),
    Bug(
        "star names the secret columns too",
        ROLE_RULES,
        "frozenset(named | plain if",
        "frozenset(named | set(table.columns) if",
        errors("roles/secret_column_beside_a_named_one"),
    ),
    Bug(
        "default limit where the rule says zero",
        ROLE_RULES,
        "limit=default_limit if rule.limit is None else rule.limit,",
        "limit=rule.limit or default_limit,",
        answers("roles/limit_zero"),
    ),
    Bug(
        "only the first of a rule's filters holds",
        ROLE_RULES,
        "bind_constants(all_of(*terms), rule.table)",
        "bind_constants(terms[0], rule.table)",
        answers("roles/two_filters_both_hold"),
    ),
    Bug(
        "rule with an unknown column weakened in silence",
        ROLE_RULES,
        "    if unknown:",
        "    if unknown and not rule.columns:",
        ("tests/unit/rules",),
    ),
    Bug(
        "columns of the rule not compared",
        APPLY,
        "and use.column not in rule.columns:",
        "and not rule.columns:",
        ("tests/unit/rules",),
    ),
    Bug(
        "hidden column may order",
        "ir/visit.py",
        'yield from _uses_of(order.expression, table, "ordered")',
        "yield Use(table)",
        ("tests/unit/rules",),
    ),
    Bug(
        "columns inside EXISTS not compared",
        "ir/visit.py",
        "            for target, inner in _filters_along(predicate):\n",
        "            for target, inner in ():\n",
        ("tests/unit/rules",),
    ),
    Bug(
        "number with a point in a column of whole numbers cut off",
        "dialects/sqlite.py",
        "WHEN 'real' THEN gg_whole({0})\"",
        "WHEN 'real' THEN CAST({0} AS INTEGER)\"",
        ("tests/integration/execution/test_faults.py", "-k", "costs_more and sqlite"),
    ),
)
