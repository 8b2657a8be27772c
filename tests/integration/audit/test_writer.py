"""The thread that writes events, and processes that fork, end, and are killed."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from django_graphgate.audit import changes
from django_graphgate.audit.append import append, flush, writer
from django_graphgate.audit.verify import verify
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent, NamedFilter, Role
from tests.support.views.serving import ROOT, environment_of
from tests.support.waiting import until

INTERVAL = 100
"""Milliseconds."""


def with_settings(settings: Any, **entries: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, **entries}


@pytest.mark.usefixtures("audit_thread")
@pytest.mark.django_db(transaction=True)
def test_thread_writes_what_many_threads_append(settings: Any) -> None:
    with_settings(settings, AUDIT_INTERVAL=20)

    def run() -> None:
        for _ in range(200):
            append(AuditEntry(event="denial"))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: AuditEvent.objects.count() == 800)
    until(lambda: writer._thread is None)
    assert [each.problems for each in verify()] == [[]]


def test_no_thread_is_started_in_tests() -> None:
    append(AuditEntry(event="denial"))
    assert writer._thread is None
    assert len(writer.pending) == 1


@pytest.mark.usefixtures("audit_thread")
def test_request_fails_where_no_thread_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    append(AuditEntry(event="denial"))
    append(AuditEntry(event="denial"))
    assert len(writer.pending) == 2


def test_append_asks_the_database(database: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0, using=database):
        append(AuditEntry(event="denial"))
    flush()
    append(AuditEntry(event="denial"))
    append(AuditEntry(event="denial"))
    with django_assert_num_queries(7, using=database):  # two of them are the transaction's savepoint
        flush()


@pytest.mark.django_db(transaction=True)
def test_change_is_there_without_its_event(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside any transaction, too."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError("away")

    role = Role.objects.create(name="reader")
    monkeypatch.setattr(changes, "append_now", away)
    role.match = "is_staff"
    with pytest.raises(OperationalError):
        role.save()
    with pytest.raises(OperationalError):
        Role.objects.get().delete()
    assert Role.objects.get().match == ""


FORK = """
import os, signal
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django_graphgate"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    GRAPHGATE={"AUDIT_INTERVAL": 3_600_000},
)
import django
django.setup()
from django_graphgate.audit.append import append, writer
from django_graphgate.ir.audit_entry import AuditEntry

append(AuditEntry(event="denial", name="A"))
writer._lock.acquire()  # as another thread may hold them at the moment of the fork
writer._writing.acquire()
child = os.fork()
if child == 0:
    signal.alarm(20)
    append(AuditEntry(event="denial", name="B"))
    fine = [entry.name for entry in writer.pending] == ["B"] and writer._thread.is_alive()
    os._exit(0 if fine else 3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
os._exit(0)
"""


def test_forked_process_writes_twice_or_waits_for_ever() -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "0", done.stderr


def process(folder: Path, name: str, number: int, interval: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.audit", name, str(number)],
        cwd=ROOT,
        env=environment_of(folder, {"AUDIT_INTERVAL": interval}),
        stdout=subprocess.PIPE,
        text=True,
    )


def written(name: str) -> list[int]:
    rows = AuditEvent.objects.filter(event="denial", name=name).order_by("sequence")
    return [data["number"] for data in rows.values_list("data", flat=True)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_process_that_ends_loses_events(tmp_path: Path) -> None:
    ended = process(tmp_path, "a", 1_200, 3_600_000)
    ended.communicate(timeout=60)
    assert ended.returncode == 0
    assert written("a") == list(range(1_200))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_process_breaks_the_chain_or_loses_more_than_the_interval(tmp_path: Path) -> None:
    chance = random.Random(7)
    for turn in range(3):
        names = [f"p{turn}{letter}" for letter in "abc"]
        running = {name: process(tmp_path, name, -1, INTERVAL) for name in names}
        try:
            for name in names:
                until(lambda name=name: len(written(name)) > 100)  # type: ignore[misc]
            for name in chance.sample(names, 3):
                time.sleep(chance.uniform(0, 3 * INTERVAL / 1_000))
                running[name].kill()
        finally:
            said = {name: _said(each) for name, each in running.items()}
        flush()
        assert [each.problems for each in verify()] == [[], []]
        for name, lines in said.items():
            _compare(name, lines)


def _said(killed: subprocess.Popen[str]) -> list[list[str]]:
    killed.kill()
    lines = killed.communicate(timeout=60)[0].splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


def _compare(name: str, lines: list[list[str]]) -> None:
    """Of changes of access nothing is missing, of events only the last ones, within the interval."""
    times = [float(line[2]) for line in lines if line[0] == "event"]
    kept = written(name)
    assert kept == list(range(len(kept))), "no event is missing in between, and none is there twice"
    lost = times[len(kept) :]
    writing = 3.0  # seconds that a batch may take beside all this
    assert not lost or lost[-1] - lost[0] <= INTERVAL / 1_000 + writing
    filters = {line[1] for line in lines if line[0] == "filter"}
    stored = set(NamedFilter.objects.filter(name__startswith=f"{name}_").values_list("name", flat=True))
    told = AuditEvent.objects.filter(event="access_change", name__startswith=f"{name}_")
    assert filters <= stored == set(told.values_list("name", flat=True))
