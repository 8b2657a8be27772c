"""A policy is broken by what is exposed, whatever it is called there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import UNKNOWN, Exposed
from django_graphgate.exposure.policy import violations
from django_graphgate.exposure.policy_file import policy_of
from django_graphgate.exposure.stored import installed
from django_graphgate.rules.model import StoredRole, StoredRule

OWN = "{ owner_id: { eq: $user_id } }"
ROLES = (
    StoredRole(
        name="user",
        rules=(
            StoredRule(table="products", filters=(OWN, "{ is_public: { eq: true } }")),
            StoredRule(table="bundles"),
            StoredRule(table="products", action="update", columns=("name",)),
            StoredRule(table="customers"),
        ),
    ),
    StoredRole(name="anon", rules=(StoredRule(table="products"), StoredRule(table="wares", filters=(OWN,)))),
    StoredRole(name="admin", rules=(StoredRule(table="products"), StoredRule(table="wares"))),
    StoredRole(
        name="owner", rules=(StoredRule(table="*", filters=({"if_column": "owner_id", "filter": OWN},)),)
    ),
)


def exposed(**entries: Any) -> Exposed:
    usual = {
        "role": "user", "operation": "Q", "table": "customers", "column": "password", "how": "shown",
        "path": "customers.password", "model": "shop.Customer", "field": "password",
    }  # fmt: skip
    return Exposed(**{**usual, **entries})


def product(**entries: Any) -> Exposed:
    usual = {"table": "products", "column": "name", "model": "shop.Product", "field": "name"}
    return exposed(**{**usual, **entries})


def broken(content: dict[str, Any], *entries: Exposed) -> list[str]:
    policy = policy_of(content, roles=[role.name for role in ROLES])
    return [each.sentence for each in violations(policy, ROLES, get_settings(), entries)]


def never(*columns: str, **others: Any) -> dict[str, Any]:
    return {"never": [{"columns": list(columns), **others}]}


PASSWORD = never("shop.Customer.password")


@pytest.mark.parametrize(
    "entry",
    [
        exposed(),
        *(
            exposed(how=how)
            for how in ("returned", "filtered", "ordered", "grouped", "aggregated", "written")
        ),
        exposed(column="secret", path="everybody.alias"),
        exposed(table="people_by_another_name"),
        exposed(how="read_by_action", source="action", operation="report"),
        exposed(how="written_by_action", source="action", operation="report"),
        exposed(how="read_by_action", table="shop_customer", column=UNKNOWN, field="", source="action"),
        exposed(how="read_by_action", table="shop_customer", column=UNKNOWN, model="", field=""),
        exposed(table="shop_customer", model="", field=""),
        exposed(digest="0" * 64),
        exposed(masked=True),
        exposed(role="anon"),
    ],
    ids=lambda entry: f"{entry.how} {entry.table} {entry.column}",
)
def test_column_is_never_exposed(entry: Exposed) -> None:
    assert len(broken(PASSWORD, entry)) == 1


@pytest.mark.parametrize(
    "entry",
    [
        exposed(column="name", field="name"),
        exposed(column="", field=""),
        product(),
        exposed(table="shop_customer", column="name", model="", field=""),
    ],
)
def test_others_may_be_exposed(entry: Exposed) -> None:
    assert broken(PASSWORD, entry) == []


def test_violation_names_role_column_operation_and_path() -> None:
    sentence = "never: role user sees shop.Customer.password (as customers.password): Q at customers.password"
    assert broken(PASSWORD, exposed()) == [sentence]


def test_exceptions_and_ways_of_use() -> None:
    assert broken(never("*.password", except_roles=["user"]), exposed()) == []
    assert broken(never("*.password", except_operations=["Q"]), exposed()) == []
    assert broken(never("*.password", except_operations=["Q"]), exposed(), exposed(source="action")) != []
    assert broken(never("*.password", except_operations=["Q"]), exposed(), exposed(namespace="x")) != []
    assert broken(never("*.password", how=["shown"]), exposed(how="filtered")) == []
    assert broken(never("*.password", how=["filtered"]), exposed(how="filtered")) != []
    # nobody sees from outside whether an action shows what it reads
    assert broken(never("*.password", how=["shown"]), exposed(how="read_by_action")) != []
    assert broken(never("*.password", how=["written"]), exposed(how="written_by_action")) != []


@pytest.mark.parametrize(
    ("column", "entry"),
    [
        ("shop.Product.name", product(model="shop.Bundle", table="bundles")),
        ("shop.Bundle.name", product()),
        ("shop.CheapProduct.name", product()),
        ("shop.Product.owner", product(column="owner_id", field="owner")),
        ("shop.Customer.id", product(column="owner_id", field="owner")),
        ("shop.Purchase.unit_price", exposed(table="purchases", column="total", model="shop.Purchase", field="total")),
    ],
)  # fmt: skip
def test_other_names_of_the_same_data(column: str, entry: Exposed) -> None:
    assert len(broken(never(column), entry)) == 1


def test_writing_a_foreign_key_does_not_write_the_key_it_names() -> None:
    assert broken(never("shop.Customer.id"), product(column="owner_id", field="owner", how="written")) == []


@pytest.mark.parametrize("how", ["read_by_action", "written_by_action"])
def test_what_nobody_can_tell_is_a_violation(how: Any) -> None:
    unknown = exposed(
        table=UNKNOWN, column=UNKNOWN, model="", field="", how=how, source="action", operation="charge"
    )
    (sentence,) = broken(PASSWORD, unknown)
    assert sentence.startswith("unknown: nobody can tell what action charge uses")
    assert broken({**PASSWORD, "allow_unknown": ["action charge"]}, unknown) == []
    other = replace(unknown, source="operation", how="shown")  # which has the action's name
    assert broken({**PASSWORD, "allow_unknown": ["charge"]}, unknown, other) != []
    assert broken(never("shop.Customer.password", except_roles=["user"]), unknown) == []
    with pytest.raises(ConfigurationError, match="nothing that is exposed is called 'action change'"):
        broken({**PASSWORD, "allow_unknown": ["action change"]}, unknown)


def test_view_shows_what_the_policy_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed("shop.Sheep")._meta, "managed", False)
    entry = exposed(table="sheep", column="name", model="shop.Sheep", field="name")
    rows = exposed(table="sheep", column="", model="shop.Sheep", field="")
    views = {"model": "shop.Sheep", "columns": {"name": ["shop.Customer.password"], "id": []}}
    assert broken(PASSWORD, entry)[0].startswith("unknown: nobody can tell what shop.Sheep.name shows")
    assert broken(PASSWORD, rows)[0].startswith("unknown: nobody can tell what shop.Sheep shows")
    assert broken({**PASSWORD, "allow_unknown": ["shop.Sheep"]}, entry, rows) == []
    assert broken({**PASSWORD, "views": [views]}, rows) == []
    (sentence,) = broken({**PASSWORD, "views": [views]}, entry)
    assert "sees shop.Customer.password (as sheep.name)" in sentence
    harmless = {"model": "shop.Sheep", "columns": {"name": ["shop.Customer.name"]}}
    assert broken({**PASSWORD, "views": [harmless]}, entry) == []


def test_never_writes() -> None:
    everything, one_table = (
        {"never_writes": [{"roles": ["user"], **more}]} for more in ({}, {"tables": ["products"]})
    )
    write = product(how="written", action="update", path="products")
    delete = exposed(how="written", action="delete", column="", field="", path="customer")
    for content in (everything, one_table):
        assert broken(content, product()) == []
        assert broken(content, product(how="returned")) == []
        assert len(broken(content, write)) == 1
        assert len(broken(content, product(how="written_by_action", source="action"))) == 1
        assert broken(content, product(how="written", role="anon")) == []
    assert len(broken(one_table, product(how="written", model="shop.Bundle", table="bundles"))) == 1
    assert broken(one_table, exposed(how="written", action="update")) == []
    # what hangs on a row is deleted with it
    assert broken(one_table, delete) == [
        "never_writes: role user deletes products (as rows of customers): Q at customer"
    ]


def test_never_reads() -> None:
    content = {"never_reads": [{"roles": ["user"], "tables": ["shop.Product"]}]}
    assert len(broken(content, product(how="filtered"))) == 1
    assert len(broken(content, product(column="", field=""))) == 1
    assert broken(content, product(how="written"), exposed(), product(role="anon")) == []


def test_only_masked() -> None:
    content = {"only_masked": [{"columns": ["shop.Customer.email"], "roles": ["user"]}]}
    email = {"column": "email", "field": "email"}
    assert broken(content, exposed(**email, masked=True), exposed(**email, role="anon")) == []
    assert broken(content, exposed(**email, how="written")) == []
    (sentence,) = broken(content, exposed(**email, how="filtered"))
    assert "filters by shop.Customer.email (as customers.email) unmasked" in sentence


def test_only_roles() -> None:
    content = {"only_roles": [{"columns": ["shop.Customer.email"], "roles": ["admin"]}]}
    email = {"column": "email", "field": "email"}
    assert broken(content, exposed(**email, role="admin")) == []
    assert len(broken(content, exposed(**email))) == 1
    assert (
        len(broken({"only_roles": [{"tables": ["customers"], "roles": []}]}, exposed(column="", field="")))
        == 1
    )


@pytest.fixture
def aliases(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "TABLES": [{"name": "wares", "table": "products"}]}


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        (product(), 0),
        (product(column="", field=""), 0),
        (product(how="returned"), 0),
        (product(how="written", action="update"), 1),
        (product(how="read_by_action", source="action"), 1),
        (product(how="read_by_action"), 1),
        (product(table="shop_product"), 1),
        (product(model="shop.Bundle", table="bundles"), 0),
        (product(model="shop.Bundle", table="bundles", column="", field=""), 0),
        (product(model="shop.Bundle", table="bundles", column="pieces", field="pieces"), 0),
        (exposed(), 0),
        (product(role="anon"), 1),
        (product(role="anon", table="wares"), 0),
        (product(role="owner"), 0),
        (product(role="admin"), 1),
        (product(role="admin", table="wares"), 1),
        (exposed(column="id", field="id"), 0),
    ],
)  # fmt: skip
def test_only_with_filter(aliases: None, entry: Exposed, count: int) -> None:
    content = {"only_with_filter": [{"table": "products", "filter": "{owner_id: {eq: $user_id}}"}]}
    assert len(broken(content, entry)) == count


@pytest.mark.parametrize(("table", "broken_by"), [("customers", 0), ("products", 1)])
def test_filter_of_another_table_hides_no_rows_that_a_delete_takes_along(table: str, broken_by: int) -> None:
    named = "{ name: { eq: $user_id } }"
    roles = (
        StoredRole(name="user", rules=(StoredRule(table="customers", action="delete", filters=(named,)),)),
    )
    policy = policy_of({"only_with_filter": [{"table": table, "filter": named}]}, roles=["user"])
    entry = exposed(how="written", action="delete", column="", field="")
    assert len(violations(policy, roles, get_settings(), [entry])) == broken_by


def test_filter_is_compared_by_meaning() -> None:
    def with_filter(text: str) -> list[str]:
        return broken({"only_with_filter": [{"table": "products", "filter": text}]}, product())

    both = "{ and: [{ is_public: { eq: true } }, { owner_id: { eq: $user_id } }] }"
    assert with_filter(both) == []
    assert with_filter("{ or: [{ stock: { eq: 1 } }, { owner_id: { eq: $user_id } }] }") == []
    assert with_filter("{ is_public: { eq: false } }") != []
    assert with_filter("{ owner_id: { eq: 1 } }") != []
    with pytest.raises(ConfigurationError, match="the filter is not understood"):
        with_filter("{ owner: 1 ")
    with pytest.raises(ConfigurationError, match="the filter"):
        with_filter("{ oner_id: { eq: 1 } }")


def test_what_decides_about_roles_and_rows_is_not_shown() -> None:
    rule = product(source="role", operation="", how="filtered", path="rule products.name")
    assert broken({"only_with_filter": [{"table": "products", "filter": "{ stock: { eq: 1 } }"}]}, rule) == []
    assert broken({"never_reads": [{"roles": ["user"]}]}, rule) == []
    assert broken({"only_masked": [{"columns": ["shop.Product.name"]}]}, rule) == []
    assert len(broken(never("shop.Product.name"), rule)) == 1


def test_unknown_is_said_once_for_a_role() -> None:
    several = [
        exposed(table=UNKNOWN, column=UNKNOWN, model="", field="", how=how, source="action", operation="charge", path=path)
        for how in ("read_by_action", "written_by_action")
        for path in ("statement 1", "statement 2")
    ]  # fmt: skip
    assert len(broken(PASSWORD, *several)) == 1
    assert len(broken({"never_writes": [{"roles": ["user"]}]}, several[0])) == 1
