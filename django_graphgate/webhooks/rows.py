"""The rows of deliveries: stored once, run by one process at a time, ended once.

A process that runs a delivery holds a lease on it: ``lease_holder`` is a name of its own, and nobody else takes the
delivery before ``lease_expires_at``.  Every change is one UPDATE whose condition says what must still be so.
``next_attempt_at`` is when the delivery is due: what died with its process is due when its lease has expired.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from django.db import router
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from django_graphgate.auth import clock
from django_graphgate.conf import get_settings
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import WebhookDelivery, WebhookEndpoint

Status = WebhookDelivery.Status

GRACE = dt.timedelta(seconds=60)
"""What a lease has beyond the handler's timeout, and a stored delivery until others take it for abandoned."""

FIRST_DELAY, LONGEST_DELAY = 30, 6 * 3600
"""Seconds before the second attempt; each further delay is four times as long."""

_SKEW = dt.timedelta(seconds=2)
"""How far the clocks of servers, workers and queues may be apart."""

_FORGOTTEN_AT_ONCE = 1_000


def alias() -> str:
    """The database of the deliveries."""
    return str(router.db_for_write(WebhookDelivery))


def deliveries() -> QuerySet[WebhookDelivery]:
    """All of them, where they are written."""
    return WebhookDelivery._default_manager.using(alias()).order_by()


def switched_off() -> set[str]:
    """The endpoints that are switched off; one without a row is on."""
    endpoints = WebhookEndpoint._default_manager.using(alias()).filter(enabled=False)
    return set(endpoints.values_list("name", flat=True))


def now() -> dt.datetime:
    """The moment, with a time zone where the project uses them."""
    moment = dt.datetime.fromtimestamp(clock.now(), tz=dt.UTC)
    if timezone.is_aware(timezone.now()):
        return moment
    return timezone.make_naive(moment, timezone.get_default_timezone())


def find(row: WebhookDelivery) -> WebhookDelivery | None:
    """The row, without its body, of a delivery that came before."""
    return deliveries().defer("body").filter(endpoint=row.endpoint, event_id=row.event_id).first()


def store(row: WebhookDelivery) -> WebhookDelivery:
    """Store a delivery, committed unless the caller is in a transaction; the row, which may have been there before."""
    deliveries().bulk_create([row], ignore_conflicts=True)
    return deliveries().defer("body").get(endpoint=row.endpoint, event_id=row.event_id)


def claim(row: WebhookDelivery, timeout: int) -> WebhookDelivery | None:
    """The row with a lease for an attempt of so many milliseconds; ``None`` if it is done, or if a process runs it."""
    moment, holder = now(), uuid.uuid4().hex
    expires = moment + dt.timedelta(milliseconds=timeout) + GRACE
    claimed = (
        deliveries()
        .filter(Q(lease_expires_at=None) | Q(lease_expires_at__lte=moment), pk=row.pk)
        .exclude(status=Status.DONE)
        .update(
            status=Status.RUNNING,
            attempts=F("attempts") + 1,
            lease_holder=holder,
            lease_expires_at=expires,
            next_attempt_at=expires,
            ended_at=None,
        )
    )
    return deliveries().get(pk=row.pk) if claimed else None


def status_of(row: WebhookDelivery) -> str:
    """Its status now."""
    return str(deliveries().values_list("status", flat=True).get(pk=row.pk))


def finish(claimed: WebhookDelivery) -> bool:
    """Write that it is done, together with what the handler writes; whether this process still holds the lease."""
    return _update(claimed, status=Status.DONE, ended_at=now(), next_attempt_at=None, code="", error_id="")


def fail(claimed: WebhookDelivery, definition: WebhookDefinition, code: str, error_id: str) -> bool:
    """Write that the attempt failed; the last one leaves the delivery dead."""
    moment = now()
    outcome = {"code": code[:50], "error_id": error_id[:32]}
    if claimed.attempts >= max_attempts(definition):
        return _update(claimed, status=Status.DEAD, ended_at=moment, next_attempt_at=None, **outcome)
    return _update(claimed, status=Status.FAILED, next_attempt_at=moment + delay(claimed), **outcome)


def due(endpoints: list[str]) -> QuerySet[WebhookDelivery]:
    """The deliveries of these endpoints that are to be tried now, the longest due first."""
    return deliveries().filter(endpoint__in=endpoints, next_attempt_at__lte=now()).order_by("next_attempt_at")


def is_due(row: WebhookDelivery) -> bool:
    """Whether it is to be tried now, also by the clock of the queue that has waited for it."""
    return row.next_attempt_at is not None and row.next_attempt_at <= now() + _SKEW


def bury(row: WebhookDelivery, definition: WebhookDefinition) -> bool:
    """Write that a delivery is dead whose last attempt ended with its process; whether it is so."""
    if row.attempts < max_attempts(definition):
        return False
    expired = deliveries().filter(pk=row.pk, status=Status.RUNNING, lease_holder=row.lease_holder)
    return bool(
        expired.filter(lease_expires_at__lte=now()).update(
            status=Status.DEAD, ended_at=now(), next_attempt_at=None, code="PROCESS_ENDED", **_NO_LEASE
        )
    )


def forget_old() -> int:
    """Delete what ended ``WEBHOOK_DELIVERY_SECONDS`` ago or earlier; how many."""
    before = now() - dt.timedelta(seconds=get_settings().WEBHOOK_DELIVERY_SECONDS)
    old = deliveries().filter(status__in=(Status.DONE, Status.DEAD), ended_at__lt=before)
    count = 0
    while keys := list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE]):
        count += old.filter(pk__in=keys).delete()[0]  # one that is tried again meanwhile stays
    return count


def max_attempts(definition: WebhookDefinition) -> int:
    """How often a delivery is tried."""
    return get_settings().WEBHOOK_ATTEMPTS if definition.max_attempts is None else definition.max_attempts


def delay(row: WebhookDelivery) -> dt.timedelta:
    """The time until the next attempt: four times as long after each, up to a fifth more or less by the row's key."""
    seconds = min(FIRST_DELAY * 4.0 ** min(row.attempts - 1, 20), LONGEST_DELAY)
    jitter = hashlib.sha256(f"{row.pk} {row.attempts}".encode()).digest()[0] / 255
    return dt.timedelta(seconds=seconds * (0.8 + 0.4 * jitter))


_NO_LEASE = {"lease_holder": "", "lease_expires_at": None}


def _update(claimed: WebhookDelivery, **values: object) -> bool:
    held = deliveries().filter(pk=claimed.pk, status=Status.RUNNING, lease_holder=claimed.lease_holder)
    return bool(held.update(**values, **_NO_LEASE))
