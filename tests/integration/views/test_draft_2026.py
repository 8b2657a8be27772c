"""``HTTP_STATUS_PROFILE = "2026"``: each rule of the draft of GraphQL over HTTP, by its section.

The draft is that of 2026-08-06, https://github.com/graphql/graphql-over-http/blob/main/spec/GraphQLOverHTTP.md
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from django_graphgate.messages import Result
from django_graphgate.views.statuses import PROFILES
from tests.support.shop import fixture
from tests.support.views.calling import GRAPHQL, JSON, Caller, error_of, media_type

TYPENAME = "{ __typename }"
LIST = "query Names($limit: Int) { products(limit: $limit) { id } }"
PARTIAL = "{ products(limit: 1) { id } tags { id } }"
BOTH = pytest.mark.parametrize("accept", [GRAPHQL, JSON])


@pytest.fixture
def draft(caller: Caller, settings: Any) -> Caller:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HTTP_STATUS_PROFILE": "2026"}
    return caller


# --------------------------------------------------------------------------------- Body


@pytest.mark.parametrize("accept", [GRAPHQL, None, "*/*", "application/*", f"{GRAPHQL}, {JSON};q=0.9"])
def test_preferred_media_type_is_the_drafts(draft: Caller, accept: str | None) -> None:
    response = draft.post({"query": TYPENAME}, accept=accept)
    assert (response.status_code, media_type(response)) == (200, GRAPHQL)


def test_encoding_is_indicated(draft: Caller) -> None:
    response = draft.post({"query": TYPENAME}, accept=GRAPHQL)
    assert response["Content-Type"] == "application/graphql-response+json; charset=utf-8"


def test_highest_priority_listed_wins(draft: Caller) -> None:
    response = draft.post({"query": TYPENAME}, accept=f"{JSON}, {GRAPHQL};q=0.5")
    assert media_type(response) == JSON


@pytest.mark.parametrize("accept", ["text/html", "application/graphql+json", f"{GRAPHQL};q=0"])
def test_no_supported_type_is_406(draft: Caller, accept: str) -> None:
    assert error_of(draft.post({"query": TYPENAME}, accept=accept)) == (406, "NOT_ACCEPTABLE")


def test_legacy_client_gets_json_for_2xx(draft: Caller) -> None:
    fixture.load()
    for query, status in ((TYPENAME, 200), (PARTIAL, 294)):
        response = draft.post({"query": query}, accept=JSON)
        assert (response.status_code, media_type(response)) == (status, JSON)


def test_legacy_client_gets_the_full_range_of_statuses(draft: Caller) -> None:
    """The type is replaced for 2xx only."""
    response = draft.post({"query": "{ nothing }"}, accept=JSON)
    assert error_of(response) == (422, "GRAPHQL_VALIDATION_FAILED")
    assert media_type(response) == GRAPHQL


# --------------------------------------------------------------------------------- Status codes


@BOTH
def test_data_without_errors_is_200(draft: Caller, accept: str) -> None:
    assert draft.post({"query": TYPENAME}, accept=accept).status_code == 200
    assert draft.get(query=TYPENAME, accept=accept).status_code == 200


@BOTH
def test_data_with_errors_is_294(draft: Caller, accept: str) -> None:
    fixture.load()
    response = draft.post({"query": PARTIAL}, accept=accept)
    assert (response.status_code, response.reason_phrase) == (294, "Partial Success")
    assert set(json.loads(response.content)) >= {"data", "errors"}


def test_data_that_are_null_are_data() -> None:
    result = Result(data=b"null", errors=[{"message": "x", "extensions": {"code": "FORBIDDEN"}}])
    assert PROFILES["2026"].answer(result, "operation", GRAPHQL) == (294, GRAPHQL)
    assert PROFILES["legacy"].answer(result, "operation", GRAPHQL) == (200, GRAPHQL)


@BOTH
def test_mutation_by_get_is_405(draft: Caller, accept: str) -> None:
    response = draft.get(query="mutation { __typename }", accept=accept)
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "POST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_unsupported_method_is_405(draft: Caller, method: str) -> None:
    response = draft.send(method, json.dumps({"query": TYPENAME}))
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x", GRAPHQL])
def test_unsupported_content_type_is_415(draft: Caller, content_type: str) -> None:
    response = draft.post({"query": TYPENAME}, content_type=content_type)
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_long_uri_is_414(draft: Caller) -> None:
    assert error_of(draft.get(query=TYPENAME + "#" * 8000)) == (414, "URI_TOO_LONG")


def test_long_body_is_413(draft: Caller) -> None:
    assert error_of(draft.post({"query": TYPENAME + "#" * 100_000})) == (413, "PAYLOAD_TOO_LARGE")


@BOTH
@pytest.mark.parametrize("body", ["NONSENSE", '{"query":', b"\xff", '{"query": "a", "query": "b"}', " "])
def test_json_that_cannot_be_parsed_is_400(draft: Caller, body: Any, accept: str) -> None:
    response = draft.post(body, accept=accept)
    assert error_of(response) == (400, "BAD_REQUEST")


@BOTH
@pytest.mark.parametrize(
    "payload",
    [
        {"qeury": "{__typename}"},
        {"query": "query Q ($i:Int!) { q(i: $i) }", "variables": [7]},
        {"query": 1},
        {"query": TYPENAME, "operationName": {}},
        {"query": TYPENAME, "extensions": "x"},
        {"documentId": 7},
        {},
        [],
        [{"query": TYPENAME}],
        1,
    ],
    ids=str,
)
def test_request_that_is_not_well_formed_is_422(draft: Caller, payload: Any, accept: str) -> None:
    response = draft.post(payload, accept=accept)
    assert error_of(response) == (422, "BAD_REQUEST")
    assert response.reason_phrase == "Unprocessable Content"


def test_url_that_is_not_well_formed_is_422(draft: Caller) -> None:
    assert error_of(draft.get()) == (422, "BAD_REQUEST")
    assert error_of(draft.get(query=TYPENAME, variables="[]")) == (422, "BAD_REQUEST")
    assert error_of(draft.get(query=TYPENAME, variables="{")) == (400, "BAD_REQUEST")


def test_batch_over_the_limit_is_422(draft: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 1}
    assert error_of(draft.post([{"query": TYPENAME}] * 2)) == (422, "LIMIT_EXCEEDED")


@BOTH
@pytest.mark.parametrize("document", ["{", "", "query", "{ a } }", "\u0000"])
def test_document_that_cannot_be_parsed_is_400(draft: Caller, document: str, accept: str) -> None:
    assert error_of(draft.post({"query": document}, accept=accept)) == (400, "GRAPHQL_PARSE_FAILED")


@BOTH
def test_document_that_does_not_validate_is_422(draft: Caller, accept: str) -> None:
    response = draft.post({"query": "{ nothing }"}, accept=accept)
    assert error_of(response) == (422, "GRAPHQL_VALIDATION_FAILED")


@BOTH
@pytest.mark.parametrize(
    "payload",
    [
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "query A { __typename }", "operationName": "B"},
    ],
)
def test_operation_that_cannot_be_determined_is_422(draft: Caller, payload: Any, accept: str) -> None:
    assert error_of(draft.post(payload, accept=accept)) == (422, "OPERATION_RESOLUTION_FAILURE")


@BOTH
def test_variables_that_cannot_be_coerced_are_422(draft: Caller, accept: str) -> None:
    payload = {"query": LIST, "variables": {"limit": "many"}}
    assert error_of(draft.post(payload, accept=accept)) == (422, "BAD_USER_INPUT")


@BOTH
def test_caller_who_may_not_is_401_or_403(draft: Caller, accept: str, settings: Any) -> None:
    assert error_of(draft.post({"operationName": "X"}, accept=accept)) == (403, "OPERATION_NOT_ALLOWED")
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    assert error_of(draft.post({"query": TYPENAME}, accept=accept)) == (401, "UNAUTHENTICATED")


def test_failure_of_the_server_is_5xx(draft: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    response = draft.post({"query": TYPENAME}, accept=JSON)
    assert error_of(response) == (500, "GATE_MISCONFIGURED")
    assert media_type(response) == GRAPHQL


# --------------------------------------------------------------------------------- Request


@BOTH
def test_unknown_members_are_ignored_and_null_is_absent(draft: Caller, accept: str) -> None:
    nothing = dict.fromkeys(("operationName", "variables", "extensions"))
    response = draft.post({"query": TYPENAME, "unknown": [1], **nothing}, accept=accept)
    assert response.status_code == 200


def test_empty_parameters_are_absent(draft: Caller) -> None:
    response = draft.get(query=TYPENAME, operationName="", variables="", extensions="")
    assert response.status_code == 200


# --------------------------------------------------------------------------------- Persisted documents


def test_unknown_document_is_one_error(draft: Caller) -> None:
    document = "sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b"
    for response in (draft.get(documentId=document), draft.post({"documentId": document})):
        assert error_of(response) == (403, "OPERATION_NOT_ALLOWED")
        assert media_type(response) == GRAPHQL


@pytest.mark.parametrize("text", [LIST, f"\n{LIST}  # as it is in the client's file\n"])
def test_document_id_is_the_hash_of_the_bytes_that_were_sent(draft: Caller, text: str) -> None:
    fixture.load()
    assert draft.post({"query": text}).status_code == 200
    document = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    assert draft.get(documentId=document, variables='{"limit": 1}').status_code == 200
    assert draft.post({"documentId": document, "variables": {"limit": 1}}).status_code == 200
    assert error_of(draft.get(documentId=document.removeprefix("sha256:")[:-1]))[0] == 403
