"""Facts about the caller that a rule compares with: where one is missing, the rule holds for no row.

A comparison with NULL is unknown, and what is unknown does not hold; but ``not`` around an ``EXISTS``, ``or``
and null-safe comparisons make true of it.  So a rule says itself that its facts are known, unless it cannot
hold without them, wherever it is met: in a selector, in a filter, along an ordering, in a join table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_graphgate.ir.plan import Filter, Known
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of, fails_without, parameters_of


def with_facts(where: Filter) -> Filter:
    """The filter of a rule that holds for no row where a fact that it needs is missing."""
    missing = [fact for fact in dict.fromkeys(facts_of(where)) if not fails_without(where, fact)]
    return all_of(where, *(Known(fact) for fact in missing)) if missing else where


def with_values(where: Filter, values: Iterable[Parameter]) -> Filter:
    """The filter of a rule that holds for no row where a value that the rule gives is missing."""
    needed = (fact for value in values for fact in _may_be_missing(value))
    return all_of(where, *(Known(fact) for fact in dict.fromkeys(needed)))


def facts_of(where: Filter) -> Iterator[Parameter]:
    """Facts about the caller that a filter compares with: without them its selector is ``null``."""
    for value in parameters_of(where):
        yield from _may_be_missing(value)


_PERHAPS = frozenset({"user_id", "user_id_provider"})
_NOT_ANY_TEXT = frozenset({"enum", "inet"})
"""Columns that a role's name need not fit; what does not fit is NULL."""


def _may_be_missing(value: Parameter) -> Iterator[Parameter]:
    """The value itself where the request may lack it, and the facts that a subquery of the settings needs."""
    if (
        value.source in ("header", "claim")
        or (value.source == "caller" and (value.name in _PERHAPS or value.codec.name in _NOT_ANY_TEXT))
        or (value.source == "constant" and value.name)  # a variable that the settings leave without a value
    ):
        yield value
    elif value.source == "sql":
        for part in value.parts:
            yield from _may_be_missing(part) if isinstance(part, Parameter) else ()
        if not value.many:
            yield value
