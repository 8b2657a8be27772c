"""Mutations on the allow list: recorded, frozen, imported, and known by every text that means them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from graphql import build_client_schema

from django_graphgate.access import load_roles
from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.files import read_allow_list
from django_graphgate.compiler.normalise.typename_variant import typename_variant
from django_graphgate.gate import Gate, GateRequest, Result, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import ANON, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Tag

ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {
            "name": "user",
            "tables": [
                {
                    "name": "tags",
                    "query": {},
                    "insert": {"columns": ["slug"]},
                    "upsert": {"columns": ["slug"]},
                    "delete": {},
                },
                {"name": "products", "query": {"columns": ["id", "name"]}},
            ],
        },
    ]
}
USER = caller(1)
TERSE = """mutation AddTags @maxAffected(rows: 3) {
  tags(insert: { slug: $slug }) { ...Shown }
  more: tags(upsert: $data, on: ["slug"]) { id }
}
fragment Shown on tags { slug }"""
STRICT = """mutation AddTags($slug: String, $data: [TagUpsert!]) @maxAffected(rows: 3) @requireAuth {
  tags(insert: [{ slug: $slug }]) {
    slug
  }
  more: tags(upsert: $data, on: [slug]) {
    id
  }
}"""
VALUES = {"slug": "fresh", "data": [{"slug": "other"}]}


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    """Development, with an empty list."""
    load(database)
    write_config(tmp_path / "config", {}, ROLES)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
    return get_gate()


def production(settings: Any, tmp_path: Path) -> Gate:
    freeze()
    settings.GRAPHGATE = settings_of(tmp_path / "config")
    return get_gate()


def ok(result: Result) -> Any:
    assert not result.errors, result.errors
    return result.json()["data"]


def test_recorded_mutation_stays_terse(gate: Gate, tmp_path: Path) -> None:
    ok(gate.execute(TERSE, variables=VALUES, identity=USER))
    (listed,) = read_allow_list(tmp_path / "config" / "allow.list").operations
    assert (listed.kind, listed.name, listed.document) == ("mutation", "AddTags", STRICT)
    assert AllowedOperation.objects.get().digest == listed.digest


def test_frozen_mutation_is_not_known_by_its_texts(
    gate: Gate, settings: Any, tmp_path: Path, database: str
) -> None:
    ok(gate.execute(TERSE, variables=VALUES, identity=USER))
    digest = AllowedOperation.objects.get().digest
    gate = production(settings, tmp_path)
    twin = typename_variant(STRICT)
    assert twin is not None
    for number, request in enumerate(
        (
            GateRequest(name="AddTags"),
            GateRequest(digest=digest),
            GateRequest(text=TERSE),
            GateRequest(text=STRICT),
            GateRequest(text=STRICT.replace("\n", " ")),
            GateRequest(text=twin),
        )
    ):
        values = {"slug": f"slug-{number}", "data": []}
        ok(
            gate.handle(
                GateRequest(text=request.text, name=request.name, digest=request.digest, variables=values),
                USER,
            )
        )
        assert Tag.objects.using(database).filter(slug=f"slug-{number}").count() == 1


def test_other_text_of_a_frozen_mutation_runs(
    gate: Gate, settings: Any, tmp_path: Path, database: str
) -> None:
    ok(gate.execute(TERSE, variables=VALUES, identity=USER))
    gate = production(settings, tmp_path)
    for text in (
        STRICT.replace("rows: 3", "rows: 4"),
        STRICT.replace("[{ slug: $slug }]", "[{ slug: $slug, id: 5 }]"),
        STRICT.replace("more:", "again:"),
        "mutation AddTags { tags(delete: true, where: { id: { gt: 0 } }) { id } }",
    ):
        result = gate.execute(text, variables=VALUES, identity=USER)
        assert result.errors[0]["extensions"]["code"] == "OPERATION_NOT_ALLOWED"


def test_data_of_a_frozen_mutation_have_more_keys(gate: Gate, settings: Any, tmp_path: Path) -> None:
    """A column that the role may not give is refused, and never dropped."""
    ok(gate.execute(TERSE, variables=VALUES, identity=USER))
    gate = production(settings, tmp_path)
    for extra in ({"id": 77}, {"products": []}, {"connect": {"id": 1}}, {"__typename": "Tag"}):
        values = {"slug": "third", "data": [{"slug": "fourth", **extra}]}
        result = gate.execute(name="AddTags", variables=values, identity=USER)
        assert result.errors[0]["extensions"]["code"] == "BAD_USER_INPUT", extra
        assert result.data is None


def test_open_shape_of_rows_that_are_named_is_frozen(gate: Gate) -> None:
    """Data are checked against their shape; what names rows is a part of the statement."""
    text = "mutation Del($where: TagFilter) { tags(delete: true, where: $where) { id } }"
    ok(gate.execute(text, variables={"where": {"slug": {"eq": "none"}}}, identity=USER))
    for where in ({}, {"and": []}, None):
        result = gate.execute(text, variables={"where": where}, identity=USER)
        assert "needs 'id' or a 'where'" in result.errors[0]["message"]
    assert not AllowedOperation.objects.exists()


def test_imported_mutation_is_unknown(gate: Gate, settings: Any, tmp_path: Path, database: str) -> None:
    text = (
        "mutation FromBuild($data: [TagInsert!]!) { ...Root }\n"
        "fragment Root on Mutation { tags(insert: $data) { slug } }"
    )
    (tmp_path / "manifest.json").write_text(json.dumps({byte_digest(text): text}))
    call_command("graphgate_import", str(tmp_path / "manifest.json"), stdout=io.StringIO())
    gate = production(settings, tmp_path)
    request = GateRequest(digest=byte_digest(text), variables={"data": [{"slug": "built"}]})
    assert ok(gate.handle(request, USER)) == {"tags": [{"slug": "built"}]}


def test_import_registers_what_is_no_mutation(gate: Gate, tmp_path: Path) -> None:
    text = "mutation Empty { tags(delete: true) { id } }"
    (tmp_path / "manifest.json").write_text(json.dumps({byte_digest(text): text}))
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("graphgate_import", str(tmp_path / "manifest.json"), stdout=io.StringIO(), stderr=said)
    assert "needs 'id' or a 'where'" in said.getvalue()
    assert not AllowedOperation.objects.exists()


INTROSPECTION = """query Schema @skipAuth { __schema { queryType { name } mutationType { name } subscriptionType { name }
  types { kind name fields { name args { name type { ...T } } type { ...T } } inputFields { name type { ...T } }
    enumValues { name } possibleTypes { name } interfaces { name } }
  directives { name locations args { name type { ...T } } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }"""


def test_introspection_shows_what_a_role_may_not_write(gate: Gate) -> None:
    schema: Any = build_client_schema(ok(gate.execute(INTROSPECTION, identity=USER)))
    assert set(schema.mutation_type.fields) == {"tags", "tag"}
    assert set(schema.mutation_type.fields["tag"].args) == {"insert", "upsert", "on", "delete", "id", "where"}
    assert set(schema.type_map["TagInsert"].fields) == {"slug"}
    assert "ProductInsert" not in schema.type_map
    assert "TagUpdate" not in schema.type_map
    assert build_client_schema(ok(gate.execute(INTROSPECTION, identity=ANON))).mutation_type is None
