"""How deep a JSON value goes, found without recursion."""

# a JSON value is of any type
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def is_deeper(value: Any, maximum: int) -> bool:
    """Lists and objects are nested more than ``maximum`` levels deep."""
    level = [value]
    for _ in range(maximum + 1):
        level = [item for container in level for item in _items(container)]
        if not level:
            return False
    return True


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
