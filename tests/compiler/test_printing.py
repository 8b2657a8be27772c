"""The text of an operation is the one that graphql-core's printer writes; its parser reads the same nodes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse, print_ast
from graphql.language import Source
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.compiler.syntax.printing import printed
from django_graphgate.compiler.syntax.terse_parser import TerseParser
from tests.compiler.mutations import slips
from tests.compiler.random_documents import documents
from tests.golden.cases import CASES

LONG = "x" * 60
ODD = (
    "{ a }",
    "query { a }",
    "query @skipAuth { a }",
    "query Q @skipAuth @cacheControl(maxAge: 1) { a }",
    "query ($a: [Int!]! = [1, 2], $b: P = { c: null } @d) { a }",
    f'query ($a: [String] = ["{LONG}", "{LONG}"]) {{ a }}',
    f'{{ a {{ b: c(where: {{ d: {{ eq: "{LONG}" }} }}, limit: 1) {{ e }} }} }}',
    f'{{ a {{ b(x: {{ c: "{LONG}", d: "{LONG}" }}) }} }}',
    f'{{ a @include(if: $b) @d(e: "{LONG}", f: "{LONG}") {{ b }} }}',
    f"{{ a(b: [{', '.join(['1'] * 40)}]) }}",
    f"{{ a(b: [{', '.join(['1'] * 26)}]) }}",
    f"{{ a(b: {{ c: [{', '.join(['1'] * 24)}] }}) }}",
    f'{{ a(b: "{"y" * 68}") c(b: "{"y" * 69}") d(b: "{"y" * 70}") e(b: "{"y" * 71}") }}',
    '{ a(b: "\\"\\\\\\n\\u007f\\u0085é😀") }',
    '{ a(b: """two\n lines""", c: {}, d: [], e: -1.5e3, f: true, g: false, h: null, i: J) }',
    "{ a { ... on B @include(if: true) { c } ... { d } ... @skip(if: false) { e } } }",
    "mutation M { a } ",
    '"""what it is""" query Q { a }',
)


def assert_same_text(text: str) -> None:
    for one in parse(text).definitions:
        if isinstance(one, OperationDefinitionNode):
            assert printed(one) == print_ast(one)


def assert_same_nodes(text: str) -> None:
    found = TerseParser(Source(text)).parse_document()
    wanted = parse(text)
    assert found == wanted
    for one, other in zip(found.definitions, wanted.definitions, strict=True):
        if not isinstance(one, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        assert isinstance(other, type(one))
        places = [(each.name.loc, each.loc) for each in one.selection_set.selections if hasattr(each, "name")]
        assert places == [
            (each.name.loc, each.loc) for each in other.selection_set.selections if hasattr(each, "name")
        ]


@pytest.mark.parametrize("text", ODD)
def test_odd_document_gets_another_text(text: str) -> None:
    assert_same_text(text)
    assert_same_nodes(text)


def test_golden_gets_another_text() -> None:
    rng = random.Random(2)
    for case in CASES:
        for text in slips(case.query, rng, 2):
            assert_same_text(text)
            assert_same_nodes(text)


@given(documents(), st.randoms(use_true_random=False))
def test_random_document_gets_another_text(document: tuple[str, dict[str, Any]], rng: random.Random) -> None:
    for text in (document[0], *slips(document[0], rng, 2)):
        assert_same_text(text)
        assert_same_nodes(text)
