"""Development: what the schema holds, as far as a role may see it."""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
)

from django_graphgate.compiler.normalise import Normal
from django_graphgate.compiler.validate import check
from django_graphgate.errors import DocumentInvalid


def is_introspection(operation: OperationDefinitionNode) -> bool:
    """The operation asks for the schema and for nothing else.

    Raises ``DocumentInvalid`` for one that asks for rows, too.
    """
    names = [one.name.value for one in operation.selection_set.selections if isinstance(one, FieldNode)]
    asked = [name for name in names if name in ("__schema", "__type")]
    if asked and any(not name.startswith("__") for name in names):
        raise DocumentInvalid("The schema is asked for in an operation of its own.")
    return bool(asked)


def introspect(normal: Normal, schema: GraphQLSchema, variables: Mapping[str, Any]) -> bytes:
    """The answer to an introspection query over the role's view, as JSON text."""
    check(normal, schema)
    document = DocumentNode(definitions=(normal.operation,))
    run: Callable[..., ExecutionResult] = execute_sync
    result = run(schema, document, variable_values=dict(variables))
    if result.errors:
        raise DocumentInvalid("; ".join(error.message for error in result.errors))
    return json.dumps(result.data, ensure_ascii=False, separators=(",", ":")).encode()
