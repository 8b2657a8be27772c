"""A constant as what is compared: in ``$department = 'sales'``, where no column of the row takes part."""

from __future__ import annotations

from dataclasses import dataclass

from django_graphgate.compiler.render.expressions import render_expression
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.sql import Parameter, Sql, parameter


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A value that is the same for every row."""

    value: Parameter

    @property
    def name(self) -> str:
        return repr(self.value.value)

    @property
    def codec(self) -> Codec:
        return self.value.codec

    @property
    def nullable(self) -> bool:
        return False

    @property
    def columns(self) -> tuple[Column, ...]:
        return ()


@render_expression.register
def constant(expression: Constant, _row: RowAlias, _fresh: Fresh) -> Sql:
    return parameter(expression.value)
