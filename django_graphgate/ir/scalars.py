"""The checks of scalar values: which JSON values a codec takes, and as what.

``coerce`` checks a JSON value and returns the one Python value that the dialects bind; what PostgreSQL's own
casts would take beyond that (``now``, ``infinity``, ``0x1F``, ``NaN``) never reaches them.  Whoever checks
values of one codec many times keeps its :func:`checker`.
"""

from __future__ import annotations

import base64
import binascii
import functools
import ipaddress
import json
import math
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.codec import INT32, Codec
from django_graphgate.ir.depth import is_deeper
from django_graphgate.ir.times import (
    read_date,
    read_datetime,
    read_datetime_any,
    read_datetime_naive,
    read_duration,
    read_time,
    with_offset,
    without_offset,
)

Value = Any
"""A coerced Python value, as the table of :mod:`django_graphgate.ir.codec` lists them."""

Checker = Callable[[Any], Value]
"""Takes a JSON value that is not ``None``; raises :class:`BadValue`."""


def coerce(codec: Codec, value: Any) -> Value:
    """The Python value of a JSON value; ``None`` stays ``None``; raises :class:`BadValue`."""
    return None if value is None else checker(codec)(value)


@functools.lru_cache(maxsize=10_000)
def checker(codec: Codec) -> Checker:
    """The check of a codec's values; one function for all codecs that take the same values."""
    if codec.name == "int":
        return _int_checker(*codec.numbers)
    if codec.name == "enum":
        return _enum_checker(codec.names)
    return _CHECKERS[codec.name] if codec.item is None else for_each(checker(codec.item))


def for_each(check: Checker) -> Checker:
    """The check of a list's items; a single value is a list of one, and ``None`` stays ``None``."""

    def check_items(value: Any) -> list[Value]:
        items = cast("list[Any]", value if isinstance(value, list | tuple) else [value])
        return [None if item is None else check(item) for item in items]

    return check_items


def conversion(checked: Codec, wanted: Codec) -> Checker | None:
    """What turns a checked value of one codec into one of another; ``None`` where it is one already.

    A variable is checked as its declared type, and placed where a codec of the same scalar may ask for more.
    """
    if checked.item is not None and wanted.item is not None:
        convert = conversion(checked.item, wanted.item)
        return None if convert is None else for_each(convert)
    if checked.name == wanted.name == "int":
        within = wanted.numbers[0] <= checked.numbers[0] and checked.numbers[1] <= wanted.numbers[1]
        return None if within else checker(wanted)
    if checked.name == "datetime_any" and wanted.name in _CONVERSIONS:
        return _CONVERSIONS[wanted.name]
    # a checked text, number or boolean is still the JSON value that it was
    return None if checker(checked) is checker(wanted) else checker(wanted)


def _enum_checker(names: tuple[str, ...]) -> Checker:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            raise BadValue(f"one of {', '.join(names)} is expected")
        return value

    return check


def _int_checker(lowest: int, highest: int) -> Checker:
    def check(value: Any) -> int:
        number = value if type(value) is int else _int(value, digits=highest > INT32[1])
        if not lowest <= number <= highest:
            raise BadValue(f"a whole number from {lowest} to {highest} is expected")
        return number

    return check


def _int(value: Any, *, digits: bool) -> int:
    if isinstance(value, bool):
        raise BadValue("a whole number is expected")
    if digits and isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)  # 64-bit numbers lose digits in JavaScript, so clients send them as text
    if isinstance(value, (float, Decimal)):
        value = _whole(value)
    if not isinstance(value, int):
        raise BadValue("a whole number is expected")
    return value


def _whole(value: float | Decimal) -> int | None:
    """3.0 is the number 3 in JSON.  The bound comes first: ``int(Decimal("1e999999999"))`` never ends."""
    finite = value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
    if not finite or not -1e30 < value < 1e30 or value != int(value):
        return None
    return int(value)


_DIGITS = re.compile(r"-?[0-9]{1,19}")
_MAX_BITS = 3_500
"""More than 1,000 digits have; Python refuses to write longer numbers as text."""
_NUMBER = re.compile(r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?([eE][+-]?[0-9]{1,3})?")


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise BadValue("a number is expected")
    try:
        number = float(value)
    except (OverflowError, ValueError):  # too large; a signalling NaN
        number = math.inf
    if not math.isfinite(number):
        raise BadValue("a finite number is expected")
    return number


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise BadValue("a decimal number is expected")
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise BadValue("a decimal number of at most 1,000 digits is expected")
    text = repr(value) if isinstance(value, float) else str(value)
    if len(text) > 1000 or not _NUMBER.fullmatch(text):
        raise BadValue("a decimal number is expected")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadValue("a decimal number is expected") from None
    if abs(number.adjusted()) > 999:
        raise BadValue("a decimal number of at most 1,000 digits is expected")
    return number


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue("true or false is expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadValue("a text is expected")
    if "\0" in value:
        raise BadValue("a text without NUL characters is expected")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadValue("a text of whole Unicode characters is expected") from None
    return value


def _pattern(value: Any) -> str:
    text = _text(value)
    if (len(text) - len(text.rstrip("\\"))) % 2:
        raise BadValue("a pattern that does not end in a lone backslash is expected")
    return text


_LONGEST_REGEX = 1_000
_ESCAPES = re.compile(r"\\.", re.DOTALL)


def _regex(value: Any) -> str:
    text = _text(value)
    if len(text) > _LONGEST_REGEX:
        raise BadValue(f"a pattern of at most {_LONGEST_REGEX:,} characters is expected")
    if any(pair[1] in "123456789" for pair in _ESCAPES.findall(text)):
        raise BadValue("a pattern without back-references is expected, which take exponential time")
    return text


_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BadValue("a UUID is expected")
    return uuid.UUID(value)


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            decoded = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            decoded = None
        if decoded is not None and base64.b64encode(decoded).decode() == value:  # one text for each value
            return decoded
    raise BadValue("base64 text is expected")


_DEEPEST_JSON = 100
"""A server's own functions go down a value by recursion."""


def _json_text(value: Any) -> str:
    try:
        return _json(json.loads(value))
    except (ValueError, TypeError, RecursionError):
        raise BadValue("a JSON value is expected") from None


def _json(value: Any) -> str:
    if is_deeper(value, _DEEPEST_JSON):
        raise BadValue(f"a JSON value that is at most {_DEEPEST_JSON} levels deep is expected")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_json_number)
        text.encode()
    except (ValueError, TypeError, RecursionError):
        raise BadValue("a JSON value is expected") from None
    if "\\u0000" in text:
        raise BadValue("a JSON value without NUL characters is expected")
    return text


def _json_number(value: Any) -> int | float:
    if isinstance(value, Decimal) and value.is_finite():
        whole = _whole(value)
        return float(value) if whole is None else whole
    raise TypeError


def _inet(value: Any) -> str:
    if isinstance(value, str) and "%" not in value:
        try:
            address = ipaddress.ip_address(value)
            mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
            return f"::ffff:{mapped}" if mapped else str(address)
        except ValueError:
            pass
    raise BadValue("an IP address is expected")


_CHECKERS: Mapping[str, Checker] = {
    "float": _float,
    "decimal": _decimal,
    "bool": _bool,
    "text": _text,
    "like": _text,
    "pattern": _pattern,
    "regex": _regex,
    "uuid": _uuid,
    "date": read_date,
    "time": read_time,
    "datetime": read_datetime,
    "datetime_naive": read_datetime_naive,
    "datetime_any": read_datetime_any,
    "duration": read_duration,
    "bytes": _bytes,
    "json": _json,
    "json_text": _json_text,
    "inet": _inet,
}

_CONVERSIONS: Mapping[str, Checker | None] = {
    "datetime": with_offset,
    "datetime_naive": without_offset,
    "datetime_any": None,
}
"""By the codec of the place, of values of ``datetime_any``."""
