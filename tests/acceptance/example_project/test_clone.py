"""An empty clone with an empty database: what is committed is frozen, and a changed rule is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.example_project.copies import clone, manage

pytestmark = pytest.mark.slow

ROLES = "example_project/config/roles.json"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone(tmp_path_factory.mktemp("clone") / "atlas")


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "example_project/config").iterdir()}


@pytest.mark.parametrize("tables", [False, True], ids=["no-database", "no-rows"])
def test_check_fails_in_an_empty_clone(project: Path, tmp_path: Path, tables: bool) -> None:
    atlas = {"ATLAS_DATABASE": str(tmp_path / "atlas.sqlite3")}
    if tables:
        assert manage(project, "migrate", "--verbosity", "0", **atlas).returncode == 0
    before = contents(project)
    done = manage(project, "graphgate_freeze", "--check", **atlas)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^The frozen files are up to date\.$", done.stdout, re.MULTILINE)
    assert "Visible:" not in done.stdout, "nothing became visible since the freeze that is committed"
    assert contents(project) == before, "--check writes nothing"


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        pytest.param(
            "{ public: { eq: true } }",
            "{ public: { neq: true } }",
            "! anon · trips: now visible: rows where { public: { neq: true } };"
            " before: rows where { public: { eq: true } }",
            id="anon-trips",
        ),
        pytest.param(
            "{ is_active: { eq: true } }",
            "{ is_active: { neq: true } }",
            "! user · travellers: now visible: rows where { is_active: { neq: true } };"
            " before: rows where { is_active: { eq: true } }",
            id="user-travellers",
        ),
        pytest.param(
            "{ owner_id: { eq: $user_id } }",
            "{ owner_id: { neq: $user_id } }",
            "! user · trips: now visible: rows where { or: [{ owner_id: { neq: $user_id } },"
            " { companions: { id: { eq: $user_id } } }, { public: { eq: true } }] }; before:",
            id="user-trips",
        ),
    ],
)
def test_one_character_of_a_filter_is_not_reported(
    project: Path, tmp_path: Path, old: str, new: str, reported: str
) -> None:
    path = project / ROLES
    text = path.read_text("utf-8")
    assert len(new) == len(old) + 1
    assert text.count(old) > 0
    try:
        path.write_text(text.replace(old, new, 1), "utf-8")
        before = contents(project)
        done = manage(project, "graphgate_freeze", "--check", ATLAS_DATABASE=str(tmp_path / "a.sqlite3"))
        assert contents(project) == before
    finally:
        path.write_text(text, "utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert reported in done.stdout
    assert done.stdout.count("! ") == 1, "the others did not change"
    assert "Run graphgate_freeze." in done.stderr
