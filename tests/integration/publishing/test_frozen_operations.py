"""What production takes from the files that a freeze wrote, and what it leaves unread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from django_graphgate.access import load_roles
from django_graphgate.allowlist import digest, files
from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.compiler.normalise.typename_variant import typename_variant
from django_graphgate.errors import ConfigurationError
from django_graphgate.management.commands import graphgate_freeze
from django_graphgate.messages import GateRequest
from django_graphgate.statements.production import ProductionOperations
from django_graphgate.statements.resolved_operation import ResolvedOperation
from tests.support.gate.house import ROLES, settings_of, write_config

pytestmark = pytest.mark.django_db

WRITTEN = """query Names($id: BigInt!, $rows: Int = 5) @skipAuth {
    product(id: $id) { name }   # as a person writes it
  products(limit: $rows) { id @add(ifRole: "user"), name @include(if: $more) }
}""".replace("$rows: Int = 5", "$rows: Int = 5, $more: Boolean!")
TAGS = "query Tags { tags { slug } }"
MORE = list_operation("query More @skipAuth { tags { id } }", namespace="", comment="")


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.GRAPHGATE = settings_of(tmp_path)
    load_roles(ROLES)
    write_config(tmp_path, {"Names": WRITTEN, "Tags": TAGS})
    call_command("graphgate_freeze", verbosity=0)
    return tmp_path


def loaded(folder: Path) -> ProductionOperations:
    return ProductionOperations(folder, max_tokens=1000, match_by_name=False)


def resolve(operations: ProductionOperations, **request: Any) -> ResolvedOperation:
    return operations.find(GateRequest(**request))


@pytest.fixture
def lexed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the lexer was given."""
    texts: list[str] = []
    whole = digest.tokenize

    def tokenize(text: str, **options: Any) -> Any:
        texts.append(text)
        return whole(text, **options)

    monkeypatch.setattr(digest, "tokenize", tokenize)
    return texts


def test_text_of_the_list_is_lexed_at_each_request(folder: Path, lexed: list[str]) -> None:
    (written,) = (each for each in files.read_allow_list(folder / "allow.list") if each.name == "Names")
    assert byte_digest(written.document) != written.digest, "it is not written as the digest's form is"
    lexed.clear()
    operations = loaded(folder)
    variant = typename_variant(written.document)
    for text in (written.document, variant):
        resolved = resolve(operations, text=text)
        assert (resolved.name, resolved.digest == written.digest) == ("Names", text != variant)
    assert resolve(operations, digest=byte_digest(written.document)).digest == written.digest
    assert lexed == []
    assert resolve(operations, text=written.document.replace("  ", " ")).digest == written.digest
    assert len(lexed) == 1


def test_lists_are_parsed_although_they_are_what_was_frozen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("django_graphgate.allowlist.frozen.read_allow_list", fail)
    assert len(loaded(folder)) == 2
    path = folder / "allow.list"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(loaded(folder)) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("# digest", "# A remark.\n# digest", 1), ""),
        (lambda text: text.replace("slug", "slug name"), "does not fit its text"),
        (lambda text: text.replace("# end of allow list", ""), "its last line is missing"),
        (lambda text: text[: text.index("# digest", 60)] + "# end of allow list\n", ""),
    ],
    ids=["remark", "operation", "cut off", "fewer"],
)
def test_list_that_was_changed_is_taken_for_the_frozen_one(
    folder: Path, change: Callable[[str], str], message: str
) -> None:
    path = folder / "allow.list"
    path.write_text(change(path.read_text()))
    if message:
        with pytest.raises(ConfigurationError, match=message):
            loaded(folder)
        return
    listed = {each.name for each in files.read_allow_list(path)}
    assert {operation.name for operation in loaded(folder)} == listed


def test_list_in_a_folder_is_parsed_or_its_changes_overlooked(folder: Path) -> None:
    whole = files.read_allow_list(folder / "allow.list")
    (folder / "allow.list").unlink()
    (folder / "allow.list").mkdir()
    files.update_allow_list(folder / "allow.list", lambda _: whole)
    call_command("graphgate_freeze", verbosity=0)
    digests = read_lock(folder / "allow.lock").lists
    assert digests == {"": files.stored_list_digest(folder / "allow.list")}
    (folder / "allow.list" / "Tags.graphql").unlink()
    assert [operation.name for operation in loaded(folder)] == ["Names"]
    assert digests != {"": files.stored_list_digest(folder / "allow.list")}


@pytest.mark.parametrize("in_folder", [False, True])
@pytest.mark.parametrize("change", ["added", "removed"])
def test_list_that_changes_during_the_freeze_is_taken_for_the_frozen_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: str, in_folder: bool
) -> None:
    """Another process writes the list after the freeze looked at it for the last time."""
    path = folder / "allow.list"
    whole = files.read_allow_list(path)
    if in_folder:
        path.unlink()
        path.mkdir()
        files.update_allow_list(path, lambda _: whole)
    operations = whole.operations[:1] if change == "removed" else (*whole.operations, MORE)
    compare = graphgate_freeze.is_written

    def compare_and_change(*arguments: Any) -> bool:
        is_written = compare(*arguments)
        files.update_allow_list(path, lambda before: replace(before, operations=operations))
        return is_written

    monkeypatch.setattr(graphgate_freeze, "is_written", compare_and_change)
    call_command("graphgate_freeze", verbosity=0)
    if change == "removed":
        assert [operation.name for operation in loaded(folder)] == ["Names"]
        return
    with pytest.raises(ConfigurationError, match="Operation More of the allow list is not in"):
        loaded(folder)


def test_check_fails_for_a_remark(folder: Path) -> None:
    """What is around the operations may change without a freeze; the list is then parsed again."""
    path = folder / "allow.list"
    path.write_text(path.read_text().replace("# digest", "# A remark.\n# digest", 1))
    call_command("graphgate_freeze", check=True, verbosity=0)


def test_operation_cannot_be_described_without_compiling(folder: Path) -> None:
    names = resolve(loaded(folder), name="Names")
    variables = {spec.name: (spec.type_text, spec.required, spec.default) for spec in names.variables}
    assert variables == {
        "id": ("BigInt!", True, None),
        "rows": ("Int", False, 5),
        "more": ("Boolean!", True, None),
    }
    shapes = {role: names.result_shape(role) for role in ("anon", "user", "nobody")}
    assert shapes["nobody"] is None
    keys = {}
    for role in ("anon", "user"):
        shape = shapes[role]
        assert shape is not None
        assert [(field.name, field.type, field.nullable, field.many) for field in shape.fields] == [
            ("product", "Product", True, False),
            ("products", "[Product!]", True, True),
        ]
        (product,) = shape.fields[1].objects
        keys[role] = [(field.name, field.type, field.may_be_absent) for field in product.fields]
    assert keys["anon"] == [("name", "String", True)]
    assert keys["user"] == [("id", keys["user"][0][1], False), ("name", "String", True)]


def test_old_versions_of_an_earlier_release_are_lost(folder: Path) -> None:
    """Its lock has another format: only texts and digests are taken from it."""
    old = "query Tags { tags { id } }"
    digest_of_old = digest.lexical_digest(old)
    version: dict[str, Any] = {"byte_digests": ["b" * 64], "kind": "query", "statements": [], "variables": []}
    operation = {
        **version,
        "namespace": "",
        "name": "Tags",
        "document": old,
        "digest": digest_of_old,
        "versions": [],
    }
    content = {"format": 1, "fingerprint": {}, "operations": [operation]}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    checksum = f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"
    body = json.dumps({**content, "checksum": checksum}).partition(", ")[2]
    (folder / "allow.lock").write_text('{\n"format": 1,\n' + body)
    with pytest.raises(ConfigurationError, match="Its format is not 3"):
        loaded(folder)
    call_command("graphgate_freeze", verbosity=0)
    operations = loaded(folder)
    assert resolve(operations, digest=digest_of_old) is resolve(operations, digest="b" * 64)
    assert resolve(operations, digest=digest_of_old).result_shape("user") is not None
