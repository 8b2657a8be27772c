"""A project with an endpoint, on both databases and through both of Django's handlers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.webhooks import handlers
from tests.support.webhooks.project import ENVIRONMENT, Project, endpoint


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers.seen.clear()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path) -> Project:
    """``orders`` leaves a row for each delivery."""
    made = Project(settings, tmp_path)
    made.define(endpoint("orders", event_id="id"))
    return made


@pytest.fixture(params=["wsgi", "asgi"])
def served(request: pytest.FixtureRequest, db: None, settings: Any, tmp_path: Path) -> Project:
    """The same on PostgreSQL, through either handler."""
    made = Project(settings, tmp_path, request.param)
    made.define(endpoint("orders", event_id="id"))
    return made
