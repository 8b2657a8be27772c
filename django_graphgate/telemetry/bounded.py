"""Values of any kind as JSON of a bounded size, whatever they are: a log never fails, and never grows without end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

CUT = "…"
_DEEPEST = 12
_LONGEST = 10_000
"""Characters of a text."""
_MOST_ITEMS = 1_000
_EXACT = 2**63
"""Longer numbers are written as texts, and those of thousands of digits are cut."""


class Bounds:
    """Makes values small; all that one object has made have at most about ``characters`` together."""

    def __init__(self, characters: int) -> None:
        self._left = characters

    def bounded(self, value: Any, depth: int = 0) -> Any:
        """The value as what ``json.dumps`` takes; ``…`` stands for what has no room."""
        if self._left <= 0:
            return CUT
        if value is None or isinstance(value, bool):
            self._left -= 5
            return value
        if isinstance(value, int | float):
            return self._number(value)
        if isinstance(value, str):
            return self._text(value)
        if depth >= _DEEPEST:
            return CUT
        self._left -= 2  # also what is empty, of which there may be any number
        try:
            if isinstance(value, Mapping):
                return self._mapping(value, depth)
            if isinstance(value, list | tuple | set | frozenset):
                return self._items(value, depth)
        except Exception:  # noqa: BLE001  the project's own mappings may raise anything
            return _unreadable(value)
        return self._text(text_of(value))

    def _number(self, value: float) -> Any:
        self._left -= 20
        exact = -_EXACT <= value < _EXACT and math.isfinite(value)
        return value if exact else self._text(text_of(value))

    def _text(self, text: str) -> str:
        room = min(_LONGEST, self._left)
        self._left -= len(text)
        return str(text) if len(text) <= room else f"{text[:room]}{CUT}"

    def _mapping(self, values: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for number, (key, value) in enumerate(values.items()):
            if number >= _MOST_ITEMS or self._left <= 0:
                kept[CUT] = CUT
                break
            kept[self._text(text_of(key))[:200]] = self.bounded(value, depth + 1)
        return kept

    def _items(self, values: Iterable[Any], depth: int) -> list[Any]:
        kept: list[Any] = []
        for number, value in enumerate(values):
            if number >= _MOST_ITEMS or self._left <= 0:
                return [*kept, CUT]
            kept.append(self.bounded(value, depth + 1))
        return kept


def text_of(value: Any) -> str:
    """``str``, also of what refuses to be shown."""
    try:
        return str(value)
    except Exception:  # noqa: BLE001  integers of many digits, and whatever else a project has
        return _unreadable(value)


def _unreadable(value: Any) -> str:
    return f"<{type(value).__name__}>"
