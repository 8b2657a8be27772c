"""The text of allow.lock: round trips, and every way it can be wrong."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.allowlist.lockfile import shared
from django_graphgate.allowlist.lockfile.earlier import is_earlier, read_earlier_versions
from django_graphgate.allowlist.lockfile.read import parse_lock, read_lock
from django_graphgate.allowlist.lockfile.values import (
    Lock,
    LockedOperation,
    LockedStatement,
    LockedVersion,
    VersionBody,
    versions_before,
)
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.operation import Access

OLD = "query Product { product { name } }"
NEW = "query Product($id: ID) { product(id: $id) { name } }"
POSTGRESQL, SQLITE = "select \u2028 \ud800 \0 FROM a WHERE b LIMIT 1", "select 2, ',\"' || a FROM b"


def statement(dialect: str, sql: str, **rest: Any) -> dict[str, Any]:
    parameters = [{"source": "variable", "codec": "bigint", "name": "id"}]
    return {"dialect": dialect, "steps": [{"sql": sql, "parameters": parameters}], "max_age": None, **rest}


STATEMENTS = (
    LockedStatement(
        roles=("anon", "staff"),
        dialect="postgresql",
        statement=statement("postgresql", POSTGRESQL),
        shape={"fields": {"product": "Product"}},
    ),
    LockedStatement(
        roles=("user",),
        dialect="sqlite",
        statement=statement("sqlite", SQLITE, deep={"b": [1, 2.5], "a": None}),
    ),
)
BODY = VersionBody(document=NEW, variables=({"name": "id", "codec": "bigint"},), statements=STATEMENTS)
CURRENT = LockedVersion(
    namespace="",
    name="Product",
    digest=lexical_digest(NEW),
    kind="query",
    byte_digests=("b" * 64, "c" * 64),
    access=Access(roles=("staff", "user")),
    source=BODY,
)
VERSION = LockedVersion(
    namespace="",
    name="Product",
    digest=lexical_digest(OLD),
    kind="query",
    byte_digests=(byte_digest(OLD + "\n"),),
    access=Access(skip_auth=True),
    retired=True,
    typename_variant_of="e" * 64,
    source=VersionBody(document=OLD),
)
PRODUCT = LockedOperation(current=CURRENT, versions=(VERSION,))
TRIPS = LockedOperation(
    current=LockedVersion(
        namespace="web",
        name="Trips",
        digest="d" * 64,
        kind="mutation",
        access=Access(require_auth=True, auth="queue"),
    )
)
LOCK = Lock(fingerprint={"models": "m1", "version": 1}, lists={"": "a" * 64}, operations=(PRODUCT, TRIPS))
TEXT = render_lock(LOCK)
LINES = [json.loads(line) for line in TEXT.splitlines()]
INDEX, BODIES = 2, len(LINES) - 3


def parse(text: str) -> Lock:
    return parse_lock(text.encode(), source="the.lock")


def in_memory(lock: Lock) -> tuple[object, ...]:
    """What equal locks have in common: all values, with the bodies of the versions."""
    versions = [
        [
            {each.name: getattr(version, each.name) for each in fields(version)} | {"source": version.body}
            for version in operation.every_version
        ]
        for operation in lock.operations
    ]
    return lock.fingerprint, lock.lists, versions


def refused(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        parse_lock(text.encode(), source="the.lock", whole=True)
    assert caught.value.hint == "Run graphgate_freeze to write it again."
    assert caught.value.message.startswith("the.lock, ")
    return caught.value.message.partition(", ")[2]


def signed(lines: list[Any]) -> str:
    """The lines as somebody writes them who also mends the digest."""
    separators = [(", ", ": ") if isinstance(line, dict) else (",", ":") for line in lines]
    below = "".join(
        f"{json.dumps(line, separators=each)}\n" for line, each in zip(lines[1:], separators[1:], strict=True)
    )
    first = {**lines[0], "lines": len(lines) - 1, "sha256": hashlib.sha256(below.encode()).hexdigest()}
    return f"{json.dumps(first)}\n{below}"


def changed(change: Callable[[list[Any]], object]) -> str:
    lines = copy.deepcopy(LINES)
    change(lines)
    return signed(lines)


def test_a_lock_is_read_back_as_the_same_value() -> None:
    assert in_memory(parse(TEXT)) == in_memory(LOCK)
    assert parse(render_lock(Lock())) == Lock()
    assert signed(LINES) == TEXT


def test_a_lock_is_ascii_with_one_version_a_line() -> None:
    assert TEXT.isascii()
    assert [line["name"] for line in LINES[INDEX : INDEX + 2]] == ["Product", "Trips"]
    assert [line["document"] for line in LINES[BODIES:]] == [NEW, OLD, ""]
    values = [line[1] for line in LINES[INDEX + 2 : BODIES]]
    assert len(values) == len({json.dumps(value) for value in values}) == LINES[1]["shared"]


def test_the_order_of_the_parts_does_not_change_a_byte() -> None:
    body = replace(
        BODY,
        statements=(
            replace(STATEMENTS[1], statement=dict(reversed(STATEMENTS[1].statement.items()))),
            replace(STATEMENTS[0], roles=("staff",)),
            replace(STATEMENTS[0], roles=("anon", "staff")),
        ),
    )
    current = replace(
        CURRENT,
        byte_digests=CURRENT.byte_digests[::-1],
        access=Access(roles=("user", "staff", "user")),
        source=body,
    )
    shuffled = Lock(
        fingerprint={"version": 1, "models": "m1"},
        lists=LOCK.lists,
        operations=(TRIPS, replace(PRODUCT, current=current)),
    )
    assert render_lock(shuffled) == TEXT


def with_statements(*statements: LockedStatement) -> Lock:
    current = replace(CURRENT, source=replace(BODY, statements=statements))
    return Lock(operations=(replace(PRODUCT, current=current),))


def test_statements_that_differ_a_little_are_not_taken_for_one() -> None:
    values: list[Any] = [1, 1.0, True, "1", None]
    statements = [
        LockedStatement(
            roles=(f"r{number}",), dialect="sqlite", statement=statement("sqlite", "", value=value)
        )
        for number, value in enumerate(values)
    ]
    (operation,) = parse(render_lock(with_statements(*statements))).operations
    read = [(locked.roles, repr(locked.statement["value"])) for locked in operation.current.body.statements]
    assert read == [((f"r{number}",), repr(value)) for number, value in enumerate(values)]


def test_roles_share_a_statement_but_not_another_shape() -> None:
    """A role may see fewer columns where the statement's text is the same."""
    mine, other = ({"fields": {"product": name}} for name in ("Product", "Other"))
    statements = [
        LockedStatement(roles=(role,), dialect="sqlite", statement=statement("sqlite", SQLITE), shape=shape)
        for role, shape in (("a", mine), ("b", other), ("c", mine))
    ]
    (operation,) = parse(render_lock(with_statements(*statements))).operations
    assert {locked.roles: locked.shape for locked in operation.current.body.statements} == {
        ("a", "c"): mine,
        ("b",): other,
    }


def test_values_with_the_same_key_are_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "KEY_LENGTH", 1)
    texts = [f"select {number} FROM t{number}" for number in range(200)]
    statements = [
        LockedStatement(roles=(f"r{number}",), dialect="sqlite", statement=statement("sqlite", text))
        for number, text in enumerate(texts)
    ]
    (operation,) = parse(render_lock(with_statements(*statements))).operations
    read = {
        locked.roles[0]: locked.statement["steps"][0]["sql"] for locked in operation.current.body.statements
    }
    assert read == {f"r{number}": text for number, text in enumerate(texts)}


def test_what_is_shared_is_read_when_it_is_wanted() -> None:
    """A lock with a version that nobody asks for does not parse that."""
    text = changed(lambda lines: lines[BODIES + 1].update(document=7))
    lock = parse(text)
    assert lock.operations[0].current.body == BODY
    with pytest.raises(ConfigurationError, match="document is not a text"):
        _ = lock.operations[0].versions[0].body


def test_windows_line_ends_change_nothing() -> None:
    assert in_memory(parse(TEXT.replace("\n", "\r\n"))) == in_memory(LOCK)


def test_a_lock_that_was_cut_off_anywhere_is_refused() -> None:
    for end in range(len(TEXT)):
        refused(TEXT[:end])


def test_a_lock_with_a_changed_character_is_refused_or_means_the_same() -> None:
    chance = random.Random(5)
    for _ in range(3000):
        position = chance.randrange(len(TEXT))
        text = TEXT[:position] + chance.choice('"{}[],:0a1 \n\\tfn-') + TEXT[position + 1 :]
        try:
            assert in_memory(parse(text)) == in_memory(LOCK)
        except ConfigurationError:
            continue


@pytest.mark.parametrize("number", range(1, len(LINES) + 1))
def test_a_lock_with_a_line_twice_or_without_it_or_at_another_place_is_refused(number: int) -> None:
    lines = TEXT.splitlines(keepends=True)
    line = lines.pop(number - 1)
    refused("".join(lines))
    refused("".join((*lines[: number - 1], line, line, *lines[number - 1 :])))
    place = number % len(lines)
    refused("".join((*lines[:place], line, *lines[place:])))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TEXT,
        TEXT + "\n",
        TEXT + TEXT.splitlines()[-1] + "\n",
        TEXT.replace("\n", "\r"),
        TEXT.replace("\n", "\r\n", 1).replace("\r\n", "\r"),
        TEXT + "\0",
        TEXT.replace("\n", "\0\n", 1),
        TEXT.replace("query", "qu\0ry"),
        TEXT.replace("Trips", "Tr\u00efps"),
    ],
    ids=["mark", "line", "last twice", "carriage returns", "one", "NUL", "NUL first", "NUL inside", "other"],
)
def test_bytes_that_were_not_written_are_refused(text: str) -> None:
    refused(text)


def test_a_merged_lock_is_refused() -> None:
    lines = TEXT.splitlines(keepends=True)
    for number in range(1, len(lines) + 1):
        text = "".join((*lines[: number - 1], "<<<<<<< HEAD\n", *lines[number - 1 :]))
        where = refused(text)
        assert number == 1 or where == f"line {number}: The file holds the markers of an unfinished merge."


def test_the_line_that_was_changed_is_named() -> None:
    number = TEXT[: TEXT.index("select 2")].count("\n") + 1
    assert refused(TEXT.replace("select 2", "select 3")) == f"line {number}: This line was edited."
    count = len(TEXT.splitlines())
    assert refused("".join(TEXT.splitlines(keepends=True)[:-1])) == (
        f"line {count}: The file ends too early: it was cut off, merged or edited."
    )
    assert refused(TEXT.replace("Trips", "Other")) == (
        "the file: The checksum does not fit: it was cut off, merged or edited."
    )


NOT_JSON = "line 1: This is not JSON: the file was cut off or edited."
FORMAT = "the file: Its format is not 3, the one that this version of graphgate reads."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NOT_JSON),
        ("{\n\n", NOT_JSON),
        ("[" * 100_000 + "\n", NOT_JSON),
        ('{"format": 3, "format": 3}\n', NOT_JSON),
        ('{"format": NaN}\n', NOT_JSON),
        ('{"format": ' + "9" * 5000 + "}\n", NOT_JSON),
        ("[]\n", "line 1: An object is expected here."),
        ("null\n", "line 1: An object is expected here."),
        ("{}\n", FORMAT),
        ('{"format": 2}\n', FORMAT),
        ('{\n"format": 1,\n', FORMAT),
        ('{"format": true}\n', FORMAT),
        ('{"format": 3.0}\n', FORMAT),
        (
            '{"format": 3, "lines": 1, "more\\n": 1}\n',
            "line 1: These entries are missing or unknown: 'more\\n', 'sha256'.",
        ),
        (
            '{"format": 3, "lines": 0, "sha256": null}\n',
            "the file: The checksum does not fit: it was cut off, merged or edited.",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_lock_is_refused(text: str, message: str) -> None:
    assert refused(text) == message


def product(lines: list[Any]) -> dict[str, Any]:
    entry: dict[str, Any] = lines[INDEX]
    return entry


def current(lines: list[Any]) -> dict[str, Any]:
    version: dict[str, Any] = product(lines)["versions"][0]
    return version


def body(lines: list[Any]) -> dict[str, Any]:
    line: dict[str, Any] = lines[BODIES]
    return line


_OPERATION = "line 3, operation Product"
_BODY_LINE = f"line {BODIES + 1}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c[1].update(fingerprint=[]), "line 2, fingerprint: An object is expected here."),
        (lambda c: c[1].update(operations={}), "line 2: operations is not a number."),
        (lambda c: c[1].update(operations=10**30), "line 2: There are not as many lines."),
        (lambda c: c[1].update(shared=-1), "line 2: shared is not a number."),
        (lambda c: c[1].update(shared=2), "the file: There are not as many lines as versions."),
        (lambda c: c[1].update(more=1), "line 2: These entries are missing or unknown: 'more'."),
        (
            lambda c: c[1].update(lists={"": "a"}),
            "line 2, lists: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: c.insert(INDEX, product(c)),
            f"line 5: {LINES[1]['shared']} shared values are expected from here.",
        ),
        (lambda c: c.__setitem__(INDEX, 1), "line 3: An object is expected here."),
        (
            lambda c: (c.insert(INDEX, product(c)), c[1].update(operations=3), c.extend(c[BODIES + 1 :][:2])),
            "the index: The same operation is here twice.",
        ),
        (
            lambda c: current(c).pop("digest"),
            f"{_OPERATION}: These entries are missing or unknown: 'digest'.",
        ),
        (
            lambda c: current(c).update(enabled=True),
            f"{_OPERATION}: These entries are missing or unknown: 'enabled'.",
        ),
        (lambda c: product(c).update(name=None), "line 3: This is not the name of an operation."),
        (lambda c: product(c).update(name="../A"), "line 3: This is not the name of an operation."),
        (lambda c: product(c).update(namespace="../A"), "line 3: This is not the name of a namespace."),
        (lambda c: product(c).update(versions=[]), f"{_OPERATION}: An operation has one version at least."),
        (lambda c: current(c).update(kind="fragment"), f"{_OPERATION}: This is not a type of operation."),
        (
            lambda c: current(c).update(digest="A" * 64),
            f"{_OPERATION}: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: current(c).update(digest="a" * 64),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: current(c).update(digest=7),
            f"{_OPERATION}: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: current(c).update(byte_digests=["b" * 64 + "\n"]),
            f"{_OPERATION}, byte_digests 1: A digest is 64 lower-case hexadecimal digits.",
        ),
        (
            lambda c: current(c).update(byte_digests=["b" * 64] * 2),
            f"{_OPERATION}: The same byte digest is here twice.",
        ),
        (lambda c: current(c).update(access=None), f"{_OPERATION}, access: An object is expected here."),
        (
            lambda c: current(c)["access"].update(skip_auth=0),
            f"{_OPERATION}: skip_auth is neither true nor false.",
        ),
        (lambda c: current(c)["access"].update(roles="user"), f"{_OPERATION}: roles is not a list."),
        (
            lambda c: current(c)["access"].update(roles=["a b"]),
            f"{_OPERATION}, roles 1: This is not the name of a role.",
        ),
        (lambda c: current(c)["access"].update(auth=1), f"{_OPERATION}: auth is not a text."),
        (lambda c: body(c).update(variables="x"), f"{_BODY_LINE}: This is not a version of an operation."),
        (lambda c: body(c).update(variables=["id"]), f"{_BODY_LINE}: variables is not a text."),
        (
            lambda c: body(c)["statements"].append("select 1"),
            f"{_BODY_LINE}, statements 3: An object is expected here.",
        ),
        (
            lambda c: body(c)["statements"][0].update(rest="x"),
            f"{_BODY_LINE}: This is not a version of an operation.",
        ),
        (
            lambda c: body(c)["statements"][0]["steps"][0].update(sql=1),
            f"{_BODY_LINE}: This is not a version of an operation.",
        ),
        (
            lambda c: body(c)["statements"][0].update(roles=[""]),
            f"{_BODY_LINE}, statements 1, roles 1: This is not the name of a role.",
        ),
        (
            lambda c: body(c)["statements"][0].update(roles="anon"),
            f"{_BODY_LINE}, statements 1: roles is not a list.",
        ),
        (
            lambda c: body(c)["statements"][0].update(roles=[]),
            f"{_BODY_LINE}, statements 1: A statement is for one role at least.",
        ),
        (
            lambda c: body(c)["statements"][0].update(roles=["anon", "anon"]),
            f"{_BODY_LINE}: The same statement is here twice.",
        ),
        (
            lambda c: body(c)["statements"][1].update(dialect="postgresql", roles=["staff"]),
            f"{_BODY_LINE}: The same statement is here twice.",
        ),
        (
            lambda c: body(c)["statements"].append(body(c)["statements"][0]),
            f"{_BODY_LINE}: The same statement is here twice.",
        ),
        (
            lambda c: product(c)["versions"].append(product(c)["versions"][0]),
            f"{_OPERATION}: The same version is here twice.",
        ),
        (
            lambda c: (current(c).update(digest=VERSION.digest), body(c).update(document=OLD)),
            f"{_OPERATION}: The same version is here twice.",
        ),
        (
            lambda c: c[BODIES + 1].update(document="query Product { secret }"),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: c[BODIES + 1].update(document=""),
            "operation Product: The text of a version does not read: "
            "Syntax Error: Expected an operation, found the end of the document.",
        ),
        (
            lambda c: c[BODIES + 1].update(document="{ a }"),
            "operation Product: The text of a version does not read: "
            "An operation needs a name to be on the allow list.",
        ),
        (
            lambda c: product(c)["versions"][1].update(kind="mutation"),
            "operation Product: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: product(c).update(name="Other"),
            "operation Other: The digest, name or kind of a version does not fit its text.",
        ),
        (
            lambda c: current(c).update(retired=True),
            f"{_OPERATION}: The current version cannot be retired.",
        ),
        (
            lambda c: product(c)["versions"][1].update(retired=None),
            f"{_OPERATION}: retired is neither true nor false.",
        ),
    ],
)
def test_a_lock_with_a_wrong_part_is_refused_even_with_its_checksum(
    change: Callable[[list[Any]], object], message: str
) -> None:
    assert refused(changed(change)) == message


@pytest.mark.parametrize(
    "broken",
    [
        Lock(operations=(PRODUCT, PRODUCT)),
        Lock(fingerprint={"a": object()}),
        Lock(fingerprint={"a": float("nan")}),
        Lock(operations=(replace(PRODUCT, current=replace(CURRENT, name="a b")),)),
        Lock(operations=(replace(PRODUCT, versions=(replace(VERSION, source=VersionBody()),)),)),
        with_statements(replace(STATEMENTS[0], statement={"dialect": "sqlite"})),
    ],
    ids=["twice", "no JSON", "not a number", "name", "old text", "no statement"],
)
def test_a_lock_that_could_not_be_read_is_not_written(broken: Lock) -> None:
    with pytest.raises(ConfigurationError):
        render_lock(broken)


def test_what_was_current_becomes_an_old_version_when_the_list_changes() -> None:
    assert versions_before(PRODUCT, CURRENT.digest) == (VERSION,)
    assert versions_before(PRODUCT, "f" * 64) == (VERSION, CURRENT)
    assert versions_before(PRODUCT, VERSION.digest) == (CURRENT,)
    without_text = replace(PRODUCT, current=replace(CURRENT, source=VersionBody()))
    assert versions_before(without_text, "f" * 64) == (VERSION,)
    assert versions_before(None, "f" * 64) == ()


def test_a_lock_in_a_file_is_read_and_a_missing_one_is_said(tmp_path: Path) -> None:
    path = tmp_path / "allow.lock"
    with pytest.raises(ConfigurationError, match="is missing"):
        read_lock(path)
    path.write_text(TEXT)
    assert in_memory(read_lock(path)) == in_memory(LOCK)
    path.write_text(TEXT[:-5])
    with pytest.raises(ConfigurationError, match=str(path)):
        read_lock(path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "link").symlink_to(path)
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        read_lock(tmp_path / "config" / "link")


def earlier_text() -> str:
    version = {"auth": {}, "byte_digests": ["b" * 64], "kind": "query", "statements": [], "variables": []}
    operation = {
        "namespace": "web",
        "name": "Product",
        "digest": lexical_digest(NEW),
        "document": NEW,
        **version,
        "versions": [
            {**version, "digest": lexical_digest(OLD), "document": OLD, "retired": True, "twin_of": "a" * 64}
        ],
    }
    content = {"format": 1, "fingerprint": {"roles": {}}, "operations": [operation]}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    checksum = f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"
    return '{\n"format": 1,\n' + json.dumps({**content, "checksum": checksum}).partition(", ")[2]


def test_of_a_lock_of_an_earlier_release_the_versions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "allow.lock"
    path.write_text(earlier_text())
    assert is_earlier(path)
    with pytest.raises(ConfigurationError, match="Its format is not 3"):
        read_lock(path)
    (operation,) = read_earlier_versions(path).operations
    (old,) = operation.versions
    assert (operation.namespace, operation.name) == ("web", "Product")
    assert (operation.current.body.document, operation.current.byte_digests) == (NEW, ("b" * 64,))
    assert (old.body.document, old.retired, old.typename_variant_of) == (OLD, True, "a" * 64)
    path.write_text(earlier_text().replace("product(id", "product(pk"))
    with pytest.raises(ConfigurationError, match="was cut off, merged or edited"):
        read_earlier_versions(path)
    path.write_text(TEXT)
    assert not is_earlier(path)
