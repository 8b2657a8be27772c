"""Rules for writing, as the gate applies them: what reaches the tables, and what does not; both databases."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from django_graphgate.models import TableRule
from tests.support.gate.house import ANON
from tests.support.rules.gated import DATA, ME, OTHER, OWN, ran, refused
from tests.support.shop.models import Category, Customer, Palette, Product, Sample, Tag, Voucher

ADD = "mutation Add($data: [ProductInsert!]!) { products(insert: $data) { id owner_id stock name } }"
ADD_TAG = 'mutation AddTag { tag(insert: { slug: "quite-new" }) { slug } }'


# -- presets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("small", 3, 3),
        ("real", 1.5, 1.5),
        ("exact", "1.25000", Decimal("1.25")),
        ("flag", False, False),
        ("text", "now", "now"),
        ("text", "$user_role", "user"),
        ("text", "$user_id", "1"),
        ("number", "$user_id", 1),
        ("text", None, None),
        ("day", "2026-01-02", dt.date(2026, 1, 2)),
        ("document", {"a": ["$user_id", None]}, {"a": ["$user_id", None]}),
        ("document", "text", "text"),
        ("document", [1, "now"], [1, "now"]),
        ("number", "sql:SELECT id FROM shop_customer WHERE id = $user_id", 1),
        ("text", "sql:SELECT 'user: ' || $user_role", "user: user"),
        ("big", "$answer", 42),
        ("number", "$mine", 1),
    ],
    ids=str,
)
def test_preset_writes_another_value(
    project: Any, database: str, column: str, value: Any, stored: Any
) -> None:
    gate = project(
        {"name": "samples", "query": {}, "insert": {"columns": ["small"], "presets": {column: value}}},
        VARIABLES={"answer": 42, "mine": "sql:SELECT id FROM shop_customer WHERE id = $user_id"},
    )
    ran(gate, "mutation Put { sample(insert: {}) { id } }")
    assert getattr(Sample.objects.using(database).latest("pk"), column) == stored


@pytest.mark.parametrize("database", ["default"], indirect=True)
def test_array_of_a_preset_is_something_else(project: Any, database: str) -> None:
    presets = {"colors": ["red"], "counts": [1, 2], "prices": ["1.50"], "sizes": None}
    gate = project({"name": "palettes", "query": {}, "insert": {"columns": ["name"], "presets": presets}})
    Palette.objects.using(database).all().delete()  # the sequence of their keys has not seen them
    ran(gate, 'mutation Put { palette(insert: { name: "p" }) { id } }')
    palette = Palette.objects.using(database).latest("pk")
    assert (palette.colors, palette.counts, palette.sizes) == (["red"], [1, 2], None)
    assert palette.prices == [Decimal("1.50")]


@pytest.mark.parametrize("column", ["day", "clock", "moment"])
def test_now_is_another_time(project: Any, database: str, column: str) -> None:
    gate = project({"name": "samples", "query": {}, "insert": {"presets": {column: "now"}}})
    ran(gate, "mutation Put { sample(insert: {}) { id } }")
    assert getattr(Sample.objects.using(database).latest("pk"), column) is not None


PRESET = {
    "name": "products",
    "query": {},
    "insert": {"columns": [*DATA], "presets": {"owner_id": "$user_id", "stock": 7}},
}


@pytest.mark.parametrize("given", [{"owner_id": 2}, {"stock": 1}, {"owner": {"connect": {"id": 2}}}])
def test_data_override_a_preset(project: Any, database: str, given: dict[str, Any]) -> None:
    gate = project(PRESET)
    before = Product.objects.using(database).count()
    assert refused(gate, ADD, data=[{**DATA, **given}]) == "BAD_USER_INPUT"
    assert Product.objects.using(database).count() == before
    answer = ran(gate, ADD, data=[DATA, DATA])
    assert [(row["owner_id"], row["stock"]) for row in answer["products"]] == [(1, 7), (1, 7)]


def test_preset_of_a_missing_header_is_null(project: Any, database: str) -> None:
    rule = {"query": {}, "insert": {"columns": ["slug"], "presets": {}}}
    sample = {"name": "samples", "query": {}, "insert": {"presets": {"text": "$note"}}}
    gate = project({"name": "tags", **rule}, sample, HEADER_VARIABLES={"note": "X-Note"})
    text = "mutation Put { sample(insert: {}) { text } }"
    before = Sample.objects.using(database).count()
    assert refused(gate, text) == "FORBIDDEN"
    assert Sample.objects.using(database).count() == before
    assert ran(gate, text, headers={"X-Note": "hi"}) == {"sample": {"text": "hi"}}


def test_subquery_without_a_row_presets_null(project: Any, database: str) -> None:
    presets = {"number": "sql:SELECT id FROM shop_customer WHERE id = $user_id AND id = 2"}
    gate = project({"name": "samples", "query": {}, "insert": {"presets": presets}})
    text = "mutation Put { sample(insert: {}) { number } }"
    before = Sample.objects.using(database).count()
    assert refused(gate, text) == "FORBIDDEN"
    assert Sample.objects.using(database).count() == before
    assert ran(gate, text, identity=OTHER) == {"sample": {"number": 2}}


@pytest.mark.parametrize(
    "select",
    [
        "SELECT id FROM shop_customer",  # several rows
        "SELECT name FROM shop_customer WHERE id = $user_id",
        "SELECT 99999999999999999999 WHERE 1 = $user_id",
    ],
)
def test_subquery_that_fails_is_an_unexpected_error(project: Any, database: str, select: str) -> None:
    gate = project({"name": "samples", "query": {}, "insert": {"presets": {"number": f"sql:{select}"}}})
    before = Sample.objects.using(database).count()
    result = gate.execute("mutation Put { sample(insert: {}) { number } }", identity=ME)
    assert result.data is None
    assert result.status < 500, result.errors
    assert Sample.objects.using(database).count() == before
    assert "shop_customer" not in json.dumps(result.errors)


def test_anonymous_caller_writes_null_for_a_user(project: Any, database: str) -> None:
    rule = {"name": "vouchers", "insert": {"columns": ["amount"], "presets": {"customer_id": "$user_id"}}}
    gate = project(rule, anon=[rule])
    before = Voucher.objects.using(database).count()
    text = 'mutation Put { voucher(insert: { amount: "3.00" }) { __typename } }'
    assert refused(gate, text, identity=ANON) in {"FORBIDDEN", "UNAUTHENTICATED"}
    assert Voucher.objects.using(database).count() == before
    assert ran(gate, text) == {"voucher": None}
    assert Voucher.objects.using(database).filter(customer_id=1, amount=3).exists()


# -- columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["id", "stock", "is_public", "owner_id", "prize", "weight"])
def test_column_that_no_rule_names_is_written(project: Any, database: str, column: str) -> None:
    gate = project({**PRESET, "insert": {**PRESET["insert"], "columns": ["name", "price", "created_at"]}})
    before = Product.objects.using(database).count()
    assert refused(gate, ADD, data=[{**DATA, column: 1}]) == "BAD_USER_INPUT"
    inline = f'mutation Put {{ product(insert: {{ name: "x", {column}: 1 }}) {{ id }} }}'
    assert refused(gate, inline) == "GRAPHQL_VALIDATION_FAILED"
    assert Product.objects.using(database).count() == before


def test_secret_is_written_without_being_named(project: Any, database: str) -> None:
    text = "mutation Put($data: CustomerUpdate!) { customer(id: 1, update: $data) { id } }"
    gate = project({"name": "customers", "query": {}, "update": {}})
    assert refused(gate, text, data={"password": "x"}) == "BAD_USER_INPUT"
    gate = project({"name": "customers", "query": {}, "update": {"columns": ["password"]}})
    assert ran(gate, text, data={"password": "x"}) == {"customer": {"id": 1}}
    assert Customer.objects.using(database).get(pk=1).password == "x"


def test_blocked_action_of_a_table_runs(project: Any) -> None:
    shut = {"name": "tags", "query": {}, "read_only": True, "insert": {"columns": ["slug"]}}
    for table in (
        shut,
        {"name": "tags", "query": {}},
        {"name": "tags", "query": {}, "insert": {"block": True}},
    ):
        assert refused(project(table), ADD_TAG) in {"GRAPHQL_VALIDATION_FAILED", "FORBIDDEN"}
    assert ran(project({"name": "tags", "query": {}, "insert": {}}), ADD_TAG) == {
        "tag": {"slug": "quite-new"}
    }


# -- rows -----------------------------------------------------------------------------------------

PUBLIC = "{ is_public: { eq: true } }"


def test_row_is_inserted_that_the_filter_refuses(project: Any, database: str) -> None:
    gate = project({"name": "tags", "query": {}, "insert": {"filters": ['{ slug: { starts_with: "my-" } }']}})
    text = "mutation Put($data: [TagInsert!]!) { tags(insert: $data) { slug } }"
    before = Tag.objects.using(database).count()
    assert refused(gate, text, data=[{"slug": "my-a"}, {"slug": "b"}]) == "FORBIDDEN"
    assert Tag.objects.using(database).count() == before
    assert len(ran(gate, text, data=[{"slug": "my-a"}, {"slug": "my-b"}])["tags"]) == 2


def test_row_leaves_or_enters_ones_reach_by_an_update(project: Any, database: str) -> None:
    rule = {"columns": ["owner_id", "name"], "filters": [OWN]}
    gate = project({"name": "products", "query": {}, "update": rule})
    text = "mutation Move($id: BigInt!, $owner: BigInt!) { product(id: $id, update: { owner_id: $owner }) { id } }"
    mine, theirs = (
        Product.objects.using(database).filter(owner_id=owner).values_list("pk", flat=True)[0]
        for owner in (1, 2)
    )
    assert refused(gate, text, id=mine, owner=2) == "FORBIDDEN"
    assert ran(gate, text, id=theirs, owner=1) == {"product": None}
    owners = dict(Product.objects.using(database).values_list("pk", "owner_id"))
    assert (owners[mine], owners[theirs]) == (1, 2)


def test_hidden_row_is_updated_or_deleted(project: Any, database: str) -> None:
    """What a role cannot see it cannot name, whatever the rule for the action says."""
    seen = {"filters": [PUBLIC]}
    gate = project({"name": "products", "query": seen, "update": {}, "delete": {}})
    hidden = Product.objects.using(database).filter(is_public=False).values_list("pk", flat=True)[0]
    update = 'mutation Up($id: BigInt!) { product(id: $id, update: { name: "x" }) { id } }'
    delete = "mutation Del($id: BigInt!) { product(id: $id, delete: true) { id } }"
    assert ran(gate, update, id=hidden) == ran(gate, delete, id=hidden) == {"product": None}
    assert Product.objects.using(database).get(pk=hidden).name != "x"


def test_fact_that_a_filter_lacks_permits_a_write(project: Any, database: str) -> None:
    where = "{ not: { name: { eq: $note } } }"
    gate = project(
        {"name": "tags", "query": {}},
        {"name": "categories", "query": {}, "insert": {"filters": [where]}, "update": {"filters": [where]}},
        HEADER_VARIABLES={"note": "X-Note"},
    )
    put = 'mutation Put { category(insert: { name: "new" }) { name } }'
    change = 'mutation Change { categories(where: { id: { gt: 0 } }, update: { name: "new" }) { name } }'
    assert refused(gate, put) == "FORBIDDEN"
    changed = gate.execute(change, identity=ME)
    assert not Category.objects.using(database).filter(name="new").exists(), changed
    assert ran(gate, put, headers={"X-Note": "x"}) == {"category": {"name": "new"}}


def test_rule_writes_more_rows_than_it_may(project: Any, database: str) -> None:
    gate = project(
        {"name": "tags", "query": {}, "insert": {"max_affected": 2}, "delete": {"max_affected": 0}}
    )
    text = "mutation Put($data: [TagInsert!]!) { tags(insert: $data) { slug } }"
    before = Tag.objects.using(database).count()
    rows = [{"slug": slug} for slug in ("a1", "b1", "c1")]
    assert refused(gate, text, data=rows) == "MAX_AFFECTED_EXCEEDED"
    assert refused(gate, "mutation Del { tag(id: 1, delete: true) { id } }") == "MAX_AFFECTED_EXCEEDED"
    assert Tag.objects.using(database).count() == before
    assert len(ran(gate, text, data=rows[:2])["tags"]) == 2


def test_wildcard_filter_is_forgotten_by_a_write(project: Any, database: str) -> None:
    every = {"name": "*", "update": {"filters": [{"if_column": "owner_id", "filter": OWN}]}}
    gate = project({"name": "products", "query": {}, "update": {"columns": ["name", "owner_id"]}}, every)
    text = 'mutation All { products(where: { id: { gt: 0 } }, update: { name: "mine" }) { id } }'
    ran(gate, text)
    owners = set(Product.objects.using(database).filter(name="mine").values_list("owner_id", flat=True))
    assert owners == {1}
    move = "mutation Move { products(where: { id: { gt: 0 } }, update: { owner_id: 2 }) { id } }"
    assert refused(gate, move) == "FORBIDDEN"


NESTED = """mutation Nested($data: CategoryInsert!) {
  category(insert: $data) { name products { name owner_id stock } }
}"""


def test_presets_of_nested_rows_are_overridden(project: Any, database: str) -> None:
    gate = project(PRESET, {"name": "categories", "query": {}, "insert": {}})
    before = Category.objects.using(database).count(), Product.objects.using(database).count()
    for given in ({"owner_id": 2}, {"stock": 1}, {"owner": {"name": "x"}}, {"owner": {"connect": {"id": 2}}}):
        data = {"name": "lamps", "products": [{**DATA, **given}]}
        assert refused(gate, NESTED, data=data) == "BAD_USER_INPUT"
    assert (Category.objects.using(database).count(), Product.objects.using(database).count()) == before
    answer = ran(gate, NESTED, data={"name": "lamps", "products": [DATA, DATA]})
    assert answer["category"]["products"] == [{"name": "Lamp", "owner_id": 1, "stock": 7}] * 2


def test_nested_row_passes_without_its_own_rule(project: Any, database: str) -> None:
    gate = project({"name": "categories", "query": {}, "insert": {}})
    before = Category.objects.using(database).count()
    assert refused(gate, NESTED, data={"name": "lamps", "products": [DATA]}) == "BAD_USER_INPUT"
    narrow = {**PRESET, "insert": {**PRESET["insert"], "filters": ["{ price: { lt: 5 } }"]}}
    gate = project(narrow, {"name": "categories", "query": {}, "insert": {}})
    assert refused(gate, NESTED, data={"name": "lamps", "products": [DATA]}) == "FORBIDDEN"
    assert Category.objects.using(database).count() == before


def test_nested_rows_exceed_their_rules_limit(project: Any, database: str) -> None:
    limited = {**PRESET, "insert": {**PRESET["insert"], "max_affected": 1}}
    gate = project(limited, {"name": "categories", "query": {}, "insert": {}})
    before = Category.objects.using(database).count()
    data = {"name": "lamps", "products": [DATA, DATA]}
    assert refused(gate, NESTED, data=data) == "MAX_AFFECTED_EXCEEDED"
    assert Category.objects.using(database).count() == before


def test_upsert_takes_over_the_row_of_another(project: Any, database: str) -> None:
    rule = {
        "columns": ["code", "name", "price", "created_at"],
        "presets": {"owner_id": "$user_id"},
        "filters": [OWN],
    }
    gate = project({"name": "products", "query": {}, "upsert": rule})
    text = "mutation Up($data: [ProductUpsert!]!) { products(upsert: $data, on: [code]) { name owner_id } }"
    mine, theirs = (Product.objects.using(database).filter(owner_id=owner)[0] for owner in (1, 2))
    data = {**DATA, "name": "taken"}
    assert refused(gate, text, data=[{**data, "code": str(theirs.code)}]) in {
        "VALIDATION_FAILED",
        "FORBIDDEN",
    }
    assert Product.objects.using(database).get(pk=theirs.pk).name == theirs.name
    answer = ran(gate, text, data=[{**data, "code": str(mine.code)}])
    assert answer == {"products": [{"name": "taken", "owner_id": 1}]}
    assert Product.objects.using(database).get(pk=mine.pk).name == "taken"


def test_write_runs_under_rules_that_have_changed(project: Any, database: str) -> None:
    gate = project({"name": "tags", "query": {}, "insert": {}})
    assert ran(gate, ADD_TAG)
    TableRule.objects.filter(table="tags", action="insert").update(filters=["false"])
    assert refused(gate, ADD_TAG.replace("quite-new", "newer")) == "FORBIDDEN"
    TableRule.objects.filter(table="tags", action="insert").delete()
    assert refused(gate, ADD_TAG.replace("quite-new", "newer")) == "GRAPHQL_VALIDATION_FAILED"
    assert not Tag.objects.using(database).filter(slug="newer").exists()
