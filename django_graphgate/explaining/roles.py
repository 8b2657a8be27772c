"""Roles and rules in an explanation: which role a caller has and why, and the rules that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django_graphgate.access.live import LiveAccess, state_alias
from django_graphgate.conf import Settings
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Sql
from django_graphgate.matching.choice import role_choice
from django_graphgate.matching.explanation import explain
from django_graphgate.models import TableRule
from django_graphgate.rules.inherit import is_filter_name, lineage, own_rules
from django_graphgate.rules.model import EVERY_TABLE, StoredRole, StoredRule


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedMatch:
    """One role with a ``match``: as written, as SQL, and whether the caller's row passes it."""

    role: str
    match: str
    sql: str
    outcome: str
    """``yes``, ``no`` or ``not reached``."""
    terms: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRule:
    """A rule that decides, and where it is set; without an ``origin`` there is no rule, and so no access."""

    table: str
    action: str
    origin: str = ""
    """The role that states it: the role itself, or one that it extends."""
    wildcard: bool = False
    """It is the rule ``"*"`` of that role."""
    block: bool = False
    columns: tuple[str, ...] | None = None
    """``None``: all that do not look secret."""
    filters: tuple[str, ...] = ()
    named_filters: tuple[str, ...] = ()
    limit: int | None = None


def tried_matches(
    access: LiveAccess, identity: Identity, settings: Settings, *, named: str | None
) -> tuple[TriedMatch, ...]:
    """Every role with a ``match``, in order, as the database answers for this caller."""
    alias = state_alias()
    roles = [access.roles[name] for name in access.order]
    explanation = explain(roles, identity, {}, settings, alias, only=named)
    choice = role_choice(roles, settings)
    if explanation is None or choice is None:
        return ()
    dialect = dialect_of(alias)
    return tuple(
        TriedMatch(
            role=tried.name,
            match=tried.match,
            sql=_text(choice.match_expression(tried.name, dialect)),
            outcome=tried.outcome,
            terms=tried.terms,
        )
        for tried in explanation.tried
    )


def _text(piece: Sql) -> str:
    """SQL with the names of its parameters in their places, never their values."""
    return "".join(part if isinstance(part, str) else f"${part.name or part.source}" for part in piece)


def applied_rules(
    role: str, access: LiveAccess, wanted: Iterable[tuple[str, str]]
) -> tuple[AppliedRule, ...]:
    """The rules of a role for these tables and actions."""
    return tuple(_applied(role, access, table, action) for table, action in wanted)


def rule_of(role: StoredRole | None, table: str, action: str) -> StoredRule | None:
    """The role's rule for a table and an action, the wildcard rule where it has no other."""
    rules = {(rule.table, rule.action): rule for rule in (role.rules if role else ())}
    return rules.get((table, action)) or rules.get((EVERY_TABLE, action))


def differences(some: StoredRole | None, other: StoredRole | None, wanted: Iterable[tuple[str, str]]) -> int:
    """For how many of these tables and actions two roles have different rules."""
    return sum(rule_of(some, *key) != rule_of(other, *key) for key in wanted)


def _applied(role: str, access: LiveAccess, table: str, action: str) -> AppliedRule:
    rule = rule_of(access.roles.get(role), table, action)
    if rule is None:
        return AppliedRule(table=table, action=action)
    origin = _origin(role, access.roles, rule)
    return AppliedRule(
        table=table,
        action=action,
        origin=origin,
        wildcard=rule.table == EVERY_TABLE,
        block=rule.block,
        columns=rule.columns,
        filters=tuple(map(str, rule.filters)),
        named_filters=tuple(_named_filters(origin, rule)),
        limit=rule.limit,
    )


def _origin(role: str, roles: Mapping[str, StoredRole], rule: StoredRule) -> str:
    """The role, nearest first, that states the rule itself."""
    for ancestor in lineage(role, roles):
        if rule in own_rules(ancestor, roles):
            return ancestor.name
    return role


def _named_filters(origin: str, rule: StoredRule) -> Iterator[str]:
    rows = TableRule._default_manager.using(state_alias())
    stored = rows.filter(role__name=origin, table=rule.table, action=rule.action).first()
    for given in () if stored is None else stored.filters:
        if is_filter_name(given):
            yield given.strip()
