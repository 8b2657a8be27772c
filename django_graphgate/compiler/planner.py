"""A validated operation → a plan: names become tables, columns and relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

from django_graphgate.compiler.filters import FilterPlanner, order_by
from django_graphgate.compiler.parse import position
from django_graphgate.compiler.values import COUNT, Variables, comparable, declared
from django_graphgate.errors import DocumentInvalid, LimitExceeded
from django_graphgate.ir.catalog import Catalog, Relation, Table
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import (
    ALWAYS,
    TRUE,
    Compare,
    Condition,
    Denied,
    Field,
    Filter,
    Leaf,
    Order,
    Page,
    Presence,
    Query,
    Select,
    Text,
    both,
    either,
    within,
)
from django_graphgate.ir.sql import Parameter

_MOST_ALTERNATIVES = 50


def build_plan(operation: OperationDefinitionNode, catalog: Catalog, limits: Limits) -> tuple[Query, Variables]:
    """The plan of a validated operation over a role's view of the catalogue."""
    variables = declared(operation)
    planner = _Planner(catalog, variables, FilterPlanner(catalog, variables, limits.filter_terms))
    return Query(fields=planner.root(operation.selection_set)), variables


@dataclass(slots=True)
class _Collected:
    """All occurrences of one response key: its first node, when it is present, what is selected in it."""

    node: FieldNode
    presence: Presence
    inside: list[tuple[SelectionSetNode, Presence]]


@dataclass
class _Planner:
    catalog: Catalog
    variables: Variables
    filters: FilterPlanner

    # -- collecting (GraphQL's CollectFields, with conditions kept instead of decided) ----------

    def collect(self, sets: Iterable[tuple[SelectionSetNode, Presence]]) -> dict[str, _Collected]:
        found: dict[str, _Collected] = {}
        for node, presence in sets:
            self._collect(node.selections, presence, found)
        return found

    def _collect(self, nodes: Iterable[SelectionNode], outer: Presence, found: dict[str, _Collected]) -> None:
        for node in nodes:
            presence = within(outer, self._presence(node.directives or ()))
            if not presence:
                continue
            if len(presence) > _MOST_ALTERNATIVES:
                raise LimitExceeded("Too many conditions decide over one field.", locations=position(node))
            if isinstance(node, InlineFragmentNode):
                self._collect(node.selection_set.selections, presence, found)
            elif isinstance(node, FieldNode):
                self._field(node, presence, found)

    def _field(self, node: FieldNode, presence: Presence, found: dict[str, _Collected]) -> None:
        key = (node.alias or node.name).value
        one = found.get(key)
        if one is None:
            one = found[key] = _Collected(node, presence, [])
        else:
            one.presence = either(one.presence, presence)
        if node.selection_set:
            one.inside.append((node.selection_set, presence))

    def _presence(self, directives: Iterable[DirectiveNode]) -> Presence:
        presence: Presence = ALWAYS
        for directive in directives:
            name = directive.name.value
            if name not in ("include", "skip") or not directive.arguments:
                continue
            value = directive.arguments[0].value
            wanted = name == "include"
            if isinstance(value, BooleanValueNode):
                if value.value is not wanted:
                    return ()
                continue
            condition = Condition(self.variables.parameter(value, "bool"), wanted)
            presence = within(presence, ((condition,),))
        return presence

    # -- fields -------------------------------------------------------------------------------

    def root(self, selections: SelectionSetNode) -> tuple[Field, ...]:
        fields: list[Field] = []
        for key, one in self.collect([(selections, ALWAYS)]).items():
            name = one.node.name.value
            if name == "__typename":
                fields.append(Text(key=key, text="Query", presence=one.presence))
                continue
            table = self.catalog.tables.get(name)
            if table is None or table.name != name:
                table = next((t for t in self.catalog.tables.values() if t.object_name == name), None)
            if table is None:
                raise DocumentInvalid(f"Cannot query field '{name}' on type 'Query'.", locations=position(one.node))
            fields.append(self.selector(key, one, table, None, single=name != table.name))
        return tuple(fields)

    def fields(self, sets: list[tuple[SelectionSetNode, Presence]], table: Table) -> tuple[Field, ...]:
        found: list[Field] = []
        for key, one in self.collect(sets).items():
            name = one.node.name.value
            if name == "__typename":
                found.append(Text(key=key, text=table.type_name, presence=one.presence))
            elif column := table.columns.get(name):
                found.append(Leaf(key=key, column=column, presence=one.presence))
            elif relation := table.relations.get(name):
                target = self.catalog.tables[relation.target]
                found.append(self.selector(key, one, target, relation, single=not relation.many))
            else:
                sentence = f"Cannot query field '{name}' on type '{table.type_name}'."
                raise DocumentInvalid(sentence, locations=position(one.node))
        return tuple(found)

    def selector(
        self, key: str, one: _Collected, table: Table, relation: Relation | None, *, single: bool
    ) -> Select | Denied:
        if table.blocked:
            return Denied(key=key, table=table.name, presence=one.presence)
        inside = [(node, _relative(presence, one.presence)) for node, presence in one.inside]
        arguments = {argument.name.value: argument for argument in one.node.arguments or ()}
        to_one = relation is not None and not relation.many
        return Select(
            key=key,
            table=table,
            single=single,
            fields=self.fields(inside, table),
            relation=relation,
            where=self._where(arguments, table),
            order=() if to_one else self._order(arguments, table),
            page=self._page(arguments),
            presence=one.presence,
        )

    # -- arguments ----------------------------------------------------------------------------

    def _where(self, arguments: dict[str, ArgumentNode], table: Table) -> Filter:
        terms: list[Filter] = []
        if "id" in arguments:
            key = table.columns[table.primary_key[0]]
            value = self.variables.parameter(arguments["id"].value, comparable(key.codec))
            terms.append(Compare(key, "eq", value))
        if "where" in arguments:
            terms.append(self.filters.filter(arguments["where"].value, table))
        return both(*terms) if terms else TRUE

    def _order(self, arguments: dict[str, ArgumentNode], table: Table) -> tuple[Order, ...]:
        given = arguments.get("order_by")
        items: tuple[ValueNode, ...] = ()
        if given is not None:
            items = given.value.values if isinstance(given.value, ListValueNode) else (given.value,)
        return with_tie_break(order_by(items, table), table)

    def _page(self, arguments: dict[str, ArgumentNode]) -> Page:
        def count(name: str) -> Parameter | None:
            given = arguments.get(name)
            return None if given is None else self.variables.parameter(given.value, COUNT)

        return Page(limit=count("limit"), offset=count("offset"))


def with_tie_break(keys: tuple[Order, ...], table: Table) -> tuple[Order, ...]:
    """The primary key comes last in every ordering, so that each page is the same each time."""
    named = {key.column.name for key in keys}
    rest = [name for name in table.primary_key if name not in named]
    hidden = [Order(table.keys[name], implied=True) for name in rest]
    return (*keys, *hidden)


def _relative(inner: Presence, outer: Presence) -> Presence:
    """What of an occurrence's conditions is still open inside its key: nothing when it is the only one."""
    return ALWAYS if inner == outer else inner

