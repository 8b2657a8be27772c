"""Scalar codecs: which values of a request are taken, and as what.

A codec is named by text, ``name`` or ``name:argument:argument``, so that it can stand in a stored
statement.  ``coerce`` checks a JSON value and returns the one Python value that the dialects bind;
what PostgreSQL's own casts would take beyond that (``now``, ``infinity``, ``0x1F``, ``NaN``) never
reaches them.

=============================  =============  ==================================================
codec                          scalar         Python value
=============================  =============  ==================================================
``int:<min>:<max>``            Int, BigInt    ``int`` within the bounds
``float``                      Float          finite ``float``
``decimal:<digits>:<places>``  Decimal        finite ``Decimal`` of at most 1,000 digits
``bool``                       Boolean        ``bool``
``text``                       String         ``str`` without NUL and lone surrogates
``like:<position>``            String         the same, to be escaped for use inside a pattern
``pattern``                    String         a LIKE pattern
``regex``                      String         a regular expression of the database, not too long
``uuid``                       UUID           ``uuid.UUID``
``date`` ``time``              Date, Time     ``date``; ``time`` without offset
``datetime``                   DateTime       aware ``datetime`` in UTC
``datetime_naive``             DateTime       naive ``datetime``
``datetime_any``               DateTime       either; a declared variable, before its column is known
``duration``                   Duration       ``timedelta``
``bytes``                      Bytes          ``bytes``, base64 in JSON
``json``                       JSON           JSON text
``json_text``                  JSON           the same out of JSON text: a value in a document
``inet``                       String         canonical text of an address
``enum:<name>:<name>``         an enum        ``str``, one of the names
``array:<codec>``              list           ``list`` of values of the codec; ``text:varchar`` is a text
                                              in an array column of that type
=============================  =============  ==================================================
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import functools
import ipaddress
import json
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django_graphgate.ir.depth import is_deeper

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)

Value = Any
"""A coerced Python value, as the table above lists them."""


class BadValue(ValueError):
    """The value is not one of this scalar; the text says what was expected, never the value."""


def base(codec: str) -> str:
    """The codec's name without arguments."""
    return codec.partition(":")[0]


def arguments(codec: str) -> tuple[int, ...]:
    """The codec's whole-number arguments."""
    rest = codec.partition(":")[2]
    return tuple(int(part) for part in rest.split(":")) if rest else ()


def _listed(value: Any) -> Any:
    return cast("Any", value) if isinstance(value, list | tuple) else [value]


def item_of(codec: str) -> str:
    """The codec of an array's items; empty for what is no array."""
    return codec.removeprefix("array:") if base(codec) == "array" else ""


def int_codec(lowest: int, highest: int) -> str:
    """The codec of whole numbers within bounds, both included."""
    return f"int:{lowest}:{highest}"


@functools.cache
def scalar(codec: str) -> str:
    """The GraphQL scalar that a codec's values are written as; in brackets, that of an array's items."""
    name = base(codec)
    if name == "int":
        lowest, highest = arguments(codec)
        return "Int" if lowest >= INT32[0] and highest <= INT32[1] else "BigInt"
    if name == "array":
        return f"[{scalar(item_of(codec))}]"
    return _SCALARS[name]


_SCALARS: Mapping[str, str] = {
    "float": "Float",
    "decimal": "Decimal",
    "bool": "Boolean",
    "text": "String",
    "like": "String",
    "pattern": "String",
    "regex": "String",
    "uuid": "UUID",
    "date": "Date",
    "time": "Time",
    "datetime": "DateTime",
    "datetime_naive": "DateTime",
    "datetime_any": "DateTime",
    "duration": "Duration",
    "bytes": "Bytes",
    "json": "JSON",
    "json_text": "JSON",
    "inet": "String",
    "enum": "String",
}

SCALARS = frozenset({"Int", "BigInt", *_SCALARS.values()})


def coerce(codec: str, value: Any) -> Value:
    """The Python value of a JSON value; ``None`` stays ``None``; raises :class:`BadValue`."""
    if value is None:
        return None
    name = base(codec)
    if name == "int":
        lowest, highest = arguments(codec)
        return _int(value, lowest, highest)
    if name == "array":
        return [coerce(item_of(codec), one) for one in cast("list[Any]", _listed(value))]
    return _enum(codec, value) if name == "enum" else _COERCE[name](value)


def enum_codec(names: Iterable[str]) -> str:
    """The codec of texts that are one of some GraphQL names."""
    return ":".join(("enum", *names))


@functools.lru_cache(maxsize=1_000)
def names_of(codec: str) -> tuple[str, ...]:
    """The names that an enum's codec takes."""
    return tuple(codec.split(":")[1:])


def _enum(codec: str, value: Any) -> str:
    names = names_of(codec)
    if not isinstance(value, str) or value not in names:
        raise BadValue(f"one of {', '.join(names)} is expected")
    return value


def _int(value: Any, lowest: int, highest: int) -> int:
    if isinstance(value, bool):
        raise BadValue("a whole number is expected")
    if isinstance(value, str) and highest > INT32[1] and _DIGITS.fullmatch(value):
        value = int(value)  # 64-bit numbers lose digits in JavaScript, so clients send them as text
    if isinstance(value, (float, Decimal)):
        value = _whole(value)
    if not isinstance(value, int):
        raise BadValue("a whole number is expected")
    if not lowest <= value <= highest:
        raise BadValue(f"a whole number from {lowest} to {highest} is expected")
    return value


def _whole(value: float | Decimal) -> int | None:
    """3.0 is the number 3 in JSON.  The bound comes first: ``int(Decimal("1e999999999"))`` never ends."""
    finite = value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
    if not finite or not -1e30 < value < 1e30 or value != int(value):
        return None
    return int(value)


_DIGITS = re.compile(r"-?[0-9]{1,19}")
_MOST_BITS = 3_500
"""More than 1,000 digits have; Python refuses to write longer numbers as text."""
_NUMBER = re.compile(r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?([eE][+-]?[0-9]{1,3})?")


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise BadValue("a number is expected")
    try:
        found = float(value)
    except (OverflowError, ValueError):  # too large; a signalling NaN
        found = math.inf
    if not math.isfinite(found):
        raise BadValue("a finite number is expected")
    return found


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise BadValue("a decimal number is expected")
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise BadValue("a decimal number of at most 1,000 digits is expected")
    text = repr(value) if isinstance(value, float) else str(value)
    if len(text) > 1000 or not _NUMBER.fullmatch(text):
        raise BadValue("a decimal number is expected")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise BadValue("a decimal number is expected") from None
    if abs(found.adjusted()) > 999:
        raise BadValue("a decimal number of at most 1,000 digits is expected")
    return found


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


def _regex(value: Any) -> str:
    text = _text(value)
    if len(text) > _LONGEST_REGEX:
        raise BadValue(f"a pattern of at most {_LONGEST_REGEX:,} characters is expected")
    return text


_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BadValue("a UUID is expected")
    return uuid.UUID(value)


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_OFFSET = r"([zZ]|[+-][0-9]{2}:?[0-9]{2})"
_TIME_ONLY = re.compile(_TIME)
_DATETIME = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_TIME}(?P<offset>{_OFFSET})?")


def _date(value: Any) -> dt.date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue("a date such as 2021-01-09 is expected")


def _time(value: Any) -> dt.time:
    if isinstance(value, str) and _TIME_ONLY.fullmatch(value):
        try:
            return dt.time.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue("a time such as 16:37:01 is expected")


def _read_datetime(value: Any, *, aware: bool) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    match = _DATETIME.fullmatch(value)
    if match is None or bool(match["offset"]) is not aware:
        return None
    try:
        found = dt.datetime.fromisoformat(value.upper())
        return found.astimezone(dt.UTC) if aware else found
    except (ValueError, OverflowError):
        return None


def _datetime(value: Any) -> dt.datetime:
    found = _read_datetime(value, aware=True)
    if found is None:
        raise BadValue("a date and time with an offset such as 2021-01-09T16:37:01Z is expected")
    return found


def _datetime_naive(value: Any) -> dt.datetime:
    found = _read_datetime(value, aware=False)
    if found is None:
        raise BadValue("a date and time without an offset such as 2021-01-09T16:37:01 is expected")
    return found


def _datetime_any(value: Any) -> dt.datetime:
    found = _read_datetime(value, aware=True) or _read_datetime(value, aware=False)
    if found is None:
        raise BadValue("a date and time such as 2021-01-09T16:37:01Z is expected")
    return found


_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>[0-9]{1,7})W)?(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?"
    r"(?:(?P<seconds>[0-9]{1,12})(?:\.(?P<fraction>[0-9]{1,6}))?S)?)?"
)


_LONGEST = dt.timedelta(days=INT64[1] // 86_400_000_000)
"""Django stores microseconds in 64 bits where a server has no intervals."""


def _duration(value: Any) -> dt.timedelta:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match[0].lstrip("+-")) < 3:
        raise BadValue("a duration such as P1DT02H03M04S is expected")
    part = {
        name: int(text or 0) for name, text in match.groupdict().items() if name not in ("sign", "fraction")
    }
    microseconds = int((match["fraction"] or "").ljust(6, "0"))
    try:
        found = dt.timedelta(**part, microseconds=microseconds)
    except OverflowError:
        found = dt.timedelta.max
    if found > _LONGEST:
        raise BadValue(f"a duration of at most {_LONGEST.days} days is expected")
    return -found if match["sign"] == "-" else found


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            found = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            found = None
        if found is not None and base64.b64encode(found).decode() == value:  # one text for each value
            return found
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


_COERCE: Mapping[str, Callable[[Any], Value]] = {
    "float": _float,
    "decimal": _decimal,
    "bool": _bool,
    "text": _text,
    "like": _text,
    "pattern": _pattern,
    "regex": _regex,
    "uuid": _uuid,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "datetime_naive": _datetime_naive,
    "datetime_any": _datetime_any,
    "duration": _duration,
    "bytes": _bytes,
    "json": _json,
    "json_text": _json_text,
    "inet": _inet,
}

CODECS = frozenset({"int", "enum", *_COERCE})
