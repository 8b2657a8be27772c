"""The cookie is found in the header as Rack finds it."""

from __future__ import annotations

import json
from urllib.parse import quote, unquote_plus

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.cookies import cookie_of
from tests.support.auth.rails.asking import ask_raw, authenticator
from tests.support.auth.rails.ruby import seal, session


def found(header: str) -> str | None:
    return cookie_of(RequestFactory().get("/", HTTP_COOKIE=header), "s")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("s=1", "1"),
        ("a=0; s=1; b=2", "1"),
        ("a=0;s=1", "1"),
        ("s=1; s=2", "1"),
        ("s; s=2", ""),
        ("s=; s=2", ""),
        ("s=a=b=", "a=b="),
        ("s=a%2Bb+c%3D%3d", "a+b c=="),
        ('s="1"', '"1"'),
        ("s=%zz%4", "%zz%4"),
        ("s=%C3%A9", "Ã©"),
        ("s =1", None),
        ("S=1", None),
        ("ss=1; as=1; s.=1", None),
        ("%73=1", None),
        ("", None),
        (";;", None),
    ],
)
def test_value(header, value):
    assert found(header) == value


@pytest.mark.parametrize("value", ["a%2Bb", "a+b"])
def test_request_without_a_header_is_read_from_its_cookies(value):
    request = RequestFactory().get("/")
    request.COOKIES = {"s": value}
    assert cookie_of(request, "s") == "a+b"
    assert cookie_of(request, "t") is None
    del request.META["HTTP_COOKIE"]
    assert cookie_of(request, "s") == "a+b"


def test_header_holds_over_cookies_that_another_reader_made_of_it():
    request = RequestFactory().get("/", HTTP_COOKIE="s =1")
    assert request.COOKIES == {"s": "1"}
    assert cookie_of(request, "s") is None


def test_request_without_the_cookie_is_not_mine():
    assert ask_raw(authenticator(), "other=1") is None
    assert ask_raw(authenticator(), "") is None


def test_first_of_two_cookies_holds_and_a_broken_one_is_never_passed_over():
    first, second = (quote(seal(json.dumps(session(number)).encode()), safe="") for number in (1, 2))
    asked = authenticator()
    assert ask_raw(asked, f"_app_session={first}; _app_session={second}").user_id == "1"
    assert ask_raw(asked, f"_app_session={second}; _app_session={first}").user_id == "2"
    for broken in ("_app_session", "_app_session=x"):
        with pytest.raises(SessionInvalid):
            ask_raw(asked, f"{broken}; _app_session={first}")


PIECES = ["%2B", "%2F", "%3D", "%2f", "%25", "2B", *"ab+%2FfC3é\xff\x80 \u20ac"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_value_is_decoded_as_unquote_plus_does(text):
    request = RequestFactory().get("/")
    request.META["HTTP_COOKIE"] = f"_app_session={text}"
    assert cookie_of(request, "_app_session") == unquote_plus(text, encoding="latin-1")
