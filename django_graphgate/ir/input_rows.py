"""The data of one mutation, read and checked: what the ways of writing start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django_graphgate.ir.write import WriteRelation, WriteShape

Path = tuple[str | int, ...]
"""Where in the data: ``("insert", 0, "owner", "email")``; the first part is the action."""

Key = tuple[Any, ...]
"""The values of a primary key, as Django has them."""

Named = Mapping[str, tuple[Any, ...]]
"""Rows named by values of their columns: for each column, any of the values (as Django has them)."""


Comparison = Literal["in", "nin", "gt", "gte", "lt", "lte", "is_null"]


COMPARISONS: Mapping[str, Comparison] = {
    "eq": "in",
    "neq": "nin",
    "in": "in",
    "nin": "nin",
    "gt": "gt",
    "gte": "gte",
    "lt": "lt",
    "lte": "lte",
    "is_null": "is_null",
}
"""The operators of a nested ``where``, by the names that data give them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column's value must be, as in a filter of a query; NULL meets ``is_null`` alone."""

    column: str
    operator: Comparison
    values: tuple[Any, ...]
    """As Django has them: any number of ``in`` and ``nin``, a boolean of ``is_null``, one value of the others."""


@dataclass(slots=True, kw_only=True)
class RelatedData:
    """What the data of a row say of its related rows along one relation."""

    relation: WriteRelation
    path: Path
    rows: list[InputRow] = field(default_factory=list["InputRow"])
    """To insert; within an ``update``, at most one: what becomes of the related rows."""
    where: Named | None = None
    """Within an ``update``: which of the related rows ``rows`` is for; ``None`` for all of them."""
    conditions: tuple[Condition, ...] = ()
    """What these rows must meet besides."""
    connect: tuple[Named, ...] = ()
    disconnect: tuple[Named, ...] = ()


@dataclass(slots=True, kw_only=True)
class InputRow:
    """One row of data.  ``values`` has what the caller gives and what presets give, as Django's fields take it."""

    shape: WriteShape
    path: Path
    values: dict[str, Any]
    given: frozenset[str] = frozenset()
    """The names in ``values`` that the caller gives; the others are presets."""
    increments: dict[str, Any] = field(default_factory=dict[str, Any])
    related: list[RelatedData] = field(default_factory=list[RelatedData])
    """In written order."""
