"""A process with a gate of its own: a request per line comes in as JSON, its answer goes out.

``python -m tests.gate.worker``; :class:`tests.gate.workers.Worker` starts one.
"""

from __future__ import annotations

import json
import os
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


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.gate.worker_settings"
    import django

    django.setup()
    from django_graphgate import get_gate

    get_gate()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
