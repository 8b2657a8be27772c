"""Directives that depend on the role alone: decided before anything is validated or planned.

A field that the document keeps from a role may name what the role cannot see, so it must be gone
before the document meets the role's view: ``@add`` and ``@remove`` drop its key, ``@nullUnless`` and
``@nullIf`` with a role leave the key with ``null``.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
)

from django_graphgate.compiler.syntax.nodes import copy_with

ROLE_ONLY = frozenset({"add", "remove"})
NULLING = frozenset({"nullUnless", "nullIf"})


@dataclass(frozen=True)
class ForRole:
    """``with_nulls`` keeps the keys of fields that are ``null`` for the role; ``without_nulls`` does not have them."""

    with_nulls: OperationDefinitionNode
    without_nulls: OperationDefinitionNode


def depends_on_role(operation: OperationDefinitionNode) -> bool:
    """Whether a directive may make another operation of it for some role."""
    return _depends(operation.selection_set)


def _depends(selections: SelectionSetNode) -> bool:
    for selection in selections.selections:
        if any(each.name.value in ROLE_ONLY | NULLING for each in selection.directives or ()):
            return True
        if (
            isinstance(selection, FieldNode | InlineFragmentNode)
            and selection.selection_set
            and _depends(selection.selection_set)
        ):
            return True
    return False


def for_role(operation: OperationDefinitionNode, role: str) -> ForRole:
    """The operation as one role runs it."""
    with_nulls = copy_with(
        operation, selection_set=_selections(operation.selection_set, role, keep_null=True)
    )
    without_nulls = copy_with(
        operation, selection_set=_selections(operation.selection_set, role, keep_null=False)
    )
    return ForRole(with_nulls, without_nulls)


def is_null_for(node: FieldNode, role: str) -> bool:
    """The document gives the role ``null`` instead of this field."""
    return any(
        _nulls(directive, role) for directive in node.directives or () if directive.name.value in NULLING
    )


def _nulls(directive: DirectiveNode, role: str) -> bool:
    """Whether the directive decides by the role alone, and decides for ``null``."""
    named = _role(directive, "role")
    if named is None:
        return False
    if directive.name.value == "nullUnless":
        return named != role
    return named == role and len(directive.arguments or ()) == 1


def _selections(node: SelectionSetNode, role: str, *, keep_null: bool) -> SelectionSetNode:
    selections: list[SelectionNode] = []
    for selection in node.selections:
        kept = _selection(selection, role, keep_null=keep_null)
        if kept is not None:
            selections.append(kept)
    same = len(selections) == len(node.selections) and all(
        a is b for a, b in zip(selections, node.selections, strict=True)
    )
    return node if same else copy_with(node, selections=tuple(selections))


def _selection(node: SelectionNode, role: str, *, keep_null: bool) -> SelectionNode | None:
    if not isinstance(node, FieldNode | InlineFragmentNode):
        return node
    if any(_drops(directive, role) for directive in node.directives or ()):
        return None
    if isinstance(node, FieldNode) and not keep_null and is_null_for(node, role):
        return None
    if node.selection_set is None:
        return node
    inside = _selections(node.selection_set, role, keep_null=keep_null)
    return node if inside is node.selection_set else copy_with(node, selection_set=inside)


def _drops(directive: DirectiveNode, role: str) -> bool:
    name = directive.name.value
    if name not in ROLE_ONLY:
        return False
    named = _role(directive, "ifRole")
    return named is not None and (named != role if name == "add" else named == role)


def _role(directive: DirectiveNode, argument: str) -> str | None:
    for node in directive.arguments or ():
        if node.name.value == argument and isinstance(node.value, StringValueNode):
            return node.value.value
    return None
