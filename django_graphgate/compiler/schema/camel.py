"""``CAMEL_CASE``: the names that the API shows, ``ownerId`` for ``owner_id``.

A matter of presentation alone: the catalogue, rules and settings keep their names.  A document may use
either spelling, and the response has the one that was written.  Its canonical text is in camel case
and is validated against a schema in camel case; what is planned is the same operation under the names
of the catalogue, with every response key as an alias.
"""

# graphql-core leaves the type of is_wrapping_type open
# pyright: reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_wrapping_type,
)

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.spelling import camel

COLUMNS = "columns"
"""Key in the extensions of an enum whose values are names of columns."""


def folded(name: str) -> str:
    """What the spellings of a name have in common."""
    return name.replace("_", "").lower()


class Spellings:
    """The names of one type, in the catalogue's spelling, and every way to write them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        several: dict[str, set[str]] = {}
        for name in self.names:
            several.setdefault(folded(name), set()).add(name)
        self._folded = {
            key: next(iter(spellings)) for key, spellings in several.items() if len(spellings) == 1
        }
        self._camel = {camel(name): name for name in self.names}

    def meant(self, written: str) -> str:
        """The catalogue's name; the name as it was written where this type has no such name."""
        if written in self.names:
            return written
        return self._camel.get(written) or self._folded.get(folded(written), written)


def camel_schema(schema: GraphQLSchema) -> GraphQLSchema:
    """The same types with names in camel case.  Raises ``ConfigurationError`` for two that become one."""
    return _Camel().schema(schema)


class _Camel:
    def __init__(self) -> None:
        self.types: dict[str, Any] = {}

    def schema(self, schema: GraphQLSchema) -> GraphQLSchema:
        types = [
            self.of(named_type) for name, named_type in schema.type_map.items() if not name.startswith("__")
        ]
        roots = {
            operation: self.of(root)
            for operation in ("query", "mutation", "subscription")
            if (root := getattr(schema, f"{operation}_type")) is not None
        }
        return GraphQLSchema(**roots, types=types, directives=schema.directives)

    def of(self, type_: Any) -> Any:
        """The type that replaces one of the schema's, wherever it is used."""
        if is_wrapping_type(type_):
            inside: Any = type_
            return cast("Any", type(inside))(self.of(inside.of_type))
        if isinstance(type_, GraphQLScalarType):
            return type_
        renamed = self.types.get(type_.name)
        if renamed is None:
            renamed = self.types[type_.name] = self._named(type_)
        return renamed

    def _named(self, type_: Any) -> Any:
        name, description = type_.name, type_.description
        if isinstance(type_, GraphQLEnumType):
            return _columns(type_) if type_.extensions.get(COLUMNS) else type_
        if isinstance(type_, GraphQLUnionType):
            return GraphQLUnionType(
                name, lambda: [self.of(member) for member in type_.types], description=description
            )
        if isinstance(type_, GraphQLInputObjectType):
            return GraphQLInputObjectType(
                name, lambda: self._inputs(type_), description=description, is_one_of=type_.is_one_of
            )
        made = GraphQLInterfaceType if isinstance(type_, GraphQLInterfaceType) else GraphQLObjectType
        return made(
            name,
            lambda: self._fields(type_),
            interfaces=lambda: [self.of(interface) for interface in type_.interfaces],
            description=description,
        )

    def _fields(self, type_: Any) -> dict[str, GraphQLField]:
        return {
            name: GraphQLField(
                self.of(field.type),
                self._arguments(type_, field),
                description=field.description,
                extensions=field.extensions,
            )
            for name, field in _shown(type_, type_.fields).items()
        }

    def _arguments(self, type_: Any, field: Any) -> dict[str, GraphQLArgument]:
        return {
            name: GraphQLArgument(
                self.of(argument.type), default_value=argument.default_value, description=argument.description
            )
            for name, argument in _shown(type_, field.args).items()
        }

    def _inputs(self, type_: Any) -> dict[str, GraphQLInputField]:
        return {
            name: GraphQLInputField(
                self.of(field.type), default_value=field.default_value, description=field.description
            )
            for name, field in _shown(type_, type_.fields).items()
        }


def _columns(type_: GraphQLEnumType) -> Any:
    """Names of columns; the values of other enums are unchanged."""
    values = {
        name: GraphQLEnumValue(name, description=item.description)
        for name, item in _shown(type_, type_.values).items()
    }
    return GraphQLEnumType(type_.name, values, description=type_.description, extensions=type_.extensions)


def _shown(type_: Any, named: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    first: dict[str, str] = {}
    for name, member in named.items():
        shown = camel(name)
        if shown in members:
            raise ConfigurationError(
                f"CAMEL_CASE shows {first[shown]!r} and {name!r} of {type_.name} as {shown!r}.",
                hint="Rename one of them, or put it into GRAPHGATE['BLOCKLIST'].",
            )
        members[shown], first[shown] = member, name
    return members
