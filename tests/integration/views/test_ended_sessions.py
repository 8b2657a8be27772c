"""A cookie whose session has ended is nobody's: nobody is stuck with it, and nobody gains by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import RequestFactory

from django_graphgate.auth import clock
from django_graphgate.auth.chain import default_chain
from django_graphgate.auth.http import throttle
from django_graphgate.gate import get_gate
from tests.support.auth.jwt import tokens
from tests.support.auth.rails import ruby
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import Caller, codes_of, data_of

OPEN = "query A @skipAuth { products { id } }"
CLOSED = "query B @requireAuth { products { id } }"
FOR_NAMED = 'query C @requireAuth(auth: "named") { products { id } }'
KEY = "k3y-of-the-service-in-these-tests"
RAILS = {"type": "rails", "cookie": "_app_session", "secret_key_base": ruby.SECRET, "cookie_path": "/app"}
JWT = {"type": "jwt", "cookie": "token", "secret": tokens.SECRET, "cookie_domain": "example.com"}


@pytest.fixture(autouse=True)
def shop(settings: Any, gate: dict[str, Any]) -> Iterator[None]:
    fixture.load()
    caches["default"].clear()
    settings.SESSION_COOKIE_PATH = "/somewhere"
    settings.SESSION_COOKIE_DOMAIN = ".example.com"
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    header = {"type": "header", "name": "X-Key", "value": KEY, "user_id_header": "X-User"}
    settings.GRAPHGATE = {
        **gate,
        "REQUIRE_AUTH": True,
        "AUTH_FAILURE_LIMIT": 0,
        "TRUSTED_PROXIES": ["127.0.0.1"],
        "AUTH": [{"type": "django_session"}, RAILS, JWT, header],
        "NAMED_AUTH": {"named": {"type": "django_session"}},
        "NAMESPACES": {"mobile": {"auth": "named"}},
    }
    throttle.forget_failures()
    yield
    throttle.forget_failures()


def evicted(_: Any) -> tuple[str, str]:
    return django_settings.SESSION_COOKIE_NAME, "a" * 32


def malformed_id(_: Any) -> tuple[str, str]:
    return django_settings.SESSION_COOKIE_NAME, "no key of a session"


def old_signature(settings: Any) -> tuple[str, str]:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    cookie = sign_in(new_user())
    settings.SESSION_COOKIE_AGE = 0
    return settings.SESSION_COOKIE_NAME, cookie


def user_gone(_: Any) -> tuple[str, str]:
    user = new_user()
    cookie = sign_in(user)
    user.delete()
    return django_settings.SESSION_COOKIE_NAME, cookie


def password_changed(_: Any) -> tuple[str, str]:
    user = new_user()
    cookie = sign_in(user)
    user.set_password("another")
    user.save()
    return django_settings.SESSION_COOKIE_NAME, cookie


def backend_verifies(settings: Any) -> tuple[str, str]:
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "AUTH": [{"type": "django_session", "verify": "separately"}],
        "NAMED_AUTH": {"named": {"type": "django_session", "verify": "separately"}},
    }
    return password_changed(settings)


def rails_expired(_: Any) -> tuple[str, str]:
    past = json.dumps({"_rails": {"data": ruby.session(7), "exp": "2020-01-01T00:00:00Z"}})
    return "_app_session", quote(ruby.seal(past.encode()), safe="")


def token_expired(_: Any) -> tuple[str, str]:
    now = int(clock.now())
    return "token", tokens.token(sub="7", iat=now - 600, exp=now - 300)


ENDED = [
    evicted,
    malformed_id,
    old_signature,
    user_gone,
    password_changed,
    backend_verifies,
    rails_expired,
    token_expired,
]
ATTRIBUTES = {
    "sessionid": ("/somewhere", ".example.com", "Strict"),
    "_app_session": ("/app", "", ""),
    "token": ("/", "example.com", ""),
}


def ask(caller: Caller, query: str, **options: Any) -> Any:
    headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
    return caller.post({"query": query}, headers=headers, **options)


@pytest.mark.parametrize("ended", ENDED)
def test_operation_open_to_anybody_runs(caller: Caller, settings: Any, ended: Any) -> None:
    name, value = ended(settings)
    caller.cookies[name] = value
    response = ask(caller, OPEN)
    assert data_of(response)["products"]
    assert name not in response.cookies


@pytest.mark.parametrize("ended", ENDED)
def test_other_operation_is_401_and_takes_the_cookie_away(caller: Caller, settings: Any, ended: Any) -> None:
    name, value = ended(settings)
    caller.cookies[name] = value
    response = ask(caller, CLOSED)
    assert (response.status_code, codes_of(response)) == (401, ["INVALID_CREDENTIALS"])
    assert response["WWW-Authenticate"]
    dropped = response.cookies[name]
    assert (dropped.value, dropped["max-age"]) == ("", 0)
    assert (dropped["path"], dropped["domain"], dropped["samesite"]) == ATTRIBUTES[name]
    del caller.cookies[name]  # as the browser does now
    assert codes_of(ask(caller, CLOSED)) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("ended", [evicted, user_gone, backend_verifies])
def test_named_authenticator_takes_the_cookie_away_too(caller: Caller, settings: Any, ended: Any) -> None:
    name, value = ended(settings)
    caller.cookies[name] = value
    for query, url in ((FOR_NAMED, "/api/v1/graphql"), (CLOSED, "/mobile"), (OPEN, "/mobile")):
        response = ask(caller, query, url=url)
        assert (response.status_code, codes_of(response)) == (401, ["INVALID_CREDENTIALS"]), (query, url)
        assert response.cookies[name]["max-age"] == 0


@pytest.mark.parametrize("ended", [evicted, old_signature, rails_expired, token_expired])
def test_next_authenticator_is_asked(caller: Caller, settings: Any, ended: Any) -> None:
    name, value = ended(settings)
    caller.cookies[name] = value
    response = ask(caller, CLOSED, headers={"X-Key": KEY, "X-User": "7"})
    assert data_of(response)["products"]
    assert name not in response.cookies


def test_wrong_credential_beside_it_stays_wrong(caller: Caller, settings: Any) -> None:
    caller.cookies["sessionid"] = "a" * 32
    assert ask(caller, OPEN, headers={"X-Key": "wrong"}).status_code == 429  # AUTH_FAILURE_LIMIT is 0


def test_several_cookies_go_at_once(caller: Caller, settings: Any) -> None:
    for ended in (evicted, rails_expired, token_expired):
        name, value = ended(settings)
        caller.cookies[name] = value
    response = ask(caller, CLOSED)
    assert sorted(response.cookies) == ["_app_session", "sessionid", "token"]


def test_batch_takes_the_cookie_away(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 2}
    caller.cookies["sessionid"] = "a" * 32
    response = caller.post([{"query": OPEN}, {"query": CLOSED}], headers={"Sec-Fetch-Site": "same-origin"})
    opened, closed = json.loads(response.content)
    assert opened["data"]["products"]
    assert closed["errors"][0]["extensions"]["code"] == "INVALID_CREDENTIALS"
    assert response.cookies["sessionid"]["max-age"] == 0


def test_cookie_of_another_app_stays(caller: Caller, settings: Any) -> None:
    """Authenticators of one type share its name; the session of the other app goes on."""
    devise = {"table": "auth_user", "key_type": "int", "column": "password"}
    apps = [{**RAILS, "cookie": cookie, "devise": devise} for cookie in ("_shop_session", "_blog_session")]
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": apps}
    for cookie in ("_shop_session", "_blog_session"):
        sealed = ruby.seal(json.dumps(ruby.session(987_654)).encode())  # no such user
        caller.cookies[cookie] = quote(sealed, safe="")
    response = ask(caller, CLOSED)
    assert (response.status_code, codes_of(response)) == (401, ["INVALID_CREDENTIALS"])
    assert list(response.cookies) == ["_shop_session"]


FORGED = {
    "sessionid": "forged:cookie:value",
    "_app_session": "forged--cookie--value",
    "token": tokens.token(sub="7", key="6En1fhdaF1leJYpoODhdnyul3HacGn9Z"),
}


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("query", [OPEN, CLOSED])
def test_forged_cookie_is_401(caller: Caller, settings: Any, name: str, query: str) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH_FAILURE_LIMIT": 30}
    caller.cookies[name] = FORGED[name]
    response = ask(caller, query, headers={"X-Key": KEY, "X-User": "7"})
    assert (response.status_code, codes_of(response)) == (401, ["INVALID_CREDENTIALS"])
    assert response.cookies[name]["max-age"] == 0


def test_expired_token_in_a_header_is_401(caller: Caller, settings: Any) -> None:
    """A page sends it itself, and can leave it out."""
    _, token = token_expired(settings)
    response = ask(caller, OPEN, headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, codes_of(response)) == (401, ["INVALID_CREDENTIALS"])
    assert not response.cookies


def test_from_python_nobody_is_taken_for_the_user() -> None:
    user = new_user()
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = sign_in(user)
    identity = default_chain().identify(request)
    assert identity.signed_in
    user.delete()
    assert not get_gate().execute(OPEN, identity=identity).errors
    result = get_gate().execute(CLOSED, identity=identity)
    assert (result.status, result.errors[0]["extensions"]["code"]) == (401, "INVALID_CREDENTIALS")
