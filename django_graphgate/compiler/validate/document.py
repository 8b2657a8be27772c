"""A strict operation against a schema: GraphQL's own validation, as this package's errors."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    VariableNode,
    specified_rules,
    validate,
)

from django_graphgate.compiler.normalise.document import Normal
from django_graphgate.compiler.normalise.unrelated import lifted
from django_graphgate.compiler.syntax.graphql_core import with_selections
from django_graphgate.compiler.syntax.parse import nodes_in, position, variables_in
from django_graphgate.compiler.validate.constraints import constrained
from django_graphgate.compiler.validate.mutations import check_mutation
from django_graphgate.compiler.validate.repeats import without_repeats
from django_graphgate.compiler.validate.variable_types import WholeNumbersFit
from django_graphgate.errors import DocumentInvalid, LimitExceeded

_MAX_ERRORS = 20

_GAVE_UP = "Validation aborted."
"""What graphql-core says where comparing the fields of a document would take too long."""

_ALREADY_CHECKED = frozenset(
    {
        # of one operation without fragments these hold by construction
        "KnownOperationTypesRule",
        "UniqueOperationNamesRule",
        "LoneAnonymousOperationRule",
        "SingleFieldSubscriptionsRule",
        "UniqueFragmentNamesRule",
        "KnownFragmentNamesRule",
        "NoUnusedFragmentsRule",
        "NoFragmentCyclesRule",
        # checked below
        "NoUndefinedVariablesRule",
        "NoUnusedVariablesRule",
        "VariablesInAllowedPositionRule",
        # directives of incremental delivery do not exist in the schema
        "DeferStreamDirectiveOnRootField",
        "DeferStreamDirectiveOnValidOperationsRule",
        "DeferStreamDirectiveLabel",
        "StreamDirectiveOnListField",
    }
)
RULES = [
    *(rule for rule in specified_rules if rule.__name__ not in _ALREADY_CHECKED),
    WholeNumbersFit,  # instead of GraphQL's own rule
]


def check(
    normal: Normal,
    schema: GraphQLSchema,
    mine: OperationDefinitionNode | None = None,
    *,
    suggest: bool = True,
) -> None:
    """Raise ``DocumentInvalid`` with every error and its positions; the schema holds only what the role may see.

    ``mine`` is what of the operation concerns the role.  Without ``suggest`` no error names what would
    be right.
    """
    operation = mine or normal.operation
    errors = _errors(operation, schema, suggest=suggest)
    unknown = [each.locations for each in errors if "not to include unknown field" in each.message]
    errors = [each for each in errors if not (each.message.startswith(_ONE_OF) and each.locations in unknown)]
    locations_of: dict[str, list[tuple[int, int]]] = {}
    for error in errors:  # the same message at many locations is one error
        locations_of.setdefault(error.message, []).extend(
            (location.line, location.column) for location in error.locations or ()
        )
    invalid = [DocumentInvalid(message, locations=locations) for message, locations in locations_of.items()]
    invalid = invalid or list(check_mutation(operation, schema))
    wrong = [node for error in errors for node in error.nodes or () if not isinstance(node, _WHOLE)]
    invalid += _variable_errors(
        normal, {_location(variable) for node in wrong for variable in variables_in(node)}
    )
    if invalid:
        raise invalid[0].with_others(invalid[1:_MAX_ERRORS])


def _errors(
    operation: OperationDefinitionNode, schema: GraphQLSchema, *, suggest: bool
) -> list[GraphQLError]:
    document = DocumentNode(definitions=(lifted(without_repeats(operation), schema),))
    errors = validate(
        schema, with_selections(document), RULES, max_errors=_MAX_ERRORS, hide_suggestions=not suggest
    )
    if errors and errors[-1].message == _GAVE_UP:
        raise LimitExceeded("The document gives too many fields the same key.")
    return [*_without_root(operation, schema), *errors]


def _without_root(operation: OperationDefinitionNode, schema: GraphQLSchema) -> Iterator[GraphQLError]:
    """Where nothing may be written there is no type of mutations, and its fields are as unknown as any."""
    if operation.operation is OperationType.MUTATION and schema.mutation_type is None:
        for node in nodes_in(operation.selection_set):
            if isinstance(node, FieldNode):
                yield GraphQLError(f"Cannot query field '{node.name.value}' on type 'Mutation'.", node)
                return


_ONE_OF = "Within OneOf Input Object type "
"""Also said of an object of one key where that key is unknown."""

_WHOLE = (OperationDefinitionNode, VariableDefinitionNode)


def _location(node: VariableNode) -> object:
    return id(node) if node.loc is None else (node.loc.start, node.loc.end)


def _variable_errors(normal: Normal, wrong: AbstractSet[object]) -> list[DocumentInvalid]:
    """As GraphQL's rules say, but for variables that the gate gives: they may be declared, and need not be.

    One that is not declared because there is nothing where it is used is no mistake of its own: those
    variables are in ``wrong``.
    """
    operation = normal.operation
    where = f" by operation '{operation.name.value}'" if operation.name else ""
    definitions = {node.variable.name.value: node for node in operation.variable_definitions or ()}
    used = {variable.name.value: variable for variable in variables_in(operation)}
    explained = {variable.name.value for variable in variables_in(operation) if _location(variable) in wrong}
    errors = [
        DocumentInvalid(f"Variable '${name}' is not defined{where}.", locations=position(node))
        for name, node in used.items()
        if name not in definitions and name not in normal.given and name not in explained
    ]
    where = where.replace(" by ", " in ")
    needed = used.keys() | constrained(operation)
    for name, definition in definitions.items():
        if name not in needed:
            sentence = f"Variable '${name}' is never used{where}."
            errors.append(DocumentInvalid(sentence, locations=position(definition)))
        elif name in normal.given and definition.default_value is not None:
            sentence = f"Variable '${name}' has a value of its own and takes no default."
            errors.append(DocumentInvalid(sentence, locations=position(definition)))
    return errors
