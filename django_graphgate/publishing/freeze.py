"""Freezing: files in, lock out.  Pure but for reading files; a command writes what it returns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django_graphgate.allowlist.access_directives import refuse_unstated, states_access, undirected_digest
from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.files import allow_list_path, listed_namespaces, read_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.lockfile.earlier import is_earlier, read_earlier_versions
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.allowlist.lockfile.values import (
    Lock,
    LockedOperation,
    LockedVersion,
    VersionBody,
    versions_before,
)
from django_graphgate.allowlist.merge import StoredOperation, shown
from django_graphgate.compiler.normalise.typename_variant import typename_variant
from django_graphgate.conf import Settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.publishing.compile_all import Compiled, OperationCompiler, Progress, Seen
from django_graphgate.publishing.exposure import exposure_of
from django_graphgate.publishing.process_pool import in_order
from django_graphgate.publishing.writable import writable_of
from django_graphgate.rules.model import StoredRole
from django_graphgate.rules.wildcard import without_wildcard
from django_graphgate.statements.frozen_statements import fingerprint


@dataclass(frozen=True, slots=True)
class Known:
    """What a database knows of a version: sha256 of texts that it was sent as, and of their variants."""

    texts: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    retired: bool = False
    undirected: str = ""
    """Its digest without ``@requireAuth`` and ``@skipAuth``; empty where nothing is known of its text."""


KnownVersions = Mapping[tuple[str, str], Known]
"""By namespace and digest."""


def known_versions(rows: Iterable[StoredOperation]) -> KnownVersions:
    """What the freeze takes from a database where there is one."""
    return {
        (row.namespace, row.digest): Known(
            row.byte_digests, row.typename_variant_digests, row.retired, _undirected(row.document)
        )
        for row in rows
    }


@dataclass
class Frozen:
    """What the freeze found.  Nothing may be written while there are ``problems``."""

    lock: Lock
    lists: Sequence[AllowList]
    problems: list[str] = field(default_factory=list)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    """Operation → role → why the role may not run it."""


def read_lists(folder: Path, *, may_be_missing: bool = False) -> list[AllowList]:
    """All allow lists of the folder; raises ``ConfigurationError`` when there is none or one is broken.

    ``may_be_missing`` makes no list an empty one: a project may have actions alone.
    """
    names = listed_namespaces(folder)
    if not names and may_be_missing:
        return [AllowList()]
    if not names:
        raise ConfigurationError(
            f"{folder} holds no allow.list.",
            hint="Run operations in development, or bring one along from version control.",
        )
    return [read_allow_list(allow_list_path(folder, name), namespace=name) for name in names]


def old_lock(folder: Path, *, discard: bool = False) -> Lock | None:
    """The lock of the last freeze; ``None`` where there is none.

    Raises ``ConfigurationError`` for one that cannot be read, unless ``discard`` is set: only this file
    records old versions, and the texts that clients send.
    """
    path = folder / "allow.lock"
    if not os.path.lexists(path):
        return None
    try:
        if is_earlier(path):
            return read_earlier_versions(path)
        return read_lock(path, whole=True)
    except ConfigurationError as error:
        if discard:
            return None
        raise ConfigurationError(
            error.message,
            hint="Restore the last one from version control (after a merge: either side), or freeze with "
            "--discard-lock: old versions, and texts of clients that no database here knows, "
            "are then no longer served.",
        ) from error


def freeze(
    lists: Sequence[AllowList],
    roles: Sequence[StoredRole],
    dialects: Sequence[Dialect],
    settings: Settings,
    *,
    before: Lock | None = None,
    known: KnownVersions | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
) -> Frozen:
    """Compile every operation of the lists for every role.

    ``before`` gives old versions and the texts that operations are known by; ``known`` adds to them.
    ``jobs`` is how many processes may share the work.  Raises ``ConfigurationError`` for rules that do
    not fit the models, and with ``STRICT_AUTH`` for operations that do not say who may run them.
    """
    listed = [operation for allow_list in lists for operation in allow_list]
    _refuse_unstated(listed, settings)
    versions = _Versions(OperationCompiler(settings, roles, dialects), before, known or {})
    frozen = Frozen(lock=Lock(), lists=lists)
    operations: list[LockedOperation] = []
    seen: Seen = {}
    for done, compiled in enumerate(in_order(lambda i: versions.all(listed[i]), len(listed), jobs=jobs), 1):
        current, *others = compiled
        frozen.problems.extend(current.problems)
        frozen.refused[shown(listed[done - 1])] = current.refused
        _add(seen, compiled)
        if current.version is not None:
            old = tuple(each.version for each in others if each.version is not None)
            operations.append(LockedOperation(current=current.version, versions=old))
        if progress is not None:
            progress(done, len(listed))
    freezer = versions.freezer
    written = [without_wildcard(role, freezer.catalog) for role in roles]
    marks = {
        **fingerprint(settings),
        "roles": {role.name: role.fingerprint() for role in roles},
        "exposure": exposure_of(seen, written),
        "writable": writable_of(written, {name: view.rules for name, view in freezer.views.items()}),
    }
    frozen.lock = Lock(fingerprint=marks, operations=tuple(operations))
    return frozen


def _refuse_unstated(listed: Iterable[ListedOperation], settings: Settings) -> None:
    if settings.STRICT_AUTH:
        refuse_unstated(each for each in listed if not states_access(each.document))


def _add(seen: Seen, compiled: Iterable[Compiled]) -> None:
    for each in compiled:
        for role, uses in each.seen.items():
            seen.setdefault(role, set()).update(uses)


class _Versions:
    """Which versions an operation has, and what becomes of them."""

    def __init__(self, freezer: OperationCompiler, before: Lock | None, known: KnownVersions) -> None:
        self.freezer = freezer
        self.known = known
        self.alike: dict[tuple[str, str], dict[str, Known]] = {}
        for (namespace, digest), each in known.items():
            self.alike.setdefault((namespace, each.undirected), {})[digest] = each
        self._undirected: dict[LockedVersion, str] = {}
        operations = before.operations if before else ()
        self.before = {(operation.namespace, operation.name): operation for operation in operations}

    def all(self, listed: ListedOperation) -> list[Compiled]:
        """The current version; then its ``__typename`` variant, and old versions, where some role may run them."""
        earlier = self.before.get((listed.namespace, listed.name))
        current = self.freezer.compile(listed, self._texts(listed, earlier))
        if current.version is None:
            return [current]
        variant = _variant_of(listed)
        others = [] if variant is None else [self._variant(listed, variant, earlier, current)]
        same = [each for each in (listed, variant) if each is not None]
        before = versions_before(earlier, listed.digest)
        others.extend(self._old(each) for each in before if not any(self._is(each, now) for now in same))
        return [current, *(each for each in others if _is_kept(each.version))]

    def _variant(
        self,
        listed: ListedOperation,
        variant: ListedOperation,
        earlier: LockedOperation | None,
        current: Compiled,
    ) -> Compiled:
        """The operation as caching clients send it: a version of its own, whose rows bring ``__typename``."""
        texts = self._texts_before(earlier, variant)
        texts.update(text for known in self._known(listed).values() for text in known.variants)
        texts -= {variant.digest, *(current.version.byte_digests if current.version else ())}
        compiled = self.freezer.compile(variant, sorted(texts), current.uses)
        if compiled.version is not None:
            compiled.version = replace(compiled.version, typename_variant_of=listed.digest)
        return compiled

    def _old(self, version: LockedVersion) -> Compiled:
        """It goes on answering by digest until somebody retires it, or no role may run it any more."""
        document = version.body.document
        if self._is_retired(version):
            return Compiled(version=replace(version, retired=True, source=VersionBody(document=document)))
        listed = list_operation(document, namespace=version.namespace, comment="")
        compiled = self.freezer.compile(listed, version.byte_digests)
        if compiled.version is not None:
            compiled.version = replace(compiled.version, typename_variant_of=version.typename_variant_of)
        return compiled

    def _texts(self, listed: ListedOperation, earlier: LockedOperation | None) -> list[str]:
        """What it is sent as."""
        texts = self._texts_before(earlier, listed)
        for digest, known in self._known(listed).items():
            texts.update((digest, *known.texts))
        return sorted(texts - {listed.digest})

    def _texts_before(self, earlier: LockedOperation | None, listed: ListedOperation) -> set[str]:
        """The texts by which the last freeze knew it, and those that it holds, which a client may take from there."""
        versions = [each for each in (earlier.every_version if earlier else ()) if self._is(each, listed)]
        texts = {text for version in versions for text in (version.digest, *version.byte_digests)}
        return {*texts, byte_digest(listed.document), undirected_digest(listed.document)}

    def _known(self, listed: ListedOperation) -> dict[str, Known]:
        """What a database knows of it, by digest; other directives of who may run it do not make it another one."""
        undirected = undirected_digest(listed.document)
        rows = self.alike.get((listed.namespace, undirected), {})
        own = {listed.digest: self._of(listed.namespace, listed.digest)}
        return {digest: known for digest, known in rows.items() if not known.retired} | own

    def _is(self, version: LockedVersion, listed: ListedOperation) -> bool:
        """Whether a version is the operation, or differs from it only in who may run it and was not retired."""
        if version.digest == listed.digest:
            return True
        undirected = self._undirected.get(version)
        if undirected is None:
            undirected = self._undirected[version] = _undirected(version.body.document)
        return undirected == undirected_digest(listed.document) and not self._is_retired(version)

    def _is_retired(self, version: LockedVersion) -> bool:
        digests = (version.digest, version.typename_variant_of)
        return version.retired or any(self._of(version.namespace, digest).retired for digest in digests)

    def _of(self, namespace: str, digest: str) -> Known:
        return self.known.get((namespace, digest), Known())


def _is_kept(version: LockedVersion | None) -> bool:
    return version is not None and (version.retired or bool(version.body.statements))


def _undirected(document: str) -> str:
    """The digest of a stored text without its directives of who may run it; empty for one that cannot be read."""
    try:
        return undirected_digest(document)
    except RequestRejected:
        return ""


def _variant_of(listed: ListedOperation) -> ListedOperation | None:
    """The operation as caching clients send it; ``None`` where that is no other text."""
    text = typename_variant(listed.document)
    if text is None:
        return None
    return replace(list_operation(text, namespace=listed.namespace, comment=""), document=text)
