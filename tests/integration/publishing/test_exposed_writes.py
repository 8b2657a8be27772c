"""What the freeze says of operations that write: what of which table for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.publishing.exposed_writes import write_changes
from tests.support.gate.house import freeze, settings_of, write_config

OWN = "{ owner_id: { eq: $user_id } }"
TEXTS = {
    "Rename": "mutation Rename($name: String) { product(id: 1, update: { name: $name }) { id } }",
    "Delete": "mutation Delete { tag(id: 1, delete: true) { slug } }",
}


def roles(**tables: Any) -> dict[str, Any]:
    return {"roles": [{"name": "user", "tables": [{"name": name, **rest} for name, rest in tables.items()]}]}


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    settings.GRAPHGATE = settings_of(tmp_path / "config")
    return tmp_path / "config"


def test_writes_are_not_reported(folder: Path) -> None:
    content = roles(products={"query": {}, "update": {"filters": [OWN], "presets": {"stock": 7}}})
    write_config(folder, {"Rename": TEXTS["Rename"]}, content)
    assert f"+ user · products: rows now updated: name, stock; rows where {OWN}" in freeze()
    assert read_lock(folder / "allow.lock").fingerprint["exposure"]["user"]["products"]["writes"] == {
        "update": {"columns": ["name", "stock"], "presets": ["stock"], "filters": [OWN]}
    }
    content["roles"][0]["tables"][0]["update"] = {}
    write_config(folder, {"Rename": TEXTS["Rename"]}, content)
    text = freeze()
    assert f"! user · products: update: any row; before: rows where {OWN}" in text
    assert "! user · products: update: presets gone: stock" in text
    assert "- user · products: update: columns no longer written: stock" in text


def test_deleted_rows_are_not_reported(folder: Path) -> None:
    write_config(folder, {"Delete": TEXTS["Delete"]}, roles(tags={"query": {}, "delete": {}}))
    assert "+ user · tags: rows now deleted; any row" in freeze()


def test_table_that_is_only_written_is_visible(folder: Path) -> None:
    text = 'mutation Op { tags(insert: [{ slug: "a" }]) { __typename } }'
    write_config(folder, {"Op": text}, roles(tags={"insert": {"columns": ["slug"]}}))
    text = freeze()
    assert "+ user · tags: rows now inserted: slug; any row" in text
    assert "now visible" not in text


def test_changes() -> None:
    entry = {"columns": ["a"], "presets": [], "filters": []}
    wider = {**entry, "columns": ["a", "b"]}
    assert list(write_changes("r · t", {}, {"insert": entry})) == ["+ r · t: rows now inserted: a; any row"]
    assert list(write_changes("r · t", {"insert": entry}, {})) == ["- r · t: rows no longer inserted"]
    assert list(write_changes("r · t", {"insert": entry}, {"insert": entry})) == []
    assert list(write_changes("r · t", {"upsert": entry}, {"upsert": wider})) == [
        "+ r · t: upsert: columns now written: b"
    ]
