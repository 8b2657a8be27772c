"""Mutations on PostgreSQL in one round trip, and what needs more."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import signals

from django_graphgate.access import load_roles
from django_graphgate.execution.drivers import driver_of
from django_graphgate.gate import Gate, Result, get_gate
from django_graphgate.models import TableRule
from tests.integration.gate.test_mutations import DATA, ROLES, USER, code_of, data_of
from tests.support.gate.house import freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Category, Product, Purchase, Tag
from tests.support.wire import WireProxy

pytestmark = pytest.mark.django_db(transaction=True)
NESTED = """mutation AddMany($data: [ProductInsert!]!) {
  products(insert: $data) { name tags(order_by: { slug: asc }) { slug } category { name } purchases { quantity } }
}"""
UPDATE = (
    "mutation Rename($id: BigInt!, $name: String!) { product(id: $id, update: { name: $name }) { id name } }"
)
FREE = "mutation Free { products(where: { price: { gt: 0 } }, update: { price: 0 }) { id } }"

OPERATIONS = {"AddMany": NESTED, "Rename": UPDATE, "Free": FREE}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "AddMany": {"data": [DATA]},
    "Rename": {"id": 0, "name": "x"},
    "Free": {},
}


class Frozen:
    """A gate in production with these operations, and how many round trips its last request took."""

    def __init__(self, wire: WireProxy, gate: Gate) -> None:
        self.wire, self.gate, self.trips = wire, gate, 0

    def run(self, name: str, /, **variables: Any) -> Result:
        self.wire.reset()
        result = self.gate.execute(name=name, variables=variables, identity=USER)
        self.trips = self.wire.round_trips
        return result


@pytest.fixture
def frozen(wire: WireProxy, settings: Any, tmp_path: Path) -> Frozen:
    load("default")
    roles = json.loads(json.dumps(ROLES))
    tables = {table["name"]: table for table in roles["roles"][1]["tables"]}
    tables["tags"]["insert"] = {"columns": ["slug"], "filters": ['{ slug: { neq: "bad" } }']}
    tables["categories"]["query"] = {"filters": ['{ name: { neq: "Lighting" } }']}
    write_config(tmp_path / "config", OPERATIONS, roles)
    settings.GRAPHGATE = settings_of(tmp_path / "config")
    freeze()
    load_roles(roles)
    made = Frozen(wire, get_gate())
    for name, variables in ARGUMENTS.items():
        for _ in range(2):
            data_of(made.run(name, **variables))
    return made


def rows_of() -> list[int]:
    return [model.objects.count() for model in (Product, Category, Tag, Purchase)]


def product(**others: Any) -> dict[str, Any]:
    return {**DATA, **others}


def nested(slug: str = "warm") -> dict[str, Any]:
    purchases = [{"quantity": n, "unit_price": 1, "bought_at": "now"} for n in (1, 2, 3)]
    return product(
        category={"name": "Oil"},
        tags=[{"slug": slug}, {"connect": [{"slug": ["new"]}]}],
        purchases=purchases,
    )


def test_nested_insert_takes_one_round_trip(frozen: Frozen) -> None:
    for slug in ("hot", "cold"):
        data_of(frozen.run("AddMany", data=[nested(slug)]))
    before = rows_of()
    (row,) = data_of(frozen.run("AddMany", data=[nested()]))["products"]
    assert frozen.trips == 1
    assert row["category"] == {"name": "Oil"}
    assert [tag["slug"] for tag in row["tags"]] == ["new", "warm"]
    assert [purchase["quantity"] for purchase in row["purchases"]] == [1, 2, 3]
    assert rows_of() == [count + more for count, more in zip(before, (1, 1, 1, 3), strict=True)]
    assert Product.objects.latest("pk").owner_id == 1


def test_update_takes_one_round_trip(frozen: Frozen) -> None:
    own = Product.objects.filter(owner_id=1).first()
    assert own is not None
    assert data_of(frozen.run("Rename", id=own.pk, name="mine"))["product"] == {"id": own.pk, "name": "mine"}
    assert frozen.trips == 1
    Product.objects.update(price=5)
    assert data_of(frozen.run("Free"))["products"] == [
        {"id": key} for key in Product.objects.filter(owner_id=1).order_by("pk").values_list("pk", flat=True)
    ]
    assert frozen.trips == 1
    assert not Product.objects.filter(owner_id=1).exclude(price=0).exists()


def test_rows_of_others_are_not_updated(frozen: Frozen) -> None:
    other = Product.objects.exclude(owner_id=1).first()
    assert other is not None
    assert data_of(frozen.run("Rename", id=other.pk, name="mine"))["product"] is None
    other.refresh_from_db()
    assert other.name != "mine"


def test_many_rows_are_one_statement(frozen: Frozen) -> None:
    rows = data_of(frozen.run("AddMany", data=[product(name=f"n{n}") for n in range(500)]))["products"]
    assert frozen.trips == 1
    assert [row["name"] for row in rows] == [f"n{n}" for n in range(500)]


def test_list_of_rows_to_connect_must_not_be_empty(frozen: Frozen) -> None:
    empty, new = ({"tags": [{"connect": [{"slug": slugs}]}]} for slugs in ([], ["new"]))
    for data in ([product(**empty)], [product(**empty), product(**new)]):
        rows = data_of(frozen.run("AddMany", data=data))["products"]
        assert [row["tags"] for row in rows] == [[], [{"slug": "new"}]][: len(data)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"tags": [{"slug": "warm"}, {"slug": "bad"}]}, "FORBIDDEN"),
        ({"tags": [{"slug": "warm"}, {"slug": "new"}]}, "VALIDATION_FAILED"),
        ({"category": {"connect": {"id": -1}}}, "VALIDATION_FAILED"),
        ({"category_id": -1}, "VALIDATION_FAILED"),
    ],
)
def test_whatever_is_refused_leaves_nothing(frozen: Frozen, data: dict[str, Any], code: str) -> None:
    before = rows_of()
    assert code_of(frozen.run("AddMany", data=[product(), product(**data)])) == code
    assert rows_of() == before
    data_of(frozen.run("AddMany", data=[product()]))
    assert frozen.trips == 1, "the connection is as good as before"


def test_rows_that_the_role_cannot_see_are_not_connected(frozen: Frozen) -> None:
    hidden = Category.objects.create(name="Lighting")
    before = rows_of()
    for data in ({"category": {"connect": {"id": hidden.pk}}}, {"category_id": hidden.pk}):
        result = frozen.run("AddMany", data=[product(**data)])
        missing = frozen.run(
            "AddMany", data=[json.loads(json.dumps(product(**data)).replace(str(hidden.pk), "-1"))]
        )
        assert code_of(result) == code_of(missing) == "VALIDATION_FAILED"
        assert str(result.errors).replace(str(hidden.pk), "-1") == str(missing.errors)
    assert rows_of() == before


def test_changed_rule_stops_it(frozen: Frozen) -> None:
    data_of(frozen.run("AddMany", data=[product()]))
    TableRule.objects.filter(table="products", action="insert").delete()
    before = rows_of()
    assert frozen.run("AddMany", data=[product()]).data is None
    assert rows_of() == before


def test_receivers_that_are_connected_late_are_sent_their_signals(frozen: Frozen) -> None:
    seen: list[str] = []

    def receive(instance: Product, **_: Any) -> None:
        seen.append(instance.name)

    signals.post_save.connect(receive, sender=Product)
    try:
        data_of(frozen.run("AddMany", data=[product(name="a"), product(name="b")]))
    finally:
        signals.post_save.disconnect(receive, sender=Product)
    assert seen == ["a", "b"]
    assert frozen.trips > 1


def test_transaction_of_the_project_is_respected(frozen: Frozen) -> None:
    before = rows_of()
    with transaction.atomic():
        data_of(frozen.run("AddMany", data=[nested()]))
        transaction.set_rollback(True)
    assert rows_of() == before


def test_settings_are_gone_afterwards(frozen: Frozen) -> None:
    data_of(frozen.run("AddMany", data=[product()]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('graphgate.k0', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_keys_of_an_earlier_mutation_are_not_read(frozen: Frozen) -> None:
    data_of(frozen.run("AddMany", data=[product()]))
    assert data_of(frozen.run("Rename", id=-1, name="x")) == {"product": None}


def test_development_says_which_way_and_why(frozen: Frozen, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": False}
    gate = get_gate()
    result = gate.execute(NESTED, variables={"data": [product()]}, identity=USER)
    reason = "No model that is written has code of its own."
    assert result.extensions["graphgate"]["writes"] == {"products": {"way": "sql", "reason": reason}}
    settings.GRAPHGATE = {**settings.GRAPHGATE, "TABLES": [{"name": "products", "write": "orm"}]}
    result = get_gate().execute(NESTED, variables={"data": [product()]}, identity=USER)
    assert result.extensions["graphgate"]["writes"]["products"]["way"] == "orm"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), "OUTCOME_UNKNOWN"),
        (psycopg.errors.AdminShutdown("terminating connection"), "OUTCOME_UNKNOWN"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), "RETRYABLE"),
        (psycopg.errors.SerializationFailure("could not serialize"), "RETRYABLE"),
        (psycopg.errors.QueryCanceled("canceling statement"), "STATEMENT_TIMEOUT"),
    ],
)
def test_nothing_is_tried_again_where_the_outcome_is_not_known(
    frozen: Frozen, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    driver = driver_of("postgresql")
    run_all, calls = driver.run_all, 0

    def fails_afterwards(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        run_all(*arguments)
        raise error

    before = rows_of()[0]
    monkeypatch.setattr(driver, "run_all", fails_afterwards)
    assert code_of(frozen.run("AddMany", data=[product()])) == code
    assert (calls, rows_of()[0]) == (1, before + 1)


def test_constraints_that_are_deferred_are_checked_before_the_answer(frozen: Frozen) -> None:
    """The foreign key of a customer that is deleted at the same time."""
    before = rows_of()
    result = frozen.run("AddMany", data=[product(category_id=10**9)])
    assert code_of(result) == "VALIDATION_FAILED"
    assert rows_of() == before


def test_row_that_is_deleted_meanwhile_is_not_connected(frozen: Frozen) -> None:
    category = Category.objects.create(name="Short-lived")
    started = threading.Event()

    def delete() -> None:
        try:
            with transaction.atomic():
                Category.objects.filter(pk=category.pk).delete()
                started.set()
                _wait_for_a_lock()
        finally:
            connection.close()

    thread = threading.Thread(target=delete)
    thread.start()
    assert started.wait(10)
    data = product(category={"connect": {"id": category.pk}})
    before = Product.objects.count()
    assert code_of(frozen.run("AddMany", data=[data])) == "VALIDATION_FAILED"
    thread.join()
    assert Product.objects.count() == before


def _wait_for_a_lock() -> None:
    """Until another session waits for a lock of ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN LOOP PERFORM pg_stat_clear_snapshot();"
            " EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE NOT granted); END LOOP; END $$"
        )
