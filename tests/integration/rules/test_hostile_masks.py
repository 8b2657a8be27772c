"""What a mask hides stays hidden from who provokes errors, measures time, or comes without a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.identity import Identity
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.integration.rules.test_missing_facts import FILTERS
from tests.support.rules.fenced import POSITIONS, tripwires
from tests.support.rules.masked import answer, role
from tests.support.shop.exact import loads, plain
from tests.support.shop.fixture import load
from tests.support.shop.models import Product
from tests.support.shop.running import DEFAULT_LIMIT, DIGEST, LIMITS, compiled, everything, role_of, run

SEEN = "{ is_public: { eq: true } }"
OTHERS = ("bundles", "customers", "purchases", "categories", "tags")


def veiled(**filters: Any) -> StoredRole:
    columns = ["*", *({"name": name, "if": SEEN} for name in ("name", "description", "attributes"))]
    tables = [
        {"name": "products", "query": {"columns": columns, **filters}},
        *({"name": name, "query": {}} for name in OTHERS),
    ]
    return role_of({"name": "veiled", "tables": tables})


@pytest.mark.parametrize(
    "given", [veiled(), veiled(filters=["{ id: { neq: 12 } }"])], ids=["masks", "masks and a rule"]
)
def test_operator_looks_at_a_masked_value(database: str, given: StoredRole) -> None:
    """Neither its error nor its time tells of it."""
    load(database)
    answer(database, "{ tags { id } }", given)  # sets the connection up
    Product.objects.using(database).filter(is_public=False).update(
        name="hidden", description="hidden", attributes=["hidden"]
    )
    unsafe = '{ name: { regex: "a" } }' if database == "default" else '{ attributes: { has_key: "a" } }'
    filters = [unsafe, '{ name: { contains_text: "a" } }', "{ attributes: { has_in_common: [1] } }"]
    with tripwires(database):
        for where in filters:
            for text in POSITIONS.values():
                answer(database, text.replace("%P", where), given, cursor=[4])
        for key in ('name_in_order: { values: ["Lamp"] }', "name: asc", "description: desc"):
            answer(
                database, f"{{ products(order_by: [{{ {key} }}], distinct: [name]) {{ id name }} }}", given
            )
        with pytest.raises(Exception, match=r"hidden row|user-defined function"):
            answer(database, POSITIONS["where"].replace("%P", unsafe), everything())


def test_comparison_is_outside_the_fence_of_the_rule() -> None:
    """A value that is computed is looked at in rows that the rule shows."""
    text = compiled(
        '{ products(where: { name: { eq: "a" } }) { id } }', veiled(filters=["{ id: { neq: 12 } }"])
    ).sql
    where = text.partition("WHERE ")[2].partition("ORDER BY")[0]
    assert where.startswith('(("t0"."id" <> $1::int8) AND CASE WHEN ("t0"."id" <> $1::int8) THEN (CASE WHEN')


def test_masked_value_that_cannot_be_written_is_an_error(database: str) -> None:
    """A fault at its path would tell that something is there."""
    load(database)
    with connections[database].cursor() as cursor:
        value = "'NaN'" if database == "default" else "'no number'"
        cursor.execute(f"UPDATE shop_sample SET exact = {value} WHERE id IN (2, 4)")
    text = "{ samples(where: { id: { in: [2, 4] } }) { flag exact } }"
    statement = compiled(text, role(masked=True), dialect_of(database).name)
    runnable = Runnable(statement, dialect_of(database), DIGEST)
    found = runnable.run(database, {}, Identity.anonymous(), "version", "role", state_here=False)
    assert loads(found.data or b"") == loads(
        '{"samples":[{"flag":false,"exact":null},{"flag":true,"exact":null}]}'
    )
    assert [fault.path for fault in found.faults] == [("samples", 0, "exact")]


@pytest.mark.parametrize("name", FILTERS)
def test_mask_shows_something_without_the_fact_that_it_needs(database: str, name: str) -> None:
    load(database)
    columns = ["id", {"name": "name", "if": FILTERS[name]}]
    given = role_of(
        {
            "name": "reader",
            "tables": [
                {"name": "products", "query": {"columns": columns}},
                {"name": "customers", "query": {}},
            ],
        }
    )
    shown = plain(answer(database, "{ products { id name } }", given, None))["products"]
    assert len(shown) == 12 and {row["name"] for row in shown} == {None}
    nothing = "{ products(where: { name: { is_null: false } }) { id } }"
    assert plain(answer(database, nothing, given, None)) == {"products": []}
    assert plain(answer(database, nothing, given, "1"))["products"] != []


@pytest.mark.parametrize(("own", "seen"), [((), [2, 4, 5, 6]), ((("email", "{ id: { lt: 3 } }"),), [2])])
def test_mask_of_a_table_is_not_one_of_its_second_name(
    database: str, own: tuple[tuple[str, str], ...], seen: list[int]
) -> None:
    load(database)
    catalog = get_catalog()
    alias = replace(
        catalog.tables["customers"], name="me", object_name="me_one", type_name="Me", alias_of="customers"
    )
    catalog = replace(catalog, tables={**catalog.tables, "me": alias})
    names = ("id", "name", "email")
    rules = (
        StoredRule(table="customers", columns=names, column_filters=(("email", "{ id: { gt: 1 } }"),)),
        StoredRule(table="me", columns=names, column_filters=own),
    )
    view = RoleView.build(
        StoredRole(name="r", rules=rules), catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS
    )
    operation = read_operation(
        "{ me(where: { email: { is_null: false } }) { id } }", None, catalog=catalog, limits=LIMITS
    )
    statement = compile_operation(operation, view=view, dialect=dialect_of(database), limits=LIMITS)
    assert plain(loads(run(statement, database))) == {"me": [{"id": number} for number in seen]}


PARENTS = {
    "parent": (("products", "{ id: { eq: 7 } }"), {7}),
    "child": (("bundles", "{ pieces: { lt: 0 } }"), {8}),
}


@pytest.mark.parametrize("names", [("parent",), ("child",), ("parent", "child"), ()], ids="-".join)
def test_mask_of_a_parent_or_a_child_is_passed_over(database: str, names: tuple[str, ...]) -> None:
    load(database)
    masks = dict(PARENTS[name][0] for name in names)
    rules = tuple(
        StoredRule(
            table=table, columns=("*",), column_filters=(("name", masks[table]),) if table in masks else ()
        )
        for table in ("products", "bundles")
    )
    given, seen = (
        StoredRole(name="r", rules=rules),
        {7, 8}.intersection(*(PARENTS[name][1] for name in names)),
    )
    for text in (
        "{ bundles(where: { name: { is_null: false } }) { id } }",
        "{ products(where: { bundle: { name: { is_null: false } } }) { id } }",
    ):
        [(_, rows)] = answer(database, text, given)
        assert {row["id"] for row in plain(rows)} == seen
    shown = plain(answer(database, "{ bundles(order_by: [{ name: asc }]) { id name } }", given))["bundles"]
    assert {row["id"] for row in shown if row["name"] is not None} == seen
    assert shown == sorted(shown, key=lambda row: (row["name"] is None, row["name"] or "", row["id"]))


def test_masked_foreign_key_hides_its_relation(database: str) -> None:
    """It has no rule of its own, as where the column is left out altogether."""
    load(database)
    columns = ("*",)
    rules = (
        StoredRule(table="products", columns=columns, column_filters=(("owner_id", "false"),), limit=2),
        StoredRule(table="customers"),
    )
    shown = answer(database, "{ products { owner_id owner { id } } }", StoredRole(name="r", rules=rules))
    assert plain(shown) == {"products": [{"owner_id": None, "owner": {"id": 1}}] * 2}


@pytest.mark.django_db(databases=["sqlite"])
def test_masked_column_loses_its_collation() -> None:
    """SQLite has none for what is computed."""
    catalog = get_catalog()
    customers = catalog.tables["customers"]
    name = replace(customers.columns["name"], collation="NOCASE")
    customers = replace(customers, columns={**customers.columns, "name": name})
    catalog = replace(catalog, tables={**catalog.tables, "customers": customers})
    rule = StoredRule(table="customers", column_filters=(("name", "{ id: { lt: 5 } }"),))
    view = RoleView.build(
        StoredRole(name="r", rules=(rule,)), catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS
    )
    text = '{ customers(where: { name: { in: ["ADA", "bob"] } }, order_by: [{ name: desc }]) { name } }'
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    statement = compile_operation(operation, view=view, dialect=dialect_of("sqlite"), limits=LIMITS)
    load("sqlite")
    assert loads(run(statement, "sqlite")) == loads('{"customers":[{"name":"Bob"},{"name":"Ada"}]}')
