"""An array of keys as a relation: read both ways, filtered, and written; PostgreSQL has arrays, SQLite says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.apps.bazaar.models import Product
from tests.support.gate.bazaar import TABLES, Bazaar, roles

NAMES = "categories(order_by: { id: asc }) { id name }"
INSERT = f"mutation Add($data: ProductInsert!) {{ product(insert: $data) {{ id name {NAMES} }} }}"
UPDATE = f"mutation Change($data: ProductUpdate!) {{ product(id: 2, update: $data) {{ {NAMES} }} }}"
DATA = {"id": 2005, "name": "Product 2005", "price": 2015.5}


def tables(way: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = [{"name": name, "write": way} for name in TABLES if name != "products"]
    column = {"name": "category_ids", "related_to": "categories.id", "array": True}
    return [*entries, {"name": "products", "write": way, "columns": [column]}]


@pytest.fixture(params=["orm", "sql"])
def bazaar(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, db: None) -> Bazaar:
    made = Bazaar("default", request.param, settings, tmp_path)
    made.open(TABLES=tables(request.param))
    return made


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def test_rows_whose_keys_an_array_has(bazaar: Bazaar) -> None:
    answer = bazaar.data(
        f"query One {{ product(id: 2) {{ {NAMES} }} category(id: 3) {{ products {{ id }} }} }}"
    )
    assert ids(answer["product"]["categories"]) == [1, 2, 3]
    assert ids(answer["category"]["products"]) == list(range(1, 10))
    Product.objects.filter(pk=2).update(category_ids=None)
    Product.objects.filter(pk=3).update(category_ids=[])
    where = 'where: { categories: { name: { eq: "Category 3" } } }'
    answer = bazaar.data(f"query Some {{ products({where}) {{ id }} product(id: 2) {{ {NAMES} }} }}")
    assert ids(answer["products"]) == [1, 4, 5, 6, 7, 8, 9]
    assert answer["product"]["categories"] == []


def test_hidden_row_in_an_array(bazaar: Bazaar) -> None:
    hidden = {"query": {"filters": ["{ id: { neq: 2 } }"]}}
    bazaar.open(TABLES=tables(bazaar.way), rules=roles(categories=hidden))
    assert ids(bazaar.data(f"query One {{ product(id: 2) {{ {NAMES} }} }}")["product"]["categories"]) == [
        1,
        3,
    ]
    result = bazaar.ask(INSERT, {"data": {**DATA, "categories": {"connect": {"id": [1, 2]}}}})
    assert result.errors[0]["extensions"]["code"] == "VALIDATION_FAILED"
    assert not Product.objects.filter(pk=2005).exists()


def test_connected_rows_of_an_array(bazaar: Bazaar) -> None:
    """GraphJin's own case: a product and its categories, connected by their keys."""
    answer = bazaar.data(INSERT, {"data": {**DATA, "categories": {"connect": {"id": [1, 2, 3, 4, 5]}}}})
    assert ids(answer["product"]["categories"]) == [1, 2, 3, 4, 5]
    assert Product.objects.get(pk=2005).category_ids == [1, 2, 3, 4, 5]
    data = {"categories": [{"disconnect": {"id": [1, 3]}}, {"connect": {"id": 5}}]}
    assert ids(bazaar.data(UPDATE, {"data": data})["product"]["categories"]) == [2, 5]
    assert Product.objects.get(pk=2).category_ids == [2, 5]


def test_row_inserted_into_an_array(bazaar: Bazaar) -> None:
    answer = bazaar.data(INSERT, {"data": {**DATA, "categories": [{"name": "New"}, {"connect": {"id": 1}}]}})
    assert [row["name"] for row in answer["product"]["categories"]] == ["Category 1", "New"]


def test_relation_is_stored_and_in_the_array_given_too(bazaar: Bazaar) -> None:
    data = {**DATA, "category_ids": [1], "categories": {"connect": {"id": 2}}}
    assert bazaar.ask(INSERT, {"data": data}).errors[0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_database_without_arrays(settings: Any, tmp_path: Path) -> None:
    from tests.support.routers import routed_to

    with routed_to("sqlite"):
        bazaar = Bazaar("sqlite", "orm", settings, tmp_path)
        bazaar.open(TABLES=tables("orm"))
        result = bazaar.ask(f"query One {{ product(id: 2) {{ {NAMES} }} }}")
        assert result.errors[0]["extensions"]["code"] == "UNSUPPORTED"
