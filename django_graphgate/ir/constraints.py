"""What ``@constraint`` demands of a variable's value, as plain values that a file can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One demand on one variable.

    ``name`` is the argument of the directive, ``value`` its JSON value: a bound, a format's name,
    names of other variables, or for ``pattern`` a pair of the pattern and the number of characters that
    it is tried on.  No directive but the place of a variable ``excludes`` it beside the values of others;
    without others, beside a value in the document.
    """

    variable: str
    name: str
    value: Any


FORMATS = frozenset(
    {
        *("alpha", "alphaNumeric", "alphaUnicode", "alphaUnicodeNumeric", "numeric", "number"),
        *("email", "uuid", "uuid3", "uuid4", "uuid5", "ulid", "url", "slug", "date"),
    }
)

ORDERED = frozenset({"int", "float", "decimal", "date", "time", "datetime_any", "duration"})
"""Codecs (without arguments) whose values have an order; texts and lists are measured by their length."""

LESS_OR_MORE = frozenset({"min", "max", "greaterThan", "greaterThanOrEquals", "lessThan", "lessThanOrEquals"})
SAME_OR_NOT = frozenset({"equals", "notEquals"})
BETWEEN_VARIABLES = frozenset(name + "Field" for name in (LESS_OR_MORE | SAME_OR_NOT) - {"min", "max"})
WITH_NAMES = frozenset({"requiredWith", "requiredWithAll", "requiredWithout", "requiredWithoutAll"})
WITH_VALUES = frozenset({"requiredIf", "requiredUnless"})
