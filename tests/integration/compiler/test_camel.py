"""``CAMEL_CASE``: names are shown in camel case, either spelling is taken, the answer has the one that was written."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest
from graphql import get_introspection_query, parse, validate_schema
from hypothesis import HealthCheck, given, settings

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.compiler.introspect import introspect
from django_graphgate.compiler.schema.build import SchemaBuilder
from django_graphgate.compiler.schema.camel import Spellings, camel_schema
from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.dialects import dialect
from django_graphgate.errors import ConfigurationError, DocumentInvalid
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.spelling import camel
from django_graphgate.ir.statement import Statement
from tests.support.documents.strategies import documents
from tests.support.shop.exact import loads
from tests.support.shop.running import LIMITS, compiled, everything, role_of, run, shop  # noqa: F401

pytestmark = pytest.mark.django_db(databases=["default", "sqlite"])


@functools.cache
def catalog() -> Catalog:
    return replace(get_catalog(), camel_case=True)


@functools.cache
def view() -> RoleView:
    return RoleView.build(everything(), catalog(), default_limit=20, limits=LIMITS)


def shown(text: str) -> str:
    return read_operation(text, None, catalog=catalog(), limits=LIMITS).info.text


def camel_compiled(text: str) -> Statement:
    operation = read_operation(text, None, catalog=catalog(), limits=LIMITS)
    return compile_operation(operation, view=view(), dialect=dialect("sqlite"), limits=LIMITS)


def printed(text: str) -> str:
    return print_ast(parse(text)).strip()


ROWS = {
    "column": ("{ products { owner_id } }", "{ products { owner_id: ownerId } }"),
    "column in camel case": ("{ products { ownerId } }", "{ products { ownerId } }"),
    "column under an alias": (
        "{ products { a: owner_id b: ownerId } }",
        "{ products { a: ownerId b: ownerId } }",
    ),
    "column under the name of another spelling": (
        "{ products { ownerId: owner_id } }",
        "{ products { ownerId } }",
    ),
    "column of two spellings": (
        "{ products { owner_id ownerId } }",
        "{ products { owner_id: ownerId ownerId } }",
    ),
    "filter": (
        "{ products(where: { owner_id: { is_null: false }, isPublic: { eq: true } }) { id } }",
        "{ products(where: { ownerId: { isNull: false }, isPublic: { eq: true } }) { id } }",
    ),
    "terse filter": (
        "{ products(where: { or: { owner_id: 1, ownerId: [2] } }) { id } }",
        "{ products(where: { or: [{ ownerId: { eq: 1 } }, { ownerId: { in: [2] } }] }) { id } }",
    ),
    "operators": (
        '{ products(where: { name: { startsWith: "a", and: { contains_text: "b", icontainsText: "c" } } }) { id } }',
        '{ products(where: { name: { startsWith: "a" }, '
        'and: [{ name: { containsText: "b" } }, { name: { icontainsText: "c" } }] }) { id } }',
    ),
    "filter along a relation": (
        "{ products(where: { owner: { is_active: true } }) { id } }",
        "{ products(where: { owner: { isActive: { eq: true } } }) { id } }",
    ),
    "ordering": (
        "{ products(order_by: { created_at: desc, owner: { is_active: asc_nulls_first } }) { id } }",
        "{ products(orderBy: [{ createdAt: desc }, { owner: { isActive: asc_nulls_first } }]) { id } }",
    ),
    "ordering in camel case": (
        "{ products(orderBy: { createdAt: desc }) { id } }",
        "{ products(orderBy: [{ createdAt: desc }]) { id } }",
    ),
    "ordering by a list": (
        '{ products(order_by: { owner_id: [$ids, "desc"] }) { id } }',
        "query ($ids: [BigInt!]!) { products(orderBy: [{ ownerIdInOrder: { values: $ids, direction: desc } }]) { id } }",
    ),
    "distinct": (
        '{ products(distinct: ["owner_id", isPublic]) { id } }',
        "{ products(distinct: [ownerId, isPublic]) { id } }",
    ),
    "cursor": (
        "{ products(first: 2) { id } products_cursor }",
        "{ products(first: 2) { id } products_cursor: productsCursor }",
    ),
    "cursor in camel case": (
        "{ products(first: 2) { id } productsCursor }",
        "{ products(first: 2) { id } productsCursor }",
    ),
    "fragment": (
        "{ products { ...A } } fragment A on products { owner_id category { parentId } }",
        "{ products { owner_id: ownerId category { parentId } } }",
    ),
    "conditional fragment": (
        "query ($a: Boolean!) { products { ... on product @include(if: $a) { ownerId } id } }",
        "query ($a: Boolean!) { products { ... @include(if: $a) { ownerId } id } }",
    ),
    "object by id": (
        "{ products(id: 1) { owner_id } }",
        "{ products: product(id: 1) { owner_id: ownerId } }",
    ),
    "variable": (
        "{ products(where: { owner_id: $id }) { id } }",
        "query ($id: BigInt) { products(where: { ownerId: { eq: $id } }) { id } }",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ROWS.values(), ids=ROWS)
def test_name_is_shown_otherwise(text: str, expected: str) -> None:
    assert shown(text) == printed(expected)
    camel_compiled(text)


@pytest.mark.parametrize("expected", [expected for _, expected in ROWS.values()], ids=ROWS)
def test_shown_document_is_changed(expected: str) -> None:
    assert shown(expected) == printed(expected)
    camel_compiled(expected)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)
@given(text=documents())
def test_document_in_the_catalogues_spelling_means_something_else(text: str) -> None:
    plain = compiled(text, vendor="sqlite")
    assert camel_compiled(text) == plain
    assert camel_compiled(shown(text)) == plain
    assert shown(shown(text)) == shown(text)


def test_answer_has_another_spelling(shop: None) -> None:  # noqa: F811
    text = "{ products(limit: 1) { owner_id ownerId a: isPublic owner { is_active isActive } } product(id: 1) { createdAt } }"
    data = loads(run(camel_compiled(text), "sqlite"))
    assert [key for key, _ in data] == ["products", "product"]
    names = str(data)
    for key in ("owner_id", "ownerId", "is_active", "isActive", "createdAt"):
        assert f"'{key}'" in names


def test_snake_case_is_shown_where_nobody_asked_for_camel_case() -> None:
    with pytest.raises(DocumentInvalid, match="Cannot query field 'ownerId'"):
        compiled("{ products { ownerId } }")


def test_error_names_what_is_not_shown() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        camel_compiled("{\n  products {\n    ownrId } }")
    assert caught.value.message.startswith(
        "Cannot query field 'ownrId' on type 'Product'. Did you mean 'ownerId'"
    )
    assert caught.value.locations == ((3, 5),)


def test_column_that_a_role_may_not_read_is_found_under_its_other_spelling() -> None:
    role = role_of(
        {"name": "few", "tables": [{"name": "products", "query": {"columns": ["id", "is_public"]}}]}
    )
    few = RoleView.build(role, catalog(), default_limit=20, limits=LIMITS)
    operation = read_operation("{ products { isPublic } }", None, catalog=catalog(), limits=LIMITS)
    compile_operation(operation, view=few, dialect=dialect("sqlite"), limits=LIMITS)
    for text in (
        "{ products { ownerId } }",
        "{ products { owner_id } }",
        "{ products(where: { ownerId: 1 }) { id } }",
        "{ products(orderBy: { owner_id: asc }) { id } }",
        '{ products(distinct: ["ownerId"]) { id } }',
    ):
        operation = read_operation(text, None, catalog=catalog(), limits=LIMITS)
        with pytest.raises(DocumentInvalid):
            compile_operation(operation, view=few, dialect=dialect("sqlite"), limits=LIMITS)


def test_schema_shows_underscores() -> None:
    operation = read_operation(get_introspection_query(), None, catalog=catalog(), limits=LIMITS)
    data = introspect(operation.normal, view().schema, {}).decode()
    assert '"ownerId"' in data
    assert '"orderBy"' in data
    assert "owner_id" not in data
    assert "order_by" not in data
    assert "asc_nulls_first" in data  # a word of the language, and no name
    assert validate_schema(view().schema) == []


def test_two_names_become_one() -> None:
    tables = dict(get_catalog().tables)
    product = tables["products"]
    column = product.columns["owner_id"]
    columns = {**product.columns, "ownerId": replace(column, name="ownerId")}
    tables["products"] = replace(product, columns=columns)
    with pytest.raises(ConfigurationError, match="CAMEL_CASE shows 'owner_id' and 'ownerId' of Product"):
        camel_schema(SchemaBuilder(Catalog(tables=tables)).schema())


def test_spelling_is_guessed_where_two_names_could_be_meant() -> None:
    spellings = Spellings(["t_0", "t0", "owner_id"])
    assert spellings.meant("t0") == "t0"
    assert spellings.meant("T0") == "T0"
    assert spellings.meant("ownerID") == "owner_id"
    assert spellings.meant("nothing") == "nothing"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", "a"),
        ("owner_id", "ownerId"),
        ("_a_b_", "_aB_"),
        ("a__b", "aB"),
        ("line_1", "line1"),
        ("aB_c", "aBC"),
    ],
)
def test_name_in_camel_case_is_another(name: str, expected: str) -> None:
    assert camel(name) == expected
