"""Counts of runs: added up across processes, kept when the database is away, never in the request's way."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.errors import DatabaseUnavailable
from django_graphgate.gate import get_gate
from django_graphgate.models import (
    OperationClient,
    OperationLatency,
    OperationOrigin,
    OperationUsage,
    TableRule,
)
from django_graphgate.statements.call import Call
from django_graphgate.telemetry import usage
from django_graphgate.telemetry.report import usage_of
from django_graphgate.telemetry.usage import UsageCounter, usage_counter
from django_graphgate.telemetry.usage_tables import MAX_CLIENTS, Counts, write_usage
from tests.support.shop import fixture
from tests.support.views.serving import COMMANDS, environment_of, serving, started
from tests.support.waiting import until

KEY = ("", "Products", "d" * 64, "user")


def test_counts_of_two_processes_are_added_up(database: str) -> None:
    write_usage({KEY: Counts(runs=3, failures=1, milliseconds=1.5)})
    write_usage({KEY: Counts(runs=2, milliseconds=2.0)})
    row = OperationUsage.objects.get()
    assert (row.runs, row.failures, row.milliseconds) == (5, 1, 3.5)


def test_a_role_and_a_version_are_counted_on_their_own(database: str) -> None:
    write_usage(
        {
            KEY: Counts(runs=1),
            (*KEY[:3], "anon"): Counts(runs=1),
            (*KEY[:2], "e" * 64, "user"): Counts(runs=1),
        }
    )
    assert OperationUsage.objects.count() == 3


def test_last_run_is_a_time_that_django_reads(database: str) -> None:
    counts = Counts(runs=1)
    write_usage({KEY: counts})
    assert OperationUsage.objects.get().last_run == datetime.fromtimestamp(counts.last_run, UTC)


def test_counts_survive_a_database_that_is_away(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.002, failed=False)

    def away(*counts: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(usage, "write_usage", away)
    counter.flush()
    monkeypatch.undo()
    counter.count(KEY, 0.001, failed=True)
    counter.flush()
    row = OperationUsage.objects.get()
    assert (row.runs, row.failures) == (2, 1)
    assert row.milliseconds == pytest.approx(3.0)


def test_nothing_is_written_twice(database: str) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.0, failed=False)
    counter.flush()
    counter.flush()
    assert OperationUsage.objects.get().runs == 1


@pytest.mark.django_db(transaction=True)
def test_a_thread_writes_what_many_threads_count() -> None:
    counter = UsageCounter(0.05)

    def run() -> None:
        for _ in range(200):
            counter.count(KEY, 0.0, failed=False)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: OperationUsage.objects.filter(runs=800).exists())
    assert OperationUsage.objects.get().runs == 800


def test_request_fails_where_no_thread_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    counter = UsageCounter(3600)
    monkeypatch.setattr(threading.Thread, "start", start)
    counter.count(KEY, 0.0, failed=False)
    counter.count(KEY, 0.0, failed=False)
    assert counter._counts[KEY].runs == 2


FORK = """
import os, signal
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django_graphgate"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
import django
django.setup()
from django_graphgate.telemetry.usage import UsageCounter

counter = UsageCounter(3600)
counter.count(("", "A", "a", "user"), 0.0, failed=False)
counter._lock.acquire()  # as another thread may hold it at the moment of the fork
child = os.fork()
if child == 0:
    signal.alarm(20)
    counter.count(("", "B", "b", "user"), 0.0, failed=False)
    os._exit(0 if list(counter._counts) == [("", "B", "b", "user")] and counter._thread.is_alive() else 3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
os._exit(0)
"""


def test_forked_process_counts_twice_or_waits_for_ever() -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "0", done.stderr


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_server_that_is_stopped_loses_counts_or_has_counted_what_did_not_run(tmp_path: Path) -> None:
    """The first request records, which renews the version of the rules: the second one is tried twice."""
    fixture.load()
    load_roles([{"name": "anon", "tables": [{"name": "products", "query": {}}]}])
    settings = {"PRODUCTION": False, "REQUIRE_AUTH": False, "USAGE_INTERVAL": 3600}
    with serving("gunicorn", tmp_path, settings) as server:
        for _ in range(3):
            assert server.post({"query": "query Names { products { name } }"})[0] == 200
        assert not OperationUsage.objects.exists()
    assert OperationUsage.objects.get().runs == 3


def stored_clients() -> dict[str, int]:
    return {row.client_name: row.runs for row in OperationClient.objects.all()}


def test_times_of_two_processes_are_one_histogram(database: str) -> None:
    write_usage({KEY: Counts(runs=3, latency={40: 2, 44: 1})})
    write_usage({KEY: Counts(runs=2, latency={44: 1, 50: 1})})
    assert dict(OperationLatency.objects.values_list("bucket", "runs")) == {40: 2, 44: 2, 50: 1}


def test_rows_and_sizes_are_added_up(database: str) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.001, failed=False, rows=3, response_bytes=100)
    counter.flush()
    counter.count(KEY, 0.001, failed=False, rows=4, response_bytes=50)
    counter.flush()
    row = OperationUsage.objects.get()
    assert (row.rows, row.response_bytes) == (7, 150)


def test_older_process_does_not_take_the_last_run_back(database: str) -> None:
    now = Counts(runs=1)
    write_usage({KEY: now})
    write_usage({KEY: Counts(runs=1, last_run=now.last_run - 3600)})
    assert OperationUsage.objects.get().last_run == datetime.fromtimestamp(now.last_run, UTC)


def test_clients_are_counted_whatever_the_role(database: str) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.0, failed=False, client=("ios", "1.2"))
    counter.count((*KEY[:3], "anon"), 0.0, failed=False, client=("ios", "1.2"))
    counter.count(KEY, 0.0, failed=False)
    counter.flush()
    row = OperationClient.objects.get()
    assert (row.name, row.client_name, row.client_version, row.runs) == ("Products", "ios", "1.2", 2)


def test_invented_clients_blow_nothing_up(database: str) -> None:
    for part in range(3):
        counter = UsageCounter(3600)
        for number in range(100):
            counter.count(KEY, 0.0, failed=False, client=(f"c{part}-{number}", "x" * 10_000))
        assert len(counter._clients[KEY[:3]]) <= MAX_CLIENTS + 1
        counter.flush()
    assert len(stored_clients()) == MAX_CLIENTS + 1
    assert sum(stored_clients().values()) == 300


def test_name_of_a_client_is_stored_so_that_it_can_be_shown(database: str) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.0, failed=False, client=("a\n\x1b[31m\u2028\x00" + "b" * 200, ""))
    counter.flush()
    assert stored_clients() == {"a??[31m??" + "b" * 91: 1}


def test_clients_survive_a_database_that_is_away(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.002, failed=False, rows=2, client=("ios", ""))
    monkeypatch.setattr(usage, "write_usage", Mock(side_effect=DatabaseError("away")))
    counter.flush()
    monkeypatch.undo()
    counter.flush()
    assert stored_clients() == {"ios": 1}
    assert OperationUsage.objects.get().rows == 2
    assert OperationLatency.objects.get().runs == 1


JSON = "application/json"
PROJECT = {"MODELS": ["shop"], "PRODUCTION": False, "REQUIRE_AUTH": False, "USAGE_INTERVAL": 3600}
ASKED = "query Names { products { name } }"


@pytest.fixture
def shop(database: str, settings: Any, tmp_path: Path) -> UsageCounter:
    """The shop's products, open to everyone, and the counter of its gate."""
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    settings.GRAPHGATE = {**PROJECT, "CONFIG_DIR": tmp_path}
    fixture.load(database)
    load_roles([{"name": "anon", "tables": [{"name": "products", "query": {}}]}])
    counter = usage_counter()
    assert counter is not None
    return counter


def test_request_is_counted_with_its_rows_and_its_time(shop: UsageCounter) -> None:
    result = get_gate().execute(ASKED)
    shop.flush()
    row = OperationUsage.objects.get()
    assert (row.name, row.role, row.runs, row.failures) == ("Names", "anon", 1, 0)
    assert (row.rows, row.response_bytes) == (
        len(result.json()["data"]["products"]),
        len(result.data or b""),
    )
    assert row.milliseconds > 0
    assert OperationLatency.objects.get().runs == 1


@pytest.mark.parametrize(
    "options",
    [
        {"name": "Invented"},
        {"document": "query Names { invented }"},
        {"document": "query Invented { products { owner { id } } }"},
        {"document": "query Names { products { name } }", "dry_run": True},
    ],
    ids=["name", "field", "role", "dry run"],
)
def test_refused_request_is_counted_as_a_run(shop: UsageCounter, options: dict[str, Any]) -> None:
    assert get_gate().execute(**options).code
    shop.flush()
    assert not OperationUsage.objects.exists()


def test_run_that_fails_is_counted_as_one(shop: UsageCounter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Call, "run", Mock(side_effect=DatabaseUnavailable("away")))
    assert get_gate().execute(ASKED).code == "DATABASE_UNAVAILABLE"
    shop.flush()
    row = OperationUsage.objects.get()
    assert (row.runs, row.failures) == (1, 1)


def test_request_that_is_tried_again_counts_once(shop: UsageCounter) -> None:
    gate = get_gate()
    gate.execute(ASKED)
    TableRule.objects.update(filters=["{ id: { eq: 1 } }"])  # its statement comes back without data
    assert len(gate.execute(ASKED).json()["data"]["products"]) == 1
    shop.flush()
    assert OperationUsage.objects.get().runs == 2


def test_request_that_is_stopped_by_new_rules_is_counted_as_a_run(shop: UsageCounter) -> None:
    gate = get_gate()
    gate.execute(ASKED)
    TableRule.objects.all().delete()
    assert gate.execute(ASKED).code
    shop.flush()
    assert OperationUsage.objects.get().runs == 1


def test_project_without_time_zones_has_a_last_run(database: str, settings: Any) -> None:
    settings.USE_TZ = False
    write_usage({KEY: Counts(runs=1)})
    assert OperationUsage.objects.get().last_run.tzinfo is None


def test_client_that_says_its_name_is_counted(shop: UsageCounter, client: Client) -> None:
    for name in ("ios", "", "\x1b[31m"):
        headers = {"apollographql-client-name": name, "apollographql-client-version": "7.1"} if name else {}
        assert client.post("/api/graphql", {"query": ASKED}, JSON, headers=headers).status_code == 200
    shop.flush()
    assert OperationUsage.objects.get().runs == 3
    rows = OperationClient.objects.filter(client_name="ios")
    assert list(rows.values_list("client_version", "runs")) == [("7.1", 1)]
    assert all(name.isprintable() for name in stored_clients())


def test_names_that_a_caller_invents_are_kept_nowhere(shop: UsageCounter, client: Client) -> None:
    for number in range(25):
        name = f"Invented{number}"
        client.post(
            "/api/graphql", {"operationName": name, "query": f"query {name} {{ secrets {{ id }} }}"}, JSON
        )
        client.post("/api/graphql", {"operationName": name}, JSON)
    assert shop._counts == {}
    shop.flush()
    assert not OperationUsage.objects.exists()
    assert not OperationOrigin.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_of_a_server_are_one_histogram(tmp_path: Path) -> None:
    fixture.load()
    load_roles([{"name": "anon", "tables": [{"name": "products", "query": {}}]}])
    environment = environment_of(tmp_path, {**PROJECT, "USAGE_INTERVAL": 3600})
    with started("gunicorn", ["--workers=2", *COMMANDS["gunicorn"]], tmp_path, environment) as (server,):
        for _ in range(40):
            assert server.post({"query": ASKED})[0] == 200
    (use,) = usage_of("Names").values()
    assert (use.runs, use.latency.total(), use.failures) == (40, 40, 0)
    assert use.percentile(0.5) is not None
