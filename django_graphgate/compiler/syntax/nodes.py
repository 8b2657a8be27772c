"""Syntax nodes with some attributes changed."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, cast

from graphql import Node

N = TypeVar("N", bound=Node)


def changed(node: N, **changes: Any) -> N:
    """``dataclasses.replace`` for syntax nodes: they are dataclasses by a decorator of graphql-core's
    own, which a type checker does not take for one.  A node that already is so comes back itself.
    """
    if all(getattr(node, name) is value for name, value in changes.items()):
        return node
    return cast("N", dataclasses.replace(cast("Any", node), **changes))
