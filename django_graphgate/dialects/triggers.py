"""Database triggers that renew a version, in one row of a table, with every change of some other tables; and those
that keep the rows of a table as they are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, LiteralString


class Triggers(ABC):
    """How one SQL server spells them; names of tables are this package's own."""

    events: ClassVar[Sequence[LiteralString]]
    """Each table has a trigger for each of these."""

    random_text: ClassVar[LiteralString]
    """An expression for a new version."""

    def names(self, tables: Sequence[str]) -> set[str]:
        """The names of all triggers."""
        return {trigger_name(table, event) for table in tables for event in self.events}

    def new_version(self, state: str) -> str:
        """A statement that renews the version."""
        return (
            f"INSERT INTO {state} (id, version) VALUES (1, {self.random_text}) "  # noqa: S608 - names of this package
            "ON CONFLICT (id) DO UPDATE SET version = excluded.version"
        )

    @abstractmethod
    def create(self, tables: Sequence[str], state: str) -> list[str]:
        """Statements that make the triggers; safe to run again."""

    @abstractmethod
    def drop(self, tables: Sequence[str]) -> list[str]:
        """Statements that remove them."""

    @abstractmethod
    def find(self, tables: Sequence[str]) -> str:
        """A query for the triggers that are in force: name, and whether the server is a standby."""

    @abstractmethod
    def keep(self, events: str, checkpoints: str) -> dict[str, list[str]]:
        """By name, statements that make triggers which refuse every change of rows in both tables.

        They let through that events are deleted which a row of ``checkpoints`` says were pruned.
        """

    @abstractmethod
    def stop_keeping(self, events: str, checkpoints: str) -> list[str]:
        """Statements that remove them."""


def trigger_name(table: str, event: str) -> str:
    """The name of one trigger."""
    return f"{table}_version_{event}"
