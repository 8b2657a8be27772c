"""Production over HTTP: what was recorded and frozen runs, by every name it has; errors tell nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.conftest import DENIAL_ID
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import GRAPHQL, URL, Caller, error_of, message_of

TEXT = "query Names($limit: Int) { products(limit: $limit, order_by: { id: asc }) { name } }"
SPACED = TEXT.replace(" ", "  ")
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
WANTED = {"data": {"products": [{"name": "Lamp"}]}}
HINTS = ["Did you mean", "shop_", "SELECT", "psycopg", "Traceback", "column", "relation"]


def as_parameters(members: dict[str, Any]) -> dict[str, str]:
    """The members of a body as the parameters of a URL."""
    return {name: each if isinstance(each, str) else json.dumps(each) for name, each in members.items()}


@pytest.fixture
def production(caller: Caller, settings: Any) -> Caller:
    """A project whose front end ran in development, was frozen and is served."""
    fixture.load()
    assert caller.post({"query": TEXT, "variables": {"limit": 1}}).status_code == 200
    folder = Path(settings.GRAPHGATE["CONFIG_DIR"])
    call_command("graphgate_sync")
    call_command("graphgate_freeze")
    assert (folder / "allow.lock").exists()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    return caller


@pytest.mark.parametrize(
    "named",
    [
        {"operationName": "Names"},
        {"query": TEXT},
        {"query": SPACED, "operationName": "Names"},
        {"documentId": f"sha256:{HASH}"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
    ],
    ids="+".join,
)
def test_frozen_operation_runs(production: Caller, named: dict[str, Any]) -> None:
    post = production.post({**named, "variables": {"limit": 1}})
    get = production.get(**as_parameters(named), variables='{"limit": 1}')
    for response in (post, get):
        assert (response.status_code, json.loads(response.content)) == (200, WANTED)


def test_frozen_operation_runs_at_its_url(production: Caller) -> None:
    response = production.get(f"{URL}/sha256:{HASH}", variables='{"limit": 1}')
    assert json.loads(response.content) == WANTED


@pytest.mark.parametrize(
    "payload",
    [
        {"query": "{ products { name } }"},
        {"query": "{ product { nam } }"},
        {"query": "{"},
        {"query": "{ __schema { types { name } } }"},
        {"query": "{ __typename }"},
        {"query": "mutation { __typename }"},
        {"query": TEXT.replace("name", "name price")},
        {"operationName": "Nams"},
        {"documentId": HASH},
        {"documentId": f"sha256:{HASH[:-1]}"},
        {"query": TEXT, "operationName": "Other"},
        {"query": f"{TEXT} query Other {{ __typename }}"},
        {"query": TEXT, "documentId": "sha256:" + "0" * 64},
    ],
    ids=str,
)
@pytest.mark.parametrize("accept", [GRAPHQL, "*/*"])
def test_everything_else_is_refused_with_one_sentence(production: Caller, payload: Any, accept: str) -> None:
    responses = [production.post(payload, accept=accept), production.get(**payload, accept=accept)]
    for response in responses:
        assert error_of(response) == (403, "OPERATION_NOT_ALLOWED")
        assert message_of(response) == "This operation is not on the allow list."


def test_empty_text_is_refused(production: Caller) -> None:
    """Empty, not absent; in a URL the two are the same."""
    assert error_of(production.post({"query": ""})) == (403, "OPERATION_NOT_ALLOWED")
    assert error_of(production.get(query="")) == (400, "BAD_REQUEST")


def test_health_counts_what_is_frozen(production: Caller) -> None:
    production.cookies["sessionid"] = sign_in(new_user(is_staff=True))
    details = json.loads(production.get("/api/v1/health").content)
    assert (details["mode"], details["operations"]) == ("production", 1)


def test_batch_opens_no_other_door(production: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 2}
    known, unknown = {"operationName": "Names", "variables": {"limit": 1}}, {"query": "{ __typename }"}
    first, second = json.loads(production.post([known, unknown]).content)
    assert first == WANTED
    assert second["errors"][0]["extensions"] == {"code": "OPERATION_NOT_ALLOWED", "id": DENIAL_ID}


@pytest.mark.parametrize("limit", ["many", 1.5, [1], {"a": 1}, True, 10**30])
def test_wrong_variable_is_reported_without_hints(production: Caller, limit: Any) -> None:
    response = production.post({"operationName": "Names", "variables": {"limit": limit}})
    assert error_of(response) == (200, "BAD_USER_INPUT")
    assert not [hint for hint in HINTS if hint in response.content.decode()]


def test_error_of_the_database_is_one_neutral_line(production: Caller) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_product RENAME COLUMN name TO renamed")
    response = production.post({"operationName": "Names", "variables": {"limit": 1}})
    assert error_of(response) == (500, "INTERNAL_ERROR")
    assert set(json.loads(response.content)["errors"][0]["extensions"]) == {"code", "id"}
    assert not [hint for hint in [*HINTS, "renamed"] if hint in response.content.decode()]
