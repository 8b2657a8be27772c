"""Actions as root fields: what the schema has, how documents are read, and what they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from graphql import print_type

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, plan_operation, read_operation
from django_graphgate.dialects import dialect
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.action import (
    ActionDefinition,
    ActionParameter,
    ObjectReturn,
    Return,
    RowReturn,
    ScalarReturn,
)
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.visit import Use
from django_graphgate.ir.write import DataObject
from tests.support.shop.running import LIMITS, role_of

PRODUCT = RowReturn(table="products", model="shop.Product")
BASKET = ObjectReturn(
    name="Basket",
    fields=(
        ("first_product", PRODUCT),
        ("all_products", replace(PRODUCT, many=True)),
        ("note", ScalarReturn(type="String")),
        ("buyer", RowReturn(table="customers", model="shop.Customer")),
    ),
)
ROLE = {
    "name": "user",
    "tables": [
        {"name": "products", "query": {"columns": ["id", "name", "category_id"], "limit": 5}},
        {"name": "categories", "query": {}},
    ],
}

TEXTS = {
    "postgresql": (
        "concat('{\"fill_basket\":', CASE WHEN $1::text IS NULL THEN 'null' ELSE (SELECT concat('{\"n\":', "
        "coalesce(\"i0\".\"k2\", 'null'), ',\"first_product\":', coalesce(\"j0\".j, 'null'), '}') FROM (SELECT "
        '(a.v ->> 0)::text AS "k0", (a.v ->> 1)::text AS "k1", (a.v ->> 2)::text AS "k2", a.n FROM '
        'json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)) AS "i0" LEFT JOIN LATERAL '
        '(SELECT concat(\'{"id":\', "t0"."id"::int8::text, \'}\') AS j FROM (SELECT "t0"."id" FROM (SELECT '
        'k.n AS "#position", "w"."id" FROM (SELECT (a.v ->> 0)::int8 AS "k0", a.n FROM '
        'json_array_elements("i0"."k0"::json) WITH ORDINALITY AS a (v, n)) AS k CROSS JOIN "shop_product"'
        ' AS "w" WHERE "w"."id" = k."k0") AS "t0" ORDER BY "t0"."#position" LIMIT 1) AS "t0") AS "j0" ON '
        "true) END, '}')"
    ),
    "sqlite": (
        "'{\"fill_basket\":' || CASE WHEN ?1 IS NULL THEN 'null' ELSE (SELECT '{\"n\":' || "
        'coalesce("i0"."k2", \'null\') || \',"first_product":\' || coalesce((SELECT \'{"id":\' || CASE '
        "typeof(\"t0\".\"id\") WHEN 'integer' THEN \"t0\".\"id\" WHEN 'null' THEN 'null' WHEN 'real' THEN "
        'gg_whole("t0"."id") ELSE char(26) || \'t\' END || \'}\' AS j FROM (SELECT "t0"."id" FROM (SELECT k.n'
        ' AS "#position", "w"."id" FROM (SELECT json_extract(value, \'$[0]\') AS "k0", key AS n FROM '
        'json_each("i0"."k0")) AS k CROSS JOIN "shop_product" AS "w" WHERE "w"."id" = k."k0") AS "t0" '
        'ORDER BY "t0"."#position" LIMIT 1) AS "t0"), \'null\') || \'}\' FROM (SELECT json_extract(value, '
        "'$[0]') AS \"k0\", json_extract(value, '$[1]') AS \"k1\", json_extract(value, '$[2]') AS \"k2\", key "
        "AS n FROM json_each(?1)) AS \"i0\") END || '}'"
    ),
}


def parameter(name: str, type_: str, **options: Any) -> ActionParameter:
    return ActionParameter(name=name, type=type_, has_default="default" in options, **options)


def defined(
    name: str, returns: Return, *parameters: ActionParameter, roles: Sequence[str] = ("user",), **options: Any
) -> ActionDefinition:
    options = {"field": "mutation", "source": "callable", **options}
    return ActionDefinition(name=name, returns=returns, parameters=parameters, roles=tuple(roles), **options)


ACTIONS = (
    defined("one_product", PRODUCT, parameter("the_key", "BigInt!")),
    defined(
        "fill_basket",
        BASKET,
        parameter("keys", "[BigInt!]!"),
        parameter("how", "String!", choices=("quick", "slow"), default="quick"),
        parameter("size", "Int", choices=(1, 2)),
        parameter("word", "String", choices=("two words", "x")),
    ),
    defined("best", replace(PRODUCT, many=True), field="query"),
    defined("close_day", ScalarReturn(type="Int"), roles=["editor"]),
    defined("buyers", RowReturn(table="customers", model="shop.Customer", many=True)),
)


def catalog(**options: Any) -> Catalog:
    return replace(get_catalog(), actions={action.name: action for action in ACTIONS}, **options)


def view(of: Catalog) -> RoleView:
    return RoleView.build(role_of(ROLE), of, default_limit=20, limits=LIMITS)


def compiled(text: str, vendor: str = "postgresql", **options: Any) -> Statement:
    of = catalog(**options)
    operation = read_operation(text, None, catalog=of, limits=LIMITS)
    return compile_operation(operation, view=view(of), dialect=dialect(vendor), limits=LIMITS)


def strict(text: str, **options: Any) -> str:
    return read_operation(text, None, catalog=catalog(**options), limits=LIMITS).info.text


def test_schema_has_what_the_role_may_run_and_read() -> None:
    schema = view(catalog()).schema
    assert schema.mutation_type is not None
    assert print_type(schema.mutation_type) == (
        "type Mutation {\n"
        "  one_product(the_key: BigInt!): Product\n"
        "  fill_basket(keys: [BigInt!]!, how: FillBasketHow! = quick, size: Int, word: String): Basket\n"
        "}"
    )
    assert print_type(schema.type_map["Basket"]) == (
        "type Basket {\n  first_product: Product\n  all_products: [Product!]\n  note: String\n}"
    )
    assert print_type(schema.type_map["FillBasketHow"]) == "enum FillBasketHow {\n  quick\n  slow\n}"
    assert str(schema.query_type.fields["best"].type) == "[Product!]"  # type: ignore[union-attr]


def test_schema_is_in_camel_case() -> None:
    schema = view(catalog(camel_case=True)).schema
    assert schema.mutation_type is not None
    assert list(schema.mutation_type.fields) == ["oneProduct", "fillBasket"]
    assert list(schema.mutation_type.fields["oneProduct"].args) == ["theKey"]
    assert "firstProduct" in print_type(schema.type_map["Basket"])


@pytest.mark.parametrize(
    ("terse", "expected"),
    [
        (
            'mutation { fill_basket(keys: $keys, how: "slow") { note } }',
            "mutation ($keys: [BigInt!]!) { fill_basket(keys: $keys, how: slow) { note } }",
        ),
        (
            "mutation { fill_basket(keys: 1, how: $how) { first_product { category { name } } } }",
            "mutation ($how: FillBasketHow!) { fill_basket(keys: 1, how: $how) { first_product { category { name } } } }",
        ),
        (
            "mutation { fill_basket(keys: 1) { ...B } } fragment B on Basket { note all_products { ...P } }"
            " fragment P on products { id }",
            "mutation { fill_basket(keys: 1) { ... on Basket { note all_products { id } } } }",
        ),
        (
            "mutation { one_product(the_key: 1) { purchases(where: {quantity: {greater_than: 1}}) { id } } }",
            "mutation { one_product(the_key: 1) { purchases(where: { quantity: { gt: 1 } }) { id } } }",
        ),
    ],
)
def test_terse_spelling(terse: str, expected: str) -> None:
    assert " ".join(strict(terse).split()) == expected


def test_camel_case_means_the_same_names() -> None:
    text = strict("mutation { one_product(theKey: 1) { category_id } }", camel_case=True)
    assert (
        " ".join(text.split())
        == "mutation { one_product: oneProduct(theKey: 1) { category_id: categoryId } }"
    )
    statement = compiled("mutation { oneProduct(theKey: 1) { id } }", camel_case=True)
    assert statement.writes is not None
    [root] = statement.writes.roots
    assert isinstance(root.data, DataObject)
    assert (root.table, [name for name, _ in root.data.fields]) == ("one_product", ["the_key"])


def test_connections_are_inside_of_returned_rows() -> None:
    text = "mutation { one_product(the_key: 1) { category { products_connection { totalCount } } } }"
    assert compiled(text, relay=True).writes is not None


def test_statement_is_kept_in_the_lock() -> None:
    statement = compiled("mutation { fill_basket(keys: [1, $user_id]) { note first_product { id } } }")
    assert Statement.from_json(statement.to_json()) == statement
    assert statement.models == ("shop.Product",)
    assert statement.writes is not None
    assert statement.writes.calls
    assert not statement.writes.reads
    assert compiled("{ best { id } }").writes.reads  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "mutation { fill_basket(keys: 1) { buyer { id } } }",
        "mutation { buyers { id } }",
        "mutation { close_day }",
        "mutation { best { id } }",
        "{ one_product(the_key: 1) { id } }",
        "mutation { fill_basket(keys: 1, word: x, how: other) { note } }",
        "mutation { one_product(the_key: 1, id: 2) { id } }",
        "mutation { one_product(the_key: 1) { id } one_product(the_key: 1) { name } }",
        "mutation { one_product(the_key: 1) { owner_id } }",
        "mutation { fill_basket(keys: 1) { note @notRelated } }",
    ],
)
def test_what_is_not_in_the_schema_of_the_role_is_refused(text: str) -> None:
    with pytest.raises(DocumentInvalid):
        compiled(text)


def test_definitions_change_the_fingerprint_and_their_words_do_not() -> None:
    known = catalog().fingerprint()
    assert known != get_catalog().fingerprint()
    described = [replace(action, description="Other words.") for action in ACTIONS]
    other = replace(catalog(), actions={action.name: action for action in described})
    assert other.fingerprint() == known
    for changed in (replace(ACTIONS[0], roles=("editor",)), replace(ACTIONS[0], parameters=())):
        other = replace(catalog(), actions={**catalog().actions, "one_product": changed})
        assert other.fingerprint() != known


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
def test_text_of_the_answer(vendor: str) -> None:
    text = "mutation { fill_basket(keys: 1) { n: note first_product { id } } }"
    assert compiled(text, vendor).sql == TEXTS[vendor]


def test_what_is_read_inside_of_objects_is_known() -> None:
    text = "mutation { fill_basket(keys: 1) { all_products { name category { id } } } }"
    operation = read_operation(text, None, catalog=catalog(), limits=LIMITS)
    uses = plan_operation(operation, view=view(catalog()), limits=LIMITS).uses
    assert {use for use in uses if use.column} == {
        Use("products", "name", "shown"),
        Use("categories", "id", "shown"),
    }
