"""Roles and rules as JSON: the shape of ``config/roles.json``.

::

    {"roles": [{"name": "user", "tables": [
        {"name": "trips", "query": {"columns": ["id", "date"], "filters": ["{ owner_id: { eq: $user_id } }"],
                                    "limit": 50, "block": false}}]}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import router, transaction

from django_graphgate.errors import ConfigurationError
from django_graphgate.models import Role, TableRule

_ACTIONS = tuple(TableRule.Action.values)
_RULE_KEYS = frozenset({"block", "columns", "filters", "limit"})
_MAX_DESCRIPTION = 500
_MAX_ROWS = 2_147_483_647
"""What an integer column holds."""


def load_roles(data: Mapping[str, Any] | Sequence[Any]) -> None:
    """Make the tables hold exactly these roles and rules, in one transaction.

    ``data`` is ``{"roles": [...]}`` or the list itself.  Nothing is written where nothing differs.
    Raises ``ConfigurationError`` for anything that is not of this shape; then nothing is changed.
    """
    wanted = read_roles(data)
    alias = router.db_for_write(Role)
    with transaction.atomic(using=alias):
        if _normal(dump_roles(alias=alias)["roles"]) == _normal(wanted):
            return
        Role.objects.using(alias).exclude(name__in=[role["name"] for role in wanted]).delete()
        for entry in wanted:
            role, _ = Role.objects.using(alias).update_or_create(
                name=entry["name"], defaults={"description": entry["description"]}
            )
            TableRule.objects.using(alias).filter(role=role).delete()
            TableRule.objects.using(alias).bulk_create(_rows(role, entry))


def dump_roles(*, alias: str | None = None) -> dict[str, Any]:
    """The roles and rules of the database; :func:`load_roles` reads them back."""
    using = alias or router.db_for_write(Role)
    roles = []
    for role in Role.objects.using(using).order_by("name").prefetch_related("rules"):
        tables: dict[str, dict[str, Any]] = {}
        for rule in sorted(role.rules.all(), key=lambda rule: (rule.table, rule.action)):
            tables.setdefault(rule.table, {"name": rule.table})[rule.action] = _rule_json(rule)
        entry: dict[str, Any] = {"name": role.name}
        if role.description:
            entry["description"] = role.description
        roles.append({**entry, "tables": list(tables.values())})
    return {"roles": roles}


def _rule_json(rule: TableRule) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if rule.block:
        entry["block"] = True
    if rule.columns is not None:
        entry["columns"] = list(rule.columns)
    if rule.filters:
        entry["filters"] = list(rule.filters)
    if rule.limit is not None:
        entry["limit"] = rule.limit
    return entry


def _rows(role: Role, entry: Mapping[str, Any]) -> Iterator[TableRule]:
    for table in entry["tables"]:
        for action in _ACTIONS:
            if action in table:
                yield TableRule(role=role, table=table["name"], action=action, **table[action])


def _normal(roles: Sequence[Mapping[str, Any]]) -> list[Any]:
    full = read_roles(roles)
    for role in full:
        role["tables"].sort(key=lambda table: str(table["name"]))
    return sorted(full, key=lambda role: str(role["name"]))


# -- reading --------------------------------------------------------------------------------------


def read_roles(data: Mapping[str, Any] | Sequence[Any]) -> list[dict[str, Any]]:
    """Check the shape; every rule comes back with all its keys."""
    given = data.get("roles") if isinstance(data, Mapping) else data
    roles = [_role(entry) for entry in _list(given, "roles")]
    _unique([role["name"] for role in roles], "role")
    return roles


def _role(entry: Any) -> dict[str, Any]:
    _keys(entry, {"name", "description", "tables", "match", "comment"}, "a role")
    name = _name(entry, "a role", 100)
    if "match" in entry:
        raise ConfigurationError(f"Role {name}: match needs a roles query, which is not supported.")
    tables = [_table(name, table) for table in _list(entry.get("tables", []), f"tables of {name}")]
    _unique([table["name"] for table in tables], f"table of role {name}")
    description = str(entry.get("description", ""))
    if len(description) > _MAX_DESCRIPTION:
        raise ConfigurationError(f"Role {name}: a description has at most {_MAX_DESCRIPTION} characters.")
    return {"name": name, "description": description, "tables": tables}


def _table(role: str, entry: Any) -> dict[str, Any]:
    where = f"a table of role {role}"
    _keys(entry, {"name", *_ACTIONS}, where)
    table: dict[str, Any] = {"name": _name(entry, where, 200)}
    for action in _ACTIONS:
        if action in entry:
            table[action] = _rule(entry[action], f"{action} of {table['name']} for role {role}")
    return table


def _rule(entry: Any, where: str) -> dict[str, Any]:
    _keys(entry, _RULE_KEYS, where)
    block, columns, limit = entry.get("block", False), entry.get("columns"), entry.get("limit")
    if not isinstance(block, bool):
        raise ConfigurationError(f"{where}: block is true or false.")
    if columns is not None and not all(isinstance(column, str) for column in _list(columns, where)):
        raise ConfigurationError(f"{where}: columns are a list of names.")
    if limit is not None and (type(limit) is not int or not 0 <= limit <= _MAX_ROWS):  # True is an int too
        raise ConfigurationError(f"{where}: limit is a number of rows.")
    filters = entry.get("filters")
    if filters is None:
        filters = []
    elif isinstance(filters, str | Mapping):
        filters = [filters]
    for written in _list(filters, where):
        if not isinstance(written, str | Mapping):
            raise ConfigurationError(f"{where}: a filter is a text or an object.")
    return {
        "block": block,
        "columns": None if columns is None else list(columns),
        "filters": list(filters),
        "limit": limit,
    }


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f"{where}: a list is expected.")
    return list(value)


def _keys(entry: Any, allowed: set[str] | frozenset[str], where: str) -> None:
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f"{where}: an object is expected.")
    unknown = sorted(str(key) for key in set(entry) - allowed)
    if unknown:
        raise ConfigurationError(f"{where} has unknown entries: {', '.join(unknown)}.")


def _name(entry: Mapping[str, Any], where: str, maximum: int) -> str:
    """A name of at most ``maximum`` characters, as its column holds."""
    name = entry.get("name")
    if not isinstance(name, str) or not name.isidentifier() or not name.isascii() or len(name) > maximum:
        raise ConfigurationError(
            f"{where}: a name of letters, digits and underscores is expected, {maximum} at most."
        )
    return name


def _unique(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"There are two entries for the {what} {name}.")
