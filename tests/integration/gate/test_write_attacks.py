"""Mutations of a hostile caller, written through the models and as SQL: nothing is written, and nothing is learned."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, Result, get_gate
from tests.support.gate.house import caller, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.models import Category, Customer, Product, Purchase, Tag

SENTINEL = "s3ntinel"
OWN = "{ owner_id: { eq: $user_id } }"
COLUMNS = ["name", "price", "stock", "code", "category_id", "created_at", "tags"]
PRODUCT = {"columns": COLUMNS, "filters": [OWN], "presets": {"owner_id": "$user_id"}}
ROLES: dict[str, Any] = {
    "roles": [
        {
            "name": "user",
            "tables": [
                {
                    "name": "products",
                    "query": {},
                    "insert": PRODUCT,
                    "update": PRODUCT,
                    "upsert": PRODUCT,
                    "delete": {"filters": [OWN]},
                },
                {
                    "name": "categories",
                    "query": {"filters": ['{ name: { neq: "hidden" } }']},
                    "insert": {"columns": ["name", "parent_id"]},
                    "update": {"columns": ["name", "parent_id"]},
                },
                {
                    "name": "customers",
                    "query": {"columns": ["id", "name"]},
                    "update": {"columns": ["name"], "filters": ["{ id: { eq: $user_id } }"]},
                },
                {"name": "tags", "query": {}},
                {"name": "purchases", "query": {"filters": ["{ customer_id: { eq: $user_id } }"]}},
            ],
        }
    ]
}
USER = caller(1)
DATA = {"name": "Lamp", "price": "12.50", "created_at": "2026-01-02T03:04:05+00:00"}
INSERT = "mutation Add($data: ProductInsert!) { product(insert: $data) { id owner_id } }"
UPDATE = (
    "mutation Change($id: BigInt!, $data: ProductUpdate!) { product(id: $id, update: $data) { id owner_id } }"
)
UPSERT = "mutation Put($data: ProductUpsert!) { product(upsert: $data, on: [code]) { id name } }"


class Shop:
    """The shop, seen by a caller who may write a part of it; :meth:`rows` is everything that is in it."""

    def __init__(self, gate: Gate, database: str) -> None:
        self.gate, self.database = gate, database
        Customer.objects.using(database).update(
            password=SENTINEL, api_token=SENTINEL, email=f"{SENTINEL}@x.org"
        )

    def rows(self) -> Any:
        models = (Category, Customer, Product, Purchase, Tag, Product.tags.through)
        return [list(model.objects.using(self.database).order_by("pk").values()) for model in models]

    def send(self, text: str, **variables: Any) -> Result:
        result = self.gate.execute(text, variables=variables, identity=USER)
        assert SENTINEL not in result.body().decode()
        return result

    def refused(self, text: str, *codes: str, **variables: Any) -> Result:
        before = self.rows()
        result = self.send(text, **variables)
        assert result.data is None, result.data
        code = result.errors[0]["extensions"]["code"]
        assert code in (codes or ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")), result.errors
        assert self.rows() == before
        return result

    def product(self, *, own: bool) -> Product:
        products = Product.objects.using(self.database)
        product = (products.filter(owner_id=1) if own else products.exclude(owner_id=1)).first()
        assert product is not None
        return product


@pytest.fixture(params=["orm", "sql"])
def shop(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Shop:
    load(database)
    load_roles(deepcopy(ROLES))
    tables = [{"name": entry["name"], "write": request.param} for entry in ROLES["roles"][0]["tables"]]
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False, TABLES=tables, MAX_AFFECTED=20)
    return Shop(get_gate(), database)


@pytest.mark.parametrize(
    "more",
    [
        {"id": 7},
        {"owner_id": 2},
        {"owner": {"connect": {"id": 2}}},
        {"owner": {"name": "Eve", "password": "x"}},
        {"is_public": False},
        {"purchases": [{"quantity": 1}]},
        {"delete": True},
        {"where": {"id": 1}},
        {"disconnect": {"id": 1}},
        {"__typename": "Product"},
    ],
    ids=lambda more: next(iter(more)) + "-" + str(next(iter(more.values()))),
)
def test_key_that_the_rule_does_not_give(shop: Shop, more: dict[str, Any]) -> None:
    shop.refused(INSERT, data={**DATA, **more})
    shop.refused(UPDATE, id=shop.product(own=True).pk, data=more)


def test_preset_is_replaced_by_a_variable_or_a_default(shop: Shop) -> None:
    text = """mutation Add($owner_id: BigInt = 2) {
      product(insert: { name: "x", price: 1, created_at: "now", owner_id: $owner_id }) { id }
    }"""
    shop.refused(text)
    result = shop.send(INSERT, data=DATA, owner_id=2, user_id="2")
    assert json.loads(result.data or b"null")["product"]["owner_id"] == 1


def test_foreign_key_says_which_rows_are_hidden(shop: Shop) -> None:
    """By value or connected: what is hidden is answered as what is not there."""
    hidden = Category.objects.using(shop.database).create(name="hidden").pk
    for key in ("category_id", "category"):
        answers = []
        for number in (hidden, 10**6):
            given = number if key == "category_id" else {"connect": {"id": number}}
            body = shop.refused(INSERT, "VALIDATION_FAILED", data={**DATA, key: given}).json()
            answers.append(json.dumps(body).replace(str(number), "N"))
        assert answers[0] == answers[1]


def test_update_of_what_belongs_to_another(shop: Shop) -> None:
    other, before = shop.product(own=False), shop.rows()
    result = shop.send(UPDATE, id=other.pk, data={"name": "mine"})
    assert json.loads(result.data or b"") == {"product": None}
    assert shop.rows() == before
    result = shop.send('mutation M { products(where: { id: { gt: 0 } }, update: { name: "mine" }) { id } }')
    changed = {row["id"] for row in json.loads(result.data or b"")["products"]}
    own = set(Product.objects.using(shop.database).filter(owner_id=1).values_list("pk", flat=True))
    assert changed == own
    named = Product.objects.using(shop.database).filter(name="mine").values_list("pk", flat=True)
    assert set(named) == own


def test_nested_update_of_what_belongs_to_another(shop: Shop) -> None:
    products = Product.objects.using(shop.database).exclude(owner_id=1).exclude(category=None)
    other = products.first()
    assert other is not None
    category = other.category
    assert category is not None
    text = """mutation M($id: BigInt!) {
      category(id: $id, update: { products: { name: "mine" } }) { id }
    }"""
    assert shop.send(text, id=category.pk).data
    other.refresh_from_db(using=shop.database)
    assert other.name != "mine"


def test_nested_connect_takes_what_belongs_to_another(shop: Shop) -> None:
    other = shop.product(own=False)
    text = """mutation M($id: BigInt!) {
      category(insert: { name: "new", products: { connect: { id: [$id] } } }) { id }
    }"""
    shop.refused(text, "VALIDATION_FAILED", "FORBIDDEN", id=other.pk)


def test_upsert_of_what_belongs_to_another(shop: Shop) -> None:
    other = shop.product(own=False)
    result = shop.refused(UPSERT, "VALIDATION_FAILED", data={**DATA, "code": str(other.code)})
    assert other.name not in result.body().decode()
    columns = 'mutation M { products(upsert: [{ name: "x" }], on: [COLUMN]) { id } }'
    for column in ("stock", "owner_id", "password", "id; --"):
        shop.refused(columns.replace("COLUMN", column), "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED")


def test_delete_in_data_or_of_what_belongs_to_another(shop: Shop) -> None:
    before = shop.rows()
    result = shop.send(
        "mutation M($id: BigInt!) { product(id: $id, delete: true) { id } }", id=shop.product(own=False).pk
    )
    assert json.loads(result.data or b"") == {"product": None}
    assert shop.rows() == before
    shop.refused("mutation M { products(delete: true) { id } }")
    shop.refused("mutation M { products(delete: true, where: {}) { id } }")
    shop.refused("mutation M { products(delete: false, where: { id: { gt: 0 } }) { id } }")
    shop.refused("mutation M { customers(delete: true, where: { id: { gt: 0 } }) { id } }")


@pytest.mark.parametrize(
    "value",
    [{"$gt": 0}, {"eq": 1}, ["x"], [["x"]], {}, [], True, 1.5, 10**30, "\0", "\ud800", "1e999", float("nan")],
    ids=repr,
)
def test_type_of_a_value_is_juggled(shop: Shop, value: Any) -> None:
    before = shop.rows()
    for key in ("stock", "price", "code", "created_at", "category_id", "tags", "category"):
        result = shop.gate.execute(INSERT, variables={"data": {**DATA, key: value}}, identity=USER)
        if result.data is None:
            code = result.errors[0]["extensions"]["code"]
            assert code in ("BAD_USER_INPUT", "VALIDATION_FAILED"), (key, result.errors)
            assert shop.rows() == before
        else:  # an empty list or object of a relation, or a number as it is: nothing but what was sent
            before = shop.rows()


def test_bomb(shop: Shop) -> None:
    nested: Any = {"name": "x"}
    for _ in range(1_000):
        nested = {"name": "x", "parent": nested}
    shop.refused("mutation M($data: CategoryInsert!) { category(insert: $data) { id } }", data=nested)
    wide = [DATA] * 21
    text = "mutation M($data: [ProductInsert!]!) { products(insert: $data) { id } }"
    shop.refused(text, "MAX_AFFECTED_EXCEEDED", data=wide)
    shop.refused(text, data=[[DATA]])
    fields = "".join(f'a{n}: category(insert: {{ name: "x" }}) {{ id }} ' for n in range(21))
    shop.refused(f"mutation M {{ {fields} }}", "MAX_AFFECTED_EXCEEDED", "LIMIT_EXCEEDED")


def test_same_key_twice_in_one_bulk(shop: Shop) -> None:
    code = "00000000-0000-0000-0000-00000000abcd"
    rows = [{**DATA, "code": code}, {**DATA, "code": code}]
    text = "mutation M($data: [ProductInsert!]!) { products(insert: $data) { id } }"
    shop.refused(text, "VALIDATION_FAILED", data=rows)
    upsert = "mutation M($data: [ProductUpsert!]!) { products(upsert: $data, on: [code]) { id } }"
    shop.refused(upsert, "VALIDATION_FAILED", data=rows)


def test_what_may_not_be_read_comes_back_from_a_write(shop: Shop) -> None:
    for column in ("password", "api_token", "email"):
        shop.refused(f'mutation M {{ customer(id: 1, update: {{ name: "x" }}) {{ id {column} }} }}')
        shop.refused(
            f'mutation M {{ customers(where: {{ {column}: {{ eq: "x" }} }}, update: {{ name: "x" }}) {{ id }} }}'
        )
        nested = f"mutation M($d: ProductInsert!) {{ product(insert: $d) {{ owner {{ {column} }} }} }}"
        shop.refused(nested, d=DATA)


def test_same_root_key_twice(shop: Shop) -> None:
    shop.refused(
        'mutation M { category(insert: { name: "a" }) { id } category(insert: { name: "b" }) { id } }'
    )
    text = 'mutation M { ... F ... F } fragment F on Mutation { category(insert: { name: "a" }) { id } }'
    shop.refused(text)
