"""Keys of all kinds: not called id, no numbers, of several columns; foreign keys to other columns."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import Booking, Guide, Ledger, Room, Seat
from tests.support.catalog.asking import api, built, table

MUSEUM = ["museum"]
A, B = str(uuid.UUID(int=0xA0)), str(uuid.UUID(int=0xB0))


@pytest.fixture
def rows(database: str) -> Iterator[str]:
    for ident, code in ((A, "red"), (B, "blue")):
        Room.objects.using(database).create(id=ident, code=code, opened="2024-01-01T00:00:00Z", floor=2)
    Guide.objects.using(database).create(name="Gil", room_id="red")
    for room, number in ((A, 1), (A, 2), (B, 1)):
        Seat.objects.using(database).create(room_id=room, number=number, price=number)
    Booking.objects.using(database).create(room_id=A, seat_number=2, guest="Vi")
    yield database


def test_foreign_key_to_another_column_follows_the_key(rows: str) -> None:
    asked = '{ guides { room_id room { id } } rooms(where: { guides: { name: { eq: "Gil" } } }) { guides { name } } }'
    assert api(MUSEUM).ask(asked, rows) == {
        "guides": [{"room_id": "red", "room": {"id": A}}],
        "rooms": [{"guides": [{"name": "Gil"}]}],
    }


def test_key_that_is_no_number_is_refused(rows: str) -> None:
    asked = f'{{ guide(id: "Gil") {{ name }} room(id: "{B.upper()}") {{ code seats {{ number }} }} }}'
    assert api(MUSEUM).ask(asked, rows) == {
        "guide": {"name": "Gil"},
        "room": {"code": "blue", "seats": [{"number": 1}]},
    }


def test_key_of_two_columns_is_refused(rows: str) -> None:
    asked = f"""query ($n: Int!) {{
      written: seat(id: {{ room_id: "{A}", number: 2 }}) {{ price }}
      given: seats(id: {{ room_id: "{A}", number: $n }}) {{ price bookings {{ guest }} }}
      other: seat(id: {{ number: 2, room_id: "{B}" }}) {{ price }}
      all: seats {{ room_id number }}
    }}"""
    assert api(MUSEUM).ask(asked, rows, {"n": 2}) == {
        "written": {"price": 2.0},
        "given": {"price": 2.0, "bookings": [{"guest": "Vi"}]},
        "other": None,
        "all": [{"room_id": A, "number": 1}, {"room_id": A, "number": 2}, {"room_id": B, "number": 1}],
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("{ number: 2 }", "GRAPHQL_VALIDATION_FAILED"),
        ("2", "GRAPHQL_VALIDATION_FAILED"),
        ('{ room_id: "x", number: 2 }', "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_part_of_a_key_is_enough(given: str, code: str) -> None:
    assert api(MUSEUM).refusal(f"{{ seat(id: {given}) {{ price }} }}")[0] == code


def test_variable_gives_a_whole_key_of_two_columns() -> None:
    code, sentence = api(MUSEUM).refusal("query ($key: SeatKey) { seat(id: $key) { price } }")
    assert code == "OPEN_SHAPE", sentence


def test_part_of_a_key_that_is_hidden_can_be_asked_for() -> None:
    role = api(MUSEUM, StoredRule(table="seats", columns=("number", "price")))
    assert (
        role.refusal('{ seat(id: { room_id: "x", number: 1 }) { price } }')[0] == "GRAPHQL_VALIDATION_FAILED"
    )
    assert '"room_id"' in role.compiled("{ seats { price } }").sql  # the order is by the whole key


def test_key_to_a_key_of_two_columns_is_lost(rows: str) -> None:
    asked = "{ bookings(where: { seat: { price: { eq: 2 } } }) { guest seat { price room { code } } } }"
    assert api(MUSEUM).ask(asked, rows) == {
        "bookings": [{"guest": "Vi", "seat": {"price": 2.0, "room": {"code": "red"}}}]
    }


def test_column_that_the_database_fills_is_lost() -> None:
    rooms = table(MUSEUM, "rooms").columns
    assert {"opened", "floor"} <= set(rooms)
    visits = table(MUSEUM, "visits").columns
    assert visits["doubled"].nullable  # of NULL, the expression is NULL


def test_model_is_shown_without_its_key() -> None:
    found = built(MUSEUM)
    assert "chests" not in found.catalog.tables
    assert found.refused["museum.Chest"] == "its primary key is not in the API"
    assert found.refused["museum.Chest.code"] == "its class CoinKeyField converts values by itself"
    assert "chest" not in found.catalog.tables["locks"].relations


@pytest.mark.parametrize("database", ["default"], indirect=True)
def test_table_of_another_schema_is_not_read(rows: str) -> None:
    from django.db import connections

    with connections[rows].cursor() as cursor:
        cursor.execute("CREATE SCHEMA annex")
        cursor.execute('CREATE TABLE annex."ledger of 2024" (id int PRIMARY KEY, amount int, exhibit_id int)')
        cursor.execute('INSERT INTO annex."ledger of 2024" VALUES (1, 5, NULL)')
    assert Ledger.objects.using(rows).get().amount == 5
    found = api(MUSEUM).ask("{ ledgers { amount exhibit { title } } }", rows)
    assert found == {"ledgers": [{"amount": 5, "exhibit": None}]}
