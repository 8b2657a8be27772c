"""Old events are deleted, and a signed checkpoint says where the chain begins since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import router, transaction
from django.utils import timezone

from django_graphgate.audit import store
from django_graphgate.audit.actor import current_actor
from django_graphgate.audit.append import append_now
from django_graphgate.audit.chain import checkpoint_signature, keys
from django_graphgate.audit.verify import verify_stream
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditCheckpoint, AuditEvent


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was deleted of one chain."""

    stream: str
    events: int
    sequence: int
    """The number of the last one."""


def prune(before: datetime, *, dry: bool = False) -> list[Pruned]:
    """Delete the events of every chain up to the first one that is not older.

    Raises ``ConfigurationError``, and deletes nothing, where a chain is not whole.
    """
    alias = router.db_for_write(AuditEvent)
    streams = AuditEvent._base_manager.using(alias).order_by("stream").values_list("stream", flat=True)
    with transaction.atomic(using=alias):
        return [
            each for stream in list(streams.distinct()) for each in _pruned(stream, before, alias, dry=dry)
        ]


def _pruned(stream: str, before: datetime, alias: str, *, dry: bool) -> Iterator[Pruned]:
    with store.locked(stream, alias):
        verified = verify_stream(stream, alias)
        if verified.problems:
            raise ConfigurationError(
                f"Nothing is pruned, because the chain is not whole: {verified.problems[0]}",
                hint="Run graphgate_audit verify, and keep a copy of the database.",
            )
        events = AuditEvent._base_manager.using(alias).filter(stream=stream)
        kept = events.filter(at__gte=before).order_by("sequence").first()
        old = events if kept is None else events.filter(sequence__lt=kept.sequence)
        last, count = old.order_by("-sequence").first(), old.count()
        if last is None:
            return
        if not dry:
            _leave_checkpoint(last, count, alias)
            old._raw_delete(alias)  # noqa: SLF001 - the events need not be read to be deleted
            _tell(last, count, before, alias)
        yield Pruned(stream, count, last.sequence)


def _leave_checkpoint(last: AuditEvent, count: int, alias: str) -> None:
    row = AuditCheckpoint(
        stream=last.stream, sequence=last.sequence, digest=last.digest, events=count, at=timezone.now()
    )
    row.signature = checkpoint_signature(row, keys()[0])
    AuditCheckpoint._base_manager.using(alias).bulk_create([row])


def _tell(last: AuditEvent, count: int, before: datetime, alias: str) -> None:
    actor = current_actor()
    append_now(
        AuditEntry(
            event="prune",
            name=last.stream,
            actor=actor.name,
            via=actor.via,
            detail=f"{count} events were deleted",
            data={"sequence": last.sequence, "digest": last.digest, "before": before.isoformat()},
        ),
        alias,
    )
