"""A validated operation → a plan: names become tables, columns and relations."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from graphql import (
    ArgumentNode,
    EnumValueNode,
    FieldNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.normalise.pages import cursor_key, given, is_paged, list_beside
from django_graphgate.compiler.normalise.role_directives import NULLING, is_null_for
from django_graphgate.compiler.normalise.unrelated import is_unrelated
from django_graphgate.compiler.plan.calls import CallPlanner
from django_graphgate.compiler.plan.fields import Collected, Collector, placed
from django_graphgate.compiler.plan.filters import FilterPlanner
from django_graphgate.compiler.plan.ordering import OrderPlanner
from django_graphgate.compiler.plan.row_source import in_schema, never_null, only_at_selectors
from django_graphgate.compiler.plan.values import Variables, comparable, declared
from django_graphgate.compiler.schema.connections import CURSOR, connected
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid, OpenShape
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.catalog import Catalog, Relation, Table, Union
from django_graphgate.ir.codec import BOOL
from django_graphgate.ir.expressions import ColumnRef, Expression, FileUrl
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.mutation import Mutation
from django_graphgate.ir.plan import (
    TRUE,
    Compare,
    ConnectionLevel,
    Cursor,
    Denied,
    Field,
    Filter,
    Leaf,
    Null,
    NullCondition,
    PageField,
    PageFieldName,
    Query,
    Select,
    Text,
    UnionSelect,
)
from django_graphgate.ir.presence import ALWAYS, Presence
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.visit import all_of, cursors_in

ROW_CONDITIONS = frozenset({"includeIf", "skipIf"})

_FACTS: Mapping[str, PageFieldName] = {name: name for name in get_args(PageFieldName)}

_LEVELS: Mapping[str, tuple[Literal["edges", "pageInfo"], str]] = {
    "edges": ("edges", "{}Edge"),
    "pageInfo": ("pageInfo", "PageInfo"),
}
"""Fields of a connection with fields of their own: what they are, and of which type."""


def build_plan(
    operation: OperationDefinitionNode, catalog: Catalog, limits: Limits, role: str
) -> tuple[Mutation | None, Query, Variables]:
    """The plan of a validated query over a role's view of the catalogue; with the actions that it calls, if any."""
    planner = Planner.of(operation, catalog, limits, role)
    query, calls = Query(fields=planner.root(operation.selection_set)), planner.calls
    mutation = Mutation(roots=tuple(calls.roots), tables=calls.tables, reads=True) if calls.roots else None
    return mutation, query, planner.variables


@dataclass
class Planner:
    """Plans the fields of one operation."""

    catalog: Catalog
    variables: Variables
    filters: FilterPlanner
    orders: OrderPlanner
    collector: Collector
    role: str

    @functools.cached_property
    def calls(self) -> CallPlanner:
        return CallPlanner(self)

    @classmethod
    def of(cls, operation: OperationDefinitionNode, catalog: Catalog, limits: Limits, role: str) -> Planner:
        """The planner of a validated operation."""
        variables = declared(operation, catalog)
        filters = FilterPlanner(catalog, variables, limits.filter_terms)
        orders, collector = OrderPlanner(catalog, variables), Collector(catalog, variables)
        return cls(catalog, variables, filters, orders, collector, role)

    # -- fields -------------------------------------------------------------------------------

    def root(self, selections: SelectionSetNode) -> tuple[Field, ...]:
        collected = self.collector.collect([(selections, ALWAYS)], "Query")
        return self._with_cursors(
            [self._root_field(key, entry, collected) for key, entry in collected.items()], collected
        )

    def _root_field(self, key: str, entry: Collected, beside: Mapping[str, Collected]) -> Field:
        name = entry.node.name.value
        if name == "__typename":
            never_null(entry.node)
            return Text(key=key, text="Query", presence=entry.presence)
        if is_null_for(entry.node, self.role):
            return Null(key=key, presence=entry.presence)
        if action := self.action(name, "query"):
            return self.calls.call(key, entry, action)
        if table := self.root_table(name):
            field = self.selector(key, entry, table, None, "", single=name != table.name)
            return self._with_shown(field, entry.node, None)
        if listed := connected(name, None, self.catalog):
            field = self.selector(key, entry, self.catalog.tables[listed], None, "", connection=True)
            return self._with_shown(field, entry.node, None)
        if name.removesuffix(CURSOR) in self.catalog.tables:
            return self._cursor(key, entry, beside)
        raise DocumentInvalid(f"Cannot query field '{name}' on type 'Query'.", locations=position(entry.node))

    def action(self, name: str, root: Literal["query", "mutation"]) -> ActionDefinition | None:
        """The action that a field of this root type calls."""
        action = self.catalog.actions.get(name)
        return action if action is not None and action.field == root else None

    def root_table(self, name: str) -> Table | None:
        return self.catalog.tables.get(name) or self.catalog.by_object_name.get(name)

    def fields(
        self, sets: list[tuple[SelectionSetNode, Presence]], table: Table, path: str
    ) -> tuple[Field, ...]:
        collected = self.collector.collect(sets, table.type_name)
        fields = [self._row_field(key, entry, collected, table, path) for key, entry in collected.items()]
        return self._with_cursors(fields, collected)

    def _row_field(
        self, key: str, entry: Collected, beside: Mapping[str, Collected], table: Table, path: str
    ) -> Field:
        name = entry.node.name.value
        column = table.columns.get(name)
        if column and not entry.node.directives and not entry.node.arguments:
            return Leaf(key=key, expression=ColumnRef(column), presence=entry.presence)
        if name == "__typename":
            never_null(entry.node)
            return Text(key=key, text=table.type_name, presence=entry.presence)
        if is_null_for(entry.node, self.role):
            return Null(key=key, presence=entry.presence)
        if value := _value(table, name):
            only_at_selectors(entry.node)
            shown = self.shown(entry.node, table)
            return Leaf(key=key, expression=value, presence=entry.presence, shown=shown)
        if relation := table.relations.get(name) or table.object_relation(name):
            single = not relation.many or name != relation.name
            hangs = None if is_unrelated(entry.node) else relation
            field = self.selector(key, entry, self._far(relation), hangs, path, single=single)
            return self._with_shown(field, entry.node, table)
        if union := table.unions.get(name):
            return self.union_select(key, entry, union, table, path)
        if listed := connected(name, table, self.catalog):
            relation = table.relations[listed]
            hangs = None if is_unrelated(entry.node) else relation
            field = self.selector(key, entry, self._far(relation), hangs, path, connection=True)
            return self._with_shown(field, entry.node, table)
        if is_unrelated(entry.node) and (other := self.root_table(name)):
            field = self.selector(key, entry, other, None, path, single=name != other.name)
            return self._with_shown(field, entry.node, None)
        if self._is_cursor(entry.node, table):
            return self._cursor(key, entry, beside)
        sentence = f"Cannot query field '{name}' on type '{table.type_name}'."
        raise DocumentInvalid(sentence, locations=position(entry.node))

    def _is_cursor(self, node: FieldNode, table: Table) -> bool:
        listed = node.name.value.removesuffix(CURSOR)
        if listed == node.name.value:
            return False
        relation = table.relations.get(listed)
        return (relation is not None and relation.many) or (
            is_unrelated(node) and listed in self.catalog.tables
        )

    def _cursor(self, key: str, entry: Collected, beside: Mapping[str, Collected]) -> Cursor:
        of = list_beside(entry.node, {other: occurrence.node for other, occurrence in beside.items()})
        if not is_unrelated(beside[of].node):
            only_at_selectors(entry.node)
        return Cursor(key=key, of=of, presence=entry.presence)

    def _far(self, relation: Relation) -> Table:
        return self.catalog.tables[relation.target]

    def _with_cursors(self, fields: list[Field], collected: Mapping[str, Collected]) -> tuple[Field, ...]:
        """The fields; with CURSOR_ALWAYS, the cursor of each paged list is next to it, asked for or not."""
        if not self.catalog.cursor_always:
            return placed(fields, collected)
        known = {cursor.of for cursor in cursors_in(fields)}
        shown: list[Field] = []
        for field in fields:
            shown.append(field)
            key = cursor_key(field.key, self.catalog)
            if field.key not in known and key not in collected and is_paged(collected[field.key].node):
                shown.append(Cursor(key=key, of=field.key, presence=field.presence))
        return placed(shown, collected)

    # -- connections --------------------------------------------------------------------------

    def connection(
        self,
        sets: list[tuple[SelectionSetNode, Presence]],
        table: Table,
        path: str,
        type_name: str,
    ) -> tuple[Field, ...]:
        """The fields of a connection, of its edges or of its page, as ``type_name`` says."""
        fields: list[Field] = []
        collected = self.collector.collect(sets, type_name)
        for key, entry in collected.items():
            name = entry.node.name.value
            inside = entry.inside()
            below = f"{path}.{key}"
            only_at_selectors(entry.node, is_selector=False)
            if name == "__typename":
                never_null(entry.node)
                fields.append(Text(key=key, text=type_name, presence=entry.presence))
                continue
            if is_null_for(entry.node, self.role):
                fields.append(Null(key=key, presence=entry.presence))
                continue
            shown = self.shown(entry.node, None)
            if name in _FACTS:
                fields.append(PageField(key=key, what=_FACTS[name], presence=entry.presence, shown=shown))
            elif name == "node":
                inner = self.fields(inside, table, below)
                fields.append(
                    ConnectionLevel(key=key, level="node", fields=inner, presence=entry.presence, shown=shown)
                )
            else:
                level, type_format = _LEVELS[name]
                inner = self.connection(inside, table, below, type_format.format(table.type_name))
                fields.append(
                    ConnectionLevel(key=key, level=level, fields=inner, presence=entry.presence, shown=shown)
                )
        return placed(fields, collected)

    def union_select(
        self, key: str, entry: Collected, union: Union, table: Table, around: str
    ) -> UnionSelect:
        """A generic key: what is selected of each table that its row may be of."""
        only_at_selectors(entry.node, is_selector=False)
        inside = entry.inside()
        choices: list[Select] = []
        for member in union.members:
            target = self.catalog.tables[member.target]
            path = f"{around}.{key}.{target.name}"
            fields = self.fields(inside, target, path)
            choices.append(
                Select(
                    key=key,
                    path=path,
                    table=target,
                    source=TableRows(target),
                    single=True,
                    fields=fields,
                    relation=member,
                )
            )
        return UnionSelect(
            key=key, choices=tuple(choices), presence=entry.presence, shown=self.shown(entry.node, table)
        )

    def _with_shown(self, field: Select | Denied, node: FieldNode, table: Table | None) -> Select | Denied:
        shown = self.shown(node, table) if node.directives or node.arguments else ()
        return replace(field, shown=shown) if shown else field

    def shown(self, node: FieldNode, table: Table | None) -> tuple[NullCondition, ...]:
        """What has to hold for the field to have its value: variables, and filters over the row around it."""
        conditions: list[NullCondition] = []
        for directive in node.directives or ():
            if directive.name.value in NULLING:
                for argument in directive.arguments or ():
                    if argument.name.value == "var":
                        value = self.variables.parameter(argument.value, BOOL)
                        conditions.append(
                            NullCondition(directive.name.value == "nullUnless", parameter=value)
                        )
        for argument in node.arguments or ():
            if argument.name.value in ROW_CONDITIONS and not isinstance(argument.value, NullValueNode):
                if table is None:
                    sentence = (
                        f"There is no row around '{node.name.value}' for '{argument.name.value}' to look at."
                    )
                    raise DocumentInvalid(sentence, locations=position(argument))
                row = self.filters.term(argument.value, table)
                wanted = argument.name.value == "includeIf"
                conditions.append(NullCondition(wanted, row=row.in_and() if wanted else row.in_or()))
        return tuple(conditions)

    def selector(
        self,
        key: str,
        entry: Collected,
        table: Table,
        relation: Relation | None,
        around: str,
        *,
        single: bool = False,
        connection: bool = False,
    ) -> Select | Denied:
        if table.blocked:
            return Denied(key=key, table=table.name, presence=entry.presence)
        source = TableRows(in_schema(entry.node, table))
        inside = entry.inside()
        arguments = given(entry.node)
        path = f"{around}.{key}" if around else key
        to_one = relation is not None and not relation.many
        order = () if to_one else self.orders.order(arguments, table)
        if connection:
            fields = self.connection(inside, table, path, f"{table.type_name}Connection")
        else:
            fields = self.fields(inside, table, path)
        return Select(
            key=key,
            path=path,
            table=table,
            source=source,
            single=single,
            connection=connection,
            fields=fields,
            relation=relation,
            where=self.where(arguments, table),
            order=order,
            distinct=self._distinct(arguments, table),
            page=self.orders.page(arguments, order, path),
            presence=entry.presence,
        )

    # -- arguments ----------------------------------------------------------------------------

    def where(self, arguments: dict[str, ArgumentNode], table: Table) -> Filter:
        terms: list[Filter] = []
        if "id" in arguments:
            terms.extend(self._key(arguments["id"].value, table))
        if "where" in arguments:
            terms.append(self.filters.filter(arguments["where"].value, table))
        return all_of(*terms) if terms else TRUE

    def _key(self, node: ValueNode, table: Table) -> Iterator[Filter]:
        """The primary key equals a value; a key of several columns, the values of an object."""
        if len(table.primary_key) > 1 and isinstance(node, VariableNode):
            raise OpenShape(
                "A variable may give the parts of a key, not the whole.", locations=position(node)
            )
        parts = (
            {part.name.value: part.value for part in node.fields} if isinstance(node, ObjectValueNode) else {}
        )
        for name in table.primary_key:
            column = table.columns[name]
            value = parts[name] if len(table.primary_key) > 1 and name in parts else node
            if parts:
                self.variables.never_null(value)
            yield Compare(ColumnRef(column), "eq", self.variables.parameter(value, comparable(column.codec)))

    def _distinct(self, arguments: dict[str, ArgumentNode], table: Table) -> tuple[ColumnRef, ...]:
        argument = arguments.get("distinct")
        if argument is None:
            return ()
        nodes = argument.value.values if isinstance(argument.value, ListValueNode) else (argument.value,)
        names = [column.value for column in nodes if isinstance(column, EnumValueNode)]
        if len(names) != len(nodes):
            raise OpenShape("A variable may not decide what is distinct.", locations=position(argument))
        unknown = [name for name in names if name not in table.columns]
        if unknown:
            sentence = f"Value '{unknown[0]}' does not exist in '{table.type_name}Column' enum."
            raise DocumentInvalid(sentence, locations=position(argument))
        return tuple(ColumnRef(table.columns[name]) for name in dict.fromkeys(names))


def _value(table: Table, name: str) -> Expression | None:
    """The value of a row that a field of this name is."""
    if column := table.columns.get(name):
        return ColumnRef(column)
    file = table.file_of(name)
    return None if file is None else FileUrl(file)
