"""One quick look at an operation that says whether it is certainly valid.

GraphQL's validation visits a document once for each of its rules, which takes most of the time of
compiling.  Nearly all documents are valid, and plain: this finds those in one pass.  Of the others it says
nothing; GraphQL's own rules decide over them, and word the errors.  So what is rare is left out here: other
types' fragments, keys that stand twice with arguments, introspection, values with parts.
"""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveLocation,
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_input_type,
    type_from_ast,
    validate_input_literal,
    validate_schema,
)
from graphql.utilities import is_type_sub_type_of

_MOST_REPETITIONS = 50
"""Of keys in one operation: GraphQL's rules give up where there are very many."""

_TYPENAME = "__typename"

Keys = dict[str, tuple[str, object, bool, "Keys"]]
"""Of an object's keys: the field's name and type, whether it has no arguments, and the keys inside."""


def certainly_valid(
    operation: OperationDefinitionNode, schema: GraphQLSchema, *, all_declared: bool = False
) -> bool:
    """No rule of GraphQL has anything against the operation; ``False`` says nothing.

    With ``all_declared`` an operation that uses an undeclared variable is not taken for valid; without, that
    is for another check to say, as the gate gives some variables itself.
    """
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return False
    if validate_schema(schema):  # remembered in the schema
        return False
    look = _Look(schema, all_declared=all_declared)
    try:
        return (
            look.variables_fit(operation.variable_definitions or ())
            and look.directives_fit(operation.directives, DirectiveLocation.QUERY)
            and look.selections_fit(operation.selection_set, schema.query_type, {})
        )
    except RecursionError:
        return False


class _Look:
    """One way over an operation; every method is true where all of it is certainly valid."""

    def __init__(self, schema: GraphQLSchema, *, all_declared: bool) -> None:
        self.schema = schema
        self.all_declared = all_declared
        self.variables: dict[str, Any] = {}
        self.repetitions = 0

    def variables_fit(self, nodes: Iterable[VariableDefinitionNode]) -> bool:
        for node in nodes:
            name = node.variable.name.value
            kind: Any = type_from_ast(self.schema, node.type)
            if name in self.variables or kind is None or not is_input_type(kind):
                return False
            if not self.directives_fit(node.directives, DirectiveLocation.VARIABLE_DEFINITION):
                return False
            if node.default_value is not None and not self.value_fits(node.default_value, kind):
                return False
            self.variables[name] = kind
        return True

    # -- selections ---------------------------------------------------------------------------

    def selections_fit(
        self, node: SelectionSetNode, around: GraphQLObjectType | GraphQLUnionType, keys: Keys
    ) -> bool:
        """``keys``: those of the same object so far."""
        for one in node.selections:
            if isinstance(one, FieldNode):
                if not self.field_fits(one, around, keys):
                    return False
            elif not isinstance(one, InlineFragmentNode) or not self.fragment_fits(one, around, keys):
                return False
        return True

    def fragment_fits(
        self,
        node: InlineFragmentNode,
        around: GraphQLObjectType | GraphQLUnionType,
        keys: Keys,
    ) -> bool:
        inner = around
        if node.type_condition is not None:
            name = node.type_condition.name.value
            members = around.types if isinstance(around, GraphQLUnionType) else (around,)
            found = next((one for one in members if one.name == name), None)
            if found is None:
                return False
            inner = found
        return self.directives_fit(
            node.directives, DirectiveLocation.INLINE_FRAGMENT
        ) and self.selections_fit(node.selection_set, inner, keys)

    def field_fits(self, node: FieldNode, around: GraphQLObjectType | GraphQLUnionType, keys: Keys) -> bool:
        name = node.name.value
        if node.directives and not self.directives_fit(node.directives, DirectiveLocation.FIELD):
            return False
        if name == _TYPENAME:
            plain = not node.arguments and node.selection_set is None
            return plain and self._inside(node, _TYPENAME, keys) is not None
        definition = None if isinstance(around, GraphQLUnionType) else around.fields.get(name)
        if definition is None:
            return False
        kind: Any = definition.type
        inside = self._inside(node, kind, keys)
        if inside is None or not self.arguments_fit(node.arguments, definition.args):
            return False
        while isinstance(kind, GraphQLList | GraphQLNonNull):
            kind = kind.of_type
        if node.selection_set is None:
            return isinstance(kind, GraphQLScalarType | GraphQLEnumType)
        if not isinstance(kind, GraphQLObjectType | GraphQLUnionType):
            return False
        return bool(node.selection_set.selections) and self.selections_fit(node.selection_set, kind, inside)

    def _inside(self, node: FieldNode, kind: object, keys: Keys) -> Keys | None:
        """The keys inside of a field; ``None`` where its own key may have another meaning already."""
        key, name = (node.alias or node.name).value, node.name.value
        known = keys.get(key)
        if known is None:
            inside: Keys = {}
            keys[key] = (name, kind, not node.arguments, inside)
            return inside
        self.repetitions += 1
        same = known[0] == name and known[1] is kind and known[2] and not node.arguments
        return known[3] if same and self.repetitions < _MOST_REPETITIONS else None

    # -- directives and arguments -------------------------------------------------------------

    def directives_fit(self, nodes: Sequence[DirectiveNode] | None, place: DirectiveLocation) -> bool:
        seen: set[str] = set()
        for node in nodes or ():
            name = node.name.value
            definition = self.schema.get_directive(name)
            if definition is None or place not in definition.locations:
                return False
            if name in seen and not definition.is_repeatable:
                return False
            seen.add(name)
            if not self.arguments_fit(node.arguments, definition.args):
                return False
        return True

    def arguments_fit(self, nodes: Sequence[ArgumentNode] | None, known: Mapping[str, Any]) -> bool:
        given: set[str] = set()
        for node in nodes or ():
            name = node.name.value
            if name not in known or name in given or not self.value_fits(node.value, known[name].type):
                return False
            given.add(name)
        return all(
            not isinstance(argument.type, GraphQLNonNull) or name in given for name, argument in known.items()
        )

    # -- values -------------------------------------------------------------------------------

    def value_fits(self, node: ValueNode, kind: Any) -> bool:
        if isinstance(node, VariableNode):
            return self.variable_fits(node, kind)
        if isinstance(kind, GraphQLNonNull):
            if isinstance(node, NullValueNode):
                return False
            kind = kind.of_type
        if isinstance(node, NullValueNode):
            return True
        if isinstance(kind, GraphQLList):
            if isinstance(node, ListValueNode):
                return all(self.value_fits(one, kind.of_type) for one in node.values)
            return not isinstance(node, ObjectValueNode) and self.value_fits(node, kind.of_type)
        if isinstance(kind, GraphQLInputObjectType):
            return isinstance(node, ObjectValueNode) and self.object_fits(node, kind)
        if isinstance(node, ListValueNode | ObjectValueNode):
            return False
        return _leaf_fits(node, kind)

    def object_fits(self, node: ObjectValueNode, kind: GraphQLInputObjectType) -> bool:
        if kind.is_one_of and not self._is_one_of(node):
            return False
        given: set[str] = set()
        known = kind.fields
        for one in node.fields:
            name = one.name.value
            if name not in known or name in given or not self.value_fits(one.value, known[name].type):
                return False
            given.add(name)
        return all(
            not isinstance(field.type, GraphQLNonNull) or name in given for name, field in known.items()
        )

    def _is_one_of(self, node: ObjectValueNode) -> bool:
        """It has one key, whose value is never null."""
        if len(node.fields) != 1 or isinstance(node.fields[0].value, NullValueNode):
            return False
        value = node.fields[0].value
        return not isinstance(value, VariableNode) or isinstance(
            self.variables.get(value.name.value), GraphQLNonNull
        )

    def variable_fits(self, node: VariableNode, kind: Any) -> bool:
        mine = self.variables.get(node.name.value)
        if mine is None:
            return not self.all_declared
        return mine is kind or is_type_sub_type_of(self.schema, mine, kind)


def _leaf_fits(node: ValueNode, kind: Any) -> bool:
    if isinstance(node, EnumValueNode) and isinstance(kind, GraphQLEnumType):
        return node.value in kind.values
    errors: list[object] = []
    validate_input_literal(node, kind, lambda error, _path: errors.append(error))
    return not errors
