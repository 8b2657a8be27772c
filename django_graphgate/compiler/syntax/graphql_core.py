"""What graphql-core 3.2 does not do as 3.3 does; no other module depends on which of them is installed."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    ListValueNode,
    NameNode,
    Node,
    ObjectValueNode,
    SelectionSetNode,
    Visitor,
    visit,
)
from graphql import print_ast as _print_ast
from graphql import version_info as _version_info

_IS_3_2 = _version_info < (3, 3)

PARSER_OPTIONS: dict[str, Any] = {} if _IS_3_2 else {"allow_empty_selection_sets": False}
"""Options of the parser for executable documents; 3.2 always refuses a selection set without selections."""

_LINE = 80
"""Longer lists and objects are printed over several lines."""


def print_ast(node: Node) -> str:
    """A node as text, in the layout of graphql-core 3.3, so that both have the same digests."""
    return _print_ast(visit(node, _Values()) if _IS_3_2 else node)


class _Values(Visitor):
    """Replaces lists and objects by names, which are printed as they are written."""

    def leave_list_value(self, node: ListValueNode, *_: Any) -> EnumValueNode:
        return _wrapped("[", [_print_ast(item) for item in node.values], "]", space="")

    def leave_object_value(self, node: ObjectValueNode, *_: Any) -> EnumValueNode:
        return _wrapped("{", [_print_ast(field) for field in node.fields], "}", space=" ")


def _wrapped(opening: str, items: list[str], closing: str, *, space: str) -> EnumValueNode:
    text = f"{opening}{space}{', '.join(items)}{space}{closing}"
    if len(text) > _LINE:
        lines = "\n".join(items).replace("\n", "\n  ")
        text = f"{opening}\n  {lines}\n{closing}"
    return EnumValueNode(value=text)


def with_selections(document: DocumentNode) -> DocumentNode:
    """The document for validation: 3.2 refuses the empty selection sets that role directives leave."""
    return visit(document, _Selections()) if _IS_3_2 else document


class _Selections(Visitor):
    """Puts ``__typename`` into empty selection sets."""

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        typename = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
        return None if node.selections else SelectionSetNode(selections=(typename,))
