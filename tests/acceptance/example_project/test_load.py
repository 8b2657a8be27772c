"""``load_atlas`` against a real file, in a process with the example's own settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.acceptance.example_project.copies import ROOT, SECRETS, copy_database, manage


@pytest.fixture
def rows(atlas: Path) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    with closing(sqlite3.connect(f"file:{atlas}?mode=ro", uri=True)) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


Rows = Callable[[str], list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("country", 245),
        ("city", 30_000),
        ("airport", 25_000),
        ("traveller", 60),
        ("trip", 2_000),
        ("review", 3_000),
    ],
)
def test_table_has_too_few_rows(rows: Rows, table: str, least: int) -> None:
    [(count,)] = rows(f"SELECT count(*) FROM atlas_{table}")
    assert isinstance(count, int)
    assert count >= least


def test_second_run_changes_something(atlas: Path, tmp_path: Path) -> None:
    tables = (
        "country",
        "country_neighbours",
        "city",
        "airport",
        "traveller",
        "trip",
        "trip_companions",
        "review",
    )
    copy = copy_database(atlas, tmp_path / "atlas.sqlite3")

    def content() -> list[list[tuple[object, ...]]]:
        with closing(sqlite3.connect(copy)) as connection:
            return [
                connection.execute(f"SELECT * FROM atlas_{table} ORDER BY id").fetchall() for table in tables
            ]

    before = content()
    done = manage(ROOT, "load_atlas", ATLAS_DATABASE=str(copy))
    assert done.stdout == "The atlas is already loaded; nothing changed.\n", done.stderr
    assert content() == before


def test_well_known_airports_have_a_wrong_city(rows: Rows) -> None:
    pairs = rows(
        "SELECT a.iata, c.name FROM atlas_airport a JOIN atlas_city c ON c.id = a.city_id "
        "WHERE a.iata IN ('CDG', 'JFK', 'LHR', 'NRT', 'GRU', 'ZRH')"
    )
    assert set(pairs) == {
        ("CDG", "Paris"),
        ("JFK", "New York City"),
        ("LHR", "London"),
        ("NRT", "Tokyo"),
        ("GRU", "São Paulo"),
        ("ZRH", "Zürich"),
    }


def test_airport_has_a_city_of_another_country(rows: Rows) -> None:
    assert not rows(
        "SELECT a.icao FROM atlas_airport a JOIN atlas_city c ON c.id = a.city_id "
        "WHERE a.country_id <> c.country_id"
    )


def test_border_is_seen_from_one_side_only(rows: Rows) -> None:
    borders = rows("SELECT from_country_id, to_country_id FROM atlas_country_neighbours")
    assert len(borders) > 600
    assert {(b, a) for a, b in borders} == set(borders)


def test_companion_is_the_owner(rows: Rows) -> None:
    assert not rows(
        "SELECT t.id FROM atlas_trip t JOIN atlas_trip_companions c "
        "ON c.trip_id = t.id AND c.traveller_id = t.owner_id"
    )


def test_demo_password_works_outside_of_debugging(atlas: Path, tmp_path: Path) -> None:
    """Of an atlas whose travellers have yet to come."""
    copy = copy_database(atlas, tmp_path / "atlas.sqlite3")
    with closing(sqlite3.connect(copy)) as connection, connection:
        for table in ("trip_companions", "trip", "review", "traveller"):
            connection.execute(f"DELETE FROM atlas_{table}")
    done = manage(ROOT, "load_atlas", ATLAS_DATABASE=str(copy), DJANGO_DEBUG="0", **SECRETS)
    assert "60 travellers" in done.stdout, done.stderr
    with closing(sqlite3.connect(copy)) as connection:
        passwords = connection.execute("SELECT password FROM atlas_traveller").fetchall()
    assert len(passwords) == 60
    assert all(password.startswith("!") for (password,) in passwords)
