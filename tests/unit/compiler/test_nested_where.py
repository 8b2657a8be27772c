"""The rows of a nested update: their filter in the document."""

from __future__ import annotations

import pytest

from django_graphgate.errors import RequestRejected
from django_graphgate.ir.write import DataList, DataObject, DataValue
from tests.support.shop.writing import mutation

TEXT = """mutation ($low: BigInt!) {
  customer(id: 1, update: { products: { where: %s, stock: 1 } }) { id }
}"""


def planned(where: str):
    """The operators by column; constants by their value, variables by their name."""
    (root,) = mutation(TEXT % where).writes.roots
    products = dict(dict(root.data.fields)["products"].fields)
    return {column: dict(operators.fields) for column, operators in products["where"].fields}


def operand(data):
    if isinstance(data, DataList):
        return [operand(item) for item in data.items]
    assert isinstance(data, DataValue)
    return data.parameter.name or data.parameter.value


def test_operators_are_planned_by_column() -> None:
    columns = planned("{ id: { gt: $low, lte: 9, in: [1, $low] }, weight: { is_null: false } }")
    assert {name: operand(data) for name, data in columns["id"].items()} == {
        "gt": "low",
        "lte": 9,
        "in": [1, "low"],
    }
    assert operand(columns["weight"]["is_null"]) is False


def test_variables_have_the_type_of_the_column() -> None:
    statement = mutation(TEXT % "{ id: { gt: $low } }")
    assert [(spec.name, spec.codec.name) for spec in statement.variables] == [("low", "int")]


@pytest.mark.parametrize(
    "where",
    [
        "5",
        "{ id: { gt: null } }",
        "{ id: { like: 1 } }",
        "{ password: { eq: 5 } }",
        "{ owner: { id: { eq: 5 } } }",
        "{ and: [{ id: { eq: 5 } }] }",
        "{ attributes: { is_null: true } }",
    ],
)
def test_filter_of_another_shape_is_planned(where: str) -> None:
    with pytest.raises(RequestRejected):
        mutation(TEXT.replace("($low: BigInt!)", "") % where)


def test_where_beside_an_insert_names_nothing() -> None:
    with pytest.raises(RequestRejected):
        mutation("mutation { customer(insert: { products: { where: { id: { eq: 1 } } } }) { id } }")


def test_rows_that_are_all_meant_have_no_filter() -> None:
    (root,) = mutation("mutation { customer(id: 1, update: { products: { stock: 1 } }) { id } }").writes.roots
    (products,) = (data for name, data in root.data.fields if name == "products")
    assert isinstance(products, DataObject | DataList)
