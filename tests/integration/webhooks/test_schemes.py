"""Deliveries of every scheme, through both of Django's handlers: what arrives is what was signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.cache import cache

from django_graphgate.auth.http.throttle import forget_failures
from django_graphgate.models import WebhookDelivery
from django_graphgate.signing import sign
from tests.support.clock import MovableClock, moved
from tests.support.signing.cases import BODY, CASES, ED25519, NOW, OTHER_TEXT, TEXT, Case, by_name
from tests.support.webhooks import handlers
from tests.support.webhooks.project import HANDLERS, URL, Project

ADDRESS = f"http://testserver{URL}orders"
SIGNATURES = ("signature", "token", "hmac")
"""Parts of names of headers that are not kept."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[MovableClock]:
    forget_failures()
    cache.clear()  # all of these requests are of one minute
    with moved(NOW) as clock:
        yield clock


def define(project: Project, case: Case) -> None:
    entry = {
        "name": "orders",
        "verifier": case.scheme,
        "secrets": ["NEW_SECRET", "OLD_SECRET"],
        "options": case.options,
    }
    project.define({**entry, "path": f"{HANDLERS}.record"})


def at_its_url(case: Case) -> Case:
    """Signed with the URL of the endpoint, where the scheme signs one; with a body that a handler can read."""
    if not case.url:
        return replace(case, body=BODY)
    query = (
        f"?bodySHA256={hashlib.sha256(case.body).hexdigest()}" if case.name == "twilio_json" else "?tenant=7"
    )
    return replace(case, url=ADDRESS + query)


def send(project: Project, case: Case, body: bytes | None = None, **headers: str) -> int:
    message = case.signed()
    given = {name: value for name, value in message.headers.items() if name != "content-type"} | headers
    name = f"orders?{case.url.partition('?')[2]}" if case.url else "orders"
    content_type = case.headers.get("content-type", "application/json")
    return project.raw(message.body if body is None else body, name, given, content_type).status_code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_delivery_of_a_scheme(served: Project, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken once, also with the older secret; refused with a changed body, and with another secret."""
    case = at_its_url(case)
    monkeypatch.setenv("NEW_SECRET", case.other)
    monkeypatch.setenv("OLD_SECRET", case.secret)
    define(served, case)
    if case.body_is_signed:
        assert send(served, case, case.body.replace(b"1", b"2") + b"2") == 401
    for _ in range(2):
        assert send(served, case) == 200
    row = WebhookDelivery.objects.get()
    assert bytes(row.body) == case.signed().body
    assert [delivery.event_id for delivery in handlers.seen] == [row.event_id]
    assert not [name for name in row.headers if any(part in name.lower() for part in SIGNATURES)]
    monkeypatch.setenv("OLD_SECRET", "")
    assert send(served, case) == 401


@pytest.mark.parametrize("case", [case for case in CASES if case.timed], ids=lambda case: case.name)
def test_old_delivery_of_a_scheme(
    project: Project, case: Case, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = at_its_url(case)
    monkeypatch.setenv("NEW_SECRET", case.secret)
    monkeypatch.setenv("OLD_SECRET", "")
    define(project, case)
    clock.forward(301)
    assert send(project, case) == 401
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize("name", ["github", "shopify", "discourse", "twilio"])
def test_unsigned_id_is_changed(project: Project, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has read a delivery sends it again under another id."""
    case = at_its_url(by_name(name))
    monkeypatch.setenv("NEW_SECRET", TEXT)
    monkeypatch.setenv("OLD_SECRET", OTHER_TEXT)
    define(project, case)
    header = next(key for key, value in case.signed().headers.items() if value == case.event_id)
    assert [send(project, case, **{header: each}) for each in ("a", "b", "c")] == [200] * 3
    assert len(handlers.seen) == 1


def test_ping_is_answered(served: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing behind."""
    monkeypatch.setenv("NEW_SECRET", ED25519[0][1])
    monkeypatch.setenv("OLD_SECRET", ED25519[1][1])
    define(served, by_name("discord"))
    for body, status, content in ((b'{"type":1}', 200, {"type": 1}), (b'{"type":0}', 204, None)):
        answer = served.raw(body, headers=sign("discord", body, [ED25519[0][0]], now=NOW))
        assert answer.status_code == status
        assert (json.loads(answer.content) if answer.content else None) == content
        assert served.raw(body, headers=sign("discord", BODY, [ED25519[0][0]], now=NOW)).status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert handlers.seen == []
