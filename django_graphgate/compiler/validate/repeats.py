"""Selections that are written several times in one object, word for word: all but the first say nothing.

GraphQL compares the fields of one key in pairs, and gives up where there are very many of them.
"""

from __future__ import annotations

from collections import Counter

from graphql import (
    FieldNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    print_ast,
)

from django_graphgate.compiler.syntax.nodes import copy_with


def without_repeats(operation: OperationDefinitionNode) -> OperationDefinitionNode:
    """The operation for validation: as valid as it was, with the same errors at fewer places."""
    return copy_with(operation, selection_set=_set(operation.selection_set))


def _set(node: SelectionSetNode) -> SelectionSetNode:
    keys = Counter(map(_key, node.selections))
    distinct: dict[object, SelectionNode] = {}
    for selection in node.selections:
        key = _key(selection)
        distinct.setdefault(print_ast(selection) if keys[key] > 1 else (key,), selection)
    selections = tuple(_selection(selection) for selection in distinct.values())
    same = len(selections) == len(node.selections) and all(
        left is right for left, right in zip(selections, node.selections, strict=True)
    )
    return node if same else copy_with(node, selections=selections)


def _key(node: SelectionNode) -> str:
    """The response key of a field; all fragments have one in common."""
    return (node.alias or node.name).value if isinstance(node, FieldNode) else ""


def _selection(node: SelectionNode) -> SelectionNode:
    if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
        return copy_with(node, selection_set=_set(node.selection_set))
    return node
