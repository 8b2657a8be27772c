"""What a page of another site can make a browser send never runs: with a cookie, and without one."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.middleware.csrf import get_token
from django.test import RequestFactory

from django_graphgate.models import AllowedOperation
from tests.support.auth.sessions import new_user, sign_in
from tests.support.views.calling import URL, Caller, error_of

NAMED = "query Typename { __typename }"
OURS, THEIRS = "http://testserver", "http://evil.example"
CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Referer": f"{THEIRS}/"}
SIMPLE_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]


@pytest.fixture
def ada(caller: Caller) -> Caller:
    """A browser in which somebody is signed in."""
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user())
    return caller


def ran() -> bool:
    """Development records what ran."""
    return AllowedOperation.objects.exists()


def proof() -> tuple[str, str]:
    """Cookie and header of Django's CSRF protection."""
    page = RequestFactory().get("/")
    token = get_token(page)
    return page.META["CSRF_COOKIE"], token


# --------------------------------------------------------------------------- callers known by a cookie


def test_post_with_djangos_token_runs(ada: Caller) -> None:
    ada.cookies["csrftoken"], token = proof()
    response = ada.post({"query": NAMED}, headers={"X-CSRFToken": token, "Origin": OURS})
    assert response.status_code == 200
    assert ran()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": OURS}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": OURS, "Sec-Fetch-Site": "same-origin"}],
)
def test_post_of_our_own_page_runs(ada: Caller, headers: dict[str, str]) -> None:
    assert ada.post({"query": NAMED}, headers=headers).status_code == 200
    assert ran()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": THEIRS},
        {"Origin": "null"},
        {"Origin": THEIRS, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"X-CSRFToken": "a" * 64},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Referer": f"{THEIRS}/"},
    ],
    ids=str,
)
def test_post_without_a_proof_is_refused(ada: Caller, headers: dict[str, str]) -> None:
    response = ada.post({"query": NAMED}, headers=headers)
    assert error_of(response) == (403, "CSRF_FAILED")
    assert not ran()


def test_token_does_not_make_another_sites_post_ours(ada: Caller) -> None:
    ada.cookies["csrftoken"], token = proof()
    response = ada.post({"query": NAMED}, headers={"X-CSRFToken": token, "Origin": THEIRS})
    assert error_of(response) == (403, "CSRF_FAILED")


def test_trusted_site_may_post(ada: Caller, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["http://app.example"]
    headers = {"Origin": "http://app.example", "Sec-Fetch-Site": "cross-site"}
    assert ada.post({"query": NAMED}, headers=headers).status_code == 200


@pytest.mark.parametrize("content_type", SIMPLE_TYPES)
@pytest.mark.parametrize("headers", [{}, CROSS, {"Origin": OURS}, {"Origin": THEIRS}], ids=str)
def test_simple_post_never_runs(ada: Caller, content_type: str, headers: dict[str, str]) -> None:
    for body in (json.dumps({"query": NAMED}), f"query={NAMED}", f'{{"query": "{NAMED}", "a": "="}}'):
        response = ada.post(body, content_type=content_type, headers=headers)
        assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert not ran()


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}], ids=str
)
def test_get_of_our_own_page_runs(ada: Caller, headers: dict[str, str]) -> None:
    assert ada.get(query=NAMED, headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_of_another_site_is_refused(ada: Caller, method: str) -> None:
    response = ada.get(method=method, query=NAMED, headers=CROSS)
    assert response.status_code == 403
    assert not ran()


@pytest.mark.parametrize("header", ["GraphQL-Require-Preflight", "X-Requested-With"])
def test_get_of_another_site_by_cookie_needs_its_trust(ada: Caller, header: str, settings: Any) -> None:
    headers = {**CROSS, "Origin": "http://app.example", header: "1"}
    assert error_of(ada.get(query=NAMED, headers=headers)) == (403, "CSRF_FAILED")
    settings.CSRF_TRUSTED_ORIGINS = ["http://app.example"]
    assert ada.get(query=NAMED, headers=headers).status_code == 200


# --------------------------------------------------------------------------- callers without a cookie


@pytest.mark.parametrize("content_type", SIMPLE_TYPES)
def test_simple_post_without_a_cookie_never_runs(caller: Caller, content_type: str) -> None:
    response = caller.post({"query": NAMED}, content_type=content_type, headers=CROSS)
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert not ran()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [CROSS, {**CROSS, "Origin": THEIRS, "Sec-Fetch-Mode": "cors"}], ids=str)
def test_simple_get_of_another_site_never_runs(caller: Caller, method: str, headers: dict[str, str]) -> None:
    """A link, an image or a script without a preflight."""
    assert caller.get(method=method, query=NAMED, headers=headers).status_code == 403
    assert caller.get(f"{URL}/sha256:{'0' * 64}", method=method, headers=headers).status_code == 403
    assert not ran()


def test_simple_get_of_another_site_is_answered_with_a_reason(caller: Caller) -> None:
    assert error_of(caller.get(query=NAMED, headers=CROSS)) == (403, "CSRF_FAILED")


@pytest.mark.parametrize(
    "asked_first",
    [
        {"GraphQL-Require-Preflight": "1"},
        {"Apollo-Require-Preflight": "true"},
        {"X-Apollo-Operation-Name": "Typename"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Authorization": "Bearer abc"},
        {"Authorization": "bearer abc"},
    ],
    ids=str,
)
def test_get_that_asked_first_runs(caller: Caller, asked_first: dict[str, str]) -> None:
    """A header that is not simple: the browser asked this server before, and was allowed."""
    headers = {**CROSS, "Origin": THEIRS, "Sec-Fetch-Mode": "cors", **asked_first}
    assert caller.get(query=NAMED, headers=headers).status_code == 200


@pytest.mark.parametrize(("content_type", "status"), [("application/json", 200), ("text/plain", 403)])
def test_get_with_a_type_of_its_own_asked_first(caller: Caller, content_type: str, status: int) -> None:
    url = f"{URL}?query={quote(NAMED)}"
    assert caller.send("GET", b" ", url=url, content_type=content_type, headers=CROSS).status_code == status


@pytest.mark.parametrize(
    "simple",
    [
        {"Accept-Language": "x"},
        {"Range": "bytes=0-"},
        {"Authorization": "Basic YWRhOnNlY3JldA=="},
        {"Authorization": "Negotiate YII="},
        {"Authorization": "Bearer"},
    ],
    ids=str,
)
def test_header_that_browsers_send_anyway_does_not_count(caller: Caller, simple: dict[str, str]) -> None:
    """Some because any page may set them, some by themselves once the user has logged in."""
    assert error_of(caller.get(query=NAMED, headers={**CROSS, **simple})) == (403, "CSRF_FAILED")


def test_post_that_asked_first_runs(caller: Caller) -> None:
    headers = {**CROSS, "Origin": THEIRS, "Sec-Fetch-Mode": "cors"}
    assert caller.post({"query": NAMED}, headers=headers).status_code == 200


def test_mutation_by_get_never_runs(ada: Caller) -> None:
    for headers in ({}, CROSS, {"Sec-Fetch-Site": "same-origin"}):
        assert ada.get(query="mutation { __typename }", headers=headers).status_code in {403, 405}
