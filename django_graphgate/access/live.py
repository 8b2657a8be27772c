"""Roles, rules and switches as they are in the database now, cached under their version.

A cached state is used only while the statement that runs finds the same version in the database
(:mod:`django_graphgate.execution.guard`), so the cache needs no expiry and no signals.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import connections, router
from django.db.utils import DatabaseError, InterfaceError, OperationalError

from django_graphgate.access.reading import RULE_FIELDS, read_rule, stored_rule
from django_graphgate.access.triggers import look, renew_version
from django_graphgate.audit.append import append
from django_graphgate.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    OperationDisabled,
    OperationRetired,
)
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AllowedOperation, GateState, NamedFilter, Role, TableRule
from django_graphgate.rules.inherit import resolve_roles
from django_graphgate.rules.model import StoredRole, StoredRule

logger = logging.getLogger("django_graphgate")

_MAX_READS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAccess:
    """One consistent state: all of it was in the database under ``version``."""

    version: str
    roles: Mapping[str, StoredRole]
    """Resolved: inherited rules brought in, named filters replaced."""
    order: tuple[str, ...]
    """Names of the roles in the configured order."""
    fingerprints: Mapping[str, str]
    """Of each role's rules; a statement compiled under another one does not fit."""
    off: frozenset[tuple[str, str]]
    """(namespace, digest) of operations that are switched off, and (namespace, name) of current ones."""
    retired: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def differing_from(self, other: LiveAccess) -> dict[str, Any]:
        """The roles and switches that are different there; no role has a name with a space."""
        parts: dict[str, Any] = {
            name: asdict(role) for name, role in self.roles.items() if other.roles.get(name) != role
        }
        switches = {
            "operations off": self.off - other.off,
            "operations retired": self.retired - other.retired,
        }
        parts |= {name: sorted(map(list, keys)) for name, keys in switches.items() if keys}
        if self.order != other.order:
            parts["order of roles"] = list(self.order)
        return parts

    def check_switches(self, namespace: str, name: str, digest: str, typename_variant_of: str = "") -> None:
        """Raise ``OperationDisabled`` or ``OperationRetired``; a variant has the switches of its version."""
        keys = {(namespace, digest), (namespace, typename_variant_of)}
        if not keys.isdisjoint(self.off) or (namespace, f"name:{name}") in self.off:
            raise OperationDisabled(detail=f"{name} {digest}")
        if not keys.isdisjoint(self.retired):
            raise OperationRetired(detail=f"{name} {digest}")


class _StandbyAnswers(DatabaseUnavailable):
    """Between two servers a standby may have the address of the primary: it is waited for, not believed."""


class AccessCache:
    """The last known state per database.

    The version tells of every change that the triggers saw.  Whether they are there, and whether anything
    changed behind their back (while they were switched off, say), is looked at with each reading, and every
    ``interval`` seconds; ``None``: with each reading only.
    """

    def __init__(self, interval: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval = interval
        self.clock = clock
        self._states: dict[str, LiveAccess] = {}
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def current(self, alias: str) -> LiveAccess:
        """The last known state; read now when there is none, or when it is time to look again."""
        known = self._states.get(alias)
        if known is None:
            return self.renew(alias, None)
        if self._is_due(alias) and self._lock.acquire(blocking=False):  # one thread looks, the others go on
            try:
                return self._looked_at(alias, known) if self._is_due(alias) else known
            finally:
                self._lock.release()
        return known

    def renew(self, alias: str, stale: LiveAccess | None) -> LiveAccess:
        """A state read after this call began, or by another thread since ``stale`` was handed out."""
        with self._lock:
            known = self._states.get(alias)
            if known is not None and known is not stale:
                return known
            return self._read_now(alias)

    def _is_due(self, alias: str) -> bool:
        return self.interval is not None and self.clock() - self._looked.get(alias, 0) >= self.interval

    def _looked_at(self, alias: str, known: LiveAccess) -> LiveAccess:
        """The state as it is.  Where it changed under its old version, all processes are to read it again."""
        state = self._read_now(alias)
        if state.version == known.version and state != known:
            logger.error("graphgate: access was changed in %r while triggers were off", alias)
            try:
                renew_version(connections[alias])
            except DatabaseError as error:  # of a user who may only read: this process knows at least
                logger.warning("graphgate: the version cannot be renewed: %s", type(error).__name__)
            else:
                state = self._read_now(alias)
        return state

    def _read_now(self, alias: str) -> LiveAccess:
        """Without its triggers a database is not answered from, until they are there again; a standby never."""
        now = self.clock()
        known = self._states.get(alias)
        try:
            _check_triggers(alias)
            state = self._states[alias] = load_access(alias)
        except (ConfigurationError, _StandbyAnswers):
            self._states.pop(alias, None)
            raise
        self._looked[alias] = now
        if known is not None and known.version != state.version:
            _tell_of_change(known, state)
        return state


def _tell_of_change(old: LiveAccess, new: LiveAccess) -> None:
    """The audit keeps it unless whoever made the change has recorded it in the same transaction."""
    before, after = old.differing_from(new), new.differing_from(old)
    if before or after:
        data = {"old": before, "new": after, "version": new.version}
        append(AuditEntry(event="access_change", name="roles", detail="changed elsewhere", data=data))


def state_alias() -> str:
    """The database that holds roles, rules and switches: the one that is written, never a replica of it.

    On a replica a rule that was narrowed, or a user who was switched off, would stay as long as it lags.
    """
    return str(router.db_for_write(GateState))


def read_version(alias: str) -> str:
    """The version in the database now; the empty text when there is none."""
    version = GateState.objects.using(alias).filter(pk=1).values_list("version", flat=True).first()
    return version or ""


def load_access(alias: str) -> LiveAccess:
    """Read one consistent state: what was read between two equal versions belongs to that version.

    Raises ``DatabaseUnavailable``, and ``ConfigurationError`` when the version was deleted: two states
    without one could not be distinguished.
    """
    try:
        for _ in range(_MAX_READS):
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
    roles = _roles(alias)
    off: set[tuple[str, str]] = set()
    retired: set[tuple[str, str]] = set()
    switched = AllowedOperation.objects.using(alias).exclude(enabled=True, retired=False)
    for row in switched.values("namespace", "name", "digest", "enabled", "retired", "current"):
        if not row["enabled"]:
            off.add((row["namespace"], row["digest"]))
            if row["current"]:
                off.add((row["namespace"], f"name:{row['name']}"))
        if row["retired"]:
            retired.add((row["namespace"], row["digest"]))
    return LiveAccess(
        version=version,
        roles=MappingProxyType(roles),
        order=tuple(roles),
        fingerprints=MappingProxyType({name: role.fingerprint() for name, role in roles.items()}),
        off=frozenset(off),
        retired=frozenset(retired),
    )


def _roles(alias: str) -> dict[str, StoredRole]:
    """The roles in their order, resolved.  A role that cannot be understood has its problem; others have none."""
    rules: dict[int, list[StoredRule]] = {}
    problems: dict[int, str] = {}
    subject = ("role_id", "role__name", "table", "action")
    for row in TableRule.objects.using(alias).order_by("pk").values(*subject, *RULE_FIELDS):
        key, role, table, action = (row.pop(name) for name in subject)
        try:
            rule = read_rule(row, f"{action} of {table} for role {role}", table=table, action=action)
        except ConfigurationError as error:
            problems[key] = error.message
        else:
            rules.setdefault(key, []).append(stored_rule(table, action, rule))
    named = dict(NamedFilter.objects.using(alias).values_list("name", "filter"))
    stored = Role.objects.using(alias).order_by("position", "name")
    written = [
        StoredRole(
            name=name,
            match=match,
            extends=extends or "",
            rules=tuple(rules.get(key, ())),
            problem=problems.get(key, ""),
        )
        for key, name, match, extends in stored.values_list("pk", "name", "match", "extends__name")
    ]
    return resolve_roles(written, named)


def _check_triggers(alias: str) -> None:
    gone, standby = look(connections[alias])
    if standby:
        raise _StandbyAnswers(detail=f"{alias} holds roles and rules, and it is a standby: they come late")
    if gone:
        raise ConfigurationError(
            f"Triggers that keep the rules' version are missing in the database {alias!r}: {', '.join(gone)}.",
            hint="Run manage.py migrate; without them a change of access would not be seen.",
        )
