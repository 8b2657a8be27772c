"""Which entries of an exposure somebody wants to see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.exposure.entry import Exposed

_None = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Names to look for; an empty collection is all.

    A table goes by its API name or by Django's label; a column by its name, or with the table in front.
    """

    roles: Collection[str] = field(default=_None)
    operations: Collection[str] = field(default=_None)
    tables: Collection[str] = field(default=_None)
    columns: Collection[str] = field(default=_None)
    hows: Collection[str] = field(default=_None)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Selection:
        """From the options of a command or the parameters of a page, whose values are lists, or absent."""
        names = {
            "role": "roles",
            "operation": "operations",
            "table": "tables",
            "column": "columns",
            "how": "hows",
        }
        return cls(**{plural: frozenset(given.get(name) or ()) for name, plural in names.items()})

    def of_entries(self, entries: Iterable[Exposed]) -> list[Exposed]:
        """Those that it selects, in their order."""
        return [entry for entry in entries if self._fits(entry)]

    def _fits(self, entry: Exposed) -> bool:
        wanted: tuple[tuple[Collection[str], set[str]], ...] = (
            (self.roles, {entry.role}),
            (self.hows, {entry.how}),
            (self.operations, {entry.operation, entry.place}),
            (self.tables, {entry.table, entry.model}),
            (self.columns, _names_of_column(entry)),
        )
        return all(not names or not own.isdisjoint(names) for names, own in wanted)


def _names_of_column(entry: Exposed) -> set[str]:
    names = {entry.column, entry.field}
    tables = {entry.table, entry.model}
    return names | {f"{table}.{name}" for table in tables for name in names}
