"""What a worker does with a run that was queued."""

from __future__ import annotations

import logging
from typing import Any

from django.db import router
from django.db.models import QuerySet
from django.utils import timezone

from django_graphgate.actions.history import end_run
from django_graphgate.errors import Forbidden
from django_graphgate.models import ActionRun
from django_graphgate.refusals import failed, refused, rejection_of
from django_graphgate.running.authorise import find_action, role_within
from django_graphgate.running.queued_caller import read_caller
from django_graphgate.running.run import ActionRequest, run_action
from django_graphgate.strict_json import read_json

logger = logging.getLogger("django_graphgate")

VIA = "task"
"""``ActionRun.via`` of runs that are queued: these, and no others, have a status URL."""


def queued_runs() -> QuerySet[ActionRun]:
    """The runs that are, or were, queued; read from the primary, as a replica may not know them yet."""
    return ActionRun._default_manager.using(router.db_for_write(ActionRun)).filter(via=VIA)


def run_queued(run_id: str) -> None:
    """Run what was queued under this key, if nobody has; what becomes of it is in its row."""
    runs = queued_runs().filter(pk=run_id)
    claimed = runs.filter(status=ActionRun.Status.QUEUED).update(
        status=ActionRun.Status.RUNNING, started_at=timezone.now()
    )
    if not claimed:
        logger.warning("graphgate: run %s is not queued", run_id)
        return
    run = runs.get()
    try:
        _run(run)
    except Exception as error:  # noqa: BLE001  the row says what became of it
        _end_failed(run, error)


def _run(run: ActionRun) -> None:
    """Its row gets the result; the caller's role is that of this moment."""
    definition = find_action(run.action)
    if definition is None:
        raise Forbidden(detail=f"{run.action} does not exist any more, or is switched off")
    queued: Any = run.parameters
    identity, headers = read_caller(queued["caller"])
    asked = ActionRequest(
        name=run.action,
        parameters=read_json(queued["values"]),
        identity=identity,
        role=role_within(definition, identity, headers),
        via=VIA,
        headers=headers,
        dry_run=run.dry_run,
        idempotency_key=queued["key"],
        origin=run.origin,
        run_id=run.pk,
    )
    run_action(asked, definition)


def _end_failed(run: ActionRun, error: Exception) -> None:
    rejection = rejection_of(error)
    answer = failed(error) if rejection is None else refused(rejection)
    extensions = answer.errors[0]["extensions"]
    run.refresh_from_db(using=router.db_for_write(ActionRun))
    end_run(
        run,
        ActionRun.Status.FAILED,
        milliseconds=run.milliseconds,
        code=extensions["code"],
        error_id=str(extensions.get("id", "")),
        result={"errors": answer.errors},
    )
