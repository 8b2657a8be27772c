"""What only the types of the places can say: of undeclared variables, and of texts that mean names.

Looks over the whole catalogue's schema, as the rest of the normaliser does, so that an operation's
text is the same for every role.
"""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from graphql import (
    ArgumentNode,
    EnumValueNode,
    GraphQLSchema,
    GraphQLString,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    TypeNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    parse_type,
    visit,
)
from graphql.language import SKIP

from django_graphgate.compiler.normalise.data import now
from django_graphgate.compiler.normalise.unrelated import UnrelatedTypeInfo
from django_graphgate.compiler.schema.build import SchemaBuilder
from django_graphgate.compiler.schema.inputs import SHAPE
from django_graphgate.compiler.schema.types import VALUES
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.compiler.syntax.terse_parser import UNTYPED
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog

_NAME = re.compile(r"(?!(?:true|false|null)$)[_A-Za-z][_0-9A-Za-z]*", re.ASCII)
"""What an enum's value may be called."""

_MOMENTS = frozenset({"Date", "Time", "DateTime"})
"""Scalars of columns that data may set to ``"now"``."""

_SCHEMA = "schema"


def schema_of(catalog: Catalog) -> GraphQLSchema:
    """The schema of a whole catalogue under the catalogue's names; built once, and kept by the catalogue."""
    schema: GraphQLSchema | None = catalog.derived.get(_SCHEMA)
    if schema is None:
        schema = catalog.derived[_SCHEMA] = SchemaBuilder(catalog).schema()
    return schema


def with_types(
    operation: OperationDefinitionNode, catalog: Catalog, given: AbstractSet[str]
) -> OperationDefinitionNode:
    """The operation with every variable declared, and with names where texts were written for them.

    Variables in ``given`` have a value of the gate's own and need no declaration.  Raises
    ``DocumentInvalid`` for a variable whose places disagree or give it no type.
    """
    schema = schema_of(catalog)
    info = UnrelatedTypeInfo(schema)
    typing = _Typing(info, operation.variable_definitions or (), given)
    operation = visit(operation, TypeInfoVisitor(info, typing))
    known = tuple(
        _typed(definition, typing.types)
        for definition in operation.variable_definitions or ()
        if definition.variable.name.value not in typing.unknown
    )
    new = (
        VariableDefinitionNode(
            variable=VariableNode(name=NameNode(value=name)), type=parse_type(text), directives=()
        )
        for name, text in typing.types.items()
        if name in typing.undeclared
    )
    return copy_with(operation, variable_definitions=(*known, *new))


def _typed(node: VariableDefinitionNode, types: dict[str, str]) -> VariableDefinitionNode:
    if node.type is not UNTYPED:
        return node
    name = node.variable.name.value
    if name not in types:
        sentence = f"Variable '${name}' is used nowhere that gives it a type: declare it with one."
        raise DocumentInvalid(sentence, locations=position(node))
    return copy_with(node, type=parse_type(types[name]))


class _Typing(Visitor):
    """One way over the operation."""

    def __init__(
        self, info: TypeInfo, declared: tuple[VariableDefinitionNode, ...], given: AbstractSet[str]
    ) -> None:
        super().__init__()
        self.info: Any = info
        self.given = given
        self.declared = {definition.variable.name.value: definition.type for definition in declared}
        self.types: dict[str, str] = {}
        self.undeclared: set[str] = set()
        self.unknown: set[str] = set()
        """Declared without a type, and used where the schema has nothing: that place is what is wrong."""

    def enter_variable_definition(self, *_: Any) -> VisitorAction:
        return SKIP

    def enter_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode | None:
        """``order_by: $order`` names an ordering, where the table has some to name."""
        field = self.info.get_field_def()
        if node.name.value != "order_by" or field is None or "order_by_name" not in field.args:
            return None
        value = node.value
        if isinstance(value, EnumValueNode):
            value = StringValueNode(value=value.value, loc=value.loc)
        named = isinstance(value, StringValueNode) or (
            isinstance(value, VariableNode) and self._is_text(value)
        )
        return (
            copy_with(node, name=copy_with(node.name, value="order_by_name"), value=value) if named else None
        )

    def _is_text(self, node: VariableNode) -> bool:
        declared: TypeNode = self.declared.get(node.name.value, UNTYPED)
        if isinstance(declared, NonNullTypeNode):
            declared = declared.type
        return isinstance(declared, NamedTypeNode) and declared.name.value in ("", "String", "ID")

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        expected = self.info.get_input_type()
        name = node.name.value
        declared = self.declared.get(name)
        if expected is None and declared is UNTYPED and name not in self.types:
            self.unknown.add(name)
        if expected is None or declared not in (None, UNTYPED):
            return
        self.unknown.discard(name)
        if declared is None:
            if name in self.given:
                return
            self.undeclared.add(name)
        around = self.info.get_parent_input_type()
        text = f"{expected}!" if getattr(around, "is_one_of", False) else str(expected)
        known = self.types.setdefault(name, text)
        if known.rstrip("!") != text.rstrip("!"):
            raise DocumentInvalid(
                f"Variable '${name}' is used as {known} in one place and as {text} in another: declare it.",
                locations=position(node),
            )
        if text.endswith("!"):
            self.types[name] = text

    def _is_data(self) -> bool:
        """The visitor is at the value of a column in data of a mutation."""
        around = self.info.get_parent_input_type()
        return around is not None and SHAPE in get_named_type(around).extensions

    def _input_type(self) -> object:
        """The named type that is expected where the visitor is."""
        named: Callable[[Any], object] = get_named_type
        return named(self.info.get_input_type())

    def enter_string_value(self, node: StringValueNode, *_: Any) -> EnumValueNode | VariableNode | None:
        expected = self._input_type()
        if node.value == "now" and getattr(expected, "name", "") in _MOMENTS and self._is_data():
            return now(node)
        if is_enum_type(expected) and _NAME.fullmatch(node.value):
            return EnumValueNode(value=node.value, loc=node.loc)
        return None

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> StringValueNode | None:
        """``lessThanField: id``, ``scope: PRIVATE``: names in directives are texts."""
        directive = self.info.get_directive()
        if directive is None or directive.name not in ("constraint", "cacheControl"):
            return None
        expected = self._input_type()
        return StringValueNode(value=node.value, loc=node.loc) if expected is GraphQLString else None


def shapes(operation: OperationDefinitionNode, catalog: Catalog) -> tuple[VariableDefinitionNode, ...]:
    """Definitions of variables that would decide what the statement looks like: filters, orderings, names.

    Data of a mutation do not: they are checked against their shape when it runs.
    """
    schema = schema_of(catalog)
    definitions: list[VariableDefinitionNode] = []
    for definition in operation.variable_definitions or ():
        named = schema.get_type(type_name(definition.type))
        if is_input_object_type(named) and SHAPE in named.extensions:
            continue
        if is_input_object_type(named) or (is_enum_type(named) and not named.extensions.get(VALUES)):
            definitions.append(definition)
    return tuple(definitions)


def type_name(node: TypeNode) -> str:
    """The named type of a variable."""
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    return node.name.value if isinstance(node, NamedTypeNode) else ""
