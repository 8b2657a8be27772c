"""``POST actions/<name>``: who may run what, and what they are answered."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.conf import settings as django_settings

from django_graphgate.audit.append import flush
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.models import Action, ActionRun, AuditEvent
from tests.support.auth.sessions import new_user, sign_in
from tests.support.running.project import ACTIONS, CRON_HEADERS, OURS, PARTNER_HEADERS, run, signed_in
from tests.support.shop.models import Product
from tests.support.views.calling import JSON, Caller, data_of, error_of, media_type, message_of


def stocks() -> set[int]:
    return set(Product.objects.values_list("stock", flat=True))


def test_service_runs_its_action(caller: Caller) -> None:
    response = run(caller, "restock", **CRON_HEADERS)
    data = data_of(response)
    assert response.status_code == 200
    assert data.pop("milliseconds") >= 0
    run_of = ActionRun.objects.get(pk=data.pop("run"))
    assert data == {"status": "done", "count": Product.objects.count()}
    assert stocks() == {7777}
    assert (run_of.action, run_of.via, run_of.authenticator, run_of.status) == (
        "restock",
        "http",
        "cron",
        "done",
    )
    assert run_of.origin == "127.0.0.1"


def test_rows_are_answered(caller: Caller) -> None:
    data = data_of(run(caller, "count"))
    assert data["rows"] == [{"products": Product.objects.count()}]


def test_value_of_a_callable_is_answered(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    assert data_of(run(caller, "greet", {"name": "Eve"}))["value"] == "Hello Eve"
    assert data_of(run(caller, "greet"))["value"] == "Hello you"


def test_user_who_is_refused_is_not_known(caller: Caller) -> None:
    user = new_user()
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(user)
    for name in ("restock", "nothing"):
        assert error_of(run(caller, name, **OURS))[0] == 403
        flush()
    events = AuditEvent.objects.filter(event="denial").order_by("sequence")
    assert [(event.name, event.actor) for event in events] == [("restock", str(user.pk)), ("", str(user.pk))]


def test_headers_of_an_answer(caller: Caller) -> None:
    response = run(caller, "restock", **CRON_HEADERS)
    assert media_type(response) == JSON
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"Cookie", "X-Cron-Key", "X-Partner-Key"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("headers", [{}, PARTNER_HEADERS, {"X-Cron-Key": "wrong"}, {"X-Cron-Key": ""}])
def test_others_do_not_run_an_action_of_a_service(caller: Caller, headers: dict[str, str]) -> None:
    assert error_of(run(caller, "restock", **headers)) == (401, "UNAUTHENTICATED")
    assert stocks() != {7777}
    assert not ActionRun.objects.exists()


def test_header_that_came_twice_is_wrong(caller: Caller) -> None:
    """Servers join them with a comma."""
    twice = ", ".join([CRON_HEADERS["X-Cron-Key"]] * 2)
    assert error_of(run(caller, "restock", **{"X-Cron-Key": twice})) == (401, "UNAUTHENTICATED")


def test_staff_run_an_action_for_staff(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    product = Product.objects.first()
    assert product is not None
    assert data_of(run(caller, "rename", {"id": product.pk, "name": "new"}))["count"] == 1
    product.refresh_from_db()
    assert product.name == "new"


def test_users_do_not_run_an_action_for_staff(caller: Caller) -> None:
    signed_in(caller)
    assert error_of(run(caller, "rename", {"id": 1, "name": "new"})) == (403, "FORBIDDEN")


def test_role_is_that_of_this_moment(caller: Caller) -> None:
    from django.contrib.auth import get_user_model

    signed_in(caller, is_staff=True)
    assert run(caller, "greet").status_code == 200
    get_user_model().objects.update(is_staff=False)
    assert error_of(run(caller, "greet")) == (403, "FORBIDDEN")


def test_service_is_no_staff(caller: Caller) -> None:
    assert error_of(run(caller, "greet", **CRON_HEADERS)) == (401, "UNAUTHENTICATED")


def test_both_guards_hold(caller: Caller) -> None:
    signed_in(caller)
    assert error_of(run(caller, "both")) == (403, "FORBIDDEN")
    from django.contrib.auth import get_user_model

    get_user_model().objects.update(is_staff=True)
    assert data_of(run(caller, "both"))["rows"] == [{"one": 1}]


def test_wrong_parameters_are_400(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    for parameters in (
        {},
        {"id": 1},
        {"id": "x", "name": "n"},
        {"id": 1, "name": "n" * 21},
        {"id": 1, "nam": "n"},
    ):
        assert run(caller, "rename", parameters).status_code == 400
    response = run(caller, "rename", {"id": 1, "name": "n' OR 1=1 --"})
    assert data_of(response)["count"] <= 1


def test_no_body_is_no_parameters(caller: Caller) -> None:
    """``curl -X POST`` sends neither a body nor a media type; wsgiref completes it."""
    for sent in ({}, {"Content-Type": "text/plain"}, {"Content-Type": JSON}):
        response = caller.send("POST", url=ACTIONS + "restock", headers={**CRON_HEADERS, **sent})
        assert response.status_code == 200, sent


def test_dry_run_leaves_nothing(caller: Caller) -> None:
    response = run(caller, "restock", **CRON_HEADERS, **{"X-GraphGate-Dry-Run": "true"})
    assert data_of(response)["count"] == Product.objects.count()
    assert stocks() != {7777}
    assert ActionRun.objects.get().dry_run


def test_dry_run_is_for_some_roles(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "DRY_RUN_ROLES": ["staff"]}
    response = run(caller, "restock", **CRON_HEADERS, **{"X-GraphGate-Dry-Run": "true"})
    assert error_of(response) == (403, "FORBIDDEN")
    assert message_of(response) == "Dry runs are not for you."


@pytest.mark.parametrize("value", ["1", "yes", "True", "", "true, true"])
def test_dry_run_is_true_or_false(caller: Caller, value: str) -> None:
    response = run(caller, "restock", **CRON_HEADERS, **{"X-GraphGate-Dry-Run": value})
    assert error_of(response) == (400, "BAD_REQUEST")
    assert stocks() != {7777}


def test_switched_off_action_does_not_run(caller: Caller) -> None:
    Action.objects.create(name="restock", source="sql", enabled=False)
    assert error_of(run(caller, "restock", **CRON_HEADERS)) == (401, "UNAUTHENTICATED")
    Action.objects.update(enabled=True)
    assert run(caller, "restock", **CRON_HEADERS).status_code == 200


def test_other_site_makes_nobody_run_anything(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "none"},
    ):
        response = caller.post({}, url=ACTIONS + "greet", headers=headers)
        assert error_of(response) == (403, "CSRF_FAILED")
    assert caller.post({}, url=ACTIONS + "greet", headers=OURS).status_code == 200


def test_key_runs_once(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    parameters = {"id": 1, "name": "first"}
    answers = [run(caller, "rename", parameters, **key) for _ in range(2)]
    assert [each.get("Idempotency-Replayed") for each in answers] == [None, "true"]
    assert json.loads(answers[0].content)["data"]["count"] == 1
    assert error_of(run(caller, "rename", {"id": 1, "name": "x"}, **key)) == (409, "IDEMPOTENCY_CONFLICT")
    assert error_of(run(caller, "greet", {"name": "x"}, **key)) == (409, "IDEMPOTENCY_CONFLICT")


def test_key_of_somebody_else_is_another(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    key = {"Idempotency-Key": "k1"}
    assert data_of(run(caller, "greet", {"name": "Eve"}, **key))["value"] == "Hello Eve"
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user("eve", is_staff=True))
    response = run(caller, "greet", {"name": "Bob"}, **key)
    assert data_of(response)["value"] == "Hello Bob"
    assert "Idempotency-Replayed" not in response


def test_service_has_keys(caller: Caller) -> None:
    """A service by its authenticator alone; somebody whom nobody knows has none."""
    key = {"Idempotency-Key": "k1"}
    answers = [run(caller, "restock", **CRON_HEADERS, **key) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert error_of(run(caller, "count", **key)) == (400, "BAD_REQUEST")


def test_log_says_why_an_action_is_refused(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    assert run(caller, "restock", **{"X-Cron-Key": "guessed"}).status_code == 401
    assert [each for each in caplog.messages if each.startswith("graphgate: restock: ")]


def test_record_of_a_run(caller: Caller, records: list[RequestRecord]) -> None:
    run(caller, "restock", **CRON_HEADERS)
    run(caller, "restock")
    run(caller, "invented")
    ran, refused, invented = records
    assert (ran.surface, ran.operation, ran.status, ran.code) == ("action", "restock", 200, "")
    assert (ran.identity.authenticator, ran.origin) == ("cron", "127.0.0.1")
    assert (refused.operation, refused.status, refused.code) == ("restock", 401, "UNAUTHENTICATED")
    assert (invented.operation, invented.code) == ("", "UNAUTHENTICATED")


def test_runs_are_in_the_audit(caller: Caller) -> None:
    run(caller, "restock", **CRON_HEADERS)
    signed_in(caller, is_staff=True)
    run(caller, "fail")
    flush()
    done, failed = AuditEvent._base_manager.filter(event="action").order_by("sequence")
    assert (done.name, done.via, done.origin, done.code) == ("restock", "http", "127.0.0.1", "")
    assert (done.data["status"], done.data["authenticator"]) == ("done", "cron")
    assert done.data["run"] == str(ActionRun.objects.get(action="restock").pk)
    assert (failed.name, failed.role, failed.code) == ("fail", "staff", "INTERNAL_ERROR")
    assert failed.reference == ActionRun.objects.get(action="fail").error_id != ""
    assert failed.actor
    assert "hunter2" not in str(failed.data)
