"""Nothing is lost and nothing happens twice, at whatever moment processes die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import WebhookDelivery
from django_graphgate.webhooks.retry import retry_due
from tests.support.clock import moved
from tests.support.routers import routed_to
from tests.support.shop.models import Category
from tests.support.views.serving import environment_of
from tests.support.webhooks import processes
from tests.support.webhooks.project import ENVIRONMENT, Project, endpoint

ROOT = Path(__file__).parents[3]
PARAMETERS = [{"name": "name", "type": "String!"}]
ADD = {
    "name": "add",
    "sql": "INSERT INTO shop_category (name) VALUES ($name)",
    "roles": ["importer"],
    "parameters": PARAMETERS,
}
OPERATION = "mutation Import($name: String!) { category(insert: { name: $name }) { id } }"
LONG = os.environ.get("GRAPHGATE_PROFILE") == "long"
NUMBERS = {"default": 10_000, "sqlite": 1_000} if LONG else {"default": 1_500, "sqlite": 300}
STATUSES = {
    "before it is stored": None,
    "after it is stored": "received",
    "after the lease is taken": "running",
    "after the outcome is written": "running",
    "after the handler has written": "running",
    "before COMMIT": "running",
    "after COMMIT": "done",
    "before the failure is written": "running",
    "after the failure is written": "failed",
}

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])]


@pytest.fixture(params=["default", "sqlite"], ids=["postgresql", "sqlite"])
def alias(request: pytest.FixtureRequest) -> Iterator[str]:
    with routed_to(request.param):
        yield request.param


@pytest.fixture
def project(alias: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return Project(settings, tmp_path)


def run(project: Project, *arguments: str) -> Any:
    """What the processes print."""
    graphgate = {**project.settings.GRAPHGATE, "CONFIG_DIR": str(project.folder)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.webhooks.processes", *arguments],
        cwd=ROOT,
        env=environment_of(project.folder, graphgate),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5_000:]
    return json.loads(done.stdout)


def status_of(event: str) -> str | None:
    return WebhookDelivery.objects.filter(event_id=event).values_list("status", flat=True).first()


def test_killed_at_each_point(project: Project, alias: str) -> None:
    importer = Identity(role="importer", authenticator="test")
    assert not get_gate().execute(OPERATION, variables={"name": "first"}, identity=importer).errors
    Category.objects.all().delete()
    project.define(
        endpoint("function", event_id="id"),
        endpoint("action", event_id="id", action="add", role="importer"),
        endpoint("operation", event_id="id", operation="Import", role="importer"),
        actions=[ADD],
    )

    ends = run(project, "killed", alias)
    events = {
        processes.event_of(handler, point): (handler, point)
        for handler in processes.HANDLERS
        for point in processes.POINTS
    }
    assert ends == dict.fromkeys(events, -9)
    assert {event: status_of(event) for event in events} == {
        event: STATUSES[point] for event, (_, point) in events.items()
    }
    written = Counter(Category.objects.values_list("name", flat=True))
    assert written == Counter(event for event, (_, point) in events.items() if point == "after COMMIT")

    with moved() as clock:  # the sender comes again at once, and what still has a lease is tried later
        answers = {
            event: project.send({"id": event, "name": event}, name) for event, (name, _) in events.items()
        }
        assert {event: answer.status_code for event, answer in answers.items()} == {
            event: 409 if STATUSES[point] == "running" else 200 for event, (_, point) in events.items()
        }
        clock.forward(3600)
        retry_due()
    assert {status_of(event) for event in events} == {"done"}
    assert Counter(Category.objects.values_list("name", flat=True)) == Counter(list(events))


def test_workers_are_killed_at_any_time(project: Project, alias: str) -> None:
    """Four workers, one of which dies each second; three attempts of ten fail after they have written."""
    count = NUMBERS[alias]
    entry = endpoint("orders", event_id="id", timeout=1_000, max_attempts=4)
    project.define({**entry, "path": "tests.support.webhooks.processes.handle"})

    outcome = run(project, "workers", alias, str(count))
    assert outcome["ends"] == [0] * processes.WORKERS
    assert outcome["killed"] >= 3

    deliveries = WebhookDelivery.objects.values_list("event_id", "status")
    assert Counter(event for event, _ in deliveries) == Counter(f"evt_{number}" for number in range(count))
    by_status = Counter(status for _, status in deliveries)
    assert by_status.keys() == {"done", "dead"}
    done = Counter(event for event, status in deliveries if status == "done")
    assert Counter(Category.objects.values_list("name", flat=True)) == done
    assert by_status["dead"] < count / 10
