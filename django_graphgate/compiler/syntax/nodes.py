"""Syntax nodes with some attributes changed."""

from __future__ import annotations

from typing import Any, TypeVar

from graphql import Node

N = TypeVar("N", bound=Node)


def copy_with(node: N, **changes: Any) -> N:
    """``dataclasses.replace`` for syntax nodes, which are dataclasses in graphql-core 3.3 only.

    A node that already has these attributes is returned itself.
    """
    if all(getattr(node, name) is value for name, value in changes.items()):
        return node
    return type(node)(**{name: getattr(node, name) for name in node.keys} | changes)
