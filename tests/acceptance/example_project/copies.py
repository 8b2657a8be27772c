"""Copies of the project, as version control would hand it to a newcomer, and of its database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[3]
SECRETS = {
    "DJANGO_SECRET_KEY": "k" * 50,
    "TASK_QUEUE_KEY": "key of the task queue, long enough to be one",
    "AIRLINE_WEBHOOK_SECRET": "whsec_c2VjcmV0IG9mIHRoZSBhaXJsaW5lLCBsb25nIGVub3VnaA==",
}
"""What the settings of the example need outside of debugging."""
NOT_KEPT = {"__pycache__", ".data", "build", "dist", "node_modules"}


def clone(folder: Path) -> Path:
    """The files that git knows; outside of a repository those that are not hidden or made."""
    for name in _known():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def _known() -> list[str]:
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return [name for name in listed.stdout.split("\0") if name]
    return [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if not any(part in NOT_KEPT or part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """What a new account has: a home that is empty, and nothing that speaks of this run's databases."""
    ours = ("DJANGO_", "GRAPHGATE_", "DATABASE_", "ATLAS_", "PYTHON", "PYTEST", "COV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HOME": str(home), **variables}


def manage(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """``python manage.py …`` of that copy, in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=project,
            env=environment(Path(home), **variables),
            capture_output=True,
            text=True,
            check=False,
        )


def copy_database(source: Path, target: Path) -> Path:
    """A copy that is whole, whatever still stands in the write-ahead log."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


@dataclass(frozen=True)
class Atlas:
    """A database with the rows of the atlas, how settings name it, and one way to write to it."""

    dialect: str
    variables: Mapping[str, str]

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        if "ATLAS_DATABASE" in self.variables:
            with closing(sqlite3.connect(self.variables["ATLAS_DATABASE"])) as connection, connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


KEPT_KEYS = ("atlas_country", "atlas_city")
"""Tables whose keys are those of GeoNames."""


def copy_rows(source: Path, url: str) -> None:
    """Rows of the atlas and of the roles, from one database into the other, with their keys."""
    tables = ("country", "country_neighbours", "city", "airport", "traveller", "trip", "trip_companions")
    names = [*(f"atlas_{one}" for one in (*tables, "review")), "graphgate_role", "graphgate_tablerule"]
    with closing(sqlite3.connect(source)) as old, psycopg.connect(url) as new:
        for name in names:
            found = old.execute(f"SELECT * FROM {name}")
            columns = ", ".join(f'"{column[0]}"' for column in found.description)
            with new.cursor().copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
            if name not in KEPT_KEYS:  # the next row gets the next key
                new.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                )
        new.execute("ANALYZE")
