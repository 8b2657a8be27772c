"""Values as SQLite stores them, and keys of rows that it reads out of a JSON text."""

from __future__ import annotations

import datetime as dt
import math
import operator
import sys
from collections.abc import Mapping
from decimal import Decimal

from django_graphgate.dialects.base import Encoder
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.sql import Sql, number, sql

_LARGEST = sys.float_info.max
_SMALLEST = math.ulp(0.0)

_STORED_AS_JSON = frozenset({"int", "float", "bool", "text", "enum", "inet", "date"})
"""Codecs whose values SQLite gets out of JSON as they are stored."""


def key_value(codec: Codec, index: int) -> Sql:
    """A value of the key that is a row of ``json_each``, as it is stored."""
    value = sql("json_extract(value, '$[{}]')", number(index))
    if codec.name in _STORED_AS_JSON:
        return value
    return sql("gg_stored('{}', {})", Sql((str(codec),)), value)


def _nearest(value: Decimal | float) -> float:
    """The nearest float; what is too large is no infinity, which JSON cannot hold, and what is too small not 0.

    A float is of a cursor, as the server has it.
    """
    if isinstance(value, float):
        return value
    number = max(-_LARGEST, min(float(value), _LARGEST))
    return number if number or not value else math.copysign(_SMALLEST, value)


def _microseconds(value: dt.timedelta) -> int:
    return (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds


ENCODERS: Mapping[str, Encoder] = {
    "bool": int,
    "decimal": _nearest,
    "uuid": operator.attrgetter("hex"),
    "date": dt.date.isoformat,
    "time": dt.time.isoformat,
    "duration": _microseconds,
}
"""By the codec's name; the others are stored as they are."""
