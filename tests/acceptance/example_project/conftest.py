"""The atlas, loaded once per run: workers of a parallel run share the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from filelock import FileLock

from tests.acceptance.example_project.copies import ROOT, Atlas, copy_database, copy_rows, manage


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """An SQLite file with all rows of the atlas, and the roles; nobody may write to it."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder if worker_id == "master" else folder.parent
    path = shared / "atlas.sqlite3"
    with FileLock(shared / "atlas.lock"):
        if not path.exists():
            new = shared / "loading.sqlite3"
            for command in ("migrate --verbosity 0", "load_atlas", "load_roles"):
                done = manage(ROOT, *command.split(), ATLAS_DATABASE=str(new), DJANGO_DEBUG="1")
                assert done.returncode == 0, done.stderr
            copy_database(new, path)
            new.unlink()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def rows(request: pytest.FixtureRequest, atlas: Path, tmp_path: Path) -> Iterator[Atlas]:
    if request.param == "sqlite":
        copy = copy_database(atlas, tmp_path / "atlas.sqlite3")
        yield Atlas("sqlite", {"ATLAS_DATABASE": str(copy)})
        return
    name = f"atlas_{os.getpid()}"
    with psycopg.connect(settings.POSTGRESQL_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            url = urlsplit(settings.POSTGRESQL_URL)._replace(path=f"/{name}").geturl()
            assert manage(ROOT, "migrate", "--verbosity", "0", DATABASE_URL=url).returncode == 0
            copy_rows(atlas, url)
            yield Atlas("postgresql", {"DATABASE_URL": url})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
