"""Counts of runs: added up across processes, kept when the database is away, never in the request's way."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError

from django_graphgate.access import load_roles
from django_graphgate.models import OperationUsage
from django_graphgate.telemetry import usage
from django_graphgate.telemetry.usage import Counts, UsageCounter, write_usage
from tests.support.shop import fixture
from tests.support.views.serving import serving
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
    assert OperationUsage.objects.get().last_run == counts.last_run


def test_counts_survive_a_database_that_is_away(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = UsageCounter(3600)
    counter.count(KEY, 0.002, failed=False)

    def away(counts: object) -> None:
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
