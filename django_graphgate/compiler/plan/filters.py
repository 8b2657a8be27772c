"""Filter and order values of a strict document → filters and orderings of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.normalise.relation_names import ambiguity
from django_graphgate.compiler.plan.between_columns import refusal
from django_graphgate.compiler.plan.values import Variables, comparable
from django_graphgate.compiler.schema.operators import (
    BETWEEN_COLUMNS,
    EXPRESSIONS,
    KEYS,
    PATTERNS,
    POSITIONS,
    TO_COLUMN,
    filter_type,
    operators_of,
)
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid, LimitExceeded, OpenShape
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import BOOL, JSON, PATTERN, REGEX, TEXT, Codec, array_codec
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import FALSE, TRUE, Compare, Exists, Filter, Given, Not, Operator, Or
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a filter, and the optional variables of which one has to be given for it to count.

    ``needs`` is ``None`` where it always counts: something in it is no comparison with such a variable.
    """

    filter: Filter
    needs: frozenset[str] | None = None

    def in_and(self) -> Filter:
        """The part among others that all have to hold: true where it does not count."""
        if self.needs is None:
            return self.filter
        absent = all_of(*(Given(name, when=False) for name in sorted(self.needs)))
        return Or((absent, self.filter))

    def in_or(self) -> Filter:
        """The part among others of which one has to hold: false where it does not count."""
        if self.needs is None:
            return self.filter
        given = tuple(Given(name, when=True) for name in sorted(self.needs))
        return all_of(given[0] if len(given) == 1 else Or(given), self.filter)


def _all_of(terms: Sequence[Term]) -> Term:
    return Term(all_of(*(term.in_and() for term in terms)), _needs(terms))


def _some_of(terms: Sequence[Term]) -> Term:
    return Term(Or(tuple(term.in_or() for term in terms)), _needs(terms))


def _needs(terms: Sequence[Term]) -> frozenset[str] | None:
    """Several count where one of them does."""
    names: set[str] = set()
    for term in terms:
        if term.needs is None:
            return None
        names |= term.needs
    return frozenset(names) or None


_LISTS: Mapping[str, Callable[[Sequence[Term]], Term]] = {
    "in": _some_of,
    "has_in_common": _some_of,
    "has_key_any": _some_of,
    "nin": _all_of,
    "contains": _all_of,
    "has_key_all": _all_of,
}
"""Operators with a list that can be had from those with each of its elements."""


@dataclass
class FilterPlanner:
    """Plans the filters of one document; counts their comparisons against a limit."""

    catalog: Catalog
    variables: Variables
    most_terms: int
    terms: int = 0

    def filter(self, node: ValueNode, table: Table) -> Filter:
        """A filter object; ``null`` is no filter, and so is one of which nothing counts."""
        return self.term(node, table).in_and()

    def term(self, node: ValueNode, table: Table) -> Term:
        """A filter object as a part of a larger one."""
        if isinstance(node, NullValueNode):
            return Term(TRUE)
        if isinstance(node, VariableNode):
            raise OpenShape(locations=position(node))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("A filter is an object.", locations=position(node))
        return _all_of([self._entry(field, table) for field in node.fields])

    def _entry(self, node: ObjectFieldNode, table: Table) -> Term:
        name = node.name.value
        if column := table.columns.get(name):
            return self._column(node.value, column)
        relation = table.relations.get(name)
        target = self.catalog.tables.get(relation.target) if relation else None
        if relation and target and not target.blocked:
            self._count(node)
            return Term(Exists(relation, target, self.filter(node.value, target)))
        if name.endswith(TO_COLUMN) and (left := table.columns.get(name.removesuffix(TO_COLUMN))):
            return self._to_column(node.value, left, table)
        if name == "and":
            return _all_of(self._items(node.value, table))
        if name == "or":
            return _some_of(self._items(node.value, table))
        if name == "not":
            denied = self.term(node.value, table)
            return Term(Not(denied.filter), denied.needs)
        sentence = ambiguity(name, table)
        sentence = sentence or f"Field '{name}' is not defined by type '{table.type_name}Filter'."
        raise DocumentInvalid(sentence, locations=position(node))

    def _items(self, node: ValueNode, table: Table) -> list[Term]:
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        return [self.term(item, table) for item in nodes]

    # -- one column ---------------------------------------------------------------------------

    def _column(self, node: ValueNode, column: Column) -> Term:
        if isinstance(node, NullValueNode):
            return Term(TRUE)
        if isinstance(node, VariableNode):
            raise OpenShape(locations=position(node))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("A column is filtered by an object of operators.", locations=position(node))
        return _all_of([self._compare(field, column) for field in node.fields])

    def _to_column(self, node: ValueNode, left: Column, table: Table) -> Term:
        """``price_to_column: { gt: cost }``."""
        if isinstance(node, NullValueNode):
            return Term(TRUE)
        if isinstance(node, VariableNode):
            raise OpenShape(locations=position(node))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("A column is filtered by an object of operators.", locations=position(node))
        return _all_of([self._between(field, left, table) for field in node.fields])

    def _between(self, node: ObjectFieldNode, left: Column, table: Table) -> Term:
        self._count(node)
        operator, value = node.name.value, node.value
        if isinstance(value, VariableNode):
            raise OpenShape(locations=position(value))
        if operator not in BETWEEN_COLUMNS:
            sentence = f"Field '{operator}' is not defined by type '{table.type_name}ToColumn'."
            raise DocumentInvalid(sentence, locations=position(node))
        if not isinstance(value, EnumValueNode | StringValueNode):
            raise DocumentInvalid("A column's name is expected.", locations=position(value))
        right = table.columns.get(value.value)
        if right is None:
            sentence = f"Value '{value.value}' does not exist in '{table.type_name}Column' enum."
            raise DocumentInvalid(sentence, locations=position(value))
        if (reason := refusal(operator, left, right)) is not None:
            raise DocumentInvalid(reason, locations=position(value))
        return Term(Compare(ColumnRef(left), cast("Operator", operator), ColumnRef(right)))

    def _compare(self, node: ObjectFieldNode, column: Column) -> Term:
        self._count(node)
        name = node.name.value
        if name not in operators_of(column.codec):
            sentence = f"Field '{name}' is not defined by type '{filter_type(column.codec)}'."
            raise DocumentInvalid(sentence, locations=position(node))
        operator = cast("Operator", name)
        codec = _operand(operator, column.codec)
        if operator == "is_null":
            if isinstance(node.value, BooleanValueNode) and not column.nullable:
                return Term(FALSE if node.value.value else TRUE)
            return self._single(operator, self.variables.parameter(node.value, BOOL), column)
        if codec.item:
            return self._array(operator, node.value, column, codec)
        if operator in ("in", "nin"):
            return self._member(operator, node.value, column)
        return self._single(operator, self.variables.parameter(node.value, codec), column)

    def _member(self, operator: Operator, node: ValueNode, column: Column) -> Term:
        return self._listed(operator, self.variables.parameters(node, comparable(column.codec)), node, column)

    def _array(self, operator: Operator, node: ValueNode, column: Column, codec: Codec) -> Term:
        return self._listed(operator, self.variables.array(node, codec), node, column)

    def _single(self, operator: Operator, value: Parameter, column: Column) -> Term:
        name = self.variables.optional_in(value)
        return Term(Compare(ColumnRef(column), operator, value), frozenset((name,)) if name else None)

    def _listed(
        self, operator: Operator, values: Parameter | tuple[Parameter, ...], node: ValueNode, column: Column
    ) -> Term:
        """A comparison with a list; of one with optional variables, those that are given."""
        self.terms += len(values) if isinstance(values, tuple) else 0
        self._count(node)
        if not isinstance(values, tuple):
            return self._single(operator, values, column)
        names = [self.variables.optional_in(value) for value in values]
        if not any(names):
            return Term(Compare(ColumnRef(column), operator, values))
        if operator not in _LISTS:
            sentence = f"A list for '{operator}' is whole: its elements cannot be @optional."
            raise DocumentInvalid(sentence, locations=position(node))
        for element in node.values if isinstance(node, ListValueNode) else ():
            self.variables.never_null(element)
        rest = tuple(value for value, name in zip(values, names, strict=True) if not name)
        terms = [
            Term(Compare(ColumnRef(column), operator, (value,)), frozenset((name,)))
            for value, name in zip(values, names, strict=True)
            if name
        ]
        return _LISTS[operator](
            [*([Term(Compare(ColumnRef(column), operator, rest))] if rest else []), *terms]
        )

    def _count(self, node: ObjectFieldNode | ValueNode) -> None:
        self.terms += 1
        if self.terms > self.most_terms:
            sentence = f"A document may have at most {self.most_terms} comparisons in its filters."
            raise LimitExceeded(sentence, locations=position(node))


def _operand(operator: str, codec: Codec) -> Codec:
    """The codec of what a column is compared with; an array where a list is one value."""
    if operator in POSITIONS:
        return Codec("like", names=(POSITIONS[operator],))
    if operator in PATTERNS:
        return PATTERN
    if operator in EXPRESSIONS:
        return REGEX
    if operator == "has_key":
        return TEXT
    if operator in KEYS:
        return array_codec(TEXT)
    if codec == JSON and operator in ("in", "nin", "has_in_common"):
        return array_codec(JSON)
    return comparable(codec)
