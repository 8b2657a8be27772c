"""What the gate of this process answers, to each role, for every query of the example: as JSON.

``python -m tests.acceptance.example_project.answers`` with the settings of the environment; the mode is theirs too.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ROLES = ("anon", "user", "editor")


def answers() -> dict[str, dict[str, Any]]:
    """Role → operation → status and body."""
    from django_graphgate import Identity, get_gate
    from example_project.atlas.models import Traveller
    from example_project.atlas.operations import read_operations

    ada = str(Traveller.objects.get(username="ada").pk)
    callers = {
        "anon": Identity.anonymous(),
        "user": Identity(user_id=ada),
        "editor": Identity(user_id=ada, role="editor"),
    }
    found: dict[str, dict[str, Any]] = {}
    for role in ROLES:
        for one in read_operations().values():
            if one.operation_type != "query" and role != "anon":
                continue  # it would change what the others read
            result = get_gate().execute(
                one.text, name=one.name, variables=one.variables, identity=callers[role]
            )
            found.setdefault(role, {})[one.name] = {"status": result.status, **result.json()}
    return found


def session() -> str:
    """The key of a session in which ada is signed in."""
    from example_project.demo_setup import sign_in

    return sign_in("ada")["sessionid"]


if __name__ == "__main__":
    import django

    django.setup()
    json.dump({"answers": answers(), "session": session()}, sys.stdout)
