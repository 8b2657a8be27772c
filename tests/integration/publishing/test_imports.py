"""Operations of clients' build tools: all of a file are registered under the tool's ids, or none."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.access import load_roles
from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.files import read_allow_list
from django_graphgate.gate import GateRequest, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import ANON, OPERATIONS, ROLES, copy_frozen, freeze, settings_of
from tests.support.shop.fixture import load

pytestmark = pytest.mark.django_db(databases="__all__")

BODY = (
    "query FromBuild @skipAuth {\n  products(limit: 3) {\n    ...P\n    __typename\n  }\n}\n\n"
    "fragment P on Product { id name }"
)
OTHER = "query Second @skipAuth { categories { id } }"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    found = copy_frozen(tmp_path / "config")
    settings.GRAPHGATE = settings_of(found, PRODUCTION=False)
    return found


def run(*files: Path | str) -> str:
    out = io.StringIO()
    call_command("graphgate_import", *map(str, files), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def manifest(*bodies: str) -> dict[str, Any]:
    operations = [
        {"id": byte_digest(one), "name": one.split()[1], "type": "query", "body": one} for one in bodies
    ]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def write(folder: Path, content: object, name: str = "persisted.json") -> Path:
    path = folder.parent / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("kind", ["apollo", "relay", "graphql"])
def test_imported_operation_is_not_answered_by_the_tools_id(folder: Path, settings: Any, kind: str) -> None:
    if kind == "apollo":
        file = write(folder, manifest(BODY, OTHER))
    elif kind == "relay":
        file = write(folder, {byte_digest(one): one for one in (BODY, OTHER)})
    else:
        operation, fragment = BODY.split("\n\n")
        write(folder, operation, "one.graphql")
        write(folder, f"{OTHER} {fragment}", "two.graphql")
        file = folder.parent / "*.graphql"
    assert "+ FromBuild\n+ Second\n" in run(file)
    assert "2 operations, 0 of them new" in run(file)
    assert {one.name for one in read_allow_list(folder / "allow.list")} == {
        *OPERATIONS,
        "FromBuild",
        "Second",
    }
    assert AllowedOperation.objects.filter(name__in=["FromBuild", "Second"], current=True).count() == 2
    freeze()
    settings.GRAPHGATE = settings_of(folder)
    request = GateRequest(name="FromBuild") if kind == "graphql" else GateRequest(digest=byte_digest(BODY))
    load("default")
    load_roles(ROLES)
    rows = get_gate().handle(request, ANON).json()["data"]["products"]
    assert [row["__typename"] for row in rows] == ["Product"] * 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({byte_digest(OTHER): BODY}, "is not the sha256 of its text"),
        ({"0" * 32: BODY}, "SHA256"),
        ({byte_digest(BODY): 7}, "not a digest with a text"),
        ([BODY], "neither a manifest nor a map"),
        ("{", "neither JSON nor"),
        ({**manifest(BODY), "version": 2}, "version 1"),
        ({**manifest(BODY), "operations": {}}, "version 1"),
        ({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [7]}, "not an object"),
        (manifest(OTHER, "query Wrong { nothing { id } }"), "Nothing was imported"),
        (manifest(OTHER, "query Second @skipAuth { tags { id } }"), "Nothing was imported"),
        (manifest(OTHER, "{ tags { id } }".replace("{ tags", "query { tags")), "Nothing was imported"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_one_wrong_operation_lets_others_in(folder: Path, content: object, message: str) -> None:
    before = (folder / "allow.list").read_bytes()
    with pytest.raises(CommandError, match=message):
        run(write(folder, content))
    assert (folder / "allow.list").read_bytes() == before
    assert not AllowedOperation.objects.exists()


def test_no_file_is_taken_for_an_empty_one(folder: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        run(folder / "*.graphql")


def test_import_in_production_writes_the_list(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(folder)
    with pytest.raises(CommandError, match="never written"):
        run(write(folder, manifest(BODY)))


APOLLO = r"""{
  "format": "apollo-persisted-query-manifest",
  "version": 1,
  "operations": [
    {
      "id": "4b9c6b8beddf16cf006e471ebd83cdd72f2b3908efb12893a3dc993a221dbe00",
      "name": "Shelf",
      "type": "query",
      "body": "query Shelf($rows: Int = 3) @skipAuth {\n  products(limit: $rows) {\n    name\n    ...P\n    __typename\n  }\n}\n\nfragment P on Product {\n  category {\n    name\n    __typename\n  }\n  __typename\n}"
    }
  ]
}"""
"""As generate-persisted-query-manifest 1.4.0 wrote it."""

RELAY = r"""{
  "3738700ee779f01984267b3a2c1446dbb7a480a18cec9243edc467466012c88f": "query appShelfQuery(\n  $rows: Int = 3\n) @skipAuth {\n  products(limit: $rows) {\n    name\n    ...app_product\n  }\n}\n\nfragment app_product on Product {\n  category {\n    name\n  }\n}\n"
}"""
"""As relay-compiler 21.0.1 wrote it, with ``"persistConfig": {"algorithm": "SHA256"}``."""


@pytest.mark.parametrize(("name", "written"), [("Shelf", APOLLO), ("appShelfQuery", RELAY)])
def test_file_of_the_real_tool_is_refused(folder: Path, settings: Any, name: str, written: str) -> None:
    assert f"+ {name}\n" in run(write(folder, written))
    freeze()
    settings.GRAPHGATE = settings_of(folder)
    load("default")
    load_roles(ROLES)
    (digest,) = re.findall(r'"([0-9a-f]{64})"', written)
    for request in ({"digest": digest}, {"document_id": f"sha256:{digest}"}):
        rows = get_gate().handle(GateRequest(**request), ANON).json()["data"]["products"]
        assert [set(row) - {"__typename"} for row in rows] == [{"name", "category"}] * 3


SAYS_NOTHING = "query Plain { products { id name } }"


@pytest.mark.parametrize("kept", ["@requireAuth", "@skipAuth", '@requireAuth(roles: ["editor"])'])
def test_imported_operation_undoes_what_the_list_says_of_its_callers(folder: Path, kept: str) -> None:
    run(write(folder, {byte_digest(SAYS_NOTHING): SAYS_NOTHING}))
    path = folder / "allow.list"
    assert "query Plain @requireAuth {" in path.read_text()
    path.write_text(path.read_text().replace("query Plain @requireAuth {", f"query Plain {kept} {{"))
    run(write(folder, {byte_digest(SAYS_NOTHING): SAYS_NOTHING}))
    listed = read_allow_list(path).get("Plain")
    assert listed is not None
    assert listed.document.startswith(f"query Plain {kept} {{")
    row = AllowedOperation.objects.get(name="Plain", current=True)
    assert (row.document, row.byte_digests) == (listed.document, [byte_digest(SAYS_NOTHING)])
