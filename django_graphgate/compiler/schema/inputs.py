"""What mutations take: the type ``Mutation`` and the input types of data.

Every key of data may be left out: what a row needs is said when it is written.
"""

# graphql-core leaves the types of wrapped types open
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)

from django_graphgate.compiler.schema.operators import operators_of
from django_graphgate.compiler.schema.types import Leaf
from django_graphgate.ir.catalog import Catalog, Column, Relation, Table
from django_graphgate.ir.input_rows import COMPARISONS
from django_graphgate.ir.relation_writes import Possible, increments_of, named_by, relations_of
from django_graphgate.ir.write import Action, shape_name

SHAPE = "shape"
"""Key in the extensions of an input type of data: the name of its shape, ``products:insert``."""

UNIQUE = "unique"
"""Key in the extensions of an enum of columns: the sets of them whose values no two rows share."""

WRITING = ("insert", "update", "upsert", "delete")
"""The arguments of a root field of a mutation of which it has exactly one."""

CONNECT, DISCONNECT, WHERE, INCREMENT = "connect", "disconnect", "where", "increment"
KEYS = (CONNECT, DISCONNECT, WHERE, INCREMENT)
"""What the keys of data may be besides columns and relations, where none of these has the name."""

_NESTING: tuple[Action, ...] = ("insert", "update")

Fields = dict[str, GraphQLInputField]


class Types(Protocol):
    """What the types of queries bring."""

    catalog: Catalog
    objects: dict[str, GraphQLObjectType]
    filters: dict[str, GraphQLInputObjectType]
    columns: dict[str, GraphQLEnumType]

    def leaf(self, column: Column) -> Leaf: ...
    def id_argument(self, table: Table) -> GraphQLArgument | None: ...


class InputTypes:
    """The input types of one schema, each made when it is first used."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.tables = types.catalog.tables
        self._made: dict[str, GraphQLInputObjectType] = {}
        self._relations: dict[tuple[str, Action], list[tuple[Relation, Possible]]] = {
            (table.name, action): list(relations_of(table, action, self.tables))
            for table in self.tables.values()
            for action in _NESTING
            if action in table.writes and not table.blocked
        }
        self._nested: dict[tuple[str, Action], list[Possible]] = {}
        """By table and action: what the relations that lead to the table let data do with its rows."""
        for (_, action), relations in self._relations.items():
            for relation, can in relations:
                self._nested.setdefault((relation.target, action), []).append(can)

    def mutation(self, actions: Mapping[str, GraphQLField]) -> GraphQLObjectType | None:
        """The root of mutations, with the fields of actions; ``None`` where there is nothing to write or to call."""
        fields = dict(actions)
        for table in self.tables.values():
            for name, many in ((table.name, True), (table.object_name, False)):
                if arguments := self._arguments(table, many=many):
                    row = self.types.objects[table.name]
                    result = GraphQLList(GraphQLNonNull(row)) if many else row
                    fields[name] = GraphQLField(result, arguments, description=table.description)
        return GraphQLObjectType("Mutation", fields) if fields else None

    def _arguments(self, table: Table, *, many: bool) -> dict[str, GraphQLArgument]:
        writes = {} if table.blocked else table.writes
        arguments: dict[str, GraphQLArgument] = {}
        if "insert" in writes:
            arguments["insert"] = GraphQLArgument(_listed(self.data(table, "insert"), many=many))
        if "update" in writes and not table.write_only:
            arguments["update"] = GraphQLArgument(self.data(table, "update"))
        if "upsert" in writes:
            arguments["upsert"] = GraphQLArgument(_listed(self.data(table, "upsert"), many=many))
            if table.name in self.types.columns:
                columns = _listed(self.types.columns[table.name])
                unique = "The columns that say whether a row is there already; without them, the primary key."
                arguments["on"] = GraphQLArgument(columns, description=unique)
        if "delete" in writes and not table.write_only:
            arguments["delete"] = GraphQLArgument(GraphQLBoolean, description="Only true.")
        if arguments and not table.write_only:
            key = None if many else self.types.id_argument(table)
            arguments |= {} if key is None else {"id": key}
            arguments["where"] = GraphQLArgument(self.types.filters[table.name])
        return arguments

    # -- data -----------------------------------------------------------------------------------

    def data(self, table: Table, action: Action) -> GraphQLInputObjectType:
        """``ProductInsert``, ``ProductUpdate`` or ``ProductUpsert``."""
        fields = {"insert": self._insert, "update": self._update}.get(action, self._columns)
        return self._type(
            f"{table.type_name}{action.capitalize()}",
            lambda: fields(table, action),
            {SHAPE: shape_name(table.name, action)},
        )

    def _type(
        self, name: str, fields: Callable[[], Fields], extensions: dict[str, Any] | None = None
    ) -> GraphQLInputObjectType:
        if name not in self._made:
            self._made[name] = GraphQLInputObjectType(
                name,
                lambda: fields() or {"_nothing": GraphQLInputField(GraphQLBoolean)},
                extensions=extensions,
            )
        return self._made[name]

    def _insert(self, table: Table, action: Action) -> Fields:
        connects = any(can.connect for can in self._nested.get((table.name, action), ()))
        fields = {CONNECT: self._named(table)} if connects else {}
        return fields | self._related(table, action) | self._columns(table, action)

    def _update(self, table: Table, action: Action) -> Fields:
        fields: Fields = {}
        nested = self._nested.get((table.name, action), [])
        if any(can.connect for can in nested):
            fields[CONNECT] = self._named(table)
        if any(can.disconnect for can in nested):
            fields[DISCONNECT] = self._named(table)
        if any(can.update for can in nested):
            fields[WHERE] = GraphQLInputField(self._match(table))
        if numbers := increments_of(table):
            name = f"{table.type_name}Increment"
            fields[INCREMENT] = GraphQLInputField(self._type(name, partial(self._leaves, numbers)))
        return fields | self._related(table, action) | self._columns(table, action)

    def _columns(self, table: Table, action: Action) -> Fields:
        return self._leaves(table.writes.get(action, {}))

    def _leaves(self, columns: Mapping[str, Column]) -> Fields:
        return {
            name: GraphQLInputField(
                _listed(self.types.leaf(column), many=column.codec.item is not None, null=True),
                description=column.description or None,
            )
            for name, column in columns.items()
        }

    def _related(self, table: Table, action: Action) -> Fields:
        return {
            relation.name: GraphQLInputField(
                _listed(self.data(self.tables[relation.target], action), many=relation.many),
                description=relation.description or None,
            )
            for relation, _ in self._relations.get((table.name, action), ())
        }

    def _named(self, table: Table) -> GraphQLInputField:
        return GraphQLInputField(_listed(self._connect(table)))

    def _connect(self, table: Table) -> GraphQLInputObjectType:
        """The rows whose columns have any of the values; several columns are ANDed."""

        def fields() -> Fields:
            columns = named_by(table)
            return {name: GraphQLInputField(_listed(self.types.leaf(columns[name]))) for name in columns}

        return self._type(f"{table.type_name}Connect", fields)

    def _match(self, table: Table) -> GraphQLInputObjectType:
        """The rows that a nested ``update`` means: all operators of all columns hold."""

        def fields() -> Fields:
            return {name: GraphQLInputField(self._compared(each)) for name, each in named_by(table).items()}

        return self._type(f"{table.type_name}Match", fields)

    def _compared(self, column: Column) -> GraphQLInputObjectType:
        leaf = self.types.leaf(column)
        operators = [name for name in operators_of(column.codec) if name in COMPARISONS]

        def fields() -> Fields:
            types = {"is_null": GraphQLBoolean, "in": _listed(leaf), "nin": _listed(leaf)}
            return {name: GraphQLInputField(types.get(name, leaf)) for name in operators}

        return self._type(f"{leaf.name}Match", fields)


_ACTIONS: Mapping[str, Action] = {"Insert": "insert", "Update": "update", "Upsert": "upsert"}


def data_shape(type_name: str, catalog: Catalog) -> str:
    """The name of the shape that an input type of data has; empty for any other type."""
    for suffix, action in _ACTIONS.items():
        table = catalog.by_type_name.get(type_name.removesuffix(suffix))
        if table is not None and type_name.endswith(suffix):
            return shape_name(table.name, action)
    return ""


def _listed(named: Any, *, many: bool = True, null: bool = False) -> Any:
    """The type, or a list of it, whose items may be ``null`` or not."""
    if not many:
        return named
    return GraphQLList(named) if null else GraphQLList(GraphQLNonNull(named))
