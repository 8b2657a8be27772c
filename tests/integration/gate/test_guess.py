"""The caller is guessed and the statement verifies the guess: what it does not confirm runs nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_graphgate.ir.identity import Identity
from tests.support.gate.house import EDITOR, House, caller


@pytest.mark.parametrize("role", ["nobody", "Editor", "editor ", "", "anon\x00", "édition", "x" * 1000])
def test_role_of_a_credential_that_is_not_configured_is_served(house: House, role: str) -> None:
    assert house.code("Products", Identity(user_id="1", role=role)) == "FORBIDDEN"
    assert house.code("Products", Identity(role=role)) == "FORBIDDEN"


def test_role_of_a_credential_gets_another_roles_rows(house: House) -> None:
    assert {row["email"] for row in house.rows("Mails", EDITOR)} >= {"ada@example.com", "bob@example.com"}
    assert house.code("Mails", caller(1)) == "FORBIDDEN"
    assert house.code("Mails", caller(1, "anon")) == "FORBIDDEN"
    assert house.code("Mails") == "UNAUTHENTICATED"


def test_operation_for_editors_runs_for_others(house: House) -> None:
    assert house.rows("ForEditors", EDITOR)
    assert house.code("ForEditors", caller(1)) == "FORBIDDEN"
    assert house.code("ForEditors") == "UNAUTHENTICATED"


def test_rows_of_another_user_are_shown(house: House) -> None:
    assert {row["customer_id"] for row in house.rows("MyPurchases", caller(1))} == {1}
    assert {row["customer_id"] for row in house.rows("MyPurchases", caller(2))} == {2}
    assert house.rows("MyPurchases", caller(987_654)) == []


@pytest.mark.parametrize("user_id", ["1 OR 1=1", "1e0", "", "\uff11", "9" * 30, "-", "0x1"])
def test_user_id_that_is_no_key_has_no_rows(house: House, user_id: str) -> None:
    assert house.rows("MyPurchases", caller(user_id)) is None


# -- the session's user, verified in the same statement -----------------------------------------------


@pytest.fixture
def browser(house: House, settings: Any) -> Client:
    """Somebody signed in, with the session in a cookie."""
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = Client()
    client.force_login(get_user_model().objects.create_user("ada", password="before"))
    return client


def asked(browser: Client, alias: str) -> tuple[int, Any, int]:
    """HTTP status, body, and how many statements it took."""
    body = json.dumps({"operationName": "Products"})
    browser.post("/api/graphql", body, content_type="application/json")  # the rules are known from here on
    with CaptureQueriesContext(connections[alias]) as seen:
        response = browser.post("/api/graphql", body, content_type="application/json")
    return response.status_code, response.json(), len(seen)


def _refused(browser: Client, alias: str) -> None:
    """Nobody, for what is open to anybody: a second statement; and nothing of what is not."""
    status, body, statements = asked(browser, alias)
    assert (status, statements) == (200, 2)
    assert 0 < len(body["data"]["products"]) < 12, "the public ones of anon"
    mine = json.dumps({"operationName": "MyPurchases"})
    response = browser.post("/api/graphql", mine, content_type="application/json")
    assert (response.status_code, browser.cookies["sessionid"].value) == (401, "")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INVALID_CREDENTIALS"
    assert "data" not in response.json()


def _served(browser: Client, alias: str) -> None:
    status, body, statements = asked(browser, alias)
    assert (status, statements) == (200, 1)
    assert len(body["data"]["products"]) == 12, "all, not the public ones of anon"


def _change_password(user: Any) -> None:
    user.set_password("after")
    user.save()


def _deactivate(user: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("change", [_change_password, _deactivate, lambda user: user.delete()])
def test_session_outlives_its_user(browser: Client, database: str, change: Callable[[Any], None]) -> None:
    _served(browser, database)
    change(get_user_model().objects.get(username="ada"))
    _refused(browser, database)


def test_session_signed_with_an_old_key_is_refused_or_outlives_its_password(
    browser: Client, database: str, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "j80d4go7CzGy0m71C1Q91f0h90jmCSTyJ57OBYHBWDMF8jliIesUeXVmch6"
    _served(browser, database)
    _change_password(get_user_model().objects.get(username="ada"))
    _refused(browser, database)


def test_key_that_was_dropped_still_opens_sessions(browser: Client, database: str, settings: Any) -> None:
    settings.SECRET_KEY = "j80d4go7CzGy0m71C1Q91f0h90jmCSTyJ57OBYHBWDMF8jliIesUeXVmch6"
    response = browser.post(
        "/api/graphql", json.dumps({"operationName": "Products"}), content_type="application/json"
    )
    assert response.status_code == 401


def test_user_of_the_same_id_in_a_forged_cookie_is_believed(browser: Client, database: str) -> None:
    cookie = browser.cookies["sessionid"]
    browser.cookies["sessionid"] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    response = browser.post(
        "/api/graphql", json.dumps({"operationName": "Products"}), content_type="application/json"
    )
    assert response.status_code == 401
    assert response["WWW-Authenticate"]
