"""Two workers of gunicorn, whose figures Prometheus reads as one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from django_graphgate.access import load_roles
from tests.integration.views.conftest import ROLES
from tests.support.shop import fixture
from tests.support.views.serving import COMMANDS, Server, environment_of, started
from tests.support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KEY = "k" * 40
SETTINGS = {
    "PRODUCTION": False,
    "REQUIRE_AUTH": False,
    "METRICS": True,
    "METRICS_AUTH": "monitor",
    "NAMED_AUTH": {"monitor": {"type": "header", "name": "X-Monitor-Key", "value": KEY}},
}
CONFIGURATION = """
from prometheus_client import multiprocess

workers = 2

def child_exit(server, worker):
    multiprocess.mark_process_dead(worker.pid)
"""
NAMES = "query Names { products(limit: 2) { name } }"


@pytest.fixture
def values(tmp_path: Path) -> Path:
    folder = tmp_path / "values"
    folder.mkdir()
    return folder


@pytest.fixture
def server(values: Path, tmp_path: Path) -> Iterator[Server]:
    load_roles(ROLES)
    fixture.load()
    (tmp_path / "workers.py").write_text(CONFIGURATION)
    environment = {**environment_of(tmp_path, SETTINGS), "PROMETHEUS_MULTIPROC_DIR": str(values)}
    options = [f"--config={tmp_path / 'workers.py'}", *COMMANDS["gunicorn"]]
    with started("gunicorn", options, tmp_path, environment) as (running,):
        yield running


def workers(values: Path) -> set[int]:
    """The processes that count."""
    return {int(path.stem.rpartition("_")[2]) for path in values.glob("counter_*.db")}


def read(server: Server) -> dict[str, Metric]:
    status, _, body = server.ask("GET", "metrics", headers={"X-Monitor-Key": KEY})
    assert status == 200, body
    return {family.name: family for family in text_string_to_metric_families(body.decode())}


def requests(server: Server) -> float:
    samples = read(server)["graphgate_requests"].samples
    ran = [each for each in samples if each.labels.get("operation") == "Names"]
    return sum(each.value for each in ran)


def ask(server: Server, times: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.post({"query": NAMES})[0], range(times)))
    assert answers == [200] * times


def test_figures_of_all_workers_are_added_up(server: Server, values: Path) -> None:
    asked = 0
    while len(workers(values)) < 2:  # until both have answered
        ask(server, 20)
        asked += 20
    assert requests(server) == asked
    families = read(server)
    seconds = families["graphgate_request_duration_seconds"].samples
    (count,) = [
        each.value for each in seconds if each.name.endswith("_count") and each.labels["operation"] == "Names"
    ]
    assert count == asked
    (info,) = families["graphgate_info"].samples
    assert (info.value, info.labels["mode"]) == (1, "development")
    (victim, *_) = workers(values)
    os.kill(victim, signal.SIGKILL)
    until(lambda: not list(values.glob(f"gauge_live*_{victim}.db")))
    assert requests(server) == asked, "what a worker has counted outlives it"
    ask(server, 10)
    assert requests(server) == asked + 10
