"""Who has the database but not the secret cannot change the audit unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from django_graphgate.audit import store
from django_graphgate.audit.chain import START
from django_graphgate.audit.prune import Pruned, prune
from django_graphgate.audit.verify import Head, _Walk, heads, verify
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditCheckpoint, AuditEvent, AuditStream

DAY = 86_400
BEGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.fixture
def events(database: str) -> None:
    """One a day, from the first of January."""
    for day in range(5):
        entry = AuditEntry(event="denial", name="ABCDE"[day], at=BEGIN + day * DAY, data={"day": day})
        store.write([entry], store.EVENTS)


def rows(**wanted: Any) -> Any:
    return AuditEvent._base_manager.filter(**wanted)


def problems(*expected: Head) -> list[tuple[str, int]]:
    return [(p.name, p.sequence) for each in verify(expected) for p in each.problems]


def reorder() -> None:
    rows(sequence=2).update(sequence=20)
    rows(sequence=3).update(sequence=2)
    rows(sequence=20).update(sequence=3)


def fork() -> None:
    """Another event follows the second one, and those after it are gone."""
    rows(sequence__gt=2).delete()
    second = rows(sequence=2).get()
    AuditStream.objects.update(sequence=2, digest=second.digest)
    store.write([AuditEntry(event="denial", name="other", at=BEGIN)], store.EVENTS)


def forge() -> None:
    last = rows(sequence=5).get()
    new = AuditEvent(stream="events", sequence=6, at=last.at, event="denial", previous=last.digest)
    new.digest = "f" * 64
    AuditEvent._base_manager.bulk_create([new])
    AuditStream.objects.update(sequence=6, digest=new.digest)


def forge_checkpoint() -> None:
    second = rows(sequence=2).get()
    forged = AuditCheckpoint(stream="events", sequence=2, digest=second.digest, events=2, at=second.at)
    forged.signature = "f" * 64
    AuditCheckpoint._base_manager.bulk_create([forged])
    rows(sequence__lte=2).delete()


def empty() -> None:
    rows().delete()


ATTACKS: dict[str, tuple[Callable[[], object], list[tuple[str, int]]]] = {
    "nothing": (lambda: None, []),
    "cut": (rows(sequence=3).delete, [("cut", 3)]),
    "beginning cut": (rows(sequence__lte=2).delete, [("cut", 1)]),
    "end cut": (rows(sequence__gt=3).delete, [("cut", 4)]),
    "all cut": (empty, [("cut", 1)]),
    "reordered": (reorder, [("order", 2), ("forged", 2), ("order", 3), ("forged", 3), ("order", 4)]),
    "edited": (lambda: rows(sequence=3).update(name="x"), [("forged", 3)]),
    "edited data": (lambda: rows(sequence=3).update(data={"day": 3}), [("forged", 3)]),
    "edited time": (lambda: rows(sequence=3).update(at=F("at") + timedelta(seconds=1)), [("forged", 3)]),
    "moved to another stream": (lambda: rows(sequence=5).update(stream="x"), [("cut", 5)]),
    "forged": (forge, [("forged", 6)]),
    "forged checkpoint": (forge_checkpoint, [("checkpoint", 2), ("cut", 1)]),
    "end set back": (lambda: AuditStream.objects.update(sequence=2), [("end", 2)]),
    "end removed": (lambda: AuditStream.objects.all().delete(), [("end", 5)]),
}


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_not_seen(database: str, name: str) -> None:
    attack, seen = ATTACKS[name]
    attack()
    assert [each for each in problems() if each[0] != "x"][: len(seen) or None] == seen


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    "attack", [fork, lambda: [rows(sequence__gt=2).delete(), AuditStream.objects.all().delete()]]
)
def test_whoever_noted_the_head_does_not_see_a_rollback(database: str, attack: Callable[[], object]) -> None:
    noted = heads()
    assert problems(*noted) == []
    attack()
    assert ("expected", 5) in problems(*noted)


@pytest.mark.usefixtures("events")
def test_stream_that_is_gone_is_not_missed(database: str) -> None:
    noted = heads()
    empty()
    AuditStream.objects.all().delete()
    assert problems() == []
    assert problems(*noted) == [("expected", 5)]


@pytest.mark.usefixtures("events")
def test_chain_is_signed_with_another_secret(database: str, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert problems() == []
    store.write([AuditEntry(event="denial", name="F", at=BEGIN)], store.EVENTS)
    assert problems() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert {name for name, _ in problems()} == {"forged"}
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUDIT_KEYS": ["x" * 20]}
    assert ("forged", 6) in problems()


def on(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


@pytest.mark.usefixtures("events")
def test_pruned_chain_goes_on_from_its_checkpoint(database: str) -> None:
    noted = heads()
    assert prune(on(3), dry=True) == [Pruned("events", 2, 2)]
    assert rows().count() == 5
    assert prune(on(3)) == [Pruned("events", 2, 2)]
    assert list(rows(stream="events").values_list("name", flat=True)) == ["E", "D", "C"]
    assert problems(*noted) == []
    told = rows(event="prune").get()
    assert (told.stream, told.name, told.data["sequence"]) == ("access", "events", 2)
    assert prune(on(3)) == []
    assert prune(on(20)) == [Pruned("events", 3, 5)]
    store.write([AuditEntry(event="denial", name="F", at=BEGIN)], store.EVENTS)
    assert problems(*noted) == []
    assert rows(stream="events").get().sequence == 6


@pytest.mark.usefixtures("events")
def test_event_that_comes_back_after_pruning_is_noticed(database: str) -> None:
    first = rows(sequence=1).get()
    prune(on(3))
    AuditEvent._base_manager.bulk_create([first])
    assert problems() == [("order", 1)]


@pytest.mark.usefixtures("events")
def test_chain_that_is_not_whole_is_pruned(database: str) -> None:
    rows(sequence=4).update(name="x")
    with pytest.raises(ConfigurationError, match="not whole: events:4"):
        prune(on(3))
    assert rows().count() == 5
    assert not AuditCheckpoint.objects.exists()


@pytest.mark.usefixtures("events")
def test_events_that_are_written_meanwhile_are_a_problem(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = _Walk._events

    def slowly(walk: _Walk) -> Iterator[AuditEvent]:
        store.write([AuditEntry(event="denial", name="F", at=BEGIN)], store.EVENTS)
        yield from list(read(walk))
        store.write([AuditEntry(event="denial", name="G", at=BEGIN)], store.EVENTS)

    monkeypatch.setattr(_Walk, "_events", slowly)
    assert problems() == []


def test_no_events_are_no_problem(database: str) -> None:
    assert verify() == []
    assert heads() == []
    assert json.dumps(START)


@pytest.mark.usefixtures("events")
def test_events_that_are_pruned_meanwhile_are_missing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the checkpoints and the one at the events."""
    follow, calls = _Walk._follow, []

    def prune_first(walk: _Walk, *arguments: Any) -> Head:
        calls.append(walk)
        if len(calls) == 1:
            prune(datetime.fromtimestamp(BEGIN + 2 * DAY, UTC))
        return follow(walk, *arguments)

    monkeypatch.setattr(_Walk, "_follow", prune_first)
    assert problems() == []
    assert len(calls) > 1
