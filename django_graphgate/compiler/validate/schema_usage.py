"""Validating once for many roles: what of the schema an operation uses, and what of it a role does not see.

A role's schema is the full one with members taken out.  So an operation that is valid in the full schema
is valid in the role's schema where it uses none of the members that are missing or different there, and
only otherwise it has to be validated again.
"""

# graphql-core leaves the types of a few of its functions open
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    ArgumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from django_graphgate.compiler.normalise.role_directives import NULLING, ROLE_ONLY
from django_graphgate.compiler.normalise.unrelated import UnrelatedTypeInfo, is_unrelated

Member = tuple[str, ...]
"""``(type,)``, ``(type, field)``, ``(type, field, argument)``, ``(enum, value)`` or ``(input, field)``."""

Members = frozenset[Member]


def schema_usage(operation: OperationDefinitionNode, schema: GraphQLSchema) -> Members | None:
    """The members that an operation, valid in ``schema``, uses of it.

    ``None`` where directives make another operation of it for each role.
    """
    info = UnrelatedTypeInfo(schema)
    visitor = _Usage(info)
    visit(operation, TypeInfoVisitor(info, visitor))
    return None if visitor.by_role else frozenset(visitor.members)


class _Usage(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.members: set[Member] = set()
        self.by_role = False
        self.name = ""
        """Of the field whose arguments come next."""

    def enter(self, node: Node, *_: object) -> None:
        info = self.info
        if isinstance(node, FieldNode):
            parent, type_ = info.get_parent_type(), info.get_type()
            self.name = node.name.value
            self.members.add((parent.name if parent else "", node.name.value))
            self.members.update((("Query", node.name.value),) if is_unrelated(node) else ())
            if type_ is not None:
                self.members.add((get_named_type(type_).name,))
            for directive in node.directives or ():
                self.by_role = self.by_role or directive.name.value in NULLING | ROLE_ONLY
        elif isinstance(node, ArgumentNode):
            self._argument(node)
        elif isinstance(node, ObjectFieldNode):
            around = info.get_parent_input_type()
            named = get_named_type(around) if around is not None else None
            self.members.add((named.name if named else "", node.name.value))
        elif isinstance(node, EnumValueNode):
            kind_of_value = info.get_input_type()
            named = get_named_type(kind_of_value) if kind_of_value is not None else None
            self.members.add((named.name if named else "", node.value))
        elif isinstance(node, NamedTypeNode):
            self.members.add((node.name.value,))
        elif any(directive.name.value in ROLE_ONLY for directive in getattr(node, "directives", None) or ()):
            self.by_role = True

    def _argument(self, node: ArgumentNode) -> None:
        info = self.info
        parent, field = info.get_parent_type(), info.get_field_def()
        if parent is None or field is None or info.get_directive() is not None:
            return  # of a directive: those are the same for all roles
        name = self.name
        if name not in _fields(parent):  # an unrelated selector's
            self.by_role = True
        self.members.add((parent.name, name, node.name.value))


def hidden_members(full: GraphQLSchema, view: GraphQLSchema) -> Members:
    """What ``full`` has, and ``view`` has not or has otherwise."""
    return frozenset(_hidden(full, view))


def _hidden(full: GraphQLSchema, view: GraphQLSchema) -> Iterator[Member]:
    for name, theirs in full.type_map.items():
        ours = view.type_map.get(name)
        if ours is None or type(ours) is not type(theirs) or _shape(ours) != _shape(theirs):
            yield (name,)
        mine = {} if ours is None else _members(ours)
        for key, member in _members(theirs).items():
            other = mine.get(key)
            if other is None or _signature(other) != _signature(member):
                yield (name, key)
            if isinstance(member, GraphQLField):
                yield from _arguments((name, key), member, other)


def _arguments(member: Member, field: GraphQLField, other: object) -> Iterator[Member]:
    theirs = other.args if isinstance(other, GraphQLField) else {}
    for key, argument in field.args.items():
        if key not in theirs or _signature(theirs[key]) != _signature(argument):
            yield (*member, key)
    if any(key not in field.args for key in theirs):
        yield member


def _members(type_: GraphQLNamedType) -> dict[str, object]:
    if isinstance(type_, GraphQLEnumType):
        return dict(type_.values)
    return dict(_fields(type_))


def _fields(type_: GraphQLNamedType) -> dict[str, GraphQLField] | dict[str, GraphQLInputField]:
    if isinstance(type_, GraphQLObjectType):
        return dict(type_.fields)
    return dict(type_.fields) if isinstance(type_, GraphQLInputObjectType) else {}


def _shape(type_: GraphQLNamedType) -> tuple[object, ...]:
    """What of a type is not in its members."""
    if isinstance(type_, GraphQLUnionType):
        return tuple(sorted(member.name for member in type_.types))
    if isinstance(type_, GraphQLInputObjectType):
        required = (key for key, field in type_.fields.items() if str(field.type).endswith("!"))
        return (type_.is_one_of, *sorted(required))
    return ()


def _signature(member: object) -> tuple[str, ...]:
    if isinstance(member, GraphQLField):
        return (str(member.type),)
    if isinstance(member, GraphQLArgument | GraphQLInputField):
        return (str(member.type), repr(member.default_value))
    return ()
