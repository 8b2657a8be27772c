"""A document's names in another spelling: found by the types that are expected there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from graphql import (
    ArgumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    get_named_type,
)

from django_graphgate.compiler.normalise.unrelated import is_unrelated
from django_graphgate.compiler.schema.camel import COLUMNS, Spellings
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import Document
from django_graphgate.ir.spelling import camel


class _Renamer:
    """Goes over a document with the types of a schema in the catalogue's spelling.

    ``write`` says how a name of the catalogue is to be written.  What has no type, a terse form or a
    mistake, stays as it is.
    """

    def __init__(self, schema: GraphQLSchema, write: Callable[[str], str]) -> None:
        self.schema = schema
        self.write = write
        self._spellings: dict[int, tuple[Mapping[str, Any], Spellings]] = {}

    def meant(self, names: Mapping[str, Any], written: str) -> str:
        known = self._spellings.get(id(names))
        if known is None:
            known = self._spellings[id(names)] = (names, Spellings(names))
        return known[1].meant(written)

    # -- selections -----------------------------------------------------------------------------

    def operation(self, node: OperationDefinitionNode) -> OperationDefinitionNode:
        root = self.schema.get_root_type(node.operation)
        return copy_with(node, selection_set=self.selections(node.selection_set, root))

    def fragment(self, node: FragmentDefinitionNode) -> FragmentDefinitionNode:
        type_ = self.condition(node.type_condition)
        return _on(copy_with(node, selection_set=self.selections(node.selection_set, type_)), type_)

    def condition(self, node: NamedTypeNode) -> Any:
        """The type that a fragment is for, by its name or by that of a selector."""
        name = node.name.value
        type_ = self.schema.get_type(name)
        query = self.schema.query_type
        if type_ is not None or query is None:
            return type_
        field: Any = query.fields.get(self.meant(query.fields, name))
        return None if field is None else cast("Any", get_named_type(field.type))

    def selections(self, node: SelectionSetNode, type_: Any) -> SelectionSetNode:
        return copy_with(
            node, selections=tuple(self.selection(selection, type_) for selection in node.selections)
        )

    def selection(self, node: SelectionNode, type_: Any) -> SelectionNode:
        if isinstance(node, FieldNode):
            return self.field(node, type_)
        if isinstance(node, InlineFragmentNode):
            condition: Any = node.type_condition  # which may be missing, whatever its annotation says
            inside = type_ if condition is None else self.condition(condition)
            return _on(copy_with(node, selection_set=self.selections(node.selection_set, inside)), inside)
        return node

    def field(self, node: FieldNode, type_: Any) -> FieldNode:
        fields: Mapping[str, Any] = getattr(type_, "fields", {})
        name = self.meant(fields, node.name.value)
        field = fields.get(name)
        if field is None and self.schema.query_type is not None:  # a relation under the far table's name
            name = self.meant(self.schema.query_type.fields, node.name.value)
            field = self.schema.query_type.fields.get(name) if is_unrelated(node) else None
        node = _under(node, self.write(name)) if field is not None or name != node.name.value else node
        arguments = node.arguments and tuple(
            self.argument(argument, field.args if field is not None else {}) for argument in node.arguments
        )
        selections = node.selection_set
        if selections is not None:
            selections = self.selections(
                selections, get_named_type(field.type) if field is not None else None
            )
        return copy_with(node, arguments=arguments, selection_set=selections)

    # -- values ---------------------------------------------------------------------------------

    def argument(self, node: ArgumentNode, arguments: Mapping[str, Any]) -> ArgumentNode:
        name = self.meant(arguments, node.name.value)
        argument = arguments.get(name)
        if argument is None:
            return node
        value = self.value(node.value, get_named_type(argument.type))
        return copy_with(node, name=copy_with(node.name, value=self.write(name)), value=value)

    def value(self, node: ValueNode, type_: Any) -> ValueNode:
        if isinstance(node, ListValueNode):
            return copy_with(node, values=tuple(self.value(item, type_) for item in node.values))
        if isinstance(node, ObjectValueNode):
            fields: Mapping[str, Any] = getattr(type_, "fields", {})
            return copy_with(node, fields=tuple(self.entry(field, fields) for field in node.fields))
        if isinstance(node, EnumValueNode | StringValueNode) and getattr(type_, "extensions", {}).get(
            COLUMNS
        ):
            name = self.meant(type_.values, node.value)
            return cast(
                "ValueNode", copy_with(node, value=self.write(name) if name in type_.values else node.value)
            )
        return node

    def entry(self, node: ObjectFieldNode, fields: Mapping[str, Any]) -> ObjectFieldNode:
        name = self.meant(fields, node.name.value)
        field = fields.get(name)
        if field is None:
            return node
        value = self.value(node.value, get_named_type(field.type))
        return copy_with(node, name=copy_with(node.name, value=self.write(name)), value=value)


F = TypeVar("F", FragmentDefinitionNode, InlineFragmentNode)


def _on(node: F, type_: Any) -> F:
    """The fragment with the name of its type, whatever it went by."""
    condition: Any = node.type_condition
    if condition is None or type_ is None or condition.name.value == type_.name:
        return node
    return copy_with(
        node, type_condition=copy_with(condition, name=copy_with(condition.name, value=type_.name))
    )


def _under(node: FieldNode, name: str) -> FieldNode:
    """The field by another name; the response key stays, and is written only where it is not the name."""
    written = node.name.value
    if name == written:
        return node
    key = node.alias or NameNode(value=written, loc=node.name.loc)
    alias = None if key.value == name else key
    return copy_with(node, name=NameNode(value=name, loc=node.name.loc), alias=alias)


def in_catalogue_spelling(document: Document, schema: GraphQLSchema) -> Document:
    """A document in either spelling → under the catalogue's names; ``schema`` is in those."""
    renamer = _Renamer(schema, lambda name: name)
    fragments = {name: renamer.fragment(fragment) for name, fragment in document.fragments.items()}
    return Document(renamer.operation(document.operation), fragments)


def in_camel_case(operation: OperationDefinitionNode, schema: GraphQLSchema) -> OperationDefinitionNode:
    """An operation under the catalogue's names → as the API shows it; ``schema`` is in the catalogue's."""
    return _Renamer(schema, camel).operation(operation)
