"""The shape of ``roles.json``, checked strictly, and the roles that it states.

::

    {"filters": {"own": "{ owner_id: { eq: $user_id } }"},
     "roles": [{"name": "user", "match": "…", "extends": "anon", "tables": [
        {"name": "trips", "query": {"columns": ["id", {"name": "note", "if": "own"}], "filters": ["own"],
                                    "limit": 50, "block": false}},
        {"name": "reviews", "insert": {"columns": ["text"], "presets": {"author_id": "$user_id"}},
                            "delete": {"filters": ["own"], "max_affected": 1}},
        {"name": "countries", "read_only": true, "query": {}},
        {"name": "*", "query": {"filters": [{"if_column": "company_id", "filter": "{ … }"}]}}]}]}

``read_only`` blocks the four actions that write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django_graphgate.errors import ConfigurationError
from django_graphgate.models import TableRule
from django_graphgate.rules.inherit import is_filter_name, resolve_roles
from django_graphgate.rules.model import EVERY_TABLE, StoredRole, StoredRule
from django_graphgate.strict_json import is_storable

ACTIONS = tuple(TableRule.Action.values)
WRITES = tuple(action for action in ACTIONS if action != TableRule.Action.QUERY)
RULE_FIELDS = ("block", "columns", "filters", "limit", "presets", "max_affected")
"""What a stored rule says of its role, table and action."""
_KEYS_OF_WRITES = frozenset({"block", "columns", "filters", "presets", "max_affected"})
_RULE_KEYS = {
    **dict.fromkeys(WRITES, _KEYS_OF_WRITES),
    "query": frozenset({"block", "columns", "filters", "limit"}),
    "delete": _KEYS_OF_WRITES - {"columns", "presets"},
}
_ROLE_KEYS = frozenset({"name", "description", "match", "extends", "tables", "comment"})
_CONTENT_KEYS = frozenset({"filters", "roles", "comment"})
_MAX_DESCRIPTION = 500
_MAX_ROWS = 2_147_483_647
"""What an integer column holds."""


def read_roles(data: Mapping[str, Any] | Sequence[Any]) -> dict[str, Any]:
    """Check the shape; the named filters and the roles come back with every rule having all its keys.

    ``data`` is the content of ``roles.json`` or its list of roles alone.  Raises ``ConfigurationError``.
    Whether parents, filters, tables and columns exist is not looked at.
    """
    content = data if isinstance(data, Mapping) else {"roles": data}
    if "roles_query" in content:
        raise ConfigurationError("roles.json holds no roles_query: it is the setting ROLES_QUERY.")
    if not is_storable(content):
        raise ConfigurationError("The roles contain a character that cannot be stored.")
    _keys(content, _CONTENT_KEYS, "roles.json")
    roles = [_role(entry) for entry in _list(content.get("roles"), "roles")]
    _unique([role["name"] for role in roles], "role")
    filters: Any = content.get("filters", {})
    if not isinstance(filters, Mapping):
        raise ConfigurationError("filters: an object of named filters is expected.")
    return {"filters": dict(_named_filters(filters)), "roles": roles}


def stored_roles(data: Mapping[str, Any] | Sequence[Any]) -> list[StoredRole]:
    """The roles in their order as the rules know them: inherited rules brought in, named filters replaced.

    Raises ``ConfigurationError`` for what is not of the shape; a role that cannot be resolved says so itself.
    """
    content = read_roles(data)
    return list(resolve_roles(written_roles(content), content["filters"]).values())


def written_roles(content: Mapping[str, Any]) -> list[StoredRole]:
    """The roles as :func:`read_roles` has them, each with its own rules only."""
    return [
        StoredRole(
            name=role["name"],
            match=role["match"],
            extends=role["extends"],
            rules=tuple(_rules_of(role["tables"])),
        )
        for role in content["roles"]
    ]


def _rules_of(tables: Sequence[Mapping[str, Any]]) -> Iterator[StoredRule]:
    for table in sorted(tables, key=lambda table: str(table["name"])):
        for action in ACTIONS:
            if action in table:
                yield stored_rule(table["name"], action, table[action])


def stored_rule(table: str, action: str, rule: Mapping[str, Any]) -> StoredRule:
    """A rule whose shape was checked."""
    columns = rule["columns"]
    conditional = [column for column in columns or () if not isinstance(column, str)]
    return StoredRule(
        table=table,
        action=action,
        block=rule["block"],
        columns=None if columns is None else tuple(c if isinstance(c, str) else c["name"] for c in columns),
        column_filters=tuple((column["name"], column["if"]) for column in conditional),
        filters=tuple(rule["filters"]),
        limit=rule["limit"],
        presets=tuple(sorted(rule["presets"].items())),
        max_affected=rule["max_affected"],
    )


def read_rule(entry: Any, where: str, *, table: str = "", action: str = "query") -> dict[str, Any]:
    """One rule with all its keys; ``where`` names it in errors, ``table`` and ``action`` say what it is for."""
    if action not in _RULE_KEYS:
        raise ConfigurationError(f"{where}: there is no such action.")
    _keys(entry, {*RULE_FIELDS}, where)
    given = {key: value for key, value in entry.items() if value is not None and value != {}}
    _keys(given, _RULE_KEYS[action], where)
    block = entry.get("block", False)
    if not isinstance(block, bool):
        raise ConfigurationError(f"{where}: block is true or false.")
    filters = entry.get("filters")
    if filters is None:
        filters = []
    elif isinstance(filters, str | Mapping):
        filters = [filters]
    return {
        "block": block,
        "columns": _columns(entry.get("columns"), where, action),
        "filters": [
            _filter_if_column(written, where) if table == EVERY_TABLE else _filter(written, where)
            for written in _list(filters, where)
        ],
        "limit": _rows(entry, "limit", where),
        "presets": _presets(entry.get("presets"), where),
        "max_affected": _rows(entry, "max_affected", where),
    }


def _rows(entry: Mapping[str, Any], key: str, where: str) -> int | None:
    number = entry.get(key)
    if number is None or (type(number) is int and 0 <= number <= _MAX_ROWS):  # True is an int too
        return number
    raise ConfigurationError(f"{where}: {key} is a number of rows.")


def _presets(given: Any, where: str) -> dict[str, Any]:
    """By column.  Written as an object, or as a list of objects."""
    presets: dict[str, Any] = {}
    for entry in [] if given is None else given if isinstance(given, list | tuple) else [given]:
        if not isinstance(entry, Mapping):
            raise ConfigurationError(f'{where}: presets look like {{"owner_id": "$user_id"}}.')
        for column, value in entry.items():
            if not isinstance(column, str) or column in presets:
                raise ConfigurationError(f"{where}: the column {column} has two presets.")
            presets[column] = value
    return presets


def _named_filters(filters: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for name, written in filters.items():
        where = f"Filter {name}"
        _check_name(name, "a named filter", 100)
        if not is_filter_name(name):
            raise ConfigurationError(f"{where}: a filter cannot have this name.")
        if is_filter_name(written):
            raise ConfigurationError(f"{where}: a filter is expected, not the name of another.")
        yield name, _filter(written, where)


def _role(entry: Any) -> dict[str, Any]:
    _keys(entry, _ROLE_KEYS, "a role")
    name = _check_name(entry.get("name"), "a role", 100)
    tables = [_table(name, table) for table in _list(entry.get("tables", []), f"tables of {name}")]
    _unique([table["name"] for table in tables], f"table of role {name}")
    description = str(entry.get("description", ""))
    if len(description) > _MAX_DESCRIPTION:
        raise ConfigurationError(f"Role {name}: a description has at most {_MAX_DESCRIPTION} characters.")
    match, extends = entry.get("match", ""), entry.get("extends") or ""
    if not isinstance(match, str):
        raise ConfigurationError(f"Role {name}: match is a text.")
    if extends:
        _check_name(extends, f"Role {name}: extends", 100)
    return {
        "name": name,
        "description": description,
        "match": match.strip(),
        "extends": extends,
        "tables": tables,
    }


def _table(role: str, entry: Any) -> dict[str, Any]:
    where = f"a table of role {role}"
    _keys(entry, {"name", "read_only", *ACTIONS}, where)
    name, read_only = entry.get("name"), entry.get("read_only", False)
    if not isinstance(read_only, bool):
        raise ConfigurationError(f"{where}: read_only is true or false.")
    table: dict[str, Any] = {"name": name if name == EVERY_TABLE else _check_name(name, where, 200)}
    for action in ACTIONS:
        blocked = read_only and action in WRITES
        if action in entry or blocked:
            place = f"{action} of {table['name']} for role {role}"
            rule = read_rule(entry.get(action, {}), place, table=table["name"], action=action)
            table[action] = {**rule, "block": True} if blocked else rule
    return table


def _columns(columns: Any, where: str, action: str) -> list[Any] | None:
    if columns is None:
        return None
    read = [_column(column, where) for column in _list(columns, where)]
    names = [column if isinstance(column, str) else column["name"] for column in read]
    if action in WRITES and any(not isinstance(column, str) for column in read):
        raise ConfigurationError(f"{where}: only a column that is read has a filter.")
    for column in read:
        if not isinstance(column, str) and names.count(column["name"]) > 1:
            raise ConfigurationError(
                f"{where}: the column {column['name']} has a filter, and is named twice."
            )
    return read


def _column(column: Any, where: str) -> Any:
    """A name, or an object of name and filter."""
    if isinstance(column, Mapping):
        _keys(column, {"name", "if"}, f"{where}: a column")
        if not isinstance(column.get("name"), str) or "if" not in column or column["name"] == "*":
            raise ConfigurationError(
                f'{where}: a column with a filter looks like {{"name": "email", "if": "…"}}.'
            )
        return {"name": column["name"], "if": _filter(column["if"], where)}
    if not isinstance(column, str):
        raise ConfigurationError(f"{where}: columns are a list of names.")
    return column


def _filter(written: Any, where: str) -> Any:
    if not isinstance(written, str | Mapping):
        raise ConfigurationError(f"{where}: a filter is a text or an object.")
    return written


def _filter_if_column(written: Any, where: str) -> dict[str, Any]:
    """A filter of the wildcard rule."""
    if (
        not isinstance(written, Mapping)
        or set(written) != {"if_column", "filter"}
        or not isinstance(written["if_column"], str)
    ):
        raise ConfigurationError(
            f'{where}: a filter of the wildcard rule looks like {{"if_column": "company_id", "filter": "{{ … }}"}}.'
        )
    return {"if_column": written["if_column"], "filter": _filter(written["filter"], where)}


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


def _check_name(name: Any, where: str, maximum: int) -> str:
    """A name of at most ``maximum`` characters, as its column holds."""
    if not isinstance(name, str) or not name.isidentifier() or not name.isascii() or len(name) > maximum:
        raise ConfigurationError(
            f"{where}: a name of letters, digits and underscores is expected, {maximum} at most."
        )
    return name


def _unique(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"There are two entries for the {what} {name}.")
