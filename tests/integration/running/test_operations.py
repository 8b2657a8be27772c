"""Actions that are saved operations: they run as their caller, by the caller's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.errors import RequestRejected
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun, AllowedOperation
from tests.support.actions.running import run
from tests.support.gate.house import caller, settings_of, write_config
from tests.support.shop import fixture
from tests.support.shop.models import Product, Tag

TEXT = "mutation AddTag($slug: String!) { tag(insert: { slug: $slug }) { slug } }"
QUERY = "query Tags { tags { slug } }"
STOCK = "mutation Stock { product(id: 1, update: { stock: 7777 }) { id weight } }"
WEIGHTS = "query Weights { products(where: { id: { lt: 2 } }) { id weight } }"
ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {
            "name": "user",
            "tables": [
                {"name": "tags", "query": {}, "insert": {"columns": ["slug"]}},
                {"name": "products", "query": {}, "update": {"columns": ["stock"]}},
            ],
        },
    ]
}
ADA, BOB = caller(1), caller(2)


@pytest.fixture(autouse=True)
def _project(database: str, settings: Any, tmp_path: Path) -> None:
    load_roles(ROLES)
    write_config(
        tmp_path / "config", {"AddTag": TEXT, "Tags": QUERY, "Stock": STOCK, "Weights": WEIGHTS}, ROLES
    )
    settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
    call_command("graphgate_sync", verbosity=0)


def action(operation: str = "AddTag", **options: Any) -> ActionDefinition:
    return ActionDefinition(name="act", source="operation", operation=operation, public=True, **options)


def refusal(definition: ActionDefinition, identity: Identity = ADA, **options: Any) -> RequestRejected:
    with pytest.raises(RequestRejected) as raised:
        run(definition, identity, **options)
    return raised.value


def slugs() -> list[str]:
    return list(Tag.objects.order_by("slug").values_list("slug", flat=True))


def test_operation_answers_with_its_data() -> None:
    assert run(action(), ADA, slug="a").as_json()["value"] == {"tag": {"slug": "a"}}
    assert run(action("Tags"), ADA).value == {"tags": [{"slug": "a"}]}
    assert set(ActionRun.objects.values_list("action", "status")) == {("act", "done")}


def test_rules_of_the_caller_hold() -> None:
    error = refusal(action(), Identity.anonymous(), slug="a")
    assert (error.code, error.status) == ("UNAUTHENTICATED", 401)
    assert slugs() == []
    assert ActionRun.objects.get().code == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "BAD_USER_INPUT"),
        ({"slug": 1}, "BAD_USER_INPUT"),
        ({"slug": "b"}, "VALIDATION_FAILED"),
    ],
)
def test_errors_are_those_of_the_operation(given: dict[str, Any], code: str) -> None:
    Tag.objects.create(slug="b")
    error = refusal(action(), **given)
    assert error.code == code
    assert error.as_errors()[0]["extensions"]["code"] == code
    assert slugs() == ["b"]


def test_errors_of_fields_are_beside_the_value(database: str) -> None:
    """What the mutation has written stays: it has not failed."""
    fixture.load(database)
    with connections[database].cursor() as cursor:
        text = "9e999" if database == "sqlite" else "'NaN'"
        cursor.execute(f"UPDATE shop_product SET weight = {text} WHERE id = 1")
    product = {"id": 1, "weight": None}
    for operation, value, path in (
        ("Stock", {"product": product}, ["product", "weight"]),
        ("Weights", {"products": [product]}, ["products", 0, "weight"]),
    ):
        answer = run(action(operation), ADA).as_json()
        assert (answer["status"], answer["value"]) == ("done", value)
        assert [(each["extensions"]["code"], each["path"]) for each in answer["errors"]] == [
            ("VALUE_WITHOUT_FORM", path)
        ]
    assert Product.objects.get(pk=1).stock == 7777
    assert set(ActionRun.objects.values_list("status", flat=True)) == {"done"}
    of_delivery = refusal(action("Stock"), identity=ADA, delivery=object(), first=lambda: None)
    assert of_delivery.as_errors()[0]["extensions"]["code"] == "VALUE_WITHOUT_FORM"


def test_operation_that_is_not_saved_or_is_switched_off_is_refused() -> None:
    assert refusal(action("Nobody"), slug="a").status >= 400
    run(action(), ADA, slug="a")
    AllowedOperation.objects.filter(name="AddTag").update(enabled=False)
    assert refusal(action(), slug="b").code == "OPERATION_DISABLED"
    assert slugs() == ["a"]


def test_key_is_the_operations() -> None:
    first = run(action(), ADA, slug="a", idempotency_key="k")
    second = run(action(), ADA, slug="a", idempotency_key="k")
    assert (first.replayed, second.replayed, second.value) == (False, True, first.value)
    assert not run(action(), BOB, slug="b", idempotency_key="k").replayed
    assert refusal(action(), slug="c", idempotency_key="k").code == "IDEMPOTENCY_CONFLICT"


def test_dry_run_is_the_operations(settings: Any) -> None:
    assert refusal(action(), slug="a", dry_run=True).code == "FORBIDDEN"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "DRY_RUN_ROLES": ["user"]}
    assert run(action(), ADA, slug="a", dry_run=True).value == {"tag": {"slug": "a"}}
    assert slugs() == []


@pytest.mark.django_db(transaction=True)
def test_lock_is_held_around_the_operation() -> None:
    assert run(action(lock="fail"), ADA, slug="a").status == "done"
    assert run(action(lock="fail"), ADA, slug="b").status == "done"
