"""Texts that end somewhere else than where they were signed: the bytes are the same, and so is their signature."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from django_graphgate.signing import SignatureInvalid, problems, verify
from tests.support.signing.cases import NOW, TEXT

HOOK = "https://shop.example/webhooks/orders"
Message = tuple[str, dict[str, str], bytes]
"""URL, headers and body."""


def check(payload: str, signed: str, message: Message, **options: str) -> str:
    """Why the message is refused; empty if it is not."""
    url, headers, body = message
    options = {"signatureHeader": "X-Signature", "payload": payload, **options}
    assert problems("custom", options, [TEXT]) == []
    headers = {**headers, "X-Signature": hmac.new(TEXT.encode(), signed.encode(), hashlib.sha256).hexdigest()}
    try:
        verify("custom", body, headers, [TEXT], options=options, now=NOW, url=url)
    except SignatureInvalid as error:
        return error.reason
    return ""


@pytest.mark.parametrize(
    ("payload", "genuine", "forged"),
    [
        (
            "{id}:{body}",
            (HOOK, {"X-Id": "e1"}, b"order=7&note=a:amount=5"),
            (HOOK, {"X-Id": "e1:order=7&note=a"}, b"amount=5"),
        ),
        ("{body}:{id}", (HOOK, {"X-Id": "e1"}, b"a=1:b=2"), (HOOK, {"X-Id": "b=2:e1"}, b"a=1")),
        (
            "{url}.{body}",
            (f"{HOOK}?shop=1", {}, b"note=a.amount=5"),
            (f"{HOOK}?shop=1.note=a", {}, b"amount=5"),
        ),
        ("{url}{body}", (HOOK, {}, b"?a=1&b=2"), (f"{HOOK}?a=1", {}, b"&b=2")),
        (
            "{body}{url}",
            (HOOK, {}, f"note={HOOK}?".encode()),
            (f"{HOOK}?{HOOK}", {}, b"note="),
        ),
    ],
)
def test_value_takes_a_part_of_the_body(payload: str, genuine: Message, forged: Message) -> None:
    options = {"eventId": "header:X-Id"} if "{id}" in payload else {}
    signed, again = (
        payload.replace("{id}", headers.get("X-Id", ""))
        .replace("{url}", url)
        .replace("{body}", body.decode())
        for url, headers, body in (genuine, forged)
    )
    assert signed == again
    assert check(payload, signed, genuine, **options) == ""
    assert "separate" in check(payload, signed, forged, **options)


def test_nothing_is_between_a_time_or_a_url_and_the_body() -> None:
    """Times have one length, and a URL without a query leads to one endpoint."""
    seconds = str(int(NOW))
    headers = {"X-Time": seconds}
    for payload in ("{timestamp}{body}", "{header:x-time}{body}"):
        assert check(payload, f"{seconds}1", (HOOK, headers, b"1"), eventTimestamp="header:X-Time") == ""
    assert check("{url}{body}", f"{HOOK}{{}}", (HOOK, {}, b"{}")) == ""
