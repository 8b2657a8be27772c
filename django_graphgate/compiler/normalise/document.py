"""Terse spelling → strict spelling, fragments inlined.

Works over the whole catalogue, whoever asks, so that the canonical text of an operation is the same
for every role.  What it does not know it leaves as it is: validation, over the role's view,
says what is wrong with it.  A strict document without fragments comes back as it was.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
)

from django_graphgate.compiler.normalise.data import DataNormaliser
from django_graphgate.compiler.normalise.directives import strict_directives
from django_graphgate.compiler.normalise.filters import FilterNormaliser, Variables
from django_graphgate.compiler.normalise.relation_names import by_its_own_name
from django_graphgate.compiler.normalise.renaming import in_camel_case, in_catalogue_spelling
from django_graphgate.compiler.normalise.types import schema_of, type_name, with_types
from django_graphgate.compiler.normalise.unrelated import beside_unrelated, is_unrelated
from django_graphgate.compiler.schema.connections import (
    CURSOR,
    Around,
    Level,
    is_returned,
    level_of,
    target_of,
)
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import Document, position
from django_graphgate.errors import DocumentInvalid, LimitExceeded
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.variables import BUILT_IN


@dataclass(frozen=True, slots=True)
class Normal:
    """An operation in strict spelling, and the names of the variables that the gate gives itself.

    ``operation`` has the names that the API shows, ``in_catalogue_names`` those of the catalogue.
    """

    operation: OperationDefinitionNode
    in_catalogue_names: OperationDefinitionNode
    given: frozenset[str]
    size: int = 0
    """How many fields and fragments there are with all fragments inlined."""


def normalise(document: Document, catalog: Catalog, limits: Limits) -> Normal:
    """The operation in strict spelling.  Raises ``DocumentInvalid`` or ``LimitExceeded``."""
    if catalog.camel_case:
        document = in_catalogue_spelling(document, schema_of(catalog))
    normaliser = _Normaliser(document, catalog, limits)
    selections = normaliser.selections(document.operation.selection_set, None, ())
    given = BUILT_IN | catalog.variables.keys()
    operation = copy_with(
        document.operation,
        selection_set=selections,
        variable_definitions=normaliser.definitions(document.operation.variable_definitions),
    )
    operation = with_types(operation, catalog, given)
    shown = in_camel_case(operation, schema_of(catalog)) if catalog.camel_case else operation
    return Normal(shown, operation, given, normaliser.count)


@dataclass
class _Normaliser:
    document: Document
    catalog: Catalog
    limits: Limits
    count: int = 0
    filters: FilterNormaliser = field(init=False)
    data: DataNormaliser = field(init=False)
    writes: bool = field(init=False)

    def __post_init__(self) -> None:
        variables = Variables(self.document.operation.variable_definitions or (), self.catalog)
        self.filters = FilterNormaliser(self.catalog, variables)
        self.data = DataNormaliser(self.catalog, variables, self.filters)
        self.writes = self.document.operation.operation is OperationType.MUTATION

    # -- selections ---------------------------------------------------------------------------

    def selections(self, node: SelectionSetNode, table: Around, inside: tuple[str, ...]) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for selection in node.selections:
            self.count += 1
            if self.count > self.limits.fields:
                raise LimitExceeded(f"A document may have at most {self.limits.fields} fields.")
            if len(inside) > self.limits.depth * 4:
                raise LimitExceeded("The document is nested too deeply.", locations=position(selection))
            if isinstance(selection, FieldNode):
                foreign = isinstance(table, Table) and _is_foreign_cursor(selection.name.value, table)
                selections.append(
                    self.field(beside_unrelated(selection, node) if foreign else selection, table, inside)
                )
            elif isinstance(selection, InlineFragmentNode):
                selections.extend(self.fragment(selection, selection.type_condition, table, inside))
            elif isinstance(selection, FragmentSpreadNode):
                selections.extend(self.spread_fragment(selection, table, inside))
        return node if _same(selections, node.selections) else copy_with(node, selections=tuple(selections))

    def spread_fragment(
        self, node: FragmentSpreadNode, table: Around, inside: tuple[str, ...]
    ) -> Sequence[SelectionNode]:
        name = node.name.value
        fragment: FragmentDefinitionNode | None = self.document.fragments.get(name)
        if fragment is None:
            raise DocumentInvalid(f"Unknown fragment '{name}'.", locations=position(node))
        if "..." + name in inside:
            raise DocumentInvalid(f"Cannot spread fragment '{name}' within itself.", locations=position(node))
        inline = InlineFragmentNode(
            loc=node.loc, directives=node.directives, selection_set=fragment.selection_set
        )
        return self.fragment(inline, fragment.type_condition, table, (*inside, "..." + name))

    def fragment(
        self,
        node: InlineFragmentNode,
        condition: NamedTypeNode | None,
        table: Around,
        inside: tuple[str, ...],
    ) -> Sequence[SelectionNode]:
        """The fragment's fields themselves where its type is the one around it and nothing decides over it."""
        wanted = self._type(condition.name.value) if condition else table
        selections = self.selections(node.selection_set, wanted or table, (*inside, ""))
        root = "Mutation" if self.writes else "Query"
        fits = condition is None or _fits(condition.name.value, wanted, table, root)
        if fits and not node.directives:
            return selections.selections
        if condition is not None and isinstance(wanted, Table):
            condition = copy_with(condition, name=NameNode(value=wanted.type_name, loc=condition.name.loc))
        if fits:
            condition = None
        return (copy_with(node, type_condition=condition, selection_set=selections),)

    def field(self, node: FieldNode, around: Around, inside: tuple[str, ...]) -> FieldNode:
        row = around if isinstance(around, Table) else None
        if row is not None and _is_plain(node, row):
            return node
        node = copy_with(node, directives=strict_directives(node.directives))
        if row is not None:
            node = by_its_own_name(node, row, self.catalog)
        target, here = self._target(node.name.value, around), row
        if target is None and is_unrelated(node):
            target = self._target(node.name.value, None)
            here = row if isinstance(target, Table) and _has(row, target.object_name) else None
        rows = self.catalog.tables.get(target.table) if isinstance(target, Level) else target
        returned = is_returned(node.name.value, around, self.catalog)
        if returned or not isinstance(rows, Table):
            if node.arguments and row is not None:
                node = copy_with(
                    node, arguments=tuple(self.argument(argument, row, row) for argument in node.arguments)
                )
            if node.selection_set is None:
                return node
            return copy_with(node, selection_set=self.selections(node.selection_set, target, (*inside, "")))
        if isinstance(target, Table) and not isinstance(around, Level):
            node = self._as_object(node, here, target)
        many = node.name.value == rows.name
        arguments = [
            self.written(argument, rows, many=many)
            if self.writes and around is None
            else self.argument(argument, rows, row)
            for argument in node.arguments or ()
        ]
        same = _same(arguments, node.arguments or ())
        selections = node.selection_set
        if selections is not None:
            selections = self.selections(selections, target, (*inside, node.name.value))
        if same and selections is node.selection_set:
            return node
        return copy_with(node, arguments=tuple(arguments), selection_set=selections)

    def _type(self, name: str) -> Around:
        return self.catalog.by_any_name.get(name) or level_of(name, self.catalog)

    def _target(self, name: str, around: Around) -> Around:
        target = target_of(name, around, self.catalog)
        return self.catalog.by_object_name.get(name) if target is None and around is None else target

    def _as_object(self, node: FieldNode, table: Table | None, target: Table) -> FieldNode:
        """``products(id: 3)`` and ``products @object`` are the object selector under the list's name."""
        directives = node.directives or ()
        marked = any(directive.name.value == "object" for directive in directives)
        by_id = any(argument.name.value == "id" for argument in node.arguments or ())
        single = _object_name(node.name.value, table, target)
        if not single or not (marked or by_id):
            return node
        rest = tuple(directive for directive in directives if directive.name.value != "object")
        alias = node.alias or NameNode(value=node.name.value, loc=node.name.loc)
        return copy_with(node, name=NameNode(value=single, loc=node.name.loc), alias=alias, directives=rest)

    # -- variables and arguments --------------------------------------------------------------

    def definitions(
        self, nodes: tuple[VariableDefinitionNode, ...] | None
    ) -> tuple[VariableDefinitionNode, ...] | None:
        """The variables; defaults of those that are filters or orderings are terse as these are."""
        return nodes and tuple(
            copy_with(node, default_value=self._default(node, node.default_value))
            if isinstance(node.default_value, ObjectValueNode | ListValueNode)
            else node
            for node in nodes
        )

    def _default(self, node: VariableDefinitionNode, value: ValueNode) -> ValueNode:
        name = type_name(node.type)
        filtered = self.catalog.by_type_name.get(name.removesuffix("Filter"))
        if filtered is not None and name.endswith("Filter"):
            return self.filters.filter(value, filtered)
        ordered = self.catalog.by_type_name.get(name.removesuffix("Order"))
        return self.filters.order(value, ordered) if ordered is not None and name.endswith("Order") else value

    def argument(self, node: ArgumentNode, table: Table, around: Table | None) -> ArgumentNode:
        name = node.name.value
        value = node.value
        if name in ("includeIf", "skipIf") and around is not None:
            return copy_with(node, value=self.filters.filter(value, around))
        if name == "where":
            return copy_with(node, value=self.filters.filter(value, table))
        if name == "order_by":
            return copy_with(node, value=self.filters.order(value, table))
        return node

    def written(self, node: ArgumentNode, table: Table, *, many: bool) -> ArgumentNode:
        """An argument of a root field of a mutation."""
        if node.name.value in ("insert", "upsert", "update"):
            many = many and node.name.value != "update"
            return copy_with(node, value=self.data.root(node.value, table, many=many))
        return self.argument(node, table, None)


def _is_plain(node: FieldNode, row: Table) -> bool:
    """A column of which nothing but the name is given."""
    return not node.directives and not node.arguments and node.name.value in row.columns


def _same(changed_nodes: Sequence[object], nodes: Sequence[object]) -> bool:
    return len(changed_nodes) == len(nodes) and all(map(operator.is_, changed_nodes, nodes))


def _is_foreign_cursor(name: str, table: Table) -> bool:
    return (
        name.endswith(CURSOR)
        and name not in table.columns
        and name.removesuffix(CURSOR) not in table.relations
    )


def _has(table: Table | None, name: str) -> bool:
    """The name is a relation's, which an object selector of that name would be taken for."""
    return table is not None and (name in table.relations or table.object_relation(name) is not None)


def _object_name(name: str, table: Table | None, target: Table) -> str:
    """The object selector that belongs to a list selector; empty where the name is no list's."""
    if table is None:
        return target.object_name if name == target.name else ""
    relation = table.relations.get(name)
    return relation.object_name if relation is not None else ""


def _fits(condition: str, wanted: Around, around: Around, root: str) -> bool:
    """The fragment's type is the one around it; types of introspection are all taken for fitting."""
    if around is not None:
        return wanted is around or (isinstance(wanted, Level) and wanted == around)
    return condition == root or condition.startswith("__")
