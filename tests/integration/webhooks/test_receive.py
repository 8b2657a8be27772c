"""What a sender is answered, and what is stored of a delivery."""

from __future__ import annotations

import hashlib
import io
import json
import logging
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.auth import clock
from django_graphgate.conf import Settings
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.models import WebhookDelivery, WebhookEndpoint
from django_graphgate.signing import sign
from django_graphgate.webhooks import receive, rows
from tests.conftest import DENIAL_ID
from tests.support.clock import moved
from tests.support.views.calling import error_of, headers_of
from tests.support.webhooks import handlers
from tests.support.webhooks.project import OTHER_SECRET, ROLES, URL, Project, endpoint, signature

DONE = {"data": {"status": "done"}}
NO = (
    b'{"errors":[{"message":"The delivery was refused.","extensions":{"code":"DELIVERY_REFUSED","id":"%b"}}]}'
    % DENIAL_ID.encode()
)


def stored() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def test_genuine_delivery_is_stored_and_handled(project: Project) -> None:
    body = b'{"id": "evt_1",  "paid": 1.50}'
    secrets = {"Cookie": "a=b", "X-Api-Key": "abc", "Authorization": "Basic eHg6eXl5"}
    response = project.send(body, headers={"X-GitHub-Event": "order", "Idempotency-Key": "k", **secrets})
    assert (response.status_code, json.loads(response.content)) == (200, DONE)
    assert handlers.names() == ["evt_1"]
    row = stored()
    assert (row.endpoint, row.event_id, row.status, row.attempts) == ("orders", "evt_1", "done", 1)
    assert bytes(row.body) == body
    assert (row.content_type, row.url) == ("application/json", f"{URL}orders")
    assert row.headers["X-Github-Event"] == "order"
    assert row.headers["Idempotency-Key"] == "k"
    assert not row.headers.keys() & {"X-Hub-Signature-256", *secrets}
    assert (row.next_attempt_at, row.lease_expires_at, row.lease_holder) == (None, None, "")
    assert row.ended_at is not None
    (seen,) = handlers.seen
    assert (seen.endpoint, seen.event_id, seen.body, seen.attempt) == ("orders", "evt_1", body, 1)
    assert str(seen.payload["paid"]) == "1.50"
    assert seen.headers["X-GitHub-Event"] == seen.headers["x-github-event"] == "order"


def test_production_runs_what_was_frozen(project: Project) -> None:
    importer = Identity(role="importer", authenticator="test")
    assert not get_gate().execute("query Names { categories { name } }", identity=importer).errors
    (project.folder / "roles.json").write_text(json.dumps({"roles": ROLES}), "utf-8")
    call_command("graphgate_freeze", stdout=io.StringIO())
    project.configure(PRODUCTION=True)
    assert project.send({"id": "evt_1"}).status_code == 200
    assert handlers.names() == ["evt_1"]
    project.define(endpoint("orders"), endpoint("others"))
    project.configure(PRODUCTION=True)  # as after a restart
    assert error_of(project.send({"id": "evt_2"})) == (500, "GATE_MISCONFIGURED")
    assert handlers.names() == ["evt_1"]


def test_answer_is_the_same_through_both_handlers(served: Project) -> None:
    response = served.send({"id": "evt_1"})
    assert (response.status_code, json.loads(response.content)) == (200, DONE)
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert served.raw(b"{}").status_code == 401


def test_delivery_that_is_done_runs_nothing_when_it_comes_again(project: Project) -> None:
    assert project.send({"id": "evt_1"}).status_code == 200
    assert project.send({"id": "evt_1", "again": True}).status_code == 200
    assert len(handlers.seen) == 1
    assert stored().attempts == 1


def test_delivery_that_failed_may_come_again(project: Project) -> None:
    project.define(endpoint("orders", "fail_at_first", event_id="id"))
    response = project.send({"id": "evt_1"})
    assert error_of(response) == (500, "DELIVERY_FAILED")
    assert handlers.names() == []
    row = stored()
    assert (row.status, row.attempts, row.code) == ("failed", 1, "INTERNAL_ERROR")
    assert row.next_attempt_at > row.received_at
    assert (row.lease_holder, row.lease_expires_at) == ("", None)
    assert project.send({"id": "evt_1"}).status_code == 200
    assert handlers.names() == ["evt_1"]
    row = stored()
    assert (row.status, row.attempts, row.code, row.error_id) == ("done", 2, "", "")


def test_failure_says_nothing_of_the_handler(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.define(endpoint("orders", "fail"))
    response = project.send({"id": "evt_1"})
    assert b"secret" not in response.content
    assert handlers.names() == []
    assert stored().error_id in caplog.text
    assert "secret of the handler" in caplog.text


def test_refusal_of_the_handler_is_its_code(project: Project) -> None:
    project.define(endpoint("orders", "refuse"))
    assert error_of(project.send({"id": "evt_1"})) == (500, "DELIVERY_FAILED")
    assert (stored().code, stored().error_id, handlers.names()) == ("ACTION_REFUSED", "", [])


def test_delivery_that_another_process_runs(project: Project) -> None:
    project.define(endpoint("orders", "fail", event_id="id"))
    with moved() as moving:
        project.send({"id": "evt_1"})
        assert rows.claim(stored(), 30_000) is not None
        project.define(endpoint("orders", event_id="id"))
        response = project.send({"id": "evt_1"})
        assert error_of(response) == (409, "ACTION_BUSY")
        assert response["Retry-After"] == "30"
        assert len(handlers.seen) == 1
        moving.forward(29 + rows.GRACE.total_seconds())
        assert error_of(project.send({"id": "evt_1"})) == (409, "ACTION_BUSY")
        moving.forward(1)
        assert project.send({"id": "evt_1"}).status_code == 200
    assert handlers.names() == ["evt_1"]


@pytest.mark.parametrize("handler", ["record_asynchronously", "record_in_the_end"])
def test_handler_is_asynchronous(served: Project, handler: str) -> None:
    served.define(endpoint("orders", handler, event_id="id"))
    assert served.send({"id": "evt_1"}).status_code == 200
    assert handlers.names() == ["evt_1"]


def refusals(project: Project) -> list[Any]:
    """What the callers get who are refused, each for another reason."""
    body = b'{"id": "evt_1"}'
    WebhookEndpoint.objects.create(name="off", enabled=False)
    project.define(
        endpoint("orders"),
        endpoint("off"),
        endpoint("unset", secrets=["NOT_THERE"]),
    )
    right = signature(body)["X-Hub-Signature-256"]
    return [
        project.raw(body, "nowhere", signature(body)),
        project.raw(body, "", signature(body)),
        project.raw(body, "orders/", signature(body)),
        project.raw(body, "orders%00", signature(body)),
        project.raw(body, "../orders", signature(body)),
        project.raw(body, "ORDERS", signature(body)),
        project.raw(body, "off", signature(body)),
        project.raw(body, "orders", signature(body, OTHER_SECRET)),
        project.raw(body, "orders", {}),
        project.raw(body, "orders", {"X-Hub-Signature-256": f"{right},{right}"}),
        project.raw(body + b" ", "orders", signature(body)),
        project.raw(body, "unset", signature(body, "")),
    ]


def test_refusals_are_all_alike(project: Project) -> None:
    answers = refusals(project)
    assert {(each.status_code, each.content) for each in answers} == {(401, NO)}
    headers = [sorted(headers_of(each).items()) for each in answers]
    assert headers == [headers[0]] * len(headers)
    assert (WebhookDelivery.objects.count(), handlers.seen) == (0, [])


def test_reason_is_in_the_log(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "django_graphgate.webhooks"):
        refusals(project)
    lines = [r.getMessage() for r in caplog.records if r.name == "django_graphgate.webhooks"]
    assert len(lines) == 12
    assert "there is no such endpoint" in lines[0]
    assert "'orders\\x00'" in lines[3]
    assert "switched off" in lines[6]


def test_enabled_again(project: Project) -> None:
    row = WebhookEndpoint.objects.create(name="orders", enabled=False)
    assert project.send({"id": "evt_1"}).status_code == 401
    row.enabled = True
    row.save()
    assert project.send({"id": "evt_1"}).status_code == 200


@pytest.mark.parametrize("name", ["orders", "nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods(served: Project, name: str, method: str) -> None:
    response = served.caller.send(method, url=URL + name, content_type="")
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_secret_is_rotated(project: Project) -> None:
    project.define(endpoint("orders", secrets=["HOOK_SECRET", "OTHER_HOOK_SECRET"]))
    assert project.send({"id": 1}, secret=OTHER_SECRET).status_code == 200
    assert project.send({"id": 2}).status_code == 200


# -- ids ------------------------------------------------------------------------------------------


def test_without_an_id_the_body_is_the_id(project: Project) -> None:
    project.define(endpoint("orders"))
    body = b'{"id": "evt_1"}'
    project.send(body)
    project.send(body)
    assert stored().event_id == hashlib.sha256(body).hexdigest()
    project.send(body + b" ")
    assert len(handlers.seen) == 2


@pytest.mark.parametrize(
    ("path", "payload", "expected"),
    [
        ("data.object.id", {"data": {"object": {"id": "evt_9"}}}, "evt_9"),
        ("items.1.id", {"items": [{}, {"id": 7}]}, "7"),
        ("header:x-request-id", {}, "r-1"),
        ("", {}, None),
        ("missing", {"id": 1}, None),
        ("id", {"id": True}, None),
        ("id", {"id": ""}, None),
        ("id", {"id": {"a": 1}}, None),
        ("id", {"id": "é" * 255}, "é" * 255),
        ("id", {"id": "x" * 10_000}, "sha256"),
        ("id", {"id": "a\0b"}, None),
    ],
)
def test_id_is_where_the_endpoint_says(
    project: Project, caplog: pytest.LogCaptureFixture, path: str, payload: Any, expected: str | None
) -> None:
    project.define(endpoint("orders", event_id=path))
    body = json.dumps(payload).encode()
    project.send(body, headers={"X-Request-Id": "r-1"})
    if expected == "sha256":
        expected = f"sha256:{hashlib.sha256(str(payload['id']).encode()).hexdigest()}"
    assert stored().event_id == (expected or hashlib.sha256(body).hexdigest())
    assert ("has no id at" in caplog.text) is (expected is None and path != "")


def test_id_that_is_not_signed_protects_from_nothing(project: Project) -> None:
    """Whoever has read a delivery to GitHub's scheme could send it again under another id."""
    project.define(endpoint("orders"))
    project.send({"a": 1}, headers={"X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958"})
    project.send({"a": 1}, headers={"X-GitHub-Delivery": "00000000-cc78-11e3-81ab-4c9367dc0958"})
    assert len(handlers.seen) == 1
    assert stored().event_id == hashlib.sha256(b'{"a": 1}').hexdigest()


def test_id_that_is_signed_is_the_senders(project: Project) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw=="
    project.define(endpoint("orders", verifier="standardwebhooks", secrets=["STANDARD_SECRET"]))
    with moved(), mock.patch.dict("os.environ", STANDARD_SECRET=secret):
        for event in ("msg_1", "msg_2", "msg_1"):
            headers = sign("standardwebhooks", b"{}", [secret], now=clock.now(), event_id=event)
            assert project.raw(b"{}", headers=headers).status_code == 200
            forged = {**headers, "webhook-id": "msg_3"}
            assert project.raw(b"{}", headers=forged).status_code == 401
    assert handlers.names() == ["msg_1", "msg_2"]


def test_verification_is_not_skipped_in_production(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate refuses to load with such an endpoint; here production begins later."""
    project.define(endpoint("orders", verifier="skipVerifier", secrets=[]))
    assert project.raw(b"{}").status_code == 200
    definitions = current_definitions()
    monkeypatch.setattr(receive, "current_definitions", lambda: definitions)
    monkeypatch.setattr(Settings, "production", lambda _: True)
    assert project.raw(b"[]").content == NO


def test_old_delivery_is_refused(project: Project) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw=="
    project.define(endpoint("orders", verifier="standardwebhooks", secrets=["STANDARD_SECRET"]))
    with moved() as moving, mock.patch.dict("os.environ", STANDARD_SECRET=secret):
        headers = sign("standardwebhooks", b"{}", [secret], now=clock.now(), event_id="msg_1")
        moving.forward(301)
        assert project.raw(b"{}", headers=headers).content == NO


def test_ping_is_answered_and_runs_nothing(project: Project) -> None:
    key = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    project.define(endpoint("orders", verifier="discord", secrets=["DISCORD_KEY"]))
    body = b'{"type":1}'
    with moved(), mock.patch.dict("os.environ", DISCORD_KEY=public):
        headers = sign("discord", body, [key], now=clock.now())
        response = project.raw(body, headers=headers)
        assert (response.status_code, json.loads(response.content)) == (200, {"type": 1})
        assert project.raw(body + b" ", headers=headers).content == NO
        body = b'{"type":0}'
        response = project.raw(body, headers=sign("discord", body, [key], now=clock.now()))
        assert (response.status_code, response.content) == (204, b"")
    assert (WebhookDelivery.objects.count(), handlers.seen) == (0, [])


def test_two_endpoints_have_events_of_the_same_id(project: Project) -> None:
    project.define(endpoint("orders", event_id="id"), endpoint("others", event_id="id"))
    assert project.send({"id": "evt_1"}).status_code == 200
    assert project.send({"id": "evt_1"}, "others").status_code == 200
    assert len(handlers.seen) == 2


def test_delivery_of_one_endpoint_is_replayed_at_another(project: Project) -> None:
    project.define(endpoint("orders"), endpoint("others", secrets=["OTHER_HOOK_SECRET"]))
    assert project.send({"id": "evt_1"}).status_code == 200
    assert project.send({"id": "evt_1"}, "others").status_code == 401
    assert len(handlers.seen) == 1


def test_record_of_a_delivery(project: Project, records: list[RequestRecord]) -> None:
    project.send({"id": 1})
    project.send({"id": 2}, secret=OTHER_SECRET)
    project.send({"id": 3}, "invented")
    done, forged, invented = records
    assert (done.surface, done.operation, done.status, done.code) == ("webhook", "orders", 200, "")
    assert (forged.operation, forged.status, forged.code) == ("orders", 401, "DELIVERY_REFUSED")
    assert (invented.operation, invented.detail) == ("", "there is no such endpoint")
    assert forged.detail
    assert forged.origin == "127.0.0.1"
