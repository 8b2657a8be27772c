"""Which operations of the allow lists a change of roles and rules stops, and for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_graphgate.admin.rule_checks import role_problem
from django_graphgate.allowlist.files import allow_list_path, listed_namespaces, read_allow_list
from django_graphgate.allowlist.listed import ListedOperation
from django_graphgate.allowlist.merge import shown
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rules.model import StoredRole

if TYPE_CHECKING:
    from django_graphgate.compiler.validate.schema_usage import Members

MAX_OPERATIONS = 200
"""How many operations are compiled for a page; one takes some milliseconds for the first role."""

_MAX_ENTRIES = 10_000
_RUNS = ""

_Key = tuple[str, str, str]
"""The fingerprint of a role, and the namespace and digest of an operation."""


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """An operation that roles can run before a change, and not after it, all for one reason."""

    operation: str
    roles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What a change stops.  ``unchecked`` operations were too many to be compiled."""

    stopped: tuple[Stopped, ...] = ()
    unchecked: int = 0

    def digest(self) -> str:
        """What somebody confirmed: the same change with other consequences is asked about again."""
        lines = [f"{entry.operation} {' '.join(entry.roles)}" for entry in self.stopped]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def impact_of(before: Mapping[str, StoredRole], after: Mapping[str, StoredRole]) -> Impact:
    """Compare roles as they are now with roles as they are to be.

    Raises ``ConfigurationError`` where the allow lists or the models cannot be read.
    """
    changed = [name for name, role in before.items() if not _is_same(role, after.get(name))]
    if not changed:
        return Impact()
    operations = _listed()
    checked = operations[:MAX_OPERATIONS]
    runnable = _reasons([before[name] for name in changed], checked)
    running = {
        operation: names
        for operation in checked
        if (names := [name for name in changed if runnable[_key(before[name], operation)] == _RUNS])
    }
    reasons = _reasons([after[name] for name in changed if name in after], list(running))
    stopped: dict[tuple[str, str], list[str]] = {}
    for operation, names in running.items():
        for name in names:
            reason = _reason(reasons, after.get(name), operation)
            if reason != _RUNS:
                stopped.setdefault((shown(operation), reason), []).append(name)
    entries = [
        Stopped(operation=operation, roles=tuple(roles), reason=reason)
        for (operation, reason), roles in stopped.items()
    ]
    return Impact(stopped=tuple(entries), unchecked=len(operations) - len(checked))


def _reason(reasons: Mapping[_Key, str], role: StoredRole | None, operation: ListedOperation) -> str:
    return "The role is gone." if role is None else reasons[_key(role, operation)]


def _is_same(role: StoredRole, other: StoredRole | None) -> bool:
    return other is not None and role.fingerprint() == other.fingerprint()


def _listed() -> list[ListedOperation]:
    """The operations of all allow lists; none where there is no list."""
    folder = get_settings().config_dir()
    lists = (
        read_allow_list(allow_list_path(folder, name), namespace=name) for name in listed_namespaces(folder)
    )
    return [operation for allow_list in lists for operation in allow_list]


def _reasons(roles: Iterable[StoredRole], operations: Sequence[ListedOperation]) -> dict[_Key, str]:
    """Why a role may not run an operation; empty where it may."""
    answers: LRUCache[_Key, str] = _cache("operations of roles")
    reasons: dict[_Key, str] = {}
    missing: list[StoredRole] = []
    for role in roles:
        known = {_key(role, operation): answers.get(_key(role, operation)) for operation in operations}
        if None in known.values():
            missing.append(role)
        reasons.update({key: answer for key, answer in known.items() if answer is not None})
    if missing:
        compiled = _compiled(missing, operations)
        for key, reason in compiled.items():
            answers.put(key, reason)
        reasons.update(compiled)
    return reasons


def _cache(name: str) -> LRUCache[Any, Any]:
    """What holds as long as the catalogue does."""
    cache: LRUCache[Any, Any] = get_catalog().derived.setdefault(name, LRUCache(_MAX_ENTRIES))
    return cache


def _key(role: StoredRole, operation: ListedOperation) -> _Key:
    return role.fingerprint(), operation.namespace, operation.digest


def _compiled(roles: Sequence[StoredRole], operations: Sequence[ListedOperation]) -> dict[_Key, str]:
    """As :func:`_reasons`, by compiling; nothing is rendered, so that no database matters."""
    from django_graphgate.publishing.compile_all import OperationCompiler  # which loads the compiler

    problems = {role.name: role_problem(role) for role in roles}
    buildable = [role for role in roles if not problems[role.name]]
    reasons = {
        _key(role, operation): problems[role.name]
        for role in roles
        for operation in operations
        if problems[role.name]
    }
    compiler = OperationCompiler(get_settings(), buildable, [])
    uses: LRUCache[tuple[str, str], Members] = _cache("uses of operations")
    for operation in operations if buildable else ():
        identity = operation.namespace, operation.digest
        compiled = compiler.compile(operation, (), uses.get(identity))
        if compiled.uses is not None:
            uses.put(identity, compiled.uses)
        for role in buildable:
            reason = compiled.refused.get(role.name) or "; ".join(compiled.problems)
            reasons[_key(role, operation)] = _RUNS if role.name in compiled.seen else reason
    return reasons
