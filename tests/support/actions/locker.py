"""Processes that run one locked action at the same time: ``python -m tests.support.actions.locker`` with JSON.

They meet in a folder: ``ready-N`` says that process N could begin, ``go`` lets all begin, ``answer-N`` has what became
of its run, and ``runs`` has a line when a run begins and when it ends.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(given: dict[str, Any]) -> None:
    import django

    django.setup()
    from django_graphgate.actions import locks

    locks.LEASE = given["lease"]
    children = []
    for number in range(given["processes"]):
        child = os.fork()
        if not child:
            _run(number, Path(given["folder"]), given)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def _run(number: int, folder: Path, given: dict[str, Any]) -> None:
    from django_graphgate.errors import RequestRejected
    from django_graphgate.models import Action
    from tests.support.actions.running import callable_action, run

    def hold() -> int:
        with (folder / "runs").open("a") as log:
            log.write("begin\n")
        (folder / f"holds-{number}").touch()
        while given["hold"] and len(list(folder.glob("answer-*"))) < given["hold"]:
            time.sleep(0.01)
        with (folder / "runs").open("a") as log:
            log.write("end\n")
        return number

    definition = callable_action(hold, lock=given["mode"], transaction=given["transaction"], timeout=120_000)
    Action.objects.exists()  # connects
    (folder / f"ready-{number}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    try:
        answer = run(definition).status
    except RequestRejected as error:
        answer = error.code
    written = folder / f"writing-{number}"
    written.write_text(answer)
    written.rename(folder / f"answer-{number}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
