"""The catalogue of the shop's models: what is in it, under which names, and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import override_settings

from django_graphgate.catalog import get_built, get_catalog, get_fingerprint
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Hop, Relation
from tests.support.shop.oracle import TABLES


def catalog_of(**settings: Any) -> Catalog:
    with override_settings(GRAPHGATE={"MODELS": ["shop"], **settings}):
        return get_catalog()


def relation(table: str, name: str, **settings: Any) -> Relation:
    return catalog_of(**settings).tables[table].relations[name]


def ends(hop: Hop) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
    return hop.db_table, hop.table, hop.pairs


# --------------------------------------------------------------------------------- what is exposed


def test_model_that_nobody_listed_is_in_it() -> None:
    assert set(catalog_of(MODELS=()).tables) == set()
    assert set(catalog_of(MODELS=["shop.Tag"]).tables) == {"tags"}
    assert set(catalog_of(MODELS=["shop.Tag", "shop.Product", "shop.Tag"]).tables) == {"tags", "products"}


def test_app_is_not_in_it() -> None:
    """All models of the app; a proxy is another class over a table that is there already."""
    assert set(catalog_of().tables) == set(TABLES)


def test_relation_leads_to_a_model_that_nobody_listed() -> None:
    product = catalog_of(MODELS=["shop.Product"]).tables["products"]
    assert set(product.relations) == {"related", "related_from"}
    assert "owner_id" in product.columns


@pytest.mark.parametrize("entry", ["nowhere", "shop.Nothing", "shop.", "", ".", "shop.Product.name", "Shop"])
def test_model_that_does_not_exist_is_passed_over(entry: str) -> None:
    with pytest.raises(ConfigurationError):
        catalog_of(MODELS=[entry])


def test_proxy_exposes_the_whole_table() -> None:
    with pytest.raises(ConfigurationError, match="proxy"):
        catalog_of(MODELS=["shop.CheapProduct"])


def test_join_model_that_nobody_listed_has_no_rules() -> None:
    """No rule can be for it, so nobody passes: its rows may be what must stay hidden."""
    way = relation("customers", "purchased", MODELS=["shop.Customer", "shop.Product"])
    assert way.hops[0].table not in (None, *catalog_of(MODELS=["shop.Customer", "shop.Product"]).tables)


@pytest.mark.parametrize(
    ("blocked", "gone"),
    [
        (["tags"], {"tags"}),
        (["products.price"], {"products.price"}),
        (["price"], {"products.price"}),
        (["products.tags"], {"products.tags"}),
        (["id"], {f"{name}.id" for name, one in TABLES.items() if "id" in one.kinds}),
    ],
)
def test_blocked_name_is_in_it(blocked: list[str], gone: set[str]) -> None:
    def names(found: Catalog) -> set[str]:
        inside = {f"{t.name}.{one}" for t in found.tables.values() for one in (*t.columns, *t.relations)}
        return inside | set(found.tables)

    before, after = names(catalog_of()), names(catalog_of(BLOCKLIST=blocked))
    missing = before - after
    assert gone <= missing
    others = {one for one in missing if not one.startswith("bundles.")}  # a bundle has its product's columns
    led_there = {
        f"{table.name}.{name}"
        for table in catalog_of().tables.values()
        for name, way in table.relations.items()
        if way.target in gone or any(hop.table in gone for hop in way.hops)
    }
    led_there |= {"tags.products"} if "products.tags" in gone else set()  # the way back goes with it
    assert {one for one in others if one.split(".")[0] not in gone} <= gone | led_there
    assert after <= before


def test_blocked_key_gives_no_tie_break() -> None:
    product = catalog_of(BLOCKLIST=["products.id"]).tables["products"]
    assert "id" not in product.columns
    assert [key.column for key in product.keys.values()] == ["id"]


# ------------------------------------------------------------------------------------------ columns


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_others(table: str) -> None:
    found, expected = catalog_of().tables[table], TABLES[table]
    assert expected.kinds.keys() <= found.columns.keys()
    assert (found.object_name, found.type_name) == (expected.single, expected.type_name)
    assert found.primary_key == expected.key
    for name, kind in expected.kinds.items():
        codec = str(found.columns[name].codec).replace("array:", "list:")
        assert codec.split(":")[0] == kind.split(":")[0]
        assert codec[:5] != "list:" or codec.split(":")[1] == kind.split(":")[1]


def test_null_is_not_expected() -> None:
    tables = catalog_of().tables
    assert {name for name, one in tables["samples"].columns.items() if not one.nullable} == {"id"}
    assert not any(one.nullable for one in tables["specimens"].columns.values())
    assert tables["products"].columns["category_id"].nullable
    assert not tables["products"].columns["owner_id"].nullable


def test_secret_does_not_look_like_one() -> None:
    secret = {
        f"{t.name}.{one.name}"
        for t in catalog_of().tables.values()
        for one in t.columns.values()
        if one.secret
    }
    assert secret == {"customers.password", "customers.api_token", "odds.key", "odds.next_id"}


def test_field_with_its_own_conversion_is_shown() -> None:
    with override_settings(GRAPHGATE={"MODELS": ["shop"]}):
        assert "note" not in get_catalog().tables["customers"].columns
        assert "shop.Customer.note" in str(get_built().refused)


def test_number_is_bounded_otherwise_than_its_column() -> None:
    columns = catalog_of().tables["specimens"].columns
    assert str(columns["small"].codec) == "int:0:32767"
    assert str(columns["number"].codec) == "int:0:2147483647"
    assert str(columns["big"].codec) == "int:0:9223372036854775807"
    assert str(catalog_of().tables["samples"].columns["small"].codec) == "int:-32768:32767"
    assert str(columns["exact"].codec) == "decimal:15:5"


def test_generated_column_is_missing() -> None:
    assert str(catalog_of().tables["purchases"].columns["total"].codec) == "decimal:12:2"


@pytest.mark.parametrize(("aware", "codec"), [(True, "datetime"), (False, "datetime_naive")])
def test_moment_does_not_follow_use_tz(aware: bool, codec: str) -> None:
    with override_settings(USE_TZ=aware):
        assert str(catalog_of().tables["samples"].columns["moment"].codec) == codec


def test_names_of_the_database_are_shown() -> None:
    odd = catalog_of().tables["odds"]
    assert {name: one.column for name, one in odd.columns.items()} == {
        "key": "Select", "where": "from where; --", "order_by": "it's", "limit": "Größe", "t0": "t0",
        "j": "j",
        "next_id": "camelCase.next",
    }  # fmt: skip
    assert odd.db_table == "Odd Table; --"


# ---------------------------------------------------------------------------------------- relations


@pytest.mark.parametrize("table", TABLES)
def test_relations_are_others(table: str) -> None:
    found, expected = catalog_of().tables[table].relations, TABLES[table].links
    assert expected.keys() <= found.keys()
    for name, link in expected.items():
        assert (found[name].target, found[name].many) == (link.target, link.many)
        assert len(found[name].hops) == (2 if link.by else 1)


def test_foreign_key_joins_other_columns() -> None:
    assert ends(relation("products", "owner").hops[0]) == (
        "shop_customer",
        "customers",
        (("owner_id", "id"),),
    )
    assert ends(relation("customers", "products").hops[0]) == (
        "shop_product",
        "products",
        (("id", "owner_id"),),
    )
    assert ends(relation("odds", "next").hops[0]) == (
        "Odd Table; --",
        "odds",
        (("camelCase.next", "Select"),),
    )
    assert ends(relation("odds", "previous").hops[0]) == (
        "Odd Table; --",
        "odds",
        (("Select", "camelCase.next"),),
    )


def test_one_to_one_is_a_list() -> None:
    assert not relation("customers", "profile").many
    assert ends(relation("customers", "profile").hops[0]) == (
        "shop_profile",
        "profiles",
        (("id", "customer_id"),),
    )


def test_many_to_many_goes_another_way() -> None:
    into, onto = relation("products", "tags").hops
    assert ends(into) == ("shop_product_tags", None, (("id", "product_id"),))
    assert ends(onto) == ("shop_tag", "tags", (("tag_id", "id"),))
    into, onto = relation("tags", "products").hops
    assert ends(into) == ("shop_product_tags", None, (("id", "tag_id"),))
    assert ends(onto) == ("shop_product", "products", (("product_id", "id"),))


def test_directions_of_a_relation_to_itself_are_swapped() -> None:
    assert relation("products", "related").hops[0].pairs == (("id", "from_product_id"),)
    assert relation("products", "related_from").hops[0].pairs == (("id", "to_product_id"),)


def test_join_model_loses_its_rules() -> None:
    assert [hop.table for hop in relation("customers", "purchased").hops] == ["purchases", "products"]
    assert [hop.table for hop in relation("products", "buyers").hops] == ["purchases", "customers"]


def test_hidden_relation_is_shown() -> None:
    assert set(catalog_of().tables["sheep"].relations) == {"mother"}


# --------------------------------------------------------------------------------------- fingerprint


def test_fingerprint_does_not_change_with_the_models() -> None:
    found = {
        catalog_of(**settings).fingerprint()
        for settings in (
            {},
            {"MODELS": ["shop.Tag"]},
            {"BLOCKLIST": ["tags"]},
            {"BLOCKLIST": ["products.price"]},
        )
    }
    assert len(found) == 4
    with override_settings(USE_TZ=False):
        assert catalog_of().fingerprint() not in found


def test_fingerprint_changes_by_itself() -> None:
    with override_settings(GRAPHGATE={"MODELS": ["shop"]}):
        first = get_fingerprint()
        assert len(first) == 64
        json.dumps(first)
    assert catalog_of().fingerprint() == first
