"""A mutation whose connection or process ends on the way: it is written as a whole, or not at all."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, get_gate
from tests.integration.gate.test_mutations import DATA, ROLES, USER, code_of
from tests.support.gate.house import freeze, settings_of, write_config
from tests.support.gate.workers import workers
from tests.support.shop.fixture import load
from tests.support.shop.models import Category, Product, Purchase
from tests.support.waiting import until

LONG = os.environ.get("GRAPHGATE_PROFILE") == "long"
KILLS = 50 if LONG else 6
WAYS = ("orm", "sql")
TEXT = """mutation AddMany($data: [ProductInsert!]!) {
  products(insert: $data) { name purchases { quantity } }
}"""


def tables(way: str) -> list[dict[str, str]]:
    return [{"name": table["name"], "write": way} for table in ROLES["roles"][1]["tables"]]


def data(name: str = "Lamp", count: int = 3) -> list[dict[str, Any]]:
    """Products, each with three purchases."""
    purchases = [{"quantity": n, "unit_price": 1, "bought_at": "now"} for n in (1, 2, 3)]
    return [{**DATA, "name": name, "purchases": purchases} for _ in range(count)]


def numbers(alias: str) -> tuple[int, int, int]:
    models = (Product, Purchase, Category)
    products, purchases, categories = (model.objects.using(alias).count() for model in models)
    return products, purchases, categories


def frozen(settings: Any, folder: Path, way: str) -> Gate:
    """A gate in production, so that nothing but the mutation is written."""
    load("default")
    write_config(folder, {"AddMany": TEXT}, ROLES)
    settings.GRAPHGATE = settings_of(folder, TABLES=tables(way))
    freeze()
    load_roles(ROLES)
    return get_gate()


@pytest.fixture(params=WAYS)
def gate(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Gate:
    return frozen(settings, tmp_path / "config", request.param)


def end_connection() -> None:
    """The server ends the connection of this thread, as an administrator or a failover does."""
    pid = connection.connection.info.backend_pid
    with psycopg.connect(django_settings.POSTGRESQL_URL, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        until(lambda: not other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone())


class EndsBefore:
    """Ends the connection before the statement of this number."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        if self.left == 0:
            end_connection()
        self.left -= 1
        return execute(*arguments)


@pytest.mark.django_db(transaction=True)
def test_connection_that_ends_between_statements(gate: Gate) -> None:
    """Before each statement in turn, until all of them have run."""
    for number in range(200):
        before = numbers("default")
        ends = EndsBefore(number)
        with connection.execute_wrapper(ends):
            result = gate.execute(name="AddMany", variables={"data": data()}, identity=USER)
        if ends.left >= 0:  # the operation ran without an end
            assert result.data is not None, result.errors
            break
        connection.close()
        assert code_of(result) in ("DATABASE_UNAVAILABLE", "OUTCOME_UNKNOWN"), (number, result.errors)
        assert numbers("default") == before, number
    assert number >= 1
    assert numbers("default") == (before[0] + 3, before[1] + 9, before[2])


@pytest.mark.django_db(transaction=True)
def test_connection_that_ends_before_commit(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COMMIT was on its way: nobody can say whether it arrived."""
    gate, commit = frozen(settings, tmp_path / "config", "orm"), connection._commit

    def ended() -> None:
        end_connection()
        commit()

    before = numbers("default")
    monkeypatch.setattr(connection, "_commit", ended)
    result = gate.execute(name="AddMany", variables={"data": data()}, identity=USER)
    monkeypatch.undo()
    connection.close()
    assert code_of(result) == "OUTCOME_UNKNOWN"
    assert numbers("default") == before


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
@pytest.mark.parametrize("way", WAYS)
def test_killed_process_leaves_half_of_a_mutation(
    database: str, settings: Any, tmp_path: Path, way: str
) -> None:
    load(database)
    load_roles(ROLES)
    own = {"PRODUCTION": False, "TABLES": tables(way)}
    settings.GRAPHGATE = settings_of(tmp_path, **own)
    rng, killed = random.Random(7), 0
    with workers(KILLS, database, tmp_path, **own) as processes:
        for number, worker in enumerate(processes):
            warm = worker.ask(document=TEXT, user_id="1", variables={"data": data(f"warm-{number}", 1)})
            assert warm.get("data"), warm
            started = time.monotonic()
            worker.ask(document=TEXT, user_id="1", variables={"data": data(f"timed-{number}", 20)})
            took = time.monotonic() - started
            worker.send(document=TEXT, user_id="1", variables={"data": data(f"killed-{number}", 20)})
            time.sleep(rng.uniform(0, took))  # a random moment of it
            worker.kill()
    for number in range(KILLS):
        products = Product.objects.using(database).filter(name=f"killed-{number}")
        purchases = Purchase.objects.using(database).filter(product__in=products)
        counts = products.count(), purchases.count()
        assert counts in ((0, 0), (20, 60)), counts
        killed += counts == (0, 0)
    assert killed, "none was killed on the way"
    connections[database].close()
