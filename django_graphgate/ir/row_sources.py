"""What a selector takes its rows from.  The table that it belongs to gives the rules, the type and the key.

A new source is a frozen dataclass that says what :class:`RowSource` asks for, and a function in
``compiler/render/row_sources.py`` that writes it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django_graphgate.ir.catalog import Table


class RowSource(ABC):
    """Rows with the columns of a table."""

    __slots__ = ()

    @property
    @abstractmethod
    def tables(self) -> tuple[str, ...]:
        """API names of the tables whose rows bear on it: a role needs rules for them all."""


@dataclass(frozen=True, slots=True)
class TableRows(RowSource):
    """The rows of a table, in the schema that the selector names."""

    table: Table

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table.name,)
