"""Text → one operation: graphql-core's parser, behind limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    VariableDefinitionNode,
    VariableNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from django_graphgate.compiler.syntax.graphql_core import PARSER_OPTIONS
from django_graphgate.compiler.syntax.terse_parser import TerseParser
from django_graphgate.errors import DocumentInvalid, DocumentSyntaxError, LimitExceeded, OperationNotFound
from django_graphgate.ir.limits import Limits


@dataclass(frozen=True, slots=True)
class Document:
    """The operation that is meant, and what is beside it."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    others: tuple[OperationDefinitionNode, ...] = ()
    """The document's other operations: nothing of them runs, but a document is valid as a whole."""


_TOO_MANY_TOKENS = "Syntax Error: Document contains more "
"""How graphql-core begins that sentence; those about the document's own words begin in another way."""


def parse_document(text: str, name: str | None, limits: Limits) -> Document:
    """The operation called ``name`` (or the only one) of a document.

    Raises ``DocumentSyntaxError`` with a position, ``LimitExceeded``, ``DocumentInvalid`` for
    definitions that are no executable ones and for fragments that no operation uses,
    ``OperationNotFound`` when the choice is not clear.
    """
    try:
        parser = TerseParser(Source(text), max_tokens=limits.tokens, **PARSER_OPTIONS)
        node = parser.parse_document()
    except GraphQLSyntaxError as error:
        if error.message.startswith(_TOO_MANY_TOKENS):
            raise LimitExceeded(f"A document may have at most {limits.tokens} tokens.") from error
        where = [(location.line, location.column) for location in error.locations or ()]
        raise DocumentSyntaxError(error.message, locations=where) from error
    except RecursionError as error:
        raise LimitExceeded("The document is nested too deeply.") from error
    return _choose(node, name)


def _choose(node: DocumentNode, name: str | None) -> Document:
    operations: list[OperationDefinitionNode] = []
    fragments: dict[str, FragmentDefinitionNode] = {}
    for definition in node.definitions:
        if isinstance(definition, OperationDefinitionNode):
            operations.append(definition)
        elif isinstance(definition, FragmentDefinitionNode):
            if definition.name.value in fragments:
                raise DocumentInvalid(
                    f"There can be only one fragment named '{definition.name.value}'.",
                    locations=position(definition),
                )
            fragments[definition.name.value] = definition
        else:
            raise DocumentInvalid(
                "A request holds operations and fragments only.", locations=position(definition)
            )
    names = [operation.name.value if operation.name else None for operation in operations]
    if len(set(names)) != len(names) or (None in names and len(names) > 1):
        raise DocumentInvalid("Operations in one document need names of their own.")
    if name is None:
        chosen = operations if len(operations) == 1 else []
    else:
        chosen = [operation for operation in operations if operation.name and operation.name.value == name]
    if not chosen:
        raise OperationNotFound
    _all_used(operations, fragments)
    return Document(chosen[0], fragments, tuple(other for other in operations if other is not chosen[0]))


def _all_used(
    operations: Sequence[OperationDefinitionNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> None:
    """Raise ``DocumentInvalid`` for a fragment that no operation of the document spreads, however indirectly."""
    waiting: list[Node] = [operation.selection_set for operation in operations] if fragments else []
    unused = dict(fragments)
    while waiting:
        spread = [node.name.value for node in nodes_in(waiting.pop()) if isinstance(node, FragmentSpreadNode)]
        waiting += [used.selection_set for name in spread if (used := unused.pop(name, None))]
    for name, fragment in unused.items():
        raise DocumentInvalid(f"Fragment '{name}' is never used.", locations=position(fragment))


def position(node: Node) -> list[tuple[int, int]]:
    """Line and column of a node, where it came from a text."""
    if node.loc is None:
        return []
    location = node.loc.start_token
    return [(location.line, location.column)]


def variables_in(node: Node) -> Iterator[VariableNode]:
    """Every place where a variable is used, in written order."""
    return (node for node in nodes_in(node) if isinstance(node, VariableNode))


def nodes_in(node: Node) -> Iterator[Node]:
    """A node and all those inside it, except names, types and definitions of variables, in written order."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, VariableDefinitionNode):
            continue
        yield current
        if isinstance(current, FieldNode):  # of which most have nothing inside
            if current.selection_set:
                stack.append(current.selection_set)
            for several in (current.directives, current.arguments):
                if several:
                    stack.extend(reversed(several))
        else:
            stack.extend(reversed(list(_children(current))))


_KEYS: Mapping[str, Sequence[str]] = {
    node_kind: tuple(key for key in keys if key not in ("name", "alias", "type", "type_condition"))
    for node_kind, keys in QUERY_DOCUMENT_KEYS.items()
}
"""Where variables can be: in no name."""


def _children(node: Node) -> Iterator[Node]:
    for key in _KEYS.get(node.kind, ()):
        value = getattr(node, key)
        if isinstance(value, Node):
            yield value
        elif value:
            yield from value


def check_limits(operation: OperationDefinitionNode, limits: Limits) -> None:
    """Bounds on an operation whose fragments are inlined."""
    if len(operation.selection_set.selections) > limits.root_fields:
        raise LimitExceeded(f"An operation may have at most {limits.root_fields} root fields.")
    fields = aliases = directives = 0
    for node, depth in _walk(operation.selection_set):
        if depth > limits.depth:
            raise LimitExceeded(
                f"A document may be at most {limits.depth} levels deep.", locations=position(node)
            )
        directives += len(node.directives or ())
        if isinstance(node, FieldNode):
            fields += 1
            aliases += node.alias is not None
        _over(fields, limits.fields, "fields", node)
        _over(aliases, limits.aliases, "aliases", node)
        _over(directives, limits.directives, "directives", node)


def _over(count: int, maximum: int, what: str, node: Node) -> None:
    if count > maximum:
        raise LimitExceeded(f"A document may have at most {maximum} {what}.", locations=position(node))


def _walk(selections: SelectionSetNode) -> Iterator[tuple[FieldNode | InlineFragmentNode, int]]:
    stack = [(selection, 1) for selection in reversed(selections.selections)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, FragmentSpreadNode):
            raise AssertionError("fragments are inlined before limits are checked")  # noqa: TRY004 - ours, not the caller's
        if not isinstance(node, FieldNode | InlineFragmentNode):
            continue
        yield node, depth
        if node.selection_set:
            deeper = depth + isinstance(node, FieldNode)
            stack.extend((selection, deeper) for selection in reversed(node.selection_set.selections))
