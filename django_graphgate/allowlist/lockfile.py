"""The text of ``allow.lock``: what the freeze has compiled, and the old names of operations.

JSON in a fixed order, one statement a line, for ``git diff``.  The checksum at the end shows a file
that was cut off, merged or edited: the lock is derived, so the answer is always to freeze again.
It does not protect from someone who may write the file.

::

    {
    "format": 1,
    "fingerprint": {"models": "…", "roles": {"user": "…"}, "version": "…"},
    "operations": [
    {"namespace": "", "name": "Product", "digest": "…", "kind": "query", "document": "…",
     "byte_digests": ["…"], "auth": {"skip": false, "roles": ["user"], "name": null},
     "variables": [{…}], "statements": [
      {"roles": ["staff", "user"], "dialect": "…", "statement": {…}}],
     "versions": [
      {"digest": "…", "kind": "query", "document": "…", "retired": false, "twin_of": "…", …}]}
    ],
    "checksum": "sha256:…"
    }
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from django_graphgate.allowlist.digest import OPERATION_KINDS
from django_graphgate.allowlist.listed import DIGEST, NAME, ROLE, check_namespace, list_operation
from django_graphgate.allowlist.storage import read_text
from django_graphgate.errors import ConfigurationError, RequestRejected

_Item = TypeVar("_Item")

FORMAT = 1
MAX_BYTES = 200_000_000
_HINT = "Run graphgate_freeze to write it anew."
_VERSION_KEYS = frozenset({"digest", "kind", "document", "byte_digests", "auth", "variables", "statements"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedStatement:
    """One operation compiled for one dialect: the statement of all ``roles``, which it is the same for.

    The rules that it was compiled under are the lock's: ``fingerprint["roles"]``, a digest per role.
    ``statement`` is the JSON form of a compiled statement, which is not looked into here.
    """

    roles: tuple[str, ...]
    dialect: str
    statement: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedVersion:
    """One version of an operation.

    ``byte_digests`` are the sha256 of texts it was sent as.  ``skip_auth``, ``require_auth`` and
    ``auth_roles`` say who may run it (``None``: any role), ``auth_name`` the named authenticator that must
    know the caller (``None``: those of ``AUTH``).  ``document`` is its text.  The current version has one so
    that it can become an old version when the allow list changes; without one (empty) it cannot.
    ``twin_of`` is the digest of the version whose ``__typename`` twin this is: what is switched off or
    retired there is so here.
    """

    digest: str
    kind: str
    byte_digests: tuple[str, ...] = ()
    skip_auth: bool = False
    require_auth: bool = False
    auth_roles: tuple[str, ...] | None = None
    auth_name: str | None = None
    variables: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    statements: tuple[LockedStatement, ...] = ()
    document: str = ""
    retired: bool = False
    twin_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedOperation:
    """A named operation: its current version and the old ones."""

    namespace: str
    name: str
    current: LockedVersion
    versions: tuple[LockedVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The whole file.  Whether ``fingerprint`` still fits is for the caller to say."""

    fingerprint: Mapping[str, Any] = field(default_factory=dict, hash=False)
    operations: tuple[LockedOperation, ...] = ()


def read_lock(path: Path) -> Lock:
    """The lock in a file; raises ``ConfigurationError``, also when there is none."""
    try:
        return parse_lock(read_text(path, max_bytes=MAX_BYTES), source=str(path))
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing.", hint=_HINT) from error


def versions_before(earlier: LockedOperation | None, digest: str) -> tuple[LockedVersion, ...]:
    """The old versions of an operation whose current text has this digest from now on.

    ``earlier`` is the operation in the lock of the last freeze.  What was current then is among
    them, unless it still is or the lock does not hold its text.
    """
    if earlier is None:
        return ()
    found = (*earlier.versions, *([earlier.current] if earlier.current.document else []))
    return tuple(version for version in found if version.digest != digest)


def parse_lock(text: str, *, source: str = "allow.lock") -> Lock:
    """Read the text of a lock; raises ``ConfigurationError`` with what is wrong and where."""
    return _Reader(source).read(text)


def render_lock(lock: Lock) -> str:
    """The text of a lock: the same bytes for the same value, whatever order its parts stand in.

    Raises ``ConfigurationError`` for a value that cannot be read back.
    """
    operations = sorted(lock.operations, key=lambda operation: (operation.namespace, operation.name))
    try:
        content = {
            "format": FORMAT,
            "fingerprint": _sorted(lock.fingerprint),
            "operations": [_operation_json(operation) for operation in operations],
        }
        text = "".join(_lines(content, _checksum(content)))
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError("The lock holds something that is not JSON.") from error
    _Reader("allow.lock").lock(content)
    return text


def _lines(content: Mapping[str, Any], checksum: str) -> Iterator[str]:
    yield f'{{\n"format": {FORMAT},\n"fingerprint": {_line(content["fingerprint"])},\n"operations": ['
    comma = "\n"
    for operation in content["operations"]:
        head = {key: value for key, value in operation.items() if key not in {"statements", "versions"}}
        yield f"{comma}{_line(head)[:-1]}"
        yield f',\n "statements": [{_rows(operation["statements"])}]'
        yield f',\n "versions": [{_rows(operation["versions"])}]}}'
        comma = ",\n"
    yield f'\n],\n"checksum": "{checksum}"\n}}\n'


def _rows(items: Iterable[Any]) -> str:
    return ",".join(f"\n  {_line(item)}" for item in items)


def _line(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def _sorted(value: Mapping[str, Any]) -> Any:
    """The value with the keys of all its objects in order."""
    return json.loads(json.dumps(dict(value), allow_nan=False, sort_keys=True))


def _checksum(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _operation_json(operation: LockedOperation) -> dict[str, Any]:
    versions = sorted(operation.versions, key=lambda version: version.digest)
    return {
        "namespace": operation.namespace,
        "name": operation.name,
        **_version_json(operation.current),
        "versions": [_old_version_json(version) for version in versions],
    }


def _old_version_json(version: LockedVersion) -> dict[str, Any]:
    twin = {"twin_of": version.twin_of} if version.twin_of else {}
    return {**_version_json(version), "retired": version.retired, **twin}


def _version_json(version: LockedVersion) -> dict[str, Any]:
    roles = None if version.auth_roles is None else sorted(set(version.auth_roles))
    return {
        "digest": version.digest,
        "kind": version.kind,
        "document": version.document,
        "byte_digests": sorted(set(version.byte_digests)),
        "auth": {
            "skip": version.skip_auth,
            "require": version.require_auth,
            "roles": roles,
            "name": version.auth_name,
        },
        "variables": [_sorted(variable) for variable in version.variables],
        "statements": _statements_json(version.statements),
    }


def _statements_json(statements: Iterable[LockedStatement]) -> list[dict[str, Any]]:
    """Each statement once, with all the roles that it is for."""
    roles: dict[tuple[str, str], set[str]] = {}
    for one in statements:
        text = json.dumps(dict(one.statement), allow_nan=False, sort_keys=True)
        roles.setdefault((one.dialect, text), set()).update(one.roles)
    found = [
        {"roles": sorted(names), "dialect": dialect, "statement": json.loads(text)}
        for (dialect, text), names in roles.items()
    ]
    return sorted(found, key=lambda one: (one["roles"], one["dialect"]))


class _Reader:
    """Turns JSON into values and trusts no part of it."""

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, text: str) -> Lock:
        try:
            content = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            self.fail(f"line {line}", "This is not JSON: the file was cut off or edited.")
        top = self.mapping(content, "the file", None)
        if type(top.get("format")) is not int or top["format"] != FORMAT:
            self.fail(
                "the file", f"Its format is not {FORMAT}, the one that this version of graphgate reads."
            )
        top = self.mapping(top, "the file", {"format", "fingerprint", "operations", "checksum"})
        checksum = top.pop("checksum")
        if not isinstance(checksum, str) or checksum != self.checksum(top):
            self.fail("the file", "The checksum does not fit: it was cut off, merged or edited.")
        return self.lock(top)

    def lock(self, top: Mapping[str, Any]) -> Lock:
        """The value of content that is whole."""
        fingerprint = self.mapping(top["fingerprint"], "fingerprint", None)
        operations = self.each(top, "operations", "the file", self.operation)
        self.refuse_twice([(o.namespace, o.name) for o in operations], "operations", "operation")
        return Lock(fingerprint=fingerprint, operations=operations)

    def fail(self, where: str, sentence: str) -> NoReturn:
        raise ConfigurationError(f"{self.source}, {where}: {sentence}", hint=_HINT)

    def checksum(self, content: Mapping[str, Any]) -> str | None:
        try:
            return _checksum(content)
        except (ValueError, RecursionError):  # 1e999 is read as infinity
            return None

    def operation(self, value: Any, where: str) -> LockedOperation:
        found = self.mapping(value, where, {"namespace", "name", "versions"} | _VERSION_KEYS)
        namespace, name = self.text(found, "namespace", where), self.text(found, "name", where)
        if not NAME.fullmatch(name):
            self.fail(where, "This is not the name of an operation.")
        try:
            check_namespace(namespace)
        except ConfigurationError:
            self.fail(where, "This is not the name of a namespace.")
        where = f"operation {name}"
        current = self.version(found, where)
        versions = self.each(found, "versions", where, self.old_version)
        for version in (current, *versions) if current.document else versions:
            self.check_document(version, name, where)
        digests = [version.digest for version in (current, *versions)]
        self.refuse_twice(digests, where, "version")
        texts = [digest for version in (current, *versions) for digest in version.byte_digests]
        self.refuse_twice(texts, where, "byte digest")
        return LockedOperation(namespace=namespace, name=name, current=current, versions=versions)

    def old_version(self, value: Any, where: str) -> LockedVersion:
        found = self.mapping(value, where, None)
        twin_of = self.digest(found.pop("twin_of"), where) if "twin_of" in found else ""
        found = self.mapping(found, where, {"retired"} | _VERSION_KEYS)
        retired = self.flag(found, "retired", where)
        return replace(self.version(found, where), retired=retired, twin_of=twin_of)

    def version(self, found: Mapping[str, Any], where: str) -> LockedVersion:
        auth = self.mapping(found["auth"], f"{where}, auth", {"skip", "require", "roles", "name"})
        roles = None if auth["roles"] is None else self.each(auth, "roles", where, self.role)
        statements = self.each(found, "statements", where, self.statement)
        self.refuse_twice([(role, s.dialect) for s in statements for role in s.roles], where, "statement")
        kind = self.text(found, "kind", where)
        if kind not in OPERATION_KINDS:
            self.fail(where, "This is no kind of operation.")
        return LockedVersion(
            digest=self.digest(found["digest"], where),
            kind=kind,
            byte_digests=self.each(found, "byte_digests", where, self.digest),
            skip_auth=self.flag(auth, "skip", where),
            require_auth=self.flag(auth, "require", where),
            auth_roles=roles,
            auth_name=self.name(auth, where),
            variables=self.each(found, "variables", where, self.anything),
            statements=statements,
            document=self.text(found, "document", where),
        )

    def statement(self, value: Any, where: str) -> LockedStatement:
        found = self.mapping(value, where, {"roles", "dialect", "statement"})
        roles = self.each(found, "roles", where, self.role)
        if not roles:
            self.fail(where, "A statement is for one role at least.")
        return LockedStatement(
            roles=roles,
            dialect=self.text(found, "dialect", where),
            statement=self.mapping(found["statement"], where, None),
        )

    def check_document(self, version: LockedVersion, name: str, where: str) -> None:
        try:
            listed = list_operation(version.document)
        except (RequestRejected, ConfigurationError) as error:
            self.fail(where, f"The text of a version does not read: {error}")
        if (listed.digest, listed.name, listed.kind) != (version.digest, name, version.kind):
            self.fail(where, "The digest, name or kind of a version does not fit its text.")

    def digest(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not DIGEST.fullmatch(value):
            self.fail(where, "A digest is 64 lower-case hexadecimal digits.")
        return value

    def role(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not ROLE.fullmatch(value):
            self.fail(where, "This is not the name of a role.")
        return value

    def anything(self, value: Any, where: str) -> dict[str, Any]:
        return self.mapping(value, where, None)

    def mapping(self, value: Any, where: str, keys: Iterable[str] | None) -> dict[str, Any]:
        """A JSON object, with exactly these keys unless any will do."""
        if not isinstance(value, dict):
            self.fail(where, "An object is expected here.")
        if keys is not None and value.keys() != set(keys):
            odd = sorted(value.keys() ^ set(keys))
            self.fail(where, f"These entries are missing or unknown: {', '.join(map(ascii, odd))[:200]}.")
        return dict(value)

    def text(self, found: Mapping[str, Any], key: str, where: str) -> str:
        if not isinstance(found[key], str):
            self.fail(where, f"{key} is not a text.")
        return str(found[key])

    def name(self, found: Mapping[str, Any], where: str) -> str | None:
        return None if found["name"] is None else self.text(found, "name", where)

    def flag(self, found: Mapping[str, Any], key: str, where: str) -> bool:
        if not isinstance(found[key], bool):
            self.fail(where, f"{key} is neither true nor false.")
        return bool(found[key])

    def each(
        self, found: Mapping[str, Any], key: str, where: str, read: Callable[[Any, str], _Item]
    ) -> tuple[_Item, ...]:
        if not isinstance(found[key], list):
            self.fail(where, f"{key} is not a list.")
        return tuple(read(item, f"{where}, {key} {number}") for number, item in enumerate(found[key], 1))

    def refuse_twice(self, keys: Sequence[object], where: str, what: str) -> None:
        if len(set(keys)) != len(keys):
            self.fail(where, f"The same {what} stands here twice.")


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice in one object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
