"""JSON as its specification has it: no key twice in an object, no ``NaN``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn


def strict_json(text: str) -> Any:
    """The value of a JSON text; raises ``ValueError`` or ``RecursionError``."""
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key twice in one object")
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
