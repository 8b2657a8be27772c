"""Actions as root fields around a request: checks, verification of the frozen statements, HTTP, other databases."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from django_graphgate.actions import ActionContext, action
from django_graphgate.actions.registry import scope
from django_graphgate.gate import Gate, get_gate
from tests.integration.gate.test_action_fields import NAMED, USER, data_of, error_of, gate  # noqa: F401
from tests.integration.gate.test_frozen_action_fields import folder  # noqa: F401
from tests.support.actions.fields import CALLS
from tests.support.gate.house import freeze, settings_of


def test_name_that_is_taken_is_a_check_and_keeps_the_gate_from_loading(settings: Any, tmp_path: Path) -> None:
    def products(context: ActionContext) -> int:
        return 1

    with scope():
        action(public=True)(products)
        settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
        with pytest.raises(CommandError, match="action products"):
            call_command("check", stderr=io.StringIO())
        settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)


def test_frozen_calls_are_verified(folder: Path, database: str) -> None:  # noqa: F811
    said = freeze("--verify", "--database", database)
    prepared = {line.strip() for line in said.splitlines() if line.endswith("prepared")}
    assert prepared == {
        *(f"{name} as user: prepared" for name in ("Checkout", "Newest", "Rename")),
        "CloseDay as editor: prepared",
    }


def test_names_in_camel_case(gate: Gate, settings: Any) -> None:  # noqa: F811
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CAMEL_CASE": True}
    text = "mutation { renameAll(first: 2) rename(product: 1) { ownerId owner_id } }"
    answer = data_of(get_gate().execute(text, identity=USER))
    assert answer["renameAll"] == 2
    assert answer["rename"]["ownerId"] == answer["rename"]["owner_id"]


def test_get_runs_a_query_and_no_mutation(gate: Gate, settings: Any) -> None:  # noqa: F811
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    client = Client()
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "AUTH": [{"type": "header", "name": "X-Me", "value": "m" * 40, "role": "user"}],
    }
    headers = {"X-Me": "m" * 40}
    answer = client.get("/api/graphql", {"query": "{ newest(limit: 50) { id } }"}, headers=headers)
    assert json.loads(answer.content)["data"] == {"newest": [{"id": 3}, {"id": 2}]}
    refused = client.get("/api/graphql", {"query": "mutation { mine }"}, headers=headers)
    assert refused.status_code == 405
    assert [name for name, _ in CALLS] == ["newest"]
