"""What can be shown, compared, ordered by and made distinct by: a value of a row.

A new kind of value is a frozen dataclass that says what :class:`Expression` asks for, and a function in
``compiler/render/expressions.py`` that writes it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django_graphgate.ir.catalog import FILE_URL, Column
from django_graphgate.ir.codec import COUNT, TEXT, Codec


class Expression(ABC):
    """A value of a row, equal to others of the same fields."""

    __slots__ = ()

    @property
    @abstractmethod
    def name(self) -> str:
        """What the API, errors and cursors call it."""

    @property
    @abstractmethod
    def codec(self) -> Codec:
        """Its scalar."""

    @property
    @abstractmethod
    def nullable(self) -> bool:
        """It may be NULL."""

    @property
    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """The columns that it looks at: a role needs them all."""

    @property
    def plain_column(self) -> Column | None:
        """The column that it is; ``None`` where something is computed, which no hidden row may be used for."""
        return None

    @property
    def key_codec(self) -> Codec:
        """The codec of its values in cursors."""
        return self.codec

    @property
    def quoted(self) -> bool:
        """Its numbers are written as JSON strings."""
        return False

    @property
    def collation(self) -> str:
        """The collation by which it is compared; empty for the database's own."""
        return ""


@dataclass(frozen=True, slots=True)
class ColumnRef(Expression):
    """A column of the row."""

    column: Column

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def codec(self) -> Codec:
        return self.column.codec

    @property
    def nullable(self) -> bool:
        return self.column.nullable

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.column,)

    @property
    def plain_column(self) -> Column:
        return self.column

    @property
    def key_codec(self) -> Codec:
        return self.column.key_codec or self.column.codec

    @property
    def quoted(self) -> bool:
        return self.column.quoted

    @property
    def collation(self) -> str:
        return self.column.collation


@dataclass(frozen=True, slots=True)
class FileUrl(Expression):
    """The URL of the file whose name a column holds; NULL where there is no file."""

    column: Column

    @property
    def name(self) -> str:
        return self.column.name + FILE_URL

    @property
    def codec(self) -> Codec:
        return TEXT

    @property
    def nullable(self) -> bool:
        return True

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class KeyPosition(Expression):
    """The place of the row's key in the list that its source takes the rows from."""

    @property
    def name(self) -> str:
        return "#position"  # no name of a column

    @property
    def codec(self) -> Codec:
        return COUNT

    @property
    def nullable(self) -> bool:
        return False

    @property
    def columns(self) -> tuple[Column, ...]:
        return ()
