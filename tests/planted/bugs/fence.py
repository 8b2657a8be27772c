"""Planted bugs: what a caller filters, orders or pages by looks at rows that a rule hides."""

from __future__ import annotations

from tests.planted.bug import Bug

FENCE = ("tests/integration/rules/test_fence.py", "-k", "row_is_looked_at_that_is_hidden or unreadable_pattern")
PLANS = ("tests/integration/rules/test_fence.py", "-k", "plan_looks_at_a_hidden_row and generic and (hash or nested)")
NEEDS = ("tests/integration/rules/test_needs.py", "-k", "fact_is_missing")
FILTERS = "compiler/render/filters.py"
ROWS = "compiler/render/rows.py"

BUGS = (
    Bug(
        "request's filter looks at any row of a selector",
        ROWS,
        "yield render_narrowed(select.rule, select.where, self.row, self.fresh, self._reached)",
        "from django_graphgate.ir.visit import all_of\n"
        "        yield render_filter(all_of(select.rule, select.where), self.row, self.fresh)",
        FENCE,
    ),
    Bug(
        "request's filter looks at any row along a relation",
        FILTERS,
        "outside = render_filter(all_of(rule, *safe), row, fresh)",
        "if row.alias != row.dialect.identifier('t0'): return render_filter(all_of(rule, where), row, fresh)\n"
        "    outside = render_filter(all_of(rule, *safe), row, fresh)",
        FENCE,
    ),
    Bug(
        "filter along a relation looks at what hangs on hidden rows",
        FILTERS,
        "reached=lambda: [correlated()] if row.narrowed or hops else [],",
        "reached=lambda: [],",
        PLANS,
    ),
    Bug(
        "filter of a nested list looks at what hangs on hidden rows",
        ROWS,
        "        if self.on_the_way:\n",
        "        if not self.on_the_way:\n",
        PLANS,
    ),
    Bug(
        "includeIf looks past the rule at any row",
        "compiler/render/json.py",
        "render_filter(each.row, row, self.row)",
        "render_filter(replace(each.row, rule=TRUE, where=all_of(each.row.rule, each.row.where))"
        " if isinstance(each.row, Exists) else each.row, row, self.row)",
        FENCE,
    ),
    Bug(
        "filter along a relation taken for safe, whatever is in it",
        FILTERS,
        "        return _is_safe(where.where, dialect)\n",
        "        return True\n",
        PLANS,
    ),
    Bug(
        "negated filter taken for safe",
        FILTERS,
        "        return _is_safe(where.item, dialect)\n",
        "        return True\n",
        PLANS,
    ),
    Bug(
        "alternatives of which one is unsafe taken for safe",
        FILTERS,
        "return all(_is_safe(item, dialect) for item in where.items)",
        "return any(_is_safe(item, dialect) for item in where.items)",
        PLANS,
    ),
    Bug(
        "regular expressions taken for safe",
        "dialects/postgresql.py",
        "**dict.fromkeys(_READABLE, False),",
        "**dict.fromkeys(_READABLE, True),",
        FENCE,
    ),
    Bug(
        "functions of Python taken for safe",
        "dialects/sqlite.py",
        '**dict.fromkeys(("starts_with", "ends_with", "contains_text"), False),',
        '**dict.fromkeys(("starts_with", "ends_with", "contains_text"), True),',
        ("tests/integration/rules/test_fence.py", "-k", "broken_text or is_looked_at"),
    ),
    Bug(
        "rows of another child model looked at",
        FILTERS,
        "    before += _joined(all_of(*unsafe), row)\n",
        "",
        ("tests/integration/rules/test_fence.py", "-k", "another_child_model"),
    ),
    Bug(
        "columns with a collation of the project taken for safe",
        "dialects/base.py",
        "not column.collation or",
        "True or",
        ("tests/integration/rules/test_fence.py", "-k", "collation"),
    ),
    Bug(
        "patterns read when the first row asks for them",
        "compiler/render/statement.py",
        "readable = self._readable(query)",
        "readable: list[Sql] = []",
        ("tests/integration/rules/test_fence.py", "-k", "unreadable_pattern"),
    ),
    Bug(
        "what may see any row kept behind the rule",
        FILTERS,
        "return ([where], []) if _is_safe(where, dialect) else ([], [where])",
        "return [], [where]",
        ("tests/integration/rules/test_fence.py", "-k", "keeps_an_index"),
    ),
    Bug(
        "missing fact makes a rule true wherever a selector does not ask for it",
        "rules/effective.py",
        "return replace(rule, filter=with_facts(_rows(rule)), masks=masks)",
        "return replace(rule, filter=_rows(rule), masks=masks)",
        NEEDS,
    ),
    Bug(
        "missing fact forgotten along a relation",
        "rules/apply.py",
        "exists, rule=rule.filter,",
        "exists, rule=without_known(rule.filter),",
        NEEDS,
    ),
    Bug(
        "missing fact forgotten in an ordering",
        "rules/apply.py",
        "replace(step, where=_rule(step.target.name, rules).filter)",
        "replace(step, where=without_known(_rule(step.target.name, rules).filter))",
        NEEDS,
    ),
    Bug(
        "missing fact forgotten in a join table",
        "rules/apply.py",
        "TRUE if hop.table is None else _rule(hop.table, rules).filter",
        "TRUE if hop.table is None else without_known(_rule(hop.table, rules).filter)",
        ("tests/integration/rules/test_needs.py", "-k", "join_table"),
    ),
    Bug(
        "negated comparison with a missing fact taken for false",
        "ir/visit.py",
        "return all(fails_without(item, parameter) for item in where.items)",
        "return any(fails_without(item, parameter) for item in where.items)",
        NEEDS,
    ),
    Bug(
        "list with nothing but a missing fact taken for known",
        "dialects/postgresql.py",
        '"array_position({}, NULL) IS NULL" if many else',
        '"{} IS NOT NULL" if many else',
        NEEDS,
    ),
    Bug(
        "variable that the settings leave empty taken for known",
        "rules/needs.py",
        '(value.source == "constant" and value.name)',
        "(value is None)",
        NEEDS,
    ),
    Bug(
        "subquery that finds a row taken for a known user",
        "rules/needs.py",
        "yield from _may_be_missing(part) if isinstance(part, Parameter) else ()",
        "yield from ()",
        NEEDS,
    ),
    Bug(
        "subquery that finds no row taken for known",
        "rules/needs.py",
        "        if not value.many:\n",
        "        if value.many:\n",
        NEEDS,
    ),
    Bug(
        "missing claim taken for known",
        "rules/needs.py",
        'value.source in ("header", "claim")',
        'value.source == "header"',
        NEEDS,
    ),
    Bug(
        "missing header taken for known",
        "rules/needs.py",
        'value.source in ("header", "claim")',
        'value.source == "claim"',
        NEEDS,
    ),
    Bug(
        "limit of no rows hides them in lists only",
        "rules/effective.py",
        "rule.filter if rule.limit or rule.block else all_of(rule.filter, FALSE)",
        "rule.filter",
        ("tests/integration/compiler/test_every_row.py", "-k", "random_documents"),
    ),
)
