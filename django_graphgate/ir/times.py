"""Dates, times and durations as requests write them; each reader raises :class:`BadValue`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django_graphgate.ir.bad_value import BadValue

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_OFFSET = r"([zZ]|[+-][0-9]{2}:?[0-9]{2})"
_TIME_ONLY = re.compile(_TIME)
_DATETIME = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_TIME}(?P<offset>{_OFFSET})?")


def read_date(value: Any) -> dt.date:
    """A date of the years 1 to 9999."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue("a date such as 2021-01-09 is expected")


def read_time(value: Any) -> dt.time:
    """A time of day without offset."""
    if isinstance(value, str) and _TIME_ONLY.fullmatch(value):
        try:
            return dt.time.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue("a time such as 16:37:01 is expected")


def _read_datetime(value: Any) -> dt.datetime | None:
    if not isinstance(value, str) or (match := _DATETIME.fullmatch(value)) is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value.upper())
        return moment.astimezone(dt.UTC) if match["offset"] else moment
    except (ValueError, OverflowError):
        return None


def with_offset(moment: dt.datetime | None) -> dt.datetime:
    """A date and time that has to have an offset."""
    if moment is None or moment.tzinfo is None:
        raise BadValue("a date and time with an offset such as 2021-01-09T16:37:01Z is expected")
    return moment


def without_offset(moment: dt.datetime | None) -> dt.datetime:
    """A date and time that must not have an offset."""
    if moment is None or moment.tzinfo is not None:
        raise BadValue("a date and time without an offset such as 2021-01-09T16:37:01 is expected")
    return moment


def read_datetime(value: Any) -> dt.datetime:
    """A date and time with offset, in UTC."""
    return with_offset(_read_datetime(value))


def read_datetime_naive(value: Any) -> dt.datetime:
    """A date and time without offset."""
    return without_offset(_read_datetime(value))


def read_datetime_any(value: Any) -> dt.datetime:
    """A date and time with or without offset; with one, in UTC."""
    moment = _read_datetime(value)
    if moment is None:
        raise BadValue("a date and time such as 2021-01-09T16:37:01Z is expected")
    return moment


_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>[0-9]{1,7})W)?(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?"
    r"(?:(?P<seconds>[0-9]{1,12})(?:\.(?P<fraction>[0-9]{1,6}))?S)?)?"
)


_LONGEST = dt.timedelta(days=(2**63 - 1) // 86_400_000_000)
"""Django stores microseconds in 64 bits where a server has no intervals."""


def read_duration(value: Any) -> dt.timedelta:
    """An ISO 8601 duration of weeks, days and less."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match[0].lstrip("+-")) < 3:
        raise BadValue("a duration such as P1DT02H03M04S is expected")
    part = {
        name: int(text or 0) for name, text in match.groupdict().items() if name not in ("sign", "fraction")
    }
    microseconds = int((match["fraction"] or "").ljust(6, "0"))
    try:
        duration = dt.timedelta(**part, microseconds=microseconds)
    except OverflowError:
        duration = dt.timedelta.max
    if duration > _LONGEST:
        raise BadValue(f"a duration of at most {_LONGEST.days} days is expected")
    return -duration if match["sign"] == "-" else duration
