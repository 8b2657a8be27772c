"""The record of a request: what it says of its caller, in which form, and that no answer depends on it."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.gate import get_gate
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.telemetry import observe
from django_graphgate.views import graphql
from django_graphgate.views.responses import respond
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import Caller, data_of, error_of

LIST = "query Names { products(limit: 2, order_by: { id: asc }) { id name } }"
TRACE = f"00-{'a1' * 16}-{'b2' * 8}-01"


def test_answer(caller: Caller, records: list[RequestRecord]) -> None:
    fixture.load()
    user = new_user()
    caller.cookies["sessionid"] = sign_in(user)
    response = caller.post({"query": LIST, "variables": {}}, headers={"Sec-Fetch-Site": "same-origin"})
    data_of(response)
    (record,) = records
    assert (record.surface, record.operation, record.operation_type) == ("graphql", "Names", "query")
    assert (record.namespace, len(record.digest)) == ("", 64)
    assert (record.role, record.identity.user_id) == ("user", str(user.pk))
    assert (record.identity.authenticator, record.method) == ("django_session", "POST")
    assert (record.status, record.code, record.detail, record.reference) == (200, "", "", "")
    assert (record.rows, record.response_bytes) == (2, len(response.content))
    assert (record.statements, record.origin) == (1, "127.0.0.1")
    assert 0 < record.sql_seconds < record.seconds


def test_client_and_ids(caller: Caller, records: list[RequestRecord]) -> None:
    response = caller.post(
        {"query": "{ __typename }"},
        headers={
            "X-Request-ID": "web-1/7",
            "traceparent": TRACE,
            "apollographql-client-name": "kiosk",
            "apollographql-client-version": "2.1",
            "User-Agent": "k" * 1000,
        },
    )
    (record,) = records
    assert (record.request_id, record.traceparent, response["X-Request-ID"]) == ("web-1/7", TRACE, "web-1/7")
    assert (record.client_name, record.client_version) == ("kiosk", "2.1")
    assert record.user_agent == "k" * 300


def test_client_without_apollo(caller: Caller, records: list[RequestRecord]) -> None:
    caller.post({"query": "{ __typename }"}, headers={"X-Client": "till" * 50, "X-Client-Version": "3"})
    assert (records[0].client_name, records[0].client_version) == (("till" * 25), "3")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Request-ID", "a b"),
        ("X-Request-ID", "a" * 129),
        ("X-Request-ID", 'x"},{"role":"admin'),
        ("X-Request-ID", "a\n"),
        ("X-Request-ID", "é"),
        ("traceparent", TRACE.upper()),
        ("traceparent", TRACE + "\n"),
        ("traceparent", f"ff{TRACE[2:]}"),
        ("traceparent", f"00-{'0' * 32}-{'b2' * 8}-01"),
        ("traceparent", f"00-{'a1' * 16}-{'0' * 16}-01"),
        ("X-Client", "till\x1b[2J"),
        ("X-Client", "till\nrole=admin"),
        ("X-Client-Version", "1\x85"),
    ],
)
def test_what_is_not_of_its_form_is_left_out(
    caller: Caller,
    records: list[RequestRecord],
    header: str,
    value: str,
) -> None:
    response = caller.post({"query": "{ __typename }"}, headers={header: value})
    (record,) = records
    assert (record.traceparent, record.client_name, record.client_version) == ("", "", "")
    assert response["X-Request-ID"] == record.request_id != value
    assert len(record.request_id) == 32
    int(record.request_id, 16)


def test_each_request_has_an_id_of_its_own(caller: Caller) -> None:
    ids = {caller.post({"query": "{ __typename }"})["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ("{", "BAD_REQUEST", 400),
        ('{"query": "{ tags { id } }"}', "UNAUTHENTICATED", 401),
        ('{"operationName": "Invented\\n"}', "OPERATION_NOT_ALLOWED", 403),
    ],
)
def test_refusals(
    caller: Caller,
    records: list[RequestRecord],
    settings: Any,
    body: str,
    code: str,
    status: int,
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    response = caller.post(body)
    assert error_of(response) == (status, code)
    (record,) = records
    assert (record.status, record.code, record.origin) == (status, code, "127.0.0.1")
    assert record.operation in ("", "tags")


def test_invented_namespace_is_in_no_record(caller: Caller, records: list[RequestRecord]) -> None:
    caller.post({"operationName": "Names"}, headers={"X-GraphGate-Namespace": "invented"})
    assert (records[0].namespace, records[0].operation, records[0].code) == ("", "", "BAD_REQUEST")


def test_caller_from_another_site_is_known(caller: Caller, records: list[RequestRecord]) -> None:
    user = new_user()
    caller.cookies["sessionid"] = sign_in(user)
    response = caller.post({"query": LIST}, headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(response) == (403, "CSRF_FAILED")
    assert (records[0].identity.user_id, records[0].code) == (str(user.pk), "CSRF_FAILED")


def test_operations_of_a_batch(caller: Caller, records: list[RequestRecord], settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 5}
    response = caller.post(
        [{"query": LIST}, {"query": "{ nothing }"}, {"query": "{ __typename }"}],
        headers={"X-Request-ID": "batch"},
    )
    assert response["X-Request-ID"] == "batch"
    assert [record.status for record in records] == [200, 400, 200]
    assert [record.code for record in records] == ["", "GRAPHQL_VALIDATION_FAILED", ""]
    assert {record.request_id for record in records} == {"batch"}
    assert sum(record.response_bytes for record in records) == len(response.content) - len("[,,]")


def test_origin_is_what_a_trusted_proxy_says(
    caller: Caller,
    records: list[RequestRecord],
    settings: Any,
) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    caller.post({"query": "{ __typename }"}, headers=forwarded)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "TRUSTED_PROXIES": ["127.0.0.1"]}
    caller.post({"query": "{ __typename }"}, headers=forwarded)
    assert [record.origin for record in records] == ["127.0.0.1", "203.0.113.7"]


def test_observer_that_fails_changes_no_answer(
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(record: RequestRecord) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(observe, "observers", lambda: (fails,))
    data_of(caller.post({"query": "{ __typename }"}))
    assert "could not be observed" in caplog.text


def test_operation_that_ran_before_its_response_failed(
    caller: Caller, records: list[RequestRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [True]

    def fails_once(*arguments: Any) -> Any:
        if first:
            first.clear()
            raise ZeroDivisionError
        return respond(*arguments)

    monkeypatch.setattr(graphql, "respond", fails_once)
    assert error_of(caller.post({"query": LIST})) == (500, "INTERNAL_ERROR")
    (record,) = records
    assert (record.operation, record.status, record.code) == ("Names", 500, "INTERNAL_ERROR")


def test_callers_from_python(gate: dict[str, Any], records: list[RequestRecord]) -> None:
    result = get_gate().execute(LIST)
    (record,) = records
    assert (record.surface, record.operation, record.origin) == ("python", "Names", "")
    assert (record.status, record.response_bytes) == (200, len(result.data or b""))


def test_refusal_says_why_to_the_record_alone(
    gate: dict[str, Any], records: list[RequestRecord], settings: Any
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    result = get_gate().execute(LIST)
    (record,) = records
    assert record.detail
    assert record.detail.encode() not in result.body()
