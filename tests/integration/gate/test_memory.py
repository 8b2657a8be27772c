"""What a process keeps is bounded in number and in bytes, and goes when the rules change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.access.live import state_alias
from django_graphgate.gate import get_gate
from django_graphgate.lru_cache import LRUCache
from django_graphgate.statements import development
from tests.support.gate.house import ROLES, House, caller, settings_of
from tests.support.shop.fixture import load

USER = caller(1)


def test_entries_beyond_the_room_are_kept() -> None:
    cache: LRUCache[str, str] = LRUCache(10, 100, lambda key, value: len(key) + len(value))
    for letter in "abcd":
        cache.put(letter, letter * 30)
    assert [letter for letter in "abcd" if cache.get(letter)] == ["b", "c", "d"]
    cache.put("c", "c" * 70)  # replaced, not counted twice
    assert [letter for letter in "abcd" if cache.get(letter)] == ["c"]
    cache.put("d", "d")
    assert [letter for letter in "abcd" if cache.get(letter)] == ["c", "d"]
    cache.put("e", "e" * 1_000)  # too large for the room, and in use
    assert [letter for letter in "abcde" if cache.get(letter)] == ["e"]
    cache.put("f", "f")
    assert [letter for letter in "abcdef" if cache.get(letter)] == ["f"]


def test_entries_beyond_the_number_are_kept() -> None:
    cache: LRUCache[int, int] = LRUCache(2)
    for number in range(3):
        cache.put(number, number)
    assert [cache.get(number) for number in range(3)] == [None, 1, 2]
    cache.keep(lambda key: key == 1)
    assert [cache.get(number) for number in range(3)] == [None, 1, None]
    assert len(cache) == 1


def test_statements_of_superseded_rules_stay(house: House) -> None:
    gate = get_gate()
    for number in range(5):
        content = json.loads(json.dumps(ROLES))
        tables = {one["name"]: one for one in content["roles"][2]["tables"]}
        tables["products"]["query"]["limit"] = number + 1
        load_roles(content)
        house.rows("Products", USER)
        house.rows("Categories", USER)
        house.rows("Categories")
        kept = {key[2:] for key in gate.statements._ready._entries}
        fingerprints = gate.access.current(state_alias()).fingerprints
        assert kept == {(role, fingerprints[role]) for role in ("anon", "user")}


def test_statement_memory_is_not_looked_at(house: House) -> None:
    gate = house.open()
    for name in ("Products", "Categories"):
        house.rows(name, USER)
    entries = gate.statements._ready._entries.values()
    kept = [runnable for ready, _ in entries for runnable in ready.runnables.values()]
    assert len(kept) == 2
    assert gate.statements._ready._used > sum(2 * len(runnable.statement.sql) for runnable in kept)
    gate.statements._ready._room = 1.0
    house.rows("Products")
    assert len(gate.statements._ready) == 1


def test_texts_of_development_are_kept_without_bound(
    database: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    monkeypatch.setattr(development, "_MAX_CHARACTERS", 10_000)
    gate = get_gate()
    for number in range(30):
        text = f"{{ products(where: {{ id: {{ gt: {number} }} }}) {{ id }} }}".ljust(1_000)
        assert gate.execute(text, identity=USER).data
    assert len(gate.operations._parsed) == 10
