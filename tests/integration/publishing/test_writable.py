"""What the freeze tells about changed rules: who may write what now."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.publishing.writable import writable_changes
from tests.support.gate.house import copy_frozen, freeze, roles, settings_of

OWN = "{ owner_id: { eq: $user_id } }"
INSERT: dict[str, Any] = {"columns": ["name", "stock"], "presets": {"owner_id": "$user_id"}, "filters": [OWN]}


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    copied = copy_frozen(tmp_path / "config")
    settings.GRAPHGATE = settings_of(copied)
    return copied


def reported(folder: Path, **rules: Any) -> list[str]:
    """The lines about writes once ``user`` has these rules for products."""
    content = roles()
    (user,) = (role for role in content["roles"] if role["name"] == "user")
    (table,) = (table for table in user["tables"] if table["name"] == "products")
    table.update(rules)
    (folder / "roles.json").write_text(json.dumps(content))
    text = freeze()
    assert "Writable" not in freeze(), "it is reported once"
    section = re.search(r"^Writable:\n((?:  .*\n)*)", text, re.MULTILINE)
    return [] if section is None else [line.strip() for line in section[1].splitlines()]


def test_new_right_to_write_is_not_reported(folder: Path) -> None:
    assert reported(folder, insert=INSERT, delete={"filters": [OWN]}) == [
        f"+ user · products: delete is now permitted; rows where {OWN}",
        "+ user · products: insert is now permitted; data may give name, stock;"
        f" presets for owner_id ($user_id); rows where {OWN}",
    ]
    writable = read_lock(folder / "allow.lock").fingerprint["writable"]
    assert writable["user"]["products"]["insert"]["presets"] == {"owner_id": "$user_id"}
    assert reported(folder, insert={"block": True}) == [
        "- user · products: delete is no longer permitted",
        "- user · products: insert is no longer permitted",
    ]


def test_preset_that_is_gone_is_not_reported(folder: Path) -> None:
    reported(folder, insert=INSERT)
    changed = {**INSERT, "presets": {}, "columns": ["name", "owner_id"]}
    assert reported(folder, insert=changed) == [
        "+ user · products: insert may now give owner_id",
        "- user · products: insert may no longer give stock",
        "! user · products: insert has another preset for owner_id: none; before: $user_id",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"presets": {"owner_id": 1}}, "insert has another preset for owner_id: 1; before: $user_id"),
        (
            {"presets": {"owner_id": "sql:SELECT $user_id:bigint"}},
            "insert has another preset for owner_id: sql:SELECT $user_id; before: $user_id",
        ),
        ({"filters": []}, f"insert now writes all rows; before: rows where {OWN}"),
        ({"max_affected": 3}, "insert now writes at most 3 rows; before: MAX_AFFECTED rows"),
    ],
    ids=str,
)
def test_other_values_are_taken_for_the_same(folder: Path, change: Any, line: str) -> None:
    reported(folder, insert=INSERT)
    assert reported(folder, insert={**INSERT, **change}) == [f"! user · products: {line}"]


def test_rules_that_stay_are_reported(folder: Path) -> None:
    reported(folder, insert=INSERT)
    writable = read_lock(folder / "allow.lock").fingerprint["writable"]
    assert list(writable_changes(writable, deepcopy(writable))) == []
    assert list(writable_changes({}, {})) == []
