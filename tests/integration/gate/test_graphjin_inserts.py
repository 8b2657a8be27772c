"""GraphJin's cases of ``insert``, with its data: ids in the data, nested rows, ``connect``, presets, ``find``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from django_graphgate.gate import get_gate
from tests.support.apps.bazaar.models import Comment, Product, Purchase, User
from tests.support.gate.bazaar import CALLER, ROWS, Bazaar, roles

COUNTS = [{"category_id": 1, "count": 400}, {"category_id": 2, "count": 600}]
TAGS = ["Tag 1", "Tag 2"]


def user(number: int, **more: Any) -> dict[str, Any]:
    """The data of a user, and what nests in it."""
    return {
        "id": number,
        "email": f"user{number}@test.com",
        "full_name": f"User {number}",
        "stripe_id": f"payment_id_{number}",
        "category_counts": COUNTS,
        **more,
    }


def product(number: int, price: float, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Product {number}",
        "description": f"Description for product {number}",
        "price": price,
        "tags": TAGS,
        "category_ids": [1, 2, 3, 4, 5],
        **more,
    }


def comment(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "body": f"Comment body {number}", "created_at": "now", **more}


def shown(number: int, *columns: str) -> dict[str, Any]:
    """The columns of a user in an answer."""
    row = user(number)
    return {column: row[column] for column in columns}


@dataclass(frozen=True)
class Case:
    name: str
    document: str
    answer: Mapping[str, Any]
    data: Any = None
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    rules: Mapping[str, Any] = field(default_factory=dict[str, Any])
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])


OWNED = {"products": {"insert": {"presets": [{"owner_id": "$user_id"}]}}}
CASES = (
    Case(
        "values as variables",
        """mutation AddUser {
          users(insert: {
            id: $id, email: $email, full_name: $fullName, stripe_id: $stripeID, category_counts: $categoryCounts
          }) { id email category_counts }
        }""",
        {"users": [{"id": 1001, "email": "user1001@test.com", "category_counts": COUNTS}]},
        variables={
            "id": 1001,
            "email": "user1001@test.com",
            "fullName": "User 1001",
            "stripeID": "payment_id_1001",
            "categoryCounts": COUNTS,
        },
    ),
    Case(
        "several rows of the document",
        """mutation AddTwo {
          users(insert: [
            { id: $id1, email: $email1, full_name: $full_name1 },
            { id: $id2, email: $email2, full_name: $full_name2 }
          ]) { id email }
        }""",
        {"users": [{"id": 1009, "email": "two@test.com"}, {"id": 1008, "email": "one@test.com"}]},
        variables={
            "id1": 1009,
            "email1": "two@test.com",
            "full_name1": "John Two",
            "id2": 1008,
            "email2": "one@test.com",
            "full_name2": "John One",
        },
    ),
    Case(
        "several rows of a variable",
        "mutation AddUsers { users(insert: $data) { id email } }",
        {"users": [shown(1003, "id", "email"), shown(1002, "id", "email")]},
        [user(1003), user(1002)],
    ),
    Case(
        "ids as texts",
        "mutation AddTexts { products(insert: $data) { id owner { id } } }",
        {"products": [{"id": 2001, "owner": {"id": 4}}]},
        product(2001, 2011.5) | {"id": "2001", "owner_id": "4"},
    ),
    Case(
        "presets",
        "mutation AddProduct { products(insert: $data) { id name owner { id email } } }",
        {"products": [{"id": 2001, "name": "Product 2001", "owner": {"id": 3, "email": "user3@test.com"}}]},
        product(2001, 2011.5),
        rules=OWNED,
    ),
    Case(
        "camel case",
        "mutation AddCamel { products(insert: $data) { id name owner { id email } } }",
        {
            "products": [
                {
                    "id": 2007,
                    "name": "Product 2007",
                    "owner": {"id": 3, "email": "user3@test.com"},
                }
            ]
        },
        {"id": 2007, "name": "Product 2007", "price": 2011.5, "tags": TAGS, "categoryIds": [1, 2]},
        rules={"products": {"insert": {"presets": {"ownerId": "$user_id"}}}},
        settings={"CAMEL_CASE": True},
    ),
    Case(
        "two objects that the row points to",
        """mutation Buy {
          purchases(insert: $data) {
            quantity
            customer { id full_name email }
            product { id name price }
          }
        }""",
        {
            "purchases": [
                {
                    "quantity": 5,
                    "customer": shown(1004, "id", "full_name", "email"),
                    "product": {"id": 2002, "name": "Product 2002", "price": 2012.5},
                }
            ]
        },
        {
            "id": 3001,
            "quantity": 5,
            "customer": user(1004),
            "product": product(2002, 2012.5, owner_id=3),
        },
    ),
    Case(
        "a row that points at the row",
        "mutation AddSeller { users(insert: $data) { id full_name email products { id name price } } }",
        {
            "users": [
                {
                    **shown(1005, "id", "full_name", "email"),
                    "products": [{"id": 2003, "name": "Product 2003", "price": 2013.5}],
                }
            ]
        },
        user(1005, products=product(2003, 2013.5)),
    ),
    Case(
        "several rows that point at the row",
        "mutation AddSellerOfTwo { users(insert: $data) { id full_name email products { id name price } } }",
        {
            "users": [
                {
                    **shown(1005, "id", "full_name", "email"),
                    "products": [
                        {"id": 20031, "name": "Product 20031", "price": 2013.5},
                        {"id": 20032, "name": "Product 20032", "price": 2014.5},
                    ],
                }
            ]
        },
        user(1005, products=[product(20031, 2013.5), product(20032, 2014.5)]),
    ),
    Case(
        "an object that the row points to",
        "mutation AddWithOwner { products(insert: $data) { id name owner { id full_name email } } }",
        {
            "products": [
                {"id": 2004, "name": "Product 2004", "owner": shown(1006, "id", "full_name", "email")}
            ]
        },
        product(2004, 2014.5, owner=user(1006)),
    ),
    Case(
        "connect",
        "mutation AddConnected { products(insert: $data) { id name owner { id full_name email } } }",
        {
            "products": [
                {
                    "id": 2005,
                    "name": "Product 2005",
                    "owner": {"id": 6, "full_name": "User 6", "email": "user6@test.com"},
                }
            ]
        },
        product(2005, 2015.5, owner={"connect": {"id": 6}}),
    ),
    Case(
        "children of the row",
        """mutation Discuss {
          comments(insert: $data, where: { id: { in: [5001, 5002] } }) { id reply_to_id }
        }""",
        {"comments": [{"id": 5001, "reply_to_id": None}, {"id": 5002, "reply_to_id": 5001}]},
        comment(5001, comments=comment(5002, find="children")),
    ),
    Case(
        "children that are there",
        """mutation Adopt {
          comments(insert: $data, where: { id: { in: [5, 5003] } }) { id reply_to_id }
        }""",
        {"comments": [{"id": 5003, "reply_to_id": None}, {"id": 5, "reply_to_id": 5003}]},
        comment(5003, comments={"find": "children", "connect": {"id": 5}}),
    ),
    Case(
        "connect along every relation",
        """mutation AdoptAll {
          comments(insert: $data) @object { id product { id } commenter { id } comments { id } }
        }""",
        {"comments": {"id": 5004, "product": {"id": 7}, "commenter": {"id": 3}, "comments": [{"id": 6}]}},
        comment(
            5004,
            comments={"connect": {"id": 6}, "find": "children"},
            product={"connect": {"id": 7}},
            commenter={"connect": {"id": 3}},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_has_another_answer(bazaar: Bazaar, case: Case) -> None:
    bazaar.open(rules=roles(**case.rules), **case.settings)
    variables = dict(case.variables) if case.data is None else {"data": case.data}
    assert bazaar.data(case.document, variables) == bazaar.answer(case.answer)


def test_transaction_of_the_project_does_not_hold(bazaar: Bazaar) -> None:
    with transaction.atomic(using=bazaar.database):
        bazaar.data(CASES[0].document, CASES[0].variables)
        transaction.set_rollback(True, using=bazaar.database)
    assert bazaar.count(User) == ROWS


def test_constraints_do_not_hold(bazaar: Bazaar) -> None:
    result = bazaar.ask(
        """mutation AddChecked
        @constraint(variable: "email", format: "email", min: 1, max: 100)
        @constraint(variable: "full_name", requiredIf: { id: 1007 })
        @constraint(variable: "id", greaterThan: 1006)
        @constraint(variable: "id", lessThanOrEqualsField: id) {
          users(insert: { id: $id, email: $email, full_name: $full_name }) { id email full_name }
        }""",
        {"id": 1007, "email": "not_an_email"},
    )
    failed = {(error["extensions"]["variable"], error["extensions"]["constraint"]) for error in result.errors}
    assert failed == {("email", "format"), ("full_name", "requiredIf")}
    assert bazaar.count(User) == ROWS


def test_nested_rows_do_not_roll_back_with_the_row(bazaar: Bazaar) -> None:
    """The address of user 1 is taken: neither the purchase nor the product is there."""
    data = {"id": 3001, "product": product(2002, 1.5), "customer": user(1004) | {"email": "user1@test.com"}}
    result = bazaar.ask("mutation Buy { purchases(insert: $data) { id } }", {"data": data})
    (error,) = result.errors
    assert error["extensions"]["code"] == "VALIDATION_FAILED"
    (problem,) = error["extensions"]["fields"]
    assert (problem["path"][-2:], problem["code"]) == (["customer", "email"], "unique")
    assert [bazaar.count(model) for model in (User, Product, Purchase)] == [ROWS] * 3


def test_connect_finds_nothing(bazaar: Bazaar) -> None:
    data = comment(5003, comments={"find": "children", "connect": {"id": 99}})
    result = bazaar.ask("mutation Adopt { comments(insert: $data) { id } }", {"data": data})
    (error,) = result.errors
    assert error["extensions"]["code"] == "VALIDATION_FAILED"
    assert [problem["code"] for problem in error["extensions"]["fields"]] == ["invalid_choice"]
    assert bazaar.count(Comment) == ROWS


def test_preset_is_overridden(bazaar: Bazaar) -> None:
    bazaar.open(rules=roles(**OWNED))
    document = "mutation AddProduct { products(insert: $data) { id } }"
    result = bazaar.ask(document, {"data": product(2001, 1.5, owner_id=4)})
    (error,) = result.errors
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert bazaar.count(Product) == ROWS


def test_table_that_is_read_only_is_written(bazaar: Bazaar) -> None:
    rules = roles()
    rules[0]["tables"] = [{"name": "users", "query": {}, "read_only": True}]
    bazaar.open(rules=rules)
    for document in (
        CASES[0].document,
        'mutation Rename { users(update: { full_name: "x" }, where: { id: { eq: 3 } }) { id } }',
        "mutation Remove { users(delete: true, where: { id: { eq: 3 } }) { id } }",
    ):
        assert bazaar.ask(document, CASES[0].variables).errors
    assert bazaar.data("query Users { users(id: 3) { full_name } }") == {"users": {"full_name": "User 3"}}


def test_production_takes_other_data_of_the_shape(bazaar: Bazaar) -> None:
    """Recorded with three columns, frozen, and then called with these, with one more, and with an unknown one."""
    document = "mutation AddUser { users(insert: $data) { id } }"
    plain = ("id", "email", "full_name")
    bazaar.data(document, {"data": shown(90011, *plain)})
    bazaar.freeze()
    assert bazaar.data(document, {"data": shown(90012, *plain)}) == {"users": [{"id": 90012}]}
    assert bazaar.data(document, {"data": shown(90013, *plain, "stripe_id")}) == {"users": [{"id": 90013}]}
    assert bazaar.row(User, 90013).stripe_id == "payment_id_90013"
    result = bazaar.ask(document, {"data": shown(90014, *plain) | {"is_staff": True}})
    assert [error["extensions"]["code"] for error in result.errors] == ["BAD_USER_INPUT"]
    named = get_gate().execute(name="AddUser", variables={"data": shown(90014, *plain)}, identity=CALLER)
    assert json.loads(named.data or b"null") == {"users": [{"id": 90014}]}
