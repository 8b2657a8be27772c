"""Events are taken in memory and written in batches, in a chain; nothing of a caller's text does harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from django_graphgate.audit import store
from django_graphgate.audit.append import append, append_now, flush, writer
from django_graphgate.audit.chain import START, fits
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent, AuditStream

HOSTILE = "a\nb\r\x00\x1b[31m\u2028\u202e\ud800\ufeff"


def denial(name: str = "Products", **more: Any) -> AuditEntry:
    return AuditEntry(event="denial", name=name, **more)


def test_events_of_a_batch_are_chained(database: str) -> None:
    for name in ("A", "B", "C"):
        append(denial(name))
    assert not AuditEvent.objects.exists()
    flush()
    events = list(AuditEvent.objects.order_by("sequence"))
    assert [(e.stream, e.sequence, e.name) for e in events] == [("events", n + 1, "ABC"[n]) for n in range(3)]
    assert [e.previous for e in events] == [START, events[0].digest, events[1].digest]
    assert all(fits(event) for event in events)
    end = AuditStream.objects.get()
    assert (end.name, end.sequence, end.digest) == ("events", 3, events[2].digest)
    assert not writer.pending


def test_next_batch_goes_on_where_the_last_one_ended(database: str) -> None:
    append(denial("A"))
    flush()
    append(denial("B"))
    flush()
    first, second = AuditEvent.objects.order_by("sequence")
    assert second.previous == first.digest


@pytest.mark.parametrize("forged", [2, 2**63 - 1])
def test_event_that_somebody_made_does_not_end_the_chain(database: str, forged: int) -> None:
    append(denial("A"))
    flush()
    event = AuditEvent.objects.get()
    AuditEvent._base_manager.bulk_create(
        [AuditEvent(stream="events", sequence=forged, at=event.at, event="denial", previous="", digest="f")]
    )
    append(denial("B"))
    flush()
    events = AuditEvent.objects.filter(name="B")
    assert [(e.sequence, e.previous) for e in events] == [(3 if forged == 2 else 2, event.digest)]


def test_data_come_back_as_they_were_signed(database: str) -> None:
    data: dict[str, Any] = {
        "z": 1,
        "a": {"deep": [1, 2.5, -0.0, None, True, "é"]},
        "float": 5.0,
        "small": 5e-324,
        "large": 10**30,
        "exponent": 1e22,
        "nan": float("nan"),
        "set": {"y", "x"},
        HOSTILE: HOSTILE,
    }
    append(denial(data=data))
    flush()
    event = AuditEvent.objects.get()
    assert fits(event)
    assert event.data["set"] == ["x", "y"]
    assert event.data["exponent"] == "1e+22"


@pytest.mark.parametrize("field", ["name", "actor", "via", "role", "origin", "code", "reference", "detail"])
def test_text_of_a_caller_is_bounded_and_escaped(database: str, field: str) -> None:
    append(denial(**{"name": "x", field: HOSTILE + "x" * 100_000}))
    append(denial())
    flush()
    event = AuditEvent.objects.order_by("sequence")[0]
    text = getattr(event, field)
    assert text.startswith(r"a\x0ab\x0d\x00\x1b[31m"[: len(text) - 1])
    assert text.endswith("…")
    assert len(text) <= 4_000
    assert text.isprintable()
    assert fits(event)


def test_data_are_bounded(database: str) -> None:
    deep: Any = "end"
    for _ in range(5_000):
        deep = [deep]
    append(denial(data={"deep": deep, "long": "x" * 10**6}))
    append(denial(data={str(n): "x" * 4_000 for n in range(5_000)}))
    flush()
    events = list(AuditEvent.objects.all())
    assert len(events) == 2
    assert all(len(json.dumps(event.data)) < 300_000 and fits(event) for event in events)


def test_database_that_is_away_loses_events_or_raises(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("away")

    append(denial("A"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", away)
        flush()
    append(denial("B"))
    flush()
    assert list(AuditEvent.objects.order_by("sequence").values_list("name", flat=True)) == ["A", "B"]


def test_dropped_events_are_told(database: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUDIT_MAX_PENDING": 2}
    for name in "ABCDE":
        append(denial(name))
    flush()
    *kept, told = AuditEvent.objects.order_by("sequence")
    assert [event.name for event in kept] == ["A", "B"]
    assert (told.event, told.name, told.data) == ("anomaly", "audit", {"dropped": 3})
    flush()
    assert AuditEvent.objects.count() == 3


def test_event_that_cannot_be_written_keeps_no_other(database: str) -> None:
    class Broken:
        def __str__(self) -> str:
            raise ValueError

    append(denial("A", data={"x": Broken()}))
    append(denial("B"))
    flush()
    assert [event.name for event in AuditEvent.objects.all()] == ["B"]
    assert not writer.pending


def test_nothing_is_kept_without_an_interval(database: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUDIT_INTERVAL": None}
    append(denial())
    append_now(AuditEntry(event="access_change", name="user"))
    flush()
    assert [event.stream for event in AuditEvent.objects.all()] == ["access"]


@pytest.mark.django_db(transaction=True)
def test_event_lives_and_dies_with_the_transaction_of_its_change(database: str) -> None:
    with transaction.atomic(using=database):
        append_now(AuditEntry(event="access_change", name="user"), using=database)
        transaction.set_rollback(True, using=database)
    assert not AuditEvent.objects.exists()
    append_now(AuditEntry(event="access_change", name="user"), using=database)
    assert AuditEvent.objects.get().sequence == 1


def test_text_from_another_program_is_stored_as_it_was_signed(database: str) -> None:
    """What a row says counts, not what a process remembers."""
    append(denial())
    flush()
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT digest FROM graphgate_auditevent")
        assert cursor.fetchone() == (AuditEvent.objects.get().digest,)
