"""A shop with hidden rows, a role that must not notice them, and tripwires in the databases.

Every hidden text holds the word ``hidden``.  The tripwires are the operators themselves: an operator that may
not look at any row (``Dialect.any_row``) raises an error when it is given such a text.  They cost nothing, so
that a planner is glad to evaluate them first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connections, transaction

from django_graphgate.dialects import dialect
from tests.support.shop.models import Category, Customer, Product, Purchase, Tag
from tests.support.shop.running import role_of

VISIBLE = "{ is_public: { eq: true } }"
ROLE = role_of(
    {
        "name": "narrow",
        "tables": [
            {"name": "products", "query": {"filters": [VISIBLE], "columns": ["*"]}},
            {"name": "bundles", "query": {}},
            {"name": "customers", "query": {"filters": ["{ id: { neq: 6 } }"], "columns": ["*"]}},
            {"name": "purchases", "query": {"filters": ["{ quantity: { gt: 0 } }"]}},
            {"name": "categories", "query": {}},
            {"name": "tags", "query": {}},
        ],
    }
)
"""Whoever reads products reads three of them less; categories and tags are hidden under hidden products only."""

ALONG = replace(
    ROLE,
    rules=tuple(
        replace(one, filters=("{ not: { category: { id: { eq: 6 } } } }",))
        if one.table == "products"
        else one
        for one in ROLE.rules
    ),
)
"""The same rows, by a rule that servers look at late: it follows a relation."""

TEXT_VALUES: Mapping[str, Any] = {
    **dict.fromkeys(("eq", "neq", "gt", "gte", "lt", "lte", "distinct", "not_distinct"), "hidden"),
    "in": ["hidden", "Lamp"],
    "nin": ["hidden", "Lamp"],
    **dict.fromkeys(("like", "nlike", "ilike", "nilike"), "%a%"),
    **dict.fromkeys(("starts_with", "istarts_with", "ends_with", "iends_with"), "L"),
    **dict.fromkeys(("contains_text", "icontains_text"), "a"),
    **dict.fromkeys(("similar", "nsimilar"), "%a%"),
    **dict.fromkeys(("regex", "nregex", "iregex", "niregex"), "a"),
    "is_null": False,
}
JSON_VALUES: Mapping[str, Any] = {
    **{name: {"color": "red"} for name in ("eq", "neq", "distinct", "not_distinct")},
    **{name: {"color": "red"} for name in ("contains", "contained_in")},
    **{name: [{"color": "red"}, 1] for name in ("in", "nin", "has_in_common")},
    **{name: ["color", "hidden"] for name in ("has_key_any", "has_key_all")},
    "has_key": "color",
    "is_null": False,
}


def literal(value: Any) -> str:
    """A JSON value as GraphQL writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    return json.dumps(value)


POSITIONS: Mapping[str, str] = {
    "where": "{ products(where: %P) { id } }",
    "beside a safe term": "{ products(where: { and: [{ id: { gt: 0 } }, %P, { stock: { gte: 0 } }] }) { id } }",
    "or": "{ products(where: { or: [%P, { id: { eq: 3 } }] }) { id } }",
    "or with what always holds": "{ products(where: { or: [%P, {}] }) { id } }",
    "not": "{ products(where: { not: %P }) { id } }",
    "deep and": "{ products(where: { and: [{ and: [%P, { id: { lt: 99 } }] }, { id: { gt: 0 } }] }) { id } }",
    "object": "{ product(where: %P) { id } }",
    "along a list": "{ customers(where: { products: %P }) { id } }",
    "not along a list": "{ customers(where: { not: { products: %P } }) { id } }",
    "along a row": "{ purchases(where: { product: %P }) { id } }",
    "along a join table": "{ tags(where: { products: %P }) { id } }",
    "along a join table with a rule": "{ customers(where: { purchased: %P }) { id } }",
    "two relations away": "{ categories(where: { products: { owner: { products: %P } } }) { id } }",
    "in a list": "{ customers { id products(where: %P) { id } } }",
    "in a list of a list": "{ categories { products { related(where: %P) { id } } } }",
    "not related": "{ customers { id products(where: %P) @notRelated { id } } }",
    "field shown if": "{ products { id name(includeIf: %P) } }",
    "field skipped if": "{ products { id name(skipIf: %P) } }",
    "selector shown if": "{ customers { id purchases(includeIf: { products: %P }) { id } } }",
    "selector skipped if": "{ categories { id children(skipIf: { products: %P }) { id } } }",
    "ordered": "{ products(where: %P, order_by: [{ owner: { name: desc } }, { price: asc }]) { id } }",
    "ordered by a list": "{ products(where: %P, order_by: [{ id_in_order: { values: [3, 8, 1] } }]) { id } }",
    "distinct": "{ products(where: %P, distinct: [category_id]) { id } }",
    "total": "{ products_connection(where: %P) { totalCount } }",
    "total of distinct": "{ products_connection(where: %P, distinct: [category_id]) { totalCount } }",
    "total along a list": "{ customers { products_connection(where: %P) { totalCount } } }",
    "page": "{ products(where: %P, first: 2) { id } products_cursor }",
    "page after": ("query ($c: String) { products(where: %P, first: 2, after: $c) { id } products_cursor }"),
    "page before": (
        "query ($c: String) { products_connection(where: %P, last: 2, before: $c)"
        " { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { id } } } }"
    ),
}
"""Where a filter over products may stand."""

UNDER_HIDDEN_ROWS: Mapping[str, str] = {
    "along a row": "{ products(where: { category: %K }) { id } }",
    "along a join table": "{ products(where: { tags: %T }) { id } }",
    "not along a join table": "{ products(where: { not: { tags: %T } }) { id } }",
    "two relations away": "{ customers(where: { products: { category: %K } }) { id } }",
    "in an object": "{ products { id tags(where: %T) { id } } }",
    "field shown if": "{ products { id name(includeIf: { tags: %T }) } }",
    "inherited": "{ bundles(where: %P) { pieces } }",
    "along an inherited relation": "{ bundles(where: { tags: %T }) { pieces } }",
}
"""Where a filter reaches rows that no rule hides, beside some that the role gets to from hidden rows alone."""


def hide(alias: str) -> None:
    """Rows that the role must not notice."""
    hidden = Product.objects.using(alias).filter(is_public=False)
    hidden.update(name="hidden", description="hidden", attributes=["hidden"], category_id=6)
    Purchase.objects.using(alias).filter(product__is_public=False).update(quantity=-1)
    Customer.objects.using(alias).filter(id=6).update(name="hidden", email="hidden")
    Category.objects.using(alias).filter(id=6).update(name="hidden")
    Tag.objects.using(alias).filter(id=4).update(slug="hidden")


def remove(alias: str) -> None:
    """The database without the rows that a rule of the role hides."""
    Product.objects.using(alias).filter(is_public=False).delete()
    Purchase.objects.using(alias).filter(quantity__lte=0).delete()
    Customer.objects.using(alias).filter(id=6).delete()


@contextmanager
def put_back(alias: str) -> Iterator[None]:
    with transaction.atomic(using=alias):
        yield
        transaction.set_rollback(True, using=alias)


# -- tripwires ------------------------------------------------------------------------------------

_TRIPWIRE = """
CREATE FUNCTION tripwire.{name}(text, text) RETURNS bool LANGUAGE plpgsql
  IMMUTABLE STRICT PARALLEL SAFE COST 0.0001 AS $$
BEGIN
  IF strpos($1, 'hidden') > 0 THEN RAISE EXCEPTION 'looked at a hidden row'; END IF;
  RETURN $1 OPERATOR(pg_catalog.{operator}) $2;
END $$;
CREATE OPERATOR tripwire.{operator} (LEFTARG = text, RIGHTARG = text, FUNCTION = tripwire.{name});
"""
_ITEMS = """
CREATE FUNCTION tripwire.jsonb_array_elements(jsonb) RETURNS SETOF jsonb LANGUAGE plpgsql
  IMMUTABLE STRICT PARALLEL SAFE COST 0.0001 AS $$
BEGIN
  IF $1::text LIKE '%hidden%' THEN RAISE EXCEPTION 'looked at a hidden row'; END IF;
  RETURN QUERY SELECT pg_catalog.jsonb_array_elements($1);
END $$;
"""


_PLACE = """
CREATE FUNCTION tripwire.array_position(text[], varchar) RETURNS int LANGUAGE plpgsql
  IMMUTABLE PARALLEL SAFE COST 0.0001 AS $$
BEGIN
  IF $2 LIKE '%hidden%' THEN RAISE EXCEPTION 'looked at a hidden row'; END IF;
  RETURN pg_catalog.array_position($1, $2::text);
END $$;
"""


def tripwire(name: str, operator: str) -> str:
    """An operator of PostgreSQL over texts, in front of its own of that name."""
    return _TRIPWIRE.replace("{name}", name).replace("{operator}", operator)


def _tripwires_of_postgresql() -> None:
    operators = {"matches": "~", "imatches": "~*", "differs": "!~", "idiffers": "!~*"}
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA tripwire")
        for name, operator in operators.items():
            cursor.execute(tripwire(name, operator))
        cursor.execute(_ITEMS + _PLACE)
        cursor.execute("SET LOCAL search_path = tripwire, pg_catalog, public")


def _raising(function: Callable[..., Any]) -> Callable[..., Any]:
    def raising(*given: Any) -> Any:
        value = given[0].decode(errors="replace") if isinstance(given[0], bytes) else given[0]
        if isinstance(value, str) and "hidden" in value:
            raise AssertionError("looked at a hidden row")
        return function(*given)

    return raising


def _tripwires_of_sqlite(*, raising: bool) -> None:
    connection = connections["sqlite"].connection
    for name, (count, function) in dialect("sqlite").functions.items():
        if name == "gg_like" or name.startswith("gg_json"):
            wanted = _raising(function) if raising else function
            connection.create_function(name, count, wanted, deterministic=True)


@contextmanager
def tripwires(alias: str) -> Iterator[None]:
    """Operators that may not look at any row raise an error over a hidden one."""
    if alias == "default":
        _tripwires_of_postgresql()
        yield
        return
    _tripwires_of_sqlite(raising=True)
    try:
        yield
    finally:
        _tripwires_of_sqlite(raising=False)


# -- plans ----------------------------------------------------------------------------------------

_PARALLEL = {
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
    "min_parallel_index_scan_size": "0",
    "max_parallel_workers_per_gather": "2",
}
PLANS: Mapping[str, Mapping[str, str]] = {
    "as it likes": {},
    "no index": {"enable_indexscan": "off", "enable_bitmapscan": "off", "enable_indexonlyscan": "off"},
    "indices": {"enable_seqscan": "off"},
    "nested loops": {"enable_hashjoin": "off", "enable_mergejoin": "off"},
    "hash joins": {"enable_nestloop": "off", "enable_mergejoin": "off"},
    "merge joins": {"enable_nestloop": "off", "enable_hashjoin": "off"},
    "in parallel": _PARALLEL,
}
"""Settings that force the planner of PostgreSQL one way or another."""


@contextmanager
def planned(cache_mode: str, plan: str) -> Iterator[None]:
    """Plans of that sort for all statements of the block."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        for name, value in {"plan_cache_mode": cache_mode, **PLANS[plan]}.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        yield
        cursor.execute("DISCARD PLANS")
        transaction.set_rollback(True)
