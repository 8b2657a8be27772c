"""The operators of a filter by scalar, and the other names they go by."""

from __future__ import annotations

from collections.abc import Mapping

from django_graphgate.ir.codec import Codec

_EQUALITY = ("eq", "neq")
_COMPARISON = (*_EQUALITY, "gt", "gte", "lt", "lte")
_NULL = ("is_null", "distinct", "not_distinct")
_LIST = ("in", "nin")
PATTERNS = ("like", "nlike", "ilike", "nilike")
EXPRESSIONS = ("similar", "nsimilar", "regex", "nregex", "iregex", "niregex")
"""Patterns in the database's own language, which only some have."""
POSITIONS: Mapping[str, str] = {
    "starts_with": "prefix",
    "istarts_with": "prefix",
    "ends_with": "suffix",
    "iends_with": "suffix",
    "contains_text": "infix",
    "icontains_text": "infix",
}
"""Text operators that look for the text itself, with the position where it has to be."""

TEXTUAL = frozenset({*PATTERNS, *EXPRESSIONS, *POSITIONS})
"""What looks for a piece of a text, or for a pattern."""

KEYS = ("has_key_any", "has_key_all")
_CONTAINMENT = ("contains", "contained_in", "has_in_common")

_ORDERED = (*_COMPARISON, *_LIST, *_NULL)
_TEXT = (*_ORDERED, *PATTERNS, *EXPRESSIONS, *POSITIONS)
ARRAY = (*_EQUALITY, *_LIST, *_NULL, *_CONTAINMENT)
"""What an array column can be filtered by."""

TO_COLUMN = "_to_column"
"""``price_to_column: { gt: cost }`` compares ``price`` with another column of its row."""

BETWEEN_COLUMNS = (*_COMPARISON, "distinct", "not_distinct")
"""What a column can be compared with another column by, where its scalar has the operator."""

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "Int": _ORDERED,
    "BigInt": _ORDERED,
    "Float": _ORDERED,
    "Decimal": _ORDERED,
    "Boolean": (*_EQUALITY, *_LIST, *_NULL),
    "String": _TEXT,
    "UUID": _ORDERED,
    "Date": _ORDERED,
    "Time": _ORDERED,
    "DateTime": _ORDERED,
    "Duration": _ORDERED,
    "Bytes": (*_EQUALITY, *_LIST, *_NULL),
    "JSON": (*_EQUALITY, *_LIST, *_NULL, *_CONTAINMENT, "has_key", *KEYS),
}
"""What a column of each scalar can be filtered by."""

ALIASES: Mapping[str, str] = {
    "equals": "eq",
    "not_equals": "neq",
    "greater_than": "gt",
    "lesser_than": "lt",
    "gteq": "gte",
    "greater_or_equals": "gte",
    "lteq": "lte",
    "lesser_or_equals": "lte",
    "not_in": "nin",
    "not_like": "nlike",
    "not_ilike": "nilike",
    "not_similar": "nsimilar",
    "not_similiar": "nsimilar",
    "not_regex": "nregex",
    "not_iregex": "niregex",
    "dis": "distinct",
    "ndis": "not_distinct",
}

CONNECTIVES = frozenset({"and", "or", "not"})
NAMES = frozenset(name for names in OPERATORS.values() for name in names)


def operators_of(codec: Codec) -> tuple[str, ...]:
    """What a column can be filtered by."""
    return ARRAY if codec.item else OPERATORS[codec.scalar]


def filter_type(codec: Codec) -> str:
    """The name of the input type that holds a column's operators: ``IntFilter``, ``IntListFilter``."""
    item = codec.item
    return f"{item.scalar}ListFilter" if item else f"{codec.scalar}Filter"


_FOLDED = {
    name.replace("_", ""): strict for name, strict in (*zip(NAMES, NAMES, strict=True), *ALIASES.items())
}
_FOLDED.update((name, name) for name in CONNECTIVES)


def canonical(name: str) -> str:
    """The strict name of an operator or connective, however it is spelled; the name itself when it is neither.

    ``_eq``, ``equals``, ``isNull``, ``notILike`` and ``greaterOrEquals`` are also names of operators.
    """
    return _FOLDED.get(name.replace("_", "").lower(), name)
