"""Processes with a gate each: a request per line comes in as JSON, its answer goes out.

``python -m tests.support.gate.worker COUNT SOCKET`` forks them, once it has imported what all of them need; each
connects to the Unix socket and begins with its process id.  :func:`tests.support.gate.workers.workers` starts them.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any


def answer(request: dict[str, Any]) -> dict[str, Any]:
    from django.db import close_old_connections

    from django_graphgate import Identity, get_gate

    identity = Identity(user_id=request.pop("user_id", None), role=request.pop("role", None))
    try:
        result = get_gate().execute(request.pop("document", None), identity=identity, **request)
        return {"status": result.status, **result.json()}
    finally:
        close_old_connections()


def serve(path: str) -> None:
    from django_graphgate import get_gate

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        with connection.makefile("rw", encoding="utf-8") as lines:
            get_gate()
            print(os.getpid(), file=lines, flush=True)
            for line in lines:
                print(json.dumps(answer(json.loads(line))), file=lines, flush=True)


def main(count: int, path: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.gate.worker_settings"
    import django

    django.setup()
    import django_graphgate.compiler.compile
    import django_graphgate.gate  # noqa: F401

    for _ in range(count):
        if not os.fork():
            try:
                serve(path)
            finally:
                os._exit(0)
    for _ in range(count):
        os.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
