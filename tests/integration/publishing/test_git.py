"""Two branches that recorded operations, merged by git itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from django_graphgate.allowlist.file import parse_allow_list, render_allow_list
from django_graphgate.allowlist.files import read_allow_list, update_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.errors import ConfigurationError
from tests.support.gate.house import ROLES, freeze, settings_of, write_config

BASE = ("Boats", "Cars", "Planes", "Trains")


def git(folder: Path, *arguments: str) -> bool:
    """Whether git ran without a conflict."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0


def text(name: str, column: str = "id") -> str:
    return f"query {name} {{ tags {{ {column} }} }}"


def add(path: Path, names: Iterable[str], column: str = "id") -> None:
    """As development records them."""
    operations = [list_operation(text(name, column), comment="", roles=("user",)) for name in names]
    update_allow_list(path, lambda before: before.with_operations(operations))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder under git with a recorded list, and the settings of git that the documentation names."""
    assert git(tmp_path, "init", "--quiet")
    add(tmp_path / "allow.list", BASE)
    (tmp_path / ".gitattributes").write_text("*.list text eol=lf\nallow.lock text eol=lf merge=binary\n")
    (tmp_path / ".gitignore").write_text(".*.list.lock\n")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    assert git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Change")


def merged(folder: Path, ours: Any, theirs: Any) -> bool:
    """Whether git merges what two branches did."""
    assert git(folder, "switch", "--quiet", "--create", "theirs")
    theirs()
    commit(folder)
    assert git(folder, "switch", "--quiet", "main")
    ours()
    commit(folder)
    return git(folder, "merge", "--quiet", "theirs")


def names(path: Path) -> list[str]:
    return [one.name for one in read_allow_list(path, strict=True)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["Bikes"], ["Rockets"]),
        (["Aeroplanes"], ["Zeppelins"]),
        (["Canoes", "Skis"], ["Bicycles"]),
        (["Dinghies"], ["Trams"]),
    ],
)
def test_operations_at_different_places_conflict(
    repository: Path, ours: list[str], theirs: list[str]
) -> None:
    path = repository / "allow.list"
    assert merged(repository, lambda: add(path, ours), lambda: add(path, theirs))
    assert names(path) == sorted([*BASE, *ours, *theirs])
    assert path.read_text() == render_allow_list(read_allow_list(path)), "as it would be written"


def test_edit_and_removal_elsewhere_conflict_or_are_undone(repository: Path) -> None:
    path = repository / "allow.list"

    def ours() -> None:
        add(path, ["Cars"], "slug")

    def theirs() -> None:
        update_allow_list(path, lambda before: before.without(["Planes"]))
        add(path, ["Zeppelins"])

    assert merged(repository, ours, theirs)
    assert names(path) == ["Boats", "Cars", "Trains", "Zeppelins"]
    assert "slug" in {one.name: one.document for one in read_allow_list(path)}["Cars"]


def test_neighbours_lose_one_or_are_served_in_conflict(repository: Path) -> None:
    """Both new blocks at one place: git cannot know their order, and the file says so to whoever reads it."""
    path = repository / "allow.list"
    assert not merged(repository, lambda: add(path, ["Buses"]), lambda: add(path, ["Canoes"]))
    conflict = path.read_text()
    for strict in (True, False):
        with pytest.raises(ConfigurationError, match="markers of an unfinished merge"):
            parse_allow_list(conflict, strict=strict)
    kept = "".join(
        line
        for line in conflict.splitlines(keepends=True)
        if not line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
    )
    path.write_text(kept)
    assert [one.name for one in read_allow_list(path)] == sorted([*BASE, "Buses", "Canoes"])
    update_allow_list(path, lambda before: before)
    assert names(path) == sorted([*BASE, "Buses", "Canoes"])


def test_one_name_with_two_texts_is_merged_in_silence(repository: Path) -> None:
    path = repository / "allow.list"
    assert not merged(repository, lambda: add(path, ["Ships"], "slug"), lambda: add(path, ["Ships"], "id"))


def test_one_operation_of_both_branches_stands_twice(repository: Path) -> None:
    path = repository / "allow.list"
    assert merged(repository, lambda: add(path, ["Ships"]), lambda: add(path, ["Ships"]))
    assert names(path) == sorted([*BASE, "Ships"])


def test_list_in_a_folder_conflicts(repository: Path) -> None:
    path = repository / "allow.mobile.list"
    path.mkdir()
    operations = [list_operation(text(name), namespace="mobile", comment="") for name in BASE]
    update_allow_list(path, lambda _: AllowList(namespace="mobile", operations=tuple(operations)))
    commit(repository)

    def adder(name: str) -> Any:
        one = list_operation(text(name), namespace="mobile", comment="")
        return lambda: update_allow_list(path, lambda before: before.with_operations([one]))

    assert merged(repository, adder("Buses"), adder("Canoes"))
    assert names(path) == sorted([*BASE, "Buses", "Canoes"])


@pytest.mark.django_db
def test_merged_lock_is_taken_as_it_is(repository: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(repository)
    path = repository / "allow.list"
    write_config(repository, {name: text(name) for name in BASE}, ROLES)
    freeze()
    commit(repository)

    def ours() -> None:
        add(path, ["Aeroplanes"])
        freeze()

    def theirs() -> None:
        add(path, ["Zeppelins"])
        freeze()

    assert not merged(repository, ours, theirs), "git asks for it, so that nobody forgets"
    assert names(path) == ["Aeroplanes", *BASE, "Zeppelins"]
    with pytest.raises(CommandError, match="Run graphgate_freeze"):
        freeze("--check")
    assert "+ Zeppelins" in freeze()
    assert "up to date" in freeze("--check")
