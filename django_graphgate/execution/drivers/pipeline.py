"""Messages to a PostgreSQL server in one round trip, below psycopg's cursors.

A pipeline up to its Sync is one transaction of the server's own, unless one has begun: what ``set_config``
sets there for the transaction holds for the statement that comes after it, and is gone afterwards.  Statements
are prepared under names made of their texts, so that two clients of a pooler can never mean different texts
by one name.  psycopg numbers its names per client, and drops all of them at a rollback.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Any, NoReturn

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import capabilities, errors, generators, pq
from psycopg.adapt import PyFormat, Transformer

_SUCCESSES = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})

_UNKNOWN_STATEMENT, _KNOWN_STATEMENT, _NOT_SUPPORTED = b"26000", b"42P05", b"0A000"

_MAX_TRIES = 6
"""How often a pooler may hand a pipeline to a server connection that keeps other statements."""

_SECONDS_TO_CANCEL = 2.0

Send = Callable[[Any], None]
"""Sends messages through libpq's connection, for which the server gives one result."""


@functools.lru_cache(maxsize=20_000)
def name_of(text: str) -> bytes:
    """The name of a prepared statement: the same for every client, and for no other text."""
    return b"graphgate_" + hashlib.sha256(text.encode()).hexdigest()[:40].encode()


@dataclass(slots=True)
class PipelinedStatement:
    """A statement of a pipeline; with a name it is one that the server keeps prepared."""

    text: str
    values: list[bytes | None] | None = None
    name: bytes = b""

    def send(self, pgconn: Any) -> None:
        """Send the messages that run it."""
        if self.name:
            pgconn.send_query_prepared(self.name, self.values)
        else:
            pgconn.send_query_params(self.text.encode(), self.values)


CHECK_DEFERRED = PipelinedStatement("DO 'BEGIN SET CONSTRAINTS ALL IMMEDIATE; END'")
"""An error at the end of a pipeline could not be assigned to a statement.

Before version 16 the server warns in its log of the bare command, as no transaction has been begun by name."""


def adapted_texts(raw: Any, values: Sequence[Any]) -> list[str | None]:
    """Values as psycopg's connection ``raw`` sends them, but always as texts."""
    adapt: Any = Transformer(raw)
    return [None if value is None else _adapted(adapt, value) for value in values]


def _adapted(adapt: Any, value: Any) -> str:
    if type(value) is str:
        return value
    text = adapt.get_dumper(value, PyFormat.TEXT).dump(value)
    return "" if text is None else bytes(text).decode()


def is_success(result: Any) -> bool:
    return result.status in _SUCCESSES


def raise_for(result: Any) -> NoReturn:
    """Raise psycopg's exception for what the server says."""
    raise errors.error_from_result(result)


def exchange(connection: BaseDatabaseWrapper, sends: Sequence[Send]) -> list[Any]:
    """Send messages and a Sync, and wait for a result of each; those after a failure were not run.

    Whatever interrupts that ends the connection: what is under way must not be met by the next statement.
    """
    raw = connection.connection
    try:
        results: list[Any] = raw.wait(_exchanged(raw.pgconn, sends))
    except BaseException:
        connection.errors_occurred = True
        with contextlib.suppress(psycopg.Error):
            if raw.pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
                raw.cancel_safe(timeout=_SECONDS_TO_CANCEL)  # the server would only notice when it answers
        raw.pgconn.finish()
        raise
    return results


def _exchanged(pgconn: Any, sends: Sequence[Send]) -> Generator[Any, Any, list[Any]]:
    pgconn.enter_pipeline_mode()
    for send in sends:
        send(pgconn)
    pgconn.pipeline_sync()
    yield from generators.send(pgconn)
    results: list[Any] = []
    for _ in sends:
        results += yield from generators.fetch_many(pgconn)
    end = yield from generators.fetch_many(pgconn)
    if not end or end[0].status != pq.ExecStatus.PIPELINE_SYNC or len(results) != len(sends):
        raise psycopg.OperationalError("the server answered out of turn")
    pgconn.exit_pipeline_mode()
    return results


def closing(name: bytes) -> Send:
    """Have the server forget a prepared statement."""
    if capabilities.has_send_close_prepared():
        return lambda pgconn: pgconn.send_close_prepared(name)
    return PipelinedStatement(f"DEALLOCATE {name.decode()}").send


def preparing(step: PipelinedStatement) -> Send:
    """Have the server prepare a statement under its name."""
    return lambda pgconn: pgconn.send_prepare(step.name, step.text.encode())


_SAVEPOINT = PipelinedStatement("SAVEPOINT graphgate")
_RELEASE = PipelinedStatement("RELEASE SAVEPOINT graphgate")
_ROLLBACK = PipelinedStatement("ROLLBACK TO SAVEPOINT graphgate")


def savepoint_exchange(connection: BaseDatabaseWrapper, sends: Sequence[Send], *, inside: bool) -> list[Any]:
    """:func:`exchange` that leaves the project's transaction usable where something fails in it."""
    if not inside:
        return exchange(connection, sends)
    results = exchange(connection, [_SAVEPOINT.send, *sends, _RELEASE.send])
    if not is_success(results[-1]):
        exchange(connection, [_ROLLBACK.send, _RELEASE.send])
    return results[1:-1]


@dataclass(slots=True)
class _Unlike:
    """How far the server's prepared statements differ from what is assumed."""

    unknown: set[bytes] = field(default_factory=set)
    outdated: set[bytes] = field(default_factory=set)

    def sends(self, step: PipelinedStatement) -> list[Send]:
        """The step's messages, the last of which gives its result."""
        sends: list[Send] = []
        if step.name in self.outdated:
            sends.append(closing(step.name))
        if step.name in self.unknown:
            sends.append(preparing(step))
        return [*sends, step.send]

    def learns(self, step: PipelinedStatement, later: Sequence[PipelinedStatement], result: Any) -> bool:
        """Whether the failure is one of names alone, so that nothing has run and another try is right.

        What does not know one of our names has most likely not met the others either.
        """
        name, state = step.name, result.error_field(pq.DiagnosticField.SQLSTATE)
        if state == _NOT_SUPPORTED:  # after a change of tables a plan would give columns of other types
            at = result.error_field(pq.DiagnosticField.SOURCE_FUNCTION)
            if not name or at != b"RevalidateCachedQuery":
                return False
            self.outdated, self.unknown = {name}, {name}
            return True
        if not name or name not in (result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b""):
            return False  # of a statement that a function of the project's prepares
        if state == _UNKNOWN_STATEMENT:
            self.outdated.discard(name)
            self.unknown = {name, *(each.name for each in later if each.name)}
        elif state == _KNOWN_STATEMENT:
            self.unknown = {each.name for each in later if each.name in self.unknown}
        return state in (_UNKNOWN_STATEMENT, _KNOWN_STATEMENT)


def perform(
    connection: BaseDatabaseWrapper, steps: Sequence[PipelinedStatement], *, inside: bool
) -> list[Any]:
    """A result for each step, the last of which may be a failure; what the server has forgotten is prepared.

    ``inside`` says that the project's transaction is open.
    """
    sends: list[Send] = [step.send for step in steps]
    results = savepoint_exchange(connection, sends, inside=inside)
    bad = _first_failure(results)
    if bad is None:
        return results
    unlike = _Unlike()
    parts: list[list[Send]] = [[send] for send in sends]
    for tries in range(_MAX_TRIES):
        failed = next(index for index, end in enumerate(_ends(parts)) if end >= bad)
        if not unlike.learns(steps[failed], steps[failed + 1 :], results[bad]):
            break
        if tries == _MAX_TRIES - 1:  # without names nothing can be unknown
            steps = [replace(step, name=b"") for step in steps]
        parts = [unlike.sends(step) for step in steps]
        results = savepoint_exchange(connection, [*chain.from_iterable(parts)], inside=inside)
        bad = _first_failure(results)
        if bad is None:
            return [results[end] for end in _ends(parts)]
    return [*(results[end] for end in _ends(parts) if end < bad), results[bad]]


def _ends(parts: Sequence[Sequence[Send]]) -> list[int]:
    """Where among all messages each part's last one is, which gives the result of its step."""
    return [count - 1 for count in accumulate(len(part) for part in parts)]


def _first_failure(results: Sequence[Any]) -> int | None:
    for index, result in enumerate(results):
        if result.status not in _SUCCESSES:
            return index
    return None
