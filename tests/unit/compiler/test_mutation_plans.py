"""What a mutation writes, as its statement says it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import LimitExceeded, RequestRejected
from django_graphgate.ir.codec import INT
from django_graphgate.ir.presence import ALWAYS
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.write import DataList, DataObject, DataValue, DataVariable, WritePlan
from tests.support.shop.running import LIMITS
from tests.support.shop.writing import mutation, role

OWN = {"filters": ["{ owner_id: { eq: $user_id } }"]}
PUBLIC = {"filters": ["{ is_public: { eq: true } }"]}


def plan(text, by=None, vendor="postgresql", **options) -> WritePlan:
    writes = mutation(text, by, vendor, **options).writes
    assert writes is not None
    return writes


MUTATIONS = [
    "mutation { products(insert: [{ name: \"a\" }, { name: \"b\", owner: { name: \"c\" } }]) { id } }",
    "mutation { product(id: 3, update: { name: \"x\", increment: { stock: 2 } }) { id tags { slug } } }",
    "mutation { product(id: 3, update: { owner: { connect: [{ id: [1] }] } }) { id } }",
    "mutation { products(delete: true, where: { stock: { gt: 3 } }) { id name } }",
    "mutation { tags(upsert: [{ slug: \"a\" }], on: [slug]) { id } tag(id: 1, delete: true) { slug } }",
    "mutation ($on: Boolean! = true) { tag(insert: { slug: \"a\" }) @include(if: $on) { id } __typename }",
    "mutation { shelf(insert: { aisle: \"a\", place: 1 }) { aisle product { purchases(first: 2) { id } } } }",
]  # fmt: skip


@pytest.mark.parametrize("vendor", DIALECTS)
@pytest.mark.parametrize("text", MUTATIONS)
def test_statement_changes_in_a_file(text, vendor):
    statement = mutation(text, None, vendor)
    stored = json.dumps(statement.to_json())
    assert Statement.from_json(json.loads(stored)) == statement
    assert json.dumps(mutation(text, None, vendor).to_json()) == stored


def test_data_are_a_template():
    (root,) = plan(
        'mutation { tags(insert: [{ slug: "a", products: { connect: { id: 3 } } }]) { id } }'
    ).roots
    assert (root.key, root.action, root.table, root.many) == ("tags", "insert", "tags", True)
    assert isinstance(root.data, DataList)
    (row,) = root.data.items
    assert isinstance(row, DataObject)
    assert [name for name, _ in row.fields] == ["slug", "products"]


def test_now_is_the_time_of_the_request():
    text = 'mutation { product(id: 1, update: { created_at: "now", name: "now" }) { id } }'
    (root,) = plan(text).roots
    assert isinstance(root.data, DataObject)
    moment, text = (value for _, value in root.data.fields)
    assert isinstance(moment, DataValue)
    assert isinstance(text, DataValue)
    assert (moment.parameter.source, text.parameter.source) == ("now", "constant")


def test_variable_is_a_value():
    (root,) = plan("mutation ($n: Int) { product(id: 1, update: { stock: $n }) { id } }").roots
    assert isinstance(root.data, DataObject)
    ((_, value),) = root.data.fields
    assert value == DataValue(Parameter(source="variable", codec=value.parameter.codec, name="n"))
    assert value.parameter.codec.numbers[1] == INT.numbers[1]


def test_rows_are_those_that_the_role_sees_and_may_write():
    by = role(products={"query": PUBLIC, "update": OWN})
    (root,) = plan('mutation { product(id: 3, update: { name: "x" }) { id } }', by).roots
    assert root.find is not None
    assert '"is_public"' in root.find.sql
    assert '"owner_id"' in root.find.sql
    assert root.find.sql.count("FOR UPDATE OF") == 1
    assert {parameter.source for parameter in root.find.parameters} == {"constant", "caller"}


def test_probe_of_a_filter_that_always_holds_is_none():
    by = role(products={"query": PUBLIC, "update": {}}, customers={"query": {}}, categories={"query": {}})
    probes = plan('mutation { product(id: 3, update: { name: "x" }) { id } }', by).probes
    assert {name: probe is None for name, probe in probes.items()} == {
        "products:query": False,
        "products:update": True,
        "customers:query": True,
        "categories:query": True,
    }


def test_only_what_inline_data_use_is_in_the_plan():
    writes = plan('mutation { product(id: 3, update: { name: "x" }) { id } }')
    assert set(writes.shapes) == {"products:update"}
    nested = plan('mutation { product(insert: { name: "x", owner: { name: "y" } }) { id } }')
    assert set(nested.shapes) == {"products:insert", "customers:insert"}
    connected = plan("mutation { product(insert: { owner: { connect: { id: 1 } } }) { id } }")
    assert set(connected.shapes) == {"products:insert"}
    pointing = plan("mutation { customer(id: 1, update: { products: { connect: { id: 1 } } }) { id } }")
    assert set(pointing.shapes) == {"customers:update", "products:update"}
    assert connected.tables["customers"].named_by


def test_join_table_that_is_a_model_has_its_rules():
    writes = plan("mutation { product(insert: { buyers: { connect: { id: 1 } } }) { id } }")
    relation = writes.shapes["products:insert"].relations["buyers"]
    assert (relation.way, relation.through, relation.near, relation.far) == (
        "through",
        "purchases",
        "product",
        "customer",
    )
    assert "purchases:insert" in writes.shapes
    assert "purchases:insert" in writes.probes


def test_preset_is_given_by_the_rule_alone():
    by = role(
        products={
            "query": {},
            "insert": {"columns": ["name"], "presets": {"owner_id": "$user_id", "stock": 7}},
        }
    )
    shape = plan('mutation { product(insert: { name: "x" }) { id } }', by).shapes["products:insert"]
    assert set(shape.columns) == {"name"}
    assert [(name, value.source) for name, value in shape.presets] == [
        ("owner_id", "caller"),
        ("stock", "constant"),
    ]
    for text in ("{ owner_id: 1 }", "{ stock: 1 }", "{ owner: { connect: { id: 1 } } }"):
        with pytest.raises(RequestRejected):
            plan(f"mutation {{ product(insert: {text}) {{ id }} }}", by)


def test_relation_whose_key_is_preset_links_no_row():
    """A rule that gives the key says which row the new one hangs on: not the one around it."""
    by = role(
        products={"query": {}, "insert": {}},
        customers={"query": {}},
        purchases={"query": {}, "insert": {"presets": {"customer_id": "$user_id"}}},
    )
    text = "mutation { product(insert: { buyers: { connect: { id: 1 } } }) { id } }"
    with pytest.raises(RequestRejected):
        plan(text, by)


def test_deleted_rows_are_read_before():
    statement = mutation("mutation { a: tag(id: 1, delete: true) { slug } b: tags(insert: [{ slug: \"z\" }]) { id } }")  # fmt: skip
    assert statement.writes is not None
    first, second = statement.writes.roots
    assert first.find is not None
    assert first.read is not None
    assert [parameter.value for parameter in first.read.parameters] == [0]
    assert (second.find, second.read) == (None, None)
    assert [parameter.value for parameter in statement.parameters if parameter.source == "step"] == [2, 1]


def test_condition_of_a_root_field_is_in_the_plan():
    text = 'mutation ($on: Boolean!) { tag(insert: { slug: "a" }) @include(if: $on) { id } }'
    (root,) = plan(text).roots
    assert root.presence != ALWAYS
    assert [each.parameter.name for alternative in root.presence for each in alternative] == ["on"]


def test_where_beside_an_insert_filters_all_written_rows():
    text = 'mutation { tags(insert: [{ slug: "a" }]%s) { id } }'
    assert not plan(text % "").roots[0].with_related
    statement = mutation(text % ', where: { slug: { neq: "b" } }')
    assert statement.writes is not None
    assert statement.writes.roots[0].with_related
    assert '"slug" <>' in statement.sql


def test_rows_are_not_capped():
    text = 'mutation { tags(insert: [{ slug: "a" }]) { id products { id } } }'
    by = role(tags={"query": {"limit": 1}, "insert": {}}, products={"query": {"limit": 7}})
    assert mutation(text, by, "sqlite").sql.count("LIMIT") == 1


def test_models_are_those_that_are_written():
    text = "mutation { product(insert: { buyers: { connect: { id: 1 } } }) { id } }"
    assert {"shop.Product", "shop.Customer", "shop.Purchase"} <= set(mutation(text).models)


def test_table_that_is_only_written_shows_nothing():
    by = role(tags={"insert": {}})
    statement = mutation('mutation { tags(insert: [{ slug: "a" }]) { __typename } tag(insert: { slug: "b" }) { __typename } }', by)  # fmt: skip
    assert statement.writes is not None
    assert len(statement.writes.roots) == 2
    assert "shop_tag" not in statement.sql
    probe = statement.writes.probes["tags:query"]
    assert probe is not None
    assert "1 = 0" in probe.sql


@pytest.mark.parametrize(
    "text",
    [
        'mutation { tags(insert: [{ slug: "a" }]) { id } }',
        'mutation { tag(id: 1, update: { slug: "a" }) { id } }',
        "mutation { tag(id: 1, delete: true) { id } }",
        'mutation { tag(upsert: { slug: "a" }) { id } }',
    ],
)
@pytest.mark.parametrize("actions", [{"query": {}}, {"query": {}, "insert": {"block": True}}])
def test_no_rule_no_write(text, actions):
    with pytest.raises(RequestRejected):
        mutation(text, role(tags=actions))


def test_blocked_table_is_not_written():
    with pytest.raises(RequestRejected):
        mutation('mutation { tags(insert: [{ slug: "a" }]) { id } }', role(tags={"query": {"block": True}, "insert": {}}))  # fmt: skip


def test_foreign_key_to_a_table_that_the_role_cannot_read():
    by = role(products={"query": {}, "insert": {}})
    with pytest.raises(RequestRejected):
        plan("mutation { product(insert: { owner_id: 1 }) { id } }", by)
    shape = plan('mutation { product(insert: { name: "x" }) { id } }', by).shapes["products:insert"]
    assert "owner_id" not in shape.columns
    assert plan("mutation { product(insert: { owner_id: 1 }) { id } }").shapes[
        "products:insert"
    ].references == {
        "owner_id": "customers",
        "category_id": "categories",
    }


INSERT = "mutation ($data: [ProductInsert!]!) { products(insert: $data) { id } }"


def test_variable_of_data_has_the_shape_of_its_type():
    statement = mutation(INSERT)
    assert statement.writes is not None
    assert statement.writes.roots[0].data == DataVariable("data")
    (spec,) = statement.variables
    assert (spec.name, spec.shape, spec.many, spec.required) == ("data", "products:insert", True, True)
    assert Statement.from_json(json.loads(json.dumps(statement.to_json()))) == statement


def test_variable_may_use_all_that_its_data_can_reach():
    writes = plan(INSERT)
    assert {"products:insert", "customers:insert", "categories:insert", "tags:insert"} <= set(writes.shapes)
    # ``connect`` along a foreign key of theirs updates the related rows
    assert {name.partition(":")[2] for name in writes.shapes} == {"insert", "update"}
    for shape in writes.shapes.values():
        assert shape.name in writes.probes
        for relation in shape.relations.values():
            assert f"{relation.table}:query" in writes.probes
            assert relation.table in writes.tables
            assert not relation.insert or f"{relation.table}:insert" in writes.shapes
            assert not relation.through or f"{relation.through}:insert" in writes.shapes
            if relation.way in ("reverse", "generic") and relation.connect:
                assert f"{relation.table}:update" in writes.probes


def test_variable_inside_inline_data():
    text = 'mutation ($o: CustomerInsert) { product(insert: { name: "x", owner: $o }) { id } }'
    writes = plan(text)
    assert isinstance(writes.roots[0].data, DataObject)
    assert writes.roots[0].data.fields[1] == ("owner", DataVariable("o"))
    assert {"products:insert", "customers:insert", "profiles:insert"} <= set(writes.shapes)


def test_options_of_a_mutation_are_in_its_plan():
    text = "mutation @transaction(isolation: serializable) @maxAffected(rows: 3) { tag(id: 1, delete: true) { id } }"
    writes = plan(text)
    assert (writes.isolation, writes.max_affected) == ("serializable", 3)
    by = role(tags={"query": {}, "delete": {"max_affected": 2}})
    assert plan("mutation { tag(id: 1, delete: true) { id } }", by).shapes["tags:delete"].max_affected == 2


def test_other_names_of_relations():
    synonyms = plan("mutation ($data: [CategoryInsert!]!) { categories(insert: $data) { id } }").shapes
    assert synonyms["categories:insert"].synonyms == {
        "child": "children",
        "product": "products",
        "categories:children": "children",
        "categories:parents": "parent",
        "category:children": "children",
        "category:parents": "parent",
        "customer": "customers",
        "owner": "customers",
    }


def test_blocked_table_in_the_answer_of_a_delete():
    by = role(
        customers={"query": {}, "delete": {}}, profiles={"query": {"block": True}}, products={"query": {}}
    )
    text = "mutation { customer(id: 1, delete: true) { id profile { bio } } }"
    assert mutation(text, by).denied == (("customer", "profile"),)


def test_models_of_filters_and_of_deleted_rows_are_known():
    """Routers are asked about all of them."""
    text = "mutation { purchase(id: 1, delete: true) { id product { tags { slug } } } }"
    assert {"shop.Purchase", "shop.Product", "shop.Tag"} <= set(mutation(text).models)
    by = role(tags={"query": {}, "insert": {"filters": ["{ products: { owner: { id: { gt: 0 } } } }"]}})
    text = 'mutation { tags(insert: [{ slug: "a" }]) { id } }'
    assert {"shop.Tag", "shop.Product", "shop.Customer"} <= set(mutation(text, by).models)


def test_rows_of_a_delete_are_bounded():
    text = (
        "mutation { tags(delete: true, where: { id: { gt: 0 } }) { products { tags { products { id } } } } }"
    )
    with pytest.raises(LimitExceeded):
        mutation(text, limits=replace(LIMITS, rows=7_000))
