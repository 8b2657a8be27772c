"""Which tables a plan looks at, wherever it does."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.ir.catalog import Relation
from django_graphgate.ir.plan import And, Exists, Filter, Leaf, Not, OneOf, Or, Query, Select


def tables_of(query: Query) -> set[str]:
    """Names of all tables whose rows tell on the answer: selected, filtered or ordered by, passed through."""
    return {name for select in query.selects() for name in _of_select(select)}


def _of_select(select: Select) -> Iterator[str]:
    yield select.table.name
    yield from _of_hops(select.relation, select.hop_filters)
    yield from _of_filter(select.where)
    for key in select.order:
        for step in key.path:
            yield step.target.name
            yield from _of_hops(step.relation, ())
            yield from _of_filter(step.where)
    for field in (select, *select.row_fields()):
        if isinstance(field, Leaf | Select | OneOf) and field.shown:
            for one in field.shown:
                yield from () if one.row is None else _of_filter(one.row)


def _of_filter(where: Filter) -> Iterator[str]:
    if isinstance(where, And | Or):
        for item in where.items:
            yield from _of_filter(item)
    elif isinstance(where, Not):
        yield from _of_filter(where.item)
    elif isinstance(where, Exists):
        yield where.target.name
        yield from _of_hops(where.relation, where.hop_filters)
        yield from _of_filter(where.where)


def _of_hops(relation: Relation | None, filters: tuple[Filter, ...]) -> Iterator[str]:
    """Join tables that are models of their own, and what their filters look at."""
    for hop in () if relation is None else relation.hops[:-1]:
        if hop.table is not None:
            yield hop.table
    for one in filters:
        yield from _of_filter(one)
