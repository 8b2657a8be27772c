"""``load_atlas`` against a real file, in a process with the example's own settings."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Manage = Callable[..., str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("atlas") / "atlas.sqlite3"


@pytest.fixture(scope="module")
def manage(database: Path) -> Manage:
    """Runs a command of the example on ``database`` and returns what it prints."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "GRAPHGATE_"))
    }
    clean.pop("DATABASE_URL", None)

    def run(*arguments: str, **environment: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "django", *arguments, "--settings", "example_project.settings"],
            cwd=ROOT,
            env={**clean, "PYTHONPATH": str(ROOT), "ATLAS_DATABASE": str(database), **environment},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    return run


@pytest.fixture(scope="module")
def loaded(manage: Manage) -> str:
    manage("migrate", "--verbosity", "0")
    return manage("load_atlas")


@pytest.fixture
def rows(database: Path, loaded: str) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    with closing(sqlite3.connect(database)) as connection:
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


@pytest.mark.usefixtures("loaded")
def test_second_run_changes_something(manage: Manage, rows: Rows) -> None:
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
    before = [rows(f"SELECT * FROM atlas_{table} ORDER BY id") for table in tables]
    assert manage("load_atlas") == "The atlas is already loaded; nothing changed.\n"
    assert [rows(f"SELECT * FROM atlas_{table} ORDER BY id") for table in tables] == before


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


def test_demo_password_works_outside_of_debugging(manage: Manage, tmp_path: Path) -> None:
    other = {
        "ATLAS_DATABASE": str(tmp_path / "atlas.sqlite3"),
        "DJANGO_DEBUG": "0",
        "DJANGO_SECRET_KEY": "k" * 50,
    }
    manage("migrate", "--verbosity", "0", **other)
    manage("load_atlas", **other)
    with closing(sqlite3.connect(other["ATLAS_DATABASE"])) as connection:
        passwords = connection.execute("SELECT password FROM atlas_traveller").fetchall()
    assert len(passwords) == 60
    assert all(password.startswith("!") for (password,) in passwords)
