"""The atlas, loaded once per run: workers of a parallel run share the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from tests.example_project.copies import ROOT, copy_database, manage


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
