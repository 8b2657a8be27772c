"""Plants bugs one by one into a copy of the package, and runs the tests that have to notice.

``python -m tests.planted.run [part of a name …]`` from the project's folder, with the servers of
``tests.services`` running.  The working copy is never changed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tests.planted.bug import Bug
from tests.planted.bugs import BUGS

PROJECT = Path(__file__).resolve().parent.parent.parent
PACKAGE = "django_graphgate"
COPIED = (PACKAGE, "tests", "example_project", "docs")
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "manage.py", "Makefile")
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")
SECONDS = 240
FAILED, PASSED = 1, 0

MIGRATED = ("access/triggers.py", "models/")

SHARED = """

if os.environ["GRAPHGATE_SHARED_DATABASES"]:

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_blocker):
        from django.db import connections

        with django_db_blocker.unblock():
            for connection in connections.all():
                connection.close()
                connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]
        yield
        with django_db_blocker.unblock():
            connections.close_all()
"""
"""Added to the copy's conftest.py: its databases are there, as the first run has left them."""


class Copy:
    """A copy of the project in which one bug at a time is planted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (PROJECT / name).is_dir():
                shutil.copytree(PROJECT / name, folder / name, ignore=NOT_COPIED)
        for name in FILES:
            if (PROJECT / name).exists():
                shutil.copy(PROJECT / name, folder / name)
        # The tests around us may be using the databases of the usual names.
        self.database = f"test_planted_{os.getpid()}"
        settings = folder / "tests" / "settings.py"
        text = settings.read_text("utf-8")
        for usual, own in {
            '"test_graphgate"': repr(self.database),
            'str(FOLDER / "test.sqlite3")': repr(str(folder / "test.sqlite3")),
        }.items():
            assert text.count(usual) == 1
            text = text.replace(usual, own)
        settings.write_text(text, "utf-8")
        self._make_databases()
        with (folder / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(SHARED)

    def close(self) -> None:
        """Drop the database that the runs have shared."""
        server = os.environ["GRAPHGATE_TEST_POSTGRESQL"]
        with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
            name = sql.Identifier(self.database)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def find(self, bug: Bug) -> subprocess.CompletedProcess[str]:
        """Run the bug's tests with the bug in place; an exit code of 1 means that one noticed."""
        path = self.folder / PACKAGE / bug.file
        text = path.read_text("utf-8")
        assert text.count(bug.old) == 1, (
            f"{bug.file} holds the text of {bug.name!r} {text.count(bug.old)} times"
        )
        migrates = bug.file.startswith(MIGRATED)
        self._write(path, text.replace(bug.old, bug.new))
        try:
            return self.run(*bug.tests, new_databases=migrates)
        finally:
            self._write(path, text)
            if migrates:
                self._make_databases()

    def _make_databases(self) -> None:
        """Making them takes longer than most tests that use them, so the runs share them."""
        made = self.run("tests/planted/test_databases.py", new_databases=True)
        assert made.returncode == PASSED, made.stdout[-3_000:] + made.stderr[-3_000:]

    def _write(self, path: Path, text: str) -> None:
        """Python tells compiled files by size and second, which two versions may share."""
        path.write_text(text, "utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()

    def run(self, *arguments: str, new_databases: bool = False) -> subprocess.CompletedProcess[str]:
        """Run tests of the copy, in databases that exist or are created."""
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "--tb=line"]
        options += ["--create-db", "--reuse-db"] if new_databases else ["--reuse-db"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {
            "PYTHONPATH": str(self.folder),
            "GRAPHGATE_PROFILE": "planted",
            "GRAPHGATE_TEST_WORKER": os.environ.get("PYTEST_XDIST_WORKER", "master"),
            "GRAPHGATE_SHARED_DATABASES": "" if new_databases else "yes",
        }
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def noticed(done: subprocess.CompletedProcess[str]) -> bool:
    """A test failed over the bug; one that broke before it could look at anything noticed nothing."""
    return done.returncode == FAILED and " failed" in (done.stdout.splitlines() or [""])[-1]


def main(wanted: list[str]) -> int:
    missed = []
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Copy(Path(folder))) as copy:
        for bug in BUGS:
            if wanted and not any(part in bug.name for part in wanted):
                continue
            start = time.monotonic()
            done = copy.find(bug)
            verdict = "found" if noticed(done) else f"NOT FOUND ({done.returncode})"
            print(f"{time.monotonic() - start:5.1f} s  {verdict:15}  {bug.name}", flush=True)
            if not noticed(done):
                missed.append(bug)
                print(done.stdout[-2_000:], done.stderr[-2_000:])
    return len(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
