"""The type Mutation and the input types of data: of the whole catalogue, and of one role's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.test import override_settings
from graphql import GraphQLSchema, print_type

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.ir.catalog import Catalog, Table


def shop() -> Catalog:
    with override_settings(GRAPHGATE={"MODELS": ["shop"]}):
        return get_catalog()


def fields(schema: GraphQLSchema, name: str) -> dict[str, str]:
    type_: Any = schema.type_map[name]
    return {key: str(field.type) for key, field in type_.fields.items()}


def arguments(schema: GraphQLSchema, name: str) -> dict[str, str]:
    assert schema.mutation_type is not None
    return {key: str(each.type) for key, each in schema.mutation_type.fields[name].args.items()}


def seen(**tables: Mapping[str, Any]) -> GraphQLSchema:
    """The schema of a view in which nothing is written but what is given."""
    catalog = shop()
    changed: dict[str, Table] = {}
    for name, table in catalog.tables.items():
        changed[name] = replace(table, writes={}, joins={})
        if name in tables:
            changed[name] = replace(changed[name], **tables[name])
    return build_schema(replace(catalog, tables=changed))


def columns(table: str, *names: str) -> dict[str, Any]:
    return {name: shop().tables[table].columns[name] for name in names}


# ------------------------------------------------------------------------------ the whole catalogue


def test_lists_and_objects() -> None:
    schema = build_schema(shop())
    assert arguments(schema, "products") == {
        "insert": "[ProductInsert!]",
        "update": "ProductUpdate",
        "upsert": "[ProductUpsert!]",
        "on": "[ProductColumn!]",
        "delete": "Boolean",
        "where": "ProductFilter",
    }
    assert arguments(schema, "product") == {
        "insert": "ProductInsert",
        "update": "ProductUpdate",
        "upsert": "ProductUpsert",
        "on": "[ProductColumn!]",
        "delete": "Boolean",
        "id": "BigInt",
        "where": "ProductFilter",
    }
    assert schema.mutation_type is not None
    assert str(schema.mutation_type.fields["products"].type) == "[Product!]"
    assert str(schema.mutation_type.fields["product"].type) == "Product"
    assert arguments(schema, "shelf")["id"] == "ShelfKey"


def test_data_of_an_insert() -> None:
    insert = fields(build_schema(shop()), "ProductInsert")
    assert insert["id"] == "BigInt"
    assert insert["price"] == "Decimal"
    assert insert["owner"] == "CustomerInsert"
    assert insert["owner_id"] == "BigInt"
    assert insert["tags"] == "[TagInsert!]"
    assert insert["buyers"] == "[CustomerInsert!]"
    assert insert["purchases"] == "[PurchaseInsert!]"
    assert insert["connect"] == "[ProductConnect!]"
    assert "bundle" not in insert


def test_data_of_an_update_have_no_key() -> None:
    update = fields(build_schema(shop()), "ProductUpdate")
    assert "id" not in update
    assert update["owner"] == "CustomerUpdate"
    assert update["purchases"] == "[PurchaseUpdate!]"
    assert update["increment"] == "ProductIncrement"
    assert update["where"] == "ProductMatch"
    assert update["connect"] == update["disconnect"] == "[ProductConnect!]"


def test_upsert_has_columns_alone() -> None:
    upsert = fields(build_schema(shop()), "ProductUpsert")
    assert upsert["id"] == "BigInt"
    assert not {"owner", "tags", "connect"} & upsert.keys()


def test_numbers_that_are_no_keys_are_added_to() -> None:
    assert fields(build_schema(shop()), "ProductIncrement") == {
        "price": "Decimal",
        "stock": "Int",
        "weight": "Float",
    }


def test_rows_are_named_by_values_that_can_be_compared() -> None:
    connect = fields(build_schema(shop()), "ProductConnect")
    assert connect["id"] == "[BigInt!]"
    assert connect["name"] == "[String!]"
    assert "attributes" not in connect


def test_rows_of_a_nested_update_are_compared() -> None:
    schema = build_schema(shop())
    match = fields(schema, "ProductMatch")
    assert (match["id"], match["is_public"]) == ("BigIntMatch", "BooleanMatch")
    assert match.keys() == fields(schema, "ProductConnect").keys()
    assert fields(schema, "BooleanMatch").keys() == {"eq", "neq", "in", "nin", "is_null"}
    assert fields(schema, "BigIntMatch") == {
        **dict.fromkeys(("eq", "neq", "gt", "gte", "lt", "lte"), "BigInt"),
        **dict.fromkeys(("in", "nin"), "[BigInt!]"),
        "is_null": "Boolean",
    }


def test_child_model_has_no_key_to_give() -> None:
    insert = fields(build_schema(shop()), "BundleInsert")
    assert "product_ptr" not in insert
    assert not {"id", "product_ptr_id"} & insert.keys()


# ----------------------------------------------------------------------------------- a role's view


def test_role_without_any_write_has_no_mutation_type() -> None:
    schema = seen()
    assert schema.mutation_type is None
    assert not any(name.endswith(("Insert", "Update", "Connect")) for name in schema.type_map)


def test_only_what_may_be_written_is_there() -> None:
    schema = seen(products={"writes": {"insert": columns("products", "name")}})
    assert arguments(schema, "products") == {"insert": "[ProductInsert!]", "where": "ProductFilter"}
    assert fields(schema, "ProductInsert") == {"name": "String"}
    assert schema.mutation_type is not None
    assert set(schema.mutation_type.fields) == {"products", "product"}


def test_relation_leads_where_the_role_may_write_or_connect() -> None:
    insert = {"writes": {"insert": columns("products", "name", "owner_id")}}
    both = {"products": insert, "purchases": {"writes": {"insert": columns("purchases", "product_id")}}}
    assert set(fields(seen(products=insert), "ProductInsert")) == {"owner", "name", "owner_id"}
    schema = seen(**both)
    assert set(fields(schema, "ProductInsert")) == {
        "owner", "buyers", "purchases", "connect", "name", "owner_id",
    }  # fmt: skip
    assert fields(schema, "PurchaseInsert")["product"] == "ProductInsert"
    assert fields(schema, "CustomerInsert") == {"connect": "[CustomerConnect!]"}


def test_many_to_many_is_there_where_the_rule_lists_it() -> None:
    writes = {"insert": columns("products", "name")}
    listed = seen(products={"writes": writes, "joins": {"insert": frozenset({"tags"})}})
    assert "tags" in fields(listed, "ProductInsert")
    assert "related" not in fields(listed, "ProductInsert")
    assert "tags" not in fields(seen(products={"writes": writes}), "ProductInsert")


def test_masked_column_names_no_rows() -> None:
    table = shop().tables["products"]
    masked = {**table.columns, "price": replace(table.columns["price"], masked=True)}
    schema = seen(
        products={"writes": {"insert": columns("products", "name")}, "columns": masked},
        purchases={"writes": {"insert": columns("purchases", "product_id")}},
    )
    assert "name" in fields(schema, "ProductConnect")
    assert "price" not in fields(schema, "ProductConnect")


def test_table_that_is_only_written() -> None:
    """Nothing of it is read: no selector of a query, no relation, no filter, no row that is named."""
    schema = seen(
        purchases={"write_only": True, "columns": {}, "writes": {"insert": columns("purchases", "quantity")}},
        products={"writes": {"insert": columns("products", "name")}},
    )
    assert arguments(schema, "purchases") == {"insert": "[PurchaseInsert!]"}
    assert fields(schema, "PurchaseInsert") == {"quantity": "Int"}
    assert fields(schema, "ProductInsert")["purchases"] == "[PurchaseInsert!]"
    assert schema.query_type is not None
    assert "purchases" not in schema.query_type.fields
    assert "purchases" not in fields(schema, "Product")
    assert "purchases" not in fields(schema, "ProductFilter")
    assert fields(schema, "Purchase") == {"_nothing": "Boolean"}


def test_blocked_table_is_not_written() -> None:
    schema = seen(products={"blocked": True, "writes": {"insert": columns("products", "name")}})
    assert schema.mutation_type is None


def test_column_with_the_name_of_a_key_wins() -> None:
    table = shop().tables["products"]
    named = {"connect": replace(table.columns["name"], name="connect")}
    schema = seen(products={"writes": {"insert": named, "update": named}})
    assert fields(schema, "ProductInsert")["connect"] == "String"
    assert "connect: String" in print_type(schema.type_map["ProductUpdate"])


def test_action_whose_columns_all_are_preset() -> None:
    schema = seen(products={"write_only": True, "columns": {}, "writes": {"insert": {}}})
    assert fields(schema, "ProductInsert") == {"_nothing": "Boolean"}
