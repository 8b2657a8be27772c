"""A strict operation and its schema → the shape of its answers."""

# graphql-core's GraphQLOutputType leaves open what a list is of
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphql import (
    BooleanValueNode,
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from django_graphgate.compiler.normalise.role_directives import for_role
from django_graphgate.ir.result_shape import FieldShape, ObjectShape

_TYPENAME = GraphQLNonNull(GraphQLString)
_Occurrence = tuple[FieldNode, bool]
"""A field, and whether a variable decides that it is absent."""


def result_shape(operation: OperationDefinitionNode, schema: GraphQLSchema, role: str) -> ObjectShape:
    """What the answer of a valid operation without fragment definitions looks like for a role."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return _Shapes(schema).object(root, [(for_role(operation, role).with_nulls.selection_set, False)])


class _Shapes:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def object(self, parent: GraphQLObjectType, sets: Sequence[tuple[SelectionSetNode, bool]]) -> ObjectShape:
        """The fields under the keys of an object, each of which may be written several times.

        Beside each selection set: whether the object may be there without it.
        """
        occurrences: dict[str, list[_Occurrence]] = {}
        for selections, outer in sets:
            for node, optional in self.fields(selections.selections, parent, optional=outer):
                occurrences.setdefault((node.alias or node.name).value, []).append((node, optional))
        fields = tuple(self.field(key, parent, nodes) for key, nodes in occurrences.items())
        return ObjectShape(type=parent.name, fields=fields)

    def fields(
        self, nodes: Sequence[SelectionNode], parent: GraphQLObjectType, *, optional: bool
    ) -> Iterator[_Occurrence]:
        """What is selected in objects of a type: a condition on another type is not for it."""
        for node in nodes:
            presence = _presence(node)
            if presence is False:
                continue
            undecided = optional or presence is None
            if isinstance(node, FieldNode):
                yield node, undecided
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or condition.name.value == parent.name:
                    yield from self.fields(node.selection_set.selections, parent, optional=undecided)

    def field(self, key: str, parent: GraphQLObjectType, nodes: Sequence[_Occurrence]) -> FieldShape:
        output = self.type_of(parent, nodes[0][0].name.value)
        named = get_named_type(output)
        types: Sequence[GraphQLObjectType] = ()
        if isinstance(named, GraphQLObjectType):
            types = (named,)
        elif isinstance(named, GraphQLUnionType):
            types = named.types
        several = len(nodes) > 1
        sets = [(node.selection_set, several and optional) for node, optional in nodes if node.selection_set]
        return FieldShape(
            name=key,
            type=str(output),
            may_be_absent=all(optional for _, optional in nodes),
            objects=tuple(self.object(each, sets) for each in types),
        )

    def type_of(self, parent: GraphQLObjectType, name: str) -> GraphQLOutputType:
        """The type of a field; an unrelated selector inside an object is one of the root's."""
        if name == "__typename":
            return _TYPENAME
        root = self.schema.query_type
        assert root is not None
        field: GraphQLField = parent.fields.get(name) or root.fields[name]
        return field.type


def _presence(node: SelectionNode) -> bool | None:
    """Whether the directives of a field or fragment leave it in; ``None`` where a variable decides."""
    decided: bool | None = True
    for directive in node.directives or ():
        if directive.name.value not in ("include", "skip") or not directive.arguments:
            continue
        value = directive.arguments[0].value
        if not isinstance(value, BooleanValueNode):
            decided = None
        elif value.value is not (directive.name.value == "include"):
            return False
    return decided
