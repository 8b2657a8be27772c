"""A delivery that somebody has read, sent again in another shape that its signature covers as well, runs nothing."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from django_graphgate.signing import sign
from tests.support.webhooks import handlers
from tests.support.webhooks.project import SECRET, URL, Project, endpoint

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TOKEN = SECRET * 2


def test_content_type_is_not_signed_and_does_not_choose_the_id(project: Project) -> None:
    assert project.send({"id": "evt_1"}).status_code == 200
    for content_type in (FORM, "text/plain", "application/xml", ""):
        assert project.send({"id": "evt_1"}, content_type=content_type).status_code == 200
    assert handlers.names() == ["evt_1"]


def test_id_of_a_form_is_read_whatever_type_is_claimed(project: Project) -> None:
    body = urlencode({"id": "evt_1", "paid": "1"}).encode()
    for content_type in (FORM, JSON, "text/plain"):
        assert project.send(body, content_type=content_type).status_code == 200
    assert handlers.names() == ["evt_1"]


def twilio(project: Project, *bodies: str, query: str = "", **options: str) -> None:
    project.define(endpoint("orders", verifier="twilio", **options))
    url = f"http://testserver{URL}orders{query}"
    headers = sign("twilio", bodies[0].encode(), [SECRET], now=0, url=url)
    for body in bodies:
        assert project.raw(body.encode(), f"orders{query}", headers, FORM).status_code == 200


def test_fields_of_twilio_in_another_order_are_the_same_delivery(project: Project) -> None:
    twilio(project, "a=1&b=2+3", "b=2+3&a=1", "a=1&b=2%203", "a=1&b=2+3&a=1", "%61=1&b=2+3", "a1=&b=2+3")
    assert len(handlers.seen) == 1


@pytest.mark.parametrize("path", ["MessageSid", "nothing"])
def test_fields_of_twilio_that_are_split_otherwise_are_the_same_delivery(project: Project, path: str) -> None:
    """Names and values are signed without separators, so a field is no id."""
    bodies = ("MessageSid=SM1&NumMedia=0", "MessageSid=SM1NumMedia0", "MessageSid=SM1N&umMedia=0")
    twilio(project, *bodies, event_id=path)
    assert len(handlers.seen) == 1


def test_id_in_a_body_of_json_of_twilio(project: Project) -> None:
    """Here the URL has the hash of the body, so that its members are signed."""
    body = '{"sid":"SM1"}'
    twilio(project, body, query=f"?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}", event_id="sid")
    assert [delivery.event_id for delivery in handlers.seen] == ["SM1"]


@pytest.mark.parametrize("where", ["event-data.id", "header:X-Id"])
def test_token_of_mailgun_is_the_id_whatever_the_endpoint_says(project: Project, where: str) -> None:
    """The signature is about the token, not about the event."""
    project.define(endpoint("orders", verifier="mailgun", event_id=where))
    signature = sign("mailgun", b"", [SECRET], now=time.time())
    for event_id in ("a", "b"):
        body = json.dumps({"signature": signature, "event-data": {"id": event_id}}).encode()
        assert project.raw(body, headers={"X-Id": event_id}).status_code == 200
    assert [delivery.event_id for delivery in handlers.seen] == [signature["token"]]


def test_other_fields_of_twilio_are_another_delivery(project: Project) -> None:
    twilio(project, "a=1&b=2")
    twilio(project, "a=1&b=3")
    assert len(handlers.seen) == 2


def jwt(project: Project, body: bytes, *others: bytes) -> None:
    project.define(endpoint("orders", verifier="jwtVerifier"))
    headers = sign("jwtVerifier", body, [TOKEN], now=time.time())
    for each in (body, *others):
        assert project.raw(each, headers=headers).status_code == 200


def test_body_of_a_token_that_is_written_otherwise_is_the_same_delivery(
    project: Project, monkeypatch: Any
) -> None:
    monkeypatch.setenv("HOOK_SECRET", TOKEN)
    value = {"order": 7, "note": "ä"}
    jwt(
        project,
        json.dumps(value).encode(),
        json.dumps(value, indent=2).encode(),
        b'{"note":"\xc3\xa4","order":7}',
    )
    assert len(handlers.seen) == 1
    jwt(project, json.dumps({**value, "order": 8}).encode())
    assert len(handlers.seen) == 2
