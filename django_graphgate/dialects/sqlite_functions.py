"""Functions that a SQLite connection lacks: canonical JSON forms, patterns as PostgreSQL knows them, HMAC.

Each is deterministic and takes NULL, which is ``null`` as text (or NULL for conditions).  Where the stored
value is not of the expected kind it returns a mark: a hostile row costs its value, not the response.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import functools
import hashlib
import json
import math
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote


def _on_the_edge(value: float, text: str) -> bool:
    """A short text of the value lies exactly between two floats.

    It reads back equal only because halves are rounded to even, which PostgreSQL does not rely on:
    it writes more digits.  Below 2**53 what lies between two floats has too many digits.
    """
    if not 2.0**53 <= abs(value) < 1e40:
        return False
    twice = 2 * int(Decimal(text))
    return any(twice == int(value) + int(math.nextafter(value, end)) for end in (-math.inf, math.inf))


def _text(value: Any) -> str | None:
    """A stored text, which comes as bytes; ``None`` for anything else, and for what is no UTF-8."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return None
    return value if isinstance(value, str) else None


_NOT_FINITE, _STRANGE = "\x1an", "\x1at"
"""Marks of values that cannot be written: see :mod:`django_graphgate.ir.field_errors`."""


def gg_strange(value: Any) -> str:
    """What is written of a value that is not of its column's type; ``null`` for NULL."""
    return "null" if value is None else _STRANGE


def gg_file_url(prefix: str, name: Any) -> str | None:
    """The URL of a file, as Django's storages make it; NULL without a name, and for what is no text."""
    text = _text(name)
    if not text:
        return None
    return prefix + quote(text.replace("\\", "/"), safe="/~!*()'").lstrip("/")


def gg_float(value: Any) -> str:
    """The shortest text that reads back equal, in the form PostgreSQL writes it (``1e+20``, ``100``)."""
    if isinstance(value, int):
        value = float(value)
    if not isinstance(value, float):
        return gg_strange(value)
    if not math.isfinite(value):
        return _NOT_FINITE
    text = repr(value)
    if _on_the_edge(value, text):
        longer = f"{value:.15e}"
        fits = float(longer) == value and not _on_the_edge(value, longer)
        text = longer if fits else f"{value:.16e}"
    mantissa, _, exponent = text.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    if not digits:
        return sign + "0"
    if -4 < point <= 15:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        if len(digits) <= point:
            return sign + digits.ljust(point, "0")
        return f"{sign}{digits[:point]}.{digits[point:]}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    power = point - 1
    return f"{sign}{digits[0]}{tail}e{'-' if power < 0 else '+'}{abs(power):02d}"


def gg_number(value: Any) -> str:
    """A stored number as a JSON text that reads back equal, infinities too; what else is stored as it is."""
    if value is None:
        return "null"
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    return json.dumps(text if isinstance(text, str) else repr(text))


_NUMBER = re.compile(r"[+-]?[0-9]{1,1000}(?:\.[0-9]{1,1000})?(?:[eE][+-]?[0-9]{1,3})?")
_FIFTEEN_DIGITS = decimal.Context(prec=15)
_WIDE = decimal.Context(prec=1_000, rounding=decimal.ROUND_HALF_EVEN)


def gg_decimal(value: Any, places: int | None) -> str:
    """The number that Django reads: of 15 digits, ties rounded to even; with all its digits without ``places``."""
    if (
        isinstance(value, float)
        and places is not None
        and -(10.0 ** (15 - places)) < value < 10.0 ** (15 - places)
    ):
        text = f"{value:.{places}f}"
        if value and float(text) == value:  # nothing was rounded: nearly always, and several times as fast
            return text
    try:
        if isinstance(value, float):
            if not math.isfinite(value):
                return _NOT_FINITE
            number = _FIFTEEN_DIGITS.create_decimal_from_float(value)
        else:
            number = decimal.Decimal(value if isinstance(value, int) else _number(value))
        if places is None:
            text = format(_FIFTEEN_DIGITS.normalize(number) if isinstance(value, float) else number, "f")
        else:
            text = format(number.quantize(decimal.Decimal(1).scaleb(-places), context=_WIDE), "f")
    except (ArithmeticError, TypeError, ValueError):
        return gg_strange(value)
    return text.lstrip("-") if not number or not text.strip("-0.") else text


def _number(value: Any) -> str:
    text = _text(value)
    if text is None or not _NUMBER.fullmatch(text):
        raise ValueError
    return text


def gg_whole(value: Any) -> str:
    """A number with a point that is a whole number, as a view may have it."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2.0**63
    return str(int(value)) if whole else gg_strange(value)


def gg_quoted(form: Any) -> str:
    """A number's form as a JSON string; ``null`` and marks stay what they are."""
    return str(form) if form == "null" or str(form).startswith("\x1a") else f'"{form}"'


_UUID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def gg_uuid(value: Any) -> str:
    """``"xxxxxxxx-xxxx-…"`` out of the 32 digits that Django stores."""
    text = _text(value)
    return f'"{uuid.UUID(text)}"' if text is not None and _UUID.fullmatch(text) else gg_strange(value)


_CLOCK = r"((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)(?:\.([0-9]{1,6}))?"
_DATETIME = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[T ]{_CLOCK}(\+00:00|Z)?")
_TIME = re.compile(_CLOCK)


def _clock(text: str, fraction: str | None) -> str:
    text = text if len(text) == 8 else text + ":00"
    fraction = (fraction or "").rstrip("0")
    return f"{text}.{fraction}" if fraction else text


def gg_datetime(value: Any, offset: str, zone: dt.tzinfo | None = None) -> str:
    """``"2021-01-09T16:37:01.5+00:00"`` out of the text that Django stores: in ``zone``, else in UTC."""
    text = _text(value)
    match = _DATETIME.fullmatch(text) if text is not None else None
    if match is None:
        return gg_strange(value)
    try:
        if zone is None or not offset or match[4]:
            dt.date.fromisoformat(match[1])
            return f'"{match[1]}T{_clock(match[2], match[3])}{offset}"'
        local = dt.datetime.fromisoformat(f"{match[1]}T{_clock(match[2], None)}")
        moment = local.replace(tzinfo=zone).astimezone(dt.UTC).isoformat()
    except (ValueError, OverflowError):  # a day that the calendar does not have
        return _STRANGE
    return f'"{moment[:10]}T{_clock(moment[11:19], match[3])}{offset}"'


def gg_time(value: Any) -> str:
    """``"16:37:01.5"``."""
    text = _text(value)
    match = _TIME.fullmatch(text) if text is not None else None
    return f'"{_clock(match[1], match[2])}"' if match else gg_strange(value)


def gg_duration(value: Any) -> str:
    """ISO 8601 out of the microseconds that Django stores."""
    if not isinstance(value, int):
        return gg_strange(value)
    seconds, microseconds = divmod(abs(value), 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    clock = f"{hours:02d}H{seconds // 60:02d}M{seconds % 60:02d}"
    fraction = f".{microseconds:06d}".rstrip("0").rstrip(".")
    return f'"{"-" if value < 0 else ""}P{days}DT{clock}{fraction}S"'


def gg_base64(value: Any) -> str:
    """Base64 without line breaks."""
    if isinstance(value, str):
        value = value.encode()
    return json.dumps(base64.b64encode(value).decode()) if isinstance(value, bytes) else gg_strange(value)


def gg_key(form: Any, value: Any) -> str:
    """A key of a cursor: the value's form, or where it has none, the text of what is stored."""
    if isinstance(form, int):
        return str(form)
    if isinstance(form, str) and not form.startswith("\x1a"):
        return form
    return json.dumps(value.decode(errors="replace") if isinstance(value, bytes) else str(value))


def gg_unhex(value: Any) -> bytes | None:
    """Bytes out of hexadecimal digits; SQLite has its own only from 3.41 on."""
    return bytes.fromhex(value) if isinstance(value, str) else None


_PIECE = 1_000
"""The longest expression, in characters of a pattern: ``re`` itself remembers hundreds of them."""

_Segment = tuple[tuple[re.Pattern[str], ...], int]
"""What is between two ``%``, in pieces, and how many characters it matches."""


def _segments(pattern: str, fold: int) -> tuple[_Segment, ...]:
    """The pattern cut at every ``%``.  Each piece is of one length, so no search backtracks."""
    segments: list[list[str]] = [[]]
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            if segments[-1] or len(segments) == 1:  # two of them are as one
                segments.append([])
        elif character == "_":
            segments[-1].append(".")
        else:
            text = next(characters, "\\") if character == "\\" else character
            segments[-1].append(re.escape(text))
    flags = re.DOTALL | (re.IGNORECASE if fold else 0)
    return tuple(
        (
            tuple(
                re.compile("".join(segment[start : start + _PIECE]), flags)
                for start in range(0, max(len(segment), 1), _PIECE)
            ),
            len(segment),
        )
        for segment in segments
    )


_remembered = functools.lru_cache(maxsize=1_000)(_segments)
_remembered_long = functools.lru_cache(maxsize=50)(_segments)
"""A long pattern takes a megabyte, and a caller can send ever new ones."""


def _at(text: str, segment: _Segment, start: int) -> int:
    """Where the segment ends that begins at this place; -1 where it does not."""
    for index, piece in enumerate(segment[0]):
        if piece.match(text, start + index * _PIECE) is None:
            return -1
    return start + segment[1]


def _find(text: str, segment: _Segment, start: int) -> int:
    """Where the first such segment ends from this place on; -1 where there is none."""
    while (match := segment[0][0].search(text, start)) is not None:
        if (end := _at(text, segment, match.start())) >= 0:
            return end
        start = match.start() + 1
    return -1


def _matches(text: str, segments: tuple[_Segment, ...]) -> bool:
    end = _at(text, segments[0], 0)
    if len(segments) == 1:
        return end == len(text)
    for segment in segments[1:-1]:
        if end < 0:
            return False
        end = _find(text, segment, end)
    last = len(text) - segments[-1][1]
    return 0 <= end <= last and _at(text, segments[-1], last) == len(text)


def gg_like(value: Any, pattern: Any, fold: int) -> int | None:
    """LIKE with case (``fold`` 0) or without (1), backslash as escape; linear in text times pattern."""
    if value is None or pattern is None:
        return None
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    pattern = str(pattern)
    if len(pattern) <= _PIECE:
        return int(_matches(text, _remembered(pattern, int(fold))))
    if len(pattern) - pattern.count("%") > 2 * len(text):  # at most one of two characters is an escape
        return 0
    return int(_matches(text, _remembered_long(pattern, int(fold))))


def gg_hmac(inner: Any, outer: Any, value: Any) -> str | None:
    """HMAC-SHA256 with prepared key pads (hexadecimal), in hexadecimal."""
    if not all(isinstance(argument, str) for argument in (inner, outer, value)):
        return None
    first = hashlib.sha256(bytes.fromhex(inner) + value.encode()).digest()
    return hashlib.sha256(bytes.fromhex(outer) + first).hexdigest()


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "gg_file_url": (2, gg_file_url),
    "gg_float": (1, gg_float),
    "gg_key": (2, gg_key),
    "gg_whole": (1, gg_whole),
    "gg_strange": (1, gg_strange),
    "gg_number": (1, gg_number),
    "gg_decimal": (2, gg_decimal),
    "gg_quoted": (1, gg_quoted),
    "gg_uuid": (1, gg_uuid),
    "gg_datetime": (2, gg_datetime),
    "gg_time": (1, gg_time),
    "gg_duration": (1, gg_duration),
    "gg_base64": (1, gg_base64),
    "gg_unhex": (1, gg_unhex),
    "gg_like": (3, gg_like),
    "gg_hmac": (3, gg_hmac),
}
