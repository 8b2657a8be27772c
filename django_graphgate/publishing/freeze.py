"""Freezing: files in, lock out.  Pure but for reading files; a command writes what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.files import allow_list_path, listed_namespaces, read_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.lock import Lock, LockedOperation, LockedVersion, read_lock, versions_before
from django_graphgate.compiler.footprint import Members
from django_graphgate.compiler.twin import typename_twin
from django_graphgate.conf import Settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.compile_all import Freezer, Progress
from django_graphgate.publishing.exposure import Exposure, changes, exposure_of
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.store import fingerprint


@dataclass(frozen=True, slots=True)
class Sent:
    """sha256 of texts that an operation was sent as, and of their ``__typename`` twins."""

    texts: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


Texts = Mapping[tuple[str, str], Sent]
"""By namespace and digest."""


@dataclass
class Frozen:
    """What the freeze found.  Nothing may be written while there are ``problems``."""

    lock: Lock
    lists: Sequence[AllowList]
    problems: list[str] = field(default_factory=list)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    """Operation → role → why the role may not run it."""
    exposure: Exposure = field(default_factory=dict)

    @property
    def operations(self) -> int:
        return len(self.lock.operations)


def read_lists(folder: Path) -> list[AllowList]:
    """All allow lists of the folder; raises ``ConfigurationError`` when there is none or one is broken."""
    names = listed_namespaces(folder)
    if not names:
        raise ConfigurationError(
            f"{folder} holds no allow.list.",
            hint="Run operations in development, or bring one along from version control.",
        )
    return [read_allow_list(allow_list_path(folder, name), namespace=name) for name in names]


def old_lock(folder: Path) -> Lock | None:
    """The lock of the last freeze; ``None`` where there is none or it cannot be read."""
    try:
        return read_lock(folder / "allow.lock")
    except ConfigurationError:
        return None


def freeze(
    lists: Sequence[AllowList],
    roles: Sequence[StoredRole],
    dialects: Sequence[Dialect],
    settings: Settings,
    *,
    before: Lock | None = None,
    texts: Texts | None = None,
    progress: Progress | None = None,
) -> Frozen:
    """Compile every operation of the lists for every role.

    ``before`` gives old versions and the texts that operations are known by; ``texts`` adds to
    them.  Raises ``ConfigurationError`` for rules that do not fit the models.
    """
    freezer = Freezer(settings, roles, dialects)
    known = {(one.namespace, one.name): one for one in before.operations} if before else {}
    operations: list[LockedOperation] = []
    problems: list[str] = []
    refused: dict[str, dict[str, str]] = {}
    listed = [one for each in lists for one in each]
    for done, one in enumerate(listed):
        if progress is not None:
            progress(done, len(listed))
        earlier = known.get((one.namespace, one.name))
        result = freezer.compile(one, _texts_of(one, earlier, texts or {}))
        problems.extend(result.problems)
        refused[one.name] = result.refused
        if result.version is not None:
            twin = _twin_of(one)
            versions = [
                *_twins(freezer, one, twin, earlier, texts or {}, result.uses),
                *_versions(freezer, one, twin, earlier),
            ]
            operations.append(
                LockedOperation(
                    namespace=one.namespace, name=one.name, current=result.version, versions=tuple(versions)
                )
            )
    exposure = exposure_of(freezer.seen, roles)
    marks = {
        **fingerprint(settings),
        "roles": {role.name: role.fingerprint() for role in freezer.roles},
        "exposure": exposure,
    }
    return Frozen(
        lock=Lock(fingerprint=marks, operations=tuple(operations)),
        lists=lists,
        problems=problems,
        refused=refused,
        exposure=exposure,
    )


def _texts_of(one: ListedOperation, earlier: LockedOperation | None, texts: Texts) -> list[str]:
    found = {*texts.get((one.namespace, one.digest), Sent()).texts, *_known(earlier, one.digest)}
    return sorted(found - {one.digest})


def _known(earlier: LockedOperation | None, digest: str) -> set[str]:
    """The texts by which the last freeze knew a version."""
    versions = (earlier.current, *earlier.versions) if earlier else ()
    return {text for version in versions if version.digest == digest for text in version.byte_digests}


def _twin_of(one: ListedOperation) -> ListedOperation | None:
    """The operation as caching clients send it; ``None`` where that is no other text."""
    text = typename_twin(one.document)
    return (
        None
        if text is None
        else replace(list_operation(text, namespace=one.namespace, comment=""), document=text)
    )


def _twins(
    freezer: Freezer,
    one: ListedOperation,
    twin: ListedOperation | None,
    earlier: LockedOperation | None,
    texts: Texts,
    uses: Members | None,
) -> list[LockedVersion]:
    """The operation as caching clients send it: a version of its own, whose rows bring ``__typename``."""
    if twin is None:
        return []
    known = {*texts.get((one.namespace, one.digest), Sent()).twins, *_known(earlier, twin.digest)}
    known.add(byte_digest(twin.document))
    compiled = freezer.compile(twin, sorted(known - {twin.digest}), uses).version
    return [compiled] if compiled is not None and compiled.statements else []


def _versions(
    freezer: Freezer, one: ListedOperation, twin: ListedOperation | None, earlier: LockedOperation | None
) -> list[LockedVersion]:
    """Older frozen versions of the name: they go on answering by digest until they are retired.

    One that no role may run any more is dropped.
    """
    found: list[LockedVersion] = []
    for version in versions_before(earlier, one.digest):
        if twin is not None and version.digest == twin.digest:
            continue
        if version.retired:
            found.append(replace(version, statements=()))
            continue
        listed = list_operation(version.document, namespace=one.namespace, comment="")
        compiled = freezer.compile(listed, sorted(version.byte_digests)).version
        if compiled is not None and compiled.statements:
            found.append(compiled)
    return found


def operation_changes(before: Lock | None, after: Lock) -> list[str]:
    """One line per operation that is new, changed or gone since the last freeze."""
    old = {(one.namespace, one.name): one.current.digest for one in before.operations} if before else {}
    new = {(one.namespace, one.name): one.current.digest for one in after.operations}
    lines: list[str] = []
    for namespace, name in sorted({*old, *new}):
        shown = f"{namespace}/{name}" if namespace else name
        key = (namespace, name)
        if key not in old:
            lines.append(f"+ {shown}")
        elif key not in new:
            lines.append(f"- {shown}")
        elif old[key] != new[key]:
            lines.append(f"~ {shown}: {old[key][:12]} → {new[key][:12]}")
    return lines


def exposure_changes(before: Lock | None, after: Frozen) -> list[str]:
    """What became visible to whom since the last freeze, one line each."""
    old = before.fingerprint if before else {}
    rules, now = old.get("roles", {}), after.lock.fingerprint["roles"]
    changed = {name for name in rules if name in now and now[name] != rules[name]}
    return list(changes(old.get("exposure", {}), after.exposure, changed))
