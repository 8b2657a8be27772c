"""What a database driver does for a statement; one subclass per database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[bytes | None, ...]


class Driver(ABC):
    """Runs statements on Django's connections and leaves nothing there that the project could notice.

    Errors leave as the driver's library raises them.
    """

    def unfit(self) -> str:
        """Why nothing can run on such a database; empty where it can.  Needs no connection."""
        return ""

    @abstractmethod
    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        """The first row of a statement, each column as the bytes of its text; empty without a row.

        With ``plan_once`` the server plans for these values alone.
        """

    @abstractmethod
    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        """Have the server parse a statement of ``count`` parameters, and run nothing."""

    def is_pooled(self, connection: BaseDatabaseWrapper) -> bool:
        """A pooler between us and the server hands our statements to whichever connection is free."""
        return False


def zone_of(connection: BaseDatabaseWrapper) -> str:
    """The time zone that ``DATABASES`` gives the connection; nothing where it is Django's own."""
    return str(connection.settings_dict.get("TIME_ZONE") or "")
