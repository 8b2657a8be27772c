"""A strict operation against a schema: GraphQL's own validation, as this package's errors."""

from __future__ import annotations

from graphql import (
    DocumentNode,
    GraphQLSchema,
    specified_rules,
    validate,
)

from django_graphgate.compiler.normalise import Normal
from django_graphgate.errors import DocumentInvalid

_MOST_ERRORS = 20

_ALREADY_CHECKED = frozenset(
    {
        # of one operation without fragments these hold by construction
        "UniqueOperationNamesRule",
        "LoneAnonymousOperationRule",
        "SingleFieldSubscriptionsRule",
        "UniqueFragmentNamesRule",
        "KnownFragmentNamesRule",
        "NoUnusedFragmentsRule",
        "NoFragmentCyclesRule",
        # directives of incremental delivery do not exist in the schema
        "DeferStreamDirectiveOnRootField",
        "DeferStreamDirectiveOnValidOperationsRule",
        "DeferStreamDirectiveLabel",
        "StreamDirectiveOnListField",
    }
)
RULES = [rule for rule in specified_rules if rule.__name__ not in _ALREADY_CHECKED]


def check(normal: Normal, schema: GraphQLSchema) -> None:
    """Raise ``DocumentInvalid`` with every error and its positions; the schema holds only what the role may see."""
    operation = normal.operation
    if normal.built_in:
        definitions = (*(operation.variable_definitions or ()), *normal.built_in)
        operation = type(operation)(**{**vars(operation), "variable_definitions": definitions})
    document = DocumentNode(definitions=(operation,))
    errors = validate(schema, document, RULES, max_errors=_MOST_ERRORS)
    found = [
        DocumentInvalid(error.message, locations=[(one.line, one.column) for one in error.locations or ()])
        for error in errors
    ]
    if found:
        raise found[0].with_others(found[1:])
