"""The gate over PostgreSQL columns that hold something else than their fields say, frozen without a database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, models
from django.test.utils import isolate_apps

from django_graphgate import checks, column_checks
from django_graphgate.access import load_roles
from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.stored import fit_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.gate.house import ROLES, House, caller, freeze, roles, rule, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.stored.tables import run_sql

pytestmark = pytest.mark.django_db

EDITOR = caller(1, "editor")
FORGED = '0},{"id":99,"attributes":0'
OPERATIONS = {
    "All": "query All { products(order_by: { id: asc }, limit: 3) { id attributes } }",
    "Codes": "query Codes($code: UUID) { products(where: { code: { eq: $code } }) { id code } }",
    "Named": "query Named($name: String) { products(where: { name: { eq: $name } }) { name } }",
    "NamedIn": "query NamedIn($names: [String!]) { products(where: { name: { in: $names } }) { name } }",
    "Paged": """query Paged($after: String) {
      products(first: 2, after: $after, order_by: { name: asc }) { id name } products_cursor
    }""",
    "Stock": "query Stock($least: Int) { products(where: { stock: { gte: $least } }, order_by: { stock: asc }) { stock } }",
    "Categories": "query Categories { categories(order_by: { id: asc }) { id name products { id } } }",
}


@pytest.fixture
def opened(settings: Any, tmp_path: Path) -> Callable[..., House]:
    """Freezes, changes the columns, and opens the gate."""
    load("default")
    load_roles(ROLES)
    house = House(settings, tmp_path / "config")
    write_config(house.folder, OPERATIONS)
    settings.GRAPHGATE = settings_of(house.folder)
    freeze()

    def open_after(*statements: str) -> House:
        run_sql("default", *statements)
        house.open()
        return house

    return open_after


def retyped(table: str, column: str, kind: str, using: str = "") -> tuple[str, ...]:
    return (
        "SET CONSTRAINTS ALL IMMEDIATE",  # what is left to the end of a transaction keeps a table as it is
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
        f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} USING {using or f'{column}::text::{kind}'}",
    )


def _without_keys(table: str, column: str) -> list[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass AND conkey = ARRAY("
            "SELECT attnum FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s)",
            [table, table, column],
        )
        names = [str(name) for (name,) in cursor.fetchall()]
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for name in names),
    ]


def test_text_forges_a_row(opened: Callable[..., House]) -> None:
    house = opened(
        *retyped("shop_product", "attributes", "text"),
        f"UPDATE shop_product SET attributes = '{FORGED}' WHERE id = 2",
        "UPDATE shop_product SET attributes = '{\"a\": [1]}' WHERE id = 1",
    )
    result = house.ask("All", EDITOR)
    rows = result.json()["data"]["products"]
    assert [one["id"] for one in rows] == [1, 2, 3]
    assert (rows[0]["attributes"], rows[1]["attributes"]) == ({"a": [1]}, None)
    (error,) = result.errors
    assert (error["path"], error["extensions"]["code"]) == (
        ["products", 1, "attributes"],
        "VALUE_WITHOUT_FORM",
    )


def test_text_forges_a_row_where_types_changed_since(opened: Callable[..., House]) -> None:
    """The statement alone keeps a value from being read as syntax: nobody has looked at the type."""
    house = opened()
    assert not house.ask("All", EDITOR).errors
    run_sql(
        "default",
        *retyped("shop_product", "attributes", "text"),
        f"UPDATE shop_product SET attributes = '{FORGED}' WHERE id = 2",
    )
    result = house.ask("All", EDITOR)
    assert result.data is None or len(result.json()["data"]["products"]) == 3


@pytest.mark.parametrize("table", ["int4", "text", "numeric"])
def test_number_is_written_as_it_stands(opened: Callable[..., House], table: str) -> None:
    house = opened(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE shop_product DROP CONSTRAINT shop_product_stock_check",
        *retyped("shop_product", "stock", table),
    )
    wanted = [one["stock"] for one in house.rows("Stock", EDITOR, least=1)]
    assert wanted == sorted(wanted)
    if table == "text":
        run_sql("default", "UPDATE shop_product SET stock = '1},{\"x\":2' WHERE id = 1")
        result = house.ask("Stock", EDITOR)
        assert result.data is not None
        json.loads(result.data)


class TestFilters:
    def test_uuid_under_text_fails(self, opened: Callable[..., House]) -> None:
        house = opened(*retyped("shop_product", "name", "uuid", "md5(name)::uuid"))
        first = (
            house.rows("Paged", EDITOR, after=None) if False else house.ask("Paged", EDITOR).json()["data"]
        )
        names = [one["name"] for one in first["products"]]
        assert house.rows("Named", EDITOR, name=names[0]) == [{"name": names[0]}]
        assert len(house.rows("NamedIn", EDITOR, names=names)) == 2

    def test_enum_under_text_fails(self, opened: Callable[..., House]) -> None:
        house = opened(
            "CREATE TYPE stored_mood AS ENUM ('good', 'bad')",
            *retyped(
                "shop_product",
                "name",
                "stored_mood",
                "(CASE id WHEN 1 THEN 'good' ELSE 'bad' END)::stored_mood",
            ),
        )
        assert house.rows("Named", EDITOR, name="good") == [{"name": "good"}]
        assert house.rows("Named", EDITOR, name="unheard of") == []

    def test_citext_distinguishes_case(self, opened: Callable[..., House]) -> None:
        house = opened("CREATE EXTENSION IF NOT EXISTS citext", *retyped("shop_product", "name", "citext"))
        data = house.ask("Paged", EDITOR).json()["data"]
        seen = [one["name"] for one in data["products"]]
        found = house.rows("Named", EDITOR, name=seen[0].swapcase())
        assert found == [{"name": seen[0]}]
        assert [one["name"] for one in house.rows("NamedIn", EDITOR, names=[seen[1].swapcase()])] == [seen[1]]
        while (cursor := data["products_cursor"]) is not None:
            data = house.ask("Paged", EDITOR, after=cursor).json()["data"]
            seen += [one["name"] for one in data["products"]]
        assert seen == sorted(seen, key=str.lower)
        assert len(seen) == len(set(seen)) == len(house.rows("NamedIn", EDITOR, names=seen))

    def test_uuid_in_a_text_column_fails(self, opened: Callable[..., House]) -> None:
        house = opened(
            *retyped("shop_product", "code", "text"), "UPDATE shop_product SET code = 'none' WHERE id = 1"
        )
        result = house.ask("All", EDITOR)
        assert not result.errors
        assert house.rows("Codes", EDITOR, code="00000000-0000-0000-0000-000000000000") == []


def test_rule_of_a_join_table_fails(opened: Callable[..., House]) -> None:
    """Paths through a table are asked under its rule, over its columns as they are."""
    content = roles()
    rule(content, "editor", "purchases").update(filters=["{ quantity: { gte: 1 } }"])
    load_roles(content)
    house = opened(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE shop_purchase DROP COLUMN total",
        *retyped("shop_purchase", "quantity", "text"),
        "UPDATE shop_purchase SET quantity = 'many' WHERE id = 1",
    )
    house.open(PRODUCTION=False)
    answer = house.gate.execute(
        "{ customers { id purchased { id } purchases { id } } }", identity=EDITOR
    ).json()
    assert "errors" not in answer
    assert any(one["purchased"] for one in answer["data"]["customers"])
    assert 1 not in [each["id"] for one in answer["data"]["customers"] for each in one["purchases"]]


class TestRefused:
    def test_gate_loads_over_a_key_without_a_value(self, opened: Callable[..., House], settings: Any) -> None:
        opened()
        run_sql("default", "DROP TABLE shop_sample", "CREATE TABLE shop_sample AS SELECT 'x'::text AS id")
        settings.GRAPHGATE = {**settings.GRAPHGATE, "MODELS": ["shop.Sample", "shop.Tag"]}
        with pytest.raises(ConfigurationError, match="stored as text"):
            get_gate()
        (said,) = [one for one in checks.check_columns(databases=["default"]) if one.id == "graphgate.W033"]
        assert "samples.id is stored as text" in said.msg
        assert checks.check_columns(databases=[]) == []

    def test_ends_of_a_relation_that_cannot_be_compared(self, opened: Callable[..., House]) -> None:
        statements = (
            *_without_keys("shop_product_tags", "tag_id"),
            *retyped("shop_product_tags", "tag_id", "text"),
        )
        with pytest.raises(ConfigurationError, match=r"tag_id \(text\)|\(number\) and tag_id"):
            opened(*statements)

    def test_foreign_key_in_a_text_column_is_none(self, opened: Callable[..., House]) -> None:
        house = opened(
            *_without_keys("shop_product", "category_id"), *retyped("shop_product", "category_id", "text")
        )
        rows = house.rows("Categories", EDITOR)
        assert sum(len(one["products"]) for one in rows) > 3


class TestFrozen:
    def test_statement_without_a_cast_is_used(self, opened: Callable[..., House]) -> None:
        """Only operations over the table, or over tables that a path leads from through it, are compiled again."""
        house = opened(*retyped("shop_product", "name", "uuid", "md5(name)::uuid"))
        found = house.gate.statements.columns.refitted
        assert "shop.Product" in found
        assert found.isdisjoint({"shop.Profile", "shop.Purchase"})

    def test_expected_column_costs_a_cast(self, opened: Callable[..., House]) -> None:
        opened()
        catalog = get_catalog()
        fitted = fit_catalog(catalog)
        assert fitted.catalog == catalog
        assert (fitted.models, fitted.problems) == (frozenset(), ())


def test_check_names_no_converted_column(opened: Callable[..., House]) -> None:
    opened(*retyped("shop_product", "attributes", "text"))
    found = {
        one.msg.split(" is ")[0]
        for one in checks.check_columns(databases=["default"])
        if one.id == "graphgate.W032"
    }
    assert found == {"products.attributes"}
    call_command("check", databases=["default"])


@isolate_apps("tests.support.shop")
def test_type_of_its_own_is_not_named() -> None:
    class Shouting(models.TextField):  # type: ignore[type-arg]
        def db_type(self, connection: Any) -> str:
            return "citext"

    assert column_checks._names_its_type(Shouting)
    assert not column_checks._names_its_type(models.TextField)
