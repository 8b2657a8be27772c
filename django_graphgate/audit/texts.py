"""Texts and data as the audit keeps them: bounded, and without characters that would do more than be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, line breaks, what turns the direction of text, and halves of surrogate pairs."""

_LONGEST_TEXT = 4_000
_MOST_ITEMS = 1_000
_DEEPEST = 12
_LARGEST = 200_000
"""Characters of an event's data as JSON."""
_SHORT, _MOST_SHORT = 100, 50
"""Members of data that are cut stay as they are where they are short, as the version of the rules is."""
_EXACT = 10.0**15
"""Larger numbers are written with an exponent, which PostgreSQL does not keep; larger integers are no ``bigint``."""


def plain(text: object, limit: int = _LONGEST_TEXT) -> str:
    """At most ``limit`` characters, special ones as their escapes: the same in a database, a log and a terminal."""
    given = str(text)
    cut = given[: limit + 1]
    escaped = _SPECIAL.sub(_escape, cut)
    return escaped if len(given) <= limit and len(escaped) <= limit else f"{escaped[: limit - 1]}…"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def plain_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """JSON that every database gives back as it is; what is too large is cut."""
    kept = {plain(key, 300): _value(value, 1) for key, value in list(data.items())[:_MOST_ITEMS]}
    text = exact_json(kept)
    if len(text) <= _LARGEST:
        return kept
    short = {name: value for name, value in kept.items() if len(exact_json(value)) <= _SHORT}
    return {**dict(list(short.items())[:_MOST_SHORT]), "cut": f"{text[:_LARGEST]}…"}


def exact_json(value: Any) -> str:
    """One text for equal data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _value(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        exact = -_EXACT < value < _EXACT  # which NaN is not
        return (value or 0) if exact else str(value)
    if not isinstance(value, Mapping | list | tuple | set | frozenset):
        return plain(value)
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {plain(key, 300): _value(item, depth + 1) for key, item in list(value.items())[:_MOST_ITEMS]}
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return [_value(item, depth + 1) for item in list(items)[:_MOST_ITEMS]]
