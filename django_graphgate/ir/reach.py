"""What a plan looks at: tables and columns, and how each column tells on the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from django_graphgate.ir.catalog import Relation
from django_graphgate.ir.plan import (
    TRUE,
    And,
    Compare,
    Denied,
    Exists,
    Filter,
    Leaf,
    Not,
    Or,
    Order,
    Query,
    Select,
    UnionSelect,
)

How = Literal["shown", "filtered", "ordered", "distinct"]
"""A column that is not shown can be read all the same, by asking often: by filters, orderings, what is
distinct, and pages."""


class Use(NamedTuple):
    """A column of a table and how it is used; a table whose rows alone tell on the answer has none."""

    table: str
    column: str = ""
    how: How | None = None


def tables_of(query: Query) -> set[str]:
    """Names of all tables whose rows tell on the answer: selected, filtered or ordered by, passed through."""
    return {use.table for use in uses_of(query)}


def uses_of(query: Query) -> set[Use]:
    """All tables and columns that tell on the answer; keys that relations follow are not among the columns."""
    return {use for select in query.selects() for use in _of_select(select)}


def _of_select(select: Select) -> Iterator[Use]:
    table = select.table.name
    yield Use(table)
    yield from _of_hops(select.relation, select.hop_filters)
    yield from _of_filter(select.rule, table)
    yield from _of_filter(select.where, table)
    for order in select.order:
        yield from _of_order(order, table, paged=bool(select.page.after or select.page.before))
    for column in select.distinct:
        yield Use(table, column.name, "distinct")
    for field in select.row_fields():
        if isinstance(field, Leaf):
            yield Use(table, field.column.name, "shown")
        if isinstance(field, Leaf | Select | UnionSelect | Denied):
            for condition in field.shown:  # about the row around the field
                if condition.row is not None:
                    yield from _of_filter(condition.row, table)


def _of_order(order: Order, table: str, *, paged: bool) -> Iterator[Use]:
    for step in order.path:
        table = step.target.name
        yield Use(table)
        yield from _of_hops(step.relation, ())
        yield from _of_filter(step.where, table)
    if paged or not order.implied:
        yield Use(table, order.column.name, "ordered")


def _of_filter(where: Filter, table: str) -> Iterator[Use]:
    if isinstance(where, And | Or):
        for item in where.items:
            yield from _of_filter(item, table)
    elif isinstance(where, Not):
        yield from _of_filter(where.item, table)
    elif isinstance(where, Exists):
        yield Use(where.target.name)
        yield from _of_hops(where.relation, where.hop_filters)
        yield from _of_filter(where.rule, where.target.name)
        yield from _of_filter(where.where, where.target.name)
    elif isinstance(where, Compare):
        yield Use(table, where.column.name, "filtered")


def _of_hops(relation: Relation | None, filters: tuple[Filter, ...]) -> Iterator[Use]:
    """Join tables that are models of their own, and what their filters look at."""
    names = [hop.table or "" for hop in (() if relation is None else relation.hops[:-1])]
    yield from (Use(name) for name in names if name)
    for name, where in zip(names, filters or [TRUE] * len(names), strict=True):
        yield from _of_filter(where, name)
