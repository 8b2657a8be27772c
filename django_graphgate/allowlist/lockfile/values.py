"""What the lock holds, as values: operations, their versions, and the statements of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django_graphgate.ir.operation import Access

FORMAT = 3
"""Raised whenever a file of an older release must not be read by this one."""

HINT = "Run graphgate_freeze to write it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedStatement:
    """One version compiled for one dialect: the statement of all ``roles``, for which it is the same.

    The rules that it was compiled under are the lock's: ``fingerprint["roles"]``, a digest per role.
    ``statement`` is the JSON form of a compiled statement, ``shape`` that of its answer.
    """

    roles: tuple[str, ...]
    dialect: str
    statement: Mapping[str, Any] = field(hash=False)
    shape: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionBody:
    """The larger part of a version: its text, its variables as JSON, and what it was compiled to.

    The current version has a text so that it can become an old version when the allow list changes;
    without one (empty) it cannot.
    """

    document: str = ""
    variables: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    statements: tuple[LockedStatement, ...] = ()

    def read(self) -> VersionBody:
        """The body itself, as it is in memory."""
        return self


class BodySource(Protocol):
    """Where the body of a version is: in memory, or in a line of the file."""

    def read(self) -> VersionBody:
        """The body; raises ``ConfigurationError`` for a line that does not hold one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LockedVersion:
    """One version of an operation.  Compared by identity: there is one in each lock.

    ``byte_digests`` are the sha256 of texts it was sent as, ``access`` says who may run it.
    ``typename_variant_of`` is the digest of the version that this one is the ``__typename`` variant of: what is
    switched off or retired there is so here.  ``source`` gives what is not needed to find it.
    """

    namespace: str
    name: str
    digest: str
    kind: str
    byte_digests: tuple[str, ...] = ()
    access: Access = field(default=Access())
    retired: bool = False
    typename_variant_of: str = ""
    source: BodySource = field(default=VersionBody(), repr=False)

    @property
    def body(self) -> VersionBody:
        """Text, variables and statements; read from the file at each call, where they are there."""
        return self.source.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedOperation:
    """A named operation: its current version and the old ones."""

    current: LockedVersion
    versions: tuple[LockedVersion, ...] = ()

    @property
    def namespace(self) -> str:
        return self.current.namespace

    @property
    def name(self) -> str:
        return self.current.name

    @property
    def every_version(self) -> tuple[LockedVersion, ...]:
        """The current version and the old ones."""
        return (self.current, *self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The whole file.  Whether ``fingerprint`` still fits is for the caller to say.

    ``lists`` are the sha256 of the allow lists, by namespace, that hold exactly these operations.
    """

    fingerprint: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lists: Mapping[str, str] = field(default_factory=dict, hash=False)
    operations: tuple[LockedOperation, ...] = ()


def versions_before(earlier: LockedOperation | None, digest: str) -> tuple[LockedVersion, ...]:
    """The old versions of an operation whose current text has this digest from now on.

    ``earlier`` is the operation in the lock of the last freeze.  What was current then is among
    them, unless it still is or the lock does not hold its text.
    """
    if earlier is None:
        return ()
    before = (*earlier.versions, *([earlier.current] if earlier.current.body.document else []))
    return tuple(version for version in before if version.digest != digest)
