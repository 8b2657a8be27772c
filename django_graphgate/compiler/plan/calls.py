"""A root field that calls a function of the project: what it is given, and what the answer takes out of what it
returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from graphql import FieldNode, SelectionSetNode

from django_graphgate.compiler.normalise.role_directives import is_null_for
from django_graphgate.compiler.plan.fields import Collected, Collector, placed
from django_graphgate.compiler.plan.row_source import never_null, only_at_selectors
from django_graphgate.compiler.plan.values import Variables
from django_graphgate.compiler.plan.write_data import value_data
from django_graphgate.compiler.plan.write_shapes import write_table
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.action import ActionDefinition, ObjectReturn, Return, RowReturn
from django_graphgate.ir.action_types import parameter_codec, tables_in
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.expressions import KeyPosition
from django_graphgate.ir.mutation import MutationRoot
from django_graphgate.ir.plan import Field, Null, NullCondition, Order, Returned, Select, StepText, Text
from django_graphgate.ir.presence import Presence
from django_graphgate.ir.row_sources import ItemText, RowSource, WrittenRows
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Data, DataObject, WriteRoot, WriteTable

_IN_ORDER = (Order(KeyPosition(), implied=True),)

Sets = list[tuple[SelectionSetNode, Presence]]


def written_select(key: str, table: Table, source: RowSource, *, single: bool = False) -> Select:
    """A selector of written rows, in the order of their keys, as many as there are."""
    return Select(
        key=key, path=key, table=table, source=source, single=single, fields=(), order=_IN_ORDER, capped=False
    )


def refuse_null_for(node: FieldNode, role: str) -> None:
    """Raise ``DocumentInvalid`` where the document hides from the role what a field that writes answers."""
    if is_null_for(node, role):
        sentence = (
            f"'{node.name.value}' writes, so its result cannot be hidden from a role;"
            " leave it out with @remove."
        )
        raise DocumentInvalid(sentence, locations=position(node))


class Rows(Protocol):
    """Plans what is selected of rows."""

    @property
    def catalog(self) -> Catalog: ...
    @property
    def variables(self) -> Variables: ...
    @property
    def collector(self) -> Collector: ...
    @property
    def role(self) -> str: ...

    def fields(self, sets: Sets, table: Table, path: str) -> tuple[Field, ...]: ...
    def shown(self, node: FieldNode, table: Table | None) -> tuple[NullCondition, ...]: ...


@dataclass
class CallPlanner:
    """Plans the calls of one operation."""

    rows: Rows
    tables: dict[str, WriteTable] = field(default_factory=dict[str, WriteTable])
    """Those whose keys actions return."""
    roots: list[MutationRoot] = field(default_factory=list[MutationRoot])
    """All that the operation writes and calls, in written order."""
    _objects: int = 0

    def call(self, key: str, entry: Collected, action: ActionDefinition) -> Field:
        """Add a call to the roots, and return the field that answers it."""
        returns = action.returns
        if returns is None:
            raise AssertionError("an action that is a field returns something")
        only_at_selectors(entry.node, is_selector=False)
        text = Parameter(source="step", codec=TEXT, value=len(self.roots))
        root = WriteRoot(
            key=key,
            action="call",
            table=action.name,
            many=returns.many,
            data=self._parameters(entry.node, action),
            returns=returns,
            presence=entry.presence,
        )
        self.roots.append(MutationRoot(root=root))
        for name in tables_in(returns):
            self.tables[name] = write_table(self.rows.catalog.tables[name])
        return self._returned(key, key, entry, returns, text)

    def _parameters(self, node: FieldNode, action: ActionDefinition) -> Data:
        codecs = {each.name: parameter_codec(each) for each in action.parameters}
        given = ((each.name.value, each.value) for each in node.arguments or ())
        return DataObject(
            tuple((name, value_data(value, codecs[name], self.rows.variables)) for name, value in given)
        )

    def _returned(
        self, key: str, path: str, entry: Collected, returns: Return, text: Parameter | ItemText
    ) -> Field:
        """What the document takes out of a value whose text an earlier step brings, or an item."""
        shown, presence = self.rows.shown(entry.node, None), entry.presence
        if isinstance(returns, RowReturn):
            table = self.rows.catalog.tables[returns.table]
            return Select(
                key=key,
                path=path,
                table=table,
                source=WrittenRows(table, text),
                single=not returns.many,
                fields=self.rows.fields(entry.inside(), table, path),
                order=_IN_ORDER,
                presence=presence,
                shown=shown,
            )
        if not isinstance(returns, ObjectReturn):
            return StepText(key=key, parameter=text, presence=presence, shown=shown)
        number = self._objects
        self._objects += 1
        collected = self.rows.collector.collect(entry.inside(), returns.name)
        fields = [
            self._member(inner, f"{path}.{inner}", each, returns, number) for inner, each in collected.items()
        ]
        return Returned(
            key=key,
            items=text,
            number=number,
            columns=len(returns.fields),
            many=returns.many,
            fields=placed(fields, collected),
            presence=presence,
            shown=shown,
        )

    def _member(self, key: str, path: str, entry: Collected, returns: ObjectReturn, number: int) -> Field:
        node = entry.node
        name = node.name.value
        only_at_selectors(node, is_selector=False)
        if name == "__typename":
            never_null(node)
            return Text(key=key, text=returns.name, presence=entry.presence)
        if is_null_for(node, self.rows.role):
            return Null(key=key, presence=entry.presence)
        for column, (member, inner) in enumerate(returns.fields):
            if member == name:
                return self._returned(key, path, entry, inner, ItemText(number, column))
        sentence = f"Cannot query field '{name}' on type '{returns.name}'."
        raise DocumentInvalid(sentence, locations=position(node))
