"""Starts processes with gates of their own, on the database and the files of a test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from tests.gate.house import PROJECT

ROOT = Path(__file__).parents[2]


class Worker:
    """A process that answers one request after the other."""

    def __init__(self, alias: str, folder: Path, settings: dict[str, Any]) -> None:
        names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "sqlite")}
        given = {
            "alias": alias,
            "databases": names,
            "folder": str(folder),
            "settings": {**PROJECT, **settings},
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.gate.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "GRAPHGATE_WORKER": json.dumps(given), "PYTHONPATH": str(ROOT)},
            text=True,
        )

    def wait(self) -> None:
        """Returns when the gate is loaded."""
        assert self._read() == "ready"

    def send(self, **request: Any) -> None:
        """Hand a request over; :meth:`receive` waits for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._read())
        return found

    def ask(self, **request: Any) -> dict[str, Any]:
        self.send(**request)
        return self.receive()

    def _read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the worker ended with {self.process.wait()}"
        return line.strip()

    def kill(self) -> None:
        """As the operating system does it: at once, whatever it is doing."""
        self.process.send_signal(signal.SIGKILL)
        self.close()

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self.process.wait(30)


@contextmanager
def workers(count: int, alias: str, folder: Path, **settings: Any) -> Iterator[list[Worker]]:
    """So many processes for the time of the block."""
    found = [Worker(alias, folder, settings) for _ in range(count)]
    try:
        for worker in found:
            worker.wait()
        yield found
    finally:
        for worker in found:
            worker.close()


def code_of(answer: dict[str, Any]) -> str:
    """The code of the first error; empty without one."""
    return str(answer["errors"][0]["extensions"]["code"]) if answer.get("errors") else ""


def now() -> float:
    """A clock that all threads and processes of this machine share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
