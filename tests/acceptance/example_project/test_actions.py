"""Actions and webhooks of the example, as it is served: cron, an airline, a shell, and others who try."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.acceptance.example_project.copies import ROOT, SECRETS, Atlas, environment
from tests.support.views.serving import Server, started

pytestmark = pytest.mark.slow

MONITOR_KEY = "key of the monitor, which is long enough to be one"
CRON = {"X-Task-Queue": SECRETS["TASK_QUEUE_KEY"]}
REFRESH = "actions/refresh_leaderboard"
OPTIONS = {
    "gunicorn": ["--threads=4", "example_project.wsgi:application"],
    "uvicorn": ["--log-level=warning", "example_project.asgi:application"],
}
LEADERS = "SELECT count(*) FROM atlas_leaders"
REVIEWERS = "SELECT count(DISTINCT author_id) FROM atlas_review"
FLIGHT = """
SELECT origin.iata, destination.iata, trip.date, trip.id FROM atlas_trip trip
JOIN atlas_airport origin ON origin.id = trip.origin_id
JOIN atlas_airport destination ON destination.id = trip.destination_id
WHERE trip.id = 1092
"""


def variables(rows: Atlas, home: Path) -> dict[str, str]:
    """Of a process in production mode."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return environment(
        home,
        **SECRETS,
        **rows.variables,
        MONITOR_KEY=MONITOR_KEY,
        DJANGO_DEBUG="0",
        DJANGO_SETTINGS_MODULE="tests.acceptance.example_project.two_services",
        GRAPHGATE_PRODUCTION="1",
        PYTHONPATH=path,
    )


@pytest.fixture(params=["gunicorn", "uvicorn"])
def server(request: pytest.FixtureRequest, rows: Atlas, tmp_path: Path) -> Iterator[Server]:
    kind = request.param
    with started(kind, OPTIONS[kind], tmp_path, variables(rows, tmp_path)) as (running,):
        yield running


def post(
    server: Server, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Any, Any]:
    """Status, body and those headers that a caller could tell answers apart by."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    status, received, content = server.ask("POST", path, body, sent)
    of_each = ("date", "content-length", "x-request-id")
    told = {name: value for name, value in received.items() if name.lower() not in of_each}
    answer = json.loads(content)
    for error in answer.get("errors", ()):
        error["extensions"].pop("id", None)  # of a denial: new each time
    return status, answer, told


def test_somebody_else_than_cron_refreshes_the_leaderboard(server: Server, rows: Atlas) -> None:
    """The seed of actions: cron's header, no header, another service's header, GET, and a name that is none."""
    nobody = post(server, REFRESH)
    assert (nobody[0], nobody[1]["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    monitor = {"X-Monitor": MONITOR_KEY}
    for headers in ({}, monitor, {"X-Task-Queue": ""}):
        assert post(server, REFRESH, headers=headers) == nobody
    for name in ("refresh_leaderboards", "REFRESH_LEADERBOARD", "rebook", "move_departures", "..%2Fhealth"):
        for headers in ({}, monitor, CRON):
            assert post(server, f"actions/{name}", headers=headers) == nobody, name
    wrong = {"X-Task-Queue": "key of the task queue, but a wrong one"}
    assert post(server, REFRESH, headers=wrong)[:2] == post(server, "actions/nothing", headers=wrong)[:2]
    assert post(server, REFRESH, headers=wrong)[0] == 401
    for name in ("refresh_leaderboard", "nothing"):
        status, headers, _ = server.ask("GET", f"actions/{name}", headers=CRON)
        assert (status, headers["Allow"]) == (405, "POST, OPTIONS")
    assert rows.execute(LEADERS) == [(0,)]
    status, _, content = server.ask("POST", REFRESH, headers=CRON)  # without a body, as from a crontab
    assert (status, json.loads(content)["data"]["status"]) == (200, "done"), content
    ((refreshed,),) = rows.execute(LEADERS)
    assert refreshed >= rows.execute(REVIEWERS)[0][0] > 50
    runs = "SELECT action, via, authenticator, status, code FROM graphgate_actionrun"
    assert rows.execute(runs) == [("refresh_leaderboard", "http", "from_taskqueue", "done", "")]


def delivered(server: Server, payload: Any, *, secret: str, event: str = "msg_1", late: int = 0) -> int:
    """The status of a delivery that the library of Standard Webhooks has signed."""
    body = json.dumps(payload)
    now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=late)
    headers = {
        "webhook-id": event,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(event, now, body),
    }
    status, _, _ = post(server, "webhooks/schedule_changes", body, headers)
    return int(status)


def test_flight_moves_without_its_airline(server: Server, rows: Atlas) -> None:
    ((origin, destination, day, trip),) = rows.execute(FLIGHT)
    secret = SECRETS["AIRLINE_WEBHOOK_SECRET"]
    other = "whsec_" + secret[6:].swapcase()
    flight = {"origin": origin, "destination": destination, "day": str(day)}
    moved = {"type": "flight.moved", "data": {"flight": flight, "moved_to": "2031-02-03"}}
    assert delivered(server, moved, secret=other) == 401
    assert delivered(server, moved, secret=secret, late=3600) == 401
    assert str(rows.execute(FLIGHT)[0][2]) == str(day)
    assert delivered(server, moved, secret=secret) == 200
    assert str(rows.execute(FLIGHT)[0][2]) == "2031-02-03"
    rows.execute(f"UPDATE atlas_trip SET date = '{day}' WHERE id = {trip}")
    assert delivered(server, moved, secret=secret) == 200
    assert str(rows.execute(FLIGHT)[0][2]) == str(day), "it has come twice, and was handled twice"
    deliveries = "SELECT endpoint, event_id, status, attempts FROM graphgate_webhookdelivery"
    assert rows.execute(deliveries) == [("schedule_changes", "msg_1", "done", 1)]


def shell(rows: Atlas, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(rows, home),
        check=False,
        capture_output=True,
        text=True,
    )


def test_shell_cannot_run_actions(rows: Atlas, tmp_path: Path) -> None:
    listed = shell(rows, tmp_path, "graphgate_action")
    assert listed.returncode == 0, listed.stderr
    assert {"refresh_leaderboard", "move_departures", "rebook"} <= set(listed.stdout.split())
    done = shell(rows, tmp_path, "graphgate_action", "refresh_leaderboard", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "done"
    assert rows.execute(LEADERS)[0][0] > 50
    unknown = shell(rows, tmp_path, "graphgate_action", "refresh_leaderbord")
    assert unknown.returncode == 1
    assert "refresh_leaderbord" in unknown.stderr


def test_tests_of_the_example_fail(rows: Atlas, tmp_path: Path) -> None:
    done = shell(rows, tmp_path, "test", "example_project", "--noinput")
    assert done.returncode == 0, done.stderr
    assert "Ran 10 tests" in done.stderr
