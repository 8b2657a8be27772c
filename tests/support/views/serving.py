"""Servers as they run in production: gunicorn with WSGI, uvicorn with ASGI."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from tests.services import end_with_parent, free_port
from tests.support.leaks import GUARD

ROOT = Path(__file__).parents[3]
SECONDS = 60
COMMANDS = {
    "gunicorn": ["--threads=4", "tests.support.views.wsgi:application"],
    "uvicorn": ["--log-level=warning", "tests.support.views.asgi:application"],
}


@dataclass(frozen=True)
class Server:
    """A server that answers at 127.0.0.1."""

    port: int
    log: Path

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Status, headers and body of one request on a connection of its own."""
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, f"/api/v1/{path}", body, dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def post(self, payload: Any, **headers: str) -> tuple[int, Any]:
        """Status and decoded body."""
        sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        status, _, body = self.ask("POST", "graphql", json.dumps(payload), sent)
        return status, json.loads(body)


@contextlib.contextmanager
def serving(kind: str, folder: Path, graphgate: Mapping[str, Any], **database: Any) -> Iterator[Server]:
    """A server on the tests' databases; ``database`` changes the settings of the default one."""
    environment = environment_of(folder, graphgate, **database)
    with started(kind, COMMANDS[kind], folder, environment) as (server,):
        yield server


def environment_of(folder: Path, graphgate: Mapping[str, Any], **database: Any) -> dict[str, str]:
    """The variables of a server on the tests' databases."""
    names = {alias: {"NAME": str(connections[alias].settings_dict["NAME"])} for alias in connections}
    names["default"].update(database)
    given = {"databases": names, "graphgate": {"MODELS": ["shop"], "CONFIG_DIR": str(folder), **graphgate}}
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "DJANGO_SETTINGS_MODULE": "tests.support.views.serving_settings",
        "GRAPHGATE_TEST_SERVER": json.dumps(given),
    }


@contextlib.contextmanager
def started(
    kind: str, options: Sequence[str], folder: Path, environment: Mapping[str, str], count: int = 1
) -> Iterator[list[Server]]:
    """So many of gunicorn or uvicorn with these options, in that folder; they answer when the block begins."""
    servers = [Server(free_port(), folder / f"{kind}-{number}.log") for number in range(count)]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.extend(_start(kind, server, options, folder, environment) for server in servers)
        for server, process in zip(servers, processes, strict=True):
            _await(server, process)
        yield servers
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for server in servers:
            if server.log.exists():
                GUARD.logged(server.log.read_text("utf-8", "replace"))


def _start(
    kind: str, server: Server, options: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    place = {
        "gunicorn": [f"--bind=127.0.0.1:{server.port}"],
        "uvicorn": ["--host=127.0.0.1", f"--port={server.port}"],
    }
    with server.log.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", kind, *place[kind], *options],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - nothing of this process runs in between
        )


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            status, _, body = server.ask("GET", "health")
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server does not answer:\n{server.log.read_text()}") from None
            time.sleep(0.05)
        else:
            assert (status, body) == (200, b"ok"), body
            return
