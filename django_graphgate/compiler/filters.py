"""Filter and order values of a strict document → filters and orderings of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from graphql import (
    BooleanValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.operators import (
    EXPRESSIONS,
    KEYS,
    PATTERNS,
    POSITIONS,
    filter_type,
    operators_of,
)
from django_graphgate.compiler.parse import position
from django_graphgate.compiler.values import Variables, comparable
from django_graphgate.errors import DocumentInvalid, LimitExceeded, OpenShape
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.plan import (
    FALSE,
    TRUE,
    And,
    Compare,
    Exists,
    Filter,
    Not,
    Operator,
    Or,
    both,
)
from django_graphgate.ir.scalars import item_of


@dataclass
class FilterPlanner:
    """Plans the filters of one document; counts their comparisons against a limit."""

    catalog: Catalog
    variables: Variables
    most_terms: int
    terms: int = 0

    def filter(self, node: ValueNode, table: Table) -> Filter:
        """A filter object; ``null`` is no filter."""
        if isinstance(node, NullValueNode):
            return TRUE
        if isinstance(node, VariableNode):
            raise OpenShape(locations=position(node))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("A filter is an object.", locations=position(node))
        return both(*(self._entry(one, table) for one in node.fields))

    def _entry(self, node: ObjectFieldNode, table: Table) -> Filter:
        name = node.name.value
        if column := table.columns.get(name):
            return self._column(node.value, column)
        relation = table.relations.get(name)
        target = self.catalog.tables.get(relation.target) if relation else None
        if relation and target and not target.blocked:
            self._count(node)
            return Exists(relation, target, self.filter(node.value, target))
        if name == "and":
            return And(tuple(self._items(node.value, table)))
        if name == "or":
            return Or(tuple(self._items(node.value, table)))
        if name == "not":
            return Not(self.filter(node.value, table))
        sentence = f"Field '{name}' is not defined by type '{table.type_name}Filter'."
        raise DocumentInvalid(sentence, locations=position(node))

    def _items(self, node: ValueNode, table: Table) -> Iterable[Filter]:
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        return [self.filter(one, table) for one in nodes]

    # -- one column ---------------------------------------------------------------------------

    def _column(self, node: ValueNode, column: Column) -> Filter:
        if isinstance(node, NullValueNode):
            return TRUE
        if isinstance(node, VariableNode):
            raise OpenShape(locations=position(node))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("A column is filtered by an object of operators.", locations=position(node))
        return both(*(self._compare(one, column) for one in node.fields))

    def _compare(self, node: ObjectFieldNode, column: Column) -> Filter:
        self._count(node)
        name = node.name.value
        if name not in operators_of(column.codec):
            sentence = f"Field '{name}' is not defined by type '{filter_type(column.codec)}'."
            raise DocumentInvalid(sentence, locations=position(node))
        operator = cast("Operator", name)
        codec = _operand(operator, column.codec)
        if operator == "is_null":
            if isinstance(node.value, BooleanValueNode) and not column.nullable:
                return FALSE if node.value.value else TRUE
            return Compare(column, operator, self.variables.parameter(node.value, "bool"))
        if item_of(codec):
            return self._array(operator, node.value, column, codec)
        if operator in ("in", "nin"):
            return self._member(operator, node.value, column)
        return Compare(column, operator, self.variables.parameter(node.value, codec))

    def _member(self, operator: Operator, node: ValueNode, column: Column) -> Filter:
        values = self.variables.parameters(node, comparable(column.codec))
        self.terms += len(values) if isinstance(values, tuple) else 0
        self._count(node)
        return Compare(column, operator, values)

    def _array(self, operator: Operator, node: ValueNode, column: Column, codec: str) -> Filter:
        values = self.variables.array(node, codec)
        self.terms += len(values) if isinstance(values, tuple) else 0
        self._count(node)
        return Compare(column, operator, values)

    def _count(self, node: ObjectFieldNode | ValueNode) -> None:
        self.terms += 1
        if self.terms > self.most_terms:
            sentence = f"A document may have at most {self.most_terms} comparisons in its filters."
            raise LimitExceeded(sentence, locations=position(node))


def _operand(operator: str, codec: str) -> str:
    """The codec of what a column is compared with; an array where a list is one value."""
    if operator in POSITIONS:
        return f"like:{POSITIONS[operator]}"
    if operator in PATTERNS:
        return "pattern"
    if operator in EXPRESSIONS:
        return "regex"
    if operator == "has_key":
        return "text"
    if operator in KEYS:
        return "array:text"
    if codec == "json" and operator in ("in", "nin", "has_in_common"):
        return "array:json"
    return comparable(codec)
