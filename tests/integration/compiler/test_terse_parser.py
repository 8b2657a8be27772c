"""The parser that lets a variable's type be left out reads every other document as graphql-core's own does."""

from __future__ import annotations

import random

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, Source, parse
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.compiler.syntax.terse_parser import TerseParser
from tests.golden.cases import CASES
from tests.support.documents.mutations import slips
from tests.support.documents.strategies import documents

ODD = (
    "{ a }",
    "query { a }",
    "query @skipAuth { a }",
    "query Q @skipAuth @cacheControl(maxAge: 1) { a }",
    "query ($a: [Int!]! = [1, 2], $b: P = { c: null } @d) { a }",
    "{ a { b: c(where: { d: { eq: [1, 2] } }, limit: 1) { e } } }",
    '{ a @include(if: $b) @d(e: "x", f: "y") { b } }',
    '{ a(b: "\\"\\\\\\n\\u007f\\u0085é😀") }',
    '{ a(b: """two\n lines""", c: {}, d: [], e: -1.5e3, f: true, g: false, h: null, i: J) }',
    "{ a { ... on B @include(if: true) { c } ... { d } ... @skip(if: false) { e } } }",
    "mutation M { a } ",
    '"""what it is""" query Q { a }',
)


def assert_same_nodes(text: str) -> None:
    ours, theirs = TerseParser(Source(text)).parse_document(), parse(text)
    assert ours == theirs
    for definition, other in zip(ours.definitions, theirs.definitions, strict=True):
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        assert isinstance(other, type(definition))
        assert [node.loc for node in definition.selection_set.selections] == [
            node.loc for node in other.selection_set.selections
        ]


@pytest.mark.parametrize("text", ODD)
def test_odd_document_has_other_nodes(text: str) -> None:
    assert_same_nodes(text)


def test_golden_has_other_nodes() -> None:
    rng = random.Random(2)
    for case in CASES:
        for text in slips(case.query, rng, 2):
            assert_same_nodes(text)


@given(documents(), st.randoms(use_true_random=False))
def test_random_document_has_other_nodes(document: str, rng: random.Random) -> None:
    for text in (document, *slips(document, rng, 2)):
        assert_same_nodes(text)
