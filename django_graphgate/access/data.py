"""Roles, rules and named filters of the database, as the content of ``config/roles.json`` and back.

:mod:`django_graphgate.access.reading` has the shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import router, transaction

from django_graphgate.access.reading import (
    ACTIONS,
    RULE_FIELDS,
    WRITES,
    read_roles,
    stored_roles,
)
from django_graphgate.audit.changes import one_change, record_change
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import NamedFilter, Role, TableRule
from django_graphgate.strict_json import same_json


def load_roles(data: Mapping[str, Any] | Sequence[Any]) -> None:
    """Make the tables hold exactly these named filters, roles and rules, in one transaction.

    ``data`` is the content of ``roles.json``, or its list of roles alone.  Nothing is written where nothing
    differs.  Raises ``ConfigurationError`` for anything that is not of this shape, and for a role that extends
    or uses by name what is not there; then nothing is changed.
    """
    wanted = read_roles(data)
    for role in stored_roles(wanted):
        if role.problem:
            raise ConfigurationError(role.problem)
    alias = router.db_for_write(Role)
    with transaction.atomic(using=alias):
        stored = dump_roles(alias=alias)
        if not _is_readable(stored) or not same_json(_normal(stored), _normal(wanted)):
            with one_change():
                _replace(wanted, alias)
            old, new = _differing(stored, dump_roles(alias=alias))
            record_change("roles", old, new, using=alias, subject="roles")


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The roles and named filters of two contents that are not in the other; no role has a name with a space."""
    parts = [
        {
            **{f"filter {name}": written for name, written in content.get("filters", {}).items()},
            **{role["name"]: role for role in content["roles"]},
            "order of roles": [role["name"] for role in content["roles"]],
        }
        for content in (old, new)
    ]
    before, after = (
        {name: value for name, value in part.items() if other.get(name) != value}
        for part, other in (parts, reversed(parts))
    )
    return before, after


def _replace(wanted: Mapping[str, Any], alias: str) -> None:
    roles = Role.objects.using(alias)
    roles.exclude(extends=None).update(extends=None)  # else what a role extends cannot be deleted
    roles.exclude(name__in=[role["name"] for role in wanted["roles"]]).delete()
    NamedFilter.objects.using(alias).all().delete()
    NamedFilter.objects.using(alias).bulk_create(
        NamedFilter(name=name, filter=written) for name, written in wanted["filters"].items()
    )
    keys: dict[str, int] = {}
    for position, entry in enumerate(wanted["roles"]):
        defaults = {"description": entry["description"], "match": entry["match"], "position": position}
        role, _ = roles.update_or_create(name=entry["name"], defaults=defaults)
        keys[role.name] = role.pk
        TableRule.objects.using(alias).filter(role=role).delete()
        TableRule.objects.using(alias).bulk_create(_rows(role, entry))
    for entry in wanted["roles"]:
        if entry["extends"]:
            roles.filter(pk=keys[entry["name"]]).update(extends=keys[entry["extends"]])


def dump_roles(*, alias: str | None = None) -> dict[str, Any]:
    """The named filters, roles and rules of the database; :func:`load_roles` reads them back."""
    using = alias or router.db_for_write(Role)
    filters = dict(NamedFilter.objects.using(using).order_by("name").values_list("name", "filter"))
    roles = []
    stored = Role.objects.using(using).order_by("position", "name").select_related("extends")
    for role in stored.prefetch_related("rules"):
        tables: dict[str, dict[str, Any]] = {}
        for rule in sorted(role.rules.all(), key=lambda rule: (rule.table, rule.action)):
            tables.setdefault(rule.table, {"name": rule.table})[rule.action] = _rule_json(rule)
        roles.append(_role_json(role, [_short(table) for table in tables.values()]))
    return {"filters": filters, "roles": roles} if filters else {"roles": roles}


def _role_json(role: Role, tables: list[dict[str, Any]]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": role.name}
    if role.description:
        entry["description"] = role.description
    if role.match:
        entry["match"] = role.match
    if role.extends is not None:
        entry["extends"] = role.extends.name
    return {**entry, "tables": tables}


def _rule_json(rule: TableRule) -> dict[str, Any]:
    """What differs from a rule that says nothing."""
    nothing = {"block": False, "filters": [], "presets": {}}
    said = {name: getattr(rule, name) for name in RULE_FIELDS}
    return {name: value for name, value in said.items() if value != nothing.get(name)}


def _short(table: dict[str, Any]) -> dict[str, Any]:
    """``read_only`` in place of four rules that do nothing but block."""
    if any(table.get(action) != {"block": True} for action in WRITES):
        return table
    rest = {key: value for key, value in table.items() if key not in WRITES}
    return {"name": rest.pop("name"), "read_only": True, **rest}


def _rows(role: Role, entry: Mapping[str, Any]) -> Iterator[TableRule]:
    for table in entry["tables"]:
        for action in ACTIONS:
            if action in table:
                yield TableRule(role=role, table=table["name"], action=action, **table[action])


def _is_readable(content: Mapping[str, Any]) -> bool:
    """Whether it has the shape: other programs write to the tables too."""
    try:
        read_roles(content)
    except ConfigurationError:
        return False
    return True


def _normal(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a content when the order of what has none is left out."""
    full = read_roles(content)
    for role in full["roles"]:
        role["tables"].sort(key=lambda table: str(table["name"]))
    tried = [role["name"] for role in full["roles"] if role["match"]]
    by_name = {role["name"]: role for role in full["roles"]}
    return {"filters": full["filters"], "roles": by_name, "order": tried}
