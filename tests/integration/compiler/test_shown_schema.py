"""The schema says what an answer may be: what may be null, which orderings there are, what a database has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    get_introspection_query,
    print_schema,
    print_type,
)

from django_graphgate.access import load_roles
from django_graphgate.compiler.schema.build import build_schema, shown_schema
from django_graphgate.dialects import dialect
from django_graphgate.errors import DocumentInvalid, Unsupported
from django_graphgate.gate import Gate, get_gate
from tests.support.gate.house import EDITOR, ROLES, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.running import compiled, shown_with

NEVER_NULL = (
    '{ products { __typename @nullIf(role: "everything") } }',
    "query Q($v: Boolean) { products { __typename @nullUnless(var: $v) } }",
    'query Q($v: Boolean) { __typename @nullIf(var: $v, role: "x") }',
    "query Q($v: Boolean) { products { t: __typename @skip(ifVar: $v) } }",
    '{ products_connection(first: 1) { __typename @nullIf(role: "x") } }',
    "query Q($v: Boolean) { products_connection(first: 1) { edges { __typename @nullIf(var: $v) } } }",
)
ORDERS = (
    "[{}]",
    "[{ price: null }]",
    "[{ price: asc, id: asc }]",
    "[{ owner: {} }]",
    "[{ owner: { id: asc, name: asc } }]",
    "[{ owner: null }]",
    "[{ price: asc }, {}]",
)


def fields_of(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield from ((f"{kind.name}.{name}", field.type) for name, field in kind.fields.items())


@pytest.mark.parametrize("flags", [(), ("relay",), ("relay", "camel_case")])
def test_field_that_can_be_null_is_never_null(flags: tuple[str, ...]) -> None:
    """Arguments, directives, rules and stored values make null of any field."""
    assert [
        name for name, kind in fields_of(build_schema(shown_with(flags))) if isinstance(kind, GraphQLNonNull)
    ] == []


@pytest.mark.parametrize("text", NEVER_NULL)
def test_name_of_a_type_can_be_null(text: str) -> None:
    with pytest.raises(DocumentInvalid, match="'__typename' is never null"):
        compiled(text, flags=("relay",))


@pytest.mark.parametrize("flags", [(), ("camel_case",)])
def test_ordering_has_several_keys(flags: tuple[str, ...]) -> None:
    orders = [
        kind
        for name, kind in build_schema(shown_with(flags)).type_map.items()
        if name.endswith("Order")
        and not name.endswith("InOrder")
        and isinstance(kind, GraphQLInputObjectType)
    ]
    assert len(orders) > 5
    assert all(kind.is_one_of for kind in orders)
    assert print_type(orders[0]).startswith(f"input {orders[0].name} @oneOf {{")


@pytest.mark.parametrize("order", ORDERS)
def test_ordering_without_one_key_passes(order: str) -> None:
    with pytest.raises(DocumentInvalid, match=r"exactly one (field must be specified|key)|must be non-null"):
        compiled(f"{{ products(order_by: {order}) {{ id }} }}")


def test_ordering_that_is_not_declared_may_be_absent() -> None:
    with pytest.raises(DocumentInvalid, match="must be non-nullable to be used for OneOf"):
        compiled("query Q($way: OrderDirection) { products(order_by: [{ owner: { id: $way } }]) { id } }")


# -- what a database has ------------------------------------------------------------------------------


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = {
        **settings_of(tmp_path / "config", PRODUCTION=False),
        "INTROSPECTION_ROLES": ["editor"],
    }
    return get_gate()


def test_schema_shows_what_the_database_refuses(gate: Gate, database: str) -> None:
    result = gate.execute(get_introspection_query(input_value_deprecation=True), identity=EDITOR)
    assert not result.errors
    shown = build_client_schema(json.loads(result.data or b""))
    operators = set(shown.type_map["StringFilter"].fields)  # type: ignore[attr-defined]
    assert {"eq", "ilike", "contains_text"} <= operators
    patterns = {"regex", "nregex", "iregex", "niregex", "similar", "nsimilar"}
    assert patterns & operators == (patterns if database == "default" else set())
    wanted = '{ products(where: { name: { regex: "a" } }) { id } }'
    codes = [one["extensions"]["code"] for one in gate.execute(wanted, identity=EDITOR).errors]
    assert codes == ([] if database == "default" else ["UNSUPPORTED"])


def test_schema_of_several_databases_lacks_what_one_of_them_has() -> None:
    """An operator has one type, whichever table it filters; a column is its table's own."""
    catalog = shown_with(())
    both = {name: dialect("sqlite" if name == "tags" else "postgresql") for name in catalog.tables}
    assert "regex" in print_schema(shown_schema(catalog, both))
    alone = {name: dialect("sqlite") for name in catalog.tables}
    text = print_schema(shown_schema(catalog, alone))
    assert "regex" not in text
    assert "similar" not in text
    assert "ListFilter" in print_schema(build_schema(catalog)) or "ListFilter" not in text


def test_list_that_the_database_lacks_is_shown() -> None:
    catalog = shown_with(())
    lists = [
        (table.name, name)
        for table in catalog.tables.values()
        for name, column in table.columns.items()
        if column.codec.item
    ]
    assert lists, "the shop has no lists"
    for vendor in ("postgresql", "sqlite"):
        schema = shown_schema(catalog, {name: dialect(vendor) for name in catalog.tables})
        for table, name in lists:
            kind: Any = schema.type_map[catalog.tables[table].type_name]
            order: Any = schema.type_map[f"{catalog.tables[table].type_name}Filter"]
            assert (name in kind.fields) is (name in order.fields) is (vendor == "postgresql")
    with pytest.raises(Unsupported):
        compiled(f"{{ {lists[0][0]} {{ {lists[0][1]} }} }}", vendor="sqlite")


def test_input_type_has_arrays_that_the_database_lacks() -> None:
    catalog = shown_with(())
    for vendor, there in (("postgresql", True), ("sqlite", False)):
        schema = shown_schema(catalog, dict.fromkeys(catalog.tables, dialect(vendor)))
        for name in ("PaletteInsert", "PaletteUpdate", "PaletteUpsert"):
            data: Any = schema.type_map[name]
            assert ("colors" in data.fields) is there
            assert "name" in data.fields
