"""Actions that a worker of Django's Tasks runs: queued by a request, run later, read at their status URL.

The task carries nothing but the key of its ``ActionRun``.  The row holds parameters and caller until the run has
ended, and then the result for ``ACTION_RESULT_SECONDS``.  A task that arrives twice runs once.
"""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from typing import Any

from django.db import router, transaction
from django.http import HttpRequest
from django.utils import timezone

from django_graphgate.actions.history import end_run
from django_graphgate.actions.parameters import read_parameters
from django_graphgate.conf import get_settings
from django_graphgate.errors import ActionTimeout, VariableInvalid
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun
from django_graphgate.running.authorise import authorise, find_action, refusal
from django_graphgate.running.queued_caller import caller_json
from django_graphgate.running.run import ActionRequest
from django_graphgate.running.worker import VIA, queued_runs
from django_graphgate.strict_json import is_storable, write_json

GRACE = dt.timedelta(seconds=60)
"""What a run may take beyond its timeout before its worker counts as dead."""


def enqueue(asked: ActionRequest, definition: ActionDefinition) -> uuid.UUID:
    """Queue a run, after the transaction at hand if there is one; the key of its ``ActionRun``, ``run_id`` if given.

    Raises ``VariableInvalid`` for its parameters, and ``ConfigurationError`` without Django's tasks.
    """
    if (
        definition.source != "operation" or definition.parameters
    ):  # the variables of an operation its statement checks
        read_parameters(definition, asked.parameters)
    if not is_storable(asked.parameters):
        raise VariableInvalid("A text has a character that the database cannot store.")
    from django_graphgate.running.tasks import run_queued_action  # which may not be installed

    identity = asked.identity
    run = ActionRun._default_manager.create(
        pk=asked.run_id or uuid.uuid4(),
        action=definition.name,
        status=ActionRun.Status.QUEUED,
        via=VIA,
        authenticator=identity.authenticator[:200],
        user_id=(identity.user_id or "")[:255],
        user_id_provider=(identity.user_id_provider or "")[:255],
        role=asked.role[:100],
        origin=asked.origin[:100],
        dry_run=asked.dry_run,
        created_at=timezone.now(),
        parameters={
            "values": write_json(asked.parameters),  # as text: the column's own numbers lose digits
            "key": asked.idempotency_key,
            "caller": caller_json(identity, asked.headers),
        },
    )
    hand_over = functools.partial(_hand_over, run, run_queued_action)
    transaction.on_commit(hand_over, using=router.db_for_write(ActionRun))
    return run.pk


def read_run(text: str, request: HttpRequest) -> dict[str, Any]:
    """What became of a run, for the caller who asked for it and may still run the action.

    Everybody else is answered as if there were no such run.
    """
    run = _run_called(text)
    definition = None if run is None else find_action(run.action)
    identity, _ = authorise(definition, request)
    if run is None or definition is None or not _is_of(run, identity):
        raise refusal(request)
    return _report(_looked_at(run, definition))


def _hand_over(run: ActionRun, task: Any) -> None:
    try:
        task.enqueue(str(run.pk))
    except Exception:
        end_run(run, ActionRun.Status.FAILED, code="INTERNAL_ERROR")
        raise


def _run_called(text: str) -> ActionRun | None:
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    if str(key) != text:  # one spelling
        return None
    return queued_runs().filter(pk=key).first()


def _is_of(run: ActionRun, identity: Identity) -> bool:
    caller = (
        identity.authenticator[:200],
        (identity.user_id or "")[:255],
        (identity.user_id_provider or "")[:255],
    )
    return caller == (run.authenticator, run.user_id, run.user_id_provider)


def _looked_at(run: ActionRun, definition: ActionDefinition) -> ActionRun:
    """The run; it has failed where it runs for so long that its worker must be dead.

    A worker that ends later after all writes what really became of it.
    """
    timeout = get_settings().ACTION_TIMEOUT if definition.timeout is None else definition.timeout
    latest = timezone.now() - dt.timedelta(milliseconds=timeout) - GRACE
    # Only a run that is over time is written: on SQLite the worker may hold the lock of all writers.
    if run.status == ActionRun.Status.RUNNING and run.started_at is not None and run.started_at < latest:
        running = queued_runs().filter(pk=run.pk, status=ActionRun.Status.RUNNING)
        running.update(
            status=ActionRun.Status.FAILED, ended_at=timezone.now(), code=ActionTimeout.code, parameters=None
        )
        run.refresh_from_db(using=router.db_for_write(ActionRun))
    return run


def _report(run: ActionRun) -> dict[str, Any]:
    report = {"status": run.status, "run": str(run.pk)}
    if run.result is not None and run.result_expires_at and run.result_expires_at > timezone.now():
        return {**run.result, **report}
    if run.status == ActionRun.Status.FAILED:
        sentence = ActionTimeout.sentence if run.code == ActionTimeout.code else "The action has failed."
        return {**report, "errors": [{"message": sentence, "extensions": {"code": run.code}}]}
    return report
