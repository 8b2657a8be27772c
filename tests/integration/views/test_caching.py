"""What shared caches may keep, and by which headers answers differ."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.auth.base import Authenticator
from tests.support.shop import fixture
from tests.support.views.calling import Caller, data_of

QUERY = "query A @skipAuth @cacheControl(maxAge: 60, scope: public) { products { id } }"
BY_TENANT = """query B @skipAuth @cacheControl(maxAge: 60, scope: public) {
  products(where: { name: { eq: $tenant } }) { id }
}"""
KEY = "k3y-of-the-service-in-these-tests"


class Own(Authenticator):
    """A project's own, which does not tell which headers it reads."""

    def authenticate(self, request: Any) -> None:
        return None


@pytest.fixture(autouse=True)
def shop(settings: Any, gate: dict[str, Any]) -> None:
    fixture.load()
    settings.GRAPHGATE = {
        **gate,
        "TRUSTED_PROXIES": ["127.0.0.1"],
        "AUTH": [
            {"type": "jwt", "secret": "s" * 40, "header": "X-Token", "cookie": "token"},
            {
                "type": "header",
                "name": "X-Key",
                "value": KEY,
                "role_header": "X-Role",
                "user_id_header": "X-User",
            },
        ],
        "NAMED_AUTH": {"partner": {"type": "header", "name": "X-Partner", "value": KEY}},
        "NAMESPACES": {"mobile": {"auth": "partner"}},
        "HEADER_VARIABLES": {"tenant": "X-Tenant"},
    }


def test_vary_names_every_header_that_decides(caller: Caller) -> None:
    varied = caller.get(query=QUERY)["Vary"].split(", ")
    assert sorted(varied) == [
        *("Accept", "Authorization", "Cookie", "X-GraphGate-Namespace", "X-Key", "X-Partner"),
        *("X-Role", "X-Tenant", "X-Token", "X-User"),
    ]


def test_what_anybody_gets_may_be_kept(caller: Caller) -> None:
    response = caller.get(query=QUERY)
    assert data_of(response)["products"]
    assert response["Cache-Control"] == "public, max-age=60"


def test_what_a_header_decides_is_kept_by_nobody_else(caller: Caller) -> None:
    response = caller.get(query=BY_TENANT, headers={"X-Tenant": "Notebook"})
    data_of(response)
    assert response["Cache-Control"] == "private, max-age=60"


def test_name_that_a_header_decides_about_is_kept_by_nobody_else(
    caller: Caller, settings: Any, tmp_path: Any
) -> None:
    """Under one URL each namespace has an operation of its own by that name."""
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "CONFIG_DIR": str(tmp_path),
        "NAMESPACES": {"mobile": {}},
    }
    for headers in ({}, {"X-GraphGate-Namespace": "mobile"}):
        data_of(caller.get(query=QUERY, headers=headers))
        response = caller.get(operationName="A", headers=headers)
        assert data_of(response)["products"]
        assert response["Cache-Control"] == "private, max-age=60"
        assert caller.get(query=QUERY, headers=headers)["Cache-Control"] == "public, max-age=60"
    response = caller.get(url="/mobile", operationName="A")
    assert data_of(response)["products"]
    assert response["Cache-Control"] == "public, max-age=60"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MATCH_BY_NAME": True}
    assert caller.get(query=QUERY)["Cache-Control"] == "private, max-age=60"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMESPACES": {}}
    assert caller.get(operationName="A")["Cache-Control"] == "public, max-age=60"


def test_what_a_secret_opens_is_kept_by_nobody_else(caller: Caller) -> None:
    response = caller.get(url="/mobile", query=QUERY, headers={"X-Partner": KEY})
    data_of(response)
    assert response["Cache-Control"] == "private, max-age=60"


def test_what_a_role_of_the_request_sees_is_kept_by_nobody_else(caller: Caller) -> None:
    response = caller.get(query=QUERY, headers={"X-Key": KEY, "X-Role": "user"})
    data_of(response)
    assert response["Cache-Control"] == "private, max-age=60"


def test_headers_that_an_authenticator_does_not_tell_keep_answers_private(
    caller: Caller, settings: Any
) -> None:
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "AUTH": [{"type": "tests.integration.views.test_caching.Own"}],
    }
    assert caller.get(query=QUERY)["Cache-Control"] == "private, max-age=60"
