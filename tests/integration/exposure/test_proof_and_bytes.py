"""The proof and the bytes agree: what is said to be shown leaves the gate, and nothing else does.

Every cell of the shop holds a text that stands nowhere else.  Each operation is sent as each role; of the texts in the
response, the columns have to be those that the exposure has as shown or returned, in both directions.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.conf import get_settings
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.matrix import exposure_of_files
from tests.support.shop.fixture import load
from tests.support.views.calling import JSON, URL
from tests.support.views.sentinels import MARK, MODELS, plant, sentinels

Columns = set[tuple[str, str]]
"""Model and field."""

PUBLIC = "{ is_public: { eq: true } }"
ROLES: dict[str, Any] = {
    "roles": [
        {
            "name": "anon",
            "tables": [
                {"name": "products", "query": {"columns": ["id", "name", "owner_id"], "filters": [PUBLIC]}},
                {"name": "bundles", "query": {"columns": ["id", "name", "pieces"]}},
                {"name": "wares", "query": {"columns": ["id", "name"]}},
                {"name": "customers", "query": {"columns": ["id", "name"]}},
            ],
        },
        {
            "name": "user",
            "tables": [
                {
                    "name": "customers",
                    "query": {"columns": ["*", {"name": "email", "if": "{ id: { eq: $user_id } }"}]},
                    "update": {"columns": ["birthday", "products"]},
                },
                {"name": "profiles", "query": {}},
                {
                    "name": "products",
                    "query": {"columns": ["id", "name", "description", "attributes", "owner_id", "stock"]},
                    "update": {"columns": ["stock"]},
                },
                {"name": "wares", "query": {}},
                {"name": "bundles", "query": {}},
                {"name": "purchases", "query": {}},
            ],
        },
        {
            "name": "staff",
            "extends": "user",
            "match": "is_staff",
            "tables": [
                {"name": "customers", "query": {"columns": ["*", "password", "api_token"]}},
                {"name": "sheep", "query": {}},
                {"name": "samples", "query": {}},
                {"name": "odds", "query": {}},
            ],
        },
    ]
}
CALLERS = {"anon": None, "user": "1", "staff": "3"}
OPERATIONS = (
    "query Alias @skipAuth { customers { email: name } }",
    "query Fragment @skipAuth { products { ...it } } fragment it on Product { owner { x: name } }",
    "query OtherName @skipAuth { wares { name } }",
    "query Child @skipAuth { bundles { name pieces } }",
    "query Object @skipAuth { customer(id: 1) { name } }",
    'query FilteredOnly @skipAuth { products(where: { name: { neq: "" } }) { id } }',
    "query OrderedOnly @skipAuth { products(order_by: [{ name: asc }]) { id } }",
    "query DistinctOnly @skipAuth { products(distinct: [name], order_by: [{ name: asc }]) { id } }",
    "query Optional($more: Boolean = true) @skipAuth { products { id name @include(if: $more) } }",
    "query Never @skipAuth { products { id name @include(if: false) } }",
    "query Connection @skipAuth { products_connection(first: 3) { edges { node { name } } } }",
    "query Cursor @skipAuth { products(first: 2, order_by: [{ id: asc }]) { id } products_cursor }",
    "query Conditional @skipAuth { products { id name(includeIf: { id: { gt: 0 } }) } }",
    "query Masked { customers { id email } }",
    "query MaskedElsewhere { products { owner { email } } }",
    "query MaskedFilter { customers(where: { email: { is_null: false } }) { id } }",
    "query Document { products { attributes description } }",
    "query Profiles { customers { profile { bio } } }",
    "query Generated { purchases { total product { name } customer { name } } }",
    "query Secrets { customers { password api_token } }",
    "query Staff { sheep { name mother { name } } samples { text document } odds { where t0 j } }",
    "mutation Returned { product(id: 1, update: { stock: 7 }) { id name owner { name } } }",
    "mutation ReturnedNested { customer(id: 1, update: { birthday: null }) { name products { description } } }",
    "mutation ReturnedNothing { product(id: 1, update: { stock: 8 }) { id stock } }",
)


@pytest.fixture
def client(database: str, settings: Any, tmp_path: Path) -> Client:
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.DEBUG = True
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "TABLES": [{"name": "wares", "table": "products"}],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "CREDS_IN_HEADER": True,
        "RELAY": True,
        "USAGE_INTERVAL": None,
    }
    load(database)
    load_roles(ROLES)
    users = get_user_model()
    users.objects.bulk_create(users(id=key, username=f"u{key}", is_staff=key == 3) for key in (1, 2, 3))
    return Client()


@pytest.fixture
def proof(client: Client, tmp_path: Path) -> tuple[Exposed, ...]:
    folder = tmp_path / "proof"
    folder.mkdir()
    listed = tuple(list_operation(text, comment="") for text in OPERATIONS)
    (folder / "allow.list").write_text(render_allow_list(AllowList(operations=listed)))
    (folder / "roles.json").write_text(json.dumps(ROLES))
    return exposure_of_files(get_settings(), folder)


@pytest.fixture
def owners(client: Client, database: str) -> dict[str, tuple[str, str]]:
    """Which model and field each planted text belongs to."""
    cells = sentinels(random.Random(7))
    plant(database, cells, set())
    return {
        text: (f"shop.{MODELS[table]}", column)
        for (table, _, column), text in cells.items()
        if table in MODELS
    }


def shown_in_proof(proof: tuple[Exposed, ...], role: str, name: str, planted: Columns) -> Columns:
    entries = (each for each in proof if each.role == role and each.operation == name and each.column)
    shown = {(_stored_model(each), each.field) for each in entries if each.how in ("shown", "returned")}
    return shown & planted


def _stored_model(entry: Exposed) -> str:
    model: Any = apps.get_model(entry.model)
    return model._meta.get_field(entry.field).model._meta.label


@pytest.mark.parametrize("role", CALLERS)
def test_proof_and_bytes_agree(
    client: Client, proof: tuple[Exposed, ...], owners: dict[str, tuple[str, str]], role: str
) -> None:
    answered = set[str]()
    for text in OPERATIONS:
        name = text.split(" ", 2)[1].partition("(")[0]
        headers = {"Accept": JSON} | ({"X-User-ID": CALLERS[role]} if CALLERS[role] else {})
        response = client.post(URL, json.dumps({"query": text}), content_type=JSON, headers=headers)
        body = response.content.decode()
        seen = {owners[mark] for mark in MARK.findall(body) if mark in owners}
        assert seen == shown_in_proof(proof, role, name, set(owners.values())), (name, body)
        if '"errors"' not in body:
            answered.add(name)
            assert any(each.role == role and each.operation == name for each in proof), name
        else:
            assert not any(each.role == role and each.operation == name for each in proof), body
    assert len(answered) > (10 if role == "anon" else len(OPERATIONS) - 4), answered
