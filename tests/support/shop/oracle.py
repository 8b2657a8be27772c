"""The shop as the oracle knows it: the fixture's lists, and the relations by hand."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import parse_value

from tests.support.oracle import answers, worlds
from tests.support.oracle.differences import difference
from tests.support.oracle.worlds import Caller, Link, Row, TableOf, World
from tests.support.shop import fixture
from tests.support.shop.exact import Pairs

__all__ = ["SHOP", "TABLES", "Caller", "answer", "caller", "difference"]


def _rows(names: str, rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


def _one(target: str, here: str, there: str = "id") -> Link:
    return Link(target, here, there, many=False)


def _many(target: str, there: str, here: str = "id") -> Link:
    return Link(target, here, there, many=True)


def _through(target: str, table: str, near: str, far: str) -> Link:
    return Link(target, "id", "id", many=True, by=(table, near, far))


JOINS: Mapping[str, list[Row]] = {
    "product_tags": _rows("product_id tag_id", fixture.PRODUCT_TAGS),
    "related": _rows("from_id to_id", fixture.RELATED),
}
_SCALAR_KINDS = {
    "id": "int", "small": "int", "number": "int", "big": "int", "real": "float", "exact": "decimal:5",
    "flag": "bool", "text": "text", "ident": "uuid", "day": "date", "clock": "time", "moment": "datetime",
    "span": "duration", "blob": "bytes", "document": "json", "address": "inet",
}  # fmt: skip
_PURCHASES = [
    {**row, "total": row["quantity"] * row["unit_price"]}
    for row in _rows("id customer_id product_id quantity unit_price bought_at", fixture.PURCHASES)
]

TABLES: Mapping[str, TableOf] = {
    "categories": TableOf(
        "Category",
        "category",
        {"id": "int", "name": "text", "parent_id": "int"},
        _rows("id name parent_id", fixture.CATEGORIES),
        links={
            "parent": _one("categories", "parent_id"),
            "children": _many("categories", "parent_id"),
            "products": _many("products", "category_id"),
        },
    ),
    "tags": TableOf(
        "Tag",
        "tag",
        {"id": "int", "slug": "text"},
        _rows("id slug", fixture.TAGS),
        links={"products": _through("products", "product_tags", "tag_id", "product_id")},
    ),
    "customers": TableOf(
        "Customer",
        "customer",
        {
            "id": "int", "name": "text", "email": "text", "password": "text", "api_token": "text",
            "is_active": "bool", "birthday": "date", "balance": "decimal:2", "referrer_id": "int",
        },
        _rows(
            "id name email password api_token is_active birthday balance referrer_id note", fixture.CUSTOMERS
        ),
        links={
            "referrer": _one("customers", "referrer_id"),
            "referred": _many("customers", "referrer_id"),
            "purchased": _through("products", "purchases", "customer_id", "product_id"),
            "profile": _one("profiles", "id", "customer_id"),
            "products": _many("products", "owner_id"),
            "purchases": _many("purchases", "customer_id"),
            "vouchers": _many("vouchers", "customer_id"),
        },
    ),
    "profiles": TableOf(
        "Profile",
        "profile",
        {"customer_id": "int", "bio": "text", "picture": "bytes"},
        _rows("customer_id bio picture", fixture.PROFILES),
        key=("customer_id",),
        links={"customer": _one("customers", "customer_id")},
    ),
    "products": TableOf(
        "Product",
        "product",
        {
            "id": "int", "name": "text", "description": "text", "price": "decimal:2", "stock": "int",
            "attributes": "json", "is_public": "bool", "created_at": "datetime", "weight": "float",
            "code": "uuid", "owner_id": "int", "category_id": "int",
        },
        _rows(
            "id name description price stock attributes is_public created_at weight code owner_id"
            " category_id",
            fixture.PRODUCTS,
        ),
        links={
            "owner": _one("customers", "owner_id"),
            "category": _one("categories", "category_id"),
            "tags": _through("tags", "product_tags", "product_id", "tag_id"),
            "related": _through("products", "related", "from_id", "to_id"),
            "related_from": _through("products", "related", "to_id", "from_id"),
            "buyers": _through("customers", "purchases", "product_id", "customer_id"),
            "bundle": _one("bundles", "id", "product_ptr_id"),
            "purchases": _many("purchases", "product_id"),
            "shelves": _many("shelves", "product_id"),
        },
    ),
    "bundles": TableOf(
        "Bundle",
        "bundle",
        {"product_ptr_id": "int", "pieces": "int"},
        _rows("product_ptr_id pieces", fixture.BUNDLES),
        key=("product_ptr_id",),
        links={"product_ptr": _one("products", "product_ptr_id")},
    ),
    "purchases": TableOf(
        "Purchase",
        "purchase",
        {
            "id": "int", "customer_id": "int", "product_id": "int", "quantity": "int",
            "unit_price": "decimal:2", "total": "decimal:2", "bought_at": "datetime",
        },
        _PURCHASES,
        links={"customer": _one("customers", "customer_id"), "product": _one("products", "product_id")},
    ),
    "vouchers": TableOf(
        "Voucher",
        "voucher",
        {"id": "uuid", "customer_id": "int", "amount": "decimal:2", "valid_for": "duration"},
        _rows("id customer_id amount valid_for", fixture.VOUCHERS),
        links={"customer": _one("customers", "customer_id")},
    ),
    "shelves": TableOf(
        "Shelf",
        "shelf",
        {"aisle": "text", "place": "int", "product_id": "int"},
        _rows("aisle place product_id", fixture.SHELVES),
        key=("aisle", "place"),
        links={"product": _one("products", "product_id")},
    ),
    "sheep": TableOf(
        "Sheep",
        "sheep_one",
        {"id": "int", "name": "text", "mother_id": "int"},
        _rows("id name mother_id", fixture.SHEEP),
        links={"mother": _one("sheep", "mother_id")},
    ),
    "odds": TableOf(
        "Odd",
        "odd",
        {
            "key": "int", "where": "text", "order_by": "int", "limit": "int", "t0": "text", "j": "text",
            "next_id": "int",
        },
        _rows("key where order_by limit t0 j next_id", fixture.ODDS),
        key=("key",),
        links={"next": _one("odds", "next_id", "key"), "previous": _many("odds", "next_id", "key")},
    ),
    "palettes": TableOf(
        "Palette",
        "palette",
        {
            "id": "int", "name": "text", "colors": "list:text", "notes": "list:text", "sizes": "list:int",
            "counts": "list:int", "prices": "list:decimal:2", "moments": "list:datetime", "idents": "list:uuid",
        },
        _rows(fixture.PALETTE, fixture.PALETTES),
    ),
    "samples": TableOf("Sample", "sample", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SAMPLES)),
    "specimens": TableOf(
        "Specimen", "specimen", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SPECIMENS)
    ),
}  # fmt: skip

NAMED_ORDERS = {
    "cheap": parse_value("[{ price: asc }, { name: desc }]"),
    "heavy": parse_value("[{ weight: desc_nulls_last }]"),
    "stocked": parse_value("[{ stock: desc }]"),
}
"""The orderings of products that the tests' settings name."""

SHOP = World(TABLES, JOINS, {"products": NAMED_ORDERS})

caller = functools.partial(worlds.caller, world=SHOP)


def answer(text: str, variables: Mapping[str, Any] | None = None, who: Caller | None = None) -> Pairs:
    """The ``data`` of a strict document over the shop."""
    return answers.answer(text, variables, who or Caller(SHOP))
