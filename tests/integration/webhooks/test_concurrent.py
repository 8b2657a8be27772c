"""Several senders, threads and databases at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from django_graphgate.models import WebhookDelivery, WebhookEndpoint
from tests.support.routers import Switch, routed_to
from tests.support.webhooks import handlers
from tests.support.webhooks.project import Project, endpoint

SENDERS = 6


@pytest.fixture(params=["default", "sqlite"], ids=["postgresql", "sqlite"])
def project(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Project]:
    with routed_to(request.param):
        made = Project(settings, tmp_path)
        made.define(endpoint("orders", event_id="id"))
        yield made


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_same_delivery_comes_several_times_at_once(project: Project) -> None:
    """It runs once; whoever comes while it runs is sent away, and whoever comes later hears that it is done."""
    statuses: list[int] = []
    barrier = threading.Barrier(SENDERS)

    def send() -> None:
        try:
            barrier.wait(60)
            statuses.append(project.send({"id": "evt_1"}).status_code)
        finally:
            connections.close_all()

    project.send({"id": "evt_0"})  # the gate is loaded
    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == SENDERS
    assert {200} <= set(statuses) <= {200, 409}
    assert handlers.names() == ["evt_0", "evt_1"]
    assert [each.event_id for each in handlers.seen] == ["evt_0", "evt_1"]
    assert set(WebhookDelivery.objects.values_list("status", "attempts")) == {("done", 1)}


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_replica_lags(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides is read where it is written: here reads go to a database that knows of nothing."""
    project = Project(settings, tmp_path)
    project.define(endpoint("orders", event_id="id"))
    monkeypatch.setattr(Switch, "db_for_read", lambda *_, **__: "sqlite")
    assert project.send({"id": "evt_1"}).status_code == 200
    assert project.send({"id": "evt_1"}).status_code == 200
    assert len(handlers.seen) == 1
    WebhookEndpoint.objects.using("default").create(name="orders", enabled=False)
    assert project.send({"id": "evt_2"}).status_code == 401
