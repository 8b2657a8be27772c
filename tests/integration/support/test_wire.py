"""The counter on the wire counts what is known to be sent."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from tests.support.wire import FrontendParser, WireProxy, count_round_trips


def test_connecting_is_no_round_trip(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy, psycopg.connect(proxy.url):
        assert (proxy.connections, proxy.round_trips) == (1, 0)


def test_execute_is_one_round_trip(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy, psycopg.connect(proxy.url, autocommit=True) as client:
        assert client.execute("select 1").fetchone() == (1,)
        assert (proxy.round_trips, proxy.messages["Q"]) == (1, 1)
        assert client.execute("select %s::int", [2]).fetchone() == (2,)
        assert (proxy.round_trips, proxy.messages["S"]) == (2, 1)


def test_preparing_costs_one_more_and_only_once(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy, psycopg.connect(proxy.url, autocommit=True) as client:
        client.execute("select %s::int", [2], prepare=True)
        assert proxy.round_trips == 2
        proxy.reset()
        client.execute("select %s::int", [3], prepare=True)
        assert (proxy.round_trips, proxy.messages["P"]) == (1, 0)


def test_transaction_adds_begin_and_commit(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy, psycopg.connect(proxy.url, autocommit=True) as client:
        with client.transaction():
            client.execute("select 1")
        assert proxy.round_trips == 3


def test_pipeline_is_one_round_trip(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy, psycopg.connect(proxy.url, autocommit=True) as client:
        with client.pipeline():
            for number in range(5):
                client.execute("select %s::int", [number])
        assert (proxy.round_trips, proxy.messages["E"]) == (1, 5)


def test_cut_connection_fails_and_next_one_works(postgresql_url: str) -> None:
    with count_round_trips(postgresql_url) as proxy:
        with psycopg.connect(proxy.url, autocommit=True) as client:
            proxy.cut()
            with pytest.raises(psycopg.OperationalError):
                client.execute("select 1")
        with psycopg.connect(proxy.url, autocommit=True) as client:
            assert client.execute("select 1").fetchone() == (1,)


def test_messages_in_pieces_are_counted_once() -> None:
    startup = (8).to_bytes(4, "big") + (3 << 16).to_bytes(4, "big")
    query = b"Q" + (13).to_bytes(4, "big") + b"select 1\0"
    parser = FrontendParser()
    pieces = [bytes([byte]) for byte in startup + query]
    assert [name for piece in pieces for name in parser.feed(piece)] == ["startup", "Q"]
    assert parser.feed(query + query + b"S" + (4).to_bytes(4, "big")) == ["Q", "Q", "S"]


def test_django_goes_through_the_wire(wire: WireProxy) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        wire.reset()
        cursor.execute("select 1")
    assert wire.round_trips == 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select 1")
    assert wire.round_trips == 4
