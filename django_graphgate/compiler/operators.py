"""The operators of a filter by scalar, and the other names they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMPARISON = ("eq", "neq", "gt", "gte", "lt", "lte")
_NULL = ("is_null", "distinct", "not_distinct")
_LIST = ("in", "nin")
PATTERNS = ("like", "nlike", "ilike", "nilike")
POSITIONS: Mapping[str, str] = {
    "starts_with": "prefix",
    "istarts_with": "prefix",
    "ends_with": "suffix",
    "iends_with": "suffix",
    "contains_text": "infix",
    "icontains_text": "infix",
}
"""Text operators that look for the text itself, with the place where it has to stand."""

_ORDERED = (*_COMPARISON, *_LIST, *_NULL)
_TEXT = (*_ORDERED, *PATTERNS, *POSITIONS)

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "Int": _ORDERED,
    "BigInt": _ORDERED,
    "Float": _ORDERED,
    "Decimal": _ORDERED,
    "Boolean": ("eq", "neq", *_LIST, *_NULL),
    "String": _TEXT,
    "UUID": _ORDERED,
    "Date": _ORDERED,
    "Time": _ORDERED,
    "DateTime": _ORDERED,
    "Duration": _ORDERED,
    "Bytes": ("eq", "neq", *_LIST, *_NULL),
    "JSON": ("is_null",),
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
    "dis": "distinct",
    "ndis": "not_distinct",
}

CONNECTIVES = frozenset({"and", "or", "not"})
NAMES = frozenset(name for names in OPERATORS.values() for name in names)


_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


def canonical(name: str) -> str:
    """The strict name of an operator or connective, however it is spelled; the name itself when it is neither.

    ``_eq``, ``equals``, ``isNull`` and ``greaterOrEquals`` are names of operators, too.
    """
    plain = _CAPITAL.sub(lambda match: "_" + match[0].lower(), name.removeprefix("_"))
    found = ALIASES.get(plain, plain)
    return found if found in NAMES or found in CONNECTIVES else name
