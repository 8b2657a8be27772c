"""Values that many statements have in common: each is in the lock once, under a key made of its content.

A statement is mostly made of pieces that others have too: how a column is written, a table's rows under a role's
rule, a parameter.  Keys that follow from the content keep a change of one operation out of the lines of others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

KEY_LENGTH = 6
_ENCODER = json.JSONEncoder(allow_nan=False, sort_keys=True, separators=(",", ":"))
_CUTS = (" FROM ", " WHERE ", " LIMIT ", ", ',\"", " || ',\"")
"""A text is cut before each of these: where the next column, or the next clause, begins."""


def pieces(text: str) -> list[str]:
    """The text of a statement in pieces; joined they are the text."""
    if "\0" in text:
        return [text]
    for cut in _CUTS:
        text = text.replace(cut, f"\0{cut}")
    return text.split("\0")


def content_key(text: str, length: int = KEY_LENGTH) -> str:
    """The first characters of a digest of the text, in letters that JSON keeps as they are."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:length]


class Shared:
    """Collects the values while a lock is written; ``key`` has to wait until all of them are there."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def add(self, value: Any) -> str:
        """The JSON text of a value, from now on one of those that are shared."""
        text = _ENCODER.encode(value)
        self._texts[text] = ""
        return text

    def lines(self) -> list[str]:
        """A line for each value, sorted by its text, after which each has a key."""
        taken: set[str] = set()
        lines: list[str] = []
        for text in sorted(self._texts):
            length = KEY_LENGTH
            while (key := content_key(text, length)) in taken:
                length += 1
            taken.add(key)
            self._texts[text] = key
            lines.append(f'["{key}",{text}]')
        return lines

    def key(self, text: str) -> str:
        return self._texts[text]

    def keys(self, texts: Iterable[str]) -> str:
        return " ".join(map(self.key, texts))


def pack(statement: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    """What is left of a statement when its values are shared, in words that :func:`keyed` turns into keys."""
    rest = {name: value for name, value in statement.items() if name not in ("dialect", "steps", "writes")}
    steps = [
        {
            **step,
            "sql": [shared.add(piece) for piece in pieces(step["sql"])],
            "parameters": [shared.add(parameter) for parameter in step["parameters"]],
        }
        for step in statement["steps"]
    ]
    writes = {"writes": _pack_writes(statement["writes"], shared)} if "writes" in statement else {}
    return {"steps": steps, "rest": shared.add(rest), **writes}


_SHARED_WRITES = ("shapes", "tables", "probes")
"""What statements have in common of what they write: lists, or objects whose entries are shared as pairs."""


def _pack_writes(writes: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    rest = {name: value for name, value in writes.items() if name not in _SHARED_WRITES}
    entries: dict[str, list[str]] = {}
    for name in _SHARED_WRITES:
        if name in writes:
            several = writes[name]
            items = map(list, several.items()) if isinstance(several, Mapping) else several
            entries[name] = [shared.add(item) for item in items]
    return {"rest": shared.add(rest), **entries}


def keyed(packed: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    """A packed statement with keys in the place of texts."""
    steps = [
        {**step, "sql": shared.keys(step["sql"]), "parameters": shared.keys(step["parameters"])}
        for step in packed["steps"]
    ]
    writes = {
        name: shared.key(texts) if name == "rest" else shared.keys(texts)
        for name, texts in packed.get("writes", {}).items()
    }
    return {"steps": steps, "rest": shared.key(packed["rest"]), **({"writes": writes} if writes else {})}


def unpack(dialect: str, packed: Mapping[str, Any], value: Callable[[str], Any]) -> dict[str, Any]:
    """The statement again; raises ``KeyError``, ``TypeError`` or ``ValueError`` where it does not fit."""
    steps = [
        {
            **step,
            "sql": "".join(map(value, step["sql"].split())),
            "parameters": list(map(value, step["parameters"].split())),
        }
        for step in packed["steps"]
    ]
    statement = {"dialect": dialect, "steps": steps, **value(packed["rest"])}
    if "writes" in packed:
        statement["writes"] = _unpack_writes(packed["writes"], value)
    return statement


def _unpack_writes(packed: Mapping[str, Any], value: Callable[[str], Any]) -> dict[str, Any]:
    entries: dict[str, Any] = dict(value(packed["rest"]))
    for name in _SHARED_WRITES:
        if name in packed:
            items = [value(key) for key in packed[name].split()]
            entries[name] = items if name == "shapes" else dict(items)
    return entries
