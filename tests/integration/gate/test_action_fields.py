"""Functions of the project as root fields: what they are given, what they give, and what becomes of the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, Result, get_gate
from tests.support.actions.fields import CALLS, action_fields
from tests.support.gate.house import caller, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.models import Product

ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {"name": "editor", "tables": []},
        {
            "name": "user",
            "tables": [
                {
                    "name": "products",
                    "query": {
                        "filters": ["{ id: { lt: 4 } }"],
                        "columns": ["id", "name", "owner_id"],
                        "limit": 2,
                    },
                    "update": {"columns": ["name"]},
                    "insert": {
                        "columns": ["name", "price"],
                        "presets": [{"owner_id": "$user_id", "created_at": "now"}],
                    },
                },
            ],
        },
    ]
}
USER = caller(1)


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Iterator[Gate]:
    """Development, with the functions of :mod:`tests.support.actions.fields`."""
    load(database)
    load_roles(ROLES)
    with action_fields(database):
        settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
        yield get_gate()


def data_of(result: Result) -> Any:
    assert not result.errors, result.errors
    assert result.data is not None
    return json.loads(result.data)


def error_of(result: Result) -> dict[str, Any]:
    assert result.data is None, result.data
    return result.errors[0]


def test_returned_row_is_read_by_the_rules_of_the_caller(gate: Gate) -> None:
    result = gate.execute(
        'mutation { rename(product: 3, name: "New") { id name __typename } }', identity=USER
    )
    assert data_of(result) == {"rename": {"id": 3, "name": "New", "__typename": "Product"}}
    assert [CALLS[0]] == [("rename", ("user", "graphql", 3, "New"))]


def test_row_that_the_caller_may_not_see_is_null(gate: Gate) -> None:
    result = gate.execute("mutation { rename(product: 4) { id name } }", identity=USER)
    assert data_of(result) == {"rename": None}
    assert Product.objects.get(pk=4).name == "Renamed"


def test_rows_of_a_query_keep_their_order_and_the_limit_of_the_rule(gate: Gate) -> None:
    result = gate.execute(
        "query ($n: Int) { newest(limit: $n) { id } products { id } }", variables={"n": 50}, identity=USER
    )
    assert data_of(result) == {"newest": [{"id": 3}, {"id": 2}], "products": [{"id": 1}, {"id": 2}]}


def test_object_of_rows_and_values(gate: Gate) -> None:
    text = """mutation ($cart: [Int!]!) {
      checkout(cart: $cart, mode: slow) {
        warnings order { id name } them: others { id } total __typename
      }
    }"""
    result = gate.execute(text, variables={"cart": [1, 2, 9, 3]}, identity=USER)
    name = Product.objects.get(pk=1).name
    assert data_of(result)["checkout"] == {
        "warnings": ['slow \u2603 "quoted"\x1an'],
        "order": {"id": 1, "name": name},
        "them": [{"id": 2}, {"id": 3}],
        "total": 12.5,
        "__typename": "Checkout",
    }


def test_object_that_is_not_there_is_null(gate: Gate) -> None:
    assert data_of(gate.execute("mutation { checkout(cart: []) { warnings } }", identity=USER)) == {
        "checkout": None
    }


def test_lists_of_objects_with_rows(gate: Gate) -> None:
    text = "{ report(products: [2, 8, 1]) { steps { note product { id } } best { product { id owner_id } note } } }"
    owner = Product.objects.get(pk=2).owner_id
    assert data_of(gate.execute(text, identity=USER))["report"] == {
        "steps": [
            {"note": "n2", "product": {"id": 2}},
            {"note": "n8", "product": None},
            {"note": "n1", "product": {"id": 1}},
            {"note": None, "product": None},
        ],
        "best": {"product": {"id": 2, "owner_id": owner}, "note": "n2"},
    }
