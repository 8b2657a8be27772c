"""What leaves the house, and to whom: the exposure of a set of operations, and how it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django_graphgate.publishing.compile_all import Seen
from django_graphgate.rules.model import StoredRole

Exposure = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Role → table → ``{"columns": […], "filters": […], "limit": n}``, plain JSON."""


def exposure_of(seen: Seen, roles: Sequence[StoredRole]) -> Exposure:
    """The columns that operations return, under the row filters that hold for the role."""
    rules = {(role.name, rule.table): rule for role in roles for rule in role.rules if rule.action == "query"}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for role, tables in sorted(seen.items()):
        for table, columns in sorted(tables.items()):
            rule = rules.get((role, table))
            found.setdefault(role, {})[table] = {
                "columns": sorted(columns),
                "filters": list(rule.filters) if rule else [],
                "limit": rule.limit if rule else None,
            }
    return found


def changes(before: Exposure, after: Exposure, changed: Collection[str] = ()) -> Iterator[str]:
    """One line per thing that became visible, or is no longer, to a role.

    ``changed`` are roles whose rules are other ones now: each has a line, be it that nothing follows.
    """
    for role in sorted({*before, *after, *changed}):
        old, new = before.get(role, {}), after.get(role, {})
        lines = [
            line
            for table in sorted({*old, *new})
            for line in _table(f"{role} · {table}", old.get(table), new.get(table))
        ]
        yield from lines
        if role in changed and not lines:
            yield f"~ {role}: its rules changed, and no operation shows it more or less than before"


def _table(where: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[str]:
    if new is None:
        yield f"- {where}: no longer visible"
        return
    if old is None:
        yield f"+ {where}: now visible: {', '.join(new['columns']) or 'that rows exist'}; {_rows(new)}"
        return
    added = sorted(set(new["columns"]) - set(old["columns"]))
    gone = sorted(set(old["columns"]) - set(new["columns"]))
    if added:
        yield f"+ {where}: columns now visible: {', '.join(added)}"
    if gone:
        yield f"- {where}: columns no longer visible: {', '.join(gone)}"
    if old["filters"] != new["filters"]:
        yield f"! {where}: now visible: {_rows(new)}; before: {_rows(old)}"
    if old["limit"] != new["limit"]:
        yield f"! {where}: rows per list: {_limit(new)}; before: {_limit(old)}"


def _rows(entry: Mapping[str, Any]) -> str:
    filters = [str(one) for one in entry["filters"]]
    return f"rows where {' and '.join(filters)}" if filters else "all rows"


def _limit(entry: Mapping[str, Any]) -> str:
    return "the default" if entry["limit"] is None else str(entry["limit"])
