"""Events get their place in a chain and go into the table, in one transaction."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.conf import settings as django_settings
from django.db import router, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from django_graphgate.audit.chain import START, TEXTS, event_digest, fits, keys
from django_graphgate.audit.texts import plain, plain_data
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent, AuditStream

ACCESS = "access"
"""The stream of what is written in the transaction that it tells of."""

EVENTS = "events"
"""The stream of all else."""

_RECENT = 1_000
"""Changes of access among which one that a process has seen is looked for: it is seen soon."""

_MOST_BEHIND = 1_000
"""Events behind the end of their chain that are looked at; there are none unless somebody changed the tables."""

_LENGTHS = {field.name: field.max_length or 4_000 for field in AuditEvent._meta.fields if field.name in TEXTS}


def write(entries: Sequence[AuditEntry], stream: str, using: str | None = None) -> None:
    """Add events to the end of a chain; others who add to it wait until the transaction ends."""
    alias = using or router.db_for_write(AuditEvent)
    with transaction.atomic(using=alias):
        end, taken = _locked_end(stream, alias)
        numbers = (number for number in itertools.count(end.sequence + 1) if number not in taken)
        rows = [_row(entry) for entry in entries]
        for row in rows:
            row.stream, row.sequence, row.previous = stream, next(numbers), end.digest
            row.digest = event_digest(row, keys()[0])
            end.sequence, end.digest = row.sequence, row.digest
        AuditEvent._base_manager.using(alias).bulk_create(rows)
        _streams(alias).filter(pk=stream).update(sequence=end.sequence, digest=end.digest)


@contextlib.contextmanager
def locked(stream: str, alias: str) -> Iterator[None]:
    """Nobody else adds to the chain until the transaction ends."""
    with transaction.atomic(using=alias):
        _locked_end(stream, alias)
        yield


def write_unless_recorded(entry: AuditEntry) -> None:
    """Add a change of access that was seen under a version, unless whoever made it has recorded it."""
    alias = router.db_for_write(AuditEvent)
    with transaction.atomic(using=alias):
        _locked_end(ACCESS, alias)
        events = AuditEvent._base_manager.using(alias).filter(stream=ACCESS).order_by("-sequence")
        if entry.data["version"] not in events.values_list("data__version", flat=True)[:_RECENT]:
            write([entry], ACCESS, alias)


def _locked_end(stream: str, alias: str) -> tuple[AuditStream, frozenset[int]]:
    """The end of the chain, which nobody else can move now, and numbers behind it that somebody has taken.

    Rows with a digest that is not ours do not move the end: one with the largest number would be the last for good.
    """
    row = _streams(alias).filter(pk=stream)
    lock = {"sequence": F("sequence")}  # writing locks on every database
    if not row.update(**lock):
        _streams(alias).bulk_create([AuditStream(name=stream, digest=START)], ignore_conflicts=True)
        row.update(**lock)
    end = row.get()
    events = AuditEvent._base_manager.using(alias).filter(stream=stream, sequence__gt=end.sequence)
    behind = list(events.order_by("-sequence")[:_MOST_BEHIND])
    last = next((event for event in behind if fits(event)), None)
    if last is not None:  # somebody has set the end back: events go on, all the same
        end.sequence, end.digest = last.sequence, last.digest
    return end, frozenset(event.sequence for event in behind)


def _streams(alias: str) -> QuerySet[AuditStream]:
    return AuditStream._base_manager.using(alias)


def _row(entry: AuditEntry) -> AuditEvent:
    at = datetime.fromtimestamp(entry.at or time.time(), UTC)
    naive = timezone.make_naive(at, timezone.get_default_timezone())
    texts = {name: plain(getattr(entry, name), limit) for name, limit in _LENGTHS.items()}
    return AuditEvent(at=at if django_settings.USE_TZ else naive, data=plain_data(entry.data), **texts)
