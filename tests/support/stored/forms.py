"""What each scalar looks like in an answer, and values to filter by."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django_graphgate.ir.codec import Codec

_CODECS = {
    "small": "int:-32768:32767",
    "int": "int:-2147483648:2147483647",
    "big": "int:-9223372036854775808:9223372036854775807",
    "float": "float",
    "decimal": "decimal:12:2",
    "decimal_any": "decimal",
    "bool": "bool",
    "text": "text",
    "enum": "enum:draft:live",
    "uuid": "uuid",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "datetime_naive": "datetime_naive",
    "duration": "duration",
    "bytes": "bytes",
    "json": "json",
    "inet": "inet",
}
_ARRAYS = {
    "texts": "array:text",
    "varchars": "array:text:varchar",
    "smalls": "array:int:-32768:32767",
    "ints": "array:int:-2147483648:2147483647",
    "bigs": "array:int:-9223372036854775808:9223372036854775807",
    "floats": "array:float",
    "uuids": "array:uuid",
    "days": "array:date",
    "moments": "array:datetime",
}

CODECS = {name: Codec.parse(text) for name, text in _CODECS.items()}
ARRAYS = {name: Codec.parse(text) for name, text in _ARRAYS.items()}

WANTED: Mapping[str, Any] = {
    "int": 5,
    "float": 1.5,
    "decimal": "1.50",
    "bool": True,
    "text": "live",
    "uuid": "5e9f0a44-7a0c-4f3c-9d2a-0a1b2c3d4e5f",
    "date": "2021-01-09",
    "time": "16:37:01",
    "datetime": "2021-01-09T16:37:01Z",
    "datetime_naive": "2021-01-09T16:37:01",
    "duration": "P1DT02H03M04S",
    "bytes": "aGVsbG8=",
    "json": {"a": 1},
    "inet": "10.0.0.1",
}
"""A value to filter by, by the codec's name."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def _is_bytes(value: Any) -> bool:
    return isinstance(value, str) and base64.b64encode(base64.b64decode(value)).decode() == value


def _is_moment(offset: str) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        return isinstance(value, str) and value.endswith(offset) and bool(dt.datetime.fromisoformat(value))

    return holds


_CLOCK = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{0,5}[1-9])?"
HAS_FORM: Mapping[str, Callable[[Any], bool]] = {
    "float": _number,
    "decimal": _number,
    "bool": lambda value: isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "enum": lambda value: value in ("draft", "live"),
    "uuid": _text(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "date": lambda value: _text(r"\d{4}-\d\d-\d\d")(value) and bool(dt.date.fromisoformat(value)),
    "time": _text(rf"{_CLOCK}|24:00:00"),
    "datetime": _is_moment("+00:00"),
    "datetime_naive": _text(rf"\d{{4}}-\d\d-\d\dT{_CLOCK}"),
    "duration": _text(r"-?P\d+DT\d\dH\d\dM\d\d(\.\d{1,6})?S"),
    "bytes": _is_bytes,
    "json": lambda _: True,
    "inet": lambda value: isinstance(value, str),
}


def has_form(codec: Codec, value: Any) -> bool:
    """The value is what the schema says of the codec."""
    if codec.item is not None:
        return isinstance(value, list) and all(item is None or has_form(codec.item, item) for item in value)
    if codec.name == "int":
        low, high = codec.numbers
        low, high = min(low, -(2**31)), max(high, 2**31 - 1)
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return HAS_FORM[codec.name](value)
