"""Which requests the audit keeps, and that a flood of them is a few rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches

from django_graphgate.access import load_roles
from django_graphgate.audit.append import flush
from django_graphgate.auth.http import throttle
from django_graphgate.gate import get_gate
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.models import AuditEvent
from django_graphgate.telemetry.audited import audit_request, event_of
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import Caller, data_of, error_of
from tests.support.views.fixtures import development  # noqa: F401
from tests.support.webhooks import handlers
from tests.support.webhooks.project import ENVIRONMENT, OTHER_SECRET, Project, endpoint

LIST = "query Names { products { id name } }"
ROLES = [{"name": name, "tables": [{"name": "products", "query": {}}]} for name in ("anon", "user")]


@pytest.fixture
def caller(database: str, development: dict[str, Any], settings: Any) -> Caller:  # noqa: F811
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    load_roles(ROLES)
    fixture.load(database)
    flush()
    AuditEvent._base_manager.all()._raw_delete(database)
    return Caller("wsgi")


def events() -> list[Any]:
    flush()
    return list(AuditEvent._base_manager.filter(stream="events").order_by("sequence"))


def test_denial(caller: Caller) -> None:
    response = caller.post({"query": LIST}, headers={"X-Request-ID": "r1"})
    (event,) = events()
    assert (event.event, event.name, event.code, event.role) == ("denial", "Names", "UNAUTHENTICATED", "anon")
    assert (event.origin, event.via, event.actor) == ("127.0.0.1", "http", "")
    assert event.reference == response.json()["errors"][0]["extensions"]["id"]
    assert event.detail
    assert (event.data["request_id"], event.data["times"]) == ("r1", 1)


def test_denial_of_a_user(caller: Caller) -> None:
    user = new_user()
    caller.cookies["sessionid"] = sign_in(user)
    caller.post({"query": LIST}, headers={"Sec-Fetch-Site": "cross-site"})
    (event,) = events()
    assert (event.event, event.actor, event.code) == ("denial", str(user.pk), "CSRF_FAILED")


def test_wrong_credential_is_a_sign_in_failure(caller: Caller, settings: Any) -> None:
    auth = [{"type": "header", "name": "X-Key", "value": "k" * 40}]
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": auth, "AUTH_FAILURE_LIMIT": None}
    wrong = "w" * 20 + "q7Zp4Lk2"
    assert error_of(caller.post({"query": LIST}, headers={"X-Key": wrong})) == (401, "INVALID_CREDENTIALS")
    (event,) = events()
    assert event.event == "sign_in_failure"
    assert wrong not in str(vars(event))


def test_too_many_guesses_are_kept(caller: Caller, settings: Any) -> None:
    auth = [{"type": "header", "name": "X-Key", "value": "k" * 40}]
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": auth, "AUTH_FAILURE_LIMIT": 1}
    caches["default"].clear()
    throttle.forget_failures()
    for number in range(3):
        caller.post({"query": LIST}, headers={"X-Key": f"{number}" * 20})
    assert {event.event for event in events()} == {"sign_in_failure", "rate_limit"}


def test_answers_and_wrong_documents_are_not_kept(caller: Caller) -> None:
    caller.cookies["sessionid"] = sign_in(new_user())
    data_of(caller.post({"query": LIST}, headers={"Sec-Fetch-Site": "same-origin"}))
    caller.post({"query": "{ nothing }"}, headers={"Sec-Fetch-Site": "same-origin"})
    caller.post("{")
    assert events() == []


def test_flood_is_one_event(caller: Caller) -> None:
    for number in range(50):
        caller.post({"operationName": f"Invented{number}"})
    caller.post({"query": LIST})
    first, second = events()
    assert (first.name, first.code, first.data["times"]) == ("", "OPERATION_NOT_ALLOWED", 50)
    assert (second.name, second.data["times"]) == ("Names", 1)
    caller.post({"operationName": "Invented"})
    assert [event.data["times"] for event in events()] == [50, 1, 1]


@pytest.mark.parametrize(
    ("other", "together"),
    [("2001:db8::ffff", True), ("2001:db8:0:1::1", False), ("192.0.2.1", False)],
)
def test_network_of_ipv6_is_one_sender(database: str, other: str, together: bool) -> None:
    for origin in ("2001:db8::1", other):
        audit_request(RequestRecord(code="UNAUTHENTICATED", status=401, origin=origin))
    assert [event.data["times"] for event in events()] == ([2] if together else [1, 1])


def test_every_denial_is_counted_while_others_are_written(database: str) -> None:
    for _ in range(5):
        for _ in range(100):
            audit_request(RequestRecord(code="FORBIDDEN", status=403, origin="192.0.2.1"))
        flush()
    assert sum(event.data["times"] for event in events()) == 500


def test_callers_from_python(caller: Caller) -> None:
    get_gate().execute(LIST)
    (event,) = events()
    assert (event.event, event.via, event.origin) == ("denial", "python", "")


def test_deliveries(database: str, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    handlers.seen.clear()
    project = Project(settings, tmp_path)
    project.define(endpoint("orders", event_id="id"))
    project.send({"id": 1})
    project.send({"id": 2}, secret=OTHER_SECRET)
    project.send({"id": 2}, "invented")
    kept = [(event.event, event.name, event.code) for event in events() if event.event != "action"]
    assert kept == [
        ("webhook", "orders", ""),
        ("sign_in_failure", "orders", "DELIVERY_REFUSED"),
        ("sign_in_failure", "", "DELIVERY_REFUSED"),
    ]


def test_nothing_is_kept_without_an_interval(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUDIT_INTERVAL": None}
    caller.post({"query": LIST})
    assert events() == []


@pytest.mark.parametrize(
    ("status", "code", "event"),
    [
        (200, "FORBIDDEN", None),
        (400, "BAD_REQUEST", None),
        (500, "INTERNAL_ERROR", None),
        (403, "OPERATION_DISABLED", "denial"),
        (401, "INVALID_CREDENTIALS", "sign_in_failure"),
        (429, "RATE_LIMITED", "rate_limit"),
    ],
)
def test_events(status: int, code: str, event: str | None) -> None:
    assert event_of(RequestRecord(status=status, code=code)) == event
