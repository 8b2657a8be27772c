"""How many rows a statement can give at most: the cost of an operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class RowBound(NamedTuple):
    """The rows of one selector, for each row of the selector around it."""

    outer: int
    """The index of the selector around it; -1 at the root."""
    most: int
    variable: str = ""
    """A variable of the request that can only lower ``most``; empty where none does."""
    default: int | None = None
    """What the variable is where the request does not give it."""


def rows_at_most(bounds: Sequence[RowBound], variables: Mapping[str, Any]) -> int:
    """The rows of all selectors for the variables of a request, which need not be valid."""
    counts: list[int] = []
    for outer, most, variable, default in bounds:
        if variable:
            given = variables.get(variable, default)
            rows = given if type(given) is int and 0 <= given < most else most
        else:
            rows = most
        counts.append(rows if outer < 0 else rows * counts[outer])
    return sum(counts)
