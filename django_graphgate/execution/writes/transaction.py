"""The transaction of a mutation: what it writes is written as a whole, or not at all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError, InterfaceError, OperationalError

from django_graphgate.errors import (
    DatabaseUnavailable,
    OutcomeUnknown,
    Retryable,
    StatementTimeout,
    Unsupported,
)
from django_graphgate.execution.connection import connect, first_line
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Driver, Problem
from django_graphgate.ir.write import Isolation

logger = logging.getLogger("django_graphgate")

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})

_LEVELS = ("read committed", "repeatable read", "serializable")
"""Each has all the promises of those before it."""

_Error = DatabaseError | InterfaceError


@contextlib.contextmanager
def begin_write(
    alias: str,
    isolation: Isolation = "",
    *,
    dry_run: bool = False,
    variables: Mapping[str, str] = _NO_VARIABLES,
) -> Generator[None]:
    """A transaction for the body, or a savepoint of the project's transaction.

    The body ends it with everything that it wrote undone where it raises, where it calls
    ``transaction.set_rollback(True, using=alias)``, and in a dry run.  ``variables`` are those of the session
    until then, by their names.

    Raises ``Retryable`` where the database gives the write up in favour of another one, ``DatabaseUnavailable`` and
    ``StatementTimeout`` where nothing was written, ``OutcomeUnknown`` where the connection is lost at COMMIT, and
    ``Unsupported`` where the project's transaction has a weaker isolation level than ``isolation``.  Other errors of
    the database leave as Django raises them, those of constraints that are checked at COMMIT among them.
    """
    connection = connections[alias]
    driver = driver_of(connection.vendor)
    state = _State()
    try:
        connect(connection)
        outermost = not connection.in_atomic_block and connection.get_autocommit()
        if not outermost:
            _require_isolation(connection, driver, isolation)
        with contextlib.ExitStack() as block:
            with driver.ready_to_write(connection):
                block.enter_context(transaction.atomic(using=alias))
            if outermost:
                transaction.on_commit(state.has_committed, using=alias)
                driver.set_isolation(connection, isolation)
            before = driver.set_session_variables(connection, variables)
            yield
            _end_body(connection, driver, dry_run=dry_run, outermost=outermost)
            if not outermost and not connection.needs_rollback:  # a rollback restores them, too
                driver.set_session_variables(connection, before)
            state.at_commit = outermost and not connection.needs_rollback
    except Exception as error:
        if not state.committed:
            raise_for_caller(driver, error, at_commit=state.at_commit)
        logger.exception("graphgate: the mutation is committed, but an on_commit hook of the project fails")


@contextlib.contextmanager
def begin_read(alias: str) -> Generator[None]:
    """A transaction, or a savepoint of the project's, in which nothing can be written.

    Raises as :func:`begin_write` does.
    """
    connection = connections[alias]
    driver = driver_of(connection.vendor)
    try:
        connect(connection)
        with transaction.atomic(using=alias), driver.read_only(connection):
            yield
    except Exception as error:  # noqa: BLE001 - whose meaning the driver knows
        raise_for_caller(driver, error, at_commit=False)


@dataclass(slots=True)
class _State:
    """How far the transaction is: an error means something else at each point."""

    at_commit: bool = False
    committed: bool = False

    def has_committed(self) -> None:
        """The first of all hooks for COMMIT: errors come from hooks of the project from now on."""
        self.committed = True


def _require_isolation(connection: BaseDatabaseWrapper, driver: Driver, isolation: Isolation) -> None:
    if not isolation:
        return
    current = driver.isolation(connection)
    if current not in _LEVELS[_LEVELS.index(isolation) :]:
        raise Unsupported(
            f"The operation needs a transaction of its own with the isolation level {isolation!r}:"
            f" it runs within one whose level is {current!r}."
        )


def _end_body(connection: BaseDatabaseWrapper, driver: Driver, *, dry_run: bool, outermost: bool) -> None:
    """Have deferred constraints checked where no COMMIT of ours follows that does it."""
    if (dry_run or not outermost) and not connection.needs_rollback:
        driver.check_deferred(connection)
    if dry_run:
        transaction.set_rollback(True, using=connection.alias)


def raise_for_caller(driver: Driver, error: Exception, *, at_commit: bool) -> NoReturn:
    """Raise what an error means for the caller; nothing is written, unless COMMIT was on its way."""
    cause = error if isinstance(error, _Error) else error.__cause__
    if not isinstance(cause, _Error) or not isinstance(error, _Error | DatabaseUnavailable):
        raise error
    detail = f"{type(cause).__name__}: {first_line(cause)}"
    problem = driver.problem(cause.__cause__)
    if problem is Problem.CONFLICT:
        raise Retryable(detail=detail) from error
    if at_commit and driver.is_outcome_unknown(cause.__cause__):
        raise OutcomeUnknown(detail=detail) from error
    if problem is Problem.TIMEOUT:
        raise StatementTimeout(detail=detail) from error
    lost = problem is Problem.OTHER and isinstance(cause, OperationalError | InterfaceError)
    if lost or problem is Problem.UNAVAILABLE:
        raise DatabaseUnavailable(detail=detail) from error
    raise error
