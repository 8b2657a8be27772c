"""Which media type answers, and which requests are read."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from django_graphgate.errors import UnsupportedMediaType
from django_graphgate.views.negotiation import acceptable, check_content_type
from tests.support.views.calling import GRAPHQL, JSON

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.9,{GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.4", JSON),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{JSON}, */*", JSON),
        (f"{JSON}, */*;q=0.1", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"application/*;q=0.2, {JSON};q=0.1", GRAPHQL),
        (f"{JSON}; charset=utf-8", JSON),
        (f"text/plain, {GRAPHQL}; charset=UTF-8", GRAPHQL),
        (f"multipart/mixed, text/event-stream, {JSON}", JSON),
        (f"nonsense, ;q=1, /, {JSON}", JSON),
        (f"{JSON}; a*=nonsense''x, {GRAPHQL}", GRAPHQL),
    ],
)
@pytest.mark.parametrize("preferred", [JSON, GRAPHQL])
def test_header_decides(accept: str, best: str, preferred: str) -> None:
    assert acceptable(accept, preferred)[0] == best


@pytest.mark.parametrize("accept", [None, "", " ", "*/*", "application/*", BROWSER, "*/*;q=0.1"])
@pytest.mark.parametrize("preferred", [JSON, GRAPHQL])
def test_without_a_wish_it_is_the_preferred_one(accept: str | None, preferred: str) -> None:
    assert acceptable(accept, preferred)[0] == preferred


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/graphql+json",
        "application/jsonp",
        f"{JSON};q=0",
        f"{JSON};q=0, {GRAPHQL};q=0.0",
        "*/*;q=0",
        "json",
        ",",
        "text/*",
    ],
)
def test_nothing_else_is_acceptable(accept: str) -> None:
    assert acceptable(accept, JSON) == ()


@pytest.mark.parametrize("accept", [JSON, f"{GRAPHQL};q=0,*/*"])
def test_only_what_is_listed_is_acceptable(accept: str) -> None:
    assert acceptable(accept, GRAPHQL) == (JSON,)


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        "Application/JSON",
        f"{JSON};charset=utf-8",
        f'{JSON}; charset="UTF-8"',
        f"{JSON}; charset=utf8",
        f"{JSON}; profile=x",
    ],
)
def test_json_in_utf8_is_read(content_type: str) -> None:
    check_content_type(RequestFactory().post("/", b"{}", content_type))


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/plain; application/json",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
        "application/json, text/plain",
        GRAPHQL,
        f"{JSON}; charset=utf-16",
        f"{JSON}; charset=latin-1",
        f"{JSON}; charset=",
    ],
)
def test_nothing_else_is_read(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType) as caught:
        check_content_type(RequestFactory().post("/", b"{}", content_type))
    assert caught.value.headers == {"Accept": JSON}


def test_unknown_charset_is_not_read() -> None:
    request = RequestFactory().post("/", b"{}", JSON, CONTENT_TYPE=f"{JSON}; charset=nonsense")
    with pytest.raises(UnsupportedMediaType):
        check_content_type(request)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", ""])
def test_compressed_body_is_not_read(encoding: str) -> None:
    request = RequestFactory().post("/", b"{}", JSON, headers={"Content-Encoding": encoding})
    with pytest.raises(UnsupportedMediaType) as caught:
        check_content_type(request)
    assert caught.value.headers == {"Accept-Encoding": "identity"}
    check_content_type(RequestFactory().post("/", b"{}", JSON, headers={"Content-Encoding": "Identity"}))
