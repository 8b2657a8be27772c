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
import functools
import ipaddress
import json
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.depth import is_deeper
from django_graphgate.ir.times import (
    read_date,
    read_datetime,
    read_datetime_any,
    read_datetime_naive,
    read_duration,
    read_time,
)

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)

Value = Any
"""A coerced Python value, as the table above lists them."""


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

CODECS = frozenset({"int", "enum", *_COERCE})
