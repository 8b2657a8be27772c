"""When a message was signed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

from django_graphgate.signing.message import SignatureInvalid

Unit = Literal["s", "ms", "either"]
"""What a timestamp counts since the epoch.  Where a timestamp touches the body without a separator the unit has to
be fixed: three digits at the beginning of the body would otherwise turn its seconds into milliseconds."""

DEFAULT_TOLERANCE = 300.0
"""Seconds that a timestamp may differ from the clock in either direction."""

_DIGITS = {"s": re.compile(r"[1-9][0-9]{0,9}"), "ms": re.compile(r"[1-9][0-9]{11,12}")}
"""ASCII digits alone: no sign, no fraction, no exponent, no digits of other scripts."""


def read_timestamp(text: str, unit: Unit) -> float:
    """Seconds since the epoch; raises ``SignatureInvalid``."""
    if unit != "ms" and _DIGITS["s"].fullmatch(text):
        return float(text)
    if unit != "s" and _DIGITS["ms"].fullmatch(text):
        return int(text) / 1000
    raise SignatureInvalid("the timestamp is not a number of digits of its unit")


def read_event_time(value: Any) -> float:
    """A member of the payload: seconds, milliseconds, or ISO 8601 with an offset; raises ``SignatureInvalid``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return read_timestamp(str(value), "either")
    if isinstance(value, str) and value.isascii():
        if value.isdigit():
            return read_timestamp(value, "either")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment.timestamp()
    raise SignatureInvalid("the event's time is neither a number nor a time with an offset")


def check_age(timestamp: float, now: float, tolerance: float) -> None:
    """Raise ``SignatureInvalid`` for what is too old, or too far in the future."""
    if not abs(now - timestamp) <= tolerance:
        raise SignatureInvalid(f"the timestamp is {now - timestamp:.0f} seconds old")


def write_timestamp(now: float, unit: Unit) -> str:
    """The inverse of :func:`read_timestamp`."""
    return str(int(now)) if unit == "s" else str(int(now * 1000))
