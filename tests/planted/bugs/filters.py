"""Planted bugs: filters and orderings."""

from __future__ import annotations

from tests.planted.bug import Bug, answers

APPLY = "rules/apply.py"
FILTERS = "compiler/render/filters.py"

BUGS = (
    Bug(
        "NOT dropped",
        "ir/rebuild.py",
        "return Not(map_predicates(where.item, change, table))",
        "return map_predicates(where.item, change, table)",
        answers("where/connectives"),
    ),
    Bug(
        "is_null inverted",
        FILTERS,
        'raw(" IS NULL") if value.value else raw(" IS NOT NULL")',
        'raw(" IS NOT NULL") if value.value else raw(" IS NULL")',
        answers("where/int"),
    ),
    Bug(
        "empty list lets everything through",
        FILTERS,
        'return raw("1 = 0") if operator == "in" else EMPTY',
        "return EMPTY",
        answers("where/in_nothing"),
    ),
    Bug(
        "empty OR lets everything through",
        FILTERS,
        '    if not items:\n        return raw("1 = 0")',
        "    if not items:\n        return EMPTY",
        answers("where/empty_connectives"),
    ),
    Bug(
        "OR joined as AND",
        FILTERS,
        'join(" OR ", items)',
        'join(" AND ", items)',
        answers("where/connectives"),
    ),
    Bug(
        "tie-break dropped",
        "compiler/plan/ordering.py",
        "    return (*ordered, *(Order(",
        "    return tuple(ordered) or (*ordered, *(Order(",
        ("tests/integration/compiler/test_ties.py",),
    ),
    Bug(
        "NULLs follow the server's taste",
        "dialects/base.py",
        "if not nullable or wanted ==",
        "if True or wanted ==",
        answers("order/nulls"),
    ),
    Bug(
        "@skip taken for @include",
        "compiler/plan/fields.py",
        'wanted = name == "include"',
        'wanted = name != "nothing"',
        answers("include/field"),
    ),
)
