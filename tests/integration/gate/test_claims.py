"""Variables that a credential fills: no request gives them, whoever sends it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.cache import caches
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.auth.chain import problems
from django_graphgate.auth.http import throttle
from django_graphgate.catalog import get_catalog, get_fingerprint
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.gate.house import freeze, settings_of, write_config
from tests.support.shop.fixture import load

SECRET = "UpNtyhg5sKPb91cjFZxotOrTvER4eXHocCp35xRYNXlxdimvyOilaG1SxTW"
ISSUER = {"type": "jwt", "secret": SECRET, "claims": {"customer": {"path": "cust", "default": None}}}
RULE = {"filters": ["{ customer_id: { eq: $customer } }"]}
ROLES = {
    "roles": [
        {"name": "anon", "tables": [{"name": "products", "query": {}}, {"name": "purchases", "query": RULE}]},
        {"name": "user", "tables": [{"name": "products", "query": {}}, {"name": "purchases", "query": RULE}]},
    ]
}
OPERATIONS = {
    "Mine": "query Mine @skipAuth { purchases { id customer_id } }",
    "Asked": "query Asked($customer: BigInt) @skipAuth { products(where: { owner_id: { eq: $customer } }) { id } }",
}


@pytest.fixture(params=["production", "development"])
def client(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Client:
    throttle.forget_failures()
    caches["default"].clear()
    load(database)
    load_roles(ROLES)
    write_config(tmp_path / "config", OPERATIONS, ROLES)
    settings.ROOT_URLCONF = "tests.support.views.urls"
    production = request.param == "production"
    settings.GRAPHGATE = settings_of(
        tmp_path / "config", AUTH=[ISSUER], PRODUCTION=production, USAGE_INTERVAL=None
    )
    if production:
        freeze()
    return Client()


def ask(client: Client, name: str, claims: dict[str, Any] | None = None, **variables: Any) -> Any:
    headers = {}
    if claims is not None:
        token = jwt.encode({"sub": "1", "exp": time.time() + 60, **claims}, SECRET, "HS256")
        headers["Authorization"] = f"Bearer {token}"
    payload = {"query": OPERATIONS[name], "variables": variables}
    response = client.post("/api/v1/graphql", json.dumps(payload), "application/json", headers=headers)
    return response.status_code, json.loads(response.content)


def owners(answer: Any) -> set[int]:
    status, body = answer
    assert (status, body.get("errors")) == (200, None), body
    return {row["customer_id"] for row in body["data"]["purchases"] or ()}


@pytest.mark.parametrize("said", [1, "1"])
def test_rule_holds_for_what_the_token_says(client: Client, said: object) -> None:
    assert owners(ask(client, "Mine", {"cust": said})) == {1}


def test_request_does_not_change_what_the_token_says(client: Client) -> None:
    assert owners(ask(client, "Mine", {"cust": 1}, customer=2)) == {1}


@pytest.mark.parametrize("claims", [None, {}, {"cust": None}])
def test_caller_without_the_claim_gives_none_in_the_request(client: Client, claims: Any) -> None:
    assert owners(ask(client, "Mine", claims, customer=1)) == set()
    _, body = ask(client, "Asked", claims, customer=1)
    assert not body["data"]["products"]


@pytest.mark.parametrize("said", ["x", "1 or 1=1", True, {"id": 1}, [[1]], 2**70, "\x00"])
def test_claim_that_is_no_value_of_the_column_makes_the_rule_false(client: Client, said: object) -> None:
    for _ in range(40):  # and counts as no guess
        status, body = ask(client, "Mine", {"cust": said})
        assert (status, body["data"]) == (200, {"purchases": None})
    assert owners(ask(client, "Mine", {"cust": 1})) == {1}


def test_several_issuers_and_named_ones_reserve_their_variables(settings: Any) -> None:
    nested = {"type": "jwt", "jwt": [{"secret": SECRET, "issuer": "a", "claims": {"tenant": "t"}}]}
    settings.GRAPHGATE = {"AUTH": [nested], "NAMED_AUTH": {"app": ISSUER}}
    assert problems() == []
    assert set(get_catalog().variables) == {"tenant", "customer"}


def test_statements_frozen_before_the_claim_was_mapped_do_not_fit(settings: Any) -> None:
    settings.GRAPHGATE = {"MODELS": ["shop.Tag"], "AUTH": [ISSUER]}
    with_claim = get_fingerprint()
    settings.GRAPHGATE = {"MODELS": ["shop.Tag"]}
    assert get_fingerprint() != with_claim


@pytest.mark.parametrize("taken", [{"VARIABLES": {"customer": 1}}, {"HEADER_VARIABLES": {"customer": "X-C"}}])
def test_variable_has_one_source(settings: Any, taken: dict[str, Any]) -> None:
    settings.GRAPHGATE = {"MODELS": ["shop.Tag"], "AUTH": [ISSUER], "PRODUCTION": False, **taken}
    with pytest.raises(ConfigurationError, match="a value from elsewhere"):
        get_gate()
