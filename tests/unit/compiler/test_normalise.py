"""Terse spelling → strict spelling: LANGUAGE's table row by row, and what has to come back as it was."""

from __future__ import annotations

import pytest
from graphql import parse
from hypothesis import HealthCheck, given, settings

from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.errors import DocumentInvalid, DocumentSyntaxError, RequestRejected
from tests.support.documents.strategies import documents
from tests.support.shop.running import compiled, read, strict


def printed(text: str) -> str:
    return print_ast(parse(text)).strip()


ROWS = {
    "list by id": ("{ products(id: 3) { id } }", "{ products: product(id: 3) { id } }"),
    "list by id under an alias": ("{ a: products(id: 3) { id } }", "{ a: product(id: 3) { id } }"),
    "list marked as object": ("{ products @object { id } }", "{ products: product { id } }"),
    "value": ("{ tags(where: { id: 3 }) { id } }", "{ tags(where: { id: { eq: 3 } }) { id } }"),
    "list of values": (
        "{ tags(where: { id: [1, 2] }) { id } }",
        "{ tags(where: { id: { in: [1, 2] } }) { id } }",
    ),
    "variable": (
        "query ($id: BigInt) { tags(where: { id: $id }) { id } }",
        "query ($id: BigInt) { tags(where: { id: { eq: $id } }) { id } }",
    ),
    "variable that is a list": (
        "query ($id: [BigInt!]!) { tags(where: { id: $id }) { id } }",
        "query ($id: [BigInt!]!) { tags(where: { id: { in: $id } }) { id } }",
    ),
    "underscores and other names": (
        "{ tags(where: { _not: { id: { _greater_or_equals: 1, not_in: [4] } } }) { id } }",
        "{ tags(where: { not: { id: { gte: 1, nin: [4] } } }) { id } }",
    ),
    "repeated keys": (
        "{ tags(where: { or: { id: 1, id: 2 } }) { id } }",
        "{ tags(where: { or: [{ id: { eq: 1 } }, { id: { eq: 2 } }] }) { id } }",
    ),
    "connectives in a column": (
        "{ tags(where: { id: { or: [{ eq: 1 }, { eq: 3 }] } }) { id } }",
        "{ tags(where: { or: [{ id: { eq: 1 } }, { id: { eq: 3 } }] }) { id } }",
    ),
    "ordering": (
        "{ products(order_by: { price: desc, id: asc }) { id } }",
        "{ products(order_by: [{ price: desc }, { id: asc }]) { id } }",
    ),
    "ordering through a relation": (
        "{ products(order_by: { owner: { name: desc, id: asc }, id: asc }) { id } }",
        "{ products(order_by: [{ owner: { name: desc } }, { owner: { id: asc } }, { id: asc }]) { id } }",
    ),
    "ordering by a list": (
        'query ($ids: [BigInt!]!) { tags(order_by: { id: [$ids, "asc"] }) { id } }',
        "query ($ids: [BigInt!]!) { tags(order_by: [{ id_in_order: { values: $ids, direction: asc } }]) { id } }",
    ),
    "ordering by a list of values": (
        "{ tags(order_by: { id: [[3, 1], desc], slug: asc }) { id } }",
        "{ tags(order_by: [{ id_in_order: { values: [3, 1], direction: desc } }, { slug: asc }]) { id } }",
    ),
    "ordering by a list without direction": (
        "{ tags(order_by: [{ id: [[3, 1]] }]) { id } }",
        "{ tags(order_by: [{ id_in_order: { values: [3, 1] } }]) { id } }",
    ),
    "texts for names": (
        '{ tags(order_by: [{ id: "desc" }], distinct: ["slug"]) { id } }',
        "{ tags(order_by: [{ id: desc }], distinct: [slug]) { id } }",
    ),
    "undeclared variable": (
        "query Q { tags(where: { id: $id }) { id } }",
        "query Q($id: BigInt) { tags(where: { id: { eq: $id } }) { id } }",
    ),
    "undeclared variable in a list": (
        "{ tags(where: { id: { in: [1, $id] } }) { id } }",
        "query ($id: BigInt!) { tags(where: { id: { in: [1, $id] } }) { id } }",
    ),
    "undeclared variable for a list": (
        "{ tags(where: { id: { in: $ids } }) { id } }",
        "query ($ids: [BigInt!]) { tags(where: { id: { in: $ids } }) { id } }",
    ),
    "undeclared variables of a page": (
        "{ tags(first: $n, after: $cursor) { id } products(limit: $l, offset: $o) { id } tag(id: $id) { id } }",
        (
            "query ($n: Int, $cursor: String, $l: Int, $o: Int, $id: BigInt) "
            "{ tags(first: $n, after: $cursor) { id } products(limit: $l, offset: $o) { id } tag(id: $id) { id } }"
        ),
    ),
    "undeclared variables of a backward page": (
        "{ tags(last: $n, before: $cursor) { id } }",
        "query ($n: Int, $cursor: String) { tags(last: $n, before: $cursor) { id } }",
    ),
    "undeclared variables of operators": (
        "{ samples(where: { real: { is_null: $a }, text: { ilike: $b }, day: { gt: $c } }) { id } }",
        (
            "query ($a: Boolean, $b: String, $c: Date) "
            "{ samples(where: { real: { is_null: $a }, text: { ilike: $b }, day: { gt: $c } }) { id } }"
        ),
    ),
    "undeclared variables of orderings": (
        "{ tags(order_by: { slug: [$slugs] }) { id } }",
        "query ($slugs: [String!]!) { tags(order_by: [{ slug_in_order: { values: $slugs } }]) { id } }",
    ),
    "undeclared variables of directives": (
        "{ tags { id @include(if: $a) slug @nullIf(var: $b) } }",
        "query ($a: Boolean!, $b: Boolean) { tags { id @include(if: $a) slug @nullIf(var: $b) } }",
    ),
    "undeclared variable that one place needs more": (
        "{ tags { id @nullIf(var: $a) slug @include(if: $a) } }",
        "query ($a: Boolean!) { tags { id @nullIf(var: $a) slug @include(if: $a) } }",
    ),
    "variable without a type": (
        "query Q($id = 70, $slug) { tags(where: { id: $id, slug: $slug }) { id } }",
        "query Q($id: BigInt = 70, $slug: String) { tags(where: { id: { eq: $id }, slug: { eq: $slug } }) { id } }",
    ),
    "variables with and without types": (
        "query Q($a = [1], $b: Int = 2) { tags(where: { id: { in: $a } }, limit: $b, offset: $c) { id } }",
        (
            "query Q($a: [BigInt!] = [1], $b: Int = 2, $c: Int) "
            "{ tags(where: { id: { in: $a } }, limit: $b, offset: $c) { id } }"
        ),
    ),
    "fragment on a selector's name": (
        "{ tags { ...A } tag { ...A } } fragment A on tags { slug }",
        "{ tags { slug } tag { slug } }",
    ),
    "fragment on an object selector's name": (
        "{ tags { ...A } } fragment A on tag { slug }",
        "{ tags { slug } }",
    ),
    "inline fragment on a selector's name": ("{ tags { ... on tags { slug } } }", "{ tags { slug } }"),
    "conditional fragment on a selector's name": (
        "query ($a: Boolean!) { tags { ... on tags @include(if: $a) { slug } id } }",
        "query ($a: Boolean!) { tags { ... @include(if: $a) { slug } id } }",
    ),
    "null unless": (
        'query ($a: Boolean) { tags { slug @include(ifVar: $a) id @include(ifRole: "user") } }',
        'query ($a: Boolean) { tags { slug @nullUnless(var: $a) id @nullUnless(role: "user") } }',
    ),
    "null if": (
        'query ($a: Boolean) { tags { slug @skip(ifVar: $a, ifRole: "user") id } }',
        'query ($a: Boolean) { tags { slug @nullIf(var: $a, role: "user") id } }',
    ),
    "two conditions in one directive": (
        "query ($a: Boolean!, $b: Boolean) { tags { id slug @include(if: $a, ifVar: $b) } }",
        "query ($a: Boolean!, $b: Boolean) { tags { id slug @include(if: $a) @nullUnless(var: $b) } }",
    ),
    "names of variables in a constraint": (
        "query ($a: Int, $b: Int) @constraint(variable: a, lessThanField: b) { tags(limit: $a, offset: $b) { id } }",
        (
            'query ($a: Int, $b: Int) @constraint(variable: "a", lessThanField: "b") '
            "{ tags(limit: $a, offset: $b) { id } }"
        ),
    ),
}


@pytest.mark.parametrize(("terse", "expected"), ROWS.values(), ids=ROWS)
def test_terse_spelling_is_not_rewritten(terse: str, expected: str) -> None:
    assert strict(terse) == printed(expected)


@pytest.mark.parametrize("expected", [expected for _, expected in ROWS.values()], ids=ROWS)
def test_strict_spelling_is_not_valid_or_does_not_come_back(expected: str) -> None:
    assert strict(expected) == printed(expected)
    compiled(expected)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(strict=True))
def test_strict_document_is_changed(document: str) -> None:
    assert strict(document) == printed(document)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_rewritten_document_is_changed_again(document: str) -> None:
    text = strict(document)
    assert strict(text) == printed(text) == text


def refusal(text: str) -> RequestRejected:
    with pytest.raises(RequestRejected) as caught:
        compiled(text)
    return caught.value


def test_two_places_disagree_over_an_undeclared_variable() -> None:
    error = refusal("{ tags(where: { id: $x, slug: $x }) { id } }")
    assert isinstance(error, DocumentInvalid)
    assert (
        error.message == "Variable '$x' is used as BigInt in one place and as String in another: declare it."
    )
    assert error.locations == ((1, 31),)


def test_value_and_list_disagree_over_an_undeclared_variable() -> None:
    error = refusal("{ tags(where: { id: { eq: $x, in: $x } }) { id } }")
    assert "is used as BigInt in one place and as [BigInt!] in another" in error.message


def test_two_places_disagree_over_a_variable_without_a_type() -> None:
    error = refusal("query ($x = 1) { tags(where: { id: $x }, limit: $x) { id } }")
    assert "is used as BigInt in one place and as Int in another" in error.message


def test_untyped_variable_that_is_never_used_is_taken() -> None:
    error = refusal("query Q($n, $x = 70) { tags(limit: $n) { id } }")
    assert error.message == "Variable '$x' is used nowhere that gives it a type: declare it with one."
    assert error.locations == ((1, 13),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("query Q { tags(wher: $x) { id } }", "Unknown argument 'wher'"),
        ("query Q($x) { tags(wher: $x) { id } }", "Unknown argument 'wher'"),
        ("query Q { tags(where: { sluk: { eq: $x } }) { id } }", "'sluk'"),
        ("query Q { tags(where: { sluk: [$x, $y] }) { id } }", "'sluk'"),
        ("query Q($x) { tags(order_by: { sluk_in_order: { values: $x } }) { id } }", "sluk_in_order"),
        ("query Q { tagz(limit: $x) { id } }", "Cannot query field 'tagz'"),
        ("query Q { tags { sluk(includeIf: { id: $x }) } }", "Cannot query field 'sluk'"),
        ("query Q { tags @unknown(if: $x) { id } }", "Unknown directive"),
    ],
)
def test_variable_in_an_unknown_place_is_an_error_of_its_own(text: str, sentence: str) -> None:
    error = refusal(text)
    assert sentence in error.message
    assert error.others == ()


def test_unused_variable_is_taken() -> None:
    assert (
        refusal("query Q($n: Int) { tags { id } }").message == "Variable '$n' is never used in operation 'Q'."
    )


def test_variable_that_another_role_needs_is_called_unused() -> None:
    compiled('query Q($n: Int) { tags { id } products(limit: $n) @add(ifRole: "nobody") { id } }')


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("query Q($id = ) { tags { id } }", (1, 15)),
        ("query Q($id 70) { tags { id } }", (1, 13)),
        ("query Q(\n  $a = 1\n  $b = $c\n) { tags { id } }", (3, 8)),
        ("query Q($a: ) { tags { id } }", (1, 13)),
        ("query Q() { tags { id } }", (1, 9)),
    ],
)
def test_position_of_an_error_is_another_beside_untyped_variables(
    text: str, location: tuple[int, int]
) -> None:
    error = refusal(text)
    assert isinstance(error, DocumentSyntaxError)
    assert error.locations == (location,)


def test_position_after_untyped_variables_is_another() -> None:
    error = refusal("query Q($id = 70) {\n  tags(where: { id: $id }) { id nothing }\n}")
    assert error.locations == ((2, 33),)


def test_variable_that_the_gate_gives_is_declared_again() -> None:
    text = "query Q { products(where: { owner_id: $user_id }) { id } }"
    assert strict(text) == printed("query Q { products(where: { owner_id: { eq: $user_id } }) { id } }")


def test_variable_that_the_gate_gives_has_one_type_only() -> None:
    compiled("{ products(where: { owner_id: $user_id, name: $user_id }) { id } }")


def test_declared_variable_that_the_gate_gives_is_changed() -> None:
    text = "query Q($user_id: BigInt) { products(where: { owner_id: { eq: $user_id } }) { id } }"
    assert strict(text) == printed(text)
    assert compiled(text).variables == ()


def test_default_stands_in_for_a_caller_who_is_nobody() -> None:
    error = refusal("query Q($user_id: BigInt = 1) { products(where: { owner_id: $user_id }) { id } }")
    assert error.message == "Variable '$user_id' has a value of its own and takes no default."


def test_now_stands_for_a_number() -> None:
    error = refusal("{ products(where: { id: $now }) { id } }")
    assert (error.code, error.message) == (
        "GRAPHQL_VALIDATION_FAILED",
        "Variable '$now' can be used only as a date or a time.",
    )


def test_positions_of_terse_filters_are_lost() -> None:
    error = refusal('{\n  tags(where: {\n    id: "three" }) { id }\n}')
    assert error.locations == ((3, 9),)


def test_fragment_is_looked_up_under_a_name_that_is_none() -> None:
    assert "Unknown type 'nothing'" in refusal("{ tags { ... on nothing { id } } }").message


def test_operation_is_read_a_second_time_as_another() -> None:
    for terse, _ in ROWS.values():
        once = read(terse).info.text
        assert read(once).info.text == once
