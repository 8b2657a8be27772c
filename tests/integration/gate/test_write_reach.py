"""Mutations that reach further than the caller's rules: along hidden rows, or by writing a row twice."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Result, get_gate
from tests.support.gate.house import caller, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.models import Customer, Product, Purchase

CODE = "00000000-0000-0000-0000-00000000abcd"
DATA = {"name": "Lamp", "price": "12.50", "created_at": "2026-01-02T03:04:05+00:00", "owner_id": 1}
OWN = ["{ customer_id: { eq: $user_id } }"]
TABLES: dict[str, Any] = {
    "products": {
        "query": {},
        "insert": {"filters": ["{ price: { lt: 100 } }"]},
        "update": {"columns": ["category_id", "name"]},
    },
    "categories": {"query": {}, "insert": {}},
    "customers": {"query": {"columns": ["id", "name"]}, "update": {"columns": ["name"]}},
    "purchases": {"query": {"filters": OWN}, "delete": {}},
}
ROLES = {"roles": [{"name": "user", "tables": [{"name": name, **rules} for name, rules in TABLES.items()]}]}


class Caller:
    """The customer 1, who sees no purchases but their own."""

    def __init__(self, database: str) -> None:
        self.database = database

    def send(self, text: str, **variables: Any) -> Result:
        return get_gate().execute(text, variables=variables, identity=caller(1))

    def purchase(self, *, own: bool) -> Purchase:
        purchases = Purchase.objects.using(self.database)
        purchase = (purchases.filter(customer_id=1) if own else purchases.exclude(customer_id=1)).first()
        assert purchase is not None
        return purchase


@pytest.fixture(params=["orm", "sql"])
def hostile(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Caller:
    load(database)
    load_roles(deepcopy(ROLES))
    tables = [{"name": name, "write": request.param} for name in TABLES]
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False, TABLES=tables)
    return Caller(database)


@pytest.mark.parametrize("price", ["99", "100"])
def test_inserted_row_is_connected_too(hostile: Caller, price: str) -> None:
    """Connecting is an update; the filter of the insert holds all the same."""
    text = "mutation M($data: CategoryInsert!) { category(insert: $data) { id products { price } } }"
    products = [{**DATA, "price": price, "code": CODE}, {"connect": {"code": CODE}}]
    result = hostile.send(text, data={"name": "new", "products": products})
    written = Product.objects.using(hostile.database).filter(code=CODE).exists()
    if price == "99":
        assert json.loads(result.data or b"null")["category"]["products"] == [{"price": 99.0}]
        assert written
    else:
        assert result.errors[0]["extensions"]["code"] == "FORBIDDEN"
        assert not written


@pytest.mark.parametrize("own", [True, False])
def test_hidden_rows_of_a_join_table_are_not_deleted(hostile: Caller, own: bool) -> None:
    purchase = hostile.purchase(own=own)
    text = """mutation M($id: BigInt!, $buyer: BigInt!) {
      product(id: $id, update: { buyers: { disconnect: { id: [$buyer] } } }) { id }
    }"""
    result = hostile.send(text, id=purchase.product_id, buyer=purchase.customer_id)
    assert json.loads(result.data or b"null") == {"product": {"id": purchase.product_id}}
    assert Purchase.objects.using(hostile.database).filter(pk=purchase.pk).exists() is not own


@pytest.mark.parametrize("own", [True, False])
def test_hidden_rows_of_a_join_table_lead_nowhere(hostile: Caller, own: bool) -> None:
    """Who has bought a product would else be told by whose name changes."""
    purchase = hostile.purchase(own=own)
    text = """mutation M($id: BigInt!, $buyer: BigInt!) {
      product(id: $id, update: { buyers: { where: { id: { eq: $buyer } }, name: "changed" } }) { id }
    }"""
    result = hostile.send(text, id=purchase.product_id, buyer=purchase.customer_id)
    assert json.loads(result.data or b"null") == {"product": {"id": purchase.product_id}}
    customer = Customer.objects.using(hostile.database).get(pk=purchase.customer_id)
    assert (customer.name == "changed") is own
