"""The quick look at a document never passes what GraphQL's own rules refuse, and passes what is ordinary."""

from __future__ import annotations

import functools
import random
from typing import Any

import pytest
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, parse, print_ast, validate
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.compiler.normalise.types import schema_of, typed_anew
from django_graphgate.compiler.normalise.unrelated import lifted
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.certain import certainly_valid
from django_graphgate.compiler.validate.document import RULES
from django_graphgate.errors import RequestRejected
from tests.compiler.mutations import slips
from tests.compiler.random_documents import documents
from tests.golden.cases import CASES, ROLES
from tests.shop.running import read, role_of, shown_with, view_of

INVALID = (
    "{ products { a: name a: description } }",
    "{ products { a: owner { id } a: buyer { id } } }",
    "{ products { a: name a: __typename } }",
    "{ products { owner { a: id } owner { a: name } } }",
    "{ products(limit: 1) { id } products(limit: 2) { id } }",
    "{ products(limit: 1) { id } products { id } }",
    "{ products { id { name } } }",
    "{ products { owner } }",
    "{ products { no_such } }",
    "{ products(no_such: 1) { id } }",
    "{ products(limit: 1, limit: 1) { id } }",
    "{ products(where: { id: { eq: 1 }, id: { eq: 2 } }) { id } }",
    "{ products(where: { id: { eq: true } }) { id } }",
    "{ products(where: { id: { in: [null] } }) { id } }",
    "{ products(order_by: [null]) { id } }",
    "{ products(order_by: [{ id: up }]) { id } }",
    '{ products(distinct: ["id"]) { id } }',
    "{ products { id @include } }",
    "{ products { id @include(if: null) } }",
    "{ products { id @skipAuth } }",
    "{ products { id @include(if: true) @include(if: true) } }",
    "query ($a: Boolean) { products { id @include(if: $a) } }",
    "query ($a: String) { products(limit: $a) { id } }",
    "query ($a: Int = null, $a: Int) { products(limit: $a) { id } }",
    'query ($a: Int = "x") { products(limit: $a) { id } }',
    "query ($a: Product) { products { id } }",
    "query ($a: NoSuch) { products { id } }",
    "{ products { ... on Customer { id } } }",
    "{ products { ... on NoSuch { id } } }",
)
"""In the whole shop, each by another rule of GraphQL."""


@functools.cache
def schemas(flags: tuple[str, ...] = ()) -> tuple[GraphQLSchema, ...]:
    """Of the whole shop, and of each role."""
    views = (view_of(role_of(content), flags=flags).schema for content in ROLES.values())
    return (build_schema(shown_with(flags)), *views)


def operation_of(text: str) -> OperationDefinitionNode | None:
    """The only operation of a document, where no fragments stand beside it."""
    definitions = parse(text).definitions
    only = definitions[0]
    return only if len(definitions) == 1 and isinstance(only, OperationDefinitionNode) else None


def passes(operation: OperationDefinitionNode, schema: GraphQLSchema) -> bool:
    """The quick look passes it; then GraphQL's rules must, too."""
    if not certainly_valid(operation, schema):
        return False
    document = DocumentNode(definitions=(lifted(operation, schema),))
    errors = [one.message for one in validate(schema, document, RULES)]
    assert not errors, (errors, print_ast(operation))
    return True


def keeps_types(operation: OperationDefinitionNode, flags: tuple[str, ...]) -> None:
    """An operation that is taken to have all its types is one that the whole way leaves as it is."""
    schema = schema_of(shown_with(flags))
    if certainly_valid(operation, schema, all_declared=True):
        assert print_ast(typed_anew(operation, schema, frozenset())) == print_ast(operation)


def look_at_slips(text: str, rng: random.Random, flags: tuple[str, ...], count: int) -> list[bool]:
    found: list[bool] = []
    for slip in slips(text, rng, count):
        operation = operation_of(slip)
        if operation is None:
            continue
        keeps_types(operation, flags)
        some = rng.choice(schemas(flags))
        found += [passes(operation, schema) for schema in (schemas(flags)[0], some)]
    return found


@pytest.mark.parametrize("text", INVALID)
def test_invalid_document_passes(text: str) -> None:
    operation = operation_of(text)
    assert operation is not None
    assert validate(schemas()[0], DocumentNode(definitions=(operation,)), RULES)
    assert not certainly_valid(operation, schemas()[0])


def test_mutation_passes() -> None:
    """Whether the schema has any is for the compiler to say."""
    operation = operation_of("mutation { products { id } }")
    assert operation is not None
    assert not certainly_valid(operation, schemas()[0])


def test_golden_with_a_slip_in_it_passes_and_is_invalid() -> None:
    rng = random.Random(1)
    found: list[bool] = []
    for case in CASES:
        try:
            text = read(case.query, flags=case.flags).info.text
        except RequestRejected:
            text = case.query
        found += look_at_slips(text, rng, case.flags, 3)
    assert found.count(False) > 2 * len(CASES)
    assert found.count(True) > len(CASES) // 2


@given(documents(), st.randoms(use_true_random=False))
def test_random_document_with_a_slip_in_it_passes_and_is_invalid(
    document: tuple[str, dict[str, Any]], rng: random.Random
) -> None:
    look_at_slips(document[0], rng, (), 4)


def test_ordinary_documents_need_all_of_graphqls_rules() -> None:
    """What the quick look says nothing of costs several times as much."""
    valid = certain = 0
    for case in CASES:
        schema = schemas(case.flags)[0]
        try:
            operation = read(case.query, flags=case.flags).normal.operation
        except RequestRejected:
            continue
        document = DocumentNode(definitions=(lifted(operation, schema),))
        if not validate(schema, document, RULES):
            valid += 1
            certain += passes(operation, schema)
    assert certain > valid * 0.9, (certain, valid)


@given(documents())
def test_random_document_needs_all_of_graphqls_rules(document: tuple[str, dict[str, Any]]) -> None:
    assert passes(read(document[0]).normal.operation, schemas()[0])
