"""The page of what is exposed: for each role the columns, and how they are used."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.conf import Settings, get_settings, on_change
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.exposure.entry import HOWS, Exposed, How
from django_graphgate.exposure.selection import Selection
from django_graphgate.lru_cache import LRUCache
from django_graphgate.models import TableRule
from django_graphgate.rules.model import StoredRole

_MARKS: Mapping[How, tuple[str, str]] = {
    "shown": ("shown", "reads"),
    "returned": ("returned", "reads"),
    "filtered": ("filtered", "looks"),
    "ordered": ("ordered", "looks"),
    "grouped": ("grouped", "looks"),
    "joined": ("joined", "looks"),
    "aggregated": ("counted", "looks"),
    "written": ("written", "writes"),
    "read_by_action": ("read by SQL", "looks"),
    "written_by_action": ("written by SQL", "writes"),
}
"""What a way of use is called in a cell, and which colour it has."""
_MOST_LINES = 300
_PARAMETERS = ("role", "table", "operation", "how", "column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One way in which a role uses a column; ``title`` names the operations."""

    text: str
    colour: str
    title: str
    masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one role does with a column, and the address of the lines about it."""

    role: str
    link: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A column of a table, with a cell for each role."""

    column: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOfPage:
    """A table with those of its columns that any role uses."""

    name: str
    model: str
    lines: Sequence[Line]


def exposure_view(role_admin: admin.ModelAdmin, request: HttpRequest) -> TemplateResponse:
    """Which role uses which column how, under the rules of now; for those who may see roles and rules."""
    rules = role_admin.admin_site.get_model_admin(TableRule)
    if not role_admin.has_view_permission(request) or not rules.has_view_permission(request):
        raise PermissionDenied
    given = {name: value for name in _PARAMETERS if (value := request.GET.get(name, "").strip())}
    context: dict[str, Any] = {
        **role_admin.admin_site.each_context(request),
        "title": "Exposure",
        "opts": role_admin.opts,
        "given": given,
    }
    try:
        entries, warnings = current_exposure(get_settings())
    except (ConfigurationError, RequestRejected) as error:
        context["problem"] = error.message
    else:
        chosen = Selection.of({name: [value] for name, value in given.items()}).of_entries(entries)
        roles = sorted({entry.role for entry in chosen})
        context |= {
            "warnings": warnings,
            "choices": _choices(entries),
            "roles": roles,
            "tables": _tables(chosen, roles, given),
            "lines": chosen[:_MOST_LINES] if "column" in given or "operation" in given else (),
            "number": len(chosen),
            "left": max(len(chosen) - _MOST_LINES, 0),
        }
    return TemplateResponse(request, "admin/graphgate/exposure.html", context)


def _choices(entries: Sequence[Exposed]) -> list[tuple[str, list[str]]]:
    """What the page offers to select by."""
    return [
        ("role", sorted({entry.role for entry in entries})),
        ("table", sorted({entry.table for entry in entries})),
        ("operation", sorted({entry.operation for entry in entries} - {""})),
        ("how", list(HOWS)),
    ]


def _tables(entries: Iterable[Exposed], roles: Sequence[str], given: Mapping[str, str]) -> list[TableOfPage]:
    grouped: dict[str, dict[str, dict[str, list[Exposed]]]] = {}
    models: dict[str, str] = {}
    for entry in entries:
        columns = grouped.setdefault(entry.table, {})
        columns.setdefault(entry.column, {}).setdefault(entry.role, []).append(entry)
        models.setdefault(entry.table, entry.model)
    return [
        TableOfPage(
            name=table,
            model=models[table],
            lines=[
                Line(column=column, cells=[_cell(role, by_role.get(role, ()), given) for role in roles])
                for column, by_role in sorted(columns.items())
            ],
        )
        for table, columns in sorted(grouped.items())
    ]


def _cell(role: str, entries: Sequence[Exposed], given: Mapping[str, str]) -> Cell:
    by_how: dict[How, list[Exposed]] = {}
    for entry in entries:
        by_how.setdefault(entry.how, []).append(entry)
    marks = [_mark(how, by_how[how]) for how in HOWS if how in by_how]
    link = ""
    if entries and entries[0].column:
        column = f"{entries[0].table}.{entries[0].column}"
        link = urlencode({**given, "role": role, "table": entries[0].table, "column": column})
    return Cell(role=role, link=link, marks=marks)


def _mark(how: How, entries: Sequence[Exposed]) -> Mark:
    text, colour = _MARKS[how]
    places = dict.fromkeys(f"{entry.place}: {entry.path}" for entry in entries)
    masked = all(entry.masked for entry in entries)
    return Mark(text=text, colour=colour, title="\n".join(places), masked=masked)


# -- what there is ----------------------------------------------------------------------------------


_Known = tuple[tuple[Exposed, ...], list[str]]
_known: LRUCache[object, _Known] = LRUCache(4)
on_change(lambda: _known.keep(lambda _: False))


def current_exposure(settings: Settings) -> _Known:
    """The exposure by the frozen files under the roles of the database, and why the lock does not fit.

    Computed again when a file or a role has changed.  Raises ``ConfigurationError`` and ``DatabaseUnavailable``.
    """
    folder = settings.config_dir()
    roles = tuple(load_access(state_alias()).roles.values())
    key = (_state(folder), tuple((role.name, role.match, role.fingerprint()) for role in roles))
    known = _known.get(key)
    if known is None:
        known = _read(settings, folder, roles)
        _known.put(key, known)
    return known


def _read(settings: Settings, folder: Path, roles: Sequence[StoredRole]) -> _Known:
    from django_graphgate.exposure.matrix import (  # with the compiler, which a server does not load
        exposure_of,
        read_folder,
        staleness,
    )

    frozen = read_folder(folder, roles)
    return exposure_of(settings, frozen), staleness(settings, folder, frozen)


def _state(folder: Path) -> tuple[object, ...]:
    """What changes when a file does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return (folder, *((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))
