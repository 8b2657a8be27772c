"""The one way to rebuild a plan: who changes some of its parts says what becomes of these alone.

A new node of a plan has its place in this module, or the type checker says where it is missing.
"""

# the last question of a chain is asked, so that assert_never finds a node that nobody thought of
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.plan import (
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
    PageField,
    Predicate,
    Returned,
    Select,
    StepText,
    Text,
    UnionSelect,
)
from django_graphgate.ir.sql import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What becomes of the parts of fields: of selectors, and of filters and values over the row around them."""

    select: Callable[[Select], Select]
    where: Callable[[Filter], Filter]
    value: Callable[[Expression], Expression]


def map_fields(fields: Iterable[Field], changes: Changes) -> tuple[Field, ...]:
    """Fields with their parts changed."""
    return tuple(_mapped(field, changes) for field in fields)


def _mapped(field: Field, changes: Changes) -> Field:
    if isinstance(field, Leaf):
        return replace(
            field,
            expression=changes.value(field.expression),
            shown=map_conditions(field.shown, changes.where),
        )
    if isinstance(field, Denied | PageField | StepText):
        return replace(field, shown=map_conditions(field.shown, changes.where)) if field.shown else field
    if isinstance(field, Select):
        return changes.select(replace(field, shown=map_conditions(field.shown, changes.where)))
    if isinstance(field, UnionSelect):
        choices = tuple(changes.select(choice) for choice in field.choices)
        return replace(field, choices=choices, shown=map_conditions(field.shown, changes.where))
    if isinstance(field, ConnectionLevel | Returned):
        inner = map_fields(field.fields, changes)
        return replace(field, fields=inner, shown=map_conditions(field.shown, changes.where))
    if isinstance(field, Text | Null | Cursor | Again):
        return field
    assert_never(field)


def map_conditions(
    conditions: tuple[NullCondition, ...], where: Callable[[Filter], Filter]
) -> tuple[NullCondition, ...]:
    """Conditions with their filters changed."""
    return tuple(
        condition if condition.row is None else replace(condition, row=where(condition.row))
        for condition in conditions
    )


def map_predicates(where: Filter, change: Callable[[str, Predicate], Filter], table: str = "") -> Filter:
    """The filter with each of its predicates changed, what is along a relation before the relation itself.

    ``change`` is given the table whose row the predicate looks at; the filter's own is ``table``.
    """
    if isinstance(where, And | Or):
        return replace(where, items=tuple(map_predicates(item, change, table) for item in where.items))
    if isinstance(where, Not):
        return Not(map_predicates(where.item, change, table))
    if isinstance(where, Exists):
        inner = map_predicates(where.where, change, where.target.name)
        return change(table, replace(where, where=inner))
    if isinstance(where, Compare | Known | Given):
        return change(table, where)
    assert_never(where)


def map_exists(where: Filter, change: Callable[[Exists], Filter]) -> Filter:
    """The filter with each relation that it follows changed, the inner before the outer."""
    return map_predicates(
        where, lambda _, predicate: change(predicate) if isinstance(predicate, Exists) else predicate
    )


def map_expressions(where: Filter, table: str, change: Callable[[str, Expression], Expression]) -> Filter:
    """The filter with each value changed that it takes from a row: of ``table``, and of tables along its relations."""

    def changed(owner: str, predicate: Predicate) -> Filter:
        if not isinstance(predicate, Compare):
            return predicate
        value = predicate.value
        if isinstance(value, Expression):
            value = change(owner, value)
        return replace(predicate, expression=change(owner, predicate.expression), value=value)

    return map_predicates(where, changed, table)


def map_values(where: Filter, change: Callable[[Parameter], Parameter]) -> Filter:
    """The filter with each value changed that it compares with."""

    def changed(_: str, predicate: Predicate) -> Filter:
        if not isinstance(predicate, Compare) or isinstance(predicate.value, Expression):
            return predicate
        if isinstance(predicate.value, tuple):
            return replace(predicate, value=tuple(change(value) for value in predicate.value))
        return replace(predicate, value=change(predicate.value))

    return map_predicates(where, changed)
