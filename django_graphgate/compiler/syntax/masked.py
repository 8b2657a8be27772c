"""A document as a log may show it: no values of its own, and what its aliases and variables stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    EnumValueNode,
    FieldNode,
    GraphQLError,
    Node,
    Source,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

from django_graphgate.compiler.syntax.graphql_core import PARSER_OPTIONS, print_ast
from django_graphgate.compiler.syntax.terse_parser import TerseParser

_MOST_TOKENS = 5_000
_NO_NAMES: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class MaskedDocument:
    """``text`` has ``?`` for each number and text."""

    text: str = ""
    fields: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NO_NAMES)
    """Aliases with the names of the fields that are shown under them."""
    variables: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NO_NAMES)
    """Variables with the names of the arguments and input fields that they are given to."""


def masked(text: str) -> MaskedDocument:
    """The document; an empty one where the text cannot be parsed."""
    try:
        document = TerseParser(Source(text), max_tokens=_MOST_TOKENS, **PARSER_OPTIONS).parse_document()
        seen = _Masking()
        shown = print_ast(visit(document, seen))
    except (GraphQLError, RecursionError):
        return MaskedDocument()
    return MaskedDocument(shown, _frozen(seen.fields), _frozen(seen.variables))


def _frozen(names: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(others) for name, others in names.items()}


class _Masking(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, set[str]] = {}
        self.variables: dict[str, set[str]] = {}
        self._inside: list[str] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if node.alias is not None:
            self.fields.setdefault(node.alias.value, set()).add(node.name.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        self._inside.append(node.variable.name.value)

    def leave_variable_definition(self, *_: Any) -> None:
        self._inside.pop()

    def enter_argument(self, node: Any, *_: Any) -> None:
        self._inside.append(node.name.value)

    def leave_argument(self, *_: Any) -> None:
        self._inside.pop()

    enter_object_field, leave_object_field = enter_argument, leave_argument

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables.setdefault(node.name.value, set()).update(self._inside)

    def enter_int_value(self, *_: Any) -> Node:
        return EnumValueNode(value="?")

    enter_float_value = enter_string_value = enter_int_value
