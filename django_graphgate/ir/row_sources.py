"""What a selector takes its rows from.  The table that it belongs to gives the rules, the type and the key.

A new source is a frozen dataclass that says what :class:`RowSource` asks for, and a function in
``compiler/render/row_sources.py`` that writes it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django_graphgate.ir.catalog import Table
from django_graphgate.ir.sql import Parameter


class RowSource(ABC):
    """Rows with the columns of a table."""

    __slots__ = ()

    @property
    @abstractmethod
    def tables(self) -> tuple[str, ...]:
        """API names of the tables whose rows bear on it: a role needs rules for them all."""


@dataclass(frozen=True, slots=True)
class ItemText:
    """A member's text in an item of what an action returns: see :class:`~django_graphgate.ir.plan.Returned`."""

    item: int
    """The number of the ``Returned`` in its operation."""
    column: int


@dataclass(frozen=True, slots=True)
class TableRows(RowSource):
    """The rows of a table, in the schema that the selector names."""

    table: Table

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table.name,)


@dataclass(frozen=True, slots=True)
class WrittenRows(RowSource):
    """The rows of a table whose keys a parameter lists, in that order: those that a mutation writes, or asks about.

    ``keys`` is a JSON text: a list of keys, each a list of the values of the primary key.  A row also has its
    place in the list: :class:`~django_graphgate.ir.expressions.KeyPosition`.
    """

    table: Table
    keys: Parameter | ItemText

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table.name,)
