"""Catalogue → the GraphQL schema that introspection shows and documents are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    ValueNode,
    specified_directives,
)
from graphql.pyutils import Undefined
from graphql.utilities import value_from_ast_untyped

from django_graphgate.compiler.camel import COLUMNS, camel_schema
from django_graphgate.compiler.connections import CONNECTION, CURSOR
from django_graphgate.compiler.operators import KEYS, TEXTUAL, filter_type, operators_of
from django_graphgate.compiler.schema_pages import connection_field, connection_type, cursor_field
from django_graphgate.ir.catalog import Catalog, Column, Table, Union
from django_graphgate.ir.constraints import (
    BETWEEN_VARIABLES,
    FORMATS,
    LESS_OR_MORE,
    SAME_OR_NOT,
    WITH_NAMES,
    WITH_VALUES,
)
from django_graphgate.ir.scalars import INT64, BadValue, coerce, int_codec, item_of, names_of, scalar

_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "BigInt": (int_codec(*INT64), "A whole number of 64 bits; taken as a number or as a text of digits."),
    "Decimal": ("decimal", "A decimal number with all its digits; taken as a number or as a text."),
    "UUID": ("uuid", "A UUID, lower case with hyphens."),
    "Date": ("date", "A date, 2021-01-09."),
    "Time": ("time", "A time of day, 16:37:01.5."),
    "DateTime": ("datetime_any", "A date and time, 2021-01-09T16:37:01.5+00:00."),
    "Duration": ("duration", "An ISO 8601 duration, P1DT02H03M04S."),
    "Bytes": ("bytes", "Bytes in base64."),
    "JSON": ("json", "Any JSON value, with keys in the order in which they are stored."),
}


def _literal(codec: str, node: ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
    try:
        return _checked(codec, value_from_ast_untyped(node, dict(variables or {})))
    except RecursionError:
        raise BadValue("a value that is less deeply nested is expected") from None


def _checked(codec: str, value: Any) -> Any:
    if value is Undefined:
        return Undefined
    return coerce(codec, value)


SCALARS: Mapping[str, GraphQLScalarType] = {
    "Int": GraphQLInt,
    "Float": GraphQLFloat,
    "String": GraphQLString,
    "Boolean": GraphQLBoolean,
    **{
        name: GraphQLScalarType(
            name,
            description=description,
            parse_value=partial(_checked, codec),
            parse_literal=partial(_literal, codec),
        )
        for name, (codec, description) in _EXAMPLES.items()
    },
}

DIRECTION = GraphQLEnumType(
    "OrderDirection",
    {
        name: GraphQLEnumValue(name)
        for name in (
            "asc",
            "desc",
            "asc_nulls_first",
            "asc_nulls_last",
            "desc_nulls_first",
            "desc_nulls_last",
        )
    },
    description="NULLs come last ascending and first descending, unless asked otherwise.",
)

VALUES = "values"
"""Key in the extensions of an enum whose values are stored ones, and decide over no statement's shape."""

IN_ORDER = "_in_order"


SKIP_AUTH = GraphQLDirective(
    "skipAuth",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    description="Anonymous callers may run the operation; the rules of the role anon still hold.",
)
REQUIRE_AUTH = GraphQLDirective(
    "requireAuth",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    args={
        "roles": GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString))),
        "auth": GraphQLArgument(GraphQLString),
    },
    description="Only signed-in callers, those of the roles, or those of a named authenticator, may run it.",
)

_ANY = GraphQLArgument(SCALARS["JSON"])
_NAMES = GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString)))
CONSTRAINT = GraphQLDirective(
    "constraint",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    args={
        "variable": GraphQLArgument(GraphQLNonNull(GraphQLString)),
        "format": GraphQLArgument(GraphQLString, description=", ".join(sorted(FORMATS))),
        "pattern": GraphQLArgument(
            GraphQLString, description="A regular expression of Python for the whole text."
        ),
        "required": GraphQLArgument(GraphQLBoolean),
        **dict.fromkeys(sorted(WITH_NAMES), _NAMES),
        **dict.fromkeys(sorted(WITH_VALUES | LESS_OR_MORE | SAME_OR_NOT), _ANY),
        "oneOf": _ANY,
        **{name: GraphQLArgument(GraphQLString) for name in sorted(BETWEEN_VARIABLES)},
    },
    is_repeatable=True,
    description="What a variable's value must be; all that fail are answered together, before anything is read.",
)


_FIELD = [DirectiveLocation.FIELD]
_FIELD_OR_FRAGMENT = [*_FIELD, DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT]
_ROLE = GraphQLArgument(GraphQLNonNull(GraphQLString))
NULL_UNLESS = GraphQLDirective(
    "nullUnless",
    _FIELD,
    args={"var": GraphQLArgument(GraphQLBoolean), "role": GraphQLArgument(GraphQLString)},
    description="The key stays; the value is null unless the variable is true and the caller has the role.",
)
NULL_IF = GraphQLDirective(
    "nullIf",
    _FIELD,
    args={"var": GraphQLArgument(GraphQLBoolean), "role": GraphQLArgument(GraphQLString)},
    description="The key stays; the value is null if the variable is true, or the caller has the role.",
)
ADD = GraphQLDirective(
    "add", _FIELD_OR_FRAGMENT, args={"ifRole": _ROLE}, description="The key is there for one role."
)
REMOVE = GraphQLDirective(
    "remove", _FIELD_OR_FRAGMENT, args={"ifRole": _ROLE}, description="The key is not there for one role."
)
CACHE_CONTROL = GraphQLDirective(
    "cacheControl",
    [DirectiveLocation.QUERY],
    args={"maxAge": GraphQLArgument(GraphQLNonNull(GraphQLInt)), "scope": GraphQLArgument(GraphQLString)},
    description="How long, in seconds, and by whom (private or public) the response may be cached.",
)
SCHEMA = GraphQLDirective(
    "schema",
    _FIELD,
    args={"name": GraphQLArgument(GraphQLNonNull(GraphQLString))},
    description="The selector reads its table in another schema, one that the settings list for the table.",
)
NOT_RELATED = GraphQLDirective(
    "notRelated", _FIELD, description="The selector does not hang on the row around it."
)
DIRECTIVES = (
    SKIP_AUTH,
    REQUIRE_AUTH,
    CONSTRAINT,
    NULL_UNLESS,
    NULL_IF,
    ADD,
    REMOVE,
    CACHE_CONTROL,
    SCHEMA,
    NOT_RELATED,
)


Leaf = GraphQLScalarType | GraphQLEnumType


_filters: dict[str, GraphQLInputObjectType] = {}


def operators_type(codec: str) -> GraphQLInputObjectType:
    """``IntFilter``, ``StringListFilter`` …: the operators of a column."""
    name = filter_type(codec)
    if name not in _filters:
        _filters.setdefault(name, _operators_type(name, codec, SCALARS[scalar(item_of(codec) or codec)]))
    return _filters[name]


def _operators_type(name: str, codec: str, leaf: Leaf) -> GraphQLInputObjectType:
    fields = {one: GraphQLInputField(_operand_type(one, codec, leaf)) for one in operators_of(codec)}
    return GraphQLInputObjectType(name, fields)


def _operand_type(operator: str, codec: str, leaf: Leaf) -> Any:
    """What an operator takes; one that looks for a piece of a text takes any text."""
    if operator == "is_null":
        return GraphQLBoolean
    if operator == "has_key" or operator in TEXTUAL:
        return GraphQLString
    if operator in KEYS:
        return GraphQLList(GraphQLNonNull(GraphQLString))
    if item_of(codec) or operator in ("in", "nin", "has_in_common"):
        return GraphQLList(GraphQLNonNull(leaf))
    return leaf


class Enum:
    """The types of one enum of stored values."""

    def __init__(self, column: Column) -> None:
        values = {name: GraphQLEnumValue(name) for name in names_of(column.codec)}
        self.leaf = GraphQLEnumType(column.enum, values, extensions={VALUES: True})
        self.filter = _operators_type(f"{column.enum}Filter", column.codec, self.leaf)
        self.in_order = _in_order_type(self.leaf)


class SchemaBuilder:
    """Types of one catalogue, each made once and filled when it is first looked at."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.objects = {
            name: GraphQLObjectType(
                table.type_name, partial(self._fields, table), description=table.description
            )
            for name, table in catalog.tables.items()
        }
        self.filters = {
            name: GraphQLInputObjectType(f"{table.type_name}Filter", partial(self._filter_fields, table))
            for name, table in catalog.tables.items()
        }
        self.orders = {
            name: GraphQLInputObjectType(f"{table.type_name}Order", partial(self._order_fields, table))
            for name, table in catalog.tables.items()
        }
        self.columns = {
            name: GraphQLEnumType(
                f"{table.type_name}Column",
                {one: GraphQLEnumValue(one) for one in distinguishable},
                extensions={COLUMNS: True},
            )
            for name, table in catalog.tables.items()
            if (distinguishable := [key for key, one in table.columns.items() if _orders(one)])
        }
        self.keys = {
            name: GraphQLInputObjectType(f"{table.type_name}Key", partial(self._key_fields, table))
            for name, table in catalog.tables.items()
            if len(table.primary_key) > 1 and all(one in table.columns for one in table.primary_key)
        }
        self.connections = (
            {
                name: connection_type(table.type_name, self.objects[name])
                for name, table in catalog.tables.items()
            }
            if catalog.relay
            else {}
        )
        self.enums: dict[str, Enum] = {}

    def enum(self, column: Column) -> Enum:
        if column.enum not in self.enums:
            self.enums[column.enum] = Enum(column)
        return self.enums[column.enum]

    def leaf(self, column: Column) -> Leaf:
        """The scalar or enum of a column, or of its items."""
        if column.enum:
            return self.enum(column).leaf
        return SCALARS[scalar(item_of(column.codec) or column.codec)]

    def schema(self) -> GraphQLSchema:
        """The schema of the queries; an empty catalogue still has ``__typename``."""
        fields: dict[str, GraphQLField] = {}
        for table in self.catalog.tables.values():
            fields[table.name] = self._list_field(table)
            fields[table.object_name] = self._object_field(table)
        for table in self.catalog.tables.values():
            if self.catalog.relay:
                connection = connection_field(self._list_field(table), self.connections[table.name])
                fields.setdefault(table.name + CONNECTION, connection)
            fields.setdefault(table.name + CURSOR, cursor_field())
        query = GraphQLObjectType("Query", fields or {"_nothing": GraphQLField(GraphQLBoolean)})
        directives = [*specified_directives, *DIRECTIVES]
        return GraphQLSchema(query=query, directives=directives, types=[*SCALARS.values(), GraphQLID])

    def _list_field(self, table: Table, description: str = "") -> GraphQLField:
        arguments = {
            "where": GraphQLArgument(self.filters[table.name]),
            "order_by": GraphQLArgument(GraphQLList(GraphQLNonNull(self.orders[table.name]))),
            "limit": GraphQLArgument(GraphQLInt),
            "offset": GraphQLArgument(GraphQLInt),
            "first": GraphQLArgument(GraphQLInt),
            "after": GraphQLArgument(GraphQLString),
            "last": GraphQLArgument(GraphQLInt),
            "before": GraphQLArgument(GraphQLString),
        }
        self._by_name(table, arguments)
        if table.name in self.columns:
            several = GraphQLList(GraphQLNonNull(self.columns[table.name]))
            arguments["distinct"] = GraphQLArgument(several)
        kind = GraphQLList(GraphQLNonNull(self.objects[table.name]))
        return GraphQLField(kind, arguments, description=description or table.description)

    def _by_name(self, table: Table, arguments: dict[str, GraphQLArgument]) -> None:
        if table.orderings:
            names = ", ".join(table.orderings)
            arguments["order_by_name"] = GraphQLArgument(GraphQLString, description=f"One of {names}.")

    def _object_field(self, table: Table) -> GraphQLField:
        arguments = {
            "where": GraphQLArgument(self.filters[table.name]),
            "order_by": GraphQLArgument(GraphQLList(GraphQLNonNull(self.orders[table.name]))),
        }
        self._by_name(table, arguments)
        if table.name in self.keys:
            arguments["id"] = GraphQLArgument(self.keys[table.name])
        elif len(table.primary_key) == 1 and (key := table.columns.get(table.primary_key[0])):
            arguments["id"] = GraphQLArgument(self.leaf(key))
        return GraphQLField(self.objects[table.name], arguments, description=table.description)

    def _fields(self, table: Table) -> dict[str, GraphQLField]:
        row = {name: GraphQLArgument(self.filters[table.name]) for name in ("includeIf", "skipIf")}
        found = {
            name: GraphQLField(self._output(column), dict(row), description=column.description)
            for name, column in table.columns.items()
        }
        for name, relation in table.relations.items():
            target = self.catalog.tables[relation.target]
            if relation.many:
                found[name] = self._list_field(target, relation.description)
                if relation.object_name:
                    found[relation.object_name] = self._object_field(target)
                    found[relation.object_name].args.update(row)
            else:
                found[name] = GraphQLField(self.objects[target.name], description=relation.description)
            found[name].args.update(row)
        for name, union in table.unions.items():
            found[name] = GraphQLField(self._union(union), dict(row), description=union.description)
        for name, relation in table.relations.items():
            if relation.many:
                if self.catalog.relay and name + CONNECTION not in found:
                    found[name + CONNECTION] = connection_field(
                        found[name], self.connections[relation.target]
                    )
                found.setdefault(name + CURSOR, cursor_field())
        return found or {"_nothing": GraphQLField(GraphQLBoolean)}

    def _union(self, union: Union) -> GraphQLUnionType:
        types = [self.objects[member.target] for member in union.members]
        return GraphQLUnionType(union.type_name, types, description=union.description)

    def _filter_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        own = self.filters[table.name]
        several = GraphQLList(GraphQLNonNull(own))
        found = {
            "and": GraphQLInputField(several),
            "or": GraphQLInputField(several),
            "not": GraphQLInputField(own),
        }
        for name, relation in table.relations.items():
            if not self.catalog.tables[relation.target].blocked:
                found[name] = GraphQLInputField(self.filters[relation.target])
        for name, column in table.columns.items():
            found[name] = GraphQLInputField(
                self.enum(column).filter if column.enum else operators_type(column.codec)
            )
        return found

    def _order_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        found = {
            name: GraphQLInputField(self.orders[one.target])
            for name, one in table.relations.items()
            if not one.many and not self.catalog.tables[one.target].blocked
        }
        for name, column in table.columns.items():
            if _orders(column):
                listed = self.enum(column).in_order if column.enum else in_order_type(scalar(column.codec))
                found.setdefault(name + IN_ORDER, GraphQLInputField(listed))
        found.update(
            (name, GraphQLInputField(DIRECTION)) for name, one in table.columns.items() if _orders(one)
        )
        return found or {"_nothing": GraphQLInputField(DIRECTION)}

    def _key_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        leaves = {name: self.leaf(table.columns[name]) for name in table.primary_key}
        return {name: GraphQLInputField(GraphQLNonNull(leaf)) for name, leaf in leaves.items()}

    def _output(self, column: Column) -> Any:
        """Nullable where the column is, and where a stored value may have no form: NaN, what no enum has."""
        leaf: Any = GraphQLList(self.leaf(column)) if item_of(column.codec) else self.leaf(column)
        return leaf if column.nullable or column.enum or leaf is GraphQLFloat else GraphQLNonNull(leaf)


@cache
def in_order_type(scalar_name: str) -> GraphQLInputObjectType:
    """``IntInOrder`` …: an ordering by the place in a list."""
    return _in_order_type(SCALARS[scalar_name])


def _in_order_type(leaf: Leaf) -> GraphQLInputObjectType:
    values = GraphQLNonNull(GraphQLList(GraphQLNonNull(leaf)))
    return GraphQLInputObjectType(
        f"{leaf.name}InOrder",
        {"values": GraphQLInputField(values), "direction": GraphQLInputField(DIRECTION, default_value="asc")},
    )


def _orders(column: Column) -> bool:
    return scalar(column.codec) != "JSON" and not item_of(column.codec)


def build_schema(catalog: Catalog) -> GraphQLSchema:
    """The GraphQL schema over a catalogue, or over one role's view of it, as the API shows it."""
    schema = SchemaBuilder(catalog).schema()
    return camel_schema(schema) if catalog.camel_case else schema
