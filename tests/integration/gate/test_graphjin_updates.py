"""GraphJin's cases of ``update``, and the ``upsert`` and ``delete`` of its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from tests.support.apps.bazaar.models import Product, User
from tests.support.gate.bazaar import ROWS, Bazaar


@dataclass(frozen=True)
class Case:
    name: str
    document: str
    answer: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])


CASES = (
    Case(
        "one row",
        "mutation Rename { products(id: $id, update: $data) { id name } }",
        {"products": {"id": 2, "name": "Updated Product 2"}},
        {"id": 2, "data": {"name": "Updated Product 2", "description": "Description for updated product 2"}},
    ),
    Case(
        "objects that the row points to",
        """mutation Correct {
          purchases(id: $id, update: $data) { quantity customer { full_name } product { description } }
        }""",
        {
            "purchases": {
                "quantity": 6,
                "customer": {"full_name": "Updated user related to purchase 4"},
                "product": {"description": "Updated product related to purchase 4"},
            }
        },
        {
            "id": 4,
            "data": {
                "quantity": 6,
                "customer": {"full_name": "Updated user related to purchase 4"},
                "product": {"description": "Updated product related to purchase 4"},
            },
        },
    ),
    Case(
        "connect and disconnect",
        "mutation Swap { users(id: $id, update: $data) { full_name products { id } } }",
        {"users": {"full_name": "Updated user 2", "products": [{"id": 1}]}},
        {
            "id": 2,
            "data": {
                "full_name": "Updated user 2",
                "products": {"connect": {"id": 1}, "disconnect": {"id": 2}},
            },
        },
    ),
    Case(
        "nested where",
        "mutation RenameBoth { users(id: $id, update: $data) { full_name products { id name } } }",
        {"users": {"full_name": "Updated user 2", "products": [{"id": 2, "name": "Updated Product 2"}]}},
        {
            "id": 2,
            "data": {
                "full_name": "Updated user 2",
                "products": {"where": {"id": {"gt": 1}}, "name": "Updated Product 2"},
            },
        },
    ),
    Case(
        "nested where that no row meets",
        "mutation RenameOne { users(id: $id, update: $data) { full_name products { id name } } }",
        {"users": {"full_name": "Updated user 2", "products": [{"id": 2, "name": "Product 2"}]}},
        {
            "id": 2,
            "data": {
                "full_name": "Updated user 2",
                "products": {"where": {"id": {"gt": 2}}, "name": "Updated Product 2"},
            },
        },
    ),
    Case(
        "rows of a filter",
        "mutation Rate { products(update: $data, where: { price: { gt: $low, lt: $high } }) { id price } }",
        {"products": [{"id": 2, "price": 500.0}, {"id": 3, "price": 500.0}]},
        {"data": {"price": 500.0}, "low": 11, "high": 14},
    ),
    Case(
        "upsert of one row",
        "mutation Put { product(upsert: $data) { id name price description } }",
        {"product": {"id": 5, "name": "The Art", "price": 30.5, "description": "About 5"}},
        {"data": {"id": 5, "name": "The Art", "price": 30.5}},
    ),
    Case(
        "upsert of rows that are there and are not",
        "mutation PutBoth { products(upsert: $data) { id name price } }",
        {
            "products": [
                {"id": 600, "name": "Compilers", "price": 93.7},
                {"id": 5, "name": "The Art", "price": 30.5},
            ]
        },
        {
            "data": [
                {"id": 600, "name": "Compilers", "price": 93.7},
                {"id": 5, "name": "The Art", "price": 30.5},
            ]
        },
    ),
    Case(
        "upsert by a unique column",
        "mutation PutUsers { users(upsert: $data, on: [email]) { id full_name } }",
        {"users": [{"id": 2, "full_name": "Two"}, {"id": 77, "full_name": "New"}]},
        {
            "data": [
                {"email": "user2@test.com", "full_name": "Two"},
                {"id": 77, "email": "user77@test.com", "full_name": "New"},
            ]
        },
    ),
    Case(
        "the caller's own row",
        "mutation RenameMe { users(id: $user_id, update: $data) { id full_name } }",
        {"users": {"id": 3, "full_name": "Me"}},
        {"data": {"full_name": "Me"}},
    ),
    Case(
        "children of the document",
        """mutation Adopt {
          comments(id: 5, update: { comments: { find: "children", connect: { id: 7 } } }) { id comments { id } }
        }""",
        {"comments": {"id": 5, "comments": [{"id": 7}]}},
    ),
    Case(
        "parents of the document",
        """mutation Answer {
          comments(id: 5, update: { comments: { find: "parents", connect: { id: 1 } } }) { id reply_to { id } }
        }""",
        {"comments": {"id": 5, "reply_to": {"id": 1}}},
    ),
    Case(
        "delete of one row",
        "mutation Remove { product(delete: true, id: $product_id) { id name owner { id } } }",
        {"product": {"id": 5, "name": "Product 5", "owner": {"id": 5}}},
        {"product_id": 5},
    ),
    Case(
        "delete of rows of a filter",
        "mutation RemoveDear { products(delete: true, where: { price: { gte: 18 } }) { id name } }",
        {"products": [{"id": 8, "name": "Product 8"}, {"id": 9, "name": "Product 9"}]},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_has_another_answer(bazaar: Bazaar, case: Case) -> None:
    assert bazaar.data(case.document, case.variables) == case.answer


@pytest.mark.parametrize("tags", [["super", "great", "wow"], []])
def test_array_has_another_value(bazaar: Bazaar, tags: list[str]) -> None:
    written = '["super", "great", "wow"]' if tags else "[]"
    document = f"mutation Tag {{ products(where: {{ id: 2 }}, update: {{ tags: {written} }}) {{ id tags }} }}"
    if connections[bazaar.database].vendor == "postgresql":
        assert bazaar.data(document) == {"products": [{"id": 2, "tags": tags}]}
    else:
        (error,) = bazaar.ask(document).errors
        assert error["extensions"]["code"] == "UNSUPPORTED"


def test_other_rows_change(bazaar: Bazaar) -> None:
    for case in CASES[:4]:
        bazaar.data(case.document, case.variables)
    assert [bazaar.row(Product, number).name for number in (1, 3, 4)] == [
        "Product 1", "Product 3", "Product 4",
    ]  # fmt: skip
    assert bazaar.row(Product, 2).owner_id is None
    assert bazaar.row(Product, 1).owner_id == 2
    assert bazaar.row(User, 3).full_name == "User 3"


def test_deleted_row_is_there(bazaar: Bazaar) -> None:
    bazaar.data(CASES[-2].document, CASES[-2].variables)
    bazaar.data(CASES[-1].document)
    assert bazaar.count(Product) == ROWS - 3
