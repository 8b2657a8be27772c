"""How events are chained: each has a digest, under a secret, of all its fields and the digest before."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

from django_graphgate.audit.texts import exact_json
from django_graphgate.conf import get_settings, on_change, secret_keys
from django_graphgate.models import AuditCheckpoint, AuditEvent

START = "0" * 64
"""What comes before the first event."""

TEXTS = ("event", "name", "actor", "via", "role", "origin", "code", "reference", "detail")

_OF_EVENTS = "django_graphgate.audit.event"
_OF_CHECKPOINTS = "django_graphgate.audit.checkpoint"


@functools.cache
def keys() -> Sequence[str]:
    """The secrets, the current one first; what an older one has signed stays valid as long as it is listed."""
    return tuple(get_settings().AUDIT_KEYS or secret_keys())


on_change(keys.cache_clear, "GRAPHGATE", "SECRET_KEY", "SECRET_KEY_FALLBACKS")


def event_digest(event: AuditEvent, key: str) -> str:
    """The digest of an event that has its place."""
    return _hmac(_OF_EVENTS, _event_text(event), key)


def fits(event: AuditEvent) -> bool:
    """Whether one of the secrets gives the event's digest."""
    text = _event_text(event)
    return any(hmac.compare_digest(_hmac(_OF_EVENTS, text, key), event.digest) for key in keys())


def checkpoint_signature(checkpoint: AuditCheckpoint, key: str) -> str:
    """The signature that shows that a chain was pruned by someone who has the secret."""
    return _hmac(_OF_CHECKPOINTS, _checkpoint_text(checkpoint), key)


def is_signed(checkpoint: AuditCheckpoint) -> bool:
    """Whether one of the secrets gives the checkpoint's signature."""
    text = _checkpoint_text(checkpoint)
    return any(hmac.compare_digest(_hmac(_OF_CHECKPOINTS, text, key), checkpoint.signature) for key in keys())


def moment(at: datetime) -> str:
    """A time in UTC with microseconds, whatever the database and ``USE_TZ`` make of it.

    Without ``USE_TZ``, no database keeps which of two equal hours it was when clocks were set back.
    """
    zone = timezone.get_default_timezone()
    aware = timezone.make_aware(at.replace(fold=0), zone) if timezone.is_naive(at) else at
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def _event_text(event: AuditEvent) -> str:
    place = [event.stream, event.sequence, event.previous, moment(event.at)]
    return exact_json([*place, *(getattr(event, name) for name in TEXTS), event.data])


def _checkpoint_text(row: AuditCheckpoint) -> str:
    return exact_json([row.stream, row.sequence, row.digest, row.events, moment(row.at)])


def _hmac(salt: str, text: str, key: str) -> str:
    return salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest()
