"""Roles, rules and switches as they are in the database now, cached under their version.

A cached state is used only while the statement that runs finds the same version in the database
(:mod:`django_graphgate.execution.guard`), so the cache needs no expiry and no signals.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import connections, router
from django.db.utils import InterfaceError, OperationalError

from django_graphgate.access.triggers import missing
from django_graphgate.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    OperationDisabled,
    OperationRetired,
)
from django_graphgate.models import AllowedOperation, GateState, Role, TableRule
from django_graphgate.rules.model import StoredRole, StoredRule

_MOST_READS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAccess:
    """One consistent state: all of it was in the database under ``version``."""

    version: str
    roles: Mapping[str, StoredRole]
    fingerprints: Mapping[str, str]
    """Of each role's rules; a statement compiled under another one does not fit."""
    off: frozenset[tuple[str, str]]
    """(namespace, digest) of operations that are switched off, and (namespace, name) of current ones."""
    retired: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def check_switches(self, namespace: str, name: str, digest: str, twin_of: str = "") -> None:
        """Raise ``OperationDisabled`` or ``OperationRetired``; a twin has the switches of its version."""
        keys = {(namespace, digest), (namespace, twin_of)}
        if not keys.isdisjoint(self.off) or (namespace, f"name:{name}") in self.off:
            raise OperationDisabled(detail=f"{name} {digest}")
        if not keys.isdisjoint(self.retired):
            raise OperationRetired(detail=f"{name} {digest}")


class AccessCache:
    """The last known state per database."""

    def __init__(self) -> None:
        self._states: dict[str, LiveAccess] = {}
        self._lock = threading.Lock()
        self._checked: set[str] = set()

    def current(self, alias: str) -> LiveAccess:
        """The last known state; read now when there is none."""
        found = self._states.get(alias)
        return self.renew(alias, None) if found is None else found

    def renew(self, alias: str, stale: LiveAccess | None) -> LiveAccess:
        """A state read after this call began, or by another thread since ``stale`` was handed out."""
        with self._lock:
            known = self._states.get(alias)
            if known is not None and known is not stale:
                return known
            if alias not in self._checked:
                _check_triggers(alias)
                self._checked.add(alias)
            state = self._states[alias] = load_access(alias)
            return state


def state_alias() -> str:
    """The database that holds roles, rules and switches."""
    return str(router.db_for_read(GateState))


def read_version(alias: str) -> str:
    """The version in the database now; the empty text when there is none."""
    found = GateState.objects.using(alias).filter(pk=1).values_list("version", flat=True).first()
    return found or ""


def load_access(alias: str) -> LiveAccess:
    """Read one consistent state: what was read between two equal versions belongs to that version.

    Raises ``DatabaseUnavailable``, and ``ConfigurationError`` when the version was deleted: two states
    without one could not be told apart.
    """
    try:
        for _ in range(_MOST_READS):
            before = read_version(alias)
            if not before:
                raise ConfigurationError(
                    f"The version of the rules is missing in the database {alias!r}.",
                    hint="Run manage.py migrate; without it a change of access would not be seen.",
                )
            state = _read(alias, before)
            if read_version(alias) == before:
                return state
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnavailable(detail=str(error)) from error
    raise DatabaseUnavailable(detail="the rules changed faster than they could be read")


def _read(alias: str, version: str) -> LiveAccess:
    rules: dict[int, list[StoredRule]] = {}
    fields = ("role_id", "table", "action", "block", "columns", "filters", "limit")
    for row in TableRule.objects.using(alias).order_by("pk").values(*fields):
        rules.setdefault(row.pop("role_id"), []).append(_rule(row))
    roles = {
        name: StoredRole(name=name, rules=tuple(rules.get(key, ())))
        for key, name in Role.objects.using(alias).values_list("pk", "name")
    }
    off: set[tuple[str, str]] = set()
    retired: set[tuple[str, str]] = set()
    switched = AllowedOperation.objects.using(alias).exclude(enabled=True, retired=False)
    for one in switched.values("namespace", "name", "digest", "enabled", "retired", "current"):
        if not one["enabled"]:
            off.add((one["namespace"], one["digest"]))
            if one["current"]:
                off.add((one["namespace"], f"name:{one['name']}"))
        if one["retired"]:
            retired.add((one["namespace"], one["digest"]))
    return LiveAccess(
        version=version,
        roles=MappingProxyType(roles),
        fingerprints=MappingProxyType({name: role.fingerprint() for name, role in roles.items()}),
        off=frozenset(off),
        retired=frozenset(retired),
    )


def _rule(row: Mapping[str, Any]) -> StoredRule:
    columns = row["columns"]
    return StoredRule(
        table=row["table"],
        action=row["action"],
        block=row["block"],
        columns=None if columns is None else tuple(columns),
        filters=tuple(row["filters"] or ()),
        limit=row["limit"],
    )


def _check_triggers(alias: str) -> None:
    gone = missing(connections[alias])
    if gone:
        raise ConfigurationError(
            f"Triggers that keep the rules' version are missing in the database {alias!r}: {', '.join(gone)}.",
            hint="Run manage.py migrate; without them a change of access would not be seen.",
        )
