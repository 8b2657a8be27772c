"""What a request means, and how it is refused: the same in development and in production."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.errors import RequestRejected
from django_graphgate.gate import Gate, GateRequest, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import EDITOR, ROLES, freeze, only_code, settings_of
from tests.support.shop.fixture import load

SENT = "query Names {products{id,name}} # as a client sends it"
OLD = "query Names { products { id } }"
GONE = "query Gone { products { price } }"
RETIRED = "query Gone { products { id price } }"
TAGS = "query Tags { tags { id } }"
BOTH = f"{SENT}\n{TAGS}"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(params=["development", "production"])
def gate(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Gate:
    """Either knows the same operations: current ones, an old version and a retired one."""
    load(database)
    load_roles(ROLES)
    (tmp_path / "roles.json").write_text(json.dumps(ROLES))
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False, NAMESPACES={"web": {}})
    for texts in (OLD, RETIRED), (SENT, GONE, TAGS):
        for text in texts:
            assert get_gate().execute(text, identity=EDITOR).data
        AllowedOperation.objects.filter(name="Gone", current=False).update(retired=True)
        freeze()
    if request.param == "production":
        settings.GRAPHGATE = settings_of(tmp_path, NAMESPACES={"web": {}})
    return get_gate()


MEANT: Mapping[str, tuple[dict[str, str], str]] = {
    "name": ({"name": "Names"}, SENT),
    "digest": ({"digest": lexical_digest(SENT)}, SENT),
    "digest of the bytes": ({"digest": sha256(SENT)}, SENT),
    "document id": ({"document_id": f"sha256:{sha256(SENT)}"}, SENT),
    "digest and document id": (
        {"digest": lexical_digest(SENT), "document_id": f"sha256:{sha256(SENT)}"},
        SENT,
    ),
    "name and digest": ({"name": "Names", "digest": lexical_digest(SENT)}, SENT),
    "text": ({"text": SENT}, SENT),
    "text spelled otherwise": ({"text": SENT.replace(",", "\n")}, SENT),
    "text and its name": ({"text": SENT, "name": "Names"}, SENT),
    "text and its digest": ({"text": SENT, "digest": sha256(SENT)}, SENT),
    "text and its lexical digest": ({"text": SENT, "document_id": f"sha256:{lexical_digest(SENT)}"}, SENT),
    "one of several operations in a text": ({"text": BOTH, "name": "Tags"}, TAGS),
    "old version by digest": ({"digest": lexical_digest(OLD)}, OLD),
    "old version by digest and name": ({"name": "Names", "digest": lexical_digest(OLD)}, OLD),
    "old version by text": ({"text": OLD}, OLD),
}

REFUSED: Mapping[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "BAD_REQUEST"),
    "unknown name": ({"name": "Nothing"}, "OPERATION_NOT_ALLOWED"),
    "empty name": ({"name": ""}, "OPERATION_NOT_ALLOWED"),
    "unknown digest": ({"digest": "0" * 64}, "OPERATION_NOT_ALLOWED"),
    "unknown document id": ({"document_id": f"sha256:{'0' * 64}"}, "OPERATION_NOT_ALLOWED"),
    "document id without its prefix": ({"document_id": sha256(SENT)}, "OPERATION_NOT_ALLOWED"),
    "document id in upper case": ({"document_id": f"sha256:{sha256(SENT).upper()}"}, "OPERATION_NOT_ALLOWED"),
    "document id of a file": ({"document_id": "../allow.list"}, "OPERATION_NOT_ALLOWED"),
    "text and another digest": ({"text": SENT, "digest": lexical_digest(TAGS)}, "OPERATION_NOT_ALLOWED"),
    "text and an unknown document id": (
        {"text": SENT, "document_id": f"sha256:{'0' * 64}"},
        "OPERATION_NOT_ALLOWED",
    ),
    "name and another digest": ({"name": "Tags", "digest": lexical_digest(SENT)}, "OPERATION_NOT_ALLOWED"),
    "digest and another document id": (
        {"digest": lexical_digest(TAGS), "document_id": f"sha256:{lexical_digest(SENT)}"},
        "OPERATION_NOT_ALLOWED",
    ),
    "retired version": ({"digest": lexical_digest(RETIRED)}, "OPERATION_RETIRED"),
    "name in a namespace without it": ({"name": "Names", "namespace": "web"}, "OPERATION_NOT_ALLOWED"),
    "digest in a namespace without it": (
        {"digest": lexical_digest(SENT), "namespace": "web"},
        "OPERATION_NOT_ALLOWED",
    ),
}


def test_request_means_another_operation(gate: Gate) -> None:
    found = {case: gate.operations.find(GateRequest(**given)) for case, (given, _) in MEANT.items()}
    assert {case: operation.digest for case, operation in found.items()} == {
        case: lexical_digest(canonical(text)) for case, (_, text) in MEANT.items()
    }
    for operation in found.values():
        assert (operation.namespace, operation.kind, operation.typename_variant_of) == ("", "query", "")
        assert lexical_digest(operation.document) == operation.digest


def canonical(text: str) -> str:
    rows = [row for row in AllowedOperation.objects.all() if sha256(text) in row.byte_digests]
    assert len(rows) == 1
    return rows[0].document


def test_request_is_refused_with_another_code(gate: Gate) -> None:
    codes: dict[str, str] = {}
    for case, (given, _) in REFUSED.items():
        with pytest.raises(RequestRejected) as caught:
            gate.operations.find(GateRequest(**given))
        codes[case] = caught.value.code
    assert codes == {case: code for case, (_, code) in REFUSED.items()}


@pytest.mark.parametrize("request_", [GateRequest(text=BOTH), GateRequest(text=SENT, name="Tags")])
def test_text_without_one_operation_of_the_name_is_explained_in_production(
    gate: Gate, request_: GateRequest
) -> None:
    """Only development, which runs any text, says what is wrong with one; production has one refusal."""
    with pytest.raises(RequestRejected) as caught:
        gate.operations.find(request_)
    code = "OPERATION_NOT_ALLOWED" if gate.production else "OPERATION_RESOLUTION_FAILURE"
    assert caught.value.code == code


def test_request_is_answered_with_another_code(gate: Gate) -> None:
    """What the gate makes of the refusals, and adds to them."""
    cases = {
        "unknown digest alone": (GateRequest(digest="0" * 64), "PERSISTED_QUERY_NOT_FOUND"),
        "retired version": (GateRequest(text=RETIRED), "OPERATION_RETIRED"),
        "unknown namespace": (GateRequest(name="Names", namespace="nowhere"), "BAD_REQUEST"),
        "nothing": (GateRequest(), "BAD_REQUEST"),
    }
    codes = {case: only_code(gate.handle(request, EDITOR)) for case, (request, _) in cases.items()}
    assert codes == {case: code for case, (_, code) in cases.items()}


def test_operation_is_closed_or_iterated_otherwise(gate: Gate) -> None:
    operations = list(gate.operations)
    assert [(each.namespace, each.name) for each in operations] == [("", "Gone"), ("", "Names"), ("", "Tags")]
    assert len(gate.operations) == 3
    for each in operations:
        assert not each.open_shape
        assert gate.operations.close(each, {}).digest == each.digest
        assert gate.operations.find(GateRequest(name=each.name)).digest == each.digest


def test_get_runs_a_mutation(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mutation can be recorded yet, so a query is made one."""
    request = GateRequest(name="Names", queries_only=True)
    assert gate.handle(request, EDITOR).data
    operation = gate.operations.find(request)
    object.__setattr__(operation, "kind", "mutation")
    result = gate.handle(request, EDITOR)
    assert only_code(result) == "METHOD_NOT_ALLOWED"
    assert result.headers["Allow"] == "POST"
