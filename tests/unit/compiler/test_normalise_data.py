"""Terse mutations → strict ones, and what has to come back as it was."""

from __future__ import annotations

import pytest
from graphql import parse

from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.errors import DocumentInvalid
from tests.support.shop.running import read, strict


def printed(text: str) -> str:
    return print_ast(parse(text)).strip()


ROWS = {
    "one object for a list": (
        'mutation { tags(insert: { slug: "a" }) { id } }',
        'mutation { tags(insert: [{ slug: "a" }]) { id } }',
    ),
    "object selector by id": (
        'mutation { tags(id: 3, update: { slug: "a" }) { id } }',
        'mutation { tags: tag(id: 3, update: { slug: "a" }) { id } }',
    ),
    "object selector by directive": (
        'mutation { tags(insert: { slug: "a" }) @object { id } }',
        'mutation { tags: tag(insert: { slug: "a" }) { id } }',
    ),
    "where": (
        "mutation { tags(delete: true, where: { id: 3 }) { id } }",
        "mutation { tags(delete: true, where: { id: { eq: 3 } }) { id } }",
    ),
    "columns as texts": (
        'mutation { tags(upsert: { slug: "a" }, on: ["slug"]) { id } }',
        'mutation { tags(upsert: [{ slug: "a" }], on: [slug]) { id } }',
    ),
    "name of a table": (
        'mutation { product(insert: { customer: { name: "a" } }) { id } }',
        'mutation { product(insert: { owner: { name: "a" } }) { id } }',
    ),
    "singular of a list": (
        'mutation { product(insert: { purchase: { quantity: 1 }, tag: { slug: "a" } }) { id } }',
        'mutation { product(insert: { purchases: { quantity: 1 }, tags: { slug: "a" } }) { id } }',
    ),
    "at any depth": (
        'mutation { tags(insert: { products: { customer: { profile: { bio: "a" } } } }) { id } }',
        'mutation { tags(insert: [{ products: { owner: { profile: { bio: "a" } } } }]) { id } }',
    ),
    "find": (
        'mutation { category(insert: { categories: [{ find: "children", name: "a" }] }) { id } }',
        'mutation { category(insert: { children: [{ name: "a" }] }) { id } }',
    ),
    "find of one": (
        'mutation { category(insert: { category: { name: "a", find: "parents" } }) { id } }',
        'mutation { category(insert: { parent: { name: "a" } }) { id } }',
    ),
    "rows that are named": (
        "mutation { tag(insert: { products: { connect: { id: { eq: 5 } } } }) { id } }",
        "mutation { tag(insert: { products: { connect: { id: 5 } } }) { id } }",
    ),
    "rows that are named by several values": (
        "mutation { tag(insert: { products: { connect: { id: { _in: [5, 6] } } } }) { id } }",
        "mutation { tag(insert: { products: { connect: { id: [5, 6] } } }) { id } }",
    ),
    "rows that a variable names": (
        "mutation ($id: BigInt!, $ids: [BigInt!]!) { tag(insert: { products: "
        "[{ connect: { id: $id } }, { connect: { id: $ids } }, { connect: { id: { eq: $id } } }] }) { id } }",
        "mutation ($id: BigInt!, $ids: [BigInt!]!) { tag(insert: { products: "
        "[{ connect: { id: [$id] } }, { connect: { id: $ids } }, { connect: { id: [$id] } }] }) { id } }",
    ),
    "rows of an update": (
        'mutation { product(id: 1, update: { tag: { where: { id: 3 }, slug: "a" } }) { id } }',
        'mutation { product(id: 1, update: { tags: { where: { id: { eq: 3 } }, slug: "a" } }) { id } }',
    ),
    "disconnect": (
        "mutation { product(id: 1, update: { owner: { disconnect: { id: { eq: 6 } } } }) { id } }",
        "mutation { product(id: 1, update: { owner: { disconnect: { id: 6 } } }) { id } }",
    ),
    "now": (
        'mutation { product(insert: { created_at: "now", name: "now" }) { id } }',
        'mutation { product(insert: { created_at: $now, name: "now" }) { id } }',
    ),
    "variables": (
        "mutation { products(insert: $data) { id } product(insert: { owner: $owner, price: $price }) { id } }",
        "mutation ($data: [ProductInsert!], $owner: CustomerInsert, $price: Decimal) "
        "{ products(insert: $data) { id } product(insert: { owner: $owner, price: $price }) { id } }",
    ),
    "variable that is one object": (
        "mutation ($data: ProductInsert!) { products(insert: $data) { id } }",
        "mutation ($data: ProductInsert!) { products(insert: [$data]) { id } }",
    ),
    "isolation as a text": (
        'mutation M @transaction(isolation: "serializable") { tags(insert: $data) { id } }',
        "mutation M($data: [TagInsert!]) @transaction(isolation: serializable) { tags(insert: $data) { id } }",
    ),
    "fragment on the root": (
        "mutation { ...F } fragment F on Mutation { tags(insert: { slug: $s }) { ...G } } fragment G on tag { id }",
        "mutation ($s: String) { tags(insert: [{ slug: $s }]) { id } }",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_terse_spelling_stays(name: str) -> None:
    terse, expected = ROWS[name]
    assert strict(terse) == printed(expected)


@pytest.mark.parametrize("name", ROWS)
def test_strict_spelling_changes(name: str) -> None:
    _, expected = ROWS[name]
    assert strict(expected) == printed(expected)


JSON = 'mutation { product(insert: { attributes: { owner: { connect: { id: { eq: 1 } } }, tag: "now" } }) { id } }'


def test_json_is_changed() -> None:
    assert strict(JSON) == printed(JSON)


@pytest.mark.parametrize("operator", ["gt: 5", "neq: 5", "is_null: true", "gt: 1, lt: 5", "or: [{ eq: 1 }]"])
def test_rows_are_named_by_other_operators(operator: str) -> None:
    text = f"mutation {{ tag(insert: {{ products: {{ connect: {{ id: {{ {operator} }} }} }} }}) {{ id }} }}"
    with pytest.raises(DocumentInvalid, match=r"named|name rows"):
        read(text)


def test_fragment_of_queries_is_taken_for_one_of_mutations() -> None:
    text = "{} {{ ...F }} fragment F on {} {{ tags {{ id }} }}"
    assert "... on Query" in strict(text.format("mutation", "Query"))
    assert "... on Mutation" in strict(text.format("query", "Mutation"))
    assert "... on" not in strict(text.format("query", "Query"))


CAMEL = ("camel_case",)


def test_camel_case() -> None:
    shown = (
        "mutation($at: DateTime) { product(insert: { createdAt: $at, relatedFrom: [{ connect: { ownerId: 5 } }] })"
        " { id } shelves(upsert: [{ productId: 1 }], on: [aisle, place]) { productId } }"
    )
    written = shown.replace("createdAt", "created_at").replace("relatedFrom", "related_from")
    for text in (shown, written.replace("ownerId", "owner_id").replace("{ productId:", "{ product_id:")):
        operation = read(text, flags=CAMEL)
        assert operation.info.text == printed(shown)
        assert "created_at: $at" in print_ast(operation.normal.in_catalogue_names)
        assert "connect: { owner_id: 5 }" in print_ast(operation.normal.in_catalogue_names)
