"""The columns of a plan with their places.

What is in answers has its response path, the rest its place in the document.  What a role's rules look at is not
among them, so that a place is always one that the operation has.
"""

# the last question of a chain is asked, so that assert_never finds a node that nobody thought of
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, assert_never

from django_graphgate.ir.catalog import Relation
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.plan import Compare, Exists, Field, Filter, Given, Known, Order, PageField, Select
from django_graphgate.ir.visit import (
    Usage,
    conditions_of,
    expressions_of,
    inner_fields,
    predicates_of,
    selectors_of,
)


class Placed(NamedTuple):
    """A column of a table, how it is used, and where; without a column, the rows of the table alone."""

    table: str
    column: str
    usage: Usage | Literal["joined", "counted"]
    path: str
    masked: bool = False
    """The value is there in rows only for which a filter of the role's rule holds."""
    stored: bool = False
    """The column's name is the database's, and so is that of a table that the catalogue does not have."""


def below(path: str, *names: str) -> str:
    """A path, and the names that follow."""
    return ".".join(name for name in (path, *names) if name)


def places_of(fields: Iterable[Field], table: str = "", path: str = "") -> Iterator[Placed]:
    """All that some fields of a row look at, and those below them."""
    for field in fields:
        here = below(path, field.key)
        for condition in conditions_of(field):
            if condition.row is not None:
                yield from places_in(condition.row, table, below(here, "@if"))
        for expression in expressions_of(field):
            yield from _in_expression(expression, table, "shown", here)
        if isinstance(field, PageField) and field.what == "totalCount":
            yield Placed(table, "", "counted", here)
        yield from places_of(inner_fields(field) or (), table, here)
        for select in selectors_of(field):
            yield from _in_select(select, table, here)


def _in_select(select: Select, around: str, path: str) -> Iterator[Placed]:
    table = select.table.name
    yield Placed(table, "", "shown", path)
    yield from _along(select.relation, around, path)
    yield from places_in(select.where, table, below(path, "where"))
    for order in select.order:
        yield from _in_order(order, select, below(path, "order_by"))
    for expression in select.distinct:
        yield from _in_expression(expression, table, "distinct", below(path, "distinct", expression.name))
    yield from places_of(select.fields, table, path)


def _in_order(order: Order, select: Select, path: str) -> Iterator[Placed]:
    table = select.table.name
    for step in order.path:
        path = below(path, step.relation.name)
        yield from _along(step.relation, table, path)
        table = step.target.name
    if not order.implied:
        yield from _in_expression(order.expression, table, "ordered", below(path, order.expression.name))
    elif select.page.after or select.page.before:
        yield from _in_expression(order.expression, table, "paged", below(path, order.expression.name))


def places_in(where: Filter, table: str, path: str) -> Iterator[Placed]:
    """What a filter over rows of the table looks at, along relations too."""
    for predicate in predicates_of(where):
        if isinstance(predicate, Compare):
            for expression in predicate.expressions:
                yield from _in_expression(expression, table, "filtered", below(path, expression.name))
        elif isinstance(predicate, Exists):
            inner = below(path, predicate.relation.name)
            yield from _along(predicate.relation, table, inner)
            yield Placed(predicate.target.name, "", "filtered", inner)
            yield from places_in(predicate.where, predicate.target.name, inner)
        elif not isinstance(predicate, Known | Given):
            assert_never(predicate)


def _in_expression(expression: Expression, table: str, usage: Usage, path: str) -> Iterator[Placed]:
    masked = isinstance(expression, Masked)
    return (Placed(table, column.name, usage, path, masked) for column in expression.columns)


def _along(relation: Relation | None, table: str, path: str) -> Iterator[Placed]:
    """The columns that a relation follows, and the tables on its way."""
    if relation is None:
        return
    for hop in relation.hops:
        there = hop.table or hop.db_table
        if hop is not relation.hops[-1]:
            yield Placed(there, "", "joined", path, stored=hop.table is None)
        for near, far in hop.pairs:
            yield Placed(table, near, "joined", path, stored=True)
            yield Placed(there, far, "joined", path, stored=True)
        if (content_type := hop.content_type) is not None:
            owner = table if content_type.here else there
            yield Placed(owner, content_type.column, "joined", path, stored=True)
        table = there
