"""The text that caching clients send instead of the one their developer wrote.

Apollo Client and urql add ``__typename`` to the end of every selection set but the operation's own,
and print the document again.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.compiler.syntax.nodes import copy_with

_TYPENAME = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())


def typename_variant(text: str) -> str | None:
    """The variant of a document, as graphql-js prints it; ``None`` where it is no other document.

    A selection set that already asks for something of introspection stays as it is.
    """
    try:
        document = parse(text)
    except (GraphQLError, RecursionError):
        return None
    variant = copy_with(
        document, definitions=tuple(_definition(definition) for definition in document.definitions)
    )
    return None if variant == document else print_ast(DocumentNode(definitions=variant.definitions))


def _definition(node: Any) -> Any:
    selections = getattr(node, "selection_set", None)
    if selections is None:
        return node
    if isinstance(node, OperationDefinitionNode):
        return copy_with(node, selection_set=_inside(selections))
    return copy_with(node, selection_set=_with_typename(selections))


def _inside(node: SelectionSetNode) -> SelectionSetNode:
    return copy_with(node, selections=tuple(_selection(selection) for selection in node.selections))


def _selection(node: SelectionNode) -> SelectionNode:
    if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
        return copy_with(node, selection_set=_with_typename(node.selection_set))
    return node


def _with_typename(node: SelectionSetNode) -> SelectionSetNode:
    inside = _inside(node)
    if any(_asks_for_introspection(selection) for selection in node.selections):
        return inside
    return copy_with(inside, selections=(*inside.selections, _TYPENAME))


def _asks_for_introspection(node: Node) -> bool:
    return isinstance(node, FieldNode) and node.name.value.startswith("__")
