"""The command: what it prints, in which form, and its exit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.audit import store
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent

JANUARY = 1_767_225_600.0


@pytest.fixture
def events(database: str) -> None:
    store.write([AuditEntry(event="freeze", name="x" * 64, actor="ops", at=JANUARY)], store.ACCESS)
    entries = [
        AuditEntry(event="denial", name="=1+1", actor="7", detail="one\x1b[31m", at=JANUARY + 86_400),
        AuditEntry(event="sign_in_failure", actor="@x", origin="192.0.2.1", at=JANUARY + 2 * 86_400),
    ]
    store.write(entries, store.EVENTS)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("graphgate_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("events")
def test_verify_prints_up_to_where_the_chains_are_whole(database: str) -> None:
    text = run("verify")
    assert "access: 1 events after 0, whole up to 1:" in text
    assert "events: 2 events after 0, whole up to 2:" in text
    assert "Triggers that keep events as they are do not exist" in text
    answer = json.loads(run("verify", "--format", "json"))
    assert [(each["stream"], each["head"]["sequence"]) for each in answer["streams"]] == [
        ("access", 1),
        ("events", 2),
    ]


@pytest.mark.usefixtures("events")
def test_verify_ends_well_although_an_event_was_edited(database: str) -> None:
    AuditEvent._base_manager.filter(stream="events", sequence=2).update(actor="y")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 problem: the audit is not whole"):
        call_command("graphgate_audit", "verify", stdout=out)
    assert "events:2: The event was changed, or made without the secret." in out.getvalue()


@pytest.mark.usefixtures("events")
def test_head_that_was_noted_is_compared(database: str, tmp_path: Path) -> None:
    head = run("heads").splitlines()[1]
    noted = tmp_path / "heads.json"
    noted.write_text(run("heads", "--format", "json"))
    run("verify", "--expect", head, "--expect-file", str(noted))
    with pytest.raises(CommandError, match="1 problem"):
        run("verify", "--expect", f"events:2:{'0' * 64}")
    for wrong in ("events", "events:x:y", "events:2:"):
        with pytest.raises(CommandError, match="is not STREAM:SEQUENCE:DIGEST"):
            run("verify", "--expect", wrong)
    noted.write_text("{")
    with pytest.raises(CommandError, match="does not hold"):
        run("verify", "--expect-file", str(noted))


@pytest.mark.usefixtures("events")
def test_export_has_what_is_asked_for(database: str) -> None:
    lines = [json.loads(line) for line in run("export").splitlines()]
    assert [(line["stream"], line["sequence"]) for line in lines] == [
        ("access", 1),
        ("events", 1),
        ("events", 2),
    ]
    assert lines[0]["at"] == "2026-01-01T00:00:00.000000+00:00"
    for options, count in (
        (("--since", "2026-01-02"), 2),
        (("--until", "2026-01-02T12:00:00Z"), 2),
        (("--since", "2026-01-02", "--until", "2026-01-03"), 1),
        (("--event", "denial"), 1),
        (("--actor", "ops"), 1),
        (("--stream", "events"), 2),
        (("--event", "webhook"), 0),
    ):
        assert len(run("export", *options).splitlines()) == count, options
    with pytest.raises(CommandError, match="--since is a date or a time"):
        run("export", "--since", "yesterday")


@pytest.mark.usefixtures("events")
def test_cell_of_an_export_is_a_formula(database: str) -> None:
    cells = list(csv.DictReader(io.StringIO(run("export", "--format", "csv"))))
    assert cells[1]["name"] == "'=1+1"
    assert cells[2]["actor"] == "'@x"
    assert cells[0]["data"] == "{}"


@pytest.mark.usefixtures("events")
def test_tail_moves_the_cursor(database: str) -> None:
    lines = run("tail", "--limit", "2").splitlines()
    assert [line.split()[2] for line in lines] == ["denial", "sign_in_failure"]
    assert "\x1b" not in "".join(lines)
    assert json.loads(run("tail", "--format", "json", "--limit", "1"))[0]["origin"] == "192.0.2.1"


@pytest.mark.usefixtures("events")
def test_prune_says_what_it_did(database: str) -> None:
    assert run("prune", "--before", "2026-01-03", "--dry-run") == (
        "access: 1 events up to 1 would be deleted.\nevents: 1 events up to 1 would be deleted.\n"
    )
    answer: Any = json.loads(run("prune", "--before", "2026-01-03", "--format", "json"))
    assert answer[0] == {"stream": "access", "events": 1, "sequence": 1}
    told = AuditEvent.objects.filter(event="prune").first()
    assert told is not None
    assert told.via == "command graphgate_audit"
    assert "No event is that old." in run("prune", "--days", "36500")
    for wrong in ((), ("--days", "1", "--before", "2026-01-01"), ("--days", "-1"), ("--days", "9999999")):
        with pytest.raises(CommandError, match="--days"):
            run("prune", *wrong)
    with pytest.raises(CommandError, match="csv is for export"):
        run("verify", "--format", "csv")
    assert "problem" not in run("verify")


@pytest.mark.usefixtures("events")
def test_chains_that_nothing_keeps_whole(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_graphgate.audit.triggers.in_tests", lambda: False)
    monkeypatch.setattr(
        "django_graphgate.audit.triggers.missing", lambda _connection: ["graphgate_audit_update"]
    )
    with pytest.raises(CommandError, match="nothing keeps them so"):
        run("verify")
