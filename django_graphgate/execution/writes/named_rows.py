"""Rows that data name by values of their columns: ``connect``, ``disconnect`` and a nested ``where``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_graphgate.execution.writes.nodes import ABSENT, Node, Nodes, is_object
from django_graphgate.execution.writes.values import ColumnReader
from django_graphgate.ir.input_rows import Named, Path
from django_graphgate.ir.write import DataValue

Readers = Mapping[str, ColumnReader]
"""The columns whose values may name rows."""


def named_rows(
    nodes: Nodes, readers: Readers, node: Node, path: Path, variable: str, *, many: bool
) -> tuple[Named, ...]:
    """What each object of the list names, or the one object."""
    objects = nodes.objects(node, path, variable, many=many)
    return tuple([_named(nodes, readers, item, place, name) for item, place, name in objects])


def _named(nodes: Nodes, readers: Readers, node: Node, path: Path, variable: str) -> Named:
    named: dict[str, tuple[Any, ...]] = {}
    for key, value, name in nodes.fields(node, variable):
        place = (*path, key)
        if (read := readers.get(key)) is None:
            nodes.problems.unknown(place, name)
        elif value is ABSENT:  # without it, more rows would be meant
            nodes.problems.wrong(place, name, "a value is required")
        else:
            named[key] = _any_of(nodes, read, value, place, name)
    if not named:
        nodes.problems.wrong(path, variable, "the value of at least one column is expected")
    return named


def _any_of(nodes: Nodes, read: ColumnReader, node: Node, path: Path, variable: str) -> tuple[Any, ...]:
    """A value, or any of several; ``{eq: …}`` and ``{in: […]}`` are the same."""
    if is_object(node):
        fields = list(nodes.fields(node, variable))
        if len(fields) != 1 or fields[0][0] not in ("eq", "in"):
            nodes.problems.wrong(path, variable, "only 'eq' or 'in' can name rows")
            return ()
        _, node, variable = fields[0]
    items = nodes.items(node)
    if items is None:
        plain = nodes.plain(node)  # of a variable or constant, also a list
        items = plain if isinstance(plain, list) and isinstance(node, DataValue) else [node]
    values: list[Any] = []
    for item in items:
        value = nodes.read(read, item, path, variable)
        if value is None:
            nodes.problems.wrong(path, variable, "a value that is not null is expected")
        values.append(value)
    return tuple(values)
