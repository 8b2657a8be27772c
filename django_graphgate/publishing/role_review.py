"""What is strange about a set of roles: values for checks and findings.

Roles are resolved, and those that can run nothing are passed over: they are reported as such.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django_graphgate.access.roles import ANON, USER
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.rules.inherit import own_rules
from django_graphgate.rules.model import EVERY_TABLE, QueryRule, RoleRules, StoredRole, StoredRule
from django_graphgate.rules.wildcard import tables_closed_by_wildcard, without_wildcard
from django_graphgate.statements.limits import limits_of

_WITHOUT_ROLES = frozenset({"django_session", "simplejwt", "rails"})
"""Types of authenticators whose credentials name no role."""


def rules_over_models(role: StoredRole, settings: Settings) -> RoleRules:
    """What a resolved role may do with the project's models, as the gate builds it.

    Raises ``ConfigurationError`` for a role that can run nothing.
    """
    try:
        return build_rules(
            role, get_catalog(), default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings)
        )
    except RequestRejected as error:
        raise ConfigurationError(error.message) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRight:
    """What ``anon`` may read and ``user`` may not: columns of a table, or without any, the table."""

    table: str
    columns: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """``email, phone of customers``, or ``customers``."""
        return f"{', '.join(self.columns)} of {self.table}" if self.columns else self.table


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleRule:
    """A rule for a table that is not in the API; it permits nothing."""

    role: str
    table: str
    hint: str
    """``Did you mean 'products'?``, or the tables that there are."""

    @property
    def sentence(self) -> str:
        """Says which rule it is, and what is wrong with it."""
        return f"Role {self.role} has a rule for {self.table!r}, which is not a table of the API."


def idle_rules(roles: Iterable[StoredRole]) -> Iterator[IdleRule]:
    """Rules for tables that are not in the API, each for the role that states it."""
    tables = get_catalog().tables
    by_name = {role.name: role for role in roles}
    for role in by_name.values():
        for table in sorted({rule.table for rule in own_rules(role, by_name)} - {*tables, EVERY_TABLE}):
            near = difflib.get_close_matches(table, tables, 1)
            listed = f"The tables are: {', '.join(sorted(tables)) or 'none'}."
            yield IdleRule(role=role.name, table=table, hint=f"Did you mean {near[0]!r}?" if near else listed)


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
        rules = rules_over_models(role, settings)
    except ConfigurationError:
        return None
    return {name: rule for name, rule in rules.queries.items() if not rule.block and rule.limit}


def own_table_rules(role: StoredRole, roles: Mapping[str, StoredRole]) -> Iterator[StoredRule]:
    """The rules of a role that can run something, without inherited ones; its wildcard rule is one for each table."""
    own = {(rule.table, rule.action) for rule in own_rules(role, roles)}
    named = {(rule.table, rule.action) for rule in role.rules}
    for rule in without_wildcard(role, get_catalog()).rules:
        key = (rule.table, rule.action)
        if (key if key in named else (EVERY_TABLE, rule.action)) in own:
            yield rule


def named_secrets(
    role: StoredRole, roles: Mapping[str, StoredRole]
) -> Iterator[tuple[StoredRule, list[str]]]:
    """The rules of the role's own that name columns which look secret, and these; the role can run something."""
    tables = get_catalog().tables
    for rule in own_table_rules(role, roles):
        columns = {} if rule.block or rule.table not in tables else tables[rule.table].columns
        secret = sorted({name for name in rule.columns or () if name in columns and columns[name].secret})
        if secret:
            yield rule, secret


def closed_by_wildcard(roles: Mapping[str, StoredRole]) -> Iterator[tuple[str, list[str]]]:
    """Roles with a wildcard rule, and the tables that neither it nor another rule of theirs opens."""
    for role in roles.values():
        closed = tables_closed_by_wildcard(role, get_catalog())
        if closed and not role.problem:
            yield role.name, closed


def unused_roles(
    roles: Mapping[str, StoredRole], settings: Settings, *, webhooks: Iterable[WebhookDefinition] = ()
) -> list[str]:
    """Roles that no caller and no webhook can have, and that no role extends.

    Empty where a credential may name any role.
    """
    named = named_roles(settings)
    if named is None:
        return []
    used = {ANON, USER, settings.ROLE_WITHOUT_ROW, *named, *(role.extends for role in roles.values())}
    used |= {webhook.role for webhook in webhooks}
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
