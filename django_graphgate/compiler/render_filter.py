"""Filters and correlations of a plan → SQL conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django_graphgate.dialects import Dialect
from django_graphgate.ir.catalog import Hop, Relation, Table
from django_graphgate.ir.plan import TRUE, And, Compare, Exists, Filter, Not, Or
from django_graphgate.ir.scalars import base
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, raw, sql


@dataclass(frozen=True, slots=True)
class Row:
    """A table's alias in the statement, and how its columns are written."""

    alias: Sql
    dialect: Dialect

    def column(self, name: str) -> Sql:
        """A column of the row by its name in the database."""
        return self.alias + raw(".") + self.dialect.identifier(name)


Fresh = Callable[[], Row]


def table_name(table: Table | Hop, dialect: Dialect) -> Sql:
    """The quoted name of a table, with its schema where it has one."""
    return dialect.identifier(table.db_schema, table.db_table)


def render_filter(where: Filter, row: Row, fresh: Fresh) -> Sql:
    """A condition over one row; the empty text when it is always true."""
    if isinstance(where, And):
        return _both([render_filter(item, row, fresh) for item in where.items])
    if isinstance(where, Or):
        return _either([render_filter(item, row, fresh) for item in where.items])
    if isinstance(where, Not):
        inside = render_filter(where.item, row, fresh)
        return sql("NOT ({})", inside) if inside else raw("1 = 0")
    if isinstance(where, Exists):
        return _exists(where, row, fresh)
    return _compare(where, row)


def _both(items: list[Sql]) -> Sql:
    found = [item for item in items if item]
    if len(found) < 2:
        return found[0] if found else EMPTY
    return sql("({})", join(" AND ", found))


def _either(items: list[Sql]) -> Sql:
    if not items:
        return raw("1 = 0")
    if any(not item for item in items):
        return EMPTY
    return items[0] if len(items) == 1 else sql("({})", join(" OR ", items))


def _compare(where: Compare, row: Row) -> Sql:
    dialect = row.dialect
    column = row.column(where.column.column)
    operator, value = where.operator, where.value
    if isinstance(value, tuple):
        return _member_of(operator, column, value)
    operand = parameter(value)
    if operator in ("in", "nin"):
        found = dialect.member(column, operand, value.codec)
        return sql("NOT ({})", found) if operator == "nin" else sql("({})", found)
    if operator == "is_null":
        return _is_null(column, value, dialect)
    if operator in ("distinct", "not_distinct"):
        found = dialect.same(column, operand)
        return sql("NOT ({})", found) if operator == "distinct" else sql("({})", found)
    if base(value.codec) in ("like", "pattern"):
        column = dialect.as_text(column, where.column.codec)
    return sql("({})", dialect.compare(operator, column, operand, value.codec))


def _member_of(operator: str, column: Sql, values: tuple[Parameter, ...]) -> Sql:
    """``in`` and ``nin`` with a list written in the document: of values, variables among them."""
    if not values:
        return raw("1 = 0") if operator == "in" else EMPTY
    listed = join(", ", (parameter(value) for value in values))
    return sql("{} IN ({})", column, listed) if operator == "in" else sql("{} NOT IN ({})", column, listed)


def _is_null(column: Sql, value: Parameter, dialect: Dialect) -> Sql:
    if value.source == "constant":
        if value.value is None:
            return raw("1 = 0")
        return column + (raw(" IS NULL") if value.value else raw(" IS NOT NULL"))
    return sql("({} IS NULL) = {}", column, parameter(value))


def _exists(where: Exists, row: Row, fresh: Fresh) -> Sql:
    target = fresh()
    terms = [
        correlation(where.relation, row, target, where.hop_filters, fresh),
        render_filter(where.where, target, fresh),
    ]
    name = table_name(where.target, row.dialect)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, target.alias, join(" AND ", terms))


def correlation(
    relation: Relation, parent: Row, target: Row, filters: tuple[Filter, ...], fresh: Fresh
) -> Sql:
    """How a row of the target hangs on the parent's row: equal keys, or a row of the join table between.

    The join table is asked by EXISTS, so a far row counts once however often it is joined.
    """
    hops = relation.hops
    if len(hops) == 1:
        return _pairs(hops[0], parent, target)
    first, last = hops
    between = fresh()
    terms = [
        _pairs(first, parent, between),
        _pairs(last, between, target),
        render_filter(filters[0] if filters else TRUE, between, fresh),
    ]
    name = table_name(first, parent.dialect)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, between.alias, join(" AND ", terms))


def _pairs(hop: Hop, here: Row, there: Row) -> Sql:
    return join(" AND ", (sql("{} = {}", there.column(t), here.column(h)) for h, t in hop.pairs))
