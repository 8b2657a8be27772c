"""What a set of roles may write, and how that changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django_graphgate.ir.select_text import SQL
from django_graphgate.ir.sql import Parameter
from django_graphgate.rules.model import RoleRules, StoredRole

Writable = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Role → table → action → ``{"columns": […], "presets": {…}, "filters": […], "max_affected": n}``, plain JSON.
``columns`` are those that data may give, ``presets`` those that the rule gives itself, with their values as written."""


def writable_of(roles: Sequence[StoredRole], rules: Mapping[str, RoleRules]) -> Writable:
    """What each role may write by its rules; ``roles`` are as written, without wildcard rules."""
    filters = {
        (role.name, rule.table, rule.action): list(rule.filters) for role in roles for rule in role.rules
    }
    writable: dict[str, dict[str, dict[str, Any]]] = {}
    for role in sorted(roles, key=lambda role: role.name):
        for (table, action), rule in sorted(rules[role.name].writes.items()):
            writable.setdefault(role.name, {}).setdefault(table, {})[action] = {
                "columns": sorted(rule.columns),
                "presets": {name: preset_text(value) for name, value in sorted(rule.presets.items())},
                "filters": filters.get((role.name, table, action), []),
                "max_affected": rule.max_affected,
            }
    return writable


def preset_text(value: Parameter) -> str:
    """A preset as rules write it: ``$user_id``, ``now``, ``sql:SELECT …``, or the JSON of a constant."""
    if value.source == "sql":
        parts = (part if isinstance(part, str) else f"${part.name}" for part in value.parts)
        return SQL + "".join(parts)
    if value.source == "constant":
        return json.dumps(value.value, ensure_ascii=False)
    return value.name if value.source == "now" else f"${value.name}"


def writable_changes(before: Writable, after: Writable) -> Iterator[str]:
    """One line per thing that a role may write now and could not before, or the other way round."""
    old, new = _flat(before), _flat(after)
    for key in sorted({*old, *new}):
        where = "{} · {}: {}".format(*key)
        if key not in new:
            yield f"- {where} is no longer permitted"
        elif key not in old:
            yield f"+ {where} is now permitted{_said(new[key])}"
        else:
            yield from _rule(where, old[key], new[key])


def _flat(writable: Writable) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    return {
        (role, table, action): rule
        for role, tables in writable.items()
        for table, actions in tables.items()
        for action, rule in actions.items()
    }


def _rule(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if names := _more(new["columns"], old["columns"]):
        yield f"+ {where} may now give {names}"
    if names := _more(old["columns"], new["columns"]):
        yield f"- {where} may no longer give {names}"
    for name in sorted({*old["presets"], *new["presets"]}):
        was, now = old["presets"].get(name, "none"), new["presets"].get(name, "none")
        if was != now:
            yield f"! {where} has another preset for {name}: {now}; before: {was}"
    if old["filters"] != new["filters"]:
        yield f"! {where} now writes {_rows(new)}; before: {_rows(old)}"
    if old["max_affected"] != new["max_affected"]:
        yield f"! {where} now writes at most {_most(new)}; before: {_most(old)}"


def _said(rule: Mapping[str, Any]) -> str:
    columns = ", ".join(rule["columns"])
    presets = ", ".join(f"{name} ({value})" for name, value in rule["presets"].items())
    given = f"; data may give {columns}" if columns else ""
    return f"{given}{f'; presets for {presets}' if presets else ''}; {_rows(rule)}"


def _more(names: Collection[str], others: Collection[str]) -> str:
    return ", ".join(sorted({*names} - {*others}))


def _rows(rule: Mapping[str, Any]) -> str:
    filters = [str(where) for where in rule["filters"]]
    return f"rows where {' and '.join(filters)}" if filters else "all rows"


def _most(rule: Mapping[str, Any]) -> str:
    number = rule["max_affected"]
    return "MAX_AFFECTED rows" if number is None else f"{number} rows"
