"""``CAMEL_CASE``: the names that the API shows, ``ownerId`` for ``owner_id``.

A matter of presentation alone: the catalogue, rules and settings keep their names.  A document may use
either spelling, and the response has the one that was written.  Its canonical text is in camel case
and is validated against a schema in camel case; what is planned is the same operation under the names
of the catalogue, with every response key as an alias.
"""

# graphql-core leaves the type of is_wrapping_type open
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
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

COLUMNS = "columns"
"""Key in the extensions of an enum whose values are names of columns."""

_JOINT = re.compile(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])")


@cache
def camel(name: str) -> str:
    """``unit_price`` → ``unitPrice``; underscores at the ends stay."""
    return _JOINT.sub(lambda match: match[1].upper(), name)


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
        self._folded = {key: next(iter(found)) for key, found in several.items() if len(found) == 1}
        self._camel = {camel(name): name for name in self.names}

    def meant(self, written: str) -> str:
        """The catalogue's name; the name as it was written where it is none of this type."""
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
        types = [self.of(one) for name, one in schema.type_map.items() if not name.startswith("__")]
        roots = {
            kind: self.of(one)
            for kind in ("query", "mutation", "subscription")
            if (one := getattr(schema, f"{kind}_type")) is not None
        }
        return GraphQLSchema(**roots, types=types, directives=schema.directives)

    def of(self, kind: Any) -> Any:
        """The type that stands for one of the schema's, wherever it is used."""
        if is_wrapping_type(kind):
            inside: Any = kind
            return cast("Any", type(inside))(self.of(inside.of_type))
        if isinstance(kind, GraphQLScalarType):
            return kind
        found = self.types.get(kind.name)
        if found is None:
            found = self.types[kind.name] = self._named(kind)
        return found

    def _named(self, kind: Any) -> Any:
        name, description = kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            return _columns(kind) if kind.extensions.get(COLUMNS) else kind
        if isinstance(kind, GraphQLUnionType):
            return GraphQLUnionType(
                name, lambda: [self.of(one) for one in kind.types], description=description
            )
        if isinstance(kind, GraphQLInputObjectType):
            return GraphQLInputObjectType(
                name, lambda: self._inputs(kind), description=description, is_one_of=kind.is_one_of
            )
        made = GraphQLInterfaceType if isinstance(kind, GraphQLInterfaceType) else GraphQLObjectType
        return made(
            name,
            lambda: self._fields(kind),
            interfaces=lambda: [self.of(one) for one in kind.interfaces],
            description=description,
        )

    def _fields(self, kind: Any) -> dict[str, GraphQLField]:
        return {
            name: GraphQLField(self.of(one.type), self._arguments(kind, one), description=one.description)
            for name, one in _shown(kind, kind.fields).items()
        }

    def _arguments(self, kind: Any, field: Any) -> dict[str, GraphQLArgument]:
        return {
            name: GraphQLArgument(
                self.of(one.type), default_value=one.default_value, description=one.description
            )
            for name, one in _shown(kind, field.args).items()
        }

    def _inputs(self, kind: Any) -> dict[str, GraphQLInputField]:
        return {
            name: GraphQLInputField(
                self.of(one.type), default_value=one.default_value, description=one.description
            )
            for name, one in _shown(kind, kind.fields).items()
        }


def _columns(kind: GraphQLEnumType) -> Any:
    """Names of columns; the values of other enums stand for themselves."""
    values = {
        name: GraphQLEnumValue(name, description=one.description)
        for name, one in _shown(kind, kind.values).items()
    }
    return GraphQLEnumType(kind.name, values, description=kind.description, extensions=kind.extensions)


def _shown(kind: Any, named: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    first: dict[str, str] = {}
    for name, one in named.items():
        shown = camel(name)
        if shown in found:
            raise ConfigurationError(
                f"CAMEL_CASE shows {first[shown]!r} and {name!r} of {kind.name} as {shown!r}.",
                hint="Rename one of them, or put it into GRAPHGATE['BLOCKLIST'].",
            )
        found[shown], first[shown] = one, name
    return found
