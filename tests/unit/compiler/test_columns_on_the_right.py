"""A column against another column of its row: how it is spelled, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from graphql import parse

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import (
    RoleView,
    close_operation,
    compile_operation,
    plan_operation,
)
from django_graphgate.compiler.plan.between_columns import are_comparable
from django_graphgate.compiler.plan.rule_filters import rule_filter
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.dialects import dialect
from django_graphgate.errors import ConfigurationError, DocumentInvalid, Forbidden, OpenShape, RequestRejected
from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    CITEXT,
    DATE,
    DATETIME,
    DATETIME_NAIVE,
    DECIMAL,
    FLOAT,
    INET,
    INT,
    JSON,
    TEXT,
    TIME,
    UUID,
    array_codec,
    enum_codec,
)
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.plan import Compare
from django_graphgate.ir.rebuild import map_values
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import columns_of, parameters_of
from django_graphgate.rules.apply import apply_rules
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import LIMITS, compiled, everything, read, role_of, strict, view_of


def printed(text: str) -> str:
    return print_ast(parse(text)).strip()


ROWS = {
    "text": (
        '{ products(where: { price: { gt: { column: "stock" } } }) { id } }',
        "{ products(where: { price_to_column: { gt: stock } }) { id } }",
    ),
    "name and aliases": (
        "{ products(where: { price: { _gteq: { column: stock }, notDistinct: { column: id } } }) { id } }",
        "{ products(where: { price_to_column: { gte: stock, not_distinct: id } }) { id } }",
    ),
    "beside a value": (
        "{ products(where: { price: { gt: { column: stock }, lt: 9 } }) { id } }",
        "{ products(where: { price: { lt: 9 }, price_to_column: { gt: stock } }) { id } }",
    ),
    "in connectives": (
        "{ products(where: { or: { price: { not: { eq: { column: id } } }, id: { lt: { column: stock } } } }) { id } }",
        "{ products(where: { or: [{ not: { price_to_column: { eq: id } } }, { id_to_column: { lt: stock } }] }) { id } }",
    ),
    "in a connective of its column": (
        "{ products(where: { price: { or: [{ gt: { column: id } }, { eq: 1 }] } }) { id } }",
        "{ products(where: { or: [{ price_to_column: { gt: id } }, { price: { eq: 1 } }] }) { id } }",
    ),
    "beside its strict spelling": (
        "{ products(where: { price_to_column: { gt: id }, price: { lt: { column: stock } } }) { id } }",
        "{ products(where: { price_to_column: { gt: id }, and: [{ price_to_column: { lt: stock } }] }) { id } }",
    ),
    "along a relation": (
        '{ products(where: { owner: { name: { neq: { column: "email" } } } }) { id } }',
        "{ products(where: { owner: { name_to_column: { neq: email } } }) { id } }",
    ),
    "over the row of a field": (
        '{ products { id(includeIf: { id: { lt: { column: "stock" } } }) } }',
        "{ products { id(includeIf: { id_to_column: { lt: stock } }) } }",
    ),
}


@pytest.mark.parametrize(("terse", "expected"), ROWS.values(), ids=ROWS)
def test_terse_spelling_is_not_rewritten(terse: str, expected: str) -> None:
    assert strict(terse) == printed(expected)
    assert strict(expected) == printed(expected)
    assert compiled(terse).sql == compiled(expected).sql


def test_object_in_place_of_json_is_a_column() -> None:
    text = '{ products(where: { attributes: { eq: { column: "name" } } }) { id } }'
    assert strict(text) == printed(text)
    assert '{"column": "name"}' in str([each.value for each in compiled(text).parameters])


@pytest.mark.parametrize(
    "text",
    [
        '{ products(where: { ownerId: { gt: { column: "categoryId" } } }) { id } }',
        "{ products(where: { owner_id: { gt: { column: category_id } } }) { id } }",
        "{ products(where: { ownerIdToColumn: { gt: categoryId } }) { id } }",
        "{ products(where: { owner_id_to_column: { gt: category_id } }) { id } }",
    ],
)
def test_camel_case_is_another_document(text: str) -> None:
    flags = ("camel_case",)
    assert strict(text, flags) == printed(
        "{ products(where: { ownerIdToColumn: { gt: categoryId } }) { id } }"
    )
    assert '"owner_id" > "t0"."category_id"' in compiled(text, flags=flags).sql


# -- refusals -------------------------------------------------------------------------------------

REFUSED = {
    "{ price: { gt: { column: nothing } } }": "Value 'nothing' does not exist in 'ProductColumn' enum.",
    "{ price: { gt: { column: attributes } } }": (
        "Value 'attributes' does not exist in 'ProductColumn' enum."
    ),
    "{ price: { gt: { column: name } } }": (
        "Column 'price' of type Decimal cannot be compared with column 'name' of type String."
    ),
    "{ price: { gt: { column: weight } } }": (
        "Column 'price' of type Decimal cannot be compared with column 'weight' of type Float."
    ),
    "{ is_public: { gt: { column: is_public } } }": "Columns of type Boolean cannot be compared by 'gt'.",
    "{ name: { like: { column: description } } }": (
        "The operator 'like' takes no column; eq, neq, gt, gte, lt, lte, distinct and not_distinct do."
    ),
    "{ name: { in: { column: description } } }": (
        "The operator 'in' takes no column; eq, neq, gt, gte, lt, lte, distinct and not_distinct do."
    ),
    "{ price: { gt: { column: null } } }": "A column's name is expected.",
    "{ price: { gt: { column: 5 } } }": "Enum 'ProductColumn' cannot represent non-enum value: 5.",
    '{ price: { gt: { column: "owner.id" } } }': (
        "Enum 'ProductColumn' cannot represent non-enum value: \"owner.id\"."
    ),
    "{ attributes_to_column: { eq: name } }": "'attributes_to_column'",  # graphql-core 3.2 words it in another way
    "{ price_to_column: { like: id } }": "'like'",
    "{ price_to_column: { gt: $user_id } }": "A variable cannot give the shape of a filter",
}


@pytest.mark.parametrize(("where", "sentence"), REFUSED.items(), ids=REFUSED)
def test_comparison_without_meaning_is_planned(where: str, sentence: str) -> None:
    with pytest.raises(RequestRejected) as caught:
        compiled(f"{{ products(where: {where}) {{ id }} }}")
    assert sentence in caught.value.message
    assert caught.value.others == ()


def test_list_is_compared_with_a_column() -> None:
    with pytest.raises(DocumentInvalid, match="A list is not compared with a column"):
        compiled("{ palettes(where: { colors: { contains: { column: name } } }) { id } }")


@pytest.mark.parametrize(
    "text",
    [
        "query ($v: ProductColumn) { products(where: { price_to_column: { gt: $v } }) { id } }",
        "query ($v: ProductToColumn) { products(where: { price_to_column: $v }) { id } }",
        "{ products(where: { price: { gt: { column: $v } } }) { id } }",
    ],
)
def test_variable_names_a_column_of_a_frozen_statement(text: str) -> None:
    with pytest.raises(OpenShape):
        compiled(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("query ($v: ProductColumn) { products(where: { price: { gt: { column: $v } } }) { id } }", "stock"),
        ("query ($v: ProductFilter) { products(where: $v) { id } }", {"price": {"gt": {"column": "stock"}}}),
        ("query ($v: ProductFilter) { products(where: $v) { id } }", {"price_to_column": {"gt": "stock"}}),
    ],
)
def test_shape_of_development_is_another_document(text: str, value: Any) -> None:
    closed = close_operation(read(text), {"v": value}, catalog=get_catalog(), limits=LIMITS)
    assert closed.info.text == printed("{ products(where: { price_to_column: { gt: stock } }) { id } }")


def test_comparison_with_a_column_is_not_counted() -> None:
    text = "{ products(where: { price: { gt: { column: stock } }, id: { gt: { column: stock } } }) { id } }"
    with pytest.raises(RequestRejected, match="at most 1 comparison"):
        compiled(text, limits=replace(LIMITS, filter_terms=1))


# -- roles ----------------------------------------------------------------------------------------

NARROW = role_of(
    {
        "name": "narrow",
        "tables": [
            {"name": "products", "query": {"columns": ["id", "price"]}},
            {"name": "purchases", "query": {"columns": ["id"]}},
        ],
    }
)


def test_schema_of_a_role_shows_a_column_of_others() -> None:
    schema = build_schema(view_of(NARROW).catalog)
    assert set(schema.type_map["ProductColumn"].values) == {"id", "price"}
    assert {name for name in schema.type_map["ProductFilter"].fields if "_to_" in name} == {
        "id_to_column",
        "price_to_column",
    }


def test_filter_of_a_rule_compares_with_columns_of_the_role_alone() -> None:
    """Its author may use every column."""
    rules = (StoredRule(table="products", columns=("id",), filters=(FILTER,)),)
    sql = compiled("{ products { id } }", StoredRole(name="narrow", rules=rules)).sql
    assert '"t0"."id" < "t0"."stock"' in sql
    given = {"id": {"lt": {"column": "stock"}}}
    table = get_catalog().tables["products"]
    assert rule_filter(given, table, get_catalog(), LIMITS, subject="It") == rule_filter(
        FILTER, table, get_catalog(), LIMITS, subject="It"
    )


FILTER = '{ id: { lt: { column: "stock" } } }'


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (
            '{ price: { gt: { column: "nothing" } } }',
            "Value 'nothing' does not exist in 'ProductColumn' enum.",
        ),
        ("{ price: { gt: { column: attributes } } }", "column 'attributes' of type JSON"),
        ("{ price: { gt: { column: $user_id } } }", "A variable cannot give the shape"),
        ("{ price: { gt: { column: $nobody } } }", "nobody"),
        ("{ price_to_column: { like: id } }", "'like'"),
        ("{ price_to_column: 5 }", "object of operators"),
        ("{ price: { regex: { column: name } } }", "'regex' takes no column"),
    ],
)
def test_rule_that_is_not_understood_is_weakened(where: str, sentence: str) -> None:
    table = get_catalog().tables["products"]
    with pytest.raises((ConfigurationError, RequestRejected)) as caught:
        rule_filter(where, table, get_catalog(), LIMITS, subject="It")
    assert sentence in str(getattr(caught.value, "message", caught.value))


# -- the plan -------------------------------------------------------------------------------------


def test_right_side_is_not_walked() -> None:
    columns = get_catalog().tables["products"].columns
    where = Compare(ColumnRef(columns["price"]), "gt", ColumnRef(columns["stock"]))
    assert columns_of(where) == {"price", "stock"}
    assert list(parameters_of(where)) == []
    assert map_values(where, lambda value: value) == where


@pytest.mark.parametrize(("left", "right"), [("stock", "price"), ("price", "stock")])
def test_column_on_the_right_is_used_by_a_role_that_may_not_read_it(left: str, right: str) -> None:
    """Whatever has let it into the plan."""
    planned = plan_operation(
        read(
            f"{{ products(where: {{ owner: {{ products: {{ {left}: {{ lt: {{ column: {right} }} }} }} }} }}) {{ id }} }}"
        ),
        view=view_of(everything()),
        limits=LIMITS,
    )
    assert {("products", "price", "filtered"), ("products", "stock", "filtered")} <= planned.uses
    with pytest.raises(Forbidden):
        apply_rules(planned.query, view_of(OWNERS).rules)


OWNERS = role_of(
    {
        "name": "narrow",
        "tables": [
            {"name": "products", "query": {"columns": ["id", "price"]}},
            {"name": "customers", "query": {}},
        ],
    }
)


def test_mask_on_the_right_is_not_looked_into() -> None:
    columns = get_catalog().tables["products"].columns
    mine = Compare(
        ColumnRef(columns["owner_id"]), "eq", Parameter(source="caller", codec=BIGINT, name="user_id")
    )
    where = Compare(ColumnRef(columns["price"]), "gt", Masked(ColumnRef(columns["stock"]), mine))
    assert columns_of(where) == {"price", "stock", "owner_id"}
    assert list(parameters_of(where)) == [mine.value]


def test_fence_looks_at_the_left_side_alone() -> None:
    """A collation that may raise errors is fenced on either side."""
    catalog = get_catalog()
    products = catalog.tables["products"]
    columns = dict(products.columns)
    columns["description"] = replace(columns["description"], collation="any_case")
    changed = replace(catalog, tables={**catalog.tables, "products": replace(products, columns=columns)})
    rule = StoredRule(table="products", filters=("{ is_public: { eq: true } }",))
    view = RoleView.build(StoredRole(name="some", rules=(rule,)), changed, default_limit=9, limits=LIMITS)
    for text, fenced in FENCED.items():
        operation = read(f"{{ products(where: {text}) {{ id }} }}")
        sql = compile_operation(operation, view=view, dialect=dialect("postgresql"), limits=LIMITS).sql
        assert ("CASE WHEN" in sql.partition("WHERE")[2]) is fenced, text


FENCED: Mapping[str, bool] = {
    "{ name: { eq: { column: name } } }": False,
    "{ name: { eq: { column: description } } }": True,
    "{ description: { eq: { column: name } } }": True,
}

TYPES = {
    "int": INT, "bigint": BIGINT, "decimal": DECIMAL, "float": FLOAT, "bool": BOOL, "text": TEXT, "citext": CITEXT,
    "uuid": UUID, "date": DATE, "time": TIME, "moment": DATETIME, "naive": DATETIME_NAIVE, "address": INET,
    "json": JSON, "list": array_codec(TEXT), "enum": enum_codec(["A", "B"]), "same enum": enum_codec(["B", "A"]),
    "other enum": enum_codec(["A", "C"]),
}  # fmt: skip


def test_values_that_no_database_compares_alike_are_compared() -> None:
    alike = [{"int", "bigint", "decimal"}, {"text", "citext"}, {"enum", "same enum"}]
    for one, left in TYPES.items():
        for other, right in TYPES.items():
            expected = one == other or any({one, other} <= names for names in alike)
            assert are_comparable(left, right) is (expected and one not in ("json", "list")), (one, other)
