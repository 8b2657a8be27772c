"""A document without values, and what its aliases and variables stand for."""

from __future__ import annotations

import pytest

from django_graphgate.compiler.syntax.masked import masked


@pytest.mark.parametrize(
    "literal",
    [
        '"hunter2"',
        '"""hunter2"""',
        "4111111111111111",
        "4111.5e3",
        '["hunter2"]',
        '{ a: [{ b: "hunter2" }] }',
    ],
)
def test_values_are_not_shown(literal: str) -> None:
    text = masked(f'query Q($a: String = "hunter2") {{ x(a: {literal}) @d(e: {literal}) {{ y }} }}').text
    assert "hunter2" not in text
    assert "4111" not in text
    assert text.count("?") == 3


def test_the_rest_is_shown() -> None:
    text = masked("query Q { x(limit: 5, order_by: { id: asc }, on: true, of: null) { y } } # hunter2").text
    assert text == "query Q {\n  x(limit: ?, order_by: { id: asc }, on: true, of: null) {\n    y\n  }\n}"


def test_aliases_and_variables() -> None:
    document = masked(
        "query Q($p: String, $q: Int) { a: users(where: { password: { eq: $p }, id: { in: [$q] } }) { b: password b: x } }"
    )
    assert document.fields == {"a": {"users"}, "b": {"password", "x"}}
    assert document.variables["p"] == {"p", "where", "password", "eq"}
    assert document.variables["q"] == {"q", "where", "id", "in"}


@pytest.mark.parametrize("text", ["", "{", "hunter2", "{" * 5000, "query { a } type B { c: Int", '{ a(b: "'])
def test_what_is_no_document_is_not_shown(text: str) -> None:
    assert masked(text).text == ""
