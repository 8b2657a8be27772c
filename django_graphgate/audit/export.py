"""Events as lines, for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import router
from django.db.models import QuerySet

from django_graphgate.audit.chain import TEXTS, moment
from django_graphgate.models import AuditEvent

FIELDS = ("stream", "sequence", "at", *TEXTS, "data", "previous", "digest")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula."""


def select(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    event: str = "",
    actor: str = "",
    stream: str = "",
) -> QuerySet[Any]:
    """The events that are asked for, chain by chain."""
    wanted = {"at__gte": since, "at__lt": until, "event": event, "actor": actor, "stream": stream}
    given = {name: value for name, value in wanted.items() if value}
    rows = AuditEvent._base_manager.using(router.db_for_write(AuditEvent)).filter(**given)
    return rows.order_by("stream", "sequence")


def as_dict(event: AuditEvent) -> dict[str, Any]:
    """What an event says."""
    return {name: moment(event.at) if name == "at" else getattr(event, name) for name in FIELDS}


def json_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """One JSON object a line."""
    for event in events:
        yield json.dumps(as_dict(event))


def csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """For spreadsheets: no cell is a formula."""
    yield _csv_line(FIELDS)
    for event in events:
        values = {**as_dict(event), "data": json.dumps(event.data)}
        yield _csv_line(_cell(values[name]) for name in FIELDS)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
