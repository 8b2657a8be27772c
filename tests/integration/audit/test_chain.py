"""The digest of an event covers each of its fields."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.utils.timezone import override

from django_graphgate.audit import store
from django_graphgate.audit.chain import event_digest, fits, keys
from django_graphgate.audit.verify import verify
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent

AT = datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=UTC)
OTHER: dict[str, Any] = {
    **dict.fromkeys(("event", "name", "actor", "via", "role", "origin", "code", "reference", "detail"), "x"),
    "stream": "access",
    "sequence": 2,
    "at": AT + timedelta(microseconds=1),
    "data": {"old": 1},
    "previous": "1" * 64,
    "digest": "2" * 64,
}


def signed() -> AuditEvent:
    event = AuditEvent(stream="events", sequence=1, at=AT, event="denial", previous="0" * 64)
    event.digest = event_digest(event, keys()[0])
    return event


@pytest.mark.parametrize("name", OTHER)
def test_field_is_changed_unseen(name: str) -> None:
    event = signed()
    assert fits(event)
    setattr(event, name, OTHER[name])
    assert not fits(event)


def test_every_field_is_covered() -> None:
    assert {field.name for field in AuditEvent._meta.fields} == {"id", *OTHER}


def test_text_moves_from_one_field_to_the_next_unseen() -> None:
    event = signed()
    event.name, event.actor = "ab", "c"
    event.digest = event_digest(event, keys()[0])
    event.name, event.actor = "a", "bc"
    assert not fits(event)


def test_time_in_another_zone_is_another_time() -> None:
    event = signed()
    event.at = AT.astimezone(timezone(timedelta(hours=2)))
    assert fits(event)


def test_project_without_time_zones_cannot_verify(settings: Any) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, "Europe/Berlin"
    event = signed()
    event.at = AT.astimezone(timezone(timedelta(hours=1))).replace(tzinfo=None)
    assert fits(event)


@pytest.mark.parametrize("hour", [0, 1])
def test_event_of_the_hour_that_comes_twice_cannot_be_verified(
    database: str, settings: Any, hour: int
) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, "Europe/Berlin"
    at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC).timestamp()
    with override("Asia/Tokyo"):
        store.write([AuditEntry(event="denial", at=at)], store.EVENTS)
    assert [each.problems for each in verify()] == [[]]
