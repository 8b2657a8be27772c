"""What clients ask in development they may ask unchanged in production, and get the same answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from tests.support.gate.house import ROLES, freeze, settings_of
from tests.support.shop.fixture import load
from tests.support.views.serving import Server, serving

pytestmark = pytest.mark.slow

NODE = Path(__file__).parent / "node"
CLIENTS = ("apollo", "apollo-persisted", "urql", "urql-persisted", "gql-requests", "gql-httpx")
LONG = " ".join(f"nameOfTheProduct{number:02}: name" for number in range(60))
OPERATIONS: Sequence[Mapping[str, Any]] = (
    {
        "query": """query Shelf($rows: Int = 3) @skipAuth {
          products(limit: $rows, order_by: [{ id: asc }]) { id name category { ...Shelf } }
        }
        fragment Shelf on Category { id name }""",
        "variables": {"rows": 2},
    },
    {"query": "query One($id: BigInt!) @skipAuth { product(id: $id) { id price } }", "variables": {"id": 1}},
    {
        "query": "query Twice @skipAuth { a: categories(limit: 1) { id } b: categories(limit: 2) { name } }",
        "variables": {},
    },
    {
        "query": f"query Long @skipAuth {{ products(limit: 1) {{ id {LONG} }} }}",
        "variables": {},
    },
)
"""The last is too long for a URL of 2,048 characters, up to which some clients send GET."""

UNKNOWN: Mapping[str, Any] = {"query": "query Unknown { products { id } }", "variables": {}}


def ask(
    client: str, server: Server, packages: Path, operations: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The client's answers, and what it sent; an answer is ``data``, or ``error`` and ``codes``."""
    url = f"http://127.0.0.1:{server.port}/api/v1/graphql"
    if client.startswith("gql-"):
        return ask_python(client, url, operations), []
    command = ["node", str(NODE / "run.mjs"), client, url, str(packages)]
    given = json.dumps(operations)
    done = subprocess.run(command, check=True, input=given, capture_output=True, text=True, timeout=120)
    found = json.loads(done.stdout)
    return found["answers"], found["sent"]


def ask_python(client: str, url: str, operations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    from gql import Client, gql
    from gql.transport.exceptions import TransportQueryError
    from gql.transport.httpx import HTTPXTransport
    from gql.transport.requests import RequestsHTTPTransport

    transport = RequestsHTTPTransport(url=url) if client == "gql-requests" else HTTPXTransport(url=url)
    answers: list[dict[str, Any]] = []
    with Client(transport=transport) as session:
        for one in operations:
            request = gql(one["query"])
            request.variable_values = dict(one["variables"])
            try:
                answers.append({"data": session.execute(request)})
            except TransportQueryError as error:
                codes = [each["extensions"]["code"] for each in error.errors or ()]
                answers.append({"error": str(error), "codes": codes})
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("client", CLIENTS)
def test_recorded_operation_is_refused_in_production(
    client: str, packages: Path, tmp_path: Path, settings: Any
) -> None:
    load("default")
    load_roles(ROLES)
    config = tmp_path / "config"
    config.mkdir()
    (config / "roles.json").write_text(json.dumps(ROLES))
    settings.GRAPHGATE = settings_of(config)
    shared = {"CONFIG_DIR": str(config), "MODELS": ["shop"]}
    with serving("gunicorn", tmp_path, {**shared, "PRODUCTION": False}) as server:
        recorded, _ = ask(client, server, packages, OPERATIONS)
    assert [list(one) for one in recorded] == [["data"]] * len(OPERATIONS), recorded
    settings.GRAPHGATE = {**shared, "CONFIG_DIR": config, "PRODUCTION": True}
    freeze()
    with serving("gunicorn", tmp_path, {**shared, "PRODUCTION": True}) as server:
        answers, sent = ask(client, server, packages, [*OPERATIONS, UNKNOWN])
    assert answers[:-1] == recorded
    assert "data" not in answers[-1]
    assert "OPERATION_NOT_ALLOWED" in answers[-1]["codes"] or "not on the allow list" in answers[-1]["error"]
    if not client.startswith("gql-"):
        assert recorded[1]["data"]["product"]["__typename"] == "Product"
    methods = {"urql": ["GET"] * 3 + ["POST"], "apollo": ["POST"] * 4}
    if client in methods:  # what each does by default
        assert [one["method"] for one in sent[:4]] == methods[client]
    if client.endswith("-persisted"):
        assert [one["hasText"] for one in sent] == [False] * (len(OPERATIONS) + 1) + [True]
        assert all(one["hasHash"] for one in sent)
