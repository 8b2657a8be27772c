"""Facts about the caller that a rule compares with: where one is missing, the rule holds for no row.

A comparison with NULL is unknown, and what is unknown does not hold; but ``not`` around an ``EXISTS``, ``or``
and null-safe comparisons make true of it.  So a rule says itself that its facts are known, unless it cannot
hold without them, wherever it is met: in a selector, in a filter, along an ordering, in a join table.
"""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.ir.plan import And, Compare, Exists, Filter, Known, Not, Or, both
from django_graphgate.ir.sql import Parameter


def with_facts(where: Filter) -> Filter:
    """The filter of a rule that holds for no row where a fact that it needs is missing."""
    missing = [one for one in dict.fromkeys(facts_of(where)) if not _fails_without(one, where)]
    return both(where, *(Known(one) for one in missing)) if missing else where


def without_facts(where: Filter) -> Filter:
    """The filter without what :func:`with_facts` added, for a place that asks for the facts itself."""
    if isinstance(where, And):
        return both(*(one for one in where.items if not isinstance(one, Known)))
    return where


def facts_of(where: Filter) -> Iterator[Parameter]:
    """Facts about the caller that a filter compares with: without them its selector is ``null``."""
    if isinstance(where, And | Or):
        for item in where.items:
            yield from facts_of(item)
    elif isinstance(where, Not):
        yield from facts_of(where.item)
    elif isinstance(where, Exists):
        yield from facts_of(where.where)
    elif isinstance(where, Known):
        yield where.parameter
    elif isinstance(where, Compare):
        values = where.value if isinstance(where.value, tuple) else (where.value,)
        for value in values:
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
        for one in value.parts:
            yield from _may_be_missing(one) if isinstance(one, Parameter) else ()
        if not value.many:
            yield value


def _fails_without(fact: Parameter, where: Filter) -> bool:
    """The filter cannot be true where the fact is NULL.  What is not certain is denied."""
    if isinstance(where, And):
        return any(_fails_without(fact, item) for item in where.items)
    if isinstance(where, Or):
        return all(_fails_without(fact, item) for item in where.items)
    if isinstance(where, Exists):
        return _fails_without(fact, where.where)
    if isinstance(where, Compare):
        return where.value == fact and where.operator not in ("distinct", "not_distinct")
    return isinstance(where, Known) and where.parameter == fact
