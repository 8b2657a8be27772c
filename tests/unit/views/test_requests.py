"""What of an HTTP request reaches the gate, and what is refused before."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.test import AsyncRequestFactory, RequestFactory

from django_graphgate.errors import (
    BadRequest,
    LimitExceeded,
)
from django_graphgate.messages import GateRequest
from django_graphgate.views.requests import (
    Call,
    NotWellFormed,
    read_call,
)

TEXT = "{ __typename }"
FIRST, SECOND = "sha256:" + "1" * 64, "sha256:" + "2" * 64
FIRST, SECOND = "sha256:" + "1" * 64, "sha256:" + "2" * 64
HASH = "7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
FACTORIES = {"wsgi": RequestFactory(), "asgi": AsyncRequestFactory()}


@pytest.fixture(params=list(FACTORIES))
def factory(request: pytest.FixtureRequest) -> Any:
    return FACTORIES[request.param]


@pytest.fixture(autouse=True)
def _gate(development: dict[str, Any]) -> None:
    """The settings that most tests are about."""


def post(payload: Any, factory: Any = FACTORIES["wsgi"], **options: Any) -> Call:
    body = payload if isinstance(payload, (str, bytes)) else json.dumps(payload)
    return read_call(factory.post("/", body, "application/json"), **options)


def asked(call: Call) -> GateRequest:
    (request,) = call.requests
    assert not call.batched
    return request


def url(query: str, factory: Any = FACTORIES["wsgi"], **options: Any) -> GateRequest:
    return asked(read_call(factory.get(f"/?{query}"), **options))


def refusal(payload: Any) -> str:
    with pytest.raises(NotWellFormed) as caught:
        post(payload)
    assert (caught.value.status, caught.value.code) == (400, "BAD_REQUEST")
    return caught.value.message


def unreadable(payload: bytes | str) -> str:
    with pytest.raises(BadRequest) as caught:
        post(payload)
    assert (type(caught.value), caught.value.status, caught.value.code) == (BadRequest, 400, "BAD_REQUEST")
    return caught.value.message


# -------------------------------------------------------------------------------------------- bodies


def test_members_reach_the_gate(factory: Any) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": HASH}, "other": [1]}
    payload = {"query": TEXT, "operationName": "A", "variables": {"é": "🏃"}, "extensions": extensions}
    found = asked(post({**payload, "documentId": f"sha256:{HASH}", "unknown": {"x": 1}}, factory))
    assert (found.text, found.name, found.digest) == (TEXT, "A", HASH)
    assert (found.document_id, found.variables) == (f"sha256:{HASH}", {"é": "🏃"})
    assert (found.namespace, found.queries_only) == ("", False)


@pytest.mark.parametrize("member", ["query", "operationName", "documentId"])
def test_one_way_to_name_an_operation_is_enough(member: str) -> None:
    found = asked(post({member: "x"}))
    named = {"query": found.text, "operationName": found.name, "documentId": found.document_id}
    assert named == {"query": None, "operationName": None, "documentId": None, member: "x"}


def test_null_is_absent() -> None:
    nothing = dict.fromkeys(("operationName", "variables", "extensions", "documentId"))
    found = asked(post({"query": TEXT, **nothing}))
    assert (found.name, found.variables, found.digest, found.document_id) == (None, {}, None, None)
    assert asked(post({"query": None, "operationName": "A"})).text is None
    assert asked(post({"operationName": "A", "extensions": {"persistedQuery": None}})).digest is None


def test_empty_operation_name_is_absent() -> None:
    assert asked(post({"query": TEXT, "operationName": ""})).name is None
    assert "names no operation" in refusal({"operationName": ""})


def test_digest_is_compared_in_lower_case() -> None:
    persisted = {"version": 1, "sha256Hash": HASH.upper()}
    assert asked(post({"extensions": {"persistedQuery": persisted}})).digest == HASH


def test_numbers_keep_their_digits(factory: Any) -> None:
    sent = '{"query": "{ a }", "variables": {"price": 0.10, "id": 12345678901234567890}}'
    found = asked(post(sent, factory)).variables
    assert str(found["price"]) == "0.10"
    assert isinstance(found["price"], Decimal)
    assert found["id"] == 12345678901234567890


def test_namespace_is_that_of_the_url_and_of_nothing_else() -> None:
    assert asked(post({"query": TEXT, "namespace": "other"}, namespace="mobile")).namespace == "mobile"


def test_headers_are_handed_on() -> None:
    request = RequestFactory().post("/", b'{"query": "x"}', "application/json", headers={"X-Tenant": "7"})
    assert asked(read_call(request)).headers["x-tenant"] == "7"


@pytest.mark.parametrize("member", ["query", "operationName", "documentId"])
@pytest.mark.parametrize("value", [{"obj": "ect"}, 0, False, ["array"], 0.5])
def test_text_that_is_no_text_is_refused(member: str, value: Any) -> None:
    assert refusal({"query": TEXT, member: value}) == f"{member} must be a string."


@pytest.mark.parametrize("member", ["variables", "extensions"])
@pytest.mark.parametrize("value", ["string", 0, False, ["array"], "", []])
def test_map_that_is_no_map_is_refused(member: str, value: Any) -> None:
    assert refusal({"query": TEXT, member: value}) == f"{member} must be an object."


@pytest.mark.parametrize("payload", [{}, {"qeury": TEXT}, {"query": None}, {"variables": {"a": 1}}])
def test_request_for_nothing_is_refused(payload: Any) -> None:
    assert "names no operation" in refusal(payload)


@pytest.mark.parametrize("payload", ["1", '"{ a }"', "null", "true", "1.5"])
def test_body_that_is_no_object_is_refused(payload: str) -> None:
    assert refusal(payload) == "The body must be a JSON object."


@pytest.mark.parametrize(
    "persisted",
    [
        "x",
        1,
        [],
        {},
        {"sha256Hash": None},
        {"sha256Hash": 1},
        {"sha256Hash": "abc"},
        {"sha256Hash": HASH + "\n"},
    ],
)
def test_malformed_digest_is_refused(persisted: Any) -> None:
    extensions = {"persistedQuery": persisted}
    assert "must be 64 hexadecimal digits" in refusal({"query": TEXT, "extensions": extensions})


@pytest.mark.parametrize("version", [2, "1", None])
def test_other_version_of_persisted_queries_is_refused(version: Any) -> None:
    persisted = {"version": version, "sha256Hash": HASH}
    assert "version must be 1" in refusal({"extensions": {"persistedQuery": persisted}})


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b" ", "The body is not JSON: Expecting value at line 1, column 2."),
        (b"NONSENSE", "The body is not JSON: Expecting value at line 1, column 1."),
        (b"\xef\xbb\xbf{}", "The body is not JSON: Expecting value at line 1, column 1."),
        (b'{"query": "\xff"}', "The body is not UTF-8."),
        (b'{"query": "\xed\xa0\x80"}', "The body is not UTF-8."),
        ('{"query": "x"}'.encode("utf-16"), "The body is not UTF-8."),
        (b'{"query": "a", "query": "b"}', "The body is not JSON: an object has the same key twice."),
        (b'{"query": "x", "variables": {"a": NaN}}', "The body is not JSON: NaN is not JSON."),
        (b'{"query": "\\ud800"}', "The body is not JSON: a string has half of a surrogate pair."),
        (b"[" * 50_000, "The body is not JSON: it is nested too deeply."),
    ],
)
def test_body_that_is_not_json_is_refused(body: bytes, complaint: str) -> None:
    assert unreadable(body) == complaint


# ------------------------------------------------------------------------------------- URL and path


def test_parameters_reach_the_gate(factory: Any) -> None:
    variables, extensions = (
        quote('{"a": 0.50, "é": "+ &"}'),
        quote(json.dumps({"persistedQuery": {"sha256Hash": HASH}})),
    )
    query = (
        f"query=%7B+a%7D&operationName=A&variables={variables}&extensions={extensions}&documentId=d&other=1"
    )
    found = url(query, factory)
    assert (found.text, found.name, found.digest, found.document_id) == ("{ a}", "A", HASH, "d")
    assert found.variables == {"a": Decimal("0.50"), "é": "+ &"}
    assert found.queries_only


def test_empty_parameters_are_absent(factory: Any) -> None:
    found = url("query=%7Ba%7D&operationName=&variables=&extensions=&documentId=", factory)
    assert (found.name, found.variables, found.digest, found.document_id) == (None, {}, None, None)


def test_null_is_a_name_in_a_url() -> None:
    assert url("query=x&operationName=null&variables=null").name == "null"


def test_unescaped_unicode_is_read_alike(factory: Any) -> None:
    assert url("query={é🏃}", factory).text == "{é🏃}"


@pytest.mark.parametrize("name", ["query", "operationName", "variables", "extensions", "documentId"])
def test_parameter_given_twice_is_refused(name: str) -> None:
    with pytest.raises(NotWellFormed, match=f"The parameter {name} is given twice"):
        url(f"query=x&{name}=&{name}=" if name != "query" else "query=x&query=y")


@pytest.mark.parametrize("query", ["query=%FF", "query=%ED%A0%80", "&".join(f"a{i}=1" for i in range(101))])
def test_parameters_that_cannot_be_read_are_refused(query: str, factory: Any) -> None:
    with pytest.raises(BadRequest, match="The URL's parameters cannot be read"):
        url(query, factory)


@pytest.mark.parametrize("value", ["{", "NaN", '{"a":1,"a":2}'])
@pytest.mark.parametrize("name", ["variables", "extensions"])
def test_parameter_that_is_not_json_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadRequest, match=f"The parameter {name} is not JSON") as caught:
        url(f"query=x&{name}={quote(value)}")
    assert not isinstance(caught.value, NotWellFormed)


@pytest.mark.parametrize("value", ["1", "[]", '"x"', "false"])
def test_parameter_that_is_no_map_is_refused(value: str) -> None:
    with pytest.raises(NotWellFormed, match="variables must be an object"):
        url(f"query=x&variables={quote(value)}")


def test_body_of_a_get_is_not_read() -> None:
    request = RequestFactory().generic("GET", "/", b'{"query": "{ a }"}', "application/json")
    with pytest.raises(NotWellFormed, match="names no operation"):
        read_call(request)


def test_parameters_of_a_post_are_not_read() -> None:
    request = RequestFactory().post("/?query=%7Ba%7D", b"{}", "application/json")
    with pytest.raises(NotWellFormed, match="names no operation"):
        read_call(request)


def test_path_names_the_document() -> None:
    assert url("", document_id=FIRST).document_id == FIRST
    assert asked(post({}, document_id=FIRST)).document_id == FIRST
    assert asked(post({"documentId": FIRST}, document_id=FIRST)).document_id == FIRST


def test_path_and_member_that_disagree_are_refused() -> None:
    with pytest.raises(NotWellFormed, match="documentId differs from the URL's"):
        post({"documentId": SECOND}, document_id=FIRST)


# ------------------------------------------------------------------------------------------- batches


def batches(settings: Any, most: int) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": most}


def test_batches_are_off_by_default() -> None:
    assert "batches are switched off" in refusal([{"query": TEXT}])
    assert "batches are switched off" in refusal([])


def test_batch_keeps_its_order(settings: Any) -> None:
    batches(settings, 3)
    call = post([{"query": "a"}, {"query": "b"}, {"operationName": "c"}])
    assert call.batched
    assert [(each.text, each.name) for each in call.requests] == [("a", None), ("b", None), (None, "c")]


def test_batch_of_one_is_a_batch(settings: Any) -> None:
    batches(settings, 1)
    assert post([{"query": "a"}]).batched


def test_batch_over_the_limit_is_refused(settings: Any) -> None:
    batches(settings, 2)
    with pytest.raises(LimitExceeded, match="A batch may hold 2 operations"):
        post([{"query": "a"}] * 3)


@pytest.mark.parametrize(
    "payload", [[], [1], [[{"query": "a"}]], [{"query": "a"}, None], [{"query": "a"}, {}]]
)
def test_malformed_batch_is_refused_whole(settings: Any, payload: Any) -> None:
    batches(settings, 5)
    refusal(payload)


# ------------------------------------------------------------------------------------------ mutations


@pytest.mark.parametrize(
    ("extensions", "expected"), [({}, False), ({"dryRun": None}, False), ({"dryRun": True}, True)]
)
def test_dry_run_is_lost(extensions: dict[str, Any], expected: bool) -> None:
    assert asked(post({"query": TEXT, "extensions": extensions})).dry_run is expected
    assert url(f"query={TEXT}&extensions={quote(json.dumps(extensions))}").dry_run is expected


@pytest.mark.parametrize("value", ["true", 1, [], {}])
def test_dry_run_of_another_type_writes(value: Any) -> None:
    assert (
        refusal({"query": TEXT, "extensions": {"dryRun": value}})
        == "extensions.dryRun must be true or false."
    )


def keyed(key: str, payload: Any = None) -> Call:
    body = json.dumps(payload or {"query": TEXT})
    return read_call(FACTORIES["wsgi"].post("/", body, "application/json", HTTP_IDEMPOTENCY_KEY=key))


@pytest.mark.parametrize("key", ["a", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!" * 255])
def test_idempotency_key_is_another(key: str) -> None:
    assert asked(keyed(key)).idempotency_key == key


@pytest.mark.parametrize("key", ["", " ", "a b", "a\x7f", "é", "a\n", "x" * 256])
def test_idempotency_key_that_is_none_is_taken(key: str) -> None:
    with pytest.raises(NotWellFormed, match=r"^Idempotency-Key must be 1 to 255 visible ASCII characters\.$"):
        keyed(key)


def test_batch_has_an_idempotency_key(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BATCH": 2}
    with pytest.raises(NotWellFormed, match=r"^A batch cannot have an Idempotency-Key\.$"):
        keyed("a", [{"query": TEXT}])


def test_key_of_a_link_is_read() -> None:
    request = FACTORIES["wsgi"].get(f"/?query={TEXT}", HTTP_IDEMPOTENCY_KEY="a b")
    assert asked(read_call(request)).idempotency_key is None
