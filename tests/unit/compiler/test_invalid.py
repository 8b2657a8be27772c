"""What GraphQL's own rules refuse is refused, each document by another rule."""

from __future__ import annotations

import pytest

from django_graphgate.errors import DocumentInvalid
from tests.support.shop.running import compiled

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
    "{ products(distinct: [no_such]) { id } }",
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


@pytest.mark.parametrize("text", INVALID)
def test_invalid_document_passes(text: str) -> None:
    with pytest.raises(DocumentInvalid):
        compiled(text)
