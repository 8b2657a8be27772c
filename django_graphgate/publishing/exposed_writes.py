"""What a set of operations writes for a role in one table, and how that changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, get_args

from django_graphgate.ir.visit import Use
from django_graphgate.ir.write import Action
from django_graphgate.rules.model import StoredRule

Writes = Mapping[str, Mapping[str, Any]]
"""Action → ``{"columns": […], "presets": […], "filters": […]}``, plain JSON."""

_ACTIONS: tuple[Action, ...] = get_args(Action)
_DONE: Mapping[str, str] = {
    "insert": "inserted",
    "update": "updated",
    "upsert": "upserted",
    "delete": "deleted",
}


def is_write(use: Use) -> bool:
    """The operation writes the table or column, and does not look at it."""
    return use.usage in _ACTIONS


def writes_of(uses: Collection[Use], table: str, rule_of: Callable[[Action], StoredRule | None]) -> Writes:
    """The columns that operations write in rows of the table; ``rule_of`` gives the role's rule for an action."""
    written: dict[str, Mapping[str, Any]] = {}
    for action in _ACTIONS:
        columns = {use.column for use in uses if use.table == table and use.usage == action}
        if columns:
            rule = rule_of(action)
            written[action] = {
                "columns": sorted(columns - {""}),
                "presets": sorted(name for name, _ in rule.presets) if rule else [],
                "filters": list(rule.filters) if rule else [],
            }
    return written


def write_changes(where: str, old: Writes, new: Writes) -> Iterator[str]:
    """One line per thing that a role's operations write now, or no longer, in a table."""
    for action, done in _DONE.items():
        before, after = old.get(action), new.get(action)
        if after is None:
            if before is not None:
                yield f"- {where}: rows no longer {done}"
        elif before is None:
            yield f"+ {where}: rows now {done}{_columns(after['columns'])}; {_rows(after)}"
        else:
            yield from _changed(f"{where}: {action}", before, after)


def _changed(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    added = sorted(set(after["columns"]) - set(before["columns"]))
    gone = sorted(set(before["columns"]) - set(after["columns"]))
    if added:
        yield f"+ {where}: columns now written: {', '.join(added)}"
    if gone:
        yield f"- {where}: columns no longer written: {', '.join(gone)}"
    if lost := sorted(set(before["presets"]) - set(after["presets"])):
        yield f"! {where}: presets gone: {', '.join(lost)}"
    if before["filters"] != after["filters"]:
        yield f"! {where}: {_rows(after)}; before: {_rows(before)}"


def _columns(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _rows(entry: Mapping[str, Any]) -> str:
    filters = [str(where) for where in entry["filters"]]
    return f"rows where {' and '.join(filters)}" if filters else "any row"
