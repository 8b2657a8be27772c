"""Rows that data name by values of their columns: ``connect``, ``disconnect`` and a nested ``where``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django_graphgate.execution.writes.nodes import ABSENT, Node, Nodes, is_object
from django_graphgate.execution.writes.values import ColumnReader
from django_graphgate.ir.input_rows import COMPARISONS, Condition, Named, Path
from django_graphgate.ir.write import DataValue

_LISTS = frozenset({"in", "nin"})

Readers = Mapping[str, tuple[str, ColumnReader]]
"""The columns whose values may name rows, by the keys that mean them."""


def named_rows(nodes: Nodes, readers: Readers, node: Node, path: Path, variable: str) -> tuple[Named, ...]:
    """What each object of the list names, or the one object."""
    objects = nodes.objects(node, path, variable, many=True)
    return tuple([_named(nodes, readers, item, place, name) for item, place, name in objects])


def narrowed_rows(
    nodes: Nodes, readers: Readers, node: Node, path: Path, variable: str
) -> tuple[Named | None, tuple[Condition, ...]]:
    """What a nested ``where`` says: the values of columns, and what else a column must meet."""
    conditions: list[Condition] = []
    objects = nodes.objects(node, path, variable, many=False)
    named = [_named(nodes, readers, item, place, name, conditions) for item, place, name in objects]
    return (named[0] if named else None), tuple(conditions)


def _named(
    nodes: Nodes,
    readers: Readers,
    node: Node,
    path: Path,
    variable: str,
    conditions: list[Condition] | None = None,
) -> Named:
    """The values that name rows; operators add to ``conditions``, where there may be any."""
    named: dict[str, tuple[Any, ...]] = {}
    empty = True
    for key, value, name in nodes.fields(node, variable):
        place, empty = (*path, key), False
        column, read = readers.get(key, ("", None))
        if read is None:
            nodes.problems.unknown(place, name)
        elif column in named:
            nodes.problems.wrong(place, name, f"{column!r} is given twice")
        elif value is ABSENT:  # without it, more rows would be meant
            nodes.problems.wrong(place, name, "a value is required")
        elif conditions is not None and is_object(value):
            conditions += _compared(nodes, column, read, value, place, name)
        else:
            named[column] = _any_of(nodes, read, value, place, name)
    if empty:
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
    return _values(nodes, read, node, path, variable)


def _compared(
    nodes: Nodes, column: str, read: ColumnReader, node: Node, path: Path, variable: str
) -> Iterator[Condition]:
    """The operators of a column, all of which hold."""
    fields = list(nodes.fields(node, variable))
    if not fields:
        nodes.problems.wrong(path, variable, "at least one operator is expected")
    for key, value, name in fields:
        place = (*path, key)
        if (operator := COMPARISONS.get(key)) is None:
            nodes.problems.wrong(place, name, f"one of {', '.join(COMPARISONS)} is expected")
        elif value is ABSENT:  # without it, more rows would be meant
            nodes.problems.wrong(place, name, "a value is required")
        elif operator == "is_null":
            if not isinstance(flag := nodes.plain(value), bool):
                nodes.problems.wrong(place, name, "true or false is expected")
            yield Condition(column, operator, (flag,))
        else:
            values = _values(nodes, read, value, place, name)
            if key not in _LISTS and len(values) != 1:
                nodes.problems.wrong(place, name, "one value is expected")
            yield Condition(column, operator, values)


def _values(nodes: Nodes, read: ColumnReader, node: Node, path: Path, variable: str) -> tuple[Any, ...]:
    """The values of a list, or the one value; ``null`` is none."""
    items = nodes.items(node)
    if items is None:
        plain = nodes.plain(node)  # of a variable or constant, also a list
        items = plain if isinstance(plain, list) and isinstance(node, DataValue) else [node]
    values: list[Any] = []
    if len(items) > nodes.max_items:
        nodes.problems.wrong(path, variable, f"a list of at most {nodes.max_items:,} items is expected")
        return ()
    for item in items:
        value = nodes.read(read, item, path, variable)
        if value is None:
            nodes.problems.wrong(path, variable, "a value that is not null is expected")
        values.append(value)
    return tuple(values)
