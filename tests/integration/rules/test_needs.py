"""A fact about the caller that is missing: the rule that needs it holds for no row, wherever it is met."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import RequestFacts, Runnable
from django_graphgate.ir.codec import BIGINT
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.variables import Configured
from django_graphgate.rules.model import StoredRole
from tests.support.shop.exact import loads
from tests.support.shop.fixture import load
from tests.support.shop.running import DEFAULT_LIMIT, DIGEST, LIMITS, role_of

WHO = Parameter(source="caller", codec=BIGINT, name="user_id")
VARIABLES = {
    "header": Configured(source="header", header="X-Tenant"),
    "claim": Configured(source="claim"),
    "nothing": Configured(source="value", value=None),
    "nothings": Configured(source="value", value=(None,)),
    "subquery": Configured(source="sql", sql=("SELECT coalesce(", WHO, ", 1)")),
    "no_row": Configured(source="sql", sql=("SELECT 1 WHERE 1 = 0",)),
}
FACTS = ("user_id", *VARIABLES)

RULES = {
    "not, along a relation": ("{ not: { customer: { id: { eq: %s } } } }", "{ not: { purchases: { id: { eq: %s } } } }"),
    "not in, along a relation": (
        "{ not: { customer: { id: { in: %s } } } }",
        "{ not: { purchases: { id: { in: %s } } } }",
    ),
    "nin": ("{ customer_id: { nin: %s } }", "{ id: { nin: %s } }"),
    "or": (
        "{ or: [{ quantity: { gt: -9 } }, { customer_id: { eq: %s } }] }",
        "{ or: [{ id: { gt: 0 } }, { id: { eq: %s } }] }",
    ),
    "distinct": ("{ customer_id: { distinct: %s } }", "{ id: { distinct: %s } }"),
    "one of a list": ("{ quantity: { in: [1, 2, 3, %s] } }", "{ id: { in: [1, 2, 3, 4, 5, 6, %s] } }"),
    "equal": ("{ customer_id: { eq: %s } }", "{ id: { eq: %s } }"),
    "two relations away": (
        "{ not: { product: { owner: { id: { eq: %s } } } } }",
        "{ not: { products: { tags: { id: { eq: %s } } } } }",
    ),
}  # fmt: skip
"""Of purchases and of customers; one that shows nothing but NULL stands beside those that made true of it."""

PLACES: dict[str, Any] = {
    "{ purchases { id } }": {"purchases": None},
    "{ purchase { id } }": {"purchase": None},
    "{ product(id: 1) { purchases { id } } }": {"product": {"purchases": None}},
    "{ product(id: 1) { purchases @notRelated { id } } }": {"product": {"purchases": None}},
    "{ purchases_connection { totalCount } }": {"purchases_connection": None},
    "{ products(where: { purchases: {} }) { id } }": {"products": []},
    "{ product(id: 1) { id(includeIf: { purchases: {} }) } }": {"product": {"id": None}},
    "{ product(id: 1) { id(skipIf: { not: { purchases: {} } }) } }": {"product": {"id": None}},
    "{ product(id: 1) { id(includeIf: { not: { purchases: {} } }) } }": {"product": {"id": 1}},
    "{ product(id: 1) { tags(includeIf: { purchases: {} }) { id } } }": {"product": {"tags": None}},
    "{ products_connection(where: { purchases: {} }) { totalCount } }": {
        "products_connection": {"totalCount": 0}
    },
    "{ tags_connection(where: { products: { purchases: {} } }) { totalCount } }": {
        "tags_connection": {"totalCount": 0}
    },
    "{ products(where: { buyers: {} }) { id } }": {"products": []},
    "{ product(id: 1) { owner { id } buyers { id } } }": {"product": {"owner": None, "buyers": None}},
    "{ products(where: { owner: {} }) { id } }": {"products": []},
    "{ products(order_by: [{ owner: { name: asc } }], limit: 3) { id } }": {
        "products": [{"id": 1}, {"id": 2}, {"id": 3}]
    },
    "{ products(order_by: [{ owner: { id: desc_nulls_last } }], first: 1) { id } }": {
        "products": [{"id": 1}]
    },
}


def role(rule: str, fact: str, tables: Sequence[str]) -> StoredRole:
    purchases, customers = (one.replace("%s", f"${fact}") for one in RULES[rule])
    filters = {"products": [], "tags": [], "purchases": [purchases], "customers": [customers]}
    rules = [
        {"name": name, "query": {"filters": given if name in tables else []}}
        for name, given in filters.items()
    ]
    return role_of({"name": "role", "tables": rules})


def answer(
    alias: str,
    text: str,
    rule: str,
    fact: str,
    identity: Identity,
    headers: dict[str, str] | None = None,
    rules: Sequence[str] = ("purchases", "customers"),
) -> Any:
    catalog = replace(get_catalog(), variables=VARIABLES, relay=True)
    view = RoleView.build(role(rule, fact, rules), catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS)
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    dialect = dialect_of(alias)
    statement = compile_operation(operation, view=view, dialect=dialect, limits=LIMITS)
    runnable = Runnable(statement, dialect, DIGEST)
    found = runnable.run(
        alias, {}, identity, "version", "role", state_here=False, request=RequestFacts(headers=headers or {})
    )
    assert found.data is not None
    return loads(found.data)


def fits(rule: str, fact: str) -> bool:
    """A list of the settings stands where a list may; a subquery in no list."""
    listed = rule in ("not in, along a relation", "nin")
    return listed if fact == "nothings" else not (listed and fact in ("subquery", "no_row"))


@pytest.mark.parametrize(
    ("rule", "fact"), [(rule, fact) for rule in RULES for fact in FACTS if fits(rule, fact)]
)
def test_fact_is_missing_and_rows_are_seen(database: str, rule: str, fact: str) -> None:
    load(database)
    for text, expected in PLACES.items():
        found = answer(database, text, rule, fact, Identity.anonymous())
        assert found == loads(json.dumps(expected).encode()), text


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        (rule, fact)
        for rule in RULES
        for fact in ("user_id", "header", "claim", "subquery")
        if rule != "two relations away" and fits(rule, fact)
    ],
)
def test_fact_is_there_and_rows_are_not(database: str, rule: str, fact: str) -> None:
    load(database)
    identity = Identity(user_id="1", variables={"claim": 1})
    rows = answer(database, "{ purchases { id } }", rule, fact, identity, {"X-Tenant": "1"})
    assert len(rows[0][1]) > 1
    some = answer(
        database, "{ products(where: { purchases: {} }) { id } }", rule, fact, identity, {"X-Tenant": "1"}
    )
    assert len(some[0][1]) > 1


@pytest.mark.parametrize("rule", RULES)
def test_fact_is_missing_and_a_join_table_is_passed_through(database: str, rule: str) -> None:
    load(database)
    for text in (
        "{ products(where: { buyers: {} }) { id } }",
        "{ customers(where: { purchased: { id: { gt: 0 } } }) { id } }",
        "{ buyers: products(where: { id: { eq: 1 }, buyers: { id: { gt: 0 } } }) { id } }",
    ):
        found = answer(database, text, rule, "user_id", Identity.anonymous(), rules=("purchases",))
        assert found[0][1] == [], text
    text = "{ product(id: 1) { buyers { id } } }"
    found = answer(database, text, rule, "user_id", Identity.anonymous(), rules=("purchases",))
    assert found == loads(b'{"product": {"buyers": []}}')
