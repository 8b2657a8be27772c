"""The one walk over a plan: what asks about a plan asks here, and what changes it, in :mod:`.rebuild`.

A new node of a plan has its place in this module, or the type checker says where it is missing.
"""

# the last question of a chain is asked, so that assert_never finds a node that nobody thought of
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, assert_never

from django_graphgate.ir.catalog import Relation
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.plan import (
    TRUE,
    Again,
    And,
    Compare,
    ConnectionLevel,
    Cursor,
    Denied,
    Exists,
    Field,
    Filter,
    Given,
    Known,
    Leaf,
    Not,
    Null,
    NullCondition,
    Or,
    Order,
    PageField,
    Predicate,
    Query,
    Returned,
    Select,
    StepText,
    Text,
    UnionSelect,
)
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Action

Usage = Literal["shown", "filtered", "ordered", "distinct", "paged"] | Action
"""How a column is used.  What is not shown can be read all the same, by asking often: by filters, orderings,
what is distinct, and pages.  ``paged`` is a tie-break of the ordering that cursors hold.  What an action writes
is not read by it."""


class Use(NamedTuple):
    """A column of a table and how it is used; a table whose rows alone bear on the answer has none."""

    table: str
    column: str = ""
    usage: Usage | None = None


# -- fields ---------------------------------------------------------------------------------------


def inner_fields(field: Field) -> tuple[Field, ...] | None:
    """The fields of a level of a connection, or of what an action returns; ``None`` for any other field."""
    if isinstance(field, ConnectionLevel | Returned):
        return field.fields
    if isinstance(
        field,
        Leaf | Text | Null | Denied | Cursor | PageField | Select | UnionSelect | StepText | Again,
    ):
        return None
    assert_never(field)


def selectors_of(field: Field) -> tuple[Select, ...]:
    """The selectors that a field is: itself, or the choices of a generic key."""
    if isinstance(field, Select):
        return (field,)
    if isinstance(field, UnionSelect):
        return field.choices
    if isinstance(
        field,
        Leaf | Text | Null | Denied | Cursor | PageField | ConnectionLevel | StepText | Returned | Again,
    ):
        return ()
    assert_never(field)


def expressions_of(field: Field) -> tuple[Expression, ...]:
    """What a field shows of the row around it."""
    if isinstance(field, Leaf):
        return (field.expression,)
    if isinstance(
        field,
        Text
        | Null
        | Denied
        | Cursor
        | PageField
        | ConnectionLevel
        | Select
        | UnionSelect
        | StepText
        | Returned
        | Again,
    ):
        return ()
    assert_never(field)


def flattened(fields: Iterable[Field]) -> Iterator[Field]:
    """Fields, and in place of a connection's levels and of returned objects the fields inside them."""
    for field in fields:
        inner = inner_fields(field)
        if inner is None:
            yield field
        else:
            yield from flattened(inner)


def row_fields(select: Select) -> Iterator[Field]:
    """What is asked of the rows themselves."""
    return flattened(select.fields) if select.connection else iter(select.fields)


def selects_in(fields: Iterable[Field]) -> list[Select]:
    """The selectors among some fields, those of generic keys with them."""
    return [select for field in flattened(fields) for select in selectors_of(field)]


def leaves_in(fields: Iterable[Field]) -> list[Leaf]:
    """The expressions of these very fields, without those of selectors below."""
    return [field for field in fields if isinstance(field, Leaf)]


def selects_of(query: Query) -> Iterator[Select]:
    """Every selector, outer before inner, in written order."""
    stack = selects_in(query.fields)[::-1]
    while stack:
        select = stack.pop()
        yield select
        stack.extend(reversed(selects_in(select.fields)))


def cursors_in(fields: Iterable[Field]) -> list[Cursor]:
    """The cursors beside the lists among some fields."""
    return [field for field in fields if isinstance(field, Cursor)]


def denied_in(
    fields: Iterable[Field], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Denied]]:
    """Every blocked selector with its path of response keys."""
    for field in fields:
        if isinstance(field, Denied):
            yield (*path, field.key), field
        yield from denied_in(inner_fields(field) or (), (*path, field.key))
        for select in selectors_of(field):
            yield from denied_in(select.fields, (*path, field.key))


def conditions_of(field: Field) -> tuple[NullCondition, ...]:
    """What has to hold for a field to have its value."""
    if isinstance(
        field, Leaf | Denied | PageField | ConnectionLevel | Select | UnionSelect | StepText | Returned
    ):
        return field.shown
    if isinstance(field, Text | Null | Cursor | Again):
        return ()
    assert_never(field)


# -- filters --------------------------------------------------------------------------------------


def all_of(*filters: Filter) -> Filter:
    """All of them, flat, without what is always true."""
    items: list[Filter] = []
    for where in filters:
        items.extend(where.items if isinstance(where, And) else (where,))
    return items[0] if len(items) == 1 else And(tuple(items))


def without_known(where: Filter) -> Filter:
    """The filter without the facts that it asks for beside everything else."""
    if isinstance(where, And):
        return all_of(*(item for item in where.items if not isinstance(item, Known)))
    return where


def predicates_of(where: Filter) -> Iterator[Predicate]:
    """What a filter says of the row that it looks at: comparisons, facts, and rows that hang on it."""
    if isinstance(where, And | Or):
        for item in where.items:
            yield from predicates_of(item)
    elif isinstance(where, Not):
        yield from predicates_of(where.item)
    elif isinstance(where, Compare | Known | Given | Exists):
        yield where
    else:
        assert_never(where)


def all_predicates(table: str, where: Filter) -> Iterator[tuple[str, Predicate]]:
    """The predicates of a filter and of those along its relations, each with the table whose row it looks at."""
    for predicate in predicates_of(where):
        yield table, predicate
        if isinstance(predicate, Exists):
            for target, inner in _filters_along(predicate):
                yield from all_predicates(target, inner)
        elif isinstance(predicate, Compare):
            for mask in (mask for expression in predicate.expressions for mask in masks_of(expression)):
                yield from all_predicates(table, mask)


def masks_of(expression: Expression) -> tuple[Filter, ...]:
    """The filters of rules over the row that have to hold for it to have its value."""
    return (expression.where,) if isinstance(expression, Masked) else ()


def _filters_along(exists: Exists) -> Iterator[tuple[str, Filter]]:
    yield from _hops(exists.relation, exists.hop_filters)
    yield exists.target.name, exists.rule
    yield exists.target.name, exists.where


def _hops(relation: Relation | None, filters: tuple[Filter, ...]) -> Iterator[tuple[str, Filter]]:
    """Join tables that are models of their own, and what their rows are filtered by."""
    tables = [hop.table for hop in (() if relation is None else relation.hops[:-1])]
    for table, where in zip(tables, filters or [TRUE] * len(tables), strict=True):
        if table is not None:
            yield table, where


def columns_of(where: Filter) -> set[str]:
    """Database columns of the filtered row itself that a filter looks at, keys of relations among them."""
    columns: set[str] = set()
    for predicate in predicates_of(where):
        if isinstance(predicate, Exists):
            columns.update(predicate.relation.keys())
        elif isinstance(predicate, Compare):
            for expression in predicate.expressions:
                columns.update(column.column for column in expression.columns)
                columns.update(*map(columns_of, masks_of(expression)))
    return columns


def parameters_of(where: Filter) -> Iterator[Parameter]:
    """The values that a filter compares with, along relations too, and the facts that it asks for."""
    for _, predicate in all_predicates("", where):
        if isinstance(predicate, Compare):
            yield from predicate.parameters
        elif isinstance(predicate, Known | Given):
            yield predicate.parameter


def compared_in(where: Filter) -> Iterator[Expression]:
    """What a filter compares, on either side, in relations and masks too."""
    for predicate in predicates_of(where):
        if isinstance(predicate, Compare):
            yield from predicate.expressions


def equated_in(where: Filter) -> Iterator[Expression]:
    """What a filter requires to be equal to a value, beside everything else."""
    for item in where.items if isinstance(where, And) else (where,):
        if isinstance(item, Compare) and item.operator == "eq":
            yield item.expression


def fails_without(where: Filter, parameter: Parameter) -> bool:
    """The filter cannot be true where the parameter is NULL.  What is not certain is denied."""
    if isinstance(where, And):
        return any(fails_without(item, parameter) for item in where.items)
    if isinstance(where, Or):
        return all(fails_without(item, parameter) for item in where.items)
    if isinstance(where, Exists):
        return fails_without(where.where, parameter)
    if isinstance(where, Compare):
        return where.value == parameter and where.operator not in ("distinct", "not_distinct")
    if isinstance(where, Known):
        return where.parameter == parameter
    if isinstance(where, Not | Given):
        return False
    assert_never(where)


# -- queries --------------------------------------------------------------------------------------


def filters_of(select: Select) -> Iterator[tuple[str, Filter]]:
    """The filters at a selector, its orderings and its fields, each with the table whose rows it looks at."""
    table = select.table.name
    yield from _hops(select.relation, select.hop_filters)
    yield table, select.rule
    yield table, select.where
    for order in select.order:
        for step in order.path:
            yield from _hops(step.relation, ())
            yield step.target.name, step.where
        yield from ((_table_of(order, select), mask) for mask in masks_of(order.expression))
    for expression in select.distinct:
        yield from ((table, mask) for mask in masks_of(expression))
    for field in row_fields(select):
        for expression in expressions_of(field):
            yield from ((table, mask) for mask in masks_of(expression))
        for condition in conditions_of(field):
            if condition.row is not None:
                yield table, condition.row


def comparisons_of(query: Query) -> Iterator[Compare]:
    """All comparisons, of the request and of rules, in the order of the document."""
    for select in selects_of(query):
        for table, where in filters_of(select):
            yield from (
                predicate for _, predicate in all_predicates(table, where) if isinstance(predicate, Compare)
            )


def referenced_tables(query: Query) -> set[str]:
    """Names of all tables whose rows bear on the answer: selected, filtered or ordered by, passed through."""
    return {use.table for use in uses_of(query)}


def uses_of(query: Query) -> Iterator[Use]:
    """All tables and columns that bear on the answer; keys that relations follow are not among the columns."""
    for select in selects_of(query):
        for table, where in filters_of(select):
            yield Use(table)
            yield from _uses_in(table, where)
        for order in select.order:
            yield from _uses_by(order, select)
        yield from (Use(name) for name in select.source.tables)
        for expression in select.distinct:
            yield from _uses_of(expression, select.table.name, "distinct")
        for field in row_fields(select):
            for expression in expressions_of(field):
                yield from _uses_of(expression, select.table.name, "shown")


def _uses_of(expression: Expression, table: str, usage: Usage) -> Iterator[Use]:
    return (Use(table, column.name, usage) for column in expression.columns)


def _uses_in(table: str, where: Filter) -> Iterator[Use]:
    for owner, predicate in all_predicates(table, where):
        if isinstance(predicate, Compare):
            for expression in predicate.expressions:
                yield from _uses_of(expression, owner, "filtered")
        elif isinstance(predicate, Exists):
            yield from (Use(target) for target, _ in _filters_along(predicate))
        elif not isinstance(predicate, Known | Given):
            assert_never(predicate)


def _uses_by(order: Order, select: Select) -> Iterator[Use]:
    table = _table_of(order, select)
    if not order.implied:
        yield from _uses_of(order.expression, table, "ordered")
    elif select.page.after or select.page.before:
        yield from _uses_of(order.expression, table, "paged")


def _table_of(order: Order, select: Select) -> str:
    """The table whose row holds the value of a key."""
    return order.path[-1].target.name if order.path else select.table.name
