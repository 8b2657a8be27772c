"""Strict JSON: no choices are left to the parser, so two parsers cannot read a text differently.

:func:`strict_decoder` refuses repeated keys and the constants that are not JSON.  :func:`read_json` is for the
text of a caller, of which nothing may reach the database that it cannot take: numbers keep all their digits
and have a bounded size, strings are Unicode, nesting is bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

MAX_DEPTH = 64
"""Deepest nesting of objects and lists."""

MAX_DIGITS = 1_000
"""Longest number, in characters, and largest power of ten."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class InvalidJson(ValueError):
    """The text is not JSON that is taken here; the message is a clause for the caller."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJson("an object has the same key twice")
    return members


def refuse_constant(name: str) -> NoReturn:
    """Raise ``InvalidJson`` for ``NaN``, ``Infinity`` and ``-Infinity``, which Python's parser takes."""
    raise InvalidJson(f"{name} is not JSON")


def strict_decoder(
    *, parse_int: Callable[[str], Any] | None = None, parse_float: Callable[[str], Any] | None = None
) -> json.JSONDecoder:
    """A decoder that raises ``InvalidJson`` for a repeated key and for ``NaN`` and ``Infinity``."""
    return json.JSONDecoder(
        object_pairs_hook=_unique_keys,
        parse_int=parse_int,
        parse_float=parse_float,
        parse_constant=refuse_constant,
    )


def read_json(text: str) -> Any:
    """The value; numbers with a fraction or an exponent are ``Decimal``.  Raises ``InvalidJson``."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise InvalidJson("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise InvalidJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(value)
    if _SURROGATE.search(text):
        _check_unicode(value)
    return value


def write_json(value: Any) -> str:
    """The text that :func:`read_json` reads as the same value: a ``Decimal`` keeps its digits."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        members: Mapping[str, Any] = value
        return "{" + ",".join(f"{json.dumps(key)}:{write_json(item)}" for key, item in members.items()) + "}"
    if isinstance(value, list | tuple):
        items: Sequence[Any] = value
        return "[" + ",".join(map(write_json, items)) + "]"
    return json.dumps(value, allow_nan=False)


def same_json(left: Any, right: Any) -> bool:
    """Whether two values are the same as JSON, in which ``true`` is not ``1``, as it is in Python."""
    return sorted_json(left) == sorted_json(right)


def sorted_json(value: Any) -> str:
    """One text for each value, however it was written."""
    return json.dumps(value, sort_keys=True)


def is_storable(value: Any) -> bool:
    """Whether every database can store the texts of a JSON value."""
    remaining: list[Any] = [value]
    while remaining:
        item = remaining.pop()
        if isinstance(item, str):
            if "\0" in item or any("\ud800" <= character <= "\udfff" for character in item):
                return False
        elif isinstance(item, Mapping):
            remaining.extend((*item, *item.values()))
        elif isinstance(item, list | tuple):
            remaining.extend(item)
    return True


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise InvalidJson("a number is too long")
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text) if len(text) <= MAX_DIGITS else None
    except InvalidOperation:  # an exponent of more than 18 digits
        number = None
    if number is None or abs(number.adjusted()) > MAX_DIGITS:
        raise InvalidJson("a number is too long")
    return number


_DECODER = strict_decoder(parse_int=_integer, parse_float=_decimal)


def _check_depth(value: Any) -> None:
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        level = [child for container in level for child in _containers(container)]
        if not level:
            return
    raise InvalidJson("it is nested too deeply")


def _containers(value: Any) -> list[Any]:
    """The objects and lists directly inside an object or a list."""
    children = value.values() if isinstance(value, dict) else value
    return [child for child in children if isinstance(child, (dict, list))]


def _check_unicode(value: Any) -> None:
    """An escaped half of a surrogate pair is in no encoding that a database or a client reads."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise InvalidJson("a string has half of a surrogate pair") from None
