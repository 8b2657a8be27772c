"""One statement on Django's own connection, and the bytes that come back.

The connection is Django's, so transactions, ``ATOMIC_REQUESTS``, tests and pools hold; what runs the statement
there is a driver of ours (:mod:`django_graphgate.execution.drivers`), whose result is not decoded.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import (
    DatabaseError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

from django_graphgate.conf import get_settings
from django_graphgate.dialects import Dialect, dialect
from django_graphgate.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    StatementTimeout,
    Unsupported,
    VariableInvalid,
    VariableNotSingle,
)
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Row, zone_of


def dialect_of(alias: str) -> Dialect:
    """The dialect of a database of the settings; raises ``Unsupported``."""
    connection = connections[alias]
    return dialect(connection.vendor).in_zone(zone_of(connection))


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
            _connect(connection)
            with connection.wrap_database_errors, _logged(connection, text):
                run = functools.partial(driver_of(connection.vendor).run, plan_once=plan_once)
                if not connection.execute_wrappers:
                    return run(connection, text, values)
                return _through_wrappers(connection, run, text, values)
    except (DatabaseError, InterfaceError) as error:
        if _finds_several(error):
            raise VariableNotSingle(detail=_first_line(error)) from error
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


def _connect(connection: BaseDatabaseWrapper) -> None:
    """As Django's cursor does; ``ConfigurationError`` where Django refuses the server or its own settings."""
    try:
        connection.close_if_health_check_failed()  # with CONN_HEALTH_CHECKS
        connection.ensure_connection()
    except (NotSupportedError, ImproperlyConfigured) as error:
        raise ConfigurationError(f"DATABASES[{connection.alias!r}]: {_first_line(error)}") from error


_BAD_PATTERN = frozenset({"2201B", "22019", "22025"})
"""What PostgreSQL says of regular expressions that it cannot read: their language is its own."""


def _finds_several(error: Exception) -> bool:
    """A subquery of the settings: PostgreSQL's words, and SQLite's for what the dialect made of it."""
    return getattr(error.__cause__, "sqlstate", None) == "21000" or "integer overflow" in str(error)


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
    """Have the server parse a statement of ``count`` parameters, and run nothing."""
    _connect(connection)
    with connection.wrap_database_errors:
        driver_of(connection.vendor).prepare_only(connection, text, count)


# -- surroundings -----------------------------------------------------------------------------------


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """Whether a pooler answers in the server's place."""
    _connect(connection)
    return driver_of(connection.vendor).is_pooled(connection)


def unfit(alias: str) -> str:
    """Why the gate cannot work on a database of the settings, without asking it; empty where it can."""
    return driver_of(connections[alias].vendor).unfit()
