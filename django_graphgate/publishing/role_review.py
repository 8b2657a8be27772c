"""What is strange about a set of roles: values for checks and findings.

Roles are resolved, and those that can run nothing are passed over: they are reported as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django_graphgate.access.roles import ANON, USER
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.rules.model import QueryRule, StoredRole
from django_graphgate.rules.wildcard import tables_closed_by_wildcard
from django_graphgate.statements.limits import limits_of

_WITHOUT_ROLES = frozenset({"django_session", "simplejwt", "rails"})
"""Types of authenticators whose credentials name no role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRight:
    """What ``anon`` may read and ``user`` may not: columns of a table, or without any, the table."""

    table: str
    columns: tuple[str, ...] = ()


def rights_lost_by_signing_in(roles: Mapping[str, StoredRole], settings: Settings) -> Iterator[LostRight]:
    """What a caller may no longer read once they have signed in, by table."""
    before = _readable(roles.get(ANON), settings)
    after = _readable(roles.get(USER), settings)
    if before is None or after is None:
        return
    for table, rule in sorted(before.items()):
        now = after.get(table)
        lost = () if now is None else tuple(sorted(rule.columns - now.columns))
        if now is None or lost:
            yield LostRight(table=table, columns=lost)


def _readable(role: StoredRole | None, settings: Settings) -> Mapping[str, QueryRule] | None:
    """The rules that let some row through; ``None`` for a role that can run nothing."""
    if role is None:
        return {}
    try:
        rules = build_rules(
            role, get_catalog(), default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings)
        )
    except (ConfigurationError, RequestRejected):
        return None
    return {name: rule for name, rule in rules.queries.items() if not rule.block and rule.limit}


def closed_by_wildcard(roles: Mapping[str, StoredRole]) -> Iterator[tuple[str, list[str]]]:
    """Roles with a wildcard rule, and the tables that neither it nor another rule of theirs opens."""
    for role in roles.values():
        closed = tables_closed_by_wildcard(role, get_catalog())
        if closed and not role.problem:
            yield role.name, closed


def unused_roles(roles: Mapping[str, StoredRole], settings: Settings) -> list[str]:
    """Roles that no caller can have and that no role extends; empty where a credential may name any role."""
    named = named_roles(settings)
    if named is None:
        return []
    used = {ANON, USER, settings.ROLE_WITHOUT_ROW, *named, *(role.extends for role in roles.values())}
    return sorted(role.name for role in roles.values() if not role.match and role.name not in used)


def named_roles(settings: Settings) -> frozenset[str] | None:
    """The roles that credentials may name in production; ``None`` where the settings do not limit them."""
    names: set[str] = set()
    for entry in (*settings.AUTH, *settings.NAMED_AUTH.values()):
        of_entry = _named_by(entry)
        if of_entry is None:
            return None
        names |= of_entry
    return frozenset(names)


def _named_by(entry: Mapping[str, Any]) -> set[str] | None:
    match entry.get("type"):
        case "header":
            role = entry.get("role")
            return None if entry.get("role_header") else {role} if isinstance(role, str) else set()
        case "jwt" if entry.get("role_claim") is None:
            return set()
        case "jwt":
            roles = entry.get("roles")
            return None if roles is None else set(roles.values() if isinstance(roles, Mapping) else roles)
        case str(known) if known in _WITHOUT_ROLES:
            return set()
        case _:
            return None
