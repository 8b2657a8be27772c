"""The data of a request as a tree of nodes, whether the document or a variable has them.

A node is a piece of the document's template (:data:`~django_graphgate.ir.write.Data`) or a JSON value.  With it goes
the name of the variable that it is from, empty for none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django_graphgate.execution.binders import Facts
from django_graphgate.execution.variables import Values, described
from django_graphgate.execution.writes.problems import Problems
from django_graphgate.execution.writes.values import ColumnReader, binder_of
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.input_rows import Path
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import DataList, DataObject, DataValue, DataVariable

Node = Any

ABSENT: Any = object()
"""In place of a variable that the request does not give."""

_TEMPLATE = frozenset({DataValue, DataVariable, DataObject, DataList})


class Nodes:
    """Looks into the nodes of one request."""

    def __init__(self, values: Values, facts: Facts, problems: Problems, max_items: int) -> None:
        self.values, self.facts, self.problems = values, facts, problems
        self.max_items = max_items
        """Of a list of values that names rows."""

    def opened(self, node: Node, variable: str) -> tuple[Node, str]:
        """The object of a variable in its place; :data:`ABSENT` without one."""
        if node.__class__ not in _TEMPLATE:
            return node, variable
        if isinstance(node, DataVariable):
            value = self.values.given.get(node.name)
            return (ABSENT if node.name in self.values.missing else value), node.name
        if isinstance(node, DataValue) and node.parameter.source == "variable":
            name = node.parameter.name
            return (ABSENT if name in self.values.missing else node), name
        return node, ""

    def fields(self, node: Node, variable: str) -> Iterator[tuple[str, Node, str]]:
        """Key, value and variable of each field of an object; :data:`ABSENT` for one that is not given."""
        if not isinstance(node, DataObject):
            for key, value in cast("Mapping[str, Any]", node).items():
                yield key, value, variable
            return
        for key, value in node.fields:
            yield key, *self.opened(value, variable)

    def items(self, node: Node) -> Sequence[Node] | None:
        """The items of a list; ``None`` where it is none."""
        if isinstance(node, DataList):
            return node.items
        return cast("Sequence[Node]", node) if isinstance(node, list | tuple) else None

    def objects(
        self, node: Node, path: Path, variable: str, *, many: bool
    ) -> Iterator[tuple[Node, Path, str]]:
        """The objects of a list, or the one object, each with its path and variable; others are refused.

        A single object is a list of one, as GraphQL has it; its path has no number then.
        """
        items = self.items(node) if many else None
        places = (
            [(*self.opened(node, variable), path)]
            if items is None
            else ((*self.opened(item, variable), (*path, index)) for index, item in enumerate(items))
        )
        for item, name, place in places:
            if is_object(item):
                yield item, place, name
            else:
                sentence = f"an object is expected, not {described(self.plain(item))}"
                self.problems.wrong(place, name, sentence)

    # -- values of columns --------------------------------------------------------------------------

    def read(self, read: ColumnReader, node: Node, path: Path, variable: str) -> Any:
        """The field's value of a node; :data:`ABSENT` where it has none, which is noted."""
        try:
            if isinstance(node, DataValue) and node.parameter.source not in ("constant", "variable"):
                return binder_of(node.parameter)(self.values, self.facts)
            value = self.plain(node)
            return None if value is None else read(value, self.values)
        except BadValue as error:
            self.problems.wrong(path, variable, f"{error}, not {described(self.plain(node))}")
            return ABSENT

    def plain(self, node: Node) -> Any:
        """The JSON value of a node."""
        if node.__class__ not in _TEMPLATE:
            return None if node is ABSENT else node
        if isinstance(node, DataValue):
            return self._parameter(node.parameter)
        if isinstance(node, DataList):
            return [self.plain(self.opened(item, "")[0]) for item in node.items]
        return {key: self.plain(value) for key, value, _ in self.fields(node, "") if value is not ABSENT}

    def _parameter(self, parameter: Parameter) -> Any:
        if parameter.source == "variable":
            return self.values.given.get(parameter.name)
        value: Any = parameter.value
        if value is not None and parameter.codec.name == "json_text":
            return json.loads(value)
        return list(value) if isinstance(value, tuple) else value


def is_object(node: Node) -> bool:
    """Whether a node has fields."""
    return node.__class__ is dict or isinstance(node, DataObject | Mapping)
