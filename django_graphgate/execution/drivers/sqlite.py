"""SQLite, by Python's own module."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counted
from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.conf import get_settings
from django_graphgate.dialects import dialect
from django_graphgate.execution.drivers.base import DepthLimit, Driver, Executed, Problem, Row, zone_of
from django_graphgate.execution.drivers.sqlite_errors import violation
from django_graphgate.execution.drivers.violations import Violation
from django_graphgate.ir.field_errors import mark_broken_texts

OLDEST = (3, 38)

READS_ALL = (3, 46)
"""From this version on the parser's stack grows, which has 100 places before, and ``MAX_DEPTH`` alone decides."""

SHALLOW = 6
"""Levels that every older version reads: a selector, four relations inside one another, and fields."""

_STEPS = 5_000
"""How many steps of its machine SQLite takes between two looks at the clock: well under a millisecond."""

_MODE = "transaction_mode"

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
"""Beginnings of what SQLite says where another connection writes."""

_BAD_STATEMENT = frozenset({"SQLITE_ERROR", "SQLITE_SCHEMA"})
"""What SQLite says of a column that does not exist; as of a lock, Python calls that an operational error."""


@dataclass(frozen=True, slots=True)
class _Session:
    """A connection of Python's module that knows our functions, and the time zone that they are for."""

    raw: Any
    zone: str | None


class SQLiteDriver(Driver):
    """What stays on a connection are functions whose names begin with ``gg_``."""

    is_server = False
    too_deep = "SQLite before 3.46 cannot read an operation that is nested so deeply."

    def __init__(self) -> None:
        self._sessions: WeakKeyDictionary[BaseDatabaseWrapper, _Session] = WeakKeyDictionary()
        self._ends: WeakKeyDictionary[BaseDatabaseWrapper, float | None] = WeakKeyDictionary()
        """When statements are stopped that :meth:`time_limit` is around."""

    def unfit(self) -> str:
        if sqlite3.sqlite_version_info < OLDEST:
            return f"SQLite {sqlite3.sqlite_version} is too old: 3.38 or later is needed."
        return ""

    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        del plan_once  # SQLite plans without values, each time
        self._register_functions(connection)
        row = _fetch_in_time(connection.connection, text, values, self._ends.get(connection))
        return () if row is None else tuple([_as_bytes(value) for value in row])

    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        self._register_functions(connection)
        connection.connection.execute(f"EXPLAIN {text}", _by_number([None] * count)).close()

    def execute(self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> Executed:
        self._register_functions(connection)
        raw = connection.connection
        before = raw.total_changes
        cursor = raw.execute(text, _by_number(values))
        try:
            rows = cursor.fetchall()
            columns = tuple(column[0] for column in cursor.description or ())
            written = None if cursor.rowcount < 0 else 0
        finally:
            cursor.close()
        if raw.total_changes != before:  # which has what triggers change, too
            written = raw.execute("SELECT changes()").fetchone()[0]
        return Executed(columns, rows, written)

    @contextlib.contextmanager
    def time_limit(self, connection: BaseDatabaseWrapper, milliseconds: int) -> Generator[None]:
        connection.ensure_connection()
        before, end = self._ends.get(connection), time.monotonic() + milliseconds / 1000
        self._ends[connection] = end if before is None else min(before, end)
        _stop_at(connection.connection, self._ends[connection])
        try:
            yield
        finally:
            self._ends[connection] = before
            if connection.connection is not None:
                _stop_at(connection.connection, before)

    @contextlib.contextmanager
    def counting(self, connection: BaseDatabaseWrapper) -> Generator[Callable[[], int]]:
        """What triggers write is counted, too; where the body closes the connection, what was written on the last."""
        connection.ensure_connection()
        first = connection.connection
        before = first.total_changes

        def written() -> int:
            raw = connection.connection
            return 0 if raw is None else raw.total_changes - (before if raw is first else 0)

        yield written

    def problem(self, error: BaseException | None) -> Problem:
        name, message = _name(error), str(error)
        if name == "SQLITE_INTERRUPT":
            return Problem.TIMEOUT
        if name.startswith(_BUSY):
            return Problem.CONFLICT
        if name.startswith("SQLITE_READONLY"):
            return Problem.UNAVAILABLE
        if "integer overflow" in message:  # which the dialect provokes
            return Problem.SEVERAL_ROWS
        if "parser stack overflow" in message:
            return Problem.TOO_DEEP
        return Problem.BAD_STATEMENT if name in _BAD_STATEMENT else Problem.OTHER

    @contextlib.contextmanager
    def ready_to_write(self, connection: BaseDatabaseWrapper) -> Generator[None]:
        """Have the lock for writing taken at once: after a read it may be too late, and waiting does not help then.

        Django's BEGIN reads the attribute.
        """
        mode = getattr(connection, _MODE, None)
        setattr(connection, _MODE, "EXCLUSIVE" if mode == "EXCLUSIVE" else "IMMEDIATE")
        try:
            yield
        finally:
            setattr(connection, _MODE, mode)

    def violation(self, error: BaseException | None) -> Violation | None:
        return violation(error)

    @contextlib.contextmanager
    def read_only(self, connection: BaseDatabaseWrapper) -> Generator[None]:
        raw = connection.connection  # which Django does not look at in a transaction that has failed
        (before,) = raw.execute("PRAGMA query_only").fetchone()
        raw.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            raw.execute(f"PRAGMA query_only = {int(before)}")

    def is_outcome_unknown(self, error: BaseException | None) -> bool:
        """Only where a file fails; else the transaction is still open, or rolled back."""
        return _name(error).startswith("SQLITE_IOERR")

    def depth_limit(self) -> DepthLimit | None:
        if sqlite3.sqlite_version_info >= READS_ALL:
            return None
        return DepthLimit(
            SHALLOW,
            f"SQLite {'.'.join(map(str, sqlite3.sqlite_version_info))} cannot read more than four relations"
            " inside one another.",
            f"Use SQLite 3.46 or newer, or set GRAPHGATE['MAX_DEPTH'] to {SHALLOW}: then they are refused in time.",
        )

    def _register_functions(self, connection: BaseDatabaseWrapper) -> None:
        session, raw = self._sessions.get(connection), connection.connection
        zone = connection.settings_dict.get("TIME_ZONE")
        if session is not None and session.raw is raw and session.zone == zone:
            return
        for name, (arguments, function) in dialect("sqlite").in_zone(zone_of(connection)).functions.items():
            raw.create_function(name, arguments, function, deterministic=True)
        self._sessions[connection] = _Session(raw, zone)


def _stop_at(raw: Any, end: float | None) -> None:
    """Have the connection's statements stopped at that time of the monotonic clock; ``None``: never."""
    if end is None:
        raw.set_progress_handler(None, 0)
    else:
        raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _fetch_in_time(raw: Any, text: str, values: Sequence[Any], outer: float | None) -> tuple[Any, ...] | None:
    """The first row, within the time-out, and within that of the surroundings (``outer``).

    SQLite has no time-out of its own: it asks, while it works, whether it should go on.  The handler is the
    connection's, so it is removed again: the project's statements may take longer.
    """
    limit = get_settings().STATEMENT_TIMEOUT
    if limit is None:
        return _fetch(raw, text, values)
    end = time.monotonic() + limit / 1000
    _stop_at(raw, end if outer is None else min(end, outer))
    try:
        return _fetch(raw, text, values)
    finally:
        _stop_at(raw, outer)


def _fetch(raw: Any, text: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row, texts as bytes: SQLite also keeps those that are not UTF-8."""
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


def _name(error: BaseException | None) -> str:
    """SQLite's name for an error, in its extended form; empty for an error of Python's module itself."""
    return getattr(error, "sqlite_errorname", None) or ""


def _as_bytes(value: Any) -> bytes | None:
    if isinstance(value, bytes):
        return value if value.isascii() else mark_broken_texts(value)
    return None if value is None else str(value).encode()


def _by_number(values: Sequence[Any]) -> Mapping[str, Any]:
    """Values for ``?1``, ``?2`` …: some releases of Python take those for names and warn of a sequence."""
    return dict(zip(map(str, counted(1)), values, strict=False))
