"""Reading the lock: one digest over all bytes, then the index; the rest when it is first asked for.

The bytes stay in memory as they are.  A version's line is parsed when its statements are wanted, and not kept:
whoever needs a statement often keeps that.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.digest import OPERATION_KINDS
from django_graphgate.allowlist.listed import check_namespace, list_operation
from django_graphgate.allowlist.lockfile.checked import Checked
from django_graphgate.allowlist.lockfile.shared import content_key, unpack
from django_graphgate.allowlist.lockfile.values import (
    FORMAT,
    HINT,
    Lock,
    LockedOperation,
    LockedStatement,
    LockedVersion,
    VersionBody,
)
from django_graphgate.allowlist.storage import read_bytes
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.operation import Access

MAX_BYTES = 200_000_000
_EARLIER = re.compile(rb'\{\n"format"')
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_SHARED = re.compile(rb'\["([\w-]+)",(.*)\]', re.ASCII)
_KEY = re.compile(rb'^\["([\w-]+)",', re.ASCII | re.MULTILINE)
_FIRST = ("format", "lines", "sha256")
_HEAD = ("fingerprint", "lists", "operations", "shared")
_OPERATION = ("namespace", "name", "versions")
_VERSION = ("byte_digests", "access", "retired", "typename_variant_of")
_ACCESS = ("skip_auth", "require_auth", "roles", "auth")
_BODY = ("document", "variables", "statements")
_STATEMENT = ("roles", "dialect", "steps", "rest", "shape")


def read_lock(path: Path, *, whole: bool = False) -> Lock:
    """The lock in a file; raises ``ConfigurationError``, also when there is none."""
    try:
        return parse_lock(read_bytes(path, max_bytes=MAX_BYTES), source=str(path), whole=whole)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing.", hint=HINT) from error


def read_fingerprint(path: Path) -> Mapping[str, Any]:
    """What the lock in a file was frozen for; operations are not looked at.  Raises as :func:`read_lock`."""
    try:
        return _Reader(read_bytes(path, max_bytes=MAX_BYTES), str(path)).fingerprint()
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing.", hint=HINT) from error


def parse_lock(content: bytes, *, source: str = "allow.lock", whole: bool = False) -> Lock:
    """Read a lock; raises ``ConfigurationError`` with what is wrong and where.

    ``whole`` also reads every version: each must have the digest of its text.  Without it a line that is wrong
    although its bytes are what was written is an error when it is needed.
    """
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
    lock = _Reader(content, source).lock(keep_values=whole)
    for operation in lock.operations if whole else ():
        for version in operation.every_version:
            document = version.body.document
            if document or version is not operation.current:
                _check_document(version, document, source)
    return lock


def _check_document(version: LockedVersion, document: str, source: str) -> None:
    checked, where = Checked(source), f"operation {version.name}"
    try:
        listed = list_operation(document)
    except (RequestRejected, ConfigurationError) as error:
        checked.fail(where, f"The text of a version does not read: {error}")
    if (listed.digest, listed.name, listed.kind) != (version.digest, version.name, version.kind):
        checked.fail(where, "The digest, name or kind of a version does not fit its text.")


@dataclass(frozen=True, slots=True)
class _File:
    """The bytes of a lock, where its lines end, and where the shared values begin, by key."""

    content: bytes
    source: str
    ends: array[int]
    values: Mapping[str, int]
    parsed: dict[str, Any] | None = None
    """Shared values that were read before, where everything is going to be read."""

    def line(self, number: int) -> bytes:
        """A line by its number, the first of which is 1."""
        start = self.ends[number - 2] + 1 if number > 1 else 0
        return self.content[start : self.ends[number - 1]]

    def value(self, key: str) -> Any:
        """A shared value; raises ``KeyError`` or ``ValueError``."""
        if self.parsed is not None and key in self.parsed:
            return self.parsed[key]
        start = self.values[key]
        value = json.loads(self.content[start : self.content.index(b"\n", start) - 1])
        if self.parsed is not None:
            self.parsed[key] = value
        return value


@dataclass(frozen=True, slots=True)
class _Line:
    """The body of a version as a line of the file."""

    file: _File
    number: int

    def read(self) -> VersionBody:
        checked, where = Checked(self.file.source), f"line {self.number}"
        body = checked.mapping(checked.json(self.file.line(self.number), where), where, _BODY)
        value = cache(self.file.value)  # most of a statement is also in those of other roles
        try:
            variables = value(checked.text(body, "variables", where))
            statements = checked.each(body, "statements", where, partial(self._statement, value))
        except (KeyError, TypeError, ValueError, AttributeError):
            checked.fail(where, "This is not a version of an operation.")
        roles = [(role, locked.dialect) for locked in statements for role in locked.roles]
        checked.refuse_twice(roles, where, "statement")
        return VersionBody(
            document=checked.text(body, "document", where),
            variables=checked.each({"variables": variables}, "variables", where, checked.anything),
            statements=statements,
        )

    def _statement(self, value: Callable[[str], Any], packed: Any, where: str) -> LockedStatement:
        checked = Checked(self.file.source)
        packed = checked.mapping(packed, where, _STATEMENT, ("writes",))
        roles = checked.each(packed, "roles", where, checked.role)
        if not roles:
            checked.fail(where, "A statement is for one role at least.")
        dialect = checked.text(packed, "dialect", where)
        return LockedStatement(
            roles=roles,
            dialect=dialect,
            statement=unpack(dialect, packed, value),
            shape=checked.mapping(value(packed["shape"]), where),
        )


class _Reader(Checked):
    def __init__(self, content: bytes, source: str) -> None:
        super().__init__(source)
        self.content = content

    def lock(self, *, keep_values: bool) -> Lock:
        """The whole file; raises ``ConfigurationError`` unless every byte is as it was written."""
        start = self.content.find(b"\n") + 1
        self.check_digest(start)
        ends = array("L", (match.start() for match in re.finditer(b"\n", self.content)))
        file = _File(self.content, self.source, ends, {}, {} if keep_values else None)
        head = self.mapping(self.json(file.line(2), "line 2"), "line 2", _HEAD)
        count = self.number(head, "operations", "line 2")
        shared = self.number(head, "shared", "line 2")
        if 2 + count + shared > len(ends):
            self.fail("line 2", "There are not as many lines.")
        values = self.shared_values(file, 2 + count, shared)
        operations = self.operations(replace(file, values=values), count, 2 + count + shared)
        keys = [(operation.namespace, operation.name) for operation in operations]
        self.refuse_twice(keys, "the index", "operation")
        lists = self.mapping(head["lists"], "line 2, lists")
        return Lock(
            fingerprint=self.mapping(head["fingerprint"], "line 2, fingerprint"),
            lists={name: self.digest(digest, "line 2, lists") for name, digest in lists.items()},
            operations=tuple(operations),
        )

    def fingerprint(self) -> dict[str, Any]:
        """The fingerprint alone; raises ``ConfigurationError`` unless every byte is as it was written."""
        start = self.content.find(b"\n") + 1
        self.check_digest(start)
        head = self.json(self.content[start : self.content.find(b"\n", start)], "line 2")
        head = self.mapping(head, "line 2", _HEAD)
        return self.mapping(head["fingerprint"], "line 2, fingerprint")

    def check_digest(self, start: int) -> None:
        """The first line is right, and has the digest of everything below it."""
        unknown = f"Its format is not {FORMAT}, the one that this version of graphgate reads."
        if _EARLIER.match(self.content):
            self.fail("the file", unknown)
        first = self.mapping(self.json(self.content[:start], "line 1"), "line 1")
        if type(first.get("format")) is not int or first["format"] != FORMAT:
            self.fail("the file", unknown)
        self.mapping(first, "line 1", _FIRST)
        if hashlib.sha256(memoryview(self.content)[start:]).hexdigest() != first["sha256"]:
            self.fail(*self.damage(first["lines"]))

    def damage(self, lines: object) -> tuple[str, str]:
        """Where a file is not what was written, and what is wrong there."""
        conflict = _CONFLICT.search(self.content)
        if conflict is not None:
            line = self.content.count(b"\n", 0, conflict.start()) + 1
            return f"line {line}", "The file holds the markers of an unfinished merge."
        count = self.content.count(b"\n") - 1
        if isinstance(lines, int) and count < lines:
            return f"line {count + 2}", "The file ends too early: it was cut off, merged or edited."
        for number, text in enumerate(self.content.split(b"\n"), 1):
            match = _SHARED.fullmatch(text)
            if match is not None:
                key = match[1].decode("ascii")
                if content_key(match[2].decode("utf-8", "replace"), len(key)) != key:
                    return f"line {number}", "This line was edited."
        return "the file", "The checksum does not fit: it was cut off, merged or edited."

    def shared_values(self, file: _File, after: int, count: int) -> dict[str, int]:
        """Where each shared value begins."""
        start, end = file.ends[after - 1] + 1, file.ends[after + count - 1] + 1
        values = {match[1].decode("ascii"): match.end() for match in _KEY.finditer(self.content, start, end)}
        if len(values) != count:
            self.fail(f"line {after + 1}", f"{count} shared values are expected from here.")
        return values

    def operations(self, file: _File, count: int, bodies: int) -> list[LockedOperation]:
        """The operations of the index; the lines of their versions follow after ``bodies``."""
        operations: list[LockedOperation] = []
        for number in range(3, 3 + count):
            operation = self.operation(file, number, bodies)
            bodies += len(operation.every_version)
            operations.append(operation)
        if bodies != len(file.ends):
            self.fail("the file", "There are not as many lines as versions.")
        return operations

    def operation(self, file: _File, number: int, bodies: int) -> LockedOperation:
        where = f"line {number}"
        entry = self.mapping(self.json(file.line(number), where), where, _OPERATION)
        name = self.operation_name(entry["name"], where)
        namespace = self.text(entry, "namespace", where)
        try:
            check_namespace(namespace)
        except ConfigurationError:
            self.fail(where, "This is not the name of a namespace.")
        where = f"{where}, operation {name}"
        entries = self.each(entry, "versions", where, self.anything)
        if not entries:
            self.fail(where, "An operation has one version at least.")
        versions = tuple(
            self.version(values, where, namespace, name, _Line(file, line))
            for line, values in enumerate(entries, bodies + 1)
        )
        if versions[0].retired:  # who asks by name gets it without another look
            self.fail(where, "The current version cannot be retired.")
        self.refuse_twice([version.digest for version in versions], where, "version")
        texts = [digest for version in versions for digest in version.byte_digests]
        self.refuse_twice(texts, where, "byte digest")
        return LockedOperation(current=versions[0], versions=versions[1:])

    def version(
        self, values: dict[str, Any], where: str, namespace: str, name: str, source: _Line
    ) -> LockedVersion:
        self.mapping(values, where, ("digest", "kind"), _VERSION)
        operation_type = self.text(values, "kind", where)
        if operation_type not in OPERATION_KINDS:
            self.fail(where, "This is not a type of operation.")
        variant_of = values.get("typename_variant_of")
        return LockedVersion(
            namespace=namespace,
            name=name,
            digest=self.digest(values["digest"], where),
            kind=operation_type,
            byte_digests=self.each(values, "byte_digests", where, self.digest),
            access=self.access(values["access"], where) if "access" in values else Access(),
            retired=self.flag(values, "retired", where),
            typename_variant_of="" if variant_of is None else self.digest(variant_of, where),
            source=source,
        )

    def access(self, value: Any, where: str) -> Access:
        values = self.mapping(value, f"{where}, access", (), _ACCESS)
        return Access(
            skip_auth=self.flag(values, "skip_auth", where),
            require_auth=self.flag(values, "require_auth", where),
            roles=self.each(values, "roles", where, self.role) if "roles" in values else None,
            auth=self.text(values, "auth", where) if "auth" in values else None,
        )
