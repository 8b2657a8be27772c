"""A nested ``where`` compares as a filter does; ``find`` beside a relation that is called as its own table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from django_graphgate.ir.codec import BIGINT, TEXT
from django_graphgate.ir.input_rows import Condition
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import DataObject, DataValue
from tests.support.writes.data_plans import plan, relation, shape
from tests.support.writes.reading import problems_of, rows_of


def narrowed(where, **options):
    (row,) = rows_of("customers", "update", {"products": {"where": where, "stock": 1}}, **options)
    (related,) = row.related
    return related.where, related.conditions


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ({"gt": 1}, [("gt", (1,))]),
        ({"gte": "1", "lt": 5}, [("gte", (1,)), ("lt", (5,))]),
        ({"lte": 5, "neq": 3}, [("lte", (5,)), ("nin", (3,))]),
        ({"eq": 4}, [("in", (4,))]),
        ({"in": [4, 5]}, [("in", (4, 5))]),
        ({"nin": []}, [("nin", ())]),
        ({"is_null": False}, [("is_null", (False,))]),
    ],
)
def test_operators_are_conditions(where, conditions) -> None:
    named, found = narrowed({"id": where})
    assert named == {}
    assert found == tuple(Condition("id", *condition) for condition in conditions)


def test_values_and_operators_stand_together() -> None:
    code = "00000000-0000-0000-0000-000000000007"
    named, conditions = narrowed({"code": code, "id": {"gt": 1}})
    assert [list(named), conditions] == [["code"], (Condition("id", "gt", (1,)),)]


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ({"id": {}}, "where.id: at least one operator is expected"),
        ({"id": {"like": "1%"}}, "where.id.like: one of eq, neq, in, nin, gt, gte, lt, lte, is_null is expected"),
        ({"id": {"id__gt": 1}}, "where.id.id__gt: one of "),
        ({"id": {"gt": None}}, "where.id.gt: a value that is not null is expected"),
        ({"id": {"gt": [1, 2]}}, "where.id.gt: one value is expected"),
        ({"id": {"gt": []}}, "where.id.gt: one value is expected"),
        ({"id": {"gt": "x"}}, "where.id.gt: "),
        ({"id": {"is_null": "yes"}}, "where.id.is_null: true or false is expected"),
        ({"id": {"is_null": None}}, "where.id.is_null: true or false is expected"),
        ({"price": {"gt": 1}}, "where.price: there is no such key"),
        ({"id": {"in": None}}, "where.id.in: a value that is not null is expected"),
    ],
)  # fmt: skip
def test_operator_that_does_not_fit_is_taken(where, sentence) -> None:
    message, *_ = problems_of("customers", "update", {"products": {"where": where, "stock": 1}})
    assert message.startswith(f"update.products.{sentence}")


def test_variable_that_is_not_given_means_more_rows() -> None:
    value = DataObject((("gt", DataValue(Parameter("variable", BIGINT, name="n"))),))
    products = DataObject(
        (
            ("where", DataObject((("id", value),))),
            ("stock", DataValue(Parameter("constant", BIGINT, value=1))),
        )
    )
    template = DataObject((("products", products),))
    (message,) = problems_of("customers", "update", template=template, missing=("n",))
    assert "where.id.gt: a value is required" in message


@pytest.mark.parametrize("key", ["connect", "disconnect"])
def test_connect_compares(key) -> None:
    data = {"products": {key: {"id": {"gt": 1}}}}
    (message,) = problems_of("customers", "update", data)
    assert message == f"update.products.{key}.id: only 'eq' or 'in' can name rows."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"name": "x"}, "categories"),
        ({"find": "children", "name": "x"}, "categories"),
        ([{"find": "children", "name": "x"}], "categories"),
        ({"find": "parents", "name": "x"}, "parent"),
    ],
)
def test_relation_with_the_name_of_its_table(data, name) -> None:
    own = {"categories": replace(relation("categories", "children"), name="categories")}
    own["parent"] = relation("categories", "parent")
    synonyms = {"categories:children": "categories", "categories:parents": "parent"}
    of = plan(shape("categories", "insert", relations=own, synonyms=synonyms))
    (row,) = rows_of("categories", "insert", {"categories": data}, of=of)
    (related,) = row.related
    assert [related.relation.name, [item.values for item in related.rows]] == [name, [{"name": "x"}]]


def test_column_that_is_called_find_says_no_relation() -> None:
    own = {"categories": replace(relation("categories", "children"), name="categories")}
    synonyms = {"categories:children": "categories"}
    columns = {"name": TEXT, "find": TEXT}
    of = plan(shape("categories", "insert", columns=columns, relations=own, synonyms=synonyms))
    (row,) = rows_of("categories", "insert", {"categories": {"find": "children"}}, of=of)
    assert [item.values for item in row.related[0].rows] == [{"find": "children"}]
