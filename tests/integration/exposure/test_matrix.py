"""What is exposed to whom, from files, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.matrix import exposure_of, exposure_of_files, read_folder, staleness
from tests.integration.exposure.conftest import Expose, lines
from tests.support.gate.house import OPERATIONS, copy_frozen, freeze, roles, rule, settings_of, write_config

OWN = "{ is_active: { eq: true } }"
EVERY_WAY = """query Every($name: String) {
  mine: customers(where: { referrer: { email: { eq: $name } } }, order_by: { referrer: { name: asc } }) {
    shown: name
    ...Rest
    products(distinct: [name], order_by: { name: asc }) { id purchases(where: { quantity: { gt: 1 } }) { total } }
  }
}
fragment Rest on Customer { id }"""


def test_ways_and_paths_of_columns_are_missed(expose: Expose) -> None:
    seen = lines(expose({"Every": EVERY_WAY}, role="editor", source="operation"))
    assert seen >= {
        "customers.email filtered mine.where.referrer.email",
        "customers.referrer_id joined mine.where.referrer",
        "customers.name ordered mine.order_by.referrer.name",
        "customers.name shown mine.shown",
        "customers.id shown mine.id",
        "products.owner_id joined mine.products",
        "products.name grouped mine.products.distinct.name",
        "products.id shown mine.products.id",
        "purchases.quantity filtered mine.products.purchases.where.quantity",
        "purchases.total shown mine.products.purchases.total",
    }
    assert not any("password" in line or "shown mine.where" in line for line in seen)


def test_role_is_exposed_what_it_may_not_run(expose: Expose) -> None:
    entries = expose(dict(OPERATIONS))
    assert {each.role for each in entries if each.operation == "Mails"} == {"editor"}
    assert {each.role for each in entries if each.operation == "ForEditors"} == {"editor"}
    assert {each.role for each in entries if each.operation == "Products"} == {"anon", "editor", "user"}


def test_list_of_a_namespace_is_missed(folder: Path) -> None:
    write_config(folder, {"Names": "query Names { tags { slug } }"})
    (folder / "allow.mobile.list").write_text((folder / "allow.list").read_text().replace("slug", "id"))
    entries = exposure_of_files(get_settings(), folder)
    seen = {
        (each.place, each.column)
        for each in entries
        if each.role == "user" and each.how == "shown" and each.column
    }
    assert seen == {("Names", "slug"), ("mobile/Names", "id")}


def test_rows_models_and_fields_are_not_said(expose: Expose) -> None:
    (entry,) = expose({"Own": "query Own { customers { name } }"}, role="user", column="name")
    assert (entry.model, entry.field, entry.filtered_by, entry.masked) == (
        "shop.Customer",
        "name",
        (OWN,),
        False,
    )
    (joined,) = expose({"Own": "query Own { products { owner { name } } }"}, role="user", how="joined")
    assert (joined.table, joined.column, joined.field) == ("products", "owner_id", "owner")


def test_masks_inheritance_and_wildcards_do_not_count(expose: Expose) -> None:
    content: dict[str, Any] = {
        "filters": {"own": "{ id: { eq: $user_id } }"},
        "roles": [
            {"name": "anon", "tables": []},
            {"name": "user", "tables": [
                {"name": "customers", "query": {"columns": ["id", {"name": "email", "if": "own"}], "filters": ["own"]}},
                {"name": "*", "query": {"filters": [{"if_column": "slug", "filter": "{ slug: { neq: \"x\" } }"}]}},
            ]},
            {"name": "editor", "extends": "user", "match": "is_staff", "tables": []},
        ],
    }  # fmt: skip
    entries = expose(
        {"Mails": "query Mails { customers(order_by: { email: asc }) { email } tags { slug } }"}, content
    )
    mails = [each for each in entries if each.column == "email" and each.source == "operation"]
    assert {(each.role, each.how, each.masked) for each in mails} == {
        (role, how, True) for role in ("user", "editor") for how in ("shown", "ordered")
    }
    assert {each.filtered_by for each in mails} == {("{ id: { eq: $user_id } }",)}
    slugs = [each for each in entries if each.column == "slug" and each.how == "shown"]
    assert {each.filtered_by for each in slugs} == {('{ slug: { neq: "x" } }',)}
    deciding = {(each.role, each.model, each.field, each.path) for each in entries if each.source == "role"}
    assert ("editor", "auth.User", "is_staff", "match") in deciding
    assert ("user", "shop.Customer", "id", "rule customers.email.id") in deciding


def test_count_of_a_connection_is_not_exposed(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(folder, RELAY=True)
    write_config(
        folder, {"C": "query C { customers_connection(first: 1) { totalCount edges { node { name } } } }"}
    )
    entries = exposure_of_files(get_settings(), folder)
    seen = {(each.column, each.how, each.path) for each in entries if each.role == "editor"}
    assert ("", "aggregated", "customers_connection.totalCount") in seen
    assert ("name", "shown", "customers_connection.edges.node.name") in seen


def test_join_table_without_a_model_of_the_api_is_missed(expose: Expose) -> None:
    entries = expose({"T": "query T { products { tags { slug } } }"}, role="editor", how="joined")
    assert ("shop_product_tags", "product_id", "shop.Product_tags", "product") in {
        (each.table, each.column, each.model, each.field) for each in entries
    }


# -- writes -------------------------------------------------------------------------------------------


def writers() -> Any:
    content = roles()
    for role, table in (("editor", "customers"), ("editor", "products"), ("editor", "purchases")):
        (role_data,) = (each for each in content["roles"] if each["name"] == role)
        (entry,) = (each for each in role_data["tables"] if each["name"] == table)
        entry |= {
            "insert": {"presets": {"stock": 0}} if table == "products" else {},
            "update": {"filters": ["{ id: { gt: 1 } }"]},
            "delete": {},
        }
    return content


def test_writes_have_no_places(expose: Expose) -> None:
    operations = {
        "Sell": """mutation Sell($n: String!, $price: Decimal!, $at: DateTime!) {
          product(insert: { name: $n, price: $price, created_at: $at, owner: { connect: { id: 1 } } }) {
            id name owner { email } } }""",
        "Move": "mutation Move($n: String!) { customers(where: { email: { eq: $n } }, update: { name: $n }) { id } }",
        "Drop": "mutation Drop($id: BigInt!) { product(id: $id, delete: true) { price } }",
    }
    entries = expose(operations, writers(), role="editor", source="operation")
    seen = {(e.operation, e.column, e.how, e.action, e.path) for e in entries}
    assert seen >= {
        ("Sell", "name", "written", "insert", "product.insert.name"),
        ("Sell", "stock", "written", "insert preset", "product.insert"),
        ("Sell", "id", "filtered", "", "product.insert.owner.connect.id"),
        ("Sell", "name", "returned", "", "product.name"),
        ("Sell", "email", "returned", "", "product.owner.email"),
        ("Move", "email", "filtered", "", "customers.where.email"),
        ("Move", "name", "written", "update", "customers.update.name"),
        ("Drop", "", "written", "delete", "product.delete"),
        ("Drop", "price", "returned", "", "product.price"),
    }
    assert not any(how == "shown" for _, _, how, _, _ in seen)
    (written,) = (e for e in entries if e.operation == "Move" and e.how == "written" and e.column)
    assert written.filtered_by == ("{ id: { gt: 1 } }",)


# -- actions ------------------------------------------------------------------------------------------


def test_sql_of_actions_is_not_exposed(expose: Expose) -> None:
    actions = {
        "actions": [
            {
                "name": "mail",
                "roles": ["user"],
                "sql": "SELECT c.email FROM shop_customer c WHERE id = $user_id",
            },
            {"name": "clean", "public": True, "sql": "DELETE FROM shop_product; SELECT * FROM auth_group"},
            {"name": "call", "roles": ["editor"], "sql": {"postgresql": "CALL f()"}},
            {"name": "again", "roles": ["editor"], "operation": "Mails"},
        ],
        "webhooks": [
            {"name": "hook", "verifier": "github", "secrets": ["S"], "action": "mail", "role": "editor"},
        ],
    }
    entries = expose(dict(OPERATIONS), actions=actions)
    seen = {(e.place, e.role, e.model or e.table, e.field or e.column, e.how, e.path) for e in entries}
    assert seen >= {
        ("action mail", "user", "shop.Customer", "email", "read_by_action", "statement 1"),
        ("action clean", "anon", "shop.Product", "", "written_by_action", "statement 1"),
        ("action clean", "anon", "auth.Group", "name", "read_by_action", "statement 2"),
        ("action call", "editor", "unknown", "unknown", "read_by_action", "statement 1 (postgresql)"),
        ("action again", "editor", "shop.Customer", "email", "shown", "Mails: customers.email"),
        ("webhook hook", "editor", "shop.Customer", "email", "read_by_action", "statement 1"),
    }
    assert not any(place == "action mail" and role != "user" for place, role, *_ in seen)


def test_subquery_of_a_variable_is_not_read(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(
        folder, VARIABLES={"mine": "sql:SELECT password::bigint FROM shop_customer WHERE id = $user_id"}
    )
    write_config(folder, {"V": "query V { products(where: { id: { in: $mine } }) { id } }"})
    entries = exposure_of_files(get_settings(), folder)
    assert ("user", "shop.Customer", "password", "$mine") in {
        (each.role, each.model, each.field, each.path) for each in entries if each.how == "read_by_action"
    }


def test_roles_query_is_not_read(folder: Path, settings: Any) -> None:
    content = roles()
    content["roles"][1]["match"] = "staff"
    settings.GRAPHGATE = settings_of(
        folder, ROLES_QUERY="SELECT is_active AS staff FROM shop_customer WHERE id = $user_id"
    )
    write_config(folder, dict(OPERATIONS), content)
    entries = exposure_of_files(get_settings(), folder)
    assert ("editor", "shop.Customer", "is_active", "ROLES_QUERY") in {
        (each.role, each.model, each.field, each.path) for each in entries if each.source == "role"
    }


# -- versions and files -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_old_version_that_is_still_served_is_missed(folder: Path) -> None:
    copy_frozen(folder)
    operations = {**OPERATIONS, "Mails": "query Mails { customers { id } }"}
    write_config(folder, operations)
    before = [each for each in exposure_of_files(get_settings(), folder) if each.field == "email"]
    freeze()
    after = [each for each in exposure_of_files(get_settings(), folder) if each.field == "email"]
    for entries in (before, after):
        assert {(each.role, each.operation, bool(each.digest)) for each in entries} == {
            ("editor", "Mails", True)
        }


def test_files_ask_a_database_or_differ_each_time(folder: Path) -> None:
    """Without ``db`` a query of a test fails."""
    copy_frozen(folder)
    frozen = read_folder(folder)
    entries = exposure_of(get_settings(), frozen)
    assert entries == exposure_of_files(get_settings(), folder) == tuple(sorted(set(entries)))
    assert staleness(get_settings(), folder, frozen) == []


def test_lock_that_does_not_fit_is_believed(folder: Path, settings: Any) -> None:
    copy_frozen(folder)
    content = roles()
    rule(content, "user", "customers")["filters"] = []
    write_config(folder, {**OPERATIONS, "New": "query New { tags { id } }"}, content)
    (folder / "actions.json").write_text('{"actions": [{"name": "a", "public": true, "sql": "SELECT 1"}]}')
    settings.GRAPHGATE = settings_of(folder, DEFAULT_LIMIT=7, MODELS=("shop.Customer", "shop.Category",
        "shop.Tag", "shop.Product", "shop.Purchase"))  # fmt: skip
    sentences = staleness(get_settings(), folder, read_folder(folder))
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "The lock was frozen with other models.",
        "The lock was frozen with other settings, or by another release.",
        "The lock was frozen under other rules",
        "allow.list is not the one that was frozen.",
        "actions.json, or a function of the project, is not the one that was frozen.",
    ]
    (folder / "allow.lock").unlink()
    assert "is missing" in staleness(get_settings(), folder, read_folder(folder))[0]


def test_operation_that_cannot_be_compiled_counts_as_nothing(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(folder, MAX_ROWS=1)
    write_config(folder, dict(OPERATIONS))
    with pytest.raises(ConfigurationError, match="LIMIT_EXCEEDED"):
        exposure_of_files(get_settings(), folder)
