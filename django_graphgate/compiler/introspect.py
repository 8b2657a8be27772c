"""Development: what the schema holds, as far as a role may see it."""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
)

from django_graphgate.compiler.normalise.document import Normal
from django_graphgate.compiler.validate.document import check
from django_graphgate.errors import DocumentInvalid


def refuse_mixed_introspection(operation: OperationDefinitionNode) -> None:
    """Raise ``DocumentInvalid`` for an operation that asks for the schema and for rows."""
    if asks_for_schema(operation) and any(not name.startswith("__") for name in _names(operation)):
        raise DocumentInvalid("Introspection must be in an operation of its own.")


def asks_for_schema(operation: OperationDefinitionNode) -> bool:
    """The operation asks for the schema, whatever else it asks for."""
    return any(name in ("__schema", "__type") for name in _names(operation))


def _names(operation: OperationDefinitionNode) -> list[str]:
    return [node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)]


def introspect(
    normal: Normal, schema: GraphQLSchema, variables: Mapping[str, Any], others: Iterable[Normal] = ()
) -> bytes:
    """The answer to an introspection query over the role's view, as JSON text.

    ``others`` are the other operations of its document.
    """
    for each in (normal, *others):
        check(each, schema)
    document = DocumentNode(definitions=(normal.operation,))
    run: Callable[..., ExecutionResult] = execute_sync
    result = run(schema, document, variable_values=dict(variables))
    if result.errors:
        raise DocumentInvalid("; ".join(error.message for error in result.errors))
    return json.dumps(result.data, ensure_ascii=False, separators=(",", ":")).encode()
