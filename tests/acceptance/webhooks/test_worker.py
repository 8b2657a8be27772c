"""Deliveries that a worker of Django's Tasks handles, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.models import WebhookDelivery
from django_graphgate.webhooks import rows
from tests.support.routers import routed_to
from tests.support.running.workers import db_worker
from tests.support.webhooks import handlers
from tests.support.webhooks.project import ENVIRONMENT, Project, endpoint

pytestmark = [
    pytest.mark.slow,
    pytest.mark.versions,
    pytest.mark.django_db(transaction=True, databases=["default", "sqlite"]),
]
ADD = {
    "name": "add_category",
    "sql": "INSERT INTO shop_category (name) VALUES ($name)",
    "roles": ["importer"],
    "parameters": [{"name": "name", "type": "String!"}],
    "background": True,
}

OF_JOBS = {"NAMED_AUTH": {"cron": {"type": "header", "name": "X-Cron", "value": "uu1hf8cDw0Zk7TqL2yBn"}}}
"""What the worker's own actions need."""


@pytest.fixture(params=["default", "sqlite"], ids=["postgresql", "sqlite"])
def alias(request: pytest.FixtureRequest) -> Iterator[str]:
    with routed_to(request.param):
        yield request.param


def test_worker_handles_what_is_queued_and_what_failed(
    alias: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(rows, "FIRST_DELAY", 0)
    handlers.seen.clear()
    project = Project(settings, tmp_path)
    project.define(
        endpoint("added", action="add_category"), endpoint("failed", "fail_at_first"), actions=[ADD]
    )
    assert project.send({"name": "ink"}, "added").status_code == 202
    assert project.send({"name": "pen"}, "failed").status_code == 500
    assert handlers.names() == []
    with db_worker(alias, {**settings.GRAPHGATE, **OF_JOBS}, "--batch") as process:
        output = process.communicate(timeout=120)[0]
    assert process.returncode == 0, output
    assert list(WebhookDelivery.objects.order_by("endpoint").values_list("status", "attempts")) == [
        ("done", 1),
        ("done", 2),
    ]
    assert len(handlers.names()) == 2
