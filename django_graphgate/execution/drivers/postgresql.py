"""PostgreSQL, by psycopg 3: a statement with its settings in one round trip."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from psycopg import pq

from django_graphgate.conf import Settings, get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.drivers.base import Problem, Row
from django_graphgate.execution.drivers.pipeline import (
    CHECK_DEFERRED,
    PipelinedStatement,
    adapted_texts,
    closing,
    is_success,
    name_of,
    perform,
    preparing,
    raise_for,
    savepoint_exchange,
)
from django_graphgate.execution.drivers.postgresql_errors import violation
from django_graphgate.execution.drivers.postgresql_project import ProjectStatements
from django_graphgate.execution.drivers.violations import Violation
from django_graphgate.execution.prepared import PreparedCache
from django_graphgate.ir.write import Isolation

logger = logging.getLogger("django_graphgate")

IDLE, ACTIVE = pq.TransactionStatus.IDLE, pq.TransactionStatus.ACTIVE
IN_ERROR = pq.TransactionStatus.INERROR


_SETTINGS = (
    "SELECT set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), true),"
    " set_config('jit', 'off', true), set_config('extra_float_digits', '1', true)"
)
"""What our statements need, for the transaction that is the server's own and ends with the pipeline.

JIT is off because one expensive branch that is never executed sets it off; floats are written with all their digits.
It is also prepared, or it would cost as much as the statement."""


_FOR_ONE_RUN = ", set_config('plan_cache_mode', 'force_custom_plan', true)"
"""A plan that knows which optional conditions are there: one for every run reads all rows for each of them."""


def _settings(limit: int, *, named: bool, once: bool) -> PipelinedStatement:
    text = _SETTINGS + _FOR_ONE_RUN if once else _SETTINGS
    return PipelinedStatement(text, [b"%d" % limit if limit else None], name_of(text) if named else b"")


def _cursor(limit: int, *, once: bool) -> PipelinedStatement:
    """The same in the project's transaction, which goes on afterwards.

    The first row that is fetched remembers the old values and sets ours, the second sets the old ones again:
    all in one round trip, and nothing is left to clean up.
    """
    return PipelinedStatement(
        "DECLARE graphgate_settings NO SCROLL CURSOR FOR WITH old AS MATERIALIZED ("  # noqa: S608  no values
        "SELECT current_setting('statement_timeout') AS timeout, current_setting('jit') AS jit,"
        " current_setting('extra_float_digits') AS digits, current_setting('plan_cache_mode') AS mode)"
        f" SELECT set_config('statement_timeout', CASE WHEN ours AND {limit} > 0"
        f" THEN '{limit}' ELSE timeout END, true),"
        " set_config('jit', CASE WHEN ours THEN 'off' ELSE jit END, true),"
        " set_config('extra_float_digits', CASE WHEN ours THEN '1' ELSE digits END, true)"
        + (
            ", set_config('plan_cache_mode', CASE WHEN ours THEN 'force_custom_plan' ELSE mode END, true)"
            if once
            else ""
        )
        + " FROM old, unnest(ARRAY[true, false]) AS rows (ours)"
    )


_FETCH = PipelinedStatement("FETCH graphgate_settings")
_CLOSE = PipelinedStatement("CLOSE graphgate_settings")

_LOOK = PipelinedStatement(
    "SELECT pg_backend_pid(), (SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'),"
    " length(repeat('x', 4000000))"
)
"""Who answers, what time-out the project gave its connections, and a block of memory.

glibc gives the top of its heap back to the system, once it is of 128 kB, and a process that holds many plans
takes it back with each statement that it plans: a tenth of its time and more.  When it has freed a block of
four megabytes once, it keeps the double of that."""

_KNOWN = b"42P05"
"""A prepared statement of this name is there already: of this text, as the name says."""

_REFUSED_SETTING = frozenset({b"42704", b"42501", b"22023"})
"""A setting that is not there, may not be set, or cannot have that value."""

_PROBLEMS = {
    # the statement's time-out, that of a transaction, and that of one in which nothing happens
    **dict.fromkeys(("57014", "25P03", "25P04"), Problem.TIMEOUT),
    "25006": Problem.UNAVAILABLE,  # a standby, or a primary that has become one
    "21000": Problem.SEVERAL_ROWS,
    # serialisation failure, deadlock, and a lock that is not to be had in time
    **dict.fromkeys(("40001", "40P01", "55P03"), Problem.CONFLICT),
    # what PostgreSQL says of regular expressions that it cannot read: their language is its own
    **dict.fromkeys(("2201B", "22019", "22025"), Problem.BAD_PATTERN),
}


_OUTCOME_UNKNOWN = ("08", "57P", "40003")
"""Beginnings of SQLSTATEs with which a server or a pooler ends a connection."""


@dataclass(slots=True)
class _Session:
    """What we know of a connection of the driver's.  In a pool it outlives Django's."""

    settings: Settings
    prepared: PreparedCache | None
    """What it keeps prepared; ``None`` without ``PREPARED_STATEMENTS``."""
    settings_for: Mapping[tuple[bool, bool], PipelinedStatement]
    """Our settings: in the project's transaction or for a statement on its own; with a plan for one run or not."""


class PostgreSQLDriver(ProjectStatements):
    """Leaves prepared statements with names of ours on a connection, and nothing else."""

    has_session_variables = True

    def __init__(self) -> None:
        self._sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()
        self._pooled: set[str] = set()
        """Databases for which a pooler was reported."""

    def unfit(self) -> str:
        return "" if is_psycopg3 else "psycopg2 is not supported: install psycopg 3."

    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        """One round trip, which is one transaction."""
        bound = [_bytes(value) for value in values]
        with _driver_connection(connection).lock:
            inside = _is_inside(connection)
            session = self._session(connection, inside=inside)
            ours = session.settings_for[inside, plan_once]
            step = PipelinedStatement(text, bound, _name(connection, session, text, inside=inside))
            sent = (ours, _FETCH, step, _FETCH, _CLOSE) if inside else (ours, step)
            results = perform(connection, sent, inside=inside)
        if not is_success(results[-1]):
            _raise(connection, results[-1], of_ours=sent[len(results) - 1] is not step)
        return _row(results[2 if inside else 1])

    pipelines = True

    def run_all(
        self, connection: BaseDatabaseWrapper, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> list[Row]:
        with _driver_connection(connection).lock:
            if _is_inside(connection):
                raise psycopg.InterfaceError("a transaction is open")
            session = self._session(connection, inside=False)
            steps = [
                PipelinedStatement(
                    text,
                    [_bytes(value) for value in values],
                    _name(connection, session, text, inside=False),
                )
                for text, values in statements
            ]
            sent = (session.settings_for[False, False], *steps[:-1], CHECK_DEFERRED, steps[-1])
            results = perform(connection, sent, inside=False)
        if not is_success(results[-1]):
            _raise(connection, results[-1], of_ours=len(results) == 1)
        return [_row(result) for result in (*results[1:-2], results[-1])]

    def texts(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> list[str | None]:
        return adapted_texts(connection.connection, values)

    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        name = b"graphgate_try"
        with _driver_connection(connection).lock:
            inside = _is_inside(connection)
            sends = [preparing(PipelinedStatement(text, name=name))]
            (result,) = savepoint_exchange(connection, sends, inside=inside)
            if is_success(result):
                savepoint_exchange(connection, [closing(name)], inside=inside)
        if not is_success(result):
            raise_for(result)

    def is_pooled(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        return bool(pid != _driver_connection(connection).pgconn.backend_pid)

    def problem(self, error: BaseException | None) -> Problem:
        return _PROBLEMS.get(getattr(error, "sqlstate", None) or "", Problem.OTHER)

    def set_isolation(self, connection: BaseDatabaseWrapper, isolation: Isolation) -> None:
        if isolation:
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")

    @contextlib.contextmanager
    def read_only(self, connection: BaseDatabaseWrapper) -> Generator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")  # until the savepoint ends, where it is within one
        yield

    def isolation(self, connection: BaseDatabaseWrapper) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_isolation')")
            return str(cursor.fetchone()[0])

    def set_session_variables(
        self, connection: BaseDatabaseWrapper, values: Mapping[str, str]
    ) -> Mapping[str, str]:
        if not values:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH old AS MATERIALIZED (SELECT name, value, current_setting(name, true) AS before"
                " FROM unnest(%s::text[], %s::text[]) AS given (name, value))"
                " SELECT name, coalesce(before, ''), set_config(name, value, true) FROM old",
                [list(values), list(values.values())],
            )
            return {name: before for name, before, _ in cursor.fetchall()}

    def check_deferred(self, connection: BaseDatabaseWrapper) -> None:
        """In a savepoint: what is set there, and what triggers do, is undone with it."""
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True, using=connection.alias)

    def violation(self, error: BaseException | None) -> Violation | None:
        return violation(error)

    def is_outcome_unknown(self, error: BaseException | None) -> bool:
        state: str = getattr(error, "sqlstate", None) or ""  # without one the connection is lost
        return not state or state.startswith(_OUTCOME_UNKNOWN)

    def _session(self, connection: BaseDatabaseWrapper, *, inside: bool) -> _Session:
        """What we know of the connection."""
        session, settings = self._sessions.get(connection.connection), get_settings()
        if session is None or (
            session.settings is not settings and _wanted(session.settings) != _wanted(settings)
        ):
            session = self._sessions[connection.connection] = self._look(connection, settings, inside=inside)
        return session

    def _look(self, connection: BaseDatabaseWrapper, settings: Settings, *, inside: bool) -> _Session:
        """Meet a connection: one round trip."""
        _check_server(connection)
        pgconn = connection.connection.pgconn
        sends = (
            [_LOOK.send, preparing(_settings(0, named=True, once=False))]
            if settings.PREPARED_STATEMENTS
            else [_LOOK.send]
        )
        result = savepoint_exchange(connection, sends, inside=inside)[0]  # the second may be prepared already
        if not is_success(result):
            raise_for(result)
        pid, theirs = int(result.get_value(0, 0)), int(result.get_value(0, 1))
        if pid != pgconn.backend_pid and connection.alias not in self._pooled:
            self._pooled.add(connection.alias)
            logger.warning(
                "graphgate: DATABASES[%r] is reached through a connection pooler; see check W026",
                connection.alias,
            )
        limit = min(filter(None, (settings.STATEMENT_TIMEOUT, theirs)), default=0)
        room = settings.PREPARED_MEMORY * 1_000_000
        named = settings.PREPARED_STATEMENTS
        prepared = PreparedCache(settings.PREPARED_MAX, room) if named else None
        steps = {(False, once): _settings(limit, named=named, once=once) for once in (False, True)}
        steps |= {(True, once): _cursor(limit, once=once) for once in (False, True)}
        return _Session(settings, prepared, steps)


def _row(result: Any) -> Row:
    """The first row of a result; empty without one."""
    if result.ntuples == 0:
        return ()
    return tuple([result.get_value(0, column) for column in range(result.nfields)])


def _bytes(value: Any) -> bytes | None:
    """A value as the driver sends it; libpq would end a text at its first NUL."""
    if value is None:
        return None
    encoded = str(value).encode()
    if b"\0" in encoded:
        raise psycopg.DataError("PostgreSQL text cannot contain NUL")
    return encoded


def _driver_connection(connection: BaseDatabaseWrapper) -> Any:
    """psycopg's connection, which engines of others may have put something else in place of."""
    raw = connection.connection
    if not hasattr(raw, "pgconn"):
        raise ConfigurationError(
            f"DATABASES[{connection.alias!r}]: connections of {type(raw).__module__} are not supported.",
            hint="Use an ENGINE that connects by psycopg 3.",
        )
    return raw


def _is_inside(connection: BaseDatabaseWrapper) -> bool:
    """Whether the project's transaction is open; begins the one that is due, as a cursor of psycopg's does."""
    raw = connection.connection
    if raw.pgconn.pipeline_status:
        raise ConfigurationError(
            "An operation cannot run within connection.pipeline() of psycopg.",
            hint="Run it before or after the block.",
        )
    status = raw.pgconn.transaction_status
    if status == IDLE and not raw.autocommit:
        raw.wait(raw._start_query())  # noqa: SLF001  as psycopg's cursors of any class do
        return True
    if status == IN_ERROR:
        raise psycopg.errors.InFailedSqlTransaction("the transaction has failed before")
    if status == ACTIVE:
        raise psycopg.InterfaceError("another command of the connection is under way")
    return bool(status != IDLE)


def _wanted(settings: Settings) -> tuple[Any, ...]:
    """What a session is made of."""
    prepared = (settings.PREPARED_STATEMENTS, settings.PREPARED_MAX, settings.PREPARED_MEMORY)
    return (*prepared, settings.STATEMENT_TIMEOUT)


def _check_server(connection: BaseDatabaseWrapper) -> None:
    encoding = connection.connection.pgconn.parameter_status(b"client_encoding")
    if encoding != b"UTF8":
        raise ConfigurationError(
            f"DATABASES[{connection.alias!r}]: client_encoding is {(encoding or b'').decode()}.",
            hint="Answers are JSON in UTF-8: leave client_encoding to Django.",
        )


def _name(connection: BaseDatabaseWrapper, session: _Session, text: str, *, inside: bool) -> bytes:
    """The name under which the statement is prepared, now if need be; empty where it is not worth it."""
    prepared = session.prepared
    if prepared is None:
        return b""
    known = text in prepared
    evicted = prepared.claim(text)
    if evicted is None:
        return b""
    name = name_of(text)
    if known:
        return name
    for old in evicted:
        savepoint_exchange(connection, [closing(name_of(old))], inside=inside)
    try:
        _prepare(connection, session, PipelinedStatement(text, name=name), inside=inside)
    except BaseException:
        prepared.forget(text)
        raise
    return name


def _prepare(
    connection: BaseDatabaseWrapper, session: _Session, step: PipelinedStatement, *, inside: bool
) -> None:
    """Also under our settings: the server waits for locks of the statement's tables."""
    sends = [replace(session.settings_for[False, False], name=b"").send, preparing(step)]
    if inside:
        sends = [
            session.settings_for[True, False].send,
            _FETCH.send,
            preparing(step),
            _FETCH.send,
            _CLOSE.send,
        ]
    results = savepoint_exchange(connection, sends, inside=inside)
    for result in results:
        if not is_success(result):
            if result.error_field(pq.DiagnosticField.SQLSTATE) != _KNOWN:
                raise_for(result)
            return


def _raise(connection: BaseDatabaseWrapper, result: Any, *, of_ours: bool) -> None:
    """Raise what the server says: a setting that it refuses is of the surroundings, not of the statement."""
    if of_ours and result.error_field(pq.DiagnosticField.SQLSTATE) in _REFUSED_SETTING:
        raise ConfigurationError(
            f"DATABASES[{connection.alias!r}]: the server refuses a setting: {result.get_error_message()}",
            hint="PostgreSQL 14 or later is needed.",
        )
    raise_for(result)
