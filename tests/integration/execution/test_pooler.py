"""Behind PgBouncer in transaction mode: clients share server connections, and nobody gets another's answer."""

from __future__ import annotations

import logging
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction

from django_graphgate.access import load_roles
from django_graphgate.checks import check_connections
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.drivers import driver_of
from tests.services import start_pgbouncer
from tests.support.gate.house import ANON, EDITOR, House, caller, copy_frozen
from tests.support.gate.house import ROLES as RULES
from tests.support.shop.fixture import load

THREADS, TURNS = 8, 260

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooler(transactional_db: None) -> Iterator[None]:
    """Django's default connection, in every thread, by way of two server connections."""
    options = {"pool_mode": "transaction", "default_pool_size": "2", "max_client_conn": "100"}
    with tempfile.TemporaryDirectory(
        prefix="graphgate-pooler-", dir="/tmp"
    ) as name:  # where its user can read
        Path(name).chmod(0o711)
        service = start_pgbouncer(Path(name), django_settings.POSTGRESQL_URL, **options)
        try:
            service.wait()
            with connected_to(service.url):
                yield
        finally:
            service.stop()


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    before = dict(connection.settings_dict)
    host, _, port = address.partition(":")
    connection.close()
    connection.settings_dict.update(HOST=host, PORT=port)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def in_threads(ask: Any) -> list[str]:
    """What went wrong in any of eight threads, each with a client connection of its own."""
    wrong: list[str] = []

    def work(number: int) -> None:
        try:
            ask(number, wrong)
        except Exception as error:  # noqa: BLE001  to be seen by the test
            wrong.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.parametrize("prepared", [True, False])
def test_pooler_mixes_up_statements(pooler: None, settings: Any, tmp_path: Path, prepared: bool) -> None:
    """Operations of several callers, whose parameters would fit one another's statements."""
    load("default")
    load_roles(RULES)
    house = House(settings, copy_frozen(tmp_path / "config"))
    house.open(PREPARED_STATEMENTS=prepared)
    asked = [
        ("Products", ANON),
        ("Products", EDITOR),
        ("Categories", ANON),
        ("Categories", caller(2)),
        ("ForEditors", EDITOR),
        ("Mails", EDITOR),
        ("Deep", EDITOR),
        ("MyPurchases", caller(1)),
        ("MyPurchases", caller(2)),
    ]
    right = {(name, who.user_id, who.role): house.ask(name, who).data for name, who in asked}
    assert None not in right.values()

    def ask(number: int, wrong: list[str]) -> None:
        chance = random.Random(number)
        for _ in range(TURNS):
            name, who = chance.choice(asked)
            result = house.ask(name, who)
            if result.data != right[name, who.user_id, who.role]:
                wrong.append(f"{name} {who.user_id}: {result.status} {result.errors or result.data}")

    assert in_threads(ask) == []


def test_texts_get_each_others_answers(pooler: None) -> None:
    """Every connection meets the texts in an order of its own."""

    def ask(number: int, wrong: list[str]) -> None:
        chance = random.Random(number)
        for _ in range(TURNS):
            which, value = chance.randrange(12), str(chance.randrange(1_000))
            answer = fetch_row("default", f"SELECT 'text {which}', $1::text", (value,))
            if answer != (f"text {which}".encode(), value.encode()):
                wrong.append(f"{which} {value}: {answer}")

    assert in_threads(ask) == []


def test_transactions_get_each_others_answers(pooler: None) -> None:
    def ask(number: int, wrong: list[str]) -> None:
        chance = random.Random(number)
        for turn in range(60):
            with transaction.atomic():
                for _ in range(3):
                    which, value = chance.randrange(12), f"{number} {turn}"
                    answer = fetch_row("default", f"SELECT 'in {which}', $1::text", (value,))
                    if answer != (f"in {which}".encode(), value.encode()):
                        wrong.append(f"{which} {value}: {answer}")
                transaction.set_rollback(turn % 3 == 0)

    assert in_threads(ask) == []


def test_settings_leak_to_another_client(pooler: None) -> None:
    names = ("statement_timeout", "jit", "extra_float_digits")
    asked = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT "
            + ", ".join(f"(SELECT reset_val FROM pg_settings WHERE name = '{name}')" for name in names)
        )
        theirs = cursor.fetchone()

    def ask(number: int, wrong: list[str]) -> None:
        for _ in range(60):
            if number % 2:
                answer: Any = fetch_row("default", asked, ())
                right: Any = (b"10s", b"off", b"1")
            else:
                with connections["default"].cursor() as cursor:
                    cursor.execute(asked)
                    answer, right = cursor.fetchone(), theirs
            if answer != right:
                wrong.append(f"{answer} instead of {right}")

    assert in_threads(ask) == []


def test_pooler_is_not_reported(
    pooler: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_of("postgresql"), "_pooled", set())
    caplog.set_level(logging.WARNING, logger="django_graphgate")
    for _ in range(2):
        fetch_row("default", "SELECT 1", ())
        connection.close()
    assert [record.message.count("connection pooler") for record in caplog.records] == [1]
    (reported,) = (one for one in check_connections(databases=["default"]) if one.id == "graphgate.W026")
    assert "DATABASES['default']" in reported.msg
    assert "DISABLE_SERVER_SIDE_CURSORS" in str(reported.hint)
    assert "PREPARED_STATEMENTS" in str(reported.hint)


def test_server_is_taken_for_a_pooler(caplog: pytest.LogCaptureFixture) -> None:
    connection.close()
    fetch_row("default", "SELECT 1", ())
    assert "pooler" not in caplog.text
    assert [one.id for one in check_connections(databases=["default", "sqlite"])] == []
    assert check_connections(databases=None) == []
