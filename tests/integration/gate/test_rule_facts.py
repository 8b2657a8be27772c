"""What a rule's filter may compare with, for roles that the caller's row gives and that inherit their rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from django_graphgate.access import load_roles
from django_graphgate.gate import GateRequest, get_gate
from django_graphgate.ir.identity import Identity
from tests.support.gate.house import freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Product, Purchase, Tag

VARIABLES = {
    "few": [1, 2, 4],
    "least": 2,
    "sold": "sql:select min(id) + 0 * $user_id from shop_customer",
}
HEADERS = {"tenant": "X-Tenant"}
FILTERS = {
    "tags": "{ slug: { eq: $user_role } }",
    "products": "{ owner_id: { eq: $tenant } }",
    "purchases": "{ and: [{ customer_id: { eq: $customer } }, { product: { owner: { is_active: { eq: true } } } }] }",
    "customers": "{ id: { in: $few } }",
    "categories": "{ products: { price: { gt: { column: stock } }, purchases: { quantity: { gte: $least } } } }",
    "profiles": "{ customer_id: { gte: $sold } }",
    "bundles": '{ price: { gt: { column: "pieces" } }, owner: { id: { lte: { column: id } } } }',
}
KEYS = {"purchases": "id", "profiles": "customer_id"}
OPERATIONS = {
    name.title(): f"query {name.title()} {{ {name}(limit: 20) {{ {KEYS.get(name, 'id')} }} }}"
    for name in FILTERS
}
ROLES: Mapping[str, Any] = {
    "roles": [
        {"name": "staff", "match": "is_staff", "extends": "user", "tables": []},
        {"name": "boss", "match": "username = 'boss'", "extends": "staff", "tables": []},
        {
            "name": "user",
            "tables": [{"name": name, "query": {"filters": [where]}} for name, where in FILTERS.items()],
        },
    ]
}


@pytest.fixture(params=["production", "development"])
def ada(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Any:
    load(database)
    for number, role in enumerate(("user", "staff", "boss"), 100):
        Tag.objects.create(id=number, slug=role)
    load_roles(ROLES)
    production = request.param == "production"
    write_config(tmp_path, OPERATIONS, ROLES)
    claims = {"type": "jwt", "secret": "s" * 40, "claims": {"customer": "cust"}}
    settings.GRAPHGATE = settings_of(
        tmp_path,
        MODELS=["shop"],
        VARIABLES=VARIABLES,
        HEADER_VARIABLES=HEADERS,
        AUTH=[claims],
        PRODUCTION=production,
    )
    if production:
        freeze()
    return get_user_model().objects.create_user("ada", password="x")


def ask(name: str, user: Any, customer: int | None = 1, tenant: str | None = "1") -> Any:
    gate = get_gate()
    identity = Identity(user_id=str(user.pk), authenticator="test", variables={"customer": customer})
    request = GateRequest(
        text=None if gate.production else OPERATIONS[name],
        name=name,
        variables={"user_role": "staff", "customer": 3, "tenant": "2", "few": [3], "least": 0},
        headers={} if tenant is None else {"X-Tenant": tenant},
    )
    result = gate.handle(request, identity)
    assert not result.errors, result.errors
    ((_, rows),) = result.json()["data"].items()
    return rows if rows is None else [next(iter(row.values())) for row in rows]


def change(user: Any, **fields: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(**fields)


def test_rule_compares_with_another_role_than_the_callers(ada: Any) -> None:
    """An inherited filter means the role that inherits it, also where the gate has guessed another one."""
    assert ask("Tags", ada) == [100]
    change(ada, is_staff=True)
    assert ask("Tags", ada) == [101]
    assert ask("Tags", ada) == [101]
    change(ada, is_staff=False, username="boss")
    assert ask("Tags", ada) == [102]
    change(ada, username="ada")
    assert ask("Tags", ada) == [100]


@pytest.mark.parametrize(
    "fields", [{}, {"is_staff": True}, {"username": "boss"}], ids=["user", "staff", "boss"]
)
def test_filter_of_a_rule_means_something_else(ada: Any, fields: dict[str, Any]) -> None:
    change(ada, **fields)
    assert ask("Products", ada) == [1, 2, 7]
    assert ask("Products", ada, tenant="3") == [5, 6]
    assert (
        ask("Purchases", ada, customer=2)
        == list(
            Purchase.objects.filter(customer=2, product__owner__is_active=True).values_list("id", flat=True)
        )
        != []
    )
    assert ask("Customers", ada) == [1, 2, 4]
    assert (
        ask("Categories", ada)
        == sorted(
            {
                product.category_id
                for product in Product.objects.exclude(category=None)
                if product.price > product.stock and product.purchases.filter(quantity__gte=2).exists()
            }
        )
        != []
    )
    assert ask("Profiles", ada) == [1, 2, 4]
    assert ask("Bundles", ada) == [7]


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}], ids=["user", "staff"])
def test_fact_that_is_missing_shows_rows(ada: Any, fields: dict[str, Any]) -> None:
    change(ada, **fields)
    assert ask("Products", ada, tenant=None) is None
    assert ask("Purchases", ada, customer=None) is None
    assert ask("Customers", ada, customer=None, tenant=None) == [1, 2, 4]
