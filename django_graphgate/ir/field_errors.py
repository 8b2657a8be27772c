"""Places of an answer whose value cannot be written: ``null`` there, and an error at their path.

A statement writes a mark instead of such a value.  It begins with a control character, which occurs
nowhere in JSON as it is, neither inside nor outside of texts: an answer without one, which is nearly
every answer, is recognised by one search for one byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django_graphgate.strict_json import refuse_constant

FieldErrorType = Literal["n", "d", "e", "t", "b"]
SIGN = b"\x1a"

SENTENCES: Mapping[str, str] = {
    "n": "The stored number is not finite, which JSON cannot write.",
    "d": "The stored time is outside of the years 1 to 9999.",
    "e": "The stored value is not in the enum.",
    "t": "The stored value is not of the column's type.",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One place, by its response path.  ``error_type`` ``b`` is a selector that the role's rule blocks."""

    error_type: str
    path: tuple[str | int, ...]


_TEXT_OF_JSON = re.compile(rb'\x1aj("(?:[^"\\]|\\.)*")', re.DOTALL)
"""A stored text that should be JSON, as a JSON string: a server that has it in a text column cannot say."""


def _judged(match: re.Match[bytes]) -> bytes:
    """The value itself, if it is one."""
    try:
        text: str = json.loads(match[1])
        json.loads(text, parse_constant=refuse_constant)
        return text.encode()
    except (ValueError, RecursionError):
        return SIGN + b"t"


_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|([{\[])|([}\]])|(,)|\x1a(.)', re.DOTALL)


_TEXT_OR_KEY = re.compile(rb'("(?:[^"\\]|\\.)*")(\s*:)?', re.DOTALL)


def mark_broken_texts(data: bytes) -> bytes:
    """An answer in UTF-8: a text that is not UTF-8 is marked, a key of a JSON column is mended."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return _TEXT_OR_KEY.sub(_unbroken, data)
    return data


def _unbroken(match: re.Match[bytes]) -> bytes:
    try:
        match[0].decode()
        return match[0]
    except UnicodeDecodeError:
        return match[0].decode(errors="replace").encode() if match[2] else SIGN + b"t"


def take_field_errors(data: bytes) -> tuple[bytes, tuple[FieldError, ...]]:
    """The answer with ``null`` in place of its marks, and where they stood."""
    if SIGN not in data:
        return data, ()
    data = _TEXT_OF_JSON.sub(_judged, data)
    errors: list[FieldError] = []
    path: list[str | int] = []
    is_key = False
    for match in _TOKEN.finditer(data):
        text, opening, closing, comma, error_type = match.groups()
        if text is not None:
            if is_key:  # a key of an object; GraphQL names, and those of JSON columns
                path[-1], is_key = text.decode("utf-8", "replace"), False
        elif opening:
            path.append("" if opening == b"{" else 0)
            is_key = opening == b"{"
        elif closing:
            path.pop()
            is_key = False
        elif comma:
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
            else:
                is_key = True
        else:
            errors.append(FieldError(error_type.decode("ascii", "replace"), tuple(path)))
    return re.sub(rb"\x1a.", b"null", data, flags=re.DOTALL), tuple(errors)
