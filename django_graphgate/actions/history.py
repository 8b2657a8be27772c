"""What is kept of each run of an action: who ran it, when, and what became of it."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import router, transaction
from django.utils import timezone

from django_graphgate.audit.append import append
from django_graphgate.conf import get_settings
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun

_FORGOTTEN_AT_ONCE = 100
"""Expired runs that are removed at a time."""

_EVERY = 20
"""Of how many runs of a process one removes the expired ones; the first does, as a shell's process has but one."""

_ended = itertools.count()


def begin_run(
    action: str,
    identity: Identity,
    *,
    role: str = "",
    via: str,
    origin: str = "",
    dry_run: bool = False,
    run_id: uuid.UUID | None = None,
) -> ActionRun:
    """The row of a run that begins now, written at once; ``run_id`` is that of a run that was queued."""
    now = timezone.now()
    runs = ActionRun._default_manager.using(router.db_for_write(ActionRun))  # a replica may not know it yet
    if run_id is not None:
        runs.filter(pk=run_id).update(status=ActionRun.Status.RUNNING, started_at=now)
        return runs.get(pk=run_id)
    return runs.create(
        action=action,
        via=via,
        authenticator=identity.authenticator[:200],
        user_id=(identity.user_id or "")[:255],
        user_id_provider=(identity.user_id_provider or "")[:255],
        role=role[:100],
        origin=origin[:100],
        dry_run=dry_run,
        created_at=now,
        started_at=now,
    )


def end_run(
    run: ActionRun,
    status: str,
    *,
    milliseconds: float | None = None,
    code: str = "",
    error_id: str = "",
    affected: int | None = None,
    output_bytes: int | None = None,
    result: Any = None,
) -> None:
    """Write what became of a run; its parameters are forgotten.  A result is kept where it is given."""
    now = timezone.now()
    run.status, run.ended_at, run.milliseconds = status, now, milliseconds
    run.code, run.error_id, run.affected, run.output_bytes = code, error_id, affected, output_bytes
    run.parameters = None
    if result is not None:
        run.result = result
        run.result_expires_at = now + dt.timedelta(seconds=get_settings().ACTION_RESULT_SECONDS)
    run.save()
    _audit(run)
    if next(_ended) % _EVERY == 0:
        # after COMMIT, so that it is in nobody's way
        transaction.on_commit(forget_old_runs, using=router.db_for_write(ActionRun), robust=True)


def _audit(run: ActionRun) -> None:
    provider = f" ({run.user_id_provider})" if run.user_id_provider else ""
    append(
        AuditEntry(
            event="action",
            name=run.action,
            actor=f"{run.user_id}{provider}" if run.user_id else "",
            via=run.via,
            role=run.role,
            origin=run.origin,
            code=run.code,
            reference=run.error_id,
            data={
                "run": str(run.pk),
                "status": run.status,
                "authenticator": run.authenticator,
                "dry_run": run.dry_run,
                "affected": run.affected,
                "milliseconds": run.milliseconds,
            },
        )
    )


def forget_old_runs() -> None:
    """Delete runs that are older than ``ACTION_RUN_SECONDS``, and results older than they are kept; a few at a time."""
    now = timezone.now()
    runs = ActionRun._default_manager.using(router.db_for_write(ActionRun)).order_by()
    old = runs.filter(created_at__lt=now - dt.timedelta(seconds=get_settings().ACTION_RUN_SECONDS))
    runs.filter(pk__in=list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])).delete()
    stale = runs.filter(result_expires_at__lt=now).values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE]
    runs.filter(pk__in=list(stale)).update(result=None, result_expires_at=None)
