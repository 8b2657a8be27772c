"""What a replica does not know yet, or still knows, does not matter: switches and runs are those of the primary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.models import Action, ActionRun
from tests.integration.gate.test_replicas import Split
from tests.support.running.project import CRON_HEADERS, at_work, run
from tests.support.views.calling import Caller, data_of, error_of

pytestmark = pytest.mark.django_db(databases=["default", "sqlite"])


@pytest.fixture
def wsgi(settings: Any, tmp_path: Path) -> Iterator[Caller]:
    settings.DATABASE_ROUTERS = [f"{Split.__module__}.Split"]
    with at_work(settings, "default", tmp_path / "config"):
        yield Caller("wsgi")


def test_switch_holds_at_once(wsgi: Caller) -> None:
    for alias, enabled in (("default", False), ("sqlite", True)):
        Action.objects.using(alias).create(name="restock", source="sql", enabled=enabled)
    assert error_of(run(wsgi, "restock", **CRON_HEADERS)) == (401, "UNAUTHENTICATED")
    Action.objects.using("default").update(enabled=True)
    Action.objects.using("sqlite").update(enabled=False)
    assert run(wsgi, "restock", **CRON_HEADERS).status_code == 200


def test_run_in_the_background(wsgi: Caller, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(using="default", execute=True):
        response = run(wsgi, "sweep", **CRON_HEADERS)
    assert data_of(wsgi.get(response["Location"], headers=CRON_HEADERS))["value"] == "cron"
    assert not ActionRun.objects.using("sqlite").exists()
