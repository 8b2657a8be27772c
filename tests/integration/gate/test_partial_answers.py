"""Answers with errors beside the data: ``null`` at a path, and the error at exactly that path."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from tests.support.gate.house import House, caller, roles, rule

USER = caller(1)
WEIGHTS = "{ customers(where: { id: { lt: 3 } }) { id products(limit: 3) { id weight } } }"


@pytest.fixture
def house(house: House) -> House:
    house.open(PRODUCTION=False)
    return house


def spoil(alias: str, product: int) -> None:
    """A weight that JSON cannot write."""
    text = "9e999" if alias == "sqlite" else "'NaN'"
    with connections[alias].cursor() as cursor:
        cursor.execute(f"UPDATE shop_product SET weight = {text} WHERE id = {product}")


def ask(house: House, text: str, **variables: Any) -> Any:
    return house.gate.execute(text, variables=variables, identity=USER).json()


def test_error_of_a_number_without_a_form_is_elsewhere(house: House, database: str) -> None:
    before = ask(house, WEIGHTS)
    assert "errors" not in before
    [customer] = [index for index, one in enumerate(before["data"]["customers"]) if len(one["products"]) > 1][
        :1
    ]
    product = before["data"]["customers"][customer]["products"][1]
    spoil(database, product["id"])
    after = ask(house, WEIGHTS)
    product["weight"] = None
    assert after["data"] == before["data"]
    assert after["errors"] == [
        {
            "message": "The stored number is not finite, which JSON cannot write.",
            "path": ["customers", customer, "products", 1, "weight"],
            "extensions": {"code": "VALUE_WITHOUT_FORM"},
        }
    ]


class TestBlocked:
    """A selector that the rule blocks."""

    @pytest.fixture(autouse=True)
    def _blocked(self, house: House) -> None:
        content = roles()
        rule(content, "user", "tags").update(block=True)
        house.load(content)

    def test_path_has_no_index(self, house: House) -> None:
        found = ask(house, "{ products(limit: 2) { id tags { slug } } tags { slug } }")
        assert [one["tags"] for one in found["data"]["products"]] == [None, None]
        assert [one["path"] for one in found["errors"]] == [
            ["products", 0, "tags"],
            ["products", 1, "tags"],
            ["tags"],
        ]
        assert {one["extensions"]["code"] for one in found["errors"]} == {"FORBIDDEN"}

    @pytest.mark.parametrize(
        "directive", ["@include(if: $shown)", "@skip(if: $hidden)", "@nullUnless(var: $shown)", ""]
    )
    def test_error_is_of_what_is_absent(self, house: House, directive: str) -> None:
        declared = "$shown: Boolean!" if "shown" in directive else "$hidden: Boolean!"
        text = f"query Blocked({declared}) {{ __typename tags {directive} {{ slug }} }}"
        text = text if directive else "query Blocked { __typename products(limit: 0) { tags { slug } } }"
        found = ask(house, text, shown=False, hidden=True)
        assert "errors" not in found
        assert found["extensions"]["graphgate"]["saved"] == "no"
        if directive:
            found = ask(house, text, shown=True, hidden=False)
            assert [one["path"] for one in found["errors"]] == [["tags"]]
            assert found["data"]["tags"] is None
