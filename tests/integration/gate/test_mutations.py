"""Mutations through the gate: in development, and frozen in production; PostgreSQL and SQLite."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.access.live import read_version
from django_graphgate.gate import Gate, Result, get_gate
from django_graphgate.models import AllowedOperation, TableRule
from tests.support.gate.house import caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Category, Customer, Product, Purchase

OWN = "{ owner_id: { eq: $user_id } }"
PRODUCT = {
    "columns": ["name", "price", "stock", "category_id", "tags", "created_at", "attributes"],
    "filters": [OWN],
    "presets": {"owner_id": "$user_id"},
}
ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {
            "name": "user",
            "tables": [
                {
                    "name": "products",
                    "query": {},
                    "insert": PRODUCT,
                    "update": PRODUCT,
                    "delete": {"filters": [OWN]},
                },
                {"name": "categories", "query": {}, "insert": {"columns": ["name", "parent_id"]}},
                {"name": "customers", "query": {"columns": ["id", "name"]}},
                {"name": "tags", "query": {}},
                {
                    "name": "purchases",
                    "query": {"filters": ["{ customer_id: { eq: $user_id } }"]},
                    "insert": {
                        "columns": ["quantity", "unit_price", "product_id", "bought_at"],
                        "presets": [{"customer_id": "$user_id"}],
                    },
                },
            ],
        },
    ]
}
USER = caller(1)
INSERT = """mutation AddProduct($data: ProductInsert!) {
  product(insert: $data) { id name price owner { id } category { name } tags(order_by: { slug: asc }) { slug } }
}"""
DATA = {"name": "Lamp", "price": "12.50", "created_at": "2026-01-02T03:04:05+00:00"}


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    """Development, with an empty list."""
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
    return get_gate()


def data_of(result: Result) -> Any:
    assert not result.errors, result.errors
    assert result.data is not None
    return json.loads(result.data)


def code_of(result: Result) -> str:
    assert result.data is None, result.data
    code: str = result.errors[0]["extensions"]["code"]
    return code


def last_product(database: str) -> Product:
    return Product.objects.using(database).latest("pk")


def test_inserted_row_with_presets_and_connected_rows(gate: Gate, database: str) -> None:
    category = Category.objects.using(database).first()
    assert category is not None
    data = {**DATA, "category": {"connect": {"id": category.pk}}, "tags": {"connect": [{"id": [1, 2]}]}}
    answer = data_of(gate.execute(INSERT, variables={"data": data}, identity=USER))
    product = last_product(database)
    assert answer["product"]["id"] == product.pk
    assert answer["product"]["category"] == {"name": category.name}
    assert answer["product"]["owner"] == {"id": 1}
    assert len(answer["product"]["tags"]) == 2
    assert (product.owner_id, product.price, product.category_id) == (1, Decimal("12.50"), category.pk)


def test_bulk_comes_back_in_input_order(gate: Gate) -> None:
    text = "mutation Many { products(insert: $data) { name } }"
    data = [{**DATA, "name": name} for name in ("b", "c", "a")]
    answer = data_of(gate.execute(text, variables={"data": data}, identity=USER))
    assert [row["name"] for row in answer["products"]] == ["b", "c", "a"]


def test_update_of_own_rows_alone(gate: Gate, database: str) -> None:
    text = 'mutation Rename($id: BigInt!) { product(id: $id, update: { name: "mine" }) { id name } }'
    own = Product.objects.using(database).filter(owner_id=1).first()
    other = Product.objects.using(database).exclude(owner_id=1).first()
    assert own is not None
    assert other is not None
    assert data_of(gate.execute(text, variables={"id": own.pk}, identity=USER))["product"]["name"] == "mine"
    assert data_of(gate.execute(text, variables={"id": other.pk}, identity=USER)) == {"product": None}
    names = dict(Product.objects.using(database).values_list("pk", "name"))
    assert (names[own.pk], names[other.pk]) == ("mine", other.name)


def test_deleted_rows_are_in_the_answer(gate: Gate, database: str) -> None:
    text = "mutation Drop($id: BigInt!) { product(id: $id, delete: true) { id name owner { name } } }"
    own = Product.objects.using(database).filter(owner_id=1).first()
    assert own is not None
    answer = data_of(gate.execute(text, variables={"id": own.pk}, identity=USER))
    assert answer["product"]["name"] == own.name
    assert answer["product"]["owner"] is not None
    assert not Product.objects.using(database).filter(pk=own.pk).exists()


def test_several_fields_are_written_in_order_or_not_at_all(gate: Gate, database: str) -> None:
    text = """mutation Both($bad: Decimal!) {
      first: category(insert: { name: "new" }) { name }
      second: product(insert: { name: "x", price: $bad, created_at: "now" }) { name }
    }"""
    before = Category.objects.using(database).count()
    assert (
        code_of(gate.execute(text, variables={"bad": "123456789012.5"}, identity=USER)) == "VALIDATION_FAILED"
    )
    assert Category.objects.using(database).count() == before
    answer = data_of(gate.execute(text, variables={"bad": "1.5"}, identity=USER))
    assert list(answer) == ["first", "second"]
    assert Category.objects.using(database).count() == before + 1


def test_preset_is_not_the_callers(gate: Gate, database: str) -> None:
    before = Product.objects.using(database).count()
    result = gate.execute(INSERT, variables={"data": {**DATA, "owner_id": 2}}, identity=USER)
    assert code_of(result) == "BAD_USER_INPUT"
    inline = (
        'mutation Mine { product(insert: { name: "x", price: 1, created_at: "now", owner_id: 2 }) { id } }'
    )
    assert code_of(gate.execute(inline, identity=USER)) == "GRAPHQL_VALIDATION_FAILED"
    assert Product.objects.using(database).count() == before


def test_no_rule_no_write(gate: Gate) -> None:
    text = 'mutation Tags { tag(insert: { slug: "x" }) { id } }'
    assert code_of(gate.execute(text, identity=USER)) == "GRAPHQL_VALIDATION_FAILED"
    assert code_of(gate.execute('mutation P { product(insert: { name: "x" }) { id } }')) in (
        "UNAUTHENTICATED",
        "GRAPHQL_VALIDATION_FAILED",
    )


def test_changed_rule_is_obeyed_at_the_next_request(gate: Gate, database: str) -> None:
    """The process assumes the old version; nothing is written under it."""
    assert gate.execute(INSERT, variables={"data": DATA}, identity=USER).data
    before = Product.objects.using(database).count()
    TableRule.objects.filter(action="insert", table="products").update(block=True)
    result = gate.execute(INSERT, variables={"data": DATA}, identity=USER)
    assert result.data is None
    assert Product.objects.using(database).count() == before


def test_frozen_mutation_runs_by_name(database: str, settings: Any, tmp_path: Path) -> None:
    """Production takes data of the frozen shape, and no other."""
    load(database)
    config = tmp_path / "config"
    write_config(config, {"AddProduct": INSERT}, ROLES)
    settings.GRAPHGATE = settings_of(config)
    freeze()
    load_roles(ROLES)
    gate = get_gate()
    answer = data_of(gate.execute(name="AddProduct", variables={"data": DATA}, identity=USER))
    assert answer["product"]["id"] == last_product(database).pk
    for extra in ({"owner_id": 2}, {"code": "x"}, {"purchases": [{"x": 1}]}, {"owner": {"name": "x"}}):
        result = gate.execute(name="AddProduct", variables={"data": {**DATA, **extra}}, identity=USER)
        assert code_of(result) in ("BAD_USER_INPUT", "VALIDATION_FAILED"), extra
    assert code_of(
        gate.execute("mutation X { products(delete: true, where: { id: { gt: 0 } }) { id } }", identity=USER)
    ) == ("OPERATION_NOT_ALLOWED")


def test_recorded_mutation_is_in_the_list(gate: Gate) -> None:
    gate.execute(INSERT, variables={"data": {**DATA, "attributes": {"api_token": "s3cret"}}}, identity=USER)
    (operation,) = AllowedOperation.objects.all()
    assert (operation.name, operation.kind) == ("AddProduct", "mutation")
    assert "s3cret" not in json.dumps(operation.variables)


def test_row_that_a_nested_write_needs_rules_for(gate: Gate, database: str) -> None:
    """Purchases may be inserted by the user, with the user as customer, whatever the data say."""
    data = {**DATA, "purchases": [{"quantity": 2, "unit_price": 3, "bought_at": "now"}]}
    data_of(gate.execute(INSERT, variables={"data": data}, identity=USER))
    purchase = Purchase.objects.using(database).latest("pk")
    assert (purchase.customer_id, purchase.product_id) == (1, last_product(database).pk)
    before = Customer.objects.using(database).count()
    nested = {**DATA, "purchases": [{"quantity": 2, "unit_price": 3, "customer": {"name": "x"}}]}
    assert gate.execute(INSERT, variables={"data": nested}, identity=USER).data is None
    assert Customer.objects.using(database).count() == before


def test_wrong_version_writes_nothing(gate: Gate, database: str) -> None:
    assert gate.execute(INSERT, variables={"data": DATA}, identity=USER).data
    before = Product.objects.using(database).count()
    with connections[database].cursor() as cursor:
        cursor.execute("UPDATE graphgate_gatestate SET version = 'other'")
    assert read_version(database) == "other"
    assert gate.execute(INSERT, variables={"data": DATA}, identity=USER).data
    assert Product.objects.using(database).count() == before + 1
