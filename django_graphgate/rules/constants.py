"""What roles' rules differ in, kept out of statements: roles whose rules have one shape share their texts.

A server keeps what it prepared by text, so what many roles run alike is prepared once, if only the values
differ.  Values of filters are parameters anyway; a limit becomes one here, under a cap in the text that
servers plan with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from django_graphgate.ir.codec import BIGINT
from django_graphgate.ir.plan import And, Exists, Filter, Given, Known, Not, Or, Page
from django_graphgate.ir.sql import Parameter

_CAPS = (100, 1_000, 10_000, 100_000, 1_000_000)
"""Few, so that texts are few; near enough to the limits to plan with."""


def bind_constants(where: Filter, table: str) -> Filter:
    """The filter of a table's rule with each constant bound to its place.

    Equal parameters share a number in a statement.  Two constants that happen to be equal for one role
    are not for another, and their texts would differ.
    """
    return _placed(where, table, count())


def _placed(where: Filter, table: str, places: Iterator[int]) -> Filter:
    if isinstance(where, And):
        return And(tuple(_placed(item, table, places) for item in where.items))
    if isinstance(where, Or):
        return Or(tuple(_placed(item, table, places) for item in where.items))
    if isinstance(where, Not):
        return Not(_placed(where.item, table, places))
    if isinstance(where, Exists):
        return replace(where, where=_placed(where.where, table, places))
    if isinstance(where, Known | Given):
        return where
    if isinstance(where.value, tuple):
        return replace(where, value=tuple(_bound(one, table, places) for one in where.value))
    return replace(where, value=_bound(where.value, table, places))


def _bound(value: Parameter, table: str, places: Iterator[int]) -> Parameter:
    return replace(value, scope=f"{table} {next(places)}") if value.source == "constant" else value


def shared_cap(page: Page, table: str) -> Page:
    """The page whose cap is a rule's limit, with the limit as a parameter under one of few caps."""
    cap = next((one for one in _CAPS if page.cap is not None and 0 < page.cap <= one), None)
    if cap is None:
        return page
    most = Parameter(source="constant", codec=BIGINT, value=page.cap, scope=f"{table} limit")
    return replace(page, cap=cap, most=most)
