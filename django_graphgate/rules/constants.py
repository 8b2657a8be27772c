"""What roles' rules differ in, kept out of statements: roles whose rules have one shape share their texts.

A server keeps what it prepared by text, so what many roles run alike is prepared once, if only the values
differ.  Values of filters are parameters anyway; a limit becomes one here, under a cap in the text that
servers plan with.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from django_graphgate.ir.codec import BIGINT
from django_graphgate.ir.plan import Filter, Page
from django_graphgate.ir.rebuild import map_values
from django_graphgate.ir.sql import Parameter

_CAPS = (100, 1_000, 10_000, 100_000, 1_000_000)
"""Few, so that texts are few; near enough to the limits to plan with."""


def bind_constants(where: Filter, table: str) -> Filter:
    """The filter of a table's rule with each constant bound to its place.

    Equal parameters share a number in a statement.  Two constants that happen to be equal for one role
    are not for another, and their texts would differ.
    """
    numbers = count()

    def bound(value: Parameter) -> Parameter:
        return replace(value, scope=f"{table} {next(numbers)}") if value.source == "constant" else value

    return map_values(where, bound)


def shared_cap(page: Page, table: str) -> Page:
    """The page whose cap is a rule's limit, with the limit as a parameter under one of few caps."""
    cap = next((cap for cap in _CAPS if page.cap is not None and 0 < page.cap <= cap), None)
    if cap is None:
        return page
    rule_limit = Parameter(source="constant", codec=BIGINT, value=page.cap, scope=f"{table} limit")
    return replace(page, cap=cap, rule_limit=rule_limit)
