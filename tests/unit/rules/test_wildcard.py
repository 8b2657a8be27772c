"""The rule ``"*"``: which tables it grants, and on which its filters hold."""

from __future__ import annotations

from typing import Any, cast

import pytest

from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.plan import TRUE
from django_graphgate.ir.visit import parameters_of
from django_graphgate.rules.model import RoleRules, StoredRole, StoredRule
from django_graphgate.rules.wildcard import tables_closed_by_wildcard, without_wildcard
from tests.support.catalog.asking import Api, api
from tests.support.rules.writing import WRITABLE
from tests.support.shop.running import DEFAULT_LIMIT, LIMITS, compiled, role_of, view_of

OWN = "{ customer_id: { eq: $user_id } }"
IF_CUSTOMER = {"if_column": "customer_id", "filter": OWN}
IF_OWNER = {"if_column": "owner_id", "filter": "{ owner_id: { eq: $user_id } }"}
SHOP = ("shop",)


def role(*rules: StoredRule, **wildcard: Any) -> StoredRole:
    given = {"filters": (IF_CUSTOMER,), **wildcard}
    return StoredRole(name="tenant", rules=(*rules, StoredRule(table="*", **given)))


def rules_of(one: StoredRole) -> RoleRules:
    return view_of.__wrapped__(one).rules


def test_table_without_the_column_is_granted() -> None:
    assert set(rules_of(role()).queries) == {"profiles", "purchases", "vouchers"}


def test_column_that_looks_secret_is_granted() -> None:
    one = role(filters=({"if_column": "api_token", "filter": "{ api_token: { eq: $user_id } }"},))
    assert rules_of(one).queries["customers"].columns == rules_of(
        StoredRole(name="r", rules=(StoredRule(table="customers"),))
    ).queries["customers"].columns  # fmt: skip


def test_granted_table_is_not_narrowed() -> None:
    sql = compiled("{ purchases { id } vouchers { id } }", role()).sql
    assert sql.count('"customer_id" = ') == 2


def test_named_table_is_not_narrowed() -> None:
    statement = compiled(
        "{ purchases { id } }", role(StoredRule(table="purchases", columns=("id",), limit=3))
    )
    assert '"customer_id" = ' in statement.sql
    rule = rules_of(role(StoredRule(table="purchases", columns=("id",), limit=3))).queries["purchases"]
    assert (rule.columns, rule.limit) == (frozenset({"id"}), 3)


def test_named_table_without_the_column_is_closed_or_filtered() -> None:
    assert "customer_id" not in compiled("{ tags { id } }", role(StoredRule(table="tags"))).sql


def test_blocked_table_is_opened() -> None:
    assert rules_of(role(StoredRule(table="purchases", block=True))).queries["purchases"].block


def test_filter_of_another_column_holds() -> None:
    one = role(filters=(IF_CUSTOMER, IF_OWNER))
    assert set(rules_of(one).queries) == {"profiles", "purchases", "vouchers", "products", "bundles"}
    assert "customer_id" not in compiled("{ products { id } }", one).sql
    assert '"owner_id" = ' in compiled("{ products { id } }", one).sql


def test_filters_of_several_columns_do_not_all_hold() -> None:
    both = ({"if_column": "product_id", "filter": "{ product_id: { eq: 1 } }"}, IF_CUSTOMER)
    sql = compiled("{ purchases { id } }", role(filters=both)).sql
    assert '"product_id" = ' in sql
    assert '"customer_id" = ' in sql


def test_child_model_is_open_where_its_parent_has_the_column() -> None:
    """A child has its parent's columns, and the parent's rule holds for it as well."""
    sql = compiled("{ bundles { id pieces } }", role(filters=(IF_OWNER,))).sql
    assert sql.count('"owner_id" = ') == 2


def test_columns_of_the_wildcard_rule_are_other_ones() -> None:
    rules = rules_of(role(columns=("id", "amount"), limit=7)).queries
    assert {name: rule.columns for name, rule in rules.items()} == {
        "profiles": frozenset(),
        "purchases": {"id"},
        "vouchers": {"id", "amount"},
    }
    assert {rule.limit for rule in rules.values()} == {7}


def test_star_in_columns_is_lost() -> None:
    assert rules_of(role(columns=("*",))).queries == rules_of(role()).queries


@pytest.mark.parametrize(
    ("wildcard", "reported"),
    [
        ({"filters": ()}, "at least one"),
        ({"filters": (OWN,)}, "no others"),
        ({"filters": (IF_CUSTOMER, OWN)}, "no others"),
        ({"filters": (IF_CUSTOMER, "false")}, "no others"),
        ({"filters": ({"if_column": "customer_id"},)}, "no others"),
        ({"filters": ({**IF_CUSTOMER, "else": "false"},)}, "no others"),
        ({"filters": ({"if_column": ["customer_id"], "filter": OWN},)}, "no others"),
        ({"filters": ({"if_column": "custmer_id", "filter": OWN},)}, "custmer_id"),
        ({"filters": ({"if_column": "customer", "filter": OWN},)}, "'customer'"),
        ({"filters": ({"if_column": "note", "filter": "{ note: { eq: 1 } }"},)}, "note"),
        ({"filters": ({"if_column": "owner_id", "filter": OWN},)}, "products"),
        ({"filters": ({"if_column": "customer_id", "filter": "{ customer_id: { eq: $other } }"},)}, "other"),
        ({"filters": ({"if_column": "customer_id", "filter": None},)}, "object"),
        ({"block": True}, "blocks"),
        ({"columns": ("idd",)}, "idd"),
        ({"columns": ("id",), "column_filters": (("id", OWN),)}, "column with a filter"),
    ],
    ids=lambda value: repr(value)[:80],
)
def test_wildcard_rule_that_is_not_understood_narrows_nothing(
    wildcard: dict[str, Any], reported: str
) -> None:
    with pytest.raises(ConfigurationError, match=reported):
        rules_of(role(StoredRule(table="tags"), **wildcard))


# -- other catalogues ---------------------------------------------------------------------------------


def shop(*rules: StoredRule, **settings: Any) -> Api:
    """The shop with the wildcard rule."""
    return api(["shop"], *role(*rules).rules, **settings)


def allowed(one: Api) -> RoleRules:
    from django_graphgate.compiler.compile import RoleView
    from tests.support.shop.running import LIMITS

    return RoleView.build(one.role, one.catalog, default_limit=20, limits=LIMITS).rules


def test_table_with_a_blocked_column_is_open_when_it_is_named() -> None:
    blocked = {"blocklist": ["purchases.customer_id"]}
    assert "purchases" not in allowed(shop(**blocked)).queries
    with pytest.raises(ConfigurationError, match=r"cannot hold for purchases"):
        allowed(shop(StoredRule(table="purchases"), **blocked))
    assert allowed(shop(StoredRule(table="purchases", block=True), **blocked)).queries["purchases"].block


def test_alias_is_a_way_around_the_wildcard_rule() -> None:
    aliases = {"tables": [{"name": "orders", "table": "purchases", "blocklist": ["customer_id"]}]}
    assert "orders" not in allowed(shop(**aliases)).queries
    named = shop(StoredRule(table="orders"), **aliases)
    assert '"customer_id" = ' in named.compiled("{ orders { id } }").sql
    plain = shop(tables=[{"name": "orders", "table": "purchases"}])
    assert '"customer_id" = ' in plain.compiled("{ orders { id } }").sql
    blocked = shop(
        StoredRule(table="purchases", block=True), tables=[{"name": "orders", "table": "purchases"}]
    )
    assert allowed(blocked).queries["orders"].block


# -- what stays closed --------------------------------------------------------------------------------


def test_closed_tables_are_not_listed() -> None:
    catalog = view_of(role_of({"name": "x", "tables": []})).catalog
    assert dict(catalog.tables) == {}
    one = shop(StoredRule(table="tags"), StoredRule(table="sheep", block=True))
    closed = tables_closed_by_wildcard(one.role, one.catalog)
    assert "products" in closed
    assert not {"tags", "sheep", "purchases", "vouchers"} & set(closed)
    assert set(closed) == set(one.catalog.tables) - set(allowed(one).queries)
    assert tables_closed_by_wildcard(StoredRole(name="x"), one.catalog) == []


def test_rules_for_writes_are_granted_by_a_wildcard_for_reads() -> None:
    one = shop()
    written = without_wildcard(role(StoredRule(table="tags", action="insert")), one.catalog).rules
    assert {(rule.table, rule.action) for rule in written if rule.action != "query"} == {("tags", "insert")}


WRITES = ("insert", "update", "upsert", "delete")


def writing(action: str, *rules: StoredRule, **wildcard: Any) -> RoleRules:
    given = role(*rules, **{"action": action, **wildcard})
    return build_rules(given, WRITABLE, default_limit=DEFAULT_LIMIT, limits=LIMITS)


@pytest.mark.parametrize("action", WRITES)
def test_wildcard_rule_grants_a_write(action: str) -> None:
    assert writing(action).writes == {}
    assert writing(action, StoredRule(table="purchases")).writes == {}


@pytest.mark.parametrize("action", WRITES)
def test_wildcard_rule_is_forgotten_where_a_table_is_written(action: str) -> None:
    rules = writing(action, *(StoredRule(table=name, action=action) for name in ("purchases", "tags"))).writes
    assert [value.name for value in parameters_of(rules["purchases", cast("Any", action)].filter)] == [
        "user_id"
    ]
    assert rules["tags", cast("Any", action)].filter == TRUE


def test_wildcard_rule_for_one_action_narrows_another() -> None:
    rules = writing("update", StoredRule(table="purchases", action="delete")).writes
    assert rules["purchases", "delete"].filter == TRUE


@pytest.mark.parametrize("given", [{"columns": ("id",)}, {"presets": (("id", 1),)}, {"max_affected": 1}])
def test_wildcard_rule_for_writes_has_more_than_filters(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="filters only"):
        writing("insert", **given)


def test_wildcard_rule_for_writes_without_filters_is_passed_over() -> None:
    with pytest.raises(ConfigurationError, match="if_column"):
        writing("insert", filters=())
