"""The second lock of mutations: a plan that writes what a role may not is refused, however it came to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from django_graphgate.compiler.compile import plan_operation
from django_graphgate.errors import Forbidden, RequestRejected
from django_graphgate.ir.plan import FALSE
from tests.support.shop.running import LIMITS, read, view_of
from tests.support.shop.writing import mutation, role, writer

OWN = {"filters": ["{ owner_id: { eq: $user_id } }"]}
NARROW = role(
    products={"query": {"columns": ["id", "name"]}, "update": {"columns": ["name"]}},
    tags={"query": {}, "insert": {"block": True}},
    customers={"query": {}},
    categories={"insert": {}},
)


def plan_past_the_view(text, by):
    """The plan that is made over everything, under the rules of a role."""
    view = replace(view_of(writer()), rules=view_of(by).rules)
    return plan_operation(read(text), view=view, limits=LIMITS, validated=True)


@pytest.mark.parametrize(
    "text",
    [
        'mutation { product(insert: { name: "x" }) { id } }',
        "mutation { product(id: 1, delete: true) { id } }",
        "mutation { product(id: 1, update: { stock: 1 }) { id } }",
        'mutation { product(id: 1, update: { name: "x" }) { id price } }',
        'mutation { products(where: { price: { gt: 1 } }, update: { name: "x" }) { id } }',
        'mutation { tags(insert: [{ slug: "x" }]) { id } }',
        'mutation { customer(insert: { name: "x" }) { id } }',
        'mutation { product(id: 1, update: { name: "x", owner: { name: "y" } }) { id } }',
        'mutation { categories(insert: [{ name: "x" }]) { id } }',
        "mutation ($data: ProductUpdate!) { product(id: 1, update: $data) { id } }",
    ],
)
def test_plan_passes_the_rules(text):
    with pytest.raises(Forbidden):
        plan_past_the_view(text, NARROW)


def test_probes_have_the_filters_of_their_rules():
    by = role(
        products={"query": {"filters": ["{ is_public: { eq: true } }"]}, "update": OWN},
        customers={"query": {}},
        categories={"query": {"block": True}},
    )
    text = 'mutation { product(id: 1, update: { name: "x", owner: { connect: { id: 1 } } }) { id } }'
    planned = plan_operation(read(text), view=view_of(by), limits=LIMITS).mutation
    assert planned is not None
    rules = view_of(by).rules
    rows = {name: None if select is None else select.rule for name, select in planned.probes.items()}
    assert rows == {
        "products:query": rules.queries["products"].filter,
        "products:update": rules.writes["products", "update"].filter,
        "customers:query": None,
    }


def test_table_without_a_rule_has_no_rows_to_connect():
    by = role(categories={"insert": {}})
    text = 'mutation { categories(insert: [{ name: "x" }]) { __typename } }'
    planned = plan_operation(read(text), view=view_of(by), limits=LIMITS).mutation
    assert planned is not None
    select = planned.probes["categories:query"]
    assert select is not None
    assert select.rule == FALSE


@pytest.mark.parametrize("action", ["update", "delete"])
def test_rows_that_the_role_cannot_see_are_not_named(action):
    by = role(tags={action: {}})
    argument = "delete: true" if action == "delete" else 'update: { slug: "x" }'
    with pytest.raises(RequestRejected):
        mutation(f"mutation {{ tags({argument}, where: {{ id: {{ gt: 0 }} }}) {{ __typename }} }}", by)
    assert "tags" not in view_of(by).catalog.tables


def test_written_columns_are_known():
    text = 'mutation ($data: [TagInsert!]!) { product(id: 1, update: { name: "x" }) { id } tags(insert: $data) { id } }'
    uses = plan_operation(read(text), view=view_of(writer()), limits=LIMITS).uses
    assert {(use.table, use.column) for use in uses if use.usage == "update" and use.column} == {
        ("products", "name")
    }
    inserted = {use.table for use in uses if use.usage == "insert"}
    assert {"tags", "products", "customers"} <= inserted
    assert ("products", "id", "filtered") in {tuple(use) for use in uses}
