"""The comparisons of a plan, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.ir.plan import (
    And,
    Compare,
    Denied,
    Exists,
    Filter,
    Leaf,
    Not,
    Or,
    Query,
    Select,
    UnionSelect,
)


def comparisons_of(query: Query) -> Iterator[Compare]:
    """All comparisons, of the request and of rules, in the order of the document."""
    for select in query.selects():
        for where in _filters(select):
            yield from (one for one in _inside(where) if isinstance(one, Compare))


def _filters(select: Select) -> Iterator[Filter]:
    """The filters that stand at a selector, its orderings and its fields."""
    yield from select.hop_filters
    yield select.rule
    yield select.where
    for key in select.order:
        yield from (step.where for step in key.path)
    for field in (select, *select.row_fields()):
        if isinstance(field, Leaf | Select | UnionSelect | Denied):
            yield from (one.row for one in field.shown if one.row is not None)


def _inside(where: Filter) -> Iterator[Filter]:
    """A filter, and all that it is made of, along relations too."""
    yield where
    if isinstance(where, And | Or):
        for item in where.items:
            yield from _inside(item)
    elif isinstance(where, Not):
        yield from _inside(where.item)
    elif isinstance(where, Exists):
        for one in (*where.hop_filters, where.rule, where.where):
            yield from _inside(one)
