"""One statement on Django's own connection, and the bytes that come back.

The connection is Django's, so transactions, ``ATOMIC_REQUESTS``, tests and pools hold; the cursor is
ours: a server-side prepared statement with numbered placeholders, whose result is not decoded.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from django_graphgate.conf import get_settings
from django_graphgate.dialects import Dialect, dialect
from django_graphgate.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    StatementTimeout,
    Unsupported,
    VariableInvalid,
)
from django_graphgate.execution.prepared import Places

Row = tuple[bytes | None, ...]

_READY = "_graphgate_ready"
"""Where Django's wrapper keeps the connection that we have set up."""


def dialect_of(alias: str) -> Dialect:
    """The dialect of a database of the settings; raises ``Unsupported``."""
    return dialect(connections[alias].vendor)


def fetch_row(alias: str, text: str, values: Sequence[Any], *, plan_once: bool = False) -> Row:
    """The first row of a SELECT, each column as the bytes of its text or ``None``.

    With ``plan_once`` the plan is made for these values, and serves no other run.

    Raises ``StatementTimeout``, ``DatabaseUnavailable``, ``Unsupported`` or ``VariableInvalid`` where the
    server says so; other database errors leave as Django raises them, in production without what drivers
    quote of the statement.  An error inside a transaction breaks that transaction, as one of the ORM does.
    """
    connection = connections[alias]
    try:
        with transaction.mark_for_rollback_on_error(using=alias):
            connection.validate_no_broken_transaction()
            connection.close_if_health_check_failed()  # with CONN_HEALTH_CHECKS, as Django's cursor does
            connection.ensure_connection()
            _prepare(connection)
            with connection.wrap_database_errors, _logged(connection, text):
                run = functools.partial(_RUN[connection.vendor], plan_once=plan_once)
                if not connection.execute_wrappers:
                    return run(connection, text, values)
                return _through_wrappers(connection, run, text, values)
    except (DatabaseError, InterfaceError) as error:
        if isinstance(error, OperationalError | InterfaceError) and not _is_our_fault(error):
            raise _refusal(error) from error
        if "parser stack overflow" in str(error):
            raise Unsupported(
                "SQLite before 3.46 cannot read an operation that is nested so deeply."
            ) from error
        if getattr(error.__cause__, "sqlstate", None) in _BAD_PATTERN:
            raise VariableInvalid(
                "A pattern is no regular expression of this database.", detail=_first_line(error)
            ) from error
        kind = ProgrammingError if isinstance(error, OperationalError) else type(error)
        if get_settings().production():
            raise kind(_first_line(error)) from None
        raise kind(str(error)) from error


_BAD_PATTERN = frozenset({"2201B", "22019", "22025"})
"""What PostgreSQL says of regular expressions that it cannot read: their language is its own."""


def _is_our_fault(error: Exception) -> bool:
    """SQLite calls a column that is not there an operational error, as it does a lock."""
    return getattr(error.__cause__, "sqlite_errorname", None) in ("SQLITE_ERROR", "SQLITE_SCHEMA")


def _first_line(error: Exception) -> str:
    """What the server says; drivers quote the statement and its row below."""
    return str(error).strip().partition("\n")[0]


_STOPPED = frozenset({"57014", "SQLITE_INTERRUPT"})
"""What servers say of a statement that took too long."""


def _refusal(error: DatabaseError | InterfaceError) -> DatabaseUnavailable | StatementTimeout:
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    refusal = StatementTimeout if state in _STOPPED else DatabaseUnavailable
    return refusal(detail=f"{type(error).__name__}: {_first_line(error)}")


# -- PostgreSQL -----------------------------------------------------------------------------------


def _run_postgresql(
    connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool
) -> Row:
    raw = connection.connection
    places = None if plan_once else _places.get(raw)
    if places is not None and text in places:
        places.claim(text)
        return _execute(raw, text, values, prepare=True)
    out = None if places is None else places.claim(text)
    if places is None or out is None:
        with _uncounted(raw):
            return _execute(raw, text, values, prepare=False)
    _make_room(raw, places, out)
    try:
        return _execute(raw, text, values, prepare=True)
    except Exception:
        places.failed(text)
        raise


def _execute(raw: Any, text: str, values: Sequence[Any], *, prepare: bool) -> Row:
    from psycopg import RawCursor

    with RawCursor(raw) as cursor:
        cursor.execute(text, values, prepare=prepare)
        result = cursor.pgresult
        if result is None or result.ntuples == 0:
            return ()
        return tuple(result.get_value(0, column) for column in range(result.nfields))


def _make_room(raw: Any, places: Places, out: int) -> None:
    """Have psycopg drop statements that it used longest ago: one when the next is prepared, the others now.

    It drops one whenever it meets a text that it does not know, while it keeps more than ``prepared_max``.
    """
    raw.prepared_max = len(places) if out else max(raw.prepared_max, len(places))
    for _ in range(out - 1):
        with raw.cursor() as cursor:
            cursor.execute(f"SELECT {next(_serial)}".encode())


_serial = itertools.count()


@contextlib.contextmanager
def _uncounted(raw: Any) -> Iterator[None]:
    """psycopg counts what it does not prepare; prepared after that, it would push out no other statement."""
    before, raw.prepare_threshold = raw.prepare_threshold, None
    try:
        yield
    finally:
        raw.prepare_threshold = before


_ready: WeakKeyDictionary[Any, tuple[Any, ...]] = WeakKeyDictionary()
"""Connections of the driver that are set up, and how.  In a pool they outlive Django's."""

_places: WeakKeyDictionary[Any, Places] = WeakKeyDictionary()
"""What they keep prepared; nothing without ``PREPARED_STATEMENTS``."""


_KEEP_HEAP = "SELECT length(repeat('x', 4000000))"
"""glibc gives the top of its heap back to the system, once it is of 128 kB, and a process that holds many plans
takes it back with each statement that it plans: a tenth of its time and more.  When it has freed a block of four
megabytes once, it keeps the double of that."""


def _set_up_postgresql(connection: BaseDatabaseWrapper) -> None:
    """Once per connection, one round trip.

    Only our own cursor asks for preparing: the threshold for everybody else's statements is out of
    reach, unless the project has set one.  JIT is off because one expensive branch that is never
    executed sets it off; floats are written with all their digits.
    """
    settings, raw = get_settings(), connection.connection
    most, room = settings.PREPARED_MAX, settings.PREPARED_MEMORY * 1_000_000
    wanted = (settings.PREPARED_STATEMENTS, most, room, settings.STATEMENT_TIMEOUT)
    if _ready.get(raw) == wanted:
        return
    if settings.PREPARED_STATEMENTS and raw.prepare_threshold is None:
        raw.prepare_threshold = sys.maxsize
    raw.prepared_max = most
    if not settings.PREPARED_STATEMENTS:
        _places.pop(raw, None)
    elif raw not in _places or (_places[raw].most, _places[raw].given) != (most, room):
        _places[raw] = Places(most, room)
    text = "SET jit = off; SET extra_float_digits = 1"
    if settings.PREPARED_STATEMENTS:
        text += f"; {_KEEP_HEAP}"
    if settings.STATEMENT_TIMEOUT is not None:
        text += f"; SET statement_timeout = {int(settings.STATEMENT_TIMEOUT)}"
    with raw.cursor() as cursor:
        cursor.execute(text)
    if connection.get_autocommit():  # a transaction that is rolled back takes the settings along
        _ready[raw] = wanted


def _set_up_new(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Before a transaction begins on it, as ``ATOMIC_REQUESTS`` does at once."""
    if connection.vendor == "postgresql" and hasattr(connection.connection, "prepare_threshold"):
        with contextlib.suppress(ConfigurationError):  # which is the gate's to tell
            _prepare(connection)


connection_created.connect(_set_up_new, dispatch_uid="django_graphgate.execution")


# -- SQLite ---------------------------------------------------------------------------------------


_STEPS = 5_000
"""How many steps of its machine SQLite takes between two looks at the clock: well under a millisecond."""


@contextlib.contextmanager
def _stopped_in_time(raw: Any) -> Iterator[None]:
    """SQLite has no timeout of its own: it asks, while it works, whether it should go on."""
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


def _run_sqlite(connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool) -> Row:
    del plan_once  # SQLite plans each run
    with _stopped_in_time(connection.connection):
        return _fetch_sqlite(connection, text, values)


def _fetch_sqlite(connection: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> Row:
    cursor = connection.connection.execute(text, _by_number(values))
    try:
        row = cursor.fetchone()
    finally:
        cursor.close()
    return () if row is None else tuple(one if one is None else str(one).encode() for one in row)


def _set_up_sqlite(connection: BaseDatabaseWrapper) -> None:
    if getattr(connection, _READY, None) is connection.connection:
        return
    for name, (count, function) in dialect("sqlite").functions.items():
        connection.connection.create_function(name, count, function, deterministic=True)
    setattr(connection, _READY, connection.connection)


_RUN = {"postgresql": _run_postgresql, "sqlite": _run_sqlite}
_SET_UP = {"postgresql": _set_up_postgresql, "sqlite": _set_up_sqlite}


def _prepare(connection: BaseDatabaseWrapper) -> None:
    """Set a connection up the first time that we meet it."""
    with connection.wrap_database_errors:
        _SET_UP[connection.vendor](connection)


# -- instrumentation ------------------------------------------------------------------------------


def _through_wrappers(
    connection: BaseDatabaseWrapper, run: Callable[..., Row], text: str, values: Sequence[Any]
) -> Row:
    """``connection.execute_wrapper`` sees our statements as it sees the ORM's."""

    def execute(sql: str, params: Any, *_: Any) -> Row:
        return run(connection, sql, params)

    call: Any = execute
    for wrapper in reversed(connection.execute_wrappers):
        call = functools.partial(wrapper, call)
    many = False
    row: Row = call(text, values, many, {"connection": connection, "cursor": None})
    return row


@contextlib.contextmanager
def _query_log(connection: BaseDatabaseWrapper, text: str) -> Iterator[None]:
    start = time.monotonic()
    try:
        yield
    finally:
        took = time.monotonic() - start
        connection.queries_log.append({"sql": text, "time": f"{took:.3f}"})


def _logged(connection: BaseDatabaseWrapper, text: str) -> Any:
    if not connection.queries_logged:
        return contextlib.nullcontext()
    return _query_log(connection, text)


# -- trying ---------------------------------------------------------------------------------------


def prepare_only(connection: BaseDatabaseWrapper, text: str, count: int) -> None:
    """Have the server parse and plan a statement of ``count`` parameters, and run nothing."""
    connection.ensure_connection()
    _prepare(connection)
    with connection.wrap_database_errors:
        _PREPARE_ONLY[connection.vendor](connection, text, count)


def _prepare_only_postgresql(connection: BaseDatabaseWrapper, text: str, _: int) -> None:
    with (
        connection.connection.transaction(),
        connection.connection.cursor() as cursor,
    ):  # a fault spoils no other
        cursor.execute(f"PREPARE graphgate_try AS {text}".encode())
        cursor.execute("DEALLOCATE graphgate_try")


def _prepare_only_sqlite(connection: BaseDatabaseWrapper, text: str, count: int) -> None:
    connection.connection.execute(f"EXPLAIN {text}", _by_number([None] * count)).close()


_PREPARE_ONLY = {"postgresql": _prepare_only_postgresql, "sqlite": _prepare_only_sqlite}
