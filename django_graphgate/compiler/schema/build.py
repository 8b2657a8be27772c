"""Catalogue → the GraphQL schema that introspection shows and documents are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    specified_directives,
)

from django_graphgate.compiler.schema.actions import ActionFields
from django_graphgate.compiler.schema.camel import COLUMNS, camel_schema
from django_graphgate.compiler.schema.connections import CONNECTION, CURSOR
from django_graphgate.compiler.schema.directives import DIRECTIVES
from django_graphgate.compiler.schema.inputs import UNIQUE, InputTypes
from django_graphgate.compiler.schema.operators import BETWEEN_COLUMNS, TO_COLUMN
from django_graphgate.compiler.schema.pages import connection_field, connection_type, cursor_field
from django_graphgate.compiler.schema.types import (
    DIRECTION,
    SCALARS,
    ColumnTypes,
    Enum,
    Leaf,
)
from django_graphgate.dialects import Dialect
from django_graphgate.ir.catalog import FILE_URL, Catalog, Column, Relation, Table, Union

IN_ORDER = "_in_order"


class SchemaBuilder:
    """Types of one catalogue, each made once and filled when it is first looked at.

    Every field may be null, whatever its column says: rules and directives hide values, and a database
    may hold what has no form.  A list's items are never null, and ``__typename`` is not.
    """

    def __init__(self, catalog: Catalog, without: frozenset[str] = frozenset()) -> None:
        self.catalog = catalog
        self.without = without
        """Operators that no database of these tables has."""
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
            name: GraphQLInputObjectType(
                f"{table.type_name}Order", partial(self._order_fields, table), is_one_of=True
            )
            for name, table in catalog.tables.items()
        }
        self.columns = _column_enums(catalog)
        self.to_column = {
            name: _to_column(catalog.tables[name], columns) for name, columns in self.columns.items()
        }
        self.keys = {
            name: GraphQLInputObjectType(f"{table.type_name}Key", partial(self._key_fields, table))
            for name, table in catalog.tables.items()
            if len(table.primary_key) > 1
            and all(column_name in table.columns for column_name in table.primary_key)
        }
        self.connections = (
            {
                name: connection_type(table.type_name, self.objects[name])
                for name, table in catalog.tables.items()
            }
            if catalog.relay
            else {}
        )
        self.column_types = ColumnTypes(without)
        self.enums: dict[str, Enum] = {}

    def enum(self, column: Column) -> Enum:
        if column.enum not in self.enums:
            self.enums[column.enum] = Enum(column, self.without)
        return self.enums[column.enum]

    def leaf(self, column: Column) -> Leaf:
        """The scalar or enum of a column, or of its items."""
        if column.enum:
            return self.enum(column).leaf
        return SCALARS[(column.codec.item or column.codec).scalar]

    def schema(self) -> GraphQLSchema:
        """The schema of the queries and mutations; an empty catalogue still has ``__typename``."""
        fields: dict[str, GraphQLField] = {}
        readable = [table for table in self.catalog.tables.values() if not table.write_only]
        for table in readable:
            fields[table.name] = self._list_field(table)
            fields[table.object_name] = self._object_field(table)
        for table in readable:
            if self.catalog.relay:
                connection = connection_field(self._list_field(table), self.connections[table.name])
                fields.setdefault(table.name + CONNECTION, connection)
            fields.setdefault(table.name + CURSOR, cursor_field())
        actions = ActionFields(self)
        fields |= actions.of("query")
        query = GraphQLObjectType("Query", fields or {"_nothing": GraphQLField(GraphQLBoolean)})
        directives = [*specified_directives, *DIRECTIVES]
        return GraphQLSchema(
            query=query,
            mutation=InputTypes(self).mutation(actions.of("mutation")),
            directives=directives,
            types=[*SCALARS.values(), GraphQLID],
        )

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
        rows = GraphQLList(GraphQLNonNull(self.objects[table.name]))
        return GraphQLField(rows, arguments, description=description or table.description)

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
        if (key := self.id_argument(table)) is not None:
            arguments["id"] = key
        return GraphQLField(self.objects[table.name], arguments, description=table.description)

    def id_argument(self, table: Table) -> GraphQLArgument | None:
        """The argument that names a row by its key; ``None`` where the key is not in the schema."""
        if table.name in self.keys:
            return GraphQLArgument(self.keys[table.name])
        if len(table.primary_key) == 1 and (key := table.columns.get(table.primary_key[0])):
            return GraphQLArgument(self.leaf(key))
        return None

    def _readable(self, table: Table) -> list[tuple[str, Relation]]:
        """The relations between tables that can be read."""
        return [
            (name, relation)
            for name, relation in table.relations.items()
            if not (table.write_only or self.catalog.tables[relation.target].write_only)
        ]

    def _fields(self, table: Table) -> dict[str, GraphQLField]:
        row = {name: GraphQLArgument(self.filters[table.name]) for name in ("includeIf", "skipIf")}
        fields = {
            name: GraphQLField(self._output(column), dict(row), description=column.description)
            for name, column in table.columns.items()
        }
        for name, relation in self._readable(table):
            target = self.catalog.tables[relation.target]
            if relation.many:
                fields[name] = self._list_field(target, relation.description)
                if relation.object_name:
                    fields[relation.object_name] = self._object_field(target)
                    fields[relation.object_name].args.update(row)
            else:
                fields[name] = GraphQLField(
                    self.objects[target.name],
                    {"where": GraphQLArgument(self.filters[target.name])},
                    description=relation.description,
                )
            fields[name].args.update(row)
        for name, union in table.unions.items():
            fields[name] = GraphQLField(self._union(union), dict(row), description=union.description)
        for name, relation in self._readable(table):
            if relation.many:
                if self.catalog.relay and name + CONNECTION not in fields:
                    fields[name + CONNECTION] = connection_field(
                        fields[name], self.connections[relation.target]
                    )
                fields.setdefault(name + CURSOR, cursor_field())
        for column in table.columns.values():
            if column.url:
                url = GraphQLField(GraphQLString, dict(row), description=f"The URL of '{column.name}'.")
                fields.setdefault(column.name + FILE_URL, url)
        return fields or {"_nothing": GraphQLField(GraphQLBoolean)}

    def _union(self, union: Union) -> GraphQLUnionType:
        types = [self.objects[member.target] for member in union.members]
        return GraphQLUnionType(union.type_name, types, description=union.description)

    def _filter_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        own = self.filters[table.name]
        several = GraphQLList(GraphQLNonNull(own))
        fields = {
            "and": GraphQLInputField(several),
            "or": GraphQLInputField(several),
            "not": GraphQLInputField(own),
        }
        for name, relation in self._readable(table):
            if not self.catalog.tables[relation.target].blocked:
                fields[name] = GraphQLInputField(self.filters[relation.target])
        for name, column in table.columns.items():
            if _orders(column):
                fields.setdefault(name + TO_COLUMN, GraphQLInputField(self.to_column[table.name]))
        for name, column in table.columns.items():
            fields[name] = GraphQLInputField(
                self.enum(column).filter if column.enum else self.column_types.filter(column.codec)
            )
        return fields

    def _order_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        fields = {
            name: GraphQLInputField(self.orders[relation.target])
            for name, relation in self._readable(table)
            if not relation.many and not self.catalog.tables[relation.target].blocked
        }
        for name, column in table.columns.items():
            if _orders(column):
                listed = (
                    self.enum(column).in_order if column.enum else self.column_types.in_order(column.codec)
                )
                fields.setdefault(name + IN_ORDER, GraphQLInputField(listed))
        fields.update(
            (name, GraphQLInputField(DIRECTION)) for name, column in table.columns.items() if _orders(column)
        )
        return fields or {"_nothing": GraphQLInputField(DIRECTION)}

    def _key_fields(self, table: Table) -> dict[str, GraphQLInputField]:
        leaves = {name: self.leaf(table.columns[name]) for name in table.primary_key}
        return {name: GraphQLInputField(GraphQLNonNull(leaf)) for name, leaf in leaves.items()}

    def _output(self, column: Column) -> Any:
        return GraphQLList(self.leaf(column)) if column.codec.item else self.leaf(column)


def _orders(column: Column) -> bool:
    return column.codec.scalar != "JSON" and not column.codec.item


def build_schema(catalog: Catalog, without: frozenset[str] = frozenset()) -> GraphQLSchema:
    """The GraphQL schema over a catalogue, or over one role's view of it, as the API shows it."""
    schema = SchemaBuilder(catalog, without).schema()
    return camel_schema(schema) if catalog.camel_case else schema


def shown_schema(catalog: Catalog, dialects: Mapping[str, Dialect]) -> GraphQLSchema:
    """What introspection shows: the schema without what the databases of its tables do not have.

    Documents are checked against the whole schema: what a database lacks is refused by its name.
    """
    lacking = [dialect.lacking for name, dialect in dialects.items() if name in catalog.tables]
    tables = {
        name: table if dialects[name].has_arrays else _without_arrays(table)
        for name, table in catalog.tables.items()
    }
    without = frozenset[str].intersection(*lacking) if lacking else frozenset[str]()
    return build_schema(replace(catalog, tables=tables), without)


def _without_arrays(table: Table) -> Table:
    writes = {action: _single(columns) for action, columns in table.writes.items()}
    return replace(table, columns=_single(table.columns), writes=writes)


def _single(columns: Mapping[str, Column]) -> dict[str, Column]:
    return {name: column for name, column in columns.items() if not column.codec.item}


def _to_column(table: Table, columns: GraphQLEnumType) -> GraphQLInputObjectType:
    """The type of ``price_to_column: { lt: stock }``."""
    return GraphQLInputObjectType(
        f"{table.type_name}ToColumn", {operator: GraphQLInputField(columns) for operator in BETWEEN_COLUMNS}
    )


def _column_enums(catalog: Catalog) -> dict[str, GraphQLEnumType]:
    """For each table, the columns that ``distinct`` takes, and another column is compared with."""
    return {
        name: GraphQLEnumType(
            f"{table.type_name}Column",
            {column_name: GraphQLEnumValue(column_name) for column_name in distinguishable},
            extensions={COLUMNS: True, UNIQUE: table.unique},
        )
        for name, table in catalog.tables.items()
        if (distinguishable := [key for key, column in table.columns.items() if _orders(column)])
    }
