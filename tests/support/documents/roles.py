"""Five roles for each world: all, columns, masks, rows, limits, blocks and tables that are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Roles = Mapping[str, tuple[dict[str, Any] | None, str | None]]
"""A role in the shape of ``roles.json``, nothing for one that may read everything, and the user's id."""


def _role(name: str, **tables: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "tables": [{"name": table, "query": query} for table, query in tables.items()]}


def _if(name: str, where: str) -> dict[str, str]:
    """A column that is NULL in rows for which the filter does not hold."""
    return {"name": name, "if": where}


PUBLIC = "{ is_public: { eq: true } }"
_MASKED = (
    "small",
    "big",
    "real",
    "exact",
    "text",
    "day",
    "clock",
    "moment",
    "span",
    "blob",
    "document",
    "address",
)
SHOP: Roles = {
    "everything": (None, "2"),
    "guest": (
        _role(
            "guest",
            products={"columns": ["id", "name", "price", "attributes"], "filters": [PUBLIC], "limit": 3},
            tags={"columns": ["slug"], "filters": ['{ slug: { neq: "rare" } }']},
            categories={"filters": ["{ or: [{ parent_id: { is_null: true } }, { id: { lt: 5 } }] }"]},
            customers={"columns": ["name"], "filters": ["{ id: { eq: $user_id } }"]},
            odds={},
            samples={"columns": ["*", _if("number", "{ not: { small: { eq: $user_id } } }")], "limit": 4},
        ),
        None,
    ),
    "user": (
        _role(
            "user",
            products={
                "columns": [
                    "*",
                    _if("description", "{ owner_id: { eq: $user_id } }"),
                    _if("stock", '{ tags: { slug: { neq: "new" } } }'),
                    _if("attributes", "{ not: { category: { id: { eq: 2 } } } }"),
                    _if("created_at", "{ or: [{ stock: { gt: 4 } }, { weight: { is_null: true } }] }"),
                ],
                "filters": [f"{{ or: [{PUBLIC}, {{ owner_id: {{ eq: $user_id }} }}] }}"],
            },
            customers={"columns": ["id", "name", "birthday"], "filters": ["{ is_active: { eq: true } }"]},
            purchases={"filters": ["{ customer_id: { eq: $user_id } }"], "limit": 2},
            categories={"filters": ['{ name: { neq: "Novels" } }']},
            tags={"filters": ['{ slug: { neq: "rare" } }', "{ id: { lt: 4 } }"]},
            profiles={"block": True},
            shelves={"filters": [f"{{ product: {PUBLIC} }}"]},
            vouchers={"columns": ["*"], "filters": ["{ customer: { purchases: { quantity: { gt: 1 } } } }"]},
        ),
        "1",
    ),
    "buyer": (
        _role(
            "buyer",
            customers={"columns": ["*", "api_token"], "filters": ["{ not: { email: { eq: $user_id } } }"]},
            products={"columns": ["name", "price", "stock", "weight"], "limit": 4},
            purchases={
                "columns": ["*", _if("quantity", "{ customer: { products: { price: { gt: 10 } } } }")],
                "filters": ["{ product: { owner: { is_active: { eq: true } } } }"],
            },
            samples={
                "columns": ["*", *(_if(name, "{ flag: { eq: true } }") for name in _MASKED), _if("ident", "false")]
            },
            bundles={"filters": ["false"]},
            specimens={"filters": ["{ flag: { eq: true } }"], "limit": 2},
            palettes={"filters": ["{ name: { neq: \"odd\" } }"]},
            sheep={},
        ),
        "3",
    ),
    "clerk": (
        _role(
            "clerk",
            products={"filters": ["{ tags: { slug: { in: [\"new\", \"sale\"] } } }"]},
            tags={"limit": 0},
            purchases={"columns": []},
            customers={"filters": ["{ products: { price: { gt: 10 } } }"], "limit": 3},
            shelves={"columns": ["aisle", "place"], "limit": 3},
            palettes={"columns": ["*", _if("colors", '{ name: { neq: "odd" } }'), _if("sizes", "{ id: { gt: 1 } }")]},
            samples={"columns": ["document", "blob", "text"]},
        ),
        "4",
    ),
}  # fmt: skip
EXPANSE: Roles = {
    "everything": (None, "1"),
    "guest": (
        _role(
            "guest",
            sheets={"columns": ["id", "small_0", "word_1", "real_2", "flag_3", "moment_0", "document_1", "blob_1"]},
            alphas={"columns": ["id", "rank", "name"], "filters": ["{ rank: { neq: 2 } }"], "limit": 3},
            betas={"filters": ["{ best_alpha: { rank: { in: [0, 1] } } }"]},
            gammas={"columns": ["code", "rank"]},
        ),
        None,
    ),
    "user": (
        _role(
            "user",
            alphas={"filters": ["{ or: [{ id: { eq: $user_id } }, { friends_of: { id: { eq: $user_id } } }] }"]},
            betas={"block": True},
            gammas={"filters": ["{ beta: { rank: { gt: 0 } } }"], "limit": 2},
            knots={},
            sheets={
                "columns": ["id", "big_0", _if("exact_1", "{ flag_0: { eq: true } }"), "text_1", "span_1", "ident_0"],
                "limit": 4,
            },
        ),
        "2",
    ),
    "narrow": (
        _role(
            "narrow",
            alphas={"columns": [_if("name", "{ rank: { gt: 0 } }"), _if("rank", "{ gammas: { rank: { gt: 0 } } }")]},
            betas={"columns": ["name", "sheet_id"], "filters": ['{ not: { name: { eq: "a" } } }']},
            knots={"filters": ["{ weight: { is_null: false } }"]},
            sheets={"filters": ["{ flag_0: { eq: true } }"]},
        ),
        "3",
    ),
    "clerk": (
        _role(
            "clerk",
            alphas={"filters": ["{ gammas: { fans: { rank: { lt: 2 } } } }"], "limit": 5},
            betas={"limit": 0},
            gammas={"filters": ["false"]},
            knots={"columns": []},
            sheets={"columns": ["day_0", "clock_1", "address_1", "whole_0"]},
        ),
        "4",
    ),
}  # fmt: skip
ATLAS: Roles = {
    "everything": (None, "1"),
    "planner": (
        _role(
            "planner",
            airports={
                "columns": [
                    "id",
                    "iata",
                    _if("name", "{ city: { airports: { elevation: { lt: 50 } } } }"),
                    "elevation",
                ],
                "limit": 4,
            },
            countries={"filters": ['{ neighbours: { continent: { eq: "EU" } } }']},
            cities={"filters": ["{ airports: { elevation: { gt: 100 } } }"]},
            trips={
                "filters": ["{ owner: { is_active: { eq: true } } }"],
                "columns": ["id", "date", _if("price", "{ owner: { id: { eq: $user_id } } }")],
            },
            travellers={"columns": ["username"], "filters": ["{ id: { neq: $user_id } }"]},
        ),
        "2",
    ),
}
"""Beside the three of the example project."""
