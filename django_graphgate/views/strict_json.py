"""JSON of a caller, without the latitude that RFC 8259 leaves to parsers.

Two parsers must not read one text differently, and nothing may reach the database that it cannot
take: keys are unique, numbers are finite, keep all their digits and have a bounded size, strings are
Unicode, nesting is bounded.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

MAX_DEPTH = 64
"""Deepest nesting of objects and lists."""

MAX_DIGITS = 1_000
"""Longest number, in characters, and largest power of ten."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class InvalidJson(ValueError):
    """The text is not JSON that is taken here; the message is a clause for the caller."""


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


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidJson("an object has the same key twice")
    return found


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


def _constant(name: str) -> NoReturn:
    raise InvalidJson(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)


def _check_depth(value: Any) -> None:
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        level = [each for one in level for each in _containers(one)]
        if not level:
            return
    raise InvalidJson("it is nested too deeply")


def _containers(value: Any) -> list[Any]:
    """The objects and lists that stand directly in one."""
    children = value.values() if isinstance(value, dict) else value
    return [child for child in children if isinstance(child, (dict, list))]


def _check_unicode(value: Any) -> None:
    """An escaped half of a surrogate pair is in no encoding that a database or a client reads."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise InvalidJson("a string has half of a surrogate pair") from None
