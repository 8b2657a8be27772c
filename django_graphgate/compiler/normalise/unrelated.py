"""``@notRelated``: a selector inside another that does not depend on the row around it.

Where its name is a relation's, the document is valid as any other.  Where it is another table's, which the
type around it does not have, the selector is read and validated as the root selector that it is.
"""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    get_named_type,
)

from django_graphgate.compiler.schema.connections import CURSOR
from django_graphgate.compiler.syntax.nodes import copy_with

NOT_RELATED = "notRelated"


def is_unrelated(node: FieldNode) -> bool:
    """The selector does not hang on the row around it."""
    return any(directive.name.value == NOT_RELATED for directive in node.directives or ())


def beside_unrelated(node: FieldNode, around: SelectionSetNode) -> FieldNode:
    """The cursor of an unrelated selector hangs on no row either."""
    listed = node.name.value.removesuffix(CURSOR)
    for selection in around.selections:
        if isinstance(selection, FieldNode) and selection.name.value == listed:
            for directive in selection.directives or ():
                if directive.name.value == NOT_RELATED and not is_unrelated(node):
                    return copy_with(node, directives=(*(node.directives or ()), directive))
    return node


def field_of(schema: GraphQLSchema, type_: Any, node: FieldNode) -> Any:
    """The definition of a field, in the type around it or, unrelated, at the root; ``None`` where there is none."""
    definition = getattr(type_, "fields", {}).get(node.name.value)
    if definition is None and is_unrelated(node) and schema.query_type is not None:
        definition = schema.query_type.fields.get(node.name.value)
    return definition


class UnrelatedTypeInfo(TypeInfo):
    """Also knows the types inside unrelated selectors."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__(schema)
        self.schema = schema
        self.at_root = False
        """The field that is entered is one of the root, wherever it is written."""

    def get_parent_type(self) -> Any:
        return self.schema.query_type if self.at_root else super().get_parent_type()

    def enter_field(self, node: FieldNode) -> None:
        own = getattr(self.get_parent_type(), "fields", {})
        self.at_root = node.name.value not in own and field_of(self.schema, None, node) is not None
        super().enter_field(node)
        self.at_root = False


def lifted(operation: OperationDefinitionNode, schema: GraphQLSchema) -> OperationDefinitionNode:
    """What GraphQL validates: unrelated selectors of other tables are at the root.

    In their old place is a field of the same key, so that two meanings of one key are still an error.
    """
    lifting = _Lifting(schema)
    selections = lifting.set(operation.selection_set, schema.query_type, "_")
    if not lifting.root:
        return operation
    return copy_with(
        operation, selection_set=copy_with(selections, selections=(*selections.selections, *lifting.root))
    )


class _Lifting:
    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.root: list[SelectionNode] = []

    def set(self, node: SelectionSetNode, type_: Any, path: str) -> SelectionSetNode:
        selections = tuple(self.selection(selection, type_, path) for selection in node.selections)
        same = all(a is b for a, b in zip(selections, node.selections, strict=True))
        return node if same else copy_with(node, selections=selections)

    def selection(self, node: SelectionNode, type_: Any, path: str) -> SelectionNode:
        if isinstance(node, InlineFragmentNode):
            condition: Any = node.type_condition
            inner = type_ if condition is None else self.schema.get_type(condition.name.value)
            selections = self.set(node.selection_set, inner, path)
            return node if selections is node.selection_set else copy_with(node, selection_set=selections)
        if not isinstance(node, FieldNode):
            return node
        key = (node.alias or node.name).value
        path = f"{path}_{len(key)}{key}"
        definition = field_of(self.schema, type_, node)
        foreign = definition is not None and node.name.value not in getattr(type_, "fields", {})
        whole = node
        if node.selection_set and definition is not None:
            selections = self.set(node.selection_set, get_named_type(definition.type), path)
            if selections is not node.selection_set:
                whole = copy_with(node, selection_set=selections)
        if not foreign:
            return whole
        self.root.append(copy_with(whole, alias=NameNode(value=path, loc=node.loc)))
        return FieldNode(
            loc=node.loc,
            arguments=(),
            directives=(),
            alias=NameNode(value=key, loc=node.loc),
            name=NameNode(value="__typename", loc=node.loc),
        )
