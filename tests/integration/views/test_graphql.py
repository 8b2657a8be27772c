"""The endpoint as clients see it, under WSGI and ASGI alike, in the profile of today's clients."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from django_graphgate import gate as gate_module
from django_graphgate.gate import get_gate
from django_graphgate.models import AllowedOperation
from tests.support.shop import fixture
from tests.support.views.calling import GRAPHQL, JSON, URL, Caller, error_of, media_type, message_of

TYPENAME = "{ __typename }"
LIST = "query Names($limit: Int) { products(limit: $limit, order_by: { id: asc }) { id name } }"
PARTIAL = "{ products(limit: 1) { id } tags { id } }"
ANSWER = {"data": {"__typename": "Query"}}
HASH = hashlib.sha256(LIST.encode()).hexdigest()

SIGNED = "django.contrib.sessions.backends.signed_cookies"


def data_of(response: Any) -> Any:
    assert response.status_code == 200
    body = json.loads(response.content)
    assert "errors" not in body
    return body["data"]


@pytest.fixture
def recorded(caller: Caller) -> Caller:
    """``LIST`` ran once in development."""
    fixture.load()
    data_of(caller.post({"query": LIST}))
    return caller


# ------------------------------------------------------------------------------- ways to name it


def test_text_is_answered(caller: Caller) -> None:
    fixture.load()
    response = caller.post({"query": LIST, "variables": {"limit": 2}})
    assert data_of(response) == {"products": [{"id": 1, "name": "Lamp"}, {"id": 2, "name": "Kettle"}]}


@pytest.mark.parametrize(
    "named",
    [
        {"operationName": "Names"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
        {"documentId": f"sha256:{HASH}"},
        {"query": LIST, "operationName": "Names", "documentId": f"sha256:{HASH}"},
    ],
)
def test_recorded_operation_is_found(recorded: Caller, named: dict[str, Any]) -> None:
    wanted = {"products": [{"id": 1, "name": "Lamp"}]}
    assert data_of(recorded.post({**named, "variables": {"limit": 1}})) == wanted
    parameters = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in named.items()
    }
    assert data_of(recorded.get(**parameters, variables='{"limit": 1}')) == wanted


@pytest.mark.parametrize("colon", [":", "%3A"])
def test_document_has_a_url_of_its_own(recorded: Caller, colon: str) -> None:
    url = f"{URL}/sha256{colon}{HASH}"
    wanted = {"products": [{"id": 1, "name": "Lamp"}]}
    assert data_of(recorded.get(url, variables='{"limit": 1}')) == wanted
    assert data_of(recorded.post({"variables": {"limit": 1}}, url=url)) == wanted


@pytest.mark.parametrize(
    "tail",
    [
        "/", "/sha256:abc", f"/sha256:{HASH.upper()}", f"/sha256:{HASH}/", f"/sha256:{HASH}%0A", f"/md5:{HASH}",
        f"/%0Asha256:{HASH}", f"/a/sha256:{HASH}", f"/sha256:{HASH}%00", "/%3Cscript%3E", "/../health",
    ],
)  # fmt: skip
def test_url_of_no_document_is_answered_in_html(recorded: Caller, tail: str) -> None:
    assert error_of(recorded.get(URL + tail)) == (400, "BAD_REQUEST")
    assert error_of(recorded.post({"variables": {"limit": 1}}, url=URL + tail)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "named", [{"operationName": "Nothing"}, {"documentId": "sha256:" + "0" * 64}, {"documentId": "x"}]
)
def test_unknown_operation_is_refused(caller: Caller, named: dict[str, Any]) -> None:
    assert error_of(caller.post(named)) == (403, "OPERATION_NOT_ALLOWED")
    assert error_of(caller.get(**named)) == (403, "OPERATION_NOT_ALLOWED")


def test_text_of_another_digest_is_refused(caller: Caller) -> None:
    named = {"query": TYPENAME, "documentId": f"sha256:{HASH}"}
    assert error_of(caller.post(named)) == (403, "OPERATION_NOT_ALLOWED")


def test_namespace_is_the_urls(caller: Caller) -> None:
    fixture.load()
    data_of(caller.post({"query": LIST}, url="/mobile"))
    assert error_of(caller.post({"operationName": "Names"})) == (403, "OPERATION_NOT_ALLOWED")
    data_of(caller.post({"operationName": "Names"}, url="/mobile"))
    assert AllowedOperation.objects.get().namespace == "mobile"


# ------------------------------------------------------------------------------- media types


@pytest.mark.parametrize(
    ("accept", "type_"),
    [(JSON, JSON), (GRAPHQL, GRAPHQL), (None, JSON), ("*/*", JSON), (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL)],
)
def test_answer_has_the_accepted_type(caller: Caller, accept: str | None, type_: str) -> None:
    for response in (
        caller.post({"query": TYPENAME}, accept=accept),
        caller.get(query=TYPENAME, accept=accept),
    ):
        assert data_of(response) == {"__typename": "Query"}
        assert media_type(response) == type_


@pytest.mark.parametrize("accept", ["text/html", "application/xml, text/*", f"{JSON};q=0"])
def test_nothing_acceptable_is_406(caller: Caller, accept: str) -> None:
    response = caller.post({"query": TYPENAME}, accept=accept)
    assert error_of(response) == (406, "NOT_ACCEPTABLE")
    assert media_type(response) == JSON


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_other_bodies_are_415(caller: Caller, kind: str) -> None:
    response = caller.post(f"query={quote(TYPENAME)}", content_type=kind)
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response["Accept"] == JSON
    assert error_of(caller.post({"query": TYPENAME}, content_type=kind))[0] == 415


# ------------------------------------------------------------------------------- methods


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_other_methods_are_405(caller: Caller, method: str) -> None:
    response = caller.send(method, json.dumps({"query": TYPENAME}))
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_mutation_by_get_is_405(caller: Caller, accept: str) -> None:
    response = caller.get(query="mutation { __typename }", accept=accept)
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "POST"


def test_method_override_is_not_believed(caller: Caller) -> None:
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "POST"}
    assert error_of(caller.get(query="mutation { __typename }", headers=headers))[0] == 405


def test_head_is_get_without_a_body(caller: Caller) -> None:
    whole, head = caller.get(query=TYPENAME), caller.get(method="HEAD", query=TYPENAME)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))
    assert head["Content-Type"] == whole["Content-Type"]
    assert caller.get(method="HEAD", query="mutation { __typename }").status_code == 405


def test_options_tells_the_methods_and_allows_no_other_site(caller: Caller) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    response = caller.send("OPTIONS", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert not [name for name in response.headers if name.lower().startswith("access-control-")]


# ------------------------------------------------------------------------------- statuses


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A { __typename } query B { __typename }"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "query A { __typename }", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": LIST, "variables": {"limit": "many"}}, "BAD_USER_INPUT"),
        ({"query": "{ a " * 50 + "}" * 50}, "LIMIT_EXCEEDED"),
    ],
)
def test_what_is_wrong_in_a_document(caller: Caller, payload: Any, code: str) -> None:
    """Clients of today read JSON only with status 200; the newer media type has a status of its own."""
    assert error_of(caller.post(payload)) == (200, code)
    assert error_of(caller.post(payload, accept=None)) == (200, code)
    response = caller.post(payload, accept=GRAPHQL)
    assert error_of(response) == (400, code)
    assert media_type(response) == GRAPHQL


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "payload",
    ["NONSENSE", '{"query":', {"qeury": TYPENAME}, {"query": LIST, "variables": [7]}, {"query": 1}, "[]"],
)
def test_what_is_no_graphql_request_is_400(caller: Caller, payload: Any, accept: str) -> None:
    response = caller.post(payload, accept=accept)
    assert error_of(response) == (400, "BAD_REQUEST")
    assert media_type(response) == accept


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_data_with_errors_is_200(caller: Caller, accept: str) -> None:
    fixture.load()
    response = caller.post({"query": PARTIAL}, accept=accept)
    body = json.loads(response.content)
    assert (response.status_code, body["data"]["tags"]) == (200, None)
    assert body["data"]["products"] == [{"id": 1}]
    assert [(each["path"], each["extensions"]["code"]) for each in body["errors"]] == [
        (["tags"], "FORBIDDEN")
    ]


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_caller_who_is_not_signed_in_is_401(caller: Caller, accept: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    response = caller.post({"query": TYPENAME}, accept=accept)
    assert error_of(response) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"] == 'Cookie realm="graphgate"'


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_wrong_credential_is_401(caller: Caller, accept: str, settings: Any) -> None:
    settings.SESSION_ENGINE = SIGNED
    caller.cookies["sessionid"] = "forged:cookie:value"
    response = caller.get(query=TYPENAME, accept=accept)
    assert error_of(response) == (401, "INVALID_CREDENTIALS")
    assert response["WWW-Authenticate"] == 'Cookie realm="graphgate"'


def test_log_tells_why_a_credential_is_wrong_and_shows_nothing_of_it(
    caller: Caller, gate: dict[str, Any], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    entry = {"type": "header", "name": "X-Key", "value": "xI98OL8BhFxKCoZd4hMK", "role": "service"}
    settings.GRAPHGATE = {**gate, "AUTH": [entry]}
    caller.post({"query": TYPENAME}, headers={"X-Key": "wr0ng-key-of-somebody"})
    assert "header: wrong value" in caplog.text
    assert "wr0ng" not in caplog.text


def test_too_many_wrong_credentials_are_429(caller: Caller, settings: Any) -> None:
    settings.SESSION_ENGINE = SIGNED
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH_FAILURE_LIMIT": 2}
    for number in range(3):
        caller.cookies["sessionid"] = f"forged-{number}:cookie:value"
        response = caller.get(query=TYPENAME)
    assert error_of(response) == (429, "RATE_LIMITED")
    assert 0 < int(response["Retry-After"]) <= 301


# ------------------------------------------------------------------------------- bounds


def test_long_body_is_413(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BODY_BYTES": 100}
    assert error_of(caller.post({"query": TYPENAME + " " * 100})) == (413, "PAYLOAD_TOO_LARGE")


def test_long_url_is_414(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_URL_BYTES": 100}
    assert error_of(caller.get(query=TYPENAME + " " * 100)) == (414, "URI_TOO_LONG")


# ------------------------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "payload", [{"query": TYPENAME}, {"query": "{"}, {"operationName": "Nothing"}, "NONSENSE"], ids=str
)
def test_no_answer_may_be_kept_or_guessed_at(caller: Caller, payload: Any) -> None:
    for response in (caller.post(payload), caller.post(payload, content_type="text/plain")):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        varied = {name.strip() for name in response["Vary"].split(",")}
        assert {"Accept", "Authorization", "Cookie"} <= varied
        assert response["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_operation_says_how_long_its_answer_may_be_kept(caller: Caller, method: str) -> None:
    query = "query A @cacheControl(maxAge: 60) { __typename }"
    response = caller.post({"query": query}) if method == "POST" else caller.get(method=method, query=query)
    assert response["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize("scope", ["PRIVATE", '"private"', "private"])
def test_scope_is_not_taken_as_others_write_it(caller: Caller, scope: str) -> None:
    response = caller.get(query=f"query A @cacheControl(maxAge: 60, scope: {scope}) {{ __typename }}")
    assert response["Cache-Control"] == "private, max-age=60"


def test_answer_with_an_error_is_not_kept(caller: Caller) -> None:
    response = caller.get(query="query A @cacheControl(maxAge: 60) { tags { id } }")
    assert json.loads(response.content)["errors"]
    assert response["Cache-Control"] == "no-store"


def test_unicode_comes_back(caller: Caller) -> None:
    fixture.load()
    query = '{ products(where: { name: { eq: "手册" } }) { name } }'
    assert data_of(caller.post({"query": query})) == {"products": [{"name": "手册"}]}
    assert data_of(caller.get(query=query)) == {"products": [{"name": "手册"}]}


# ------------------------------------------------------------------------------- batches


def test_batch_is_answered_in_order(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 3}
    response = caller.post([{"query": "{ a: __typename }"}, {"query": "{"}, {"query": "{ b: __typename }"}])
    first, second, third = json.loads(response.content)
    assert (response.status_code, media_type(response)) == (200, JSON)
    assert (first["data"], third["data"]) == ({"a": "Query"}, {"b": "Query"})
    assert second["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


def test_batch_has_the_status_that_all_have(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 3}
    unknown = {"operationName": "Nothing"}
    assert caller.post([unknown, unknown]).status_code == 403
    assert caller.post([unknown, {"query": TYPENAME}]).status_code == 200


def test_batch_is_json_or_nothing(caller: Caller, settings: Any) -> None:
    """A JSON array is no GraphQL response, so it does not go by that name."""
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 3}
    response = caller.post([{"query": TYPENAME}], accept=f"{GRAPHQL}, {JSON};q=0.9")
    assert (response.status_code, media_type(response)) == (200, JSON)
    assert error_of(caller.post([{"query": TYPENAME}], accept=GRAPHQL)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_batch_over_the_limit_is_refused(caller: Caller, settings: Any, accept: str) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 3}
    assert error_of(caller.post([{"query": TYPENAME}] * 4, accept=accept)) == (400, "LIMIT_EXCEEDED")


# ------------------------------------------------------------------------------- what goes wrong inside


def test_gate_that_must_not_start_answers_500(caller: Caller, settings: Any, caplog: Any) -> None:
    """Production without frozen operations."""
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    assert error_of(caller.post({"query": TYPENAME})) == (500, "GATE_MISCONFIGURED")
    assert "allow.lock is missing" in caplog.text
    assert "allow.lock" not in message_of(caller.post({"query": TYPENAME}))


@pytest.mark.parametrize("changed", [{"HTTP_STATUS_PROFILE": "2025"}, {"HTTP_STATUS_PROFIL": "2026"}])
def test_wrong_setting_answers_500(caller: Caller, settings: Any, changed: dict[str, str]) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, **changed}
    assert error_of(caller.post({"query": TYPENAME})) == (500, "GATE_MISCONFIGURED")


@pytest.mark.parametrize("step", ["identify", "handle"])
def test_what_nobody_expected_is_one_neutral_line(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("SELECT secret FROM customers")

    monkeypatch.setattr(get_gate(), step if step == "identify" else "_answer", fail)
    response = caller.post({"query": TYPENAME})
    assert error_of(response) == (500, "INTERNAL_ERROR")
    assert b"secret" not in response.content
    reference = json.loads(response.content)["errors"][0]["extensions"]["id"]
    (line,) = [record for record in caplog.records if reference in record.getMessage()]
    assert line.levelno == logging.ERROR
    assert "ZeroDivisionError" in caplog.text


def test_broken_response_is_still_json(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A header that no response can have."""
    result = gate_module.Result(data=b"{}", headers={"X-Broken": "a\r\nSet-Cookie: b"})
    monkeypatch.setattr(gate_module.Gate, "handle", lambda *_: result)
    assert error_of(caller.post({"query": TYPENAME})) == (500, "INTERNAL_ERROR")


def test_atomic_requests_change_nothing(caller: Caller, settings: Any) -> None:
    """Django refuses asynchronous views where ``ATOMIC_REQUESTS`` would hold."""
    settings.DATABASES["default"]["ATOMIC_REQUESTS"] = True
    try:
        assert data_of(caller.post({"query": TYPENAME})) == ANSWER["data"]
        assert caller.get("/api/v1/health").content == b"ok"
    finally:
        settings.DATABASES["default"]["ATOMIC_REQUESTS"] = False


def test_djangos_own_csrf_check_does_not_stand_in_the_way(gate: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(URL, {"query": TYPENAME}, content_type=JSON)
    assert data_of(response) == ANSWER["data"]
