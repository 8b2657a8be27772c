"""The run of an action.  Read :func:`run_action` first, then :meth:`_Run.in_transaction`.

::

    switched off?          the kill switch, asked each time
    parameters             read and checked
    lock                   where it is not the transaction's own
    ActionRun              written, so that it stays whatever becomes of the rest
    transaction            key of the request, lock, SQL or callable, COMMIT
    ActionRun              what became of it
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone

from django_graphgate.access.live import state_alias
from django_graphgate.actions.call import call
from django_graphgate.actions.context import ActionContext
from django_graphgate.actions.history import begin_run, end_run
from django_graphgate.actions.locks import is_of_transaction, locked
from django_graphgate.actions.parameters import read_parameters
from django_graphgate.actions.registry import registered
from django_graphgate.actions.results import json_form
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    ActionFailed,
    ActionRefused,
    ConfigurationError,
    OperationDisabled,
    RequestRejected,
    TooManyAffected,
    Unsupported,
)
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Problem
from django_graphgate.execution.writes.session_variables import session_variables
from django_graphgate.execution.writes.transaction import begin_read, begin_write
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.models import Action, ActionRun
from django_graphgate.running.deadline import Deadline
from django_graphgate.running.failure import rejection, unexpected_failure
from django_graphgate.running.once import Once
from django_graphgate.running.operation import run_operation
from django_graphgate.running.request import ActionRequest, ActionResult
from django_graphgate.running.sql import SqlAction

logger = logging.getLogger("django_graphgate")

__all__ = ["ActionRequest", "ActionResult", "run_action"]


def run_action(request: ActionRequest, definition: ActionDefinition) -> ActionResult:
    """Run an action for a caller who may run it.

    Raises ``RequestRejected``, with ``ActionFailed`` for what nobody expected, and ``ConfigurationError``.
    """
    if Action._default_manager.using(state_alias()).filter(name=definition.name, enabled=False).exists():
        raise OperationDisabled("This action is switched off.")
    run = _Run.of(request, definition)
    history = _History(request, definition)
    try:
        result = run.whole(history)
    except Exception as error:
        refused = rejection(error, run.alias, transaction=definition.transaction)
        history.fail(refused)
        if refused is error:
            raise
        raise refused from error
    except BaseException:  # the end of a worker or of a task: it goes on, and the run has ended
        history.stop()
        raise
    return history.end(result)


def _no_lock() -> contextlib.AbstractContextManager[bool]:
    return contextlib.nullcontext(enter_result=True)


@contextlib.contextmanager
def _kept_open(connection: Any) -> Generator[None]:
    """The session with the lock and the time limit stays, also where the body calls ``close_old_connections``."""
    connection.ensure_connection()
    raw, close_at = connection.connection, connection.close_at
    connection.close_at = None
    try:
        yield
    finally:
        if connection.connection is raw:
            connection.close_at = close_at


class _History:
    """The row of one run: begun once, and ended once."""

    def __init__(self, request: ActionRequest, definition: ActionDefinition) -> None:
        self._request, self._action = request, definition.name
        self._start = time.perf_counter()
        self._run: ActionRun | None = None

    def begin(self) -> ActionRun:
        request = self._request
        if self._run is None:
            self._run = begin_run(
                self._action,
                request.identity,
                role=request.role,
                via=request.via,
                origin=request.origin,
                dry_run=request.dry_run,
                run_id=request.run_id,
            )
        return self._run

    def milliseconds(self) -> float:
        return round((time.perf_counter() - self._start) * 1000, 3)

    def end(self, result: ActionResult) -> ActionResult:
        """The result with the key of the run, which a skipped one has only now: another may keep it from writing."""
        kept = None if self._request.run_id is None else result.as_json()  # for its status URL
        self._end(result.status, affected=result.written, output_bytes=len(result.output), result=kept)
        if result.run_id is None and self._run is not None:
            return replace(result, run_id=self._run.pk)
        return result

    def stop(self) -> None:
        self._end("failed", code=ActionFailed.code)

    def fail(self, refused: RequestRejected | ConfigurationError) -> None:
        error_id = refused.kept_id() if isinstance(refused, RequestRejected) else ""
        self._end("failed", code=refused.code, error_id=error_id)

    def _end(self, status: str, **outcome: Any) -> None:
        """What has happened has happened, whether or not it can be written down."""
        try:
            connection = connections[router.db_for_write(ActionRun)]
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # the run may have lost it
            end_run(self.begin(), status, milliseconds=self.milliseconds(), **outcome)
        except DatabaseError:
            logger.exception("graphgate: the run of %s cannot be recorded as %s", self._action, status)
            if outcome.pop("result", None) is not None:  # which the database may be unable to store
                self._end(status, **outcome)


def _skipped(history: _History) -> ActionResult:
    return ActionResult(status="skipped", count=0, milliseconds=history.milliseconds())


@dataclass(frozen=True, slots=True)
class _Run:
    """One run, with its checked parameters."""

    request: ActionRequest
    definition: ActionDefinition
    values: dict[str, Any]
    alias: str
    deadline: Deadline

    @classmethod
    def of(cls, request: ActionRequest, definition: ActionDefinition) -> _Run:
        is_checked = definition.source != "operation" or definition.parameters
        values = read_parameters(definition, request.parameters) if is_checked else {}
        timeout = get_settings().ACTION_TIMEOUT if definition.timeout is None else definition.timeout
        return cls(request, definition, values, definition.database or state_alias(), Deadline(timeout))

    def whole(self, history: _History) -> ActionResult:
        """The run with its lock, in a transaction if it has one."""
        once = Once(self.request, self.definition, self.alias)
        in_transaction = self.definition.transaction and self.definition.source != "operation"
        if not in_transaction:
            self._require_no_transaction()
        lock_inside = in_transaction and is_of_transaction(self.alias)
        with _no_lock() if lock_inside else self._lock() as may_run:
            if not may_run:
                return _skipped(history)
            history.begin()
            if in_transaction:
                return self.in_transaction(history, once, lock=lock_inside)
            return self._on_its_own(history, once)

    def in_transaction(self, history: _History, once: Once, *, lock: bool) -> ActionResult:
        """Everything or nothing; with ``lock`` the transaction has the lock."""
        with self._transaction():
            result = once.claim()
            if result is None:
                self._first()
                with self._lock() if lock else _no_lock() as may_run:
                    result = self._performed(history) if may_run else _skipped(history)
                if may_run:
                    once.keep(result)
                else:
                    transaction.set_rollback(True, using=self.alias)
        return result

    def _transaction(self) -> contextlib.AbstractContextManager[None]:
        if self._only_reads:
            return begin_read(self.alias)
        variables = session_variables(self.request.identity, self.request.role)
        return begin_write(self.alias, dry_run=self.request.dry_run, variables=variables)

    @property
    def _only_reads(self) -> bool:
        """What is a field of queries writes nothing by its URL, either; a webhook writes that it is done."""
        return self.definition.field == "query" and self.request.first is None

    def _on_its_own(self, history: _History, once: Once) -> ActionResult:
        """Outside a transaction; an operation brings its own, which is part of one that something else begins."""
        if self.request.first is not None:
            with begin_write(self.alias):
                self._first()
                return self._performed(history)
        kept = once.claim_before()
        if kept is not None:
            return kept
        with _kept_open(connections[self.alias]):
            result = self._performed(history)
        once.keep(result)
        return result

    def _first(self) -> None:
        if self.request.first is not None:
            self.request.first()

    def _require_no_transaction(self) -> None:
        if self.definition.source == "operation":
            return
        if self.request.dry_run:
            raise Unsupported("A dry run needs a transaction, and this action runs without one.")
        if connections[self.alias].in_atomic_block:
            raise Unsupported("This action runs without a transaction, and cannot run inside one.")

    def _lock(self) -> contextlib.AbstractContextManager[bool]:
        return locked(self.definition, self.alias, seconds=self.deadline.seconds())

    def _performed(self, history: _History) -> ActionResult:
        if self.definition.source == "operation":
            result = run_operation(self.request, self.definition)
        elif self.definition.source == "sql":
            identity, role = self.request.identity, self.request.role
            outcome = SqlAction(self.definition, self.alias, self.values, identity, role).run(self.deadline)
            given = len(outcome.rows or ()) if outcome.written is None else outcome.written
            result = ActionResult(rows=outcome.rows, count=given, written=outcome.written or 0)
        else:
            value, written = self._called(history.begin())
            result = ActionResult(value=value, has_value=True, written=written)
        return replace(result, run_id=history.begin().pk, milliseconds=history.milliseconds())

    def _called(self, run: ActionRun) -> tuple[Any, int]:
        """What the callable returns, and how many rows it has written."""
        request, connection = self.request, connections[self.alias]
        context = ActionContext(
            identity=request.identity,
            role=request.role,
            run_id=run.pk,
            dry_run=request.dry_run,
            via=request.via,
            request=request.http,
            delivery=request.delivery,
            deadline=timezone.now() + dt.timedelta(seconds=self.deadline.seconds()),
        )
        driver = driver_of(connection.vendor)
        with (
            driver.time_limit(connection, self.deadline.milliseconds()),
            driver.counting(connection) as written,
        ):
            value = json_form(self._value(context))
            if self.definition.transaction:  # otherwise it is done, however late
                self.deadline.milliseconds()
            most = self.definition.max_affected
            if most is not None and written() > most:
                raise TooManyAffected
            affected = written()
        if connection.in_atomic_block and connection.needs_rollback:
            raise ActionRefused(detail=f"{self.definition.name} has rolled the transaction back")
        return value, affected

    def _value(self, context: ActionContext) -> Any:
        try:
            return call(registered()[self.definition.name], context, self.values)
        except DatabaseError as error:
            problem = driver_of(connections[self.alias].vendor).problem(error.__cause__)
            if self._only_reads and problem is Problem.UNAVAILABLE:  # it has tried to write
                raise unexpected_failure() from error
            raise
