"""Scalars, directions and what a column is filtered and ordered by: types that no table has a part in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
    ValueNode,
)
from graphql.pyutils import Undefined
from graphql.utilities import value_from_ast_untyped

from django_graphgate.compiler.schema.operators import KEYS, TEXTUAL, filter_type, operators_of
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import (
    BIGINT,
    BYTES,
    DATE,
    DATETIME_ANY,
    DECIMAL,
    DURATION,
    JSON,
    TIME,
    UUID,
    Codec,
)
from django_graphgate.ir.scalars import coerce

_EXAMPLES: Mapping[str, tuple[Codec, str]] = {
    "BigInt": (BIGINT, "A whole number of 64 bits; taken as a number or as a text of digits."),
    "Decimal": (DECIMAL, "A decimal number with all its digits; taken as a number or as a text."),
    "UUID": (UUID, "A UUID, lower case with hyphens."),
    "Date": (DATE, "A date, 2021-01-09."),
    "Time": (TIME, "A time of day, 16:37:01.5."),
    "DateTime": (DATETIME_ANY, "A date and time, 2021-01-09T16:37:01.5+00:00."),
    "Duration": (DURATION, "An ISO 8601 duration, P1DT02H03M04S."),
    "Bytes": (BYTES, "Bytes in base64."),
    "JSON": (JSON, "Any JSON value, with keys in the order in which they are stored."),
}


def _literal(codec: Codec, node: ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
    try:
        return _checked(codec, value_from_ast_untyped(node, dict(variables or {})))
    except RecursionError:
        raise BadValue("a value that is less deeply nested is expected") from None


def _checked(codec: Codec, value: Any) -> Any:
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


Leaf = GraphQLScalarType | GraphQLEnumType


class ColumnTypes:
    """What the columns of one schema are filtered and ordered by: a type for each scalar, made once."""

    def __init__(self, without: frozenset[str]) -> None:
        self.without = without
        """Operators that no database of the schema's tables has."""
        self._filters: dict[str, GraphQLInputObjectType] = {}
        self._in_order: dict[str, GraphQLInputObjectType] = {}

    def filter(self, codec: Codec) -> GraphQLInputObjectType:
        """``IntFilter``, ``StringListFilter`` …: the operators of a column."""
        name = filter_type(codec)
        if name not in self._filters:
            leaf = SCALARS[(codec.item or codec).scalar]
            self._filters[name] = _operators_type(name, codec, leaf, self.without)
        return self._filters[name]

    def in_order(self, codec: Codec) -> GraphQLInputObjectType:
        """``IntInOrder`` …: an ordering by the place in a list."""
        name = codec.scalar
        if name not in self._in_order:
            self._in_order[name] = _in_order_type(SCALARS[name])
        return self._in_order[name]


def _operators_type(
    name: str, codec: Codec, leaf: Leaf, without: frozenset[str] = frozenset()
) -> GraphQLInputObjectType:
    fields = {
        operator: GraphQLInputField(_operand_type(operator, codec, leaf))
        for operator in operators_of(codec)
        if operator not in without
    }
    return GraphQLInputObjectType(name, fields)


def _operand_type(operator: str, codec: Codec, leaf: Leaf) -> Any:
    """What an operator takes; one that looks for a piece of a text takes any text."""
    if operator == "is_null":
        return GraphQLBoolean
    if operator == "has_key" or operator in TEXTUAL:
        return GraphQLString
    if operator in KEYS:
        return GraphQLList(GraphQLNonNull(GraphQLString))
    if codec.item or operator in ("in", "nin", "has_in_common"):
        return GraphQLList(GraphQLNonNull(leaf))
    return leaf


class Enum:
    """The types of one enum of stored values."""

    def __init__(self, column: Column, without: frozenset[str] = frozenset()) -> None:
        values = {name: GraphQLEnumValue(name) for name in column.codec.names}
        self.leaf = GraphQLEnumType(column.enum, values, extensions={VALUES: True})
        self.filter = _operators_type(f"{column.enum}Filter", column.codec, self.leaf, without)
        self.in_order = _in_order_type(self.leaf)


def _in_order_type(leaf: Leaf) -> GraphQLInputObjectType:
    values = GraphQLNonNull(GraphQLList(GraphQLNonNull(leaf)))
    return GraphQLInputObjectType(
        f"{leaf.name}InOrder",
        {"values": GraphQLInputField(values), "direction": GraphQLInputField(DIRECTION, default_value="asc")},
    )
