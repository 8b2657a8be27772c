"""Which columns a set of operations reveals to which role, and writes for it, and how that changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django_graphgate.ir.visit import Usage, Use
from django_graphgate.publishing.compile_all import Seen
from django_graphgate.publishing.exposed_writes import is_write, write_changes, writes_of
from django_graphgate.rules.model import StoredRole

Exposure = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Role → table → ``{"columns": […], "filtered": […], "ordered": […], "distinct": […], "filters": […], "limit": n,
"writes": {…}}``, plain JSON.  ``columns`` are shown, the next three are what callers can read by asking often.
``writes`` is there where rows are written; ``unread`` is true where that is all."""

_INDIRECT: Mapping[Usage, str] = {
    "filtered": "filtered by",
    "ordered": "ordered by",
    "distinct": "made distinct by",
}


def exposure_of(seen: Seen, roles: Sequence[StoredRole]) -> Exposure:
    """The columns that operations return, depend on or write, under the row filters that hold for the role."""
    rules = {(role.name, rule.table, rule.action): rule for role in roles for rule in role.rules}
    exposure: dict[str, dict[str, dict[str, Any]]] = {}
    for role, uses in sorted(seen.items()):
        for table in sorted({use.table for use in uses}):
            rule = rules.get((role, table, "query"))
            columns = {how: _columns(uses, table, how) for how in ("shown", *_INDIRECT)}
            entry: dict[str, Any] = {
                "columns": columns.pop("shown"),
                **{how: names for how, names in columns.items() if names},
                "filters": list(rule.filters) if rule else [],
                "limit": rule.limit if rule else None,
            }
            if writes := writes_of(uses, table, lambda action: rules.get((role, table, action))):  # noqa: B023 - called here
                entry["writes"] = writes
            if all(is_write(use) for use in uses if use.table == table):
                entry["unread"] = True
            exposure.setdefault(role, {})[table] = entry
    return exposure


def _columns(uses: Collection[Use], table: str, usage: str) -> list[str]:
    usages = ("ordered", "paged") if usage == "ordered" else (usage,)
    return sorted({use.column for use in uses if use.table == table and use.usage in usages})


def changes(before: Exposure, after: Exposure, changed: Collection[str] = ()) -> Iterator[str]:
    """One line per thing that became visible, or is no longer, to a role.

    ``changed`` are roles whose rules differ now: each has a line, even if nothing follows from it.
    """
    for role in sorted({*before, *after, *changed}):
        old, new = before.get(role, {}), after.get(role, {})
        lines = [
            line
            for table in sorted({*old, *new})
            for line in _both(f"{role} · {table}", old.get(table, {}), new.get(table, {}))
        ]
        yield from lines
        if role in changed and not lines:
            yield f"~ {role}: its rules changed, and no operation shows it more or less than before"


def _both(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What is read of a table, and what is written."""
    seen, shown = (None if not entry or entry.get("unread") else entry for entry in (old, new))
    if seen is not None or shown is not None:
        yield from _table(where, seen, shown)
    yield from write_changes(where, old.get("writes", {}), new.get("writes", {}))


def _table(where: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[str]:
    if new is None:
        yield f"- {where}: no longer visible"
        return
    if old is None:
        indirect = "".join(f"; {text}: {', '.join(names)}" for text, names in _indirect(new, {}))
        yield f"+ {where}: now visible: {', '.join(new['columns']) or 'that rows exist'}{indirect}; {_rows(new)}"
        return
    added = sorted(set(new["columns"]) - set(old["columns"]))
    gone = sorted(set(old["columns"]) - set(new["columns"]))
    if added:
        yield f"+ {where}: columns now visible: {', '.join(added)}"
    for text, names in _indirect(new, old):
        yield f"+ {where}: rows now {text}: {', '.join(names)}"
    if gone:
        yield f"- {where}: columns no longer visible: {', '.join(gone)}"
    for text, names in _indirect(old, new):
        if gone := [name for name in names if name not in new["columns"]]:
            yield f"- {where}: rows no longer {text}: {', '.join(gone)}"
    if old["filters"] != new["filters"]:
        yield f"! {where}: now visible: {_rows(new)}; before: {_rows(old)}"
    if old["limit"] != new["limit"]:
        yield f"! {where}: rows per list: {_limit(new)}; before: {_limit(old)}"


def _indirect(entry: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Columns that callers can learn from ``entry`` without being shown them, and from ``other`` not so."""
    for how, text in _INDIRECT.items():
        if names := _unshown(entry, how) - _unshown(other, how):
            yield text, sorted(names)


def _unshown(entry: Mapping[str, Any], how: str) -> set[str]:
    return set(entry.get(how, ())) - set(entry.get("columns", ()))


def _rows(entry: Mapping[str, Any]) -> str:
    filters = [str(where) for where in entry["filters"]]
    return f"rows where {' and '.join(filters)}" if filters else "all rows"


def _limit(entry: Mapping[str, Any]) -> str:
    return "the default" if entry["limit"] is None else str(entry["limit"])
