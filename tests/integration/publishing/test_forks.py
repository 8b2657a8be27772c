"""Work that is shared among processes: the same results in the same order, whatever happens to one of them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from django_graphgate.publishing.process_pool import WORTH_IT, in_order, processors
from tests.support.gate.house import OPERATIONS, PROJECT, write_config

ROOT = Path(__file__).parents[3]


def run(program: str, *arguments: str, **environment: str) -> str:
    """The output of a program in a process of its own, which has one thread as a command has."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SHARED = """
import json, os, signal, sys
from django_graphgate.publishing.process_pool import in_order
here, how = os.getpid(), sys.argv[1]

def work(number):
    if number == 150 and how == "killed" and os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 150 and how == "raises in a process" and os.getpid() != here:
        raise MemoryError
    if number == 150 and how == "raises":
        raise LookupError("one hundred and fifty")
    return number * number, os.getpid() != here

found = []
try:
    for one in in_order(work, 300, jobs=3):
        found.append(one)
except LookupError as error:
    found.append(str(error))
print(json.dumps(found))
"""


@pytest.mark.parametrize("how", ["done", "killed", "raises in a process"])
def test_result_is_lost_or_in_another_place(how: str) -> None:
    found = json.loads(run(SHARED, how))
    assert [one[0] for one in found] == [number * number for number in range(300)]
    assert found[0][1], "the first was done in another process"
    assert how == "done" or not found[150][1], "what a process did not finish was done here"


def test_error_is_swallowed() -> None:
    *found, error = json.loads(run(SHARED, "raises"))
    assert len(found) == 150
    assert error == "one hundred and fifty"


def test_little_work_costs_processes() -> None:
    here = os.getpid()
    assert set(in_order(lambda _: os.getpid(), WORTH_IT - 1, jobs=4)) == {here}
    assert set(in_order(lambda _: os.getpid(), WORTH_IT + 1, jobs=1)) == {here}
    assert processors() >= 1


FREEZE = """
import os, sys
import django
from django.core.management import call_command
from django_graphgate.publishing import process_pool as forks
django.setup()
forks.WORTH_IT = 1
call_command("graphgate_freeze", jobs=int(sys.argv[1]), stdout=open(os.devnull, "w"))
print(os.times().children_user > 0)
"""


@pytest.mark.slow
def test_number_of_processes_changes_the_lock(tmp_path: Path) -> None:
    given = {"databases": {}, "alias": "default", "folder": str(tmp_path), "settings": PROJECT}
    locks: dict[str, str] = {}
    for jobs in ("1", "3"):
        write_config(tmp_path, OPERATIONS)
        (tmp_path / "allow.lock").unlink(missing_ok=True)
        shared = run(
            FREEZE,
            jobs,
            DJANGO_SETTINGS_MODULE="tests.support.gate.worker_settings",
            GRAPHGATE_WORKER=json.dumps(given),
        )
        assert shared.strip() == str(jobs != "1")
        locks[jobs] = hashlib.sha256((tmp_path / "allow.lock").read_bytes()).hexdigest()
    assert locks["1"] == locks["3"]
