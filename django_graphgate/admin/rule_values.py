"""Columns and filters of a rule: as they are stored, and as a form shows them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django_graphgate.ir.catalog import Column, Table
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.write import Action


def filter_text(stored: Any) -> str:
    """A stored filter as the text that a box shows; halves of a surrogate pair, which no page can have, are escaped."""
    text = stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False, default=str)
    return text.encode(errors="backslashreplace").decode()


def stored_filter(text: str) -> Any:
    """What is stored for the text of a box: an object that is written as JSON stays JSON."""
    text = text.strip().replace("\r\n", "\n")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict) and value else text


@dataclass(frozen=True, kw_only=True)
class ColumnChoice:
    """Which columns a rule grants, apart from how a list spells it."""

    plain: bool = True
    """All that do not look secret, also those that the model gets later."""
    ticked: frozenset[str] = frozenset()
    """With ``plain``, the others that are granted, too."""
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
    """Column → the filter without which it is ``null``."""

    @classmethod
    def of_stored(cls, stored: Any) -> ColumnChoice:
        """Whatever a database holds: what is no name stays as its text, which no table has as a column."""
        if stored is None:
            return cls()
        items = list(stored) if isinstance(stored, list | tuple) else [stored]
        names: set[str] = set()
        conditions: dict[str, str] = {}
        for item in items:
            name = item["name"] if isinstance(item, Mapping) and "name" in item else item
            name = name if isinstance(name, str) else filter_text(name)
            names.add(name)
            if isinstance(item, Mapping) and item.get("if") is not None:
                conditions[name] = filter_text(item["if"])
        return cls(plain="*" in names, ticked=frozenset(names - {"*"}), conditions=conditions)

    def to_stored(self, table: Table | None) -> list[Any] | None:
        """``None`` or a list, in the order of the table's columns."""
        order = list(table.columns) if table else []
        names = [name for name in order if name in self.granted(table)]
        names += sorted(self.ticked - set(order))
        if not self.plain:
            return [self._item(name) for name in names]
        plain = plain_columns(table)
        listed = [name for name in names if name not in plain or name in self.conditions]
        return ["*", *(self._item(name) for name in listed)] if listed else None

    def granted(self, table: Table | None) -> frozenset[str]:
        """The columns that may be read, some of them perhaps only in some rows."""
        return self.ticked | plain_columns(table) if self.plain else self.ticked

    def same_as(self, other: ColumnChoice, table: Table | None) -> bool:
        """Whether both are stored alike, whatever their order."""
        return self.to_stored(table) == other.to_stored(table)

    def _item(self, name: str) -> Any:
        condition = self.conditions.get(name, "")
        return {"name": name, "if": stored_filter(condition)} if condition else name


def table_for(table: Table | None, action: str) -> Table | None:
    """The table with the columns that a rule for the action may name, among them the lists that it may write."""
    if table is None or action == "query":
        return table
    written = {
        name: replace(
            column, secret=column.secret or column.generic_key
        )  # neither is given unless it is named
        for name, column in table.writes.get(cast("Action", action), {}).items()
    }
    lists = {
        name: Column(name=name, column="", codec=TEXT, description=f"Rows of {table.relations[name].target}.")
        for name in sorted(table.joins.get(cast("Action", action), ()))
    }
    return replace(table, columns={**written, **lists})


def plain_columns(table: Table | None) -> frozenset[str]:
    """The columns of a table that do not look secret."""
    columns = table.columns if table else {}
    return frozenset(name for name, column in columns.items() if not column.secret)


def filter_list(stored: Any) -> Sequence[Any]:
    """The filters of a stored rule, whatever a database holds."""
    if stored is None:
        return []
    return stored if isinstance(stored, list | tuple) else [stored]
