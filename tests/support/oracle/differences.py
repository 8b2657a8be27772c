"""Where an answer is not the expected one."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from tests.support.shop.exact import Number, Pairs


def difference(expected: Any, actual: Any, path: str = "data") -> str | None:
    """Where an answer that :func:`tests.support.shop.exact.loads` read is not the expected one; ``None``: nowhere."""
    if isinstance(expected, Pairs):
        if not isinstance(actual, Pairs) or [key for key, _ in expected] != [key for key, _ in actual]:
            return f"{path}: {expected!r} expected, not {actual!r}"
        pairs = zip(expected, actual, strict=True)
        differences = (
            difference(expected_value, other, f"{path}.{key}") for (key, expected_value), (_, other) in pairs
        )
        return next((text for text in differences if text), None)
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        differences = (
            difference(*both, f"{path}[{i}]") for i, both in enumerate(zip(expected, actual, strict=True))
        )
        return next((text for text in differences if text), None)
    return None if _same(expected, actual) else f"{path}: {expected!r} expected, not {actual!r}"


CURSOR = "cursor at "


def _same_place(expected: str, other: str) -> bool:
    """Cursors are for the database that made them: numbers in them have as many digits as it gives them."""
    if not other.startswith(CURSOR):
        return False
    places = [json.loads(text.removeprefix(CURSOR)) for text in (expected, other)]
    numbers = [[Decimal(str(part)) if _is_number(part) else part for part in place] for place in places]
    if len(places[0]) != len(places[1]):  # orderings that a variable does not choose have NULL for their keys
        numbers = [[part for part in place if part is not None] for place in numbers]
    return numbers[0] == numbers[1]


def _is_number(part: Any) -> bool:
    if isinstance(part, str):
        return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", part) is not None
    return isinstance(part, float | int) and not isinstance(part, bool)


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, str) and expected.startswith(CURSOR) and isinstance(actual, str):
        return _same_place(expected, actual)
    if isinstance(expected, Number | str) or expected is None or isinstance(expected, bool):
        return type(expected) is type(actual) and bool(expected == actual)
    if isinstance(expected, int | float):  # of a JSON column, or a float column
        if not isinstance(actual, Number) or float(actual) != expected:
            return False
        return expected != 0 or str(expected).startswith("-") == actual.startswith("-")
    if isinstance(expected, dict):
        return (
            isinstance(actual, Pairs)
            and difference(Pairs(sorted(expected.items())), Pairs(sorted(actual))) is None
        )
    return False
