"""How many audit events each day had, as bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format

DAYS = 30
WIDTH, HEIGHT = 20, 100
"""Of a bar with its gap, and of the highest one, in units of the drawing."""
_GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's bar: the events of one name."""

    event: str
    title: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The last days, the oldest first."""

    bars: tuple[Bar, ...]
    events: tuple[str, ...]
    """Their names, the frequent ones first."""
    most: int
    """The events of the busiest day."""
    first: dt.date
    last: dt.date
    width: int = DAYS * WIDTH
    height: int = HEIGHT
    bar_width: int = WIDTH - _GAP


def event_chart(events: QuerySet[Any], today: dt.date) -> Chart | None:
    """``None`` where none of the days had an event."""
    first = today - dt.timedelta(days=DAYS - 1)
    days: dict[dt.date, dict[str, int]] = {}
    totals: dict[str, int] = {}
    per_day = events.filter(at__gte=_midnight(first)).order_by().annotate(day=TruncDate("at"))
    for day, event, count in per_day.values_list("day", "event").annotate(count=Count("pk")):
        if first <= day <= today:
            days.setdefault(day, {})[event] = count
            totals[event] = totals.get(event, 0) + count
    if not days:
        return None
    names = tuple(sorted(totals, key=lambda name: (-totals[name], name)))
    most = max(sum(counts.values()) for counts in days.values())
    bars = [
        bar
        for day, counts in sorted(days.items())
        for bar in _bars(
            day, {name: counts[name] for name in names if name in counts}, (day - first).days, most
        )
    ]
    return Chart(bars=tuple(bars), events=names, most=most, first=first, last=today)


def _bars(day: dt.date, counts: dict[str, int], number: int, most: int) -> Iterator[Bar]:
    """One upon the other."""
    y = float(HEIGHT)
    for event, count in counts.items():
        height = round(count / most * HEIGHT, 2)
        y = round(y - height, 2)
        yield Bar(event, f"{date_format(day)}: {count} {event}", number * WIDTH, y, height)


def _midnight(day: dt.date) -> dt.datetime:
    naive = dt.datetime.combine(day, dt.time())
    return timezone.make_aware(naive) if timezone.is_aware(timezone.now()) else naive
