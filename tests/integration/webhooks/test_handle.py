"""What an endpoint runs: an action, an operation or a function, each in one transaction with its outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connections

from django_graphgate.access import load_roles
from django_graphgate.errors import RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import Action, ActionRun, WebhookDelivery
from django_graphgate.running.request import ActionResult
from django_graphgate.webhooks import handle, rows
from tests.support.shop.models import Category
from tests.support.views.calling import error_of
from tests.support.webhooks import handlers
from tests.support.webhooks.project import Project, endpoint

INSERT = "INSERT INTO shop_category (name) VALUES ($name)"
ADD = {
    "name": "add",
    "sql": INSERT,
    "roles": ["nobody"],
    "parameters": [{"name": "name", "type": "String!", "max_length": 50}],
}
OPERATION = "mutation Import($name: String!) { category(insert: { name: $name }) { id } }"


@pytest.fixture
def operation(project: Project) -> str:
    """The saved operation that inserts a category."""
    importer = Identity(role="importer", authenticator="test")
    result = get_gate().execute(OPERATION, variables={"name": "first"}, identity=importer)
    assert not result.errors
    Category.objects.all().delete()
    return "Import"


def stored() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


# -- actions --------------------------------------------------------------------------------------


def test_action_runs_with_values_of_the_payload(project: Project) -> None:
    """The endpoint is the guard: a role that the action is not for runs it here."""
    project.define(endpoint("orders", action="add", variables={"name": "data.items.1.title"}), actions=[ADD])
    payload = {"data": {"items": [{}, {"title": "Robert'); DROP TABLE shop_category;--"}]}}
    assert project.send(payload).status_code == 200
    assert handlers.names() == ["Robert'); DROP TABLE shop_category;--"]
    run = ActionRun.objects.get()
    assert (run.action, run.via, run.status, run.authenticator) == (
        "add",
        "webhook",
        "done",
        "webhook:orders",
    )
    assert (stored().status, run.origin) == ("done", stored().origin)


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_parameter_without_a_path_is_the_member_of_its_name(project: Project, content_type: str) -> None:
    project.define(endpoint("orders", action="add"), actions=[ADD])
    body = b'{"name": "ink & pen", "other": 1}' if "json" in content_type else b"name=ink+%26+pen&other=1"
    assert project.send(body, content_type=content_type).status_code == 200
    assert handlers.names() == ["ink & pen"]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({}, "BAD_USER_INPUT"),
        ({"name": 7}, "BAD_USER_INPUT"),
        ({"name": "x" * 51}, "BAD_USER_INPUT"),
        ([1], "BAD_USER_INPUT"),
    ],
)
def test_value_does_not_fit(project: Project, payload: Any, code: str) -> None:
    project.define(endpoint("orders", action="add"), actions=[ADD])
    assert error_of(project.send(payload)) == (500, "DELIVERY_FAILED")
    assert (stored().status, stored().code, handlers.names()) == ("failed", code, [])


def test_path_leads_nowhere(project: Project) -> None:
    project.define(endpoint("orders", action="add", variables={"name": "data.title"}), actions=[ADD])
    assert error_of(project.send({"name": "given"})) == (500, "DELIVERY_FAILED")
    assert (stored().code, handlers.names()) == ("VALIDATION_FAILED", [])


def test_action_that_fails_leaves_its_run_and_nothing_else(project: Project) -> None:
    failing = {**ADD, "sql": f"{INSERT}; INSERT INTO shop_category (id, name) VALUES (NULL, NULL)"}
    project.define(endpoint("orders", action="add"), actions=[failing])
    assert error_of(project.send({"name": "ink"})) == (500, "DELIVERY_FAILED")
    assert (handlers.names(), stored().status) == ([], "failed")
    assert ActionRun.objects.get().status == "failed"


def test_action_is_switched_off(project: Project) -> None:
    project.define(endpoint("orders", action="add"), actions=[ADD])
    Action.objects.create(name="add", source="sql", enabled=False)
    assert error_of(project.send({"name": "ink"})) == (500, "DELIVERY_FAILED")
    assert (handlers.names(), stored().code) == ([], "OPERATION_DISABLED")


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
@pytest.mark.parametrize(
    "elsewhere", [{"transaction": False}, {"database": "sqlite"}, {"database": "default"}]
)
def test_action_outside_the_transaction_of_its_outcome(project: Project, elsewhere: dict[str, Any]) -> None:
    """It runs, then the delivery is done."""
    project.define(endpoint("orders", action="add"), actions=[{**ADD, **elsewhere}])
    assert project.send({"name": "ink"}).status_code == 200
    alias = elsewhere.get("database", rows.alias())
    assert list(Category.objects.using(alias).values_list("name", flat=True)) == ["ink"]
    assert (stored().status, stored().attempts) == ("done", 1)


def test_action_is_skipped_while_it_runs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run that goes on may have read before this delivery came, so it is tried again."""
    project.define(endpoint("orders", action="add"), actions=[{**ADD, "lock": "skip"}])
    skipped = ActionResult(run_id=None, status="skipped")
    monkeypatch.setattr(handle, "run_action", lambda *_: skipped)
    assert error_of(project.send({"name": "ink"})) == (500, "DELIVERY_FAILED")
    assert (stored().status, stored().code) == ("failed", "ACTION_BUSY")


# -- operations -----------------------------------------------------------------------------------


def test_operation_runs_as_the_role(project: Project, operation: str) -> None:
    project.define(endpoint("orders", operation=operation, role="importer"))
    assert project.send({"name": "ink", "other": {"deep": [1]}}).status_code == 200
    assert handlers.names() == ["ink"]
    assert stored().status == "done"


@pytest.mark.parametrize(("role", "code"), [("user", "GRAPHQL_VALIDATION_FAILED"), ("", "UNAUTHENTICATED")])
def test_operation_is_not_for_the_role(project: Project, operation: str, role: str, code: str) -> None:
    project.define(endpoint("orders", operation=operation, role=role))
    assert error_of(project.send({"name": "ink"})) == (500, "DELIVERY_FAILED")
    assert (stored().code, handlers.names()) == (code, [])


def test_headers_are_no_variables_of_rules(project: Project, operation: str) -> None:
    """No signature covers them."""
    project.configure(HEADER_VARIABLES={"tenant": "X-Tenant"})
    own = {"columns": ["name"], "filters": ["{ name: { eq: $tenant } }"]}
    load_roles([{"name": "importer", "tables": [{"name": "categories", "query": {}, "insert": own}]}])
    project.define(endpoint("orders", operation=operation, role="importer"))
    project.send({"name": "ink"}, headers={"X-Tenant": "ink"})
    assert (handlers.names(), stored().status) == ([], "failed")


def test_payload_cannot_choose_who_runs_it(project: Project, operation: str) -> None:
    project.define(endpoint("orders", operation=operation, role="user"))
    payload = {"name": "ink", "role": "importer", "user_role": "importer", "$user_role": "importer"}
    project.send(payload, headers={"X-User-Role": "importer"})
    assert handlers.names() == []


# -- one transaction ------------------------------------------------------------------------------


@pytest.fixture(params=["function", "action", "operation"])
def any_handler(request: pytest.FixtureRequest, project: Project, operation: str) -> Project:
    """An endpoint ``orders`` that leaves a row for each delivery, in each way that there is."""
    values = {"action": "add"} if request.param == "action" else {}
    if request.param == "operation":
        values = {"operation": operation}
    project.define(endpoint("orders", role="importer", event_id="id", **values), actions=[ADD])
    return project


def test_lease_is_lost_before_the_handler(any_handler: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written by the process whose lease has gone to another one."""
    claim = rows.claim

    def claim_and_lose(row: WebhookDelivery, timeout: int) -> WebhookDelivery | None:
        claimed = claim(row, timeout)
        WebhookDelivery.objects.filter(pk=row.pk).update(lease_holder="another")
        return claimed

    monkeypatch.setattr(rows, "claim", claim_and_lose)
    assert error_of(any_handler.send({"id": "evt_1", "name": "ink"})) == (409, "ACTION_BUSY")
    assert (handlers.names(), stored().status, stored().lease_holder) == ([], "running", "another")


def in_transaction(alias: str, check: Callable[[], None]) -> Any:
    """Calls ``check`` after each INSERT into the categories."""

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if "shop_category" in sql and "INSERT" in sql:
            check()
        return result

    return connections[alias].execute_wrapper(wrapper)


def test_outcome_is_written_in_the_transaction_of_the_handler(any_handler: Project, database: str) -> None:
    """Seen from inside, the delivery is done as soon as the handler has written."""
    seen = []
    with in_transaction(database, lambda: seen.append(stored().status)):
        assert any_handler.send({"id": "evt_1", "name": "ink"}).status_code == 200
    assert seen == ["done"]


def test_failure_after_the_handler_has_written(any_handler: Project, database: str) -> None:
    """Both the rows and the outcome are undone."""

    def fail() -> None:
        raise RequestRejected

    with in_transaction(database, fail):
        assert error_of(any_handler.send({"id": "evt_1", "name": "ink"})) == (500, "DELIVERY_FAILED")
    assert (handlers.names(), stored().status) == ([], "failed")
    assert any_handler.send({"id": "evt_1", "name": "ink"}).status_code == 200
    assert len(handlers.names()) == 1


def test_handler_takes_too_long(project: Project) -> None:
    project.define(endpoint("orders", "loop", timeout=100))
    assert error_of(project.send({})) == (500, "DELIVERY_FAILED")
    assert (stored().status, stored().code, handlers.names()) == ("failed", "STATEMENT_TIMEOUT", [])


def test_handler_undoes_its_transaction(project: Project) -> None:
    """Its outcome is gone with the rest, so it is not said to be done."""
    project.define(endpoint("orders", "roll_back"))
    assert error_of(project.send({})) == (500, "DELIVERY_FAILED")
    assert (stored().status, stored().code, handlers.names()) == ("failed", "ROLLED_BACK", [])


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_connection_is_lost_after_commit(any_handler: Project, database: str) -> None:
    """What was committed is done, whatever the connection said."""
    connection = connections[database]
    commit = connection._commit

    def commit_and_lose() -> None:
        written = Category.objects.exists()
        commit()
        if written:
            connection._commit = commit
            connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    connection._commit = commit_and_lose
    try:
        assert any_handler.send({"id": "evt_1", "name": "ink"}).status_code == 200
    finally:
        connection._commit = commit
    assert (stored().status, stored().attempts, len(handlers.names())) == ("done", 1, 1)


def test_handler_is_not_there_any_more(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """The gate refuses to load without it; here it goes later."""
    get_gate()
    with mock.patch.object(handlers, "record", new=None):
        del handlers.record
        assert error_of(project.send({})) == (500, "DELIVERY_FAILED")
        handlers.record = None
    assert (stored().code, stored().status) == ("GATE_MISCONFIGURED", "failed")
    assert "record" in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe", "application/json"),
        (b"{", "application/json"),
        (b'{"a": 1, "a": 2}', "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"[" * 100 + b"]" * 100, "application/json"),
        (b'{"a": "\\ud800"}', "application/json"),
        (b'{"a": "\\u0000"}', "application/json"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % i for i in range(1_001)), "application/x-www-form-urlencoded"),
        (b"a=%00", "application/x-www-form-urlencoded"),
    ],
)
def test_body_that_cannot_be_read_is_kept_and_fails(project: Project, body: bytes, content_type: str) -> None:
    """The signature is right, so what the sender has sent is kept for people to look at."""
    assert error_of(project.send(body, content_type=content_type)) == (500, "DELIVERY_FAILED")
    assert (bytes(stored().body), stored().code) == (body, "VALIDATION_FAILED")
    assert handlers.seen == []


def test_body_of_another_type_has_no_payload(project: Project) -> None:
    assert project.send(b"\x00\xff", content_type="application/octet-stream").status_code == 200
    (seen,) = handlers.seen
    assert (seen.payload, seen.body) == (None, b"\x00\xff")


def test_members_of_a_form(project: Project) -> None:
    body = b"a=1&b=&a=2&c=%C3%A9+e"
    assert (
        project.send(body, content_type="application/x-www-form-urlencoded; charset=utf-8").status_code == 200
    )
    assert json.dumps(handlers.seen[0].payload) == json.dumps({"a": ["1", "2"], "b": "", "c": "é e"})
