"""Expressions → SQL: a value of a row, bare and as JSON text."""

from __future__ import annotations

from functools import lru_cache, singledispatch

from django_graphgate.compiler.render.row_sources import Fresh, RowAlias
from django_graphgate.dialects import Dialect
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import TEXT, Codec
from django_graphgate.ir.expressions import ColumnRef, Expression, FileUrl, KeyPosition
from django_graphgate.ir.sql import Parameter, Sql, flat, parameter
from django_graphgate.ir.visit import columns_of, masks_of


@singledispatch
def render_expression(expression: Expression, row: RowAlias, fresh: Fresh) -> Sql:  # noqa: ARG001 -- kinds of values need it
    """The value, for one row.  ``fresh`` gives aliases for other rows that decide over it."""
    raise AssertionError(f"nothing says how {type(expression).__name__} is written, for {row.alias}")


@render_expression.register
def column_ref(expression: ColumnRef, row: RowAlias, _: Fresh) -> Sql:
    return row.column(expression.column.column)


@render_expression.register
def file_url(expression: FileUrl, row: RowAlias, _: Fresh) -> Sql:
    column = expression.column
    value = row.column(column.column)
    if column.stored:
        value = row.dialect.converted(column.codec, column.stored, value)
    prefix = parameter(Parameter(source="constant", codec=TEXT, value=column.url))
    return row.dialect.file_url(prefix, value)


@render_expression.register
def key_position(expression: KeyPosition, row: RowAlias, _: Fresh) -> Sql:
    return row.column(expression.name)


def row_columns(expression: Expression) -> list[str]:
    """Names of the columns that a row has to bring for it."""
    names = [name for column in expression.columns for name in (column.column, column.plain) if name]
    return [*names, *(name for mask in masks_of(expression) for name in sorted(columns_of(mask)))]


def may_see_any_row(expression: Expression, operator: str, dialect: Dialect) -> bool:
    """Comparing it raises no error and takes no longer, whatever row it is of, hidden ones included."""
    column = expression.plain_column
    return column is not None and dialect.may_see_any_row(operator, column)


@singledispatch
def json_text(expression: Expression, row: RowAlias, fresh: Fresh) -> Sql:
    """The JSON text of the value."""
    column, value = expression.plain_column, render_expression(expression, row, fresh)
    if column is not None and column.stored:
        return _stored(column, value, row)
    return _json(row.dialect, expression.codec, value, expression.nullable, expression.quoted)


@lru_cache(maxsize=20_000)
def _json(dialect: Dialect, codec: Codec, value: Sql, nullable: bool, quoted: bool) -> Sql:  # noqa: FBT001 -- a key of the cache
    return flat(dialect.json_scalar(codec, value, nullable=nullable, quoted=quoted))


def _stored(column: Column, value: Sql, row: RowAlias) -> Sql:
    """The JSON text of a column that stores another type than the catalogue says."""
    plain = row.column(column.plain) if column.plain else value
    return row.dialect.json_stored(
        column.codec, column.stored, value, plain, nullable=column.nullable, quoted=column.quoted
    )
