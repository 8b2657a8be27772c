"""A value that a role sees only in some rows."""

from __future__ import annotations

from dataclasses import dataclass

from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.plan import Filter


@dataclass(frozen=True, slots=True)
class Masked(Expression):
    """The value in rows for which ``where``, a filter of the role's rule, holds; NULL in all others."""

    expression: Expression
    where: Filter

    @property
    def name(self) -> str:
        return self.expression.name

    @property
    def codec(self) -> Codec:
        return self.expression.codec

    @property
    def nullable(self) -> bool:
        return True

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.expression.columns

    @property
    def key_codec(self) -> Codec:
        return self.expression.key_codec

    @property
    def quoted(self) -> bool:
        return self.expression.quoted

    @property
    def collation(self) -> str:
        return self.expression.collation
