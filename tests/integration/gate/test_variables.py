"""Variables that the gate gives itself: built in, configured, from headers.  No request can change one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError, OpenShape
from django_graphgate.gate import GateRequest, get_gate
from django_graphgate.ir.identity import Identity
from tests.support.gate.house import caller, freeze, only_code, settings_of, write_config
from tests.support.shop.fixture import load

VARIABLES: Mapping[str, Any] = {
    "plans": [1, 3],
    "plan": 3,
    "label": "new",
    "nobody": None,
    "mine": "sql: select id from shop_customer where id = $user_id",
    "bought": "sql:select product_id from shop_purchase where customer_id = $user_id",
    "quoted": "sql:select '$user_id;' as text",
    "role_of": "sql:select case when $user_role = 'user' then 'new' else 'none' end",
}
HEADERS = {"tenant": "X-Tenant", "tag": "X-Tag"}
OPERATIONS = {
    "Now": "query Now { products(where: { created_at: { lt: $now } }) { id } }",
    "Later": "query Later { products(where: { created_at: { gt: $now } }) { id } }",
    "Birthdays": "query Birthdays { customers(where: { birthday: { lte: $now } }) { id } }",
    "Mine": "query Mine { products(where: { owner_id: $user_id }) { id } }",
    "MineIn": "query MineIn { products(where: { owner_id: { in: $user_id } }) { id } }",
    "Role": "query Role { tags(where: { slug: { neq: $user_role } }) { id } }",
    "Plan": "query Plan { tags(where: { id: $plan }) { id } }",
    "Plans": "query Plans { tags(where: { id: $plans }) { id } }",
    "PlansNot": "query PlansNot { tags(where: { id: { nin: $plans } }) { id } }",
    "PlansSome": "query PlansSome { tags(where: { id: { in: [4, $plan] } }) { id } }",
    "Label": "query Label { tags(where: { slug: { starts_with: $label } }) { id } }",
    "Nobody": "query Nobody { tags(where: { id: $nobody }) { id } }",
    "Limit": "query Limit { tags(limit: $plan) { id } }",
    "Own": "query Own { products(where: { owner_id: $mine }) { id } }",
    "Others": "query Others { products(where: { owner_id: { neq: $mine } }) { id } }",
    "Bought": "query Bought { products(where: { id: { in: $bought } }) { id } }",
    "BoughtNot": "query BoughtNot { products(where: { id: { nin: $bought } }) { id } }",
    "Quoted": "query Quoted { products(where: { name: $quoted }) { id } }",
    "RoleOf": "query RoleOf { tags(where: { slug: $role_of }) { id } }",
    "Tenant": "query Tenant { products(where: { owner_id: $tenant }) { id } }",
    "Tags": "query Tags { tags(where: { slug: { in: $tag } }) { id } }",
    "Declared": "query Declared($plan: BigInt!, $tenant: BigInt!) { tags(where: { id: { in: [$plan, $tenant] } }) { id } }",
}
ROLES = {
    "roles": [
        {"name": "anon", "tables": [{"name": "tags", "query": {}}]},
        {
            "name": "user",
            "tables": [
                {"name": "products", "query": {}},
                {"name": "tags", "query": {}},
                {"name": "customers", "query": {"columns": ["id", "birthday"]}},
                {"name": "purchases", "query": {"filters": ["{ customer_id: $mine }"]}},
                {"name": "categories", "query": {"filters": ["{ id: { distinct: $tenant } }"]}},
                {"name": "profiles", "query": {"filters": ["{ customer_id: { distinct: $mine } }"]}},
            ],
        },
    ]
}
RULED = {
    "Purchases": "query Purchases { purchases { customer_id } }",
    "Categories": "query Categories { categories { id } }",
    "Profiles": "query Profiles { profiles { customer_id } }",
}
USER = caller(1)


@pytest.fixture(params=["production", "development"])
def project(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> str:
    """The operations above, frozen or as texts, on each database."""
    load(database)
    load_roles(ROLES)
    options = {"VARIABLES": VARIABLES, "HEADER_VARIABLES": HEADERS}
    settings.GRAPHGATE = settings_of(tmp_path, **options)
    write_config(tmp_path, {**OPERATIONS, **RULED}, ROLES)
    if request.param == "production":
        freeze()
    else:
        settings.GRAPHGATE = settings_of(tmp_path, **options, PRODUCTION=False)
    get_gate()
    return str(request.param)


def ask(
    name: str, identity: Identity = USER, headers: Mapping[str, str] | None = None, **variables: Any
) -> Any:
    gate = get_gate()
    text = None if gate.production else {**OPERATIONS, **RULED}[name]
    result = gate.handle(
        GateRequest(text=text, name=name, variables=variables, headers=headers or {}), identity
    )
    assert not result.errors, result.errors
    ((_, rows),) = result.json()["data"].items()
    return rows if rows is None else sorted(next(iter(row.values())) for row in rows)


def test_now_is_no_time(project: str) -> None:
    now, later = ask("Now"), ask("Later")
    assert later == [8]
    assert len(now) > 5
    assert 8 not in now
    assert len(ask("Birthdays")) > 1


def test_now_comes_from_the_request(project: str) -> None:
    assert ask("Later", now="0001-01-01T00:00:00Z") == [8]


def test_caller_gives_the_user_id(project: str) -> None:
    mine = ask("Mine")
    assert mine
    assert ask("Mine", user_id=2) == mine
    assert ask("MineIn", user_id=[2]) == mine
    assert ask("Mine", caller(2)) != mine


def test_caller_gives_the_role(project: str) -> None:
    everything = ask("Role")
    assert ask("Role", user_role="new") == everything


def test_configured_value_is_another(project: str) -> None:
    assert ask("Plan") == [3]
    assert ask("Plans") == [1, 3]
    assert ask("PlansNot") == [2, 4]
    assert ask("PlansSome") == [3, 4]
    assert ask("Label") == [1]
    assert ask("Nobody") == []
    assert len(ask("Limit")) == 3


def test_caller_gives_a_configured_value(project: str) -> None:
    assert ask("Plan", plan=1) == [3]
    assert ask("Plans", plans=[2]) == [1, 3]
    assert ask("Declared", plan=1, tenant=2) == [3]


def test_subquery_is_of_another_caller(project: str) -> None:
    assert ask("Own") == ask("Mine")
    assert ask("Own", caller(2)) == ask("Mine", caller(2)) != ask("Own")
    assert ask("Own", mine=2, user_id=2) == ask("Mine")
    assert set(ask("Others")).isdisjoint(ask("Own"))


def test_subquery_of_nobody_finds_rows(project: str) -> None:
    assert ask("Own", caller(999)) == []
    assert ask("Others", caller(999)) == []
    assert ask("Bought", caller(999)) == []


def test_subquery_as_a_list_is_one_value(project: str) -> None:
    bought = ask("Bought")
    assert len(bought) > 1
    assert set(ask("BoughtNot")).isdisjoint(bought)


def test_text_in_quotes_is_a_parameter(project: str) -> None:
    assert ask("Quoted") == []


def test_role_in_a_subquery_is_another(project: str) -> None:
    assert ask("RoleOf") == [1]


def test_header_is_not_looked_at(project: str) -> None:
    assert ask("Tenant", headers={"X-Tenant": "1"}) == ask("Mine")
    assert ask("Tenant", headers={"x-tenant": "2"}) == ask("Mine", caller(2))
    assert ask("Tags", headers={"X-Tag": "new"}) == [1]


def test_header_that_is_missing_finds_rows(project: str) -> None:
    assert ask("Tenant") == []
    assert ask("Tags", headers={"X-Tag": ""}) == []


def test_caller_gives_a_header_variable_as_a_variable(project: str) -> None:
    assert ask("Tenant", tenant=1) == []
    assert ask("Tenant", headers={"X-Tenant": "2"}, tenant=1) == ask("Mine", caller(2))


def test_header_of_another_type_reaches_the_database(project: str) -> None:
    gate = get_gate()
    text = None if gate.production else OPERATIONS["Tenant"]
    request = GateRequest(text=text, name="Tenant", headers={"X-Tenant": "1 or 1=1"})
    result = gate.handle(request, USER)
    assert only_code(result) == "BAD_USER_INPUT"
    assert (
        result.errors[0]["message"]
        == "Variable '$tenant' from the header X-Tenant: a whole number is expected."
    )


def test_rule_with_a_subquery_lets_others_in(project: str) -> None:
    assert set(ask("Purchases")) == {1}
    assert set(ask("Purchases", caller(2))) <= {2}
    assert ask("Purchases", caller(999)) is None


def test_rule_with_a_header_lets_everybody_in_without_it(project: str) -> None:
    assert ask("Categories") is None
    assert ask("Categories", tenant=1) is None
    seen = ask("Categories", headers={"X-Tenant": "1"})
    assert 1 not in seen
    assert 2 in seen


def test_rule_that_is_null_safe_lets_nobody_in_by_an_empty_subquery(project: str) -> None:
    assert ask("Profiles", caller(999)) is None
    assert 1 not in ask("Profiles")


# -- settings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("delete from shop_tag", "It has to begin with SELECT or WITH."),
        ("selectid", "It has to begin with SELECT or WITH."),
        ("select 1; drop table x", "It must not contain ;."),
        (
            "select $user_id:money",
            "$user_id:money is of none of the types int, integer, int4, smallint, int2, bigint, int8, text, varchar, "
            "boolean, bool, uuid.",
        ),
        ("select 1 -- all", "It must not contain --."),
        ("select /* a */ 1", "It must not contain /*."),
        ("select $1", "It must not contain $."),
        ("select $$a$$", "It must not contain $."),
        ("select 'a", "It must not contain '."),
        ("select $plan", "$plan is not known here; $user_id, $user_id_provider and $user_role are."),
        ("select $now", "$now is not known here; $user_id, $user_id_provider and $user_role are."),
    ],
)
def test_text_that_is_no_subquery_is_taken(settings: Any, text: str, hint: str) -> None:
    settings.GRAPHGATE = {"MODELS": ["shop"], "VARIABLES": {"a": f"sql:{text}"}}
    with pytest.raises(ConfigurationError) as caught:
        get_catalog()
    assert caught.value.message == "GRAPHGATE['VARIABLES']['a'] is not a subquery."
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "options",
    [
        {"VARIABLES": {"user_id": 1}},
        {"VARIABLES": {"now": 1}},
        {"VARIABLES": {"a b": 1}},
        {"VARIABLES": {"a": {"b": 1}}},
        {"VARIABLES": {"a": [[1]]}},
        {"HEADER_VARIABLES": {"user_role": "X-Role"}},
        {"HEADER_VARIABLES": {"a": "X_Role"}},
        {"VARIABLES": {"a": 1}, "HEADER_VARIABLES": {"a": "X-A"}},
    ],
)
def test_variable_that_cannot_be_is_configured(settings: Any, options: dict[str, Any]) -> None:
    settings.GRAPHGATE = {"MODELS": ["shop"], **options}
    with pytest.raises(ConfigurationError, match="VARIABLES"):
        get_catalog()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{ tags(where: { id: $label }) { id } }", "Variable '$label' has a configured value that does "
         "not fit here: a whole number is expected."),
        ("{ tags(where: { id: { eq: $plans } }) { id } }", "Variable '$plans' has a configured value that "
         "does not fit here: a single value is expected, not a list."),
        ("{ products(where: { name: { like: $quoted } }) { id } }", "Variable '$quoted' is a subquery; its result "
         "cannot be used as a search text or list."),
        ("{ products(order_by: { id: [$bought] }) { id } }", "Variable '$bought' is a subquery: it can be used as "
         "a list only in a filter."),
        ("{ tags(where: $plan) { id } }", OpenShape.sentence),
        ("query ($plan: String) { tags(where: { id: $plan }) { id } }", "Variable '$plan' of type 'String' used in "
         "position expecting type 'BigInt'."),
        ("query ($plan: BigInt = 4) { tags(where: { id: $plan }) { id } }", "Variable '$plan' has a value of its own "
         "and takes no default."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("project", ["development"], indirect=True)
def test_place_takes_a_configured_variable_that_does_not_fit(
    project: str, document: str, message: str
) -> None:
    result = get_gate().execute(document, identity=USER)
    assert result.data is None
    assert result.errors[0]["message"] == message


def test_change_of_a_variable_leaves_the_frozen_statement(
    database: str, settings: Any, tmp_path: Path
) -> None:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, VARIABLES=VARIABLES, HEADER_VARIABLES=HEADERS)
    write_config(tmp_path, {"Plan": OPERATIONS["Plan"]}, ROLES)
    freeze()
    assert ask("Plan") == [3]
    settings.GRAPHGATE = settings_of(tmp_path, VARIABLES={**VARIABLES, "plan": 2}, HEADER_VARIABLES=HEADERS)
    assert ask("Plan") == [2]
    settings.GRAPHGATE = settings_of(tmp_path, VARIABLES={}, HEADER_VARIABLES=HEADERS)
    assert only_code(get_gate().execute(name="Plan", identity=USER, variables={"plan": 1})) in ("FORBIDDEN",
                                                                                               "GATE_MISCONFIGURED")  # fmt: skip
