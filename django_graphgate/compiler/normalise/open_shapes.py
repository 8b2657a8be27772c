"""Development: variables that are filters or orderings, written into the document as their values.

What comes out is an operation whose shape is closed.  Its values are checked as those of any document
are; nothing of it is frozen or recorded, as the next request brings another shape.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeGuard, cast

from graphql import (
    BooleanValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NameNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    visit,
)
from graphql.language import SKIP

from django_graphgate.compiler.normalise.types import shapes
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import Document
from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.catalog import Catalog

_DEEPEST = 50
_MAX_BITS = 3_000
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def close_shapes(operation: OperationDefinitionNode, values: Mapping[str, Any], catalog: Catalog) -> Document:
    """The operation with the values of its open variables in their places; those are declared no more.

    Raises ``VariableInvalid`` for a value that is missing or cannot be written in a document.
    """
    given = {
        definition.variable.name.value: _value(definition, values)
        for definition in shapes(operation, catalog)
    }
    rest = tuple(
        definition
        for definition in operation.variable_definitions or ()
        if definition.variable.name.value not in given
    )
    closed = copy_with(operation, variable_definitions=rest)
    return Document(visit(closed, _Inlining(given)), {})


class _Inlining(Visitor):
    def __init__(self, values: Mapping[str, ValueNode]) -> None:
        super().__init__()
        self.values = values

    def enter_variable_definition(self, *_: Any) -> VisitorAction:
        return SKIP

    def enter_variable(self, node: VariableNode, *_: Any) -> ValueNode | None:
        return self.values.get(node.name.value)


def _value(definition: VariableDefinitionNode, values: Mapping[str, Any]) -> ValueNode:
    name = definition.variable.name.value
    required = isinstance(definition.type, NonNullTypeNode)
    if name not in values:
        if definition.default_value is None and required:
            raise _wrong(name, "a value is required")
        return definition.default_value or NullValueNode()
    if values[name] is None and required:
        raise _wrong(name, "a value that is not null is expected")
    return _node(name, values[name], 0)


def _wrong(name: str, sentence: str) -> VariableInvalid:
    return VariableInvalid(f"Variable '${name}': {sentence}.", extensions={"variable": name})


def _node(name: str, value: Any, depth: int) -> ValueNode:
    """A JSON value as GraphQL writes it.  A text stays a text, whatever it looks like."""
    if depth > _DEEPEST:
        raise _wrong(name, "a value that is less deeply nested is expected")
    if value is None:
        return NullValueNode()
    if isinstance(value, bool):
        return BooleanValueNode(value=value)
    if isinstance(value, str):
        return StringValueNode(value=value)
    if isinstance(value, int | float | Decimal):
        return _number(name, value)
    if isinstance(value, list | tuple):
        items = (_node(name, item, depth + 1) for item in cast("Iterable[Any]", value))
        return ListValueNode(values=tuple(items))
    if not _is_object(value):
        raise _wrong(name, "a JSON value is expected")
    fields: list[ObjectFieldNode] = []
    for key, inner in value.items():
        if not isinstance(key, str) or not _NAME.fullmatch(key):
            raise _wrong(name, "an object whose keys are names is expected")
        fields.append(ObjectFieldNode(name=NameNode(value=key), value=_node(name, inner, depth + 1)))
    return ObjectValueNode(fields=tuple(fields))


def _is_object(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _number(name: str, value: float | Decimal) -> ValueNode:
    if isinstance(value, int):
        if value.bit_length() > _MAX_BITS:
            raise _wrong(name, "a smaller number is expected")
        return IntValueNode(value=str(value))
    if not math.isfinite(value):
        raise _wrong(name, "a finite number is expected")
    text = repr(value) if isinstance(value, float) else str(value)
    return IntValueNode(value=text) if text.lstrip("-").isdigit() else FloatValueNode(value=text)
