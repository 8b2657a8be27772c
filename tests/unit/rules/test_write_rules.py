"""What a rule for writing permits: columns, presets, rows, and how many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import JSON_TEXT
from django_graphgate.ir.plan import FALSE, Exists, Known
from django_graphgate.ir.visit import parameters_of
from django_graphgate.rules.effective_writes import effective_writes
from django_graphgate.rules.model import RoleRules, WriteRule
from tests.support.rules.writing import WRITABLE
from tests.support.shop.running import DEFAULT_LIMIT, LIMITS, role_of

OWN = "{ owner_id: { eq: $user_id } }"


def rules(*tables: dict[str, Any]) -> RoleRules:
    role = role_of({"name": "writer", "tables": list(tables)})
    return build_rules(role, WRITABLE, default_limit=DEFAULT_LIMIT, limits=LIMITS)


def rule(action: str = "insert", table: str = "products", **given: Any) -> WriteRule:
    return rules({"name": table, action: given}).writes[table, action]


# -- columns --------------------------------------------------------------------------------------


def test_rule_without_columns_lets_data_give_secrets_or_generated_columns() -> None:
    customers = rule(table="customers").columns
    assert {"name", "email"} <= customers
    assert not {"password", "api_token"} & customers
    assert "total" not in rule(table="purchases").columns


def test_column_that_looks_secret_cannot_be_granted() -> None:
    assert rule(table="customers", columns=["*", "password"]).columns > {"name", "password"}
    assert rule(table="customers", columns=["password"]).columns == {"password"}


def test_primary_key_is_given_to_an_update() -> None:
    assert "id" not in rule("update").columns
    assert rule("update", columns=["id", "name"]).columns == {"name"}
    assert "id" in rule("upsert").columns


def test_generated_column_is_granted_by_its_name() -> None:
    assert rule(table="purchases", columns=["quantity", "total"]).columns == {"quantity"}


def test_many_to_many_is_granted_by_other_columns() -> None:
    assert "tags" in rule().columns
    assert rule(columns=["name"]).columns == {"name"}
    assert rule(columns=["name", "tags"]).columns == {"name", "tags"}


def test_unknown_column_is_passed_over() -> None:
    with pytest.raises(ConfigurationError, match="products does not have: prize"):
        rule(columns=["name", "prize"])


def test_no_rule_permits_a_write() -> None:
    assert rules({"name": "products", "query": {}}).writes == {}


def test_blocked_action_is_there() -> None:
    assert rules({"name": "products", "insert": {"block": True}, "delete": {}}).writes.keys() == {
        ("products", "delete")
    }


def test_read_only_table_is_written() -> None:
    one = rules({"name": "products", "read_only": True, "query": {}, "insert": {"presets": {"name": "x"}}})
    assert (one.writes, set(one.queries)) == ({}, {"products"})


def test_limit_of_rows_gets_lost() -> None:
    assert rule(max_affected=3).max_affected == 3
    assert rule("delete", max_affected=0).max_affected == 0
    assert rule().max_affected is None


# -- presets --------------------------------------------------------------------------------------


def preset(column: str, value: Any, table: str = "products") -> Any:
    one = rule(table=table, presets={column: value})
    assert column not in one.columns
    return one.presets[column]


def test_preset_column_can_be_given_by_data_too() -> None:
    one = rule(columns=["name", "owner_id"], presets={"owner_id": "$user_id"})
    assert one.columns == {"name"}


@pytest.mark.parametrize(
    ("column", "value", "source"),
    [
        ("owner_id", "$user_id", "caller"),
        ("name", "$user_role", "caller"),
        ("created_at", "now", "now"),
        ("created_at", "$now", "now"),
        ("name", "now", "constant"),
        ("stock", 3, "constant"),
        ("price", "1.50", "constant"),
        ("is_public", False, "constant"),
        ("category_id", None, "constant"),
        ("owner_id", "sql: SELECT id FROM customers WHERE name = $user_role", "sql"),
    ],
)
def test_preset_is_something_else(column: str, value: Any, source: str) -> None:
    parameter = preset(column, value)
    codec = WRITABLE.tables["products"].columns[column].codec
    assert (parameter.source, parameter.codec) == (source, codec)
    if source == "constant":
        assert parameter.value == value


def in_camel_case(**given: Any) -> WriteRule:
    role = role_of({"name": "writer", "tables": [{"name": "products", "insert": given}]})
    catalog = replace(WRITABLE, camel_case=True)
    built = build_rules(role, catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS)
    return built.writes["products", "insert"]


def test_rule_in_camel_case_is_not_understood() -> None:
    one = in_camel_case(presets={"ownerId": "$user_id"}, columns=["isPublic", "*"])
    assert (one.presets.keys(), one.columns & {"owner_id", "is_public"}) == ({"owner_id"}, {"is_public"})
    with pytest.raises(ConfigurationError, match="two presets"):
        in_camel_case(presets={"ownerId": 1, "owner_id": 2})
    with pytest.raises(ConfigurationError, match="ownerId"):
        rule(presets={"ownerId": 1})


def test_preset_of_a_json_column_is_a_text() -> None:
    parameter = preset("attributes", {"b": ["$user_id", "now"], "a": None})
    assert (parameter.codec, parameter.value) == (JSON_TEXT, '{"a":null,"b":["$user_id","now"]}')


def test_select_of_a_preset_has_values_in_its_text() -> None:
    parts = preset("owner_id", "sql:SELECT id FROM c WHERE id = $user_id AND n = '$x'").parts
    assert [part if isinstance(part, str) else part.name for part in parts] == [
        "SELECT id FROM c WHERE id = ",
        "user_id",
        " AND n = '$x'",
    ]


@pytest.mark.parametrize(
    ("action", "presets", "reported"),
    [
        ("insert", {"prize": 1}, "does not have: prize"),
        ("insert", {"tags": 1}, "does not have: tags"),
        ("update", {"id": 1}, "which update cannot write"),
        ("insert", {"stock": "many"}, "does not fit"),
        ("insert", {"stock": 1.5}, "does not fit"),
        ("insert", {"stock": True}, "does not fit"),
        ("insert", {"stock": -1}, "does not fit"),
        ("insert", {"stock": [1]}, "does not fit"),
        ("insert", {"name": None}, "does not take"),
        ("insert", {"name": "$nobody"}, "not a variable of rules"),
        ("insert", {"name": "$"}, "not a variable"),
        ("insert", {"name": "$now"}, "date or a time"),
        ("insert", {"is_public": "$user_role"}, "no Boolean can be"),
        ("insert", {"owner_id": "sql:DELETE FROM customers"}, "not a subquery"),
        ("insert", {"owner_id": "sql:SELECT 1; SELECT 2"}, "not a subquery"),
        ("insert", {"owner_id": "sql:SELECT $nobody"}, "not a subquery"),
        ("insert", {"owner_id": "sql:"}, "not a subquery"),
    ],
)
def test_preset_that_does_not_fit_is_passed_over(action: str, presets: Any, reported: str) -> None:
    with pytest.raises(ConfigurationError, match=reported):
        rule(action, presets=presets)


def test_missing_fact_is_written_as_null() -> None:
    one = rule(presets={"owner_id": "$user_id", "name": "$user_role", "stock": 1})
    assert one.filter == Known(one.presets["owner_id"])


def test_select_without_a_row_is_written_as_null() -> None:
    one = rule(presets={"category_id": "sql:SELECT id FROM c WHERE owner = $user_id"})
    facts = [where.parameter for where in one.filter.items]
    assert [fact.source for fact in facts] == ["caller", "sql"]


# -- rows -----------------------------------------------------------------------------------------


def test_filter_of_a_rule_is_lost() -> None:
    values = list(parameters_of(rule("update", filters=[OWN, "{ stock: { gt: 2 } }"]).filter))
    assert [(value.source, value.scope) for value in values] == [
        ("caller", ""),
        ("constant", "products update 0"),
    ]


def test_rows_of_a_model_that_its_manager_hides_are_written() -> None:
    hidden = replace(WRITABLE.tables["tags"], rows=FALSE)
    catalog = replace(WRITABLE, tables={**WRITABLE.tables, "tags": hidden})
    role = role_of({"name": "writer", "tables": [{"name": "tags", "insert": {}, "delete": {}}]})
    one = build_rules(role, catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS)
    assert {rule.filter for rule in one.writes.values()} == {FALSE}


def test_missing_fact_opens_a_rule_for_writing() -> None:
    one = rule("delete", filters=["{ not: { owner_id: { eq: $user_id } } }"])
    assert any(isinstance(item, Known) for item in one.filter.items)


def test_unknown_name_in_a_filter_is_passed_over() -> None:
    with pytest.raises(ConfigurationError, match="for delete on products"):
        rule("delete", filters=["{ prize: { eq: 1 } }"])


# -- tables that hang together --------------------------------------------------------------------


CHILD: dict[str, Any] = {"name": "bundles", "insert": {}, "update": {}, "delete": {}}


def test_child_model_is_written_past_its_parent() -> None:
    assert rules(CHILD).writes.keys() == {("bundles", "update")}
    assert rules(CHILD).writes["bundles", "update"].columns == {"pieces"}
    blocked = {"name": "products", "insert": {"block": True}, "delete": {}}
    assert rules(CHILD, blocked).writes.keys() == {
        ("bundles", "update"),
        ("bundles", "delete"),
        ("products", "delete"),
    }


def test_child_model_has_more_columns_than_its_parent_permits() -> None:
    parent = {"name": "products", "insert": {"columns": ["name", "price"]}}
    assert rules(CHILD, parent).writes["bundles", "insert"].columns == {"name", "price", "pieces"}
    child = {"name": "bundles", "insert": {"columns": ["name", "stock"]}}
    assert rules(child, parent).writes["bundles", "insert"].columns == {"name"}


def test_child_model_forgets_the_presets_and_rows_of_its_parent() -> None:
    parent = {
        "name": "products",
        "insert": {"presets": {"owner_id": "$user_id", "stock": 0}, "filters": [OWN], "max_affected": 2},
    }
    child = {"name": "bundles", "insert": {"presets": {"stock": 9}, "max_affected": 5}}
    one = rules(child, parent).writes["bundles", "insert"]
    assert not {"owner_id", "stock"} & one.columns
    assert (one.presets["owner_id"].source, one.presets["stock"].value) == ("caller", 0)
    assert one.max_affected == 2
    (way,) = (item for item in one.filter.items if isinstance(item, Exists))
    assert (way.target.name, [value.name for value in parameters_of(way.where)]) == (
        "products",
        ["user_id"] * 1,
    )


def test_alias_is_written_past_its_table() -> None:
    alias = {"name": "goods", "insert": {"columns": ["name", "stock"], "presets": {"weight": 1}}}
    table = {"name": "products", "insert": {"columns": ["name", "weight"], "presets": {"weight": 2}}}
    one = rules(alias, table).writes["goods", "insert"]
    assert (one.columns, one.presets["weight"].value) == ({"name"}, 2)
    assert ("goods", "insert") not in rules(alias).writes
    assert ("goods", "insert") not in rules(alias, {"name": "products", "insert": {"block": True}}).writes


def test_alias_widens_the_rows_of_its_table() -> None:
    alias = {"name": "goods", "delete": {"filters": ["{ stock: { eq: 0 } }"], "max_affected": 7}}
    table = {"name": "products", "delete": {"filters": [OWN], "max_affected": 9}}
    one = rules(alias, table).writes["goods", "delete"]
    assert [value.source for value in parameters_of(one.filter)] == ["caller", "constant"]
    assert one.max_affected == 7


def test_rules_without_any_write_are_changed() -> None:
    assert effective_writes({}, WRITABLE) == {}
