"""A filter of a rule taken apart into the terms that all have to hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from graphql import GraphQLError, ObjectValueNode, parse_value, print_ast


def filter_terms(given: Any) -> list[Any]:
    """The members of a filter, each a filter of its own; the filter itself where it cannot be taken apart."""
    if isinstance(given, Mapping):
        members = cast("Mapping[str, Any]", given)
        return [{name: value} for name, value in members.items()]
    try:
        node = parse_value(str(given))
    except GraphQLError:
        return [given]
    if not isinstance(node, ObjectValueNode) or not node.fields:
        return [given]
    return [f"{{ {print_ast(field)} }}" for field in node.fields]


def term_text(term: Any) -> str:
    """A term as people read it."""
    return term if isinstance(term, str) else json.dumps(term, ensure_ascii=False)
