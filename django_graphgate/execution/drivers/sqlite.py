"""SQLite, by Python's own module."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.conf import get_settings
from django_graphgate.dialects import dialect
from django_graphgate.execution.drivers.base import Driver, Row, zone_of
from django_graphgate.ir.field_errors import mark_broken_texts

OLDEST = (3, 38)

_STEPS = 5_000
"""How many steps of its machine SQLite takes between two looks at the clock: well under a millisecond."""

_READY = "_graphgate_ready"
"""Where Django's wrapper keeps the connection that knows our functions."""


class SQLiteDriver(Driver):
    """What stays on a connection are functions whose names begin with ``gg_``."""

    def unfit(self) -> str:
        if sqlite3.sqlite_version_info < OLDEST:
            return f"SQLite {sqlite3.sqlite_version} is too old: 3.38 or later is needed."
        return ""

    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        del plan_once  # it plans without values, each time
        _register_functions(connection)
        with _stopped_in_time(connection.connection):
            row = _fetch(connection.connection, text, values)
        if row is None:
            return ()
        return tuple(
            mark_broken_texts(value)
            if isinstance(value, bytes)
            else value
            if value is None
            else str(value).encode()
            for value in row
        )

    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        _register_functions(connection)
        connection.connection.execute(f"EXPLAIN {text}", _by_number([None] * count)).close()


def _fetch(raw: Any, text: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row, texts as bytes: SQLite keeps those that are no UTF-8, too."""
    before, raw.text_factory = raw.text_factory, bytes
    try:
        cursor = raw.execute(text, _by_number(values))
        try:
            row: tuple[Any, ...] | None = cursor.fetchone()
        finally:
            cursor.close()
    finally:
        raw.text_factory = before
    return row


def _register_functions(connection: BaseDatabaseWrapper) -> None:
    wanted = dialect("sqlite").in_zone(zone_of(connection))
    if getattr(connection, _READY, None) == (connection.connection, wanted):
        return
    for name, (count, function) in wanted.functions.items():
        connection.connection.create_function(name, count, function, deterministic=True)
    setattr(connection, _READY, (connection.connection, wanted))


@contextlib.contextmanager
def _stopped_in_time(raw: Any) -> Iterator[None]:
    """SQLite has no time-out of its own: it asks, while it works, whether it should go on.

    The handler is the connection's, so it is taken away again: the project's statements may take longer.
    """
    limit = get_settings().STATEMENT_TIMEOUT
    if limit is None:
        yield
        return
    end = time.monotonic() + limit / 1000
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _by_number(values: Sequence[Any]) -> dict[str, Any]:
    """Values for ``?1``, ``?2`` …: some releases of Python take those for names and warn of a sequence."""
    return {str(number): value for number, value in enumerate(values, 1)}
