"""Starts processes with gates of their own, on the database and the files of a test."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from tests.support.gate.house import PROJECT

ROOT = Path(__file__).parents[3]


class Worker:
    """A process that answers one request after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rw", encoding="utf-8")
        self.pid = int(self._read())

    def send(self, **request: Any) -> None:
        """Hand a request over; :meth:`receive` waits for its answer."""
        print(json.dumps(request), file=self._lines, flush=True)

    def receive(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._read())
        return found

    def ask(self, **request: Any) -> dict[str, Any]:
        self.send(**request)
        return self.receive()

    def _read(self) -> str:
        line = self._lines.readline()
        assert line, "the worker is gone"
        return line

    def kill(self) -> None:
        """As the operating system does it: at once, whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self._lines.close()
        self._connection.close()


@contextmanager
def workers(count: int, alias: str, folder: Path, **settings: Any) -> Iterator[list[Worker]]:
    """So many processes for the time of the block; all have ended after it."""
    names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "sqlite")}
    given = {
        "alias": alias,
        "databases": names,
        "folder": str(folder),
        "settings": {**PROJECT, **settings},
    }
    found: list[Worker] = []
    with tempfile.TemporaryDirectory() as home, socket.socket(socket.AF_UNIX) as listener:
        path = str(Path(home) / "socket")
        listener.bind(path)
        listener.listen(count)
        listener.settimeout(120)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.gate.worker", str(count), path],
            cwd=ROOT,
            env={**os.environ, "GRAPHGATE_WORKER": json.dumps(given), "PYTHONPATH": str(ROOT)},
        )
        try:
            while len(found) < count:
                found.append(Worker(listener.accept()[0]))
            yield found
        finally:
            for worker in found:
                worker.close()
            process.wait(60)


def code_of(answer: dict[str, Any]) -> str:
    """The code of the first error; empty without one."""
    return str(answer["errors"][0]["extensions"]["code"]) if answer.get("errors") else ""


def now() -> float:
    """A clock that all threads and processes of this machine share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
