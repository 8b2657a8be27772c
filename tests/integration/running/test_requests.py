"""Requests to actions as attackers and broken clients send them."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.support.running.project import ACTIONS, CRON_HEADERS, OURS, run, signed_in
from tests.support.shop.models import Product
from tests.support.views.calling import Caller, error_of, message_of

FORMS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


def send(caller: Caller, body: bytes | str, **options: Any) -> Any:
    headers = {**CRON_HEADERS, **options.pop("headers", {})}
    response = caller.send("POST", body, url=ACTIONS + "restock", headers=headers, **options)
    assert not Product.objects.filter(stock=7777).exists()
    return response


@pytest.mark.parametrize(
    "content_type", [*FORMS, "", "application/json; charset=utf-16", "application/ld+json"]
)
def test_body_that_is_no_json_is_415(caller: Caller, content_type: str) -> None:
    assert error_of(send(caller, b"{}", content_type=content_type)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", FORMS[:2])
def test_empty_form_is_415(caller: Caller, content_type: str) -> None:
    response = send(caller, b"", headers={"Content-Type": content_type})
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("header", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "cross-site"}])
def test_browsers_name_the_media_type(caller: Caller, header: dict[str, str]) -> None:
    """Without one they do not ask the site before they send for a page of another one."""
    response = send(caller, b"", content_type="", headers=header)
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "also without a body" in message_of(response)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
def test_compressed_body_is_415(caller: Caller, encoding: str) -> None:
    body = gzip.compress(b"{}")
    response = send(caller, body, headers={"Content-Encoding": encoding})
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("body", ["[]", "null", "1", '"x"', "[{}]", "true"])
def test_body_that_is_no_object_is_400(caller: Caller, body: str) -> None:
    response = send(caller, body)
    assert error_of(response) == (400, "BAD_REQUEST")
    assert message_of(response) == "The body must be the JSON object of the parameters."


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{}{}",
        b'{"a": 1, "a": 1}',
        b'{"a": NaN}',
        b"\xff\xfe{}",
        b'{"a": "\\ud800"}',
        b"[" * 10_000,
        b"   ",
    ],
)
def test_body_that_is_no_json_is_400(caller: Caller, body: bytes) -> None:
    assert error_of(send(caller, body)) == (400, "BAD_REQUEST")


def test_huge_body_is_413(caller: Caller) -> None:
    assert error_of(send(caller, b" " * 100_001)) == (413, "PAYLOAD_TOO_LARGE")


def test_long_query_string_is_414(caller: Caller) -> None:
    response = caller.post({}, url=f"{ACTIONS}restock?{'x' * 8001}", headers=CRON_HEADERS)
    assert error_of(response) == (414, "URI_TOO_LONG")


def test_query_string_gives_no_parameters(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    response = caller.post({}, url=f"{ACTIONS}greet?name=Eve", headers=OURS)
    assert b"Hello you" in response.content


@pytest.mark.parametrize("key", ["", "a b", "é", "k" * 256])
def test_bad_idempotency_key_is_400(caller: Caller, key: str) -> None:
    assert error_of(send(caller, b"{}", headers={"Idempotency-Key": key})) == (400, "BAD_REQUEST")


def test_answer_that_nobody_takes_is_406(caller: Caller) -> None:
    assert error_of(send(caller, b"{}", accept="text/html")) == (406, "NOT_ACCEPTABLE")


def test_names_of_members_are_parameters(caller: Caller) -> None:
    """Options are headers: what a body says cannot be one."""
    signed_in(caller, is_staff=True)
    for name in ("dryRun", "parameters", "role", "__class__", ""):
        assert error_of(run(caller, "greet", {name: True})) == (400, "BAD_USER_INPUT")
