"""Where a variable may be used, a little wider than GraphQL has it: whole numbers, for keys of 64 bits.

Clients write ``$id: Int!`` and ``$id: ID!`` before they look at the schema, whose keys are ``BigInt``.
"""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    VariablesInAllowedPositionRule,
    get_named_type,
    is_input_object_type,
    is_non_null_type,
    is_nullable_type,
    type_from_ast,
)
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

_ANY_PLACE = {"BigInt": frozenset({"Int", "ID"})}
"""Scalar of a place → what else than its own a variable may be declared as."""

_KEYS = {**_ANY_PLACE, "Int": frozenset({"ID"})}
"""The same where a column is compared: a count of rows is no key."""


class WholeNumbersFit(VariablesInAllowedPositionRule):
    """GraphQL's rule, for variables as they would be declared in the scalar of their place."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.keys: set[int] = set()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """The variables of a key are those in ``id``, or in a filter or ordering by its values."""
        if node.name.value == "id" or isinstance(node.value, ObjectValueNode | ListValueNode):
            self.keys.update(id(variable) for variable in _variables(node.value))

    def leave_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
        schema = self.context.schema
        for usage in self.context.get_recursive_variable_usages(operation):
            node, expected, parent = usage.node, usage.type, usage.parent_type
            definition = self.var_def_map.get(node.name.value)
            mine = None if definition is None else type_from_ast(schema, definition.type)
            if definition is None or mine is None or expected is None:
                continue
            wider = _as_declared(mine, expected, key=id(node) in self.keys)
            if is_optional(definition) and id(node) in self.keys:
                wider = wider if is_non_null_type(wider) else GraphQLNonNull(wider)  # null is refused there
            if not allowed_variable_usage(
                schema, wider, definition.default_value, expected, usage.default_value
            ):
                sentence = (
                    f"Variable '${node.name.value}' of type '{mine}' used in position expecting"
                    f" type '{expected}'."
                )
                self.report_error(GraphQLError(sentence, [definition, node]))
            if is_input_object_type(parent) and parent.is_one_of and is_nullable_type(mine):
                sentence = (
                    f"Variable '${node.name.value}' is of type '{mine}' but must be non-nullable"
                    f" to be used for OneOf Input Object '{parent}'."
                )
                self.report_error(GraphQLError(sentence, [definition, node]))


def is_optional(node: VariableDefinitionNode) -> bool:
    """Whether comparisons with the variable do not count where it is absent."""
    return any(directive.name.value == "optional" for directive in node.directives or ())


def _as_declared(mine: Any, expected: Any, *, key: bool) -> Any:
    """A variable's type, in the scalar that is expected where that takes the variable's own."""
    wanted = get_named_type(expected)
    allowed = (_KEYS if key else _ANY_PLACE).get(wanted.name, frozenset())
    return _with_name(mine, wanted) if get_named_type(mine).name in allowed else mine


def _with_name(type_: Any, named: Any) -> Any:
    if isinstance(type_, GraphQLNonNull):
        return GraphQLNonNull(_with_name(type_.of_type, named))
    return GraphQLList(_with_name(type_.of_type, named)) if isinstance(type_, GraphQLList) else named


def _variables(node: ValueNode) -> list[VariableNode]:
    if isinstance(node, VariableNode):
        return [node]
    if isinstance(node, ListValueNode):
        return [variable for item in node.values for variable in _variables(item)]
    fields: tuple[ObjectFieldNode, ...] = node.fields if isinstance(node, ObjectValueNode) else ()
    return [variable for field in fields for variable in _variables(field.value)]
