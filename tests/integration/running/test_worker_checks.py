"""Check ``W073``: somebody has to run what is queued."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest

from django_graphgate import action_checks
from django_graphgate.errors import ConfigurationError
from django_graphgate.running import tasks
from tests.support.running.project import CRON_HEADERS, run
from tests.support.views.calling import Caller, error_of

BACKENDS = f"{tasks.PACKAGE}.backends"


def reported(settings: Any, backend: str) -> list[str]:
    settings.TASKS = {"default": {"BACKEND": backend}}
    return [
        str(message.msg) for message in action_checks._workers(["sweep"]) if message.id == "graphgate.W073"
    ]


def test_backend_without_workers_is_reported(project: dict[str, Any], settings: Any) -> None:
    assert reported(settings, "django_tasks_db.DatabaseBackend") == []
    assert reported(settings, f"{BACKENDS}.immediate.ImmediateBackend") == []
    (never,) = reported(settings, f"{BACKENDS}.dummy.DummyBackend")
    assert never.endswith("runs tasks never.")
    settings.GRAPHGATE = {**project, "PRODUCTION": True}
    (within,) = reported(settings, f"{BACKENDS}.immediate.ImmediateBackend")
    assert within.endswith("runs tasks within the request.")


def test_project_without_background_needs_no_workers(project: dict[str, Any], settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": f"{BACKENDS}.dummy.DummyBackend"}}
    assert list(action_checks._workers([])) == []


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where neither Django nor a package has tasks."""
    monkeypatch.delitem(sys.modules, "django_graphgate.running.tasks")
    monkeypatch.delattr("django_graphgate.running.tasks")
    for name in ("django.tasks", "django_tasks"):
        monkeypatch.setitem(sys.modules, name, None)


def test_tasks_are_not_installed(caller: Caller, not_installed: None, caplog: Any) -> None:
    """The caller learns nothing of it; the log says what to install."""
    response = run(caller, "sweep", **CRON_HEADERS)
    assert error_of(response) == (500, "GATE_MISCONFIGURED")
    assert "django-graphgate[tasks]" in caplog.text
    assert list(action_checks._workers(["sweep"])) == []  # E029 reports it
    with pytest.raises(ConfigurationError):
        importlib.import_module("django_graphgate.running.tasks")
