"""What a freeze changes, one line each: operations, their old versions, what is visible and writable to whom."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.allowlist.lockfile.values import Lock, LockedOperation, LockedVersion
from django_graphgate.publishing.exposure import changes
from django_graphgate.publishing.writable import writable_changes

_Key = tuple[str, str]


def operation_changes(before: Lock | None, after: Lock) -> list[str]:
    """One line per operation that is new, changed or gone since the last freeze."""
    old, new = _by_name(before), _by_name(after)
    lines: list[str] = []
    for key in sorted({*old, *new}):
        if key not in old:
            lines.append(f"+ {_shown(key)}")
        elif key not in new:
            lines.append(f"- {_shown(key)}")
        elif old[key].current.digest != new[key].current.digest:
            lines.append(f"~ {_shown(key)}: {old[key].current.digest[:12]} → {new[key].current.digest[:12]}")
    return lines


def version_changes(before: Lock | None, after: Lock) -> list[str]:
    """One line per version that is kept for old clients from now on, was retired, or is no longer served."""
    old, new = _by_name(before), _by_name(after)
    return [line for key in sorted(old.keys() & new.keys()) for line in _versions(key, old[key], new[key])]


def _versions(key: _Key, old: LockedOperation, new: LockedOperation) -> Iterator[str]:
    were, are = _by_digest(old), _by_digest(new)
    for digest, version in were.items():
        shown = f"{_shown(key)} {digest[:12]}"
        now = are.get(digest)
        if version.typename_variant_of or digest in new.current.byte_digests:  # it means the current one
            continue
        if now is None:
            yield f"- {shown}: no longer served, no role can run it"
        elif now.retired and not version.retired:
            yield f"- {shown}: retired"
        elif version is old.current and now is not new.current:
            yield f"= {shown}: still served by its digest"


def exposure_changes(before: Lock | None, after: Lock) -> list[str]:
    """What became visible to whom since the last freeze, one line each."""
    old = before.fingerprint if before else {}
    rules, now = old.get("roles", {}), after.fingerprint["roles"]
    changed = {name for name in rules if name in now and now[name] != rules[name]}
    return list(changes(old.get("exposure", {}), after.fingerprint["exposure"], changed))


def changes_of_writes(before: Lock | None, after: Lock) -> list[str]:
    """What became writable to whom since the last freeze, one line each."""
    old = before.fingerprint if before else {}
    return list(writable_changes(old.get("writable", {}), after.fingerprint["writable"]))


def _by_name(lock: Lock | None) -> dict[_Key, LockedOperation]:
    return {(operation.namespace, operation.name): operation for operation in lock.operations} if lock else {}


def _by_digest(operation: LockedOperation) -> dict[str, LockedVersion]:
    return {version.digest: version for version in operation.every_version}


def _shown(key: _Key) -> str:
    return "/".join(filter(None, key))
