"""Values: how they compare, how a request gives them, how an answer shows them."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

from tests.support.shop.exact import Number

Truth = bool | None
JSON_NULL = models.Value(None, models.JSONField())
"""JSON's null as a value, which is not NULL."""


def conjunction(items: Sequence[Truth]) -> Truth:
    return False if False in items else None if None in items else True


def disjunction(items: Sequence[Truth]) -> Truth:
    return True if True in items else None if None in items else False


def negation(item: Truth) -> Truth:
    return None if item is None else not item


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "neq": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "starts_with": lambda a, b: a.startswith(b),
    "ends_with": lambda a, b: a.endswith(b),
    "contains_text": lambda a, b: b in a,
    "istarts_with": lambda a, b: a.lower().startswith(b.lower()),
    "iends_with": lambda a, b: a.lower().endswith(b.lower()),
    "icontains_text": lambda a, b: b.lower() in a.lower(),
    "like": lambda a, b: like(a, b, fold=False),
    "nlike": lambda a, b: not like(a, b, fold=False),
    "ilike": lambda a, b: like(a, b, fold=True),
    "nilike": lambda a, b: not like(a, b, fold=True),
    "regex": lambda a, b: re.search(b, a) is not None,
    "nregex": lambda a, b: re.search(b, a) is None,
    "iregex": lambda a, b: re.search(b, a, re.IGNORECASE) is not None,
    "niregex": lambda a, b: re.search(b, a, re.IGNORECASE) is None,
    "similar": lambda a, b: re.fullmatch(b.replace("%", ".*").replace("_", "."), a, re.DOTALL) is not None,
    "nsimilar": lambda a, b: re.fullmatch(b.replace("%", ".*").replace("_", "."), a, re.DOTALL) is None,
}


def like(text: str, pattern: str, *, fold: bool) -> bool:
    """SQL's LIKE with the backslash as escape character."""
    expression = ""
    characters = iter(pattern)
    for character in characters:
        expression += {"%": ".*", "_": "."}.get(character) or re.escape(
            next(characters) if character == "\\" else character
        )
    return re.fullmatch(expression, text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def compare(operator: str, codec: str, value: Any, given: Any) -> Truth:
    if operator == "is_null":
        return None if given is None else (value is None) is given
    if operator not in ("distinct", "not_distinct") and codec.startswith(("list", "json")):
        return _compare_whole(operator, codec, value, given)
    if operator in ("in", "nin"):
        if given is None:
            return None
        items = given if isinstance(given, list) else [given]
        truth = disjunction([compare("eq", codec, value, item) for item in items])
        return truth if operator == "in" else negation(truth)
    if operator in ("distinct", "not_distinct"):
        same = (
            _same_json(value, given)
            if codec == "json" and None not in (value, given)
            else value == from_json(codec, given)
        )
        return same is (operator == "not_distinct")
    if value is None or given is None:
        return None
    text = codec == "inet" and operator not in ("eq", "neq", "gt", "gte", "lt", "lte")
    return _COMPARISONS[operator](value, given if text else from_json(codec, given))


def compare_columns(operator: str, value: Any, other: Any) -> Truth:
    """Two columns of one row."""
    if operator in ("distinct", "not_distinct"):
        return (value == other) is (operator == "not_distinct")
    return None if value is None or other is None else _COMPARISONS[operator](value, other)


def _compare_whole(operator: str, codec: str, value: Any, given: Any) -> Truth:
    """Arrays and JSON.  In an array, NULL is not equal to NULL; in JSON, ``null`` is a value."""
    if operator in ("nin", "neq"):
        return negation(_compare_whole({"nin": "in", "neq": "eq"}[operator], codec, value, given))
    if operator == "in" and codec == "json" and given == []:
        return False
    if value is None or given is None:
        return None
    if codec == "json":
        value = None if value is JSON_NULL else value
        return _JSON[operator](value, given)
    wanted = from_json(codec, given)
    if operator == "eq":
        return bool(value == wanted)
    if operator in ("in", "has_in_common"):
        return any(item is not None and item in wanted for item in value)
    inner, outer = (wanted, value) if operator == "contains" else (value, wanted)
    return all(item is not None and item in outer for item in inner)


def _same_json(left: Any, right: Any) -> bool:
    left = None if left is JSON_NULL else left
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same_json(*both) for both in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return set(left) == set(right) and all(_same_json(left[key], right[key]) for key in left)
    return bool(left == right)


def _holds_json(outer: Any, inner: Any) -> bool:
    """PostgreSQL's ``@>``, below the outermost level."""
    if isinstance(inner, dict) and isinstance(outer, dict):
        return all(key in outer and _holds_json(outer[key], part) for key, part in inner.items())
    if isinstance(inner, list) and isinstance(outer, list):
        return all(any(_holds_json(other, part) for other in outer) for part in inner)
    return not isinstance(inner, dict | list) and _same_json(outer, inner)


def _holds_at_all(outer: Any, inner: Any) -> bool:
    if isinstance(outer, list) and not isinstance(inner, dict | list):
        return _holds_json(outer, [inner])
    return _holds_json(outer, inner)


def _has_key(value: Any, key: str) -> bool:
    if isinstance(value, dict | list):
        return any(isinstance(item, str) and item == key for item in value)
    return isinstance(value, str) and value == key


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


_JSON: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": _same_json,
    "in": lambda a, b: any(_same_json(a, item) for item in _several(b)),
    "contains": _holds_at_all,
    "contained_in": lambda a, b: _holds_at_all(b, a),
    "has_in_common": lambda a, b: (
        isinstance(a, list) and any(_same_json(x, y) for x in a for y in _several(b))
    ),
    "has_key": _has_key,
    "has_key_any": lambda a, b: any(_has_key(a, item) for item in _several(b)),
    "has_key_all": lambda a, b: all(_has_key(a, item) for item in _several(b)),
}


def from_json(codec: str, given: Any) -> Any:
    """A JSON value as the fixture holds it."""
    if given is None:
        return None
    if codec.startswith("list:"):
        return [from_json(codec.removeprefix("list:"), item) for item in _several(given)]
    return _READ.get(codec.partition(":")[0], lambda value: value)(given)


def _duration(text: str) -> dt.timedelta:
    match = re.fullmatch(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?", text)
    assert match is not None, text
    sign, days, hours, minutes, seconds, fraction = (group or "0" for group in match.groups())
    duration = dt.timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )
    return -duration if sign == "-" else duration


_READ: Mapping[str, Callable[[Any], Any]] = {
    "int": int,
    "float": float,
    "decimal": lambda value: Decimal(str(value)),
    "uuid": uuid.UUID,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "duration": _duration,
    "bytes": base64.b64decode,
    "inet": lambda value: str(ipaddress.ip_address(value)),
}


def to_json(codec: str, value: Any) -> Any:
    """A fixture's value in its scalar's canonical form; floats and JSON columns as they are."""
    if value is None or value is JSON_NULL:
        return None
    name, _, places = codec.partition(":")
    if name == "list":
        return [to_json(places, item) for item in value]
    if name == "int":
        return Number(value)
    if name == "decimal":
        return Number(f"{value + 0:.{places}f}")
    if name in ("time", "datetime"):
        text = value.replace(microsecond=0).isoformat()
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        return text[: 8 if name == "time" else 19] + fraction + ("" if name == "time" else "+00:00")
    if name == "duration":
        return _iso_duration(value)
    if name == "bytes":
        return base64.b64encode(value).decode()
    if name in ("uuid", "date"):
        return str(value)
    return value


def _iso_duration(value: dt.timedelta) -> str:
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    sign = "-" if value < dt.timedelta(0) else ""
    return f"{sign}P{size.days}DT{hours:02d}H{minutes:02d}M{seconds:02d}{fraction}S"
