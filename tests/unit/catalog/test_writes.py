"""What of the shop's tables may be written at all, and how their relations are stored."""

from __future__ import annotations

from dataclasses import replace

from django.test import override_settings

from django_graphgate.catalog import get_built
from django_graphgate.catalog.build import build_catalog
from django_graphgate.ir.catalog import NOBODY, Catalog, Relation, Table


def shop(*models: str, **settings: object) -> Catalog:
    with override_settings(GRAPHGATE={"MODELS": list(models or ["shop"]), **settings}):
        return get_built().catalog


def table(name: str) -> Table:
    return shop().tables[name]


def stored(relation: Relation) -> tuple[str | None, str, str, str]:
    return relation.way, relation.field, relation.near, relation.far


def test_computed_columns_are_not_given() -> None:
    purchases = table("purchases")
    assert "total" in purchases.columns
    assert all("total" not in columns for columns in purchases.writes.values())


def test_key_is_given_by_inserts_alone() -> None:
    products = table("products")
    assert set(products.writes) == {"insert", "update", "upsert", "delete"}
    assert "id" in products.writes["insert"]
    assert "id" in products.writes["upsert"]
    assert "id" not in products.writes["update"]
    assert products.writes["delete"] == {}


def test_composite_key_is_given_by_inserts_alone() -> None:
    shelves = table("shelves")
    assert {"aisle", "place"} <= set(shelves.writes["insert"])
    assert not {"aisle", "place"} & set(shelves.writes["update"])


def test_child_model_gives_no_key() -> None:
    """A row that took over a parent's row would change it."""
    for columns in table("bundles").writes.values():
        assert not {"id", "product_ptr_id"} & set(columns)


def test_ways_of_relations() -> None:
    products, customers = table("products").relations, table("customers").relations
    assert stored(products["owner"]) == ("forward", "owner", "", "")
    assert stored(products["purchases"]) == ("reverse", "product", "", "")
    assert stored(products["tags"]) == ("many_to_many", "tags", "", "")
    assert stored(table("tags").relations["products"]) == ("many_to_many", "products", "", "")
    assert stored(products["buyers"]) == ("through", "", "product", "customer")
    assert stored(customers["purchased"]) == ("through", "", "customer", "product")
    assert stored(customers["profile"]) == ("reverse", "customer", "", "")
    assert stored(table("sheep").relations["mother"]) == (
        "forward", "mother", "", "",
    )  # fmt: skip


def test_links_to_parents_are_not_written_along() -> None:
    assert table("bundles").relations["product_ptr"].way is None
    assert table("products").relations["bundle"].way is None
    assert stored(table("bundles").relations["owner"]) == ("forward", "owner", "", "")


def test_many_to_many_without_a_model_is_listed() -> None:
    assert table("products").joins["insert"] == {"tags", "related", "related_from"}


def test_join_table_that_is_not_exposed_is_not_written() -> None:
    catalog = build_catalog(["shop.Product", "shop.Customer"]).catalog
    assert catalog.tables["customers"].relations["purchased"].way is None


def test_unique_sets() -> None:
    assert frozenset({"code"}) in table("products").unique
    assert frozenset({"slug"}) in table("tags").unique
    assert table("shelves").unique == (frozenset({"aisle", "place"}),)
    assert frozenset({"code"}) in table("bundles").unique


def test_foreign_keys_say_what_they_point_to() -> None:
    assert table("products").columns["owner_id"].references == "customers"
    assert table("products").columns["name"].references == ""
    alone = build_catalog(["shop.Product"]).catalog.tables["products"]
    assert alone.columns["owner_id"].references == NOBODY


def test_alias_without_a_column_does_not_write_it() -> None:
    tables = [{"name": "offers", "table": "products", "blocklist": ["price"]}]
    offers = shop(TABLES=tables).tables["offers"]
    assert "price" not in offers.writes["insert"]
    assert "name" in offers.writes["insert"]


def test_fingerprint_covers_what_may_be_written() -> None:
    catalog = shop()
    products = catalog.tables["products"]
    less = {**products.writes, "insert": {}}
    for changed in (
        replace(products, writes=less),
        replace(products, joins={}),
        replace(products, unique=()),
    ):
        other = replace(catalog, tables={**catalog.tables, "products": changed})
        assert other.fingerprint() != catalog.fingerprint()
    assert shop().fingerprint() == catalog.fingerprint()
