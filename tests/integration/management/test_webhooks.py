"""``graphgate_webhooks``."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.models import WebhookDelivery, WebhookEndpoint
from tests.support.clock import moved
from tests.support.webhooks import handlers
from tests.support.webhooks.project import ENVIRONMENT, Project, endpoint


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    handlers.seen.clear()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    made = Project(settings, tmp_path)
    made.define(endpoint("orders", event_id="id"), endpoint("others", "fail_unless_paid", event_id="id"))
    return made


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("graphgate_webhooks", *arguments, stdout=out)
    return out.getvalue()


def test_list(project: Project) -> None:
    assert run("list") == "There are no deliveries.\n"
    with moved() as clock:
        project.send({"id": "evt_1"})
        clock.forward(1)
        project.send({"id": "evt_2", "paid": False}, "others")
    lines = run("list").splitlines()
    assert ["others" in lines[0], "failed" in lines[0], "orders" in lines[1]] == [True] * 3
    assert len(run("list", "--limit", "1").splitlines()) == 1
    assert "others" not in run("list", "--status", "done")
    (row,) = json.loads(run("list", "--endpoint", "others", "--format", "json"))
    assert (row["event_id"], row["status"], row["attempts"]) == ("evt_2", "failed", 1)
    assert row["code"] == "INTERNAL_ERROR"


def test_show(project: Project) -> None:
    project.send(b'{"id": "evt_1", "x": "\xc3\xa9\x1b[31m"}'.replace(b"\x1b", b"\\u001b"))
    key = str(WebhookDelivery.objects.get().pk)
    text = run("show", "--id", key)
    assert "event_id: evt_1" in text
    assert '"x": "é' in text
    shown = json.loads(run("show", "--id", key, "--format", "json"))
    assert shown["content_type"] == "application/json"
    assert "signature" not in json.dumps(shown["headers"]).lower()


def test_what_is_shown_does_not_move_the_cursor(project: Project) -> None:
    project.send(b"\x1b[2J", content_type="text/plain")
    assert "\x1b" not in run("show", "--id", str(WebhookDelivery.objects.get().pk))
    project.send({"id": "\x1b[2J"})
    assert "\x1b" not in run("show", "--id", str(WebhookDelivery.objects.latest("received_at").pk))


def test_retry(project: Project) -> None:
    assert run("retry") == "Nothing is due.\n"
    with moved() as clock:
        project.send({"id": "evt_1", "paid": False}, "others")
        clock.forward(40)
        assert run("retry", "--all-due") == "1 failed\n"
        clock.forward(200)
        assert json.loads(run("retry", "--endpoint", "others", "--format", "json")) == {"failed": 1}
    assert WebhookDelivery.objects.get().attempts == 3


def test_retry_of_one_delivery_whether_it_is_due_or_not(project: Project) -> None:
    project.send({"id": "evt_1", "paid": False}, "others")
    key = str(WebhookDelivery.objects.get().pk)
    with pytest.raises(CommandError, match=f"{key}: failed"):
        run("retry", "--id", key)
    project.define(endpoint("others", event_id="id"))
    assert run("retry", "--id", key) == f"{key}: done\n"
    assert run("retry", "--id", key) == f"{key}: done\n"
    assert len(handlers.seen) == 3


def test_prune(project: Project) -> None:
    project.configure(WEBHOOK_DELIVERY_SECONDS=100)
    with moved() as clock:
        project.send({"id": "evt_1"})
        assert run("prune") == "0 deleted.\n"
        clock.forward(101)
        assert json.loads(run("prune", "--format", "json")) == {"deleted": 1}
    assert WebhookDelivery.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show"], "Name the delivery with --id."),
        (["show", "--id", str(uuid.UUID(int=7))], f"There is no delivery {uuid.UUID(int=7)}."),
        (["retry", "--id", str(uuid.UUID(int=7))], f"There is no delivery {uuid.UUID(int=7)}."),
        (["retry", "--endpoint", "nowhere"], "There is no webhook 'nowhere'."),
        (["retry", "--id", str(uuid.UUID(int=7)), "--all-due"], "--id is for one delivery"),
    ],
)
def test_refusals(project: Project, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match="^" + sentence.split(":", maxsplit=1)[0].rstrip(".")):
        run(*arguments)


def test_delivery_of_a_webhook_that_is_switched_off_is_not_tried(project: Project) -> None:
    project.send({"id": "evt_1", "paid": False}, "others")
    handlers.seen.clear()
    WebhookEndpoint.objects.create(name="others", enabled=False)
    with pytest.raises(CommandError, match="switched off"):
        run("retry", "--id", str(WebhookDelivery.objects.get().pk))
    assert handlers.seen == []


def test_headers_do_not_move_the_cursor(project: Project) -> None:
    project.send(
        {"id": "evt_1"}, headers={"X-Note": "\x9b2J\x1b[2J"}, content_type="application/json; a=\x9b2J"
    )
    shown = run("show", "--id", str(WebhookDelivery.objects.get().pk))
    assert "\\x9b2J" in shown
    assert not {"\x9b", "\x1b"} & set(shown)
