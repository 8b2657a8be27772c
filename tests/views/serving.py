"""Servers as they run in production: gunicorn with WSGI, uvicorn with ASGI."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from tests.leaks import GUARD
from tests.services import end_with_parent, free_port

ROOT = Path(__file__).parents[2]
SECONDS = 30
COMMANDS = {
    "gunicorn": ["gunicorn", "--threads=4", "tests.views.wsgi:application"],
    "uvicorn": ["uvicorn", "--log-level=warning", "tests.views.asgi:application"],
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
    names = {alias: {"NAME": str(connections[alias].settings_dict["NAME"])} for alias in connections}
    names["default"].update(database)
    given = {"databases": names, "graphgate": {"MODELS": ["shop"], "CONFIG_DIR": str(folder), **graphgate}}
    server = Server(free_port(), folder / f"{kind}.log")
    command, *options = COMMANDS[kind]
    place = (
        [f"--bind=127.0.0.1:{server.port}"]
        if kind == "gunicorn"
        else ["--host=127.0.0.1", f"--port={server.port}"]
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "DJANGO_SETTINGS_MODULE": "tests.views.serving_settings",
        "GRAPHGATE_TEST_SERVER": json.dumps(given),
    }
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", command, *place, *options],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - nothing of this process runs in between
        )
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        GUARD.logged(server.log.read_text("utf-8", "replace"))


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
