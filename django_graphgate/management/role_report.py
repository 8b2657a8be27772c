"""What a caller's role is, why, and what it may read and write: for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_graphgate.access.live import LiveAccess, state_alias
from django_graphgate.access.roles import ANON, USER
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError, Forbidden
from django_graphgate.gate import Gate
from django_graphgate.ir.identity import Identity
from django_graphgate.matching.explanation import Explanation, explain
from django_graphgate.publishing.role_review import rules_over_models
from django_graphgate.rules.inherit import lineage
from django_graphgate.rules.model import StoredRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The roles that a role extends, nearest first, the tables that it may read, and the actions that write."""

    extends: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    """``insert products``, sorted by table."""
    blocked: tuple[str, ...] = ()
    problem: str = ""
    """Why the role can run nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReport:
    """``role`` is ``None`` for a caller who may not have the role that the credential names."""

    user: str
    role: str | None
    reason: str
    explanation: Explanation | None
    rights: Rights
    facts: Mapping[str, Any]
    """Of a user of Django's model: ``active``, ``staff``, ``superuser`` and ``groups``, as far as it has them."""


def report_on(gate: Gate, identity: Identity, headers: Mapping[str, str], account: Any) -> RoleReport:
    """The role that the caller has now, as the gate itself verifies it.

    Raises ``ConfigurationError`` where roles cannot be read, ``InvalidCredentials``, and errors of the database.
    """
    alias = state_alias()
    try:
        role: str | None = gate.role_of(identity, headers)
    except Forbidden:
        role = None
    access = gate.access.current(alias)
    roles = [access.roles[name] for name in access.order]
    explanation = (
        None
        if identity.role is not None and not gate.settings.ROLE_MUST_MATCH
        else explain(roles, identity, headers, gate.settings, alias, only=identity.role)
    )
    return RoleReport(
        user=_named(identity, account),
        role=role,
        reason=_reason(identity, role, explanation, gate.settings, access),
        explanation=explanation,
        rights=Rights() if role is None else rights_of(role, access, gate.settings),
        facts=_facts(account),
    )


def rights_of(role: str, access: LiveAccess, settings: Settings) -> Rights:
    """What a role may read and write under the rules as they are now."""
    stored = access.roles.get(role) or StoredRole(name=role)
    extends: Sequence[StoredRole] = ()
    try:
        extends = lineage(role, access.roles)[1:] if role in access.roles else ()
        rules = rules_over_models(stored, settings)
    except ConfigurationError as error:
        return Rights(extends=tuple(parent.name for parent in extends), problem=error.message)
    queries = sorted(rules.queries.items())
    return Rights(
        extends=tuple(parent.name for parent in extends),
        readable=tuple(name for name, rule in queries if not rule.block),
        writable=tuple(f"{action} {table}" for table, action in sorted(rules.writes)),
        blocked=tuple(name for name, rule in queries if rule.block),
    )


def _named(identity: Identity, account: Any) -> str:
    user = str(identity.user_id)
    if account is not None:
        return f"{account.get_username()} (id {user})"
    provider = identity.user_id_provider
    return f"User {user} of {provider}" if provider else f"User {user}"


def _reason(
    identity: Identity,
    role: str | None,
    explanation: Explanation | None,
    settings: Settings,
    access: LiveAccess,
) -> str:
    if identity.role is not None:
        return _reason_of_named(identity.role, role, explanation, access)
    if explanation is None:
        return "No role has a match, so every signed-in caller has this role."
    if not explanation.has_row:
        rows = "ROLES_QUERY" if settings.ROLES_QUERY else "the user model (active users only)"
        return f"There is no row for them in {rows}, so the role is ROLE_WITHOUT_ROW."
    if any(tried.outcome == "yes" for tried in explanation.tried):
        return "Its match is the first that holds."
    if identity.user_id_provider and settings.ROLES_QUERY is None:
        return f"No match that asks for $user_id_provider holds, and another issuer's user matches no other: {USER}."
    return f"No match holds, so the role is {USER}."


def _reason_of_named(
    named: str, role: str | None, explanation: Explanation | None, access: LiveAccess
) -> str:
    if named not in access.roles and named not in (ANON, USER):
        return f"The credential names {named}, which is not a role: requests are refused."
    if role is None:
        return f"The credential names {named}, and ROLE_MUST_MATCH requires a match that holds: requests are refused."
    return (
        "The credential names it, and the caller's row confirms it."
        if explanation
        else "The credential names it."
    )


def _facts(account: Any) -> dict[str, Any]:
    if account is None:
        return {}
    facts: dict[str, Any] = {
        name: bool(getattr(account, f"is_{name}"))
        for name in ("active", "staff", "superuser")
        if hasattr(account, f"is_{name}")
    }
    if hasattr(account, "groups"):
        facts["groups"] = sorted(account.groups.values_list("name", flat=True))
    return facts
