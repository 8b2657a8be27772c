"""Actions that a worker of Django's Tasks runs in a process of its own, out of a queue in the database."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from django_graphgate.models import ActionRun
from django_graphgate.running.background import GRACE
from tests.support.running.project import CRON_HEADERS, OURS, caller, project, run, signed_in  # noqa: F401
from tests.support.running.workers import db_worker
from tests.support.views.calling import Caller, data_of, error_of
from tests.support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.versions, pytest.mark.django_db(transaction=True)]
PRICES = {"prices": ["1.10", 2]}


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    """The queue that the worker reads."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def wsgi(project: dict[str, Any]) -> Caller:  # noqa: F811
    return Caller("wsgi")


def status(caller: Caller, response: Any, **headers: str) -> Any:  # noqa: F811
    return caller.get(response["Location"], headers={**OURS, **headers})


def test_worker_runs_what_is_queued(database: str, wsgi: Caller, project: dict[str, Any]) -> None:  # noqa: F811
    signed_in(wsgi, is_staff=True)
    accepted = [run(wsgi, "add", PRICES), run(wsgi, "refuse_later"), run(wsgi, "sweep", **CRON_HEADERS)]
    assert {response.status_code for response in accepted} == {202}
    assert {data_of(status(wsgi, response))["status"] for response in accepted[:2]} == {"queued"}
    with db_worker(database, project, "--batch") as process:
        output = process.communicate(timeout=120)[0]
    assert process.returncode == 0, output
    added = data_of(status(wsgi, accepted[0]))
    assert (added["status"], added["value"]["sum"], added["value"]["role"]) == ("done", 3.1, "staff")
    refused = data_of(status(wsgi, accepted[1]))
    assert refused["errors"][0]["message"] == "Not today."
    wsgi.cookies.clear()
    assert data_of(status(wsgi, accepted[2], **CRON_HEADERS))["value"] == "cron"
    assert error_of(status(wsgi, accepted[0], **CRON_HEADERS)) == (401, "UNAUTHENTICATED")


def test_role_that_was_revoked_in_the_queue(database: str, wsgi: Caller, project: dict[str, Any]) -> None:  # noqa: F811
    signed_in(wsgi, is_staff=True)
    run(wsgi, "add", PRICES)
    get_user_model().objects.update(is_staff=False)
    with db_worker(database, project, "--batch") as process:
        output = process.communicate(timeout=120)[0]
    assert process.returncode == 0, output
    queued = ActionRun.objects.get()
    assert (queued.status, queued.code, queued.result is not None) == ("failed", "FORBIDDEN", True)


def test_worker_that_is_killed(database: str, wsgi: Caller, project: dict[str, Any], tmp_path: Path) -> None:  # noqa: F811
    """Its run has failed once its time is over; nothing else waits for it."""
    signed_in(wsgi, is_staff=True)
    stuck = run(wsgi, "wait_for", {"path": str(tmp_path)})
    with db_worker(database, project) as process:
        until((tmp_path / "begun").exists)
        assert data_of(status(wsgi, stuck))["status"] == "running"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
    later = run(wsgi, "add", PRICES)
    with db_worker(database, project, "--batch") as process:
        output = process.communicate(timeout=120)[0]
    assert process.returncode == 0, output
    assert data_of(status(wsgi, later))["status"] == "done"
    assert data_of(status(wsgi, stuck))["status"] == "running"
    started = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=31) - GRACE
    ActionRun.objects.filter(status="running").update(started_at=started)
    ended = data_of(status(wsgi, stuck))
    assert (ended["status"], ended["errors"][0]["extensions"]["code"]) == ("failed", "ACTION_TIMEOUT")
