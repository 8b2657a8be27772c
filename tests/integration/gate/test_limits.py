"""Every limit on documents through the gate: at the limit a document runs, one beyond it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from django_graphgate.messages import GateRequest, Result
from tests.support.gate.house import ANON, OPERATIONS, House, caller

USER = caller(1)


def terms(count: int) -> str:
    alternatives = ", ".join(["{ id: { gt: 0 } }"] * count)
    return f"{{ products(where: {{ or: [{alternatives}] }}) {{ id }} }}"


def deep(count: int) -> str:
    """So many levels; the last is a leaf."""
    return "{ categories" + " { children" * (count - 2) + " { name" + " }" * count


LIMITS: dict[str, tuple[int, Callable[[int], str], str]] = {
    "MAX_TOKENS": (12, lambda n: "{ tags { " + "slug " * (n - 5) + "} }", "12 tokens"),
    "MAX_DEPTH": (4, deep, "4 levels deep"),
    "MAX_FIELDS": (6, lambda n: "{ tags { " + "slug " * (n - 1) + "} }", "6 fields"),
    "MAX_ALIASES": (3, lambda n: "{ tags { " + " ".join(f"a{i}: slug" for i in range(n)) + " } }", "3 aliases"),
    "MAX_DIRECTIVES": (3, lambda n: "{ tags { " + "slug @skip(if: false) " * n + "} }", "3 directives"),
    "MAX_ROOT_FIELDS": (2, lambda n: "{ " + " ".join(f"a{i}: tags {{ id }}" for i in range(n)) + " }", "2 root"),
    "MAX_FILTER_TERMS": (4, terms, "4 comparisons"),
}  # fmt: skip


@pytest.fixture
def open_house(house: House) -> House:
    house.open(PRODUCTION=False)
    return house


def run(text: str, **variables: Any) -> Result:
    from django_graphgate.gate import get_gate

    return get_gate().execute(text, variables=variables, identity=USER)


@pytest.mark.parametrize("name", LIMITS)
def test_limit_is_off_by_one(open_house: House, name: str) -> None:
    limit, build, sentence = LIMITS[name]
    open_house.open(PRODUCTION=False, **{name: limit})
    at, beyond = run(build(limit)), run(build(limit + 1))
    assert at.errors == []
    assert at.data is not None
    (error,) = beyond.errors
    assert (error["extensions"]["code"], beyond.status, beyond.data) == ("LIMIT_EXCEEDED", 400, None)
    assert sentence in error["message"]


def test_limit_of_tokens_is_off_by_one_in_production(house: House) -> None:
    """Of a text whose bytes are not known, so that its tokens have to be read."""
    text = OPERATIONS["Categories"] + "\n"
    tokens = 11
    house.open(MAX_TOKENS=tokens)
    assert house.gate.handle(GateRequest(text=text), ANON).errors == []
    house.open(MAX_TOKENS=tokens - 1)
    result = house.gate.handle(GateRequest(text=text), ANON)
    assert (result.data, result.errors[0]["extensions"]["code"]) == (None, "OPERATION_NOT_ALLOWED")


LEVELS = 10_000
NESTED = {
    "selections": "{ a " * LEVELS + "}" * LEVELS,
    "open braces": "{" * LEVELS,
    "filters": "{ tags(where: " + "{ not: " * LEVELS + "{}" + "}" * LEVELS + ") { id } }",
    "lists": "{ tags(where: { and: " + "[" * LEVELS + "]" * LEVELS + "}) { id } }",
    "lists of filters": "{ tags(where: " + "{ or: [" * LEVELS + "]}" * LEVELS + ") { id } }",
    "values": "{ tags(where: { id: { in: " + "[" * LEVELS + "1" + "]" * LEVELS + " } }) { id } }",
    "types": "query ($a: " + "[" * LEVELS + "Int" + "]" * LEVELS + ") { tags { id } }",
    "defaults": "query ($a: [Int] = " + "[" * LEVELS + "]" * LEVELS + ") { tags { id } }",
    "fragments": "{ " + "... { " * LEVELS + "tags { id }" + " }" * LEVELS + " }",
    "orderings": "{ products(order_by: " + "{ category: " * LEVELS + "{}" + "}" * LEVELS + ") { id } }",
    "constraint": "query ($a: Int) @constraint(variable: \"a\", equals: " + "[" * LEVELS + "]" * LEVELS + ") { tags(limit: $a) { id } }",
}  # fmt: skip


PIECES = ("{ a ", "{ not: ", "{ or: [", "]}", "... { ", "{ category: ", " }", "{", "}", "[", "]")


def shallower(text: str, times: int) -> str:
    """The same with fewer levels: the parser gets through, and what comes after it must not be the first to give up."""
    for piece in PIECES:
        text = text.replace(piece * LEVELS, piece * (LEVELS // times))
    return text


@pytest.mark.parametrize("production", [False, True])
def test_nesting_is_an_unexpected_error(house: House, database: str, production: bool) -> None:
    house.open(PRODUCTION=production, MAX_TOKENS=1_000_000, MAX_FILTER_TERMS=1_000_000)
    for name, text in NESTED.items():
        for times in (1, 50, 100):
            with transaction.atomic(using=database):  # which SQLite's own limit on nesting breaks
                result = run(shallower(text, times), a=None)
            assert result.status < 500, (name, times, result.errors)
            assert all(one["extensions"]["code"] != "INTERNAL_ERROR" for one in result.errors)
