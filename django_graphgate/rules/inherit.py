"""Roles as they are written → roles as they are applied: inherited rules brought in, named filters replaced.

A role inherits the rules of the role that it extends, by table and action; its own rule for a table and action
replaces the inherited one.  What can't be resolved becomes the role's ``problem``: it can run nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django_graphgate.errors import ConfigurationError
from django_graphgate.rules.model import EVERY_TABLE, StoredRole, StoredRule

_VALUES = frozenset({"true", "false", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginatedRule:
    """A rule that a role has, and the role that states it."""

    rule: StoredRule
    origin: str


def resolve_roles(roles: Iterable[StoredRole], named_filters: Mapping[str, Any]) -> dict[str, StoredRole]:
    """The roles by name, in the given order, each with all rules that hold for it and no name of a filter."""
    written = {role.name: role for role in roles}
    return {name: _resolved(role, written, named_filters) for name, role in written.items()}


def rules_of(name: str, roles: Mapping[str, StoredRole]) -> dict[tuple[str, str], OriginatedRule]:
    """The rules of a role as written, its own and inherited ones, by table and action.

    Raises ``ConfigurationError`` for a parent that does not exist, cannot be resolved, or extends the role.
    """
    rules: dict[tuple[str, str], OriginatedRule] = {}
    for ancestor in reversed(lineage(name, roles)):
        for rule in ancestor.rules:
            rules[rule.table, rule.action] = OriginatedRule(rule=rule, origin=ancestor.name)
    return rules


def lineage(name: str, roles: Mapping[str, StoredRole]) -> list[StoredRole]:
    """The role, the role that it extends, and so on; raises as :func:`rules_of` does."""
    line = [roles[name]]
    met = {name}
    while parent_name := line[-1].extends:
        parent = roles.get(parent_name)
        if parent is None:
            raise ConfigurationError(f"Role {line[-1].name} extends {parent_name}, which is not a role.")
        if parent_name in met:
            circle = " → ".join([*(role.name for role in line[:10]), parent_name])
            raise ConfigurationError(f"Roles extend each other in a circle: {circle}.")
        if parent.problem:
            raise ConfigurationError(parent.problem)
        met.add(parent_name)
        line.append(parent)
    return line


def own_rules(role: StoredRole, roles: Mapping[str, StoredRole]) -> tuple[StoredRule, ...]:
    """The rules of a resolved role that differ from those of the role that it extends: a person wrote them for it."""
    parent = roles.get(role.extends)
    return tuple(rule for rule in role.rules if parent is None or rule not in parent.rules)


def is_filter_name(given: Any) -> bool:
    """Whether a filter in a rule is the name of a named filter."""
    return isinstance(given, str) and given.strip().isidentifier() and given.strip() not in _VALUES


def _resolved(role: StoredRole, roles: Mapping[str, StoredRole], named: Mapping[str, Any]) -> StoredRole:
    if role.problem:
        return replace(role, rules=())
    try:
        rules = tuple(
            _with_filters(each.rule, role.name, named) for each in rules_of(role.name, roles).values()
        )
    except ConfigurationError as error:
        return replace(role, rules=(), problem=error.message)
    return replace(role, rules=rules)


def _with_filters(rule: StoredRule, role: str, named: Mapping[str, Any]) -> StoredRule:
    def text_of(given: Any) -> Any:
        if not is_filter_name(given):
            return given
        name = given.strip()
        if name not in named:
            raise ConfigurationError(
                f"Role {role} uses the filter {name} on {rule.table}, and there is no filter of that name."
            )
        return named[name]

    def conditional(given: Any) -> Any:
        """``{"if_column": …, "filter": …}`` of the wildcard rule."""
        if rule.table != EVERY_TABLE or not isinstance(given, Mapping):
            return text_of(given)
        entries = cast("Mapping[str, Any]", given)
        return {key: text_of(value) if key == "filter" else value for key, value in entries.items()}

    return replace(
        rule,
        filters=tuple(conditional(given) for given in rule.filters),
        column_filters=tuple((column, text_of(given)) for column, given in rule.column_filters),
    )
