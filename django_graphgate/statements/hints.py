"""What developers see beside an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django_graphgate.ir.statement import VariableSpec


def hint_of(specs: Sequence[VariableSpec], given: Mapping[str, Any], data: bytes) -> str:
    """The directive to suggest when the answer is empty because a variable is absent; empty otherwise."""
    absent = [spec for spec in specs if spec.compared and spec.name not in given]
    if not absent or not _is_empty(json.loads(data)):
        return ""
    names = ", ".join(f"'${spec.name}'" for spec in absent)
    written = ", ".join(f"${spec.name}: {spec.type_text} @optional" for spec in absent)
    return (
        f"A comparison with a variable that is absent holds for no row: {names}."
        f" Declared as '{written}', it would be as if it were not written."
    )


def _is_empty(answer: Mapping[str, object]) -> bool:
    """A list in the answer has no rows, or a row at its root was not found."""
    return any(value is None or _has_empty_list(value) for value in answer.values())


def _has_empty_list(value: object) -> bool:
    if isinstance(value, list):
        items = cast("list[object]", value)
        return not items or any(_has_empty_list(item) for item in items)
    if isinstance(value, dict):
        return any(_has_empty_list(item) for item in cast("Mapping[str, object]", value).values())
    return False
