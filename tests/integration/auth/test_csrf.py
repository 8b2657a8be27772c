"""What a page of another site can make a signed-in browser send, and what it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.test import RequestFactory

from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.errors import CsrfRejected
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import new_session

COOKIE = Identity(user_id="1", by_cookie=True)
TOKEN = Identity(user_id="1")
OURS, THEIRS = "http://testserver", "http://evil.example"


def post(media_type: str = "application/json", *, secure: bool = False, **headers: str) -> HttpRequest:
    return RequestFactory().post("/", b"{}", media_type, secure=secure, headers=named(headers))


def get(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=named(headers))


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def with_token(request: HttpRequest) -> HttpRequest:
    """The cookie and the header that Django gives to a page of ours."""
    page = RequestFactory().get("/")
    token = get_token(page)
    request.COOKIES["csrftoken"] = page.META["CSRF_COOKIE"]
    request.META["HTTP_X_CSRFTOKEN"] = token
    return request


def refused(request: HttpRequest, identity: Identity = COOKIE) -> str:
    with pytest.raises(CsrfRejected) as caught:
        check_csrf(request, identity)
    assert (caught.value.status, caught.value.code) == (403, "CSRF_FAILED")
    return caught.value.detail


def test_caller_without_a_cookie_needs_no_proof() -> None:
    check_csrf(post("text/plain", Origin=THEIRS, Sec_Fetch_Site="cross-site"), TOKEN)
    check_csrf(post(), Identity.anonymous())


def test_post_without_any_proof_is_refused() -> None:
    assert refused(post()) == "CSRF cookie not set."
    refused(post("text/plain"))
    refused(post("application/x-www-form-urlencoded"))
    refused(post("multipart/form-data; boundary=x"))


def test_token_is_proof() -> None:
    check_csrf(with_token(post()), COOKIE)
    check_csrf(with_token(post("text/plain")), COOKIE)


@pytest.mark.parametrize("token", ["", "a" * 32, "a" * 64, "a" * 63, "\x00" * 32, "é" * 32])
def test_wrong_token_is_refused(token: str) -> None:
    request = with_token(post())
    request.META["HTTP_X_CSRFTOKEN"] = token
    refused(request)


def test_token_without_its_cookie_is_refused() -> None:
    request = with_token(post())
    request.COOKIES.clear()
    refused(request)


def test_token_does_not_excuse_a_foreign_origin() -> None:
    request = with_token(post(Origin=THEIRS))
    assert "Origin checking failed" in refused(request)


def test_token_over_https_needs_its_referer_as_in_django() -> None:
    assert "no Referer" in refused(with_token(post(secure=True)))
    check_csrf(with_token(post(secure=True, Referer="https://testserver/page")), COOKIE)


def test_header_name_of_the_settings_is_followed(settings: Any) -> None:
    settings.CSRF_HEADER_NAME = "HTTP_X_OURS"
    request = with_token(post())
    refused(request)
    request.META["HTTP_X_OURS"] = request.META["HTTP_X_CSRFTOKEN"]
    check_csrf(request, COOKIE)


@pytest.mark.django_db
def test_token_may_be_kept_in_the_session(settings: Any) -> None:
    settings.CSRF_USE_SESSIONS = True
    request = with_token(post())
    request.session = new_session()
    refused(request)
    request.session["_csrftoken"] = request.COOKIES["csrftoken"]
    check_csrf(request, COOKIE)


def test_token_in_a_session_that_is_not_there_is_refused(settings: Any) -> None:
    settings.CSRF_USE_SESSIONS = True
    assert "request.session is not set" in refused(with_token(post()))


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", "application/graphql+json"]
)
def test_json_from_our_own_page_is_proof(media_type: str) -> None:
    check_csrf(post(media_type, Origin=OURS), COOKIE)
    check_csrf(post(media_type, Origin=OURS, Sec_Fetch_Site="same-origin"), COOKIE)
    check_csrf(post(media_type, Sec_Fetch_Site="same-origin"), COOKIE)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "text/plain; application/json",
    ],
)
def test_simple_request_needs_a_token_even_from_our_own_page(media_type: str) -> None:
    refused(post(media_type, Origin=OURS, Sec_Fetch_Site="same-origin"))


@pytest.mark.parametrize(
    "origin",
    [
        THEIRS,
        "null",
        "",
        "https://testserver",
        "http://testserver:8000",
        "http://testserver.evil.example",
        "http://eviltestserver",
        "http://testserver/",
        "testserver",
        "http://[",
    ],
)
@pytest.mark.parametrize("site", ["same-origin", "cross-site", "none", None])
def test_foreign_origin_is_refused(origin: str, site: str | None) -> None:
    refused(post(Origin=origin, **({} if site is None else {"Sec_Fetch_Site": site})))


@pytest.mark.parametrize(
    "site", ["same-site", "cross-site", "none", "", "SAME-ORIGIN", "same-origin, cross-site"]
)
def test_browser_that_says_another_site_is_refused(site: str) -> None:
    refused(post(Sec_Fetch_Site=site))


def test_forged_host_makes_no_origin_ours() -> None:
    request = post(Origin=THEIRS)
    request.META["HTTP_HOST"] = "evil.example"
    refused(request)


def test_trusted_origins_are_followed(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example", "https://*.partner.example"]
    check_csrf(post(Origin="https://app.example", Sec_Fetch_Site="cross-site"), COOKIE)
    check_csrf(post(Origin="https://a.partner.example"), COOKIE)
    refused(post(Origin="http://app.example"))
    refused(post(Origin="https://app.example.evil.example"))


def test_reading_needs_no_token() -> None:
    for site in ("same-origin", "same-site", "none"):
        check_csrf(get(Sec_Fetch_Site=site), COOKIE)
    check_csrf(get(), COOKIE)
    check_csrf(get(Origin=OURS), COOKIE)


def test_reading_by_another_site_with_our_cookie_is_refused(settings: Any) -> None:
    assert "another site" in refused(get(Sec_Fetch_Site="cross-site"))
    refused(get(Sec_Fetch_Site="cross-site", Origin=THEIRS))
    check_csrf(get(Sec_Fetch_Site="cross-site"), TOKEN)
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example"]
    check_csrf(get(Sec_Fetch_Site="cross-site", Origin="https://app.example"), COOKIE)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_writing_methods_need_the_same(method: str) -> None:
    request = getattr(RequestFactory(), method)("/", b"{}", "application/json")
    refused(request)
    check_csrf(with_token(request), COOKIE)
