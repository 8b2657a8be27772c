"""One statement on Django's own connection, and the bytes that come back.

The connection is Django's, so transactions, ``ATOMIC_REQUESTS``, tests and pools hold; what runs the statement
there is a driver of ours (:mod:`django_graphgate.execution.drivers`), whose result is not decoded.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

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
from django_graphgate.execution.comments import with_comment
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Executed, Problem, Row, zone_of
from django_graphgate.telemetry.tracing import traced_statements

_Run = Callable[[str, Sequence[Any]], Any]


def dialect_of(alias: str) -> Dialect:
    """The dialect of a database of the settings; raises ``Unsupported``."""
    connection = connections[alias]
    return dialect(connection.vendor).in_zone(zone_of(connection))


def fetch_row(
    alias: str, text: str, values: Sequence[Any], *, plan_once: bool = False, comment: str = ""
) -> Row:
    """The first row of a SELECT, each column as the bytes of its text or ``None``.

    With ``plan_once`` the plan is made for these values, and serves no other run.  ``comment`` goes with it.

    Raises ``StatementTimeout``, ``DatabaseUnavailable``, ``Unsupported`` or ``VariableInvalid`` where the
    server says so; other database errors leave as Django raises them, in production without what drivers
    quote of the statement.  An error inside a transaction breaks that transaction, as one of the ORM does.
    """
    connection = connections[alias]
    run = functools.partial(driver_of(connection.vendor).run, connection, plan_once=plan_once)
    row: Row = _run(connection, run, with_comment(text, comment), values)
    return row


def fetch_rows(alias: str, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[Row]:
    """The first row of each statement, all in one round trip, which is a transaction of its own.

    Errors leave as Django raises them.  Nobody who wraps statements sees these: see :func:`takes_pipelines`.
    """
    connection = connections[alias]
    connect(connection)
    start = time.monotonic()
    with connection.wrap_database_errors:
        run_all = functools.partial(driver_of(connection.vendor).run_all, connection, statements)
        rows: list[Row] = traced_statements(connection, [text for text, _ in statements], run_all)
    if connection.queries_logged:
        took = f"{time.monotonic() - start:.3f}"  # of all of them: nobody sees when one ends
        connection.queries_log.extend({"sql": text, "time": took} for text, _ in statements)
    return rows


def takes_pipelines(alias: str) -> bool:
    """Whether :func:`fetch_rows` can run: no transaction is open, and nobody wants to see each statement."""
    connection = connections[alias]
    return (
        driver_of(connection.vendor).pipelines
        and connection.get_autocommit()
        and not connection.in_atomic_block
        and not connection.execute_wrappers
    )


def execute(alias: str, text: str, values: Sequence[Any], *, comment: str = "") -> Executed:
    """Run a statement of the project's own, with numbered placeholders.  Errors leave as Django raises them."""
    text = with_comment(text, comment)
    connection = connections[alias]
    run = functools.partial(driver_of(connection.vendor).execute, connection)
    with transaction.mark_for_rollback_on_error(using=alias):
        executed: Executed = _run_as_django(connection, run, text, values)
    return executed


def _run_as_django(connection: BaseDatabaseWrapper, run: _Run, text: str, values: Sequence[Any]) -> Any:
    """Run it as Django's cursor would."""
    connection.validate_no_broken_transaction()
    connect(connection)
    with connection.wrap_database_errors:
        if connection.execute_wrappers:
            run = _wrapped(connection, run)
        if connection.queries_logged:
            run = _logged(connection, run)
        return traced_statements(connection, [text], functools.partial(run, text, values))


def _run(connection: BaseDatabaseWrapper, run: _Run, text: str, values: Sequence[Any]) -> Any:
    """Run it as Django's cursor would, and raise our own errors."""
    try:
        return _run_as_django(connection, run, text, values)
    except Exception as error:
        with transaction.mark_for_rollback_on_error(using=connection.alias):
            if isinstance(error, DatabaseError | InterfaceError):
                _raise(connection, error)
            raise


def _raise(connection: BaseDatabaseWrapper, error: DatabaseError | InterfaceError) -> NoReturn:
    """Raise what a database error means for the caller."""
    line = first_line(error)
    driver = driver_of(connection.vendor)
    problem = driver.problem(error.__cause__)
    if problem is Problem.SEVERAL_ROWS:
        raise VariableNotSingle(detail=line) from error
    if problem is Problem.TIMEOUT:
        raise StatementTimeout(detail=f"{type(error).__name__}: {line}") from error
    if problem is Problem.TOO_DEEP:
        raise Unsupported(driver.too_deep) from error
    if problem is Problem.BAD_PATTERN:
        raise VariableInvalid(
            "A pattern is not a regular expression of this database.", detail=line
        ) from error
    lost = isinstance(error, OperationalError | InterfaceError)
    if problem is Problem.UNAVAILABLE or (lost and problem in (Problem.OTHER, Problem.CONFLICT)):
        raise DatabaseUnavailable(detail=f"{type(error).__name__}: {line}") from error
    error_type = ProgrammingError if isinstance(error, OperationalError) else type(error)
    production = get_settings().production()
    raised: Any = error_type(line if production else str(error))
    raised.violation = driver.violation(error.__cause__)
    raise raised from (None if production else error)


def connect(connection: BaseDatabaseWrapper) -> None:
    """As Django's cursor does; ``ConfigurationError`` where Django refuses the server or its own settings."""
    try:
        connection.close_if_health_check_failed()  # with CONN_HEALTH_CHECKS
        connection.ensure_connection()
    except (NotSupportedError, ImproperlyConfigured) as error:
        raise ConfigurationError(f"DATABASES[{connection.alias!r}]: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """What the server says; drivers quote the statement and its row below."""
    return str(error).strip().partition("\n")[0]


# -- instrumentation ------------------------------------------------------------------------------


def _wrapped(connection: BaseDatabaseWrapper, run: _Run) -> _Run:
    """``connection.execute_wrapper`` sees our statements as it sees the ORM's."""

    def execute(sql: str, params: Any, *_: Any) -> Any:
        return run(sql, params)

    call: Any = execute
    for wrapper in reversed(connection.execute_wrappers):
        call = functools.partial(wrapper, call)
    many = False
    return lambda text, values: call(text, values, many, {"connection": connection, "cursor": None})


def _logged(connection: BaseDatabaseWrapper, run: _Run) -> _Run:
    """The query log, of ``DEBUG`` and of tests, also has our statements."""

    def logged(text: str, values: Sequence[Any]) -> Any:
        start = time.monotonic()
        try:
            return run(text, values)
        finally:
            took = time.monotonic() - start
            connection.queries_log.append({"sql": text, "time": f"{took:.3f}"})

    return logged


# -- trying ---------------------------------------------------------------------------------------


def prepare_only(connection: BaseDatabaseWrapper, text: str, count: int) -> None:
    """Have the server parse a statement of ``count`` parameters, and run nothing."""
    connect(connection)
    with connection.wrap_database_errors:
        driver_of(connection.vendor).prepare_only(connection, text, count)


# -- surroundings -----------------------------------------------------------------------------------


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """Whether a pooler answers in the server's place."""
    connect(connection)
    return driver_of(connection.vendor).is_pooled(connection)


def unfit(alias: str) -> str:
    """Why the gate cannot work on a database of the settings, without asking it; empty where it can."""
    return driver_of(connections[alias].vendor).unfit()
