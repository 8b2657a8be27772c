"""An exposure as a table for people, as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from django_graphgate.exposure.entry import Exposed

_HEAD = ("role", "table", "column", "how", "operation", "path", "model", "field", "rows", "masked")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


def cells_of(entry: Exposed) -> tuple[str, ...]:
    """An entry as texts, in the order of the columns of a report."""
    how = f"{entry.how} ({entry.action})" if entry.action else entry.how
    column = entry.column or "(rows)"
    rows = " and ".join(entry.filtered_by)
    masked = "masked" if entry.masked else ""
    return (
        entry.role,
        entry.table,
        column,
        how,
        entry.place,
        entry.path,
        entry.model,
        entry.field,
        rows,
        masked,
    )


def as_table(entries: Sequence[Exposed]) -> str:
    """Aligned columns, and how many entries there are."""
    rows = [("ROLE", "COLUMN", "HOW", "BY", "AT", "ROWS"), *(_row(entry) for entry in entries)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*(line.rstrip() for line in lines), f"{len(entries)} entries."])


def _row(entry: Exposed) -> tuple[str, ...]:
    role, table, column, how, place, path, _, _, rows, masked = cells_of(entry)
    facts = "; ".join(filter(None, (f"where {rows}" if rows else "", masked)))
    return tuple(printable(cell) for cell in (role, f"{table}.{column}", how, place, path, facts))


def sentence(entry: Exposed) -> str:
    """An entry in one line: ``user: customers.email shown by Me at me.email``."""
    role, table, column, how, place, path, *_ = cells_of(entry)
    return printable(f"{role}: {table}.{column} {how} by {place or 'the role'} at {path}")


def printable(text: str) -> str:
    """The text in one line, without what moves a terminal's cursor."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def as_json(entries: Sequence[Exposed]) -> str:
    """A list of objects, which ``--diff`` takes as it is."""
    return json.dumps([entry.to_json() for entry in entries], indent=1, ensure_ascii=False)


def as_csv(entries: Sequence[Exposed]) -> str:
    """A line for each entry; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows([_safe(cell) for cell in cells_of(entry)] for entry in entries)
    return out.getvalue().rstrip("\n")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_markdown(entries: Sequence[Exposed]) -> str:
    """A table with a row for each role and column, for a comment on a pull request."""
    grouped: dict[tuple[str, str], dict[str, None]] = {}
    for entry in entries:
        role, table, column, how, place, *_ = cells_of(entry)
        masked = ", masked" if entry.masked else ""
        grouped.setdefault((role, f"{table}.{column}"), {})[f"{how}{masked} by {place or 'its rules'}"] = None
    lines = [_line((role, column, "; ".join(uses))) for (role, column), uses in grouped.items()]
    return "\n".join([_line(("role", "column", "how")), "| --- | --- | --- |", *lines])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """A text that stays in its cell and is not markup."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#!~" else letter for letter in text)
    return " ".join(escaped.split())


FORMATS: Mapping[str, Callable[[Sequence[Exposed]], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
}
