"""Rules for writing child models and second names of tables, as the gate applies them; both databases."""

from __future__ import annotations

from typing import Any

from tests.support.rules.gated import DATA, OWN, ran, refused
from tests.support.shop.models import Bundle, Product

CHILD = {"name": "bundles", "query": {}, "insert": {}, "update": {}, "delete": {}}
BUNDLE = {**DATA, "pieces": 4}
ADD_BUNDLE = "mutation Add($data: BundleInsert!) { bundle(insert: $data) { id pieces name } }"


def test_child_model_is_inserted_past_the_rules_of_its_parent(project: Any, database: str) -> None:
    before = Product.objects.using(database).count(), Bundle.objects.using(database).count()
    assert refused(project(CHILD), ADD_BUNDLE, data=BUNDLE) == "GRAPHQL_VALIDATION_FAILED"
    parent = {
        "columns": ["name", "price", "created_at"],
        "presets": {"owner_id": "$user_id"},
        "filters": [OWN],
    }
    gate = project(CHILD, {"name": "products", "query": {}, "insert": parent})
    assert refused(gate, ADD_BUNDLE, data={**BUNDLE, "owner_id": 2}) == "BAD_USER_INPUT"
    assert (Product.objects.using(database).count(), Bundle.objects.using(database).count()) == before
    answer = ran(gate, ADD_BUNDLE, data=BUNDLE)["bundle"]
    bundle = Bundle.objects.using(database).get(pk=answer["id"])
    assert (bundle.pieces, bundle.name, bundle.owner_id) == (4, "Lamp", 1)


def test_child_model_changes_columns_of_its_parent(project: Any, database: str) -> None:
    text = "mutation Up($data: BundleUpdate!) { bundles(where: { id: { gt: 0 } }, update: $data) { id } }"
    gate = project(CHILD)
    assert refused(gate, text, data={"name": "x"}) == "BAD_USER_INPUT"
    ran(gate, text, data={"pieces": 9})
    assert set(Bundle.objects.using(database).values_list("pieces", flat=True)) == {9}
    gate = project(
        CHILD, {"name": "products", "query": {}, "update": {"columns": ["name"], "filters": [OWN]}}
    )
    ran(gate, text, data={"name": "x"})
    owners = set(Bundle.objects.using(database).filter(name="x").values_list("owner_id", flat=True))
    assert owners <= {1}
    assert refused(gate, "mutation Del { bundle(id: 7, delete: true) { id } }") == "GRAPHQL_VALIDATION_FAILED"
    assert Bundle.objects.using(database).filter(pk=7).exists()


def test_alias_is_written_past_its_table(project: Any, database: str) -> None:
    alias = {"name": "goods", "query": {}, "insert": {"presets": {"stock": 1}}, "delete": {}}
    text = "mutation Add($data: GoodInsert!) { good(insert: $data) { id stock owner_id } }"
    before = Product.objects.using(database).count()
    assert refused(project(alias), text, data={**DATA, "owner_id": 2}) == "GRAPHQL_VALIDATION_FAILED"
    parent = {"columns": [*DATA, "stock"], "presets": {"owner_id": "$user_id"}}
    gate = project(alias, {"name": "products", "query": {}, "insert": parent, "delete": {"filters": [OWN]}})
    assert refused(gate, text, data={**DATA, "owner_id": 2}) == "BAD_USER_INPUT"
    assert Product.objects.using(database).count() == before
    answer = ran(gate, text, data=DATA)["good"]
    assert (answer["stock"], answer["owner_id"]) == (1, 1)
    theirs = Product.objects.using(database).filter(owner_id=2).values_list("pk", flat=True)[0]
    assert ran(gate, "mutation Del($id: BigInt!) { good(id: $id, delete: true) { id } }", id=theirs) == {
        "good": None
    }
    assert Product.objects.using(database).filter(pk=theirs).exists()
