"""Starts the processes of :mod:`tests.support.actions.locker` on the database of a test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connections

from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


class Race:
    """Processes that wait for each other in a folder."""

    def __init__(self, folder: Path, processes: int, group: int) -> None:
        self.folder, self.processes, self._group = folder, processes, group

    def start(self) -> None:
        """Let all of them begin at once."""
        until(lambda: len(self.names("ready-*")) == self.processes)
        (self.folder / "go").touch()

    def kill(self) -> None:
        """End all of them at once, as ``kill -9`` does."""
        os.killpg(self._group, signal.SIGKILL)

    def names(self, pattern: str) -> list[str]:
        return sorted(path.name for path in self.folder.glob(pattern))

    def answers(self) -> Counter[str]:
        """What became of all runs."""
        until(lambda: len(self.names("answer-*")) == self.processes)
        return Counter((self.folder / name).read_text() for name in self.names("answer-*"))

    def log(self) -> list[str]:
        """The beginnings and ends of runs, in order."""
        return (self.folder / "runs").read_text().split()


@contextmanager
def race(
    alias: str,
    folder: Path,
    mode: str,
    *,
    processes: int,
    transaction: bool = True,
    hold: int = 0,
    lease: float = 60.0,
) -> Iterator[Race]:
    """The processes for the time of the block; ``hold`` is the number of answers that a run waits for."""
    settings = {
        "alias": alias,
        "databases": {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "sqlite")},
        "folder": str(folder),
        "settings": {"MODELS": ["shop"]},
    }
    given: dict[str, Any] = {
        "folder": str(folder),
        "mode": mode,
        "processes": processes,
        "transaction": transaction,
        "hold": hold,
        "lease": lease,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.actions.locker", json.dumps(given)],
        cwd=ROOT,
        env={
            **os.environ,
            "GRAPHGATE_WORKER": json.dumps(settings),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.support.gate.worker_settings",
        },
        start_new_session=True,
    )
    try:
        yield Race(folder, processes, process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
