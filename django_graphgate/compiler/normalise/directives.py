"""Terse directives → strict ones: ``@include(ifVar: $v)`` → ``@nullUnless(var: $v)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import ArgumentNode, DirectiveNode, NameNode

from django_graphgate.compiler.syntax.nodes import copy_with

_STRICT: Mapping[str, str] = {"include": "nullUnless", "skip": "nullIf"}
_ARGUMENTS: Mapping[str, str] = {"ifVar": "var", "ifRole": "role"}


def strict_directives(nodes: tuple[DirectiveNode, ...] | None) -> tuple[DirectiveNode, ...] | None:
    """The directives of a field.

    ``ifVar:`` and ``ifRole:`` keep the key and make its value ``null``; what else is in the same
    directive, GraphQL's own ``if:``, stays one of its own.
    """
    if not nodes or not any(node.name.value in _STRICT for node in nodes):
        return nodes
    return tuple(strict for node in nodes for strict in _strict(node))


def _strict(node: DirectiveNode) -> Iterator[DirectiveNode]:
    name = _STRICT.get(node.name.value, "")
    terse = [argument for argument in node.arguments or () if name and argument.name.value in _ARGUMENTS]
    rest = tuple(argument for argument in node.arguments or () if argument not in terse)
    if rest or not terse:
        yield copy_with(node, arguments=rest) if terse else node
    if terse:
        arguments = tuple(_renamed(argument) for argument in terse)
        yield copy_with(node, name=NameNode(value=name, loc=node.name.loc), arguments=arguments)


def _renamed(node: ArgumentNode) -> ArgumentNode:
    return copy_with(node, name=NameNode(value=_ARGUMENTS[node.name.value], loc=node.name.loc))
