"""The few Ruby classes whose objects are read, each as the plain value that it holds.

No Ruby class is emulated: a name selects a function from bytes or plain values to a plain value, and the
reader refuses names that are in none of the tables.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django_graphgate.auth.rails.failures import malformed

Value = Any
"""``None``, ``bool``, ``int``, ``float``, ``str``, ``bytes``, ``list``, ``dict`` or ``datetime``."""


def is_usable_key(key: Value) -> bool:
    """Whether an entry of a hash is kept: entries with other keys are never looked up.

    Huge numbers and floats are left out because an attacker could choose many with one hash value.
    """
    if isinstance(key, int):
        return -(1 << 60) < key < 1 << 60
    return key is None or isinstance(key, str | bytes)


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """The instance variables of an ``ActiveSupport::Cache::Entry``, names with their ``@``."""

    variables: Mapping[str, Value]


CACHE_ENTRY = "ActiveSupport::Cache::Entry"

# Subclasses of Hash, String and Array that Rails itself, Devise and OmniAuth put into sessions: the value
# without its class.
SUBCLASSES: Mapping[str, bytes] = {
    "ActiveSupport::HashWithIndifferentAccess": b"{}",
    "HashWithIndifferentAccess": b"{}",
    "ActiveSupport::OrderedHash": b"{}",
    "ActionController::Parameters": b"{}",
    "ActionDispatch::Flash::FlashHash": b"{}",
    "ActiveSupport::SafeBuffer": b'"',
    "Hashie::Array": b"[",
    "Hashie::Mash": b"{}",
    "OmniAuth::AuthHash": b"{}",
    "OmniAuth::AuthHash::InfoHash": b"{}",
}


def _members(variables: Mapping[str, Value]) -> Value:
    members = variables.get("@hash")
    if not isinstance(members, dict):
        raise malformed("a Set without members")
    return list(members)


def _plain(variables: Mapping[str, Value]) -> Value:
    return dict(variables)


OBJECTS: Mapping[str, Callable[[Mapping[str, Value]], Value]] = {
    "Set": _members,
    "ActionDispatch::Flash::FlashHash": _plain,
    "ActionController::Parameters": _plain,
}


def _unwrapped(inner: Value) -> Value:
    return inner


def _time_with_zone(inner: Value) -> Value:
    if not isinstance(inner, list) or not inner or not isinstance(inner[0], dt.datetime):
        raise malformed("a TimeWithZone without a time")
    return inner[0]


# Classes with ``marshal_load``: how the value that they would be given is read.
LOADED: Mapping[str, Callable[[Value], Value]] = {
    "ActiveSupport::TimeWithZone": _time_with_zone,
    "Date": _unwrapped,
    "DateTime": _unwrapped,
    "Rational": _unwrapped,
}

_DECIMAL = re.compile(rb"[0-9]*:(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity)")


def _time(packed: bytes) -> dt.datetime:
    """``Time._dump``: two little-endian words, since Ruby 1.8 with the calendar's fields in UTC."""
    if len(packed) != 8:
        raise malformed("a Time of another length")
    first, second = int.from_bytes(packed[:4], "little"), int.from_bytes(packed[4:], "little")
    try:
        if not first >> 31:
            return dt.datetime.fromtimestamp(first, dt.UTC) + dt.timedelta(microseconds=second)
        return dt.datetime(
            (first >> 14 & 0xFFFF) + 1900,
            (first >> 10 & 0xF) + 1,
            first >> 5 & 0x1F,
            first & 0x1F,
            second >> 26,
            second >> 20 & 0x3F,
            second & 0xFFFFF,
            dt.UTC,
        )
    except (ValueError, OverflowError) as error:
        raise malformed("a Time outside the calendar") from error


def _decimal(packed: bytes) -> str:
    """``BigDecimal._dump``: precision, a colon, the number; kept as text."""
    match = _DECIMAL.fullmatch(packed)
    if match is None:
        raise malformed("a BigDecimal that is not a number")
    return match[1].decode("ascii")


DUMPED: Mapping[str, Callable[[bytes], Value]] = {"Time": _time, "BigDecimal": _decimal}
