"""JSON with every digit and every key as it was written: canonical forms are compared as text."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100


class Number(str):
    """A number's text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Number({self!s})"


class Pairs(list[tuple[str, Any]]):
    """An object: its keys in order, repeated ones too."""

    def plain(self) -> dict[str, Any]:
        return dict(self)


def loads(text: str | bytes) -> Any:
    """Like ``json.loads``, with :class:`Number` and :class:`Pairs`; NaN and its like are refused."""
    return json.loads(
        text, parse_int=Number, parse_float=Number, parse_constant=_refuse, object_pairs_hook=Pairs
    )


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def plain(value: Any) -> Any:
    """The same as ordinary Python values."""
    if isinstance(value, Number):
        return json.loads(value)
    if isinstance(value, Pairs):
        return {key: plain(item) for key, item in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


def dumps(value: Any, indent: int = 0) -> str:
    """JSON text for people: one line where it fits."""
    line = _line(value)
    if len(line) + indent <= WIDTH or not isinstance(value, list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, Pairs):
        parts = [f"{inner}{_line(key)}: {dumps(item, indent + 2)}" for key, item in value]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    parts = [f"{inner}{dumps(item, indent + 2)}" for item in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"


def _line(value: Any) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Pairs):
        return "{" + ", ".join(f"{_line(key)}: {_line(item)}" for key, item in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_line(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
