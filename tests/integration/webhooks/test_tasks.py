"""Deliveries that workers of Django's Tasks handle."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from django_graphgate.models import ActionRun, WebhookDelivery, WebhookEndpoint
from django_graphgate.running.tasks import PACKAGE
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.tasks import try_delivery
from tests.support.clock import moved
from tests.support.views.calling import error_of
from tests.support.webhooks import handlers
from tests.support.webhooks.project import Project, endpoint

ADD = {
    "name": "add",
    "sql": "INSERT INTO shop_category (name) VALUES ($name)",
    "roles": ["importer"],
    "parameters": [{"name": "name", "type": "String!"}],
    "background": True,
}
tasks = importlib.import_module(PACKAGE)


@pytest.fixture
def queue(settings: Any) -> list[Any]:
    """What was queued; nobody runs it."""
    settings.TASKS = {"default": {"BACKEND": f"{PACKAGE}.backends.dummy.DummyBackend"}}
    tasks.default_task_backend.clear()
    return tasks.default_task_backend.results


def stored() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def test_action_of_the_background_is_queued(project: Project, queue: list[Any]) -> None:
    project.define(endpoint("orders", action="add", event_id="id"), actions=[ADD])
    response = project.send({"id": "evt_1", "name": "ink"})
    assert (response.status_code, json.loads(response.content)) == (202, {"data": {"status": "received"}})
    assert (stored().status, stored().attempts, handlers.names()) == ("received", 0, [])
    (queued,) = queue
    assert (queued.args, queued.task.run_after) == ([str(stored().pk)], None)
    try_delivery.call(*queued.args, **queued.kwargs)
    assert (stored().status, handlers.names(), ActionRun.objects.get().via) == ("done", ["ink"], "webhook")
    try_delivery.call(*queued.args, **queued.kwargs)
    assert project.send({"id": "evt_1", "name": "ink"}).status_code == 200
    assert (len(queue), handlers.names()) == (1, ["ink"])


def test_delivery_that_failed_is_queued_for_its_next_attempt(project: Project, queue: list[Any]) -> None:
    project.define(endpoint("orders", "fail", max_attempts=3))
    with moved() as clock:
        assert project.send({}).status_code == 500
        assert [each.task.run_after for each in queue] == [stored().next_attempt_at]
        clock.forward(3600)
        try_delivery.call(*queue[0].args)
        assert [each.task.run_after for each in queue[1:]] == [stored().next_attempt_at]
        clock.forward(3600)
        try_delivery.call(*queue[1].args)
    assert (stored().status, stored().attempts, len(queue)) == ("dead", 3, 2)


def test_attempts_keep_their_times_however_often_the_sender_comes(project: Project, queue: list[Any]) -> None:
    """Each failure queues a task: those of earlier ones find that it is not time, or that the delivery is dead."""
    project.define(endpoint("orders", "fail", event_id="id", max_attempts=4))
    with moved() as clock:
        for _ in range(3):
            assert project.send({"id": "evt_1"}).status_code == 500
        clock.forward(60)
        for task in queue[:2]:
            try_delivery.call(*task.args, **task.kwargs)
        assert (stored().status, stored().attempts, len(queue)) == ("failed", 3, 3)
        for _ in range(3):
            clock.forward(3600)
            try_delivery.call(*queue[2].args, **queue[2].kwargs)
        assert (stored().status, stored().attempts, len(queue)) == ("dead", 4, 3)


def test_clock_of_the_queue_is_ahead(project: Project, queue: list[Any]) -> None:
    project.define(endpoint("orders", "fail"))
    with moved() as clock:
        project.send({})
        clock.moment = queue[0].task.run_after.timestamp() - 1.5
        try_delivery.call(*queue[0].args, **queue[0].kwargs)
    assert stored().attempts == 2


def test_backend_cannot_wait(project: Project, settings: Any) -> None:
    """The task would run at once, and again at once."""
    settings.TASKS = {"default": {"BACKEND": f"{PACKAGE}.backends.immediate.ImmediateBackend"}}
    project.define(endpoint("orders", "fail"))
    assert project.send({}).status_code == 500
    assert (stored().status, stored().attempts) == ("failed", 1)


def test_backend_is_not_there(project: Project, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.TASKS = {"default": {"BACKEND": "nowhere.Backend"}}
    project.define(endpoint("orders", "fail"))
    assert error_of(project.send({})) == (500, "DELIVERY_FAILED")
    assert "is not queued: InvalidTaskBackend" in caplog.text


def test_backend_does_not_answer(
    project: Project, queue: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(f"{PACKAGE}.backends.dummy.DummyBackend.enqueue", fail)
    project.define(endpoint("orders", "fail"))
    assert project.send({}).status_code == 500
    assert (stored().status, stored().attempts) == ("failed", 1)
    assert "is not queued: ConnectionError" in caplog.text
    assert rows.deliveries().filter(next_attempt_at=None).count() == 0


@pytest.mark.parametrize("options", [{"action": "add"}, {"path": "fail"}])
def test_delivery_waits_while_its_endpoint_is_switched_off(
    project: Project, queue: list[Any], options: dict[str, str]
) -> None:
    project.define(endpoint("orders", **options), actions=[ADD])
    with moved() as clock:
        project.send({"name": "ink"})
        row = WebhookEndpoint.objects.create(name="orders", enabled=False)
        clock.forward(60)
        attempts, count = stored().attempts, len(queue)
        try_delivery.call(*queue[0].args, **queue[0].kwargs)
        assert (stored().attempts, handlers.names(), len(queue)) == (attempts, [], count)
        row.enabled = True
        row.save()
        try_delivery.call(*queue[0].args, **queue[0].kwargs)
        assert stored().attempts == attempts + 1
