"""What a mutation must be besides what the schema says."""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    FieldNode,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
)

from django_graphgate.compiler.normalise.pages import given
from django_graphgate.compiler.normalise.unrelated import is_unrelated
from django_graphgate.compiler.schema.actions import ACTION
from django_graphgate.compiler.schema.inputs import UNIQUE, WRITING
from django_graphgate.compiler.syntax.parse import nodes_in, position, variables_in
from django_graphgate.compiler.validate.variable_types import is_optional
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.spelling import camel

_MEANING_ROWS = frozenset({"update", "delete"})
"""The actions that change rows which are there."""


def check_mutation(operation: OperationDefinitionNode, schema: GraphQLSchema) -> Iterator[DocumentInvalid]:
    """What is wrong with a mutation that is valid in the schema; nothing where it is none."""
    if operation.operation is not OperationType.MUTATION:
        return
    optional = frozenset(
        definition.variable.name.value
        for definition in operation.variable_definitions or ()
        if is_optional(definition)
    )
    keys: set[str] = set()
    for node in _roots(operation.selection_set):
        key = (node.alias or node.name).value
        if key in keys and node.name.value != "__typename":
            yield _wrong(node, f"'{key}' is written twice: give one of the fields another alias.")
        keys.add(key)
        if node.name.value != "__typename" and not _is_action(node, schema):
            yield from _field(node, schema, optional)
    for inner in nodes_in(operation.selection_set):
        if isinstance(inner, FieldNode) and is_unrelated(inner):
            yield _wrong(inner, "@notRelated cannot be used in a mutation.")


def _roots(node: SelectionSetNode) -> Iterator[FieldNode]:
    for selection in node.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _roots(selection.selection_set)


def _is_action(node: FieldNode, schema: GraphQLSchema) -> bool:
    field = None if schema.mutation_type is None else schema.mutation_type.fields.get(node.name.value)
    return field is not None and ACTION in field.extensions


def _wrong(node: Node, sentence: str) -> DocumentInvalid:
    return DocumentInvalid(sentence, locations=position(node))


def _field(node: FieldNode, schema: GraphQLSchema, optional: frozenset[str]) -> Iterator[DocumentInvalid]:
    name, arguments = node.name.value, given(node)
    actions = [action for action in WRITING if action in arguments]
    if len(actions) != 1:
        yield _wrong(node, f"'{name}' needs exactly one of insert, update, upsert and delete.")
        return
    [action] = actions
    delete = arguments.get("delete")
    if delete is not None and not (isinstance(delete.value, BooleanValueNode) and delete.value.value):
        yield _wrong(delete, "'delete' takes true, written in the document.")
    if action in _MEANING_ROWS:
        yield from _rows_meant(node, action, arguments, optional)
    elif "id" in arguments:
        yield _wrong(arguments["id"], f"'{action}' takes no 'id': it names a row to update or delete.")
    if "on" in arguments:
        yield from _on(arguments["on"], action, name, schema)


def _rows_meant(
    node: FieldNode, action: str, arguments: Mapping[str, ArgumentNode], optional: frozenset[str]
) -> Iterator[DocumentInvalid]:
    """The rows that are changed are named, whatever the variables are."""
    where = arguments.get("where")
    if "id" not in arguments and (where is None or _holds_for_all(where.value)):
        yield _wrong(node, f"'{action}' needs 'id' or a 'where' that is not empty.")
    for argument in node.arguments or ():
        for variable in variables_in(argument.value) if argument.name.value in ("id", "where") else ():
            if (name := variable.name.value) in optional:
                sentence = f"Variable '${name}' is @optional: without it, '{action}' would mean more rows."
                yield _wrong(variable, sentence)


def _holds_for_all(node: ValueNode) -> bool:
    """A filter that says nothing.  A variable in its place has been replaced, or is refused, before it runs."""
    if isinstance(node, ListValueNode):
        return all(_holds_for_all(item) for item in node.values)
    return isinstance(node, NullValueNode) or (
        isinstance(node, ObjectValueNode) and all(_says_nothing(field) for field in node.fields)
    )


def _says_nothing(node: ObjectFieldNode) -> bool:
    """A key of a filter that no row fails: a connective of such filters, or a column without an operator."""
    value = node.value
    if node.name.value == "or" and isinstance(value, ListValueNode):
        return not value.values or any(_holds_for_all(item) for item in value.values)
    if node.name.value in ("and", "or", "not"):
        return _holds_for_all(value)
    return isinstance(value, ObjectValueNode) and not value.fields


def _on(node: ArgumentNode, action: str, name: str, schema: GraphQLSchema) -> Iterator[DocumentInvalid]:
    if action != "upsert":
        yield _wrong(node, f"'{action}' takes no 'on': it belongs to upsert.")
        return
    items = node.value.values if isinstance(node.value, ListValueNode) else (node.value,)
    columns = [item.value for item in items if isinstance(item, EnumValueNode)]
    if len(columns) != len(items):
        yield _wrong(node, "'on' takes names of columns, written in the document.")
    elif {camel(column) for column in columns} not in _unique(name, schema):
        sentence = "'on' takes the columns of the primary key or of a unique constraint, and all of them."
        yield _wrong(node, sentence)


def _unique(name: str, schema: GraphQLSchema) -> list[set[str]]:
    """The sets of unique columns of a root field's table, in camel case whatever the schema has."""
    field: Any = None if schema.mutation_type is None else schema.mutation_type.fields.get(name)
    argument = None if field is None else field.args.get("on")
    several: Any = () if argument is None else get_named_type(argument.type).extensions.get(UNIQUE, ())
    return [{camel(column) for column in columns} for columns in several]
