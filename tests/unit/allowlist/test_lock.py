"""The text of allow.lock: round trips, and every way it can be wrong."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.allowlist.lockfile import (
    Lock,
    LockedOperation,
    LockedStatement,
    LockedVersion,
    parse_lock,
    read_lock,
    render_lock,
    versions_before,
)
from django_graphgate.errors import ConfigurationError

OLD = "query Product { product { name } }"
NEW = "query Product($id: ID) { product(id: $id) { name } }"
CURRENT = LockedVersion(
    digest=lexical_digest(NEW),
    kind="query",
    document=NEW,
    byte_digests=("b" * 64, "c" * 64),
    auth_roles=("staff", "user"),
    variables=({"name": "id", "codec": "bigint"},),
    statements=(
        LockedStatement(
            roles=("anon", "staff"), dialect="postgresql", statement={"sql": 'select "\u2028" \ud800'}
        ),
        LockedStatement(
            roles=("user",),
            dialect="sqlite",
            statement={"sql": "select 2", "deep": {"b": [1, 2.5], "a": None}},
        ),
    ),
)
VERSION = LockedVersion(
    digest=lexical_digest(OLD),
    kind="query",
    byte_digests=(byte_digest(OLD + "\n"),),
    skip_auth=True,
    document=OLD,
    retired=True,
)
PRODUCT = LockedOperation(namespace="", name="Product", current=CURRENT, versions=(VERSION,))
TRIPS = LockedOperation(
    namespace="web", name="Trips", current=LockedVersion(digest="d" * 64, kind="mutation")
)
LOCK = Lock(fingerprint={"models": "m1", "version": 1}, operations=(PRODUCT, TRIPS))
TEXT = render_lock(LOCK)


def checksum(content: dict[str, Any]) -> str:
    plain = {key: value for key, value in content.items() if key != "checksum"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def refused(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        parse_lock(text, source="the.lock")
    assert caught.value.hint == "Run graphgate_freeze to write it anew."
    assert caught.value.message.startswith("the.lock, ")
    return caught.value.message.removeprefix("the.lock, ")


def changed(change: Callable[[dict[str, Any]], None]) -> str:
    """The lock after a change by someone who also mends the checksum."""
    content = copy.deepcopy(json.loads(TEXT))
    change(content)
    return json.dumps({**content, "checksum": checksum(content)})


def test_a_lock_is_read_back_as_the_same_value() -> None:
    assert parse_lock(TEXT) == LOCK
    assert parse_lock(render_lock(Lock())) == Lock()
    assert json.loads(TEXT)["checksum"] == checksum(json.loads(TEXT))


def test_a_lock_is_ascii_with_one_statement_a_line() -> None:
    assert TEXT.isascii()
    lines = TEXT.split("\n")
    assert lines[0] == "{"
    assert sum('"dialect": "' in line for line in lines) == 2
    assert lines[-3].startswith('"checksum": "sha256:')


def test_the_order_of_the_parts_does_not_change_a_byte() -> None:
    current = replace(
        CURRENT,
        byte_digests=CURRENT.byte_digests[::-1],
        auth_roles=("user", "staff", "user"),
        statements=(
            replace(CURRENT.statements[1], statement={"deep": {"a": None, "b": [1, 2.5]}, "sql": "select 2"}),
            replace(CURRENT.statements[0], roles=("staff",)),
            replace(CURRENT.statements[0], roles=("anon", "staff")),
        ),
    )
    shuffled = Lock(
        fingerprint={"version": 1, "models": "m1"},
        operations=(TRIPS, replace(PRODUCT, current=current)),
    )
    assert render_lock(shuffled) == TEXT


def test_statements_that_differ_a_little_are_not_taken_for_one() -> None:
    values: list[Any] = [1, 1.0, True, "1", None]
    statements = [
        LockedStatement(roles=(f"r{number}",), dialect="sqlite", statement={"value": value})
        for number, value in enumerate(values)
    ]
    lock = Lock(operations=(replace(PRODUCT, current=replace(CURRENT, statements=tuple(statements))),))
    (operation,) = parse_lock(render_lock(lock)).operations
    found = [(one.roles, repr(one.statement["value"])) for one in operation.current.statements]
    assert found == [((f"r{number}",), repr(value)) for number, value in enumerate(values)]


def test_windows_line_ends_change_nothing() -> None:
    assert parse_lock(TEXT.replace("\n", "\r\n")) == LOCK


def test_a_lock_that_was_cut_off_anywhere_is_refused() -> None:
    for end in range(len(TEXT.rstrip())):
        refused(TEXT[:end])


def test_a_lock_with_a_changed_character_is_refused_or_means_the_same() -> None:
    chance = random.Random(5)
    for _ in range(3000):
        position = chance.randrange(len(TEXT))
        text = TEXT[:position] + chance.choice('"{}[],:0a1 \n\\tfn-') + TEXT[position + 1 :]
        try:
            assert parse_lock(text) == LOCK
        except ConfigurationError:
            continue


def test_a_merged_lock_is_refused() -> None:
    assert "not JSON" in refused(TEXT.replace('"operations": [', '<<<<<<< HEAD\n"operations": ['))


def test_a_changed_statement_is_noticed() -> None:
    assert refused(TEXT.replace("select 2", "select 3")) == (
        "the file: The checksum does not fit: it was cut off, merged or edited."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: This is not JSON: the file was cut off or edited."),
        ("{\n\n", "line 3: This is not JSON: the file was cut off or edited."),
        ("[" * 100_000, "line 1: This is not JSON: the file was cut off or edited."),
        ('{"format": 1, "format": 1}', "line 1: This is not JSON: the file was cut off or edited."),
        ('{"format": NaN}', "line 1: This is not JSON: the file was cut off or edited."),
        ('{"format": ' + "9" * 5000 + "}", "line 1: This is not JSON: the file was cut off or edited."),
        ("[]", "the file: An object is expected here."),
        ("null", "the file: An object is expected here."),
        ("{}", "the file: Its format is not 1, the one that this version of graphgate reads."),
        ('{"format": 2}', "the file: Its format is not 1, the one that this version of graphgate reads."),
        ('{"format": true}', "the file: Its format is not 1, the one that this version of graphgate reads."),
        ('{"format": 1.0}', "the file: Its format is not 1, the one that this version of graphgate reads."),
        (
            '{"format": 1, "fingerprint": {}, "operations": [], "more\\n": 1}',
            "the file: These entries are missing or unknown: 'checksum', 'more\\n'.",
        ),
        (
            '{"format": 1, "fingerprint": {}, "operations": [], "checksum": null}',
            "the file: The checksum does not fit: it was cut off, merged or edited.",
        ),
        (
            '{"format": 1, "fingerprint": {"a": 1e999}, "operations": [], "checksum": "sha256:"}',
            "the file: The checksum does not fit: it was cut off, merged or edited.",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_lock_is_refused(text: str, message: str) -> None:
    assert refused(text) == message


def product(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["operations"][0]
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(fingerprint=[]), "fingerprint: An object is expected here."),
        (lambda c: c.update(operations={}), "the file: operations is not a list."),
        (lambda c: c["operations"].append(1), "the file, operations 3: An object is expected here."),
        (lambda c: c["operations"].append(product(c)), "operations: The same operation stands here twice."),
        (
            lambda c: product(c).pop("digest"),
            "the file, operations 1: These entries are missing or unknown: 'digest'.",
        ),
        (
            lambda c: product(c).update(enabled=True),
            "the file, operations 1: These entries are missing or unknown: 'enabled'.",
        ),
        (lambda c: product(c).update(name=None), "the file, operations 1: name is not a text."),
        (
            lambda c: product(c).update(name="../A"),
            "the file, operations 1: This is not the name of an operation.",
        ),
        (
            lambda c: product(c).update(namespace="../A"),
            "the file, operations 1: This is not the name of a namespace.",
        ),
        (lambda c: product(c).update(kind="fragment"), "operation Product: This is no kind of operation."),
        (
            lambda c: product(c).update(digest="A" * 64),
            "operation Product: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: product(c).update(digest="a" * 64),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: product(c).update(digest=7),
            "operation Product: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: product(c).update(byte_digests=["b" * 64 + "\n"]),
            "operation Product, byte_digests 1: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: product(c).update(byte_digests=["b" * 64] * 2),
            "operation Product: The same byte digest stands here twice.",
        ),
        (lambda c: product(c).update(auth=None), "operation Product, auth: An object is expected here."),
        (lambda c: product(c)["auth"].update(skip=0), "operation Product: skip is neither true nor false."),
        (lambda c: product(c)["auth"].update(roles="user"), "operation Product: roles is not a list."),
        (
            lambda c: product(c)["auth"].update(roles=["a b"]),
            "operation Product, roles 1: This is not the name of a role.",
        ),
        (
            lambda c: product(c).update(variables=["id"]),
            "operation Product, variables 1: An object is expected here.",
        ),
        (
            lambda c: product(c)["statements"][0].update(statement="select 1"),
            "operation Product, statements 1: An object is expected here.",
        ),
        (
            lambda c: product(c)["statements"][0].update(roles=[""]),
            "operation Product, statements 1, roles 1: This is not the name of a role.",
        ),
        (
            lambda c: product(c)["statements"][0].update(roles="anon"),
            "operation Product, statements 1: roles is not a list.",
        ),
        (
            lambda c: product(c)["statements"][0].update(roles=[]),
            "operation Product, statements 1: A statement is for one role at least.",
        ),
        (
            lambda c: product(c)["statements"][0].update(roles=["anon", "anon"]),
            "operation Product: The same statement stands here twice.",
        ),
        (
            lambda c: product(c)["statements"][1].update(dialect="postgresql", roles=["staff"]),
            "operation Product: The same statement stands here twice.",
        ),
        (
            lambda c: product(c)["statements"].append(product(c)["statements"][0]),
            "operation Product: The same statement stands here twice.",
        ),
        (
            lambda c: product(c)["versions"].append(product(c)["versions"][0]),
            "operation Product: The same version stands here twice.",
        ),
        (
            lambda c: product(c).update(digest=VERSION.digest, document=OLD),
            "operation Product: The same version stands here twice.",
        ),
        (
            lambda c: product(c)["versions"][0].update(document="query Product { secret }"),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: product(c)["versions"][0].update(kind="mutation"),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: product(c).update(name="Other"),
            "operation Other: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: product(c)["versions"][0].update(document="{ a }"),
            (
                "operation Product: The text of a version does not read: "
                "An operation needs a name to be on the allow list."
            ),
        ),
        (
            lambda c: product(c)["versions"][0].update(retired=None),
            "operation Product, versions 1: retired is neither true nor false.",
        ),
        (
            lambda c: product(c)["versions"][0].pop("retired"),
            "operation Product, versions 1: These entries are missing or unknown: 'retired'.",
        ),
    ],
)
def test_a_lock_with_a_wrong_part_is_refused_even_with_its_checksum(
    change: Callable[[dict[str, Any]], None], message: str
) -> None:
    assert refused(changed(change)) == message


@pytest.mark.parametrize(
    "broken",
    [
        Lock(operations=(PRODUCT, PRODUCT)),
        Lock(fingerprint={"a": object()}),
        Lock(fingerprint={"a": float("nan")}),
        Lock(operations=(replace(PRODUCT, name="a b"),)),
        Lock(operations=(replace(PRODUCT, versions=(replace(VERSION, document=""),)),)),
    ],
    ids=["twice", "no JSON", "not a number", "name", "old text"],
)
def test_a_lock_that_could_not_be_read_is_not_written(broken: Lock) -> None:
    with pytest.raises(ConfigurationError):
        render_lock(broken)


def test_what_was_current_becomes_an_old_version_when_the_list_changes() -> None:
    assert versions_before(PRODUCT, CURRENT.digest) == (VERSION,)
    assert versions_before(PRODUCT, "f" * 64) == (VERSION, CURRENT)
    assert versions_before(PRODUCT, VERSION.digest) == (CURRENT,)
    assert versions_before(replace(PRODUCT, current=replace(CURRENT, document="")), "f" * 64) == (VERSION,)
    assert versions_before(None, "f" * 64) == ()


def test_a_lock_in_a_file_is_read_and_a_missing_one_is_said(tmp_path: Path) -> None:
    path = tmp_path / "allow.lock"
    with pytest.raises(ConfigurationError, match="is missing"):
        read_lock(path)
    path.write_text(TEXT)
    assert read_lock(path) == LOCK
    path.write_text(TEXT[:-5])
    with pytest.raises(ConfigurationError, match=str(path)):
        read_lock(path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "link").symlink_to(path)
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        read_lock(tmp_path / "config" / "link")
