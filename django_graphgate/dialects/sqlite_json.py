"""Conditions over JSON for SQLite, as PostgreSQL's ``jsonb`` has them.

Numbers are equal by value whatever their digits (``1`` and ``1.0``), keys have no order, the last of
two equal keys counts.  Each function takes NULL, and returns NULL for it and for what is no JSON.
"""

# a JSON value is of any type
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django_graphgate.strict_json import InvalidJson, refuse_constant

_SHORT = 1_000
"""Characters of a text of which many are remembered."""


def _read(text: str) -> Any:
    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=refuse_constant)


_remembered = functools.lru_cache(maxsize=500)(_read)
_remembered_long = functools.lru_cache(maxsize=8)(_read)
"""An operand is the same for every row; stored values pass it by, and few of them are kept."""


def _parsed(text: Any) -> Any:
    if isinstance(text, bytes):  # as columns come: what is no UTF-8 is no JSON either
        text = text.decode()
    if not isinstance(text, str):
        raise InvalidJson("it is not a text")
    return _remembered(text) if len(text) <= _SHORT else _remembered_long(text)


def _key(value: Any) -> Any:
    """Equal for equal JSON values, and hashable.  To Python, ``true`` is 1."""
    if isinstance(value, list):
        return ("list", *map(_key, value))
    if isinstance(value, dict):
        return ("object", frozenset((name, _key(item)) for name, item in value.items()))
    return (type(value), value)


@functools.lru_cache(maxsize=16)
def _keys(texts: str) -> tuple[frozenset[Any], bool]:
    """The keys of a list of JSON texts, and whether a NULL is among them; made once for all rows."""
    listed = _read(texts)
    return frozenset(_key(_read(text)) for text in listed if text is not None), None in listed


def _condition(holds: Callable[..., bool | None]) -> Callable[..., int | None]:
    """A function for SQL: NULL where an argument is NULL, or no JSON that Python can read."""

    @functools.wraps(holds)
    def condition(*given: Any) -> int | None:
        if None in given:
            return None
        try:
            result = holds(*given)
        except (ValueError, ArithmeticError, RecursionError):
            return None
        return None if result is None else int(result)

    return condition


def _same(left: Any, right: Any) -> bool:
    """Equal JSON values.  To Python, ``true`` is 1."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(value, right[key]) for key, value in left.items())
    return bool(left == right)


def _within(part: Any, whole: Any) -> bool:
    """Every key and item of ``part`` is in ``whole``, however deep."""
    if type(part) is not type(whole):
        return False
    if isinstance(part, dict):
        return all(key in whole and _within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return all(any(_within(item, other) for other in whole) for item in part)
    return bool(part == whole)


@_condition
def gg_json_eq(value: Any, other: Any) -> bool:
    return _same(_parsed(value), _parsed(other))


@_condition
def _in(value: Any, others: Any) -> bool | None:
    keys, with_null = _keys(others)
    if _key(_parsed(value)) in keys:
        return True
    return None if with_null else False


def gg_json_in(value: Any, others: Any) -> int | None:
    """The value is one of a list of JSON texts; unknown where a NULL among them could be it.

    Nothing is in an empty list, not even NULL is unknown there.
    """
    return 0 if others == "[]" else _in(value, others)


@_condition
def gg_json_contains(whole: Any, part: Any) -> bool:
    """On the outermost level, a list also holds a single value."""
    outer, inner = _parsed(whole), _parsed(part)
    if isinstance(outer, list) and not isinstance(inner, list | dict):
        return any(_same(item, inner) for item in outer)
    return _within(inner, outer)


@_condition
def gg_json_common(value: Any, others: Any) -> bool:
    """A list, of which an item is one of a list of JSON texts."""
    own = _parsed(value)
    return isinstance(own, list) and not _keys(others)[0].isdisjoint(map(_key, own))


def _has(value: Any, key: Any) -> bool:
    """A key of an object, a text in a list, or the text itself."""
    return key in value if isinstance(value, dict | list) else type(value) is str and value == key


@_condition
def gg_json_key(value: Any, key: Any) -> bool:
    return _has(_parsed(value), key)


@_condition
def gg_json_keys(value: Any, keys: Any, any_of_them: int) -> bool:
    own = _parsed(value)
    has_key = (_has(own, key) for key in _parsed(keys) if key is not None)
    return any(has_key) if any_of_them else all(has_key)


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "gg_json_eq": (2, gg_json_eq),
    "gg_json_in": (2, gg_json_in),
    "gg_json_contains": (2, gg_json_contains),
    "gg_json_common": (2, gg_json_common),
    "gg_json_key": (2, gg_json_key),
    "gg_json_keys": (3, gg_json_keys),
}
