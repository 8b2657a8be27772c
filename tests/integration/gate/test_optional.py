"""``@optional`` variables at the gate: what a developer is shown, what is frozen, and what rules may not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, get_gate
from django_graphgate.ir.statement import Statement
from tests.support.gate.house import ROLES, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load

USER = caller(1)
SEARCH = (
    "query Search($q: String @optional, $max: Decimal @optional)"
    " { products(where: { name: { eq: $q }, price: { lte: $max } }) { id } }"
)
UNMARKED = SEARCH.replace(" @optional", "")


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    return get_gate()


def hint(gate: Gate, text: str, **variables: Any) -> str | None:
    result = gate.execute(text, identity=USER, variables=variables)
    assert not result.errors, result.errors
    found: str | None = result.extensions["graphgate"].get("hint")
    return found


def test_hint_names_no_directive(gate: Gate) -> None:
    assert hint(gate, UNMARKED, q="Lamp") == (
        "A comparison with a variable that is absent holds for no row: '$max'."
        " Declared as '$max: Decimal @optional', it would be as if it were not written."
    )
    both = hint(gate, UNMARKED)
    assert both is not None
    assert "'$q: String @optional'" not in both
    assert "'$q: String @optional, $max: Decimal @optional'" in both


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (SEARCH, {}),
        (SEARCH, {"q": "no such thing"}),
        (UNMARKED, {"q": "no such thing", "max": 1}),
        (UNMARKED, {"q": None, "max": None}),
        ("query N($n: Int) { products(limit: $n) { id } }", {}),
        ("query N($q: String = \"Lamp\") { products(where: { name: $q }) { id } }", {}),
        ("query N($q: String) { products(where: { or: [{ name: { neq: $q } }, { id: { gt: 0 } }] }) { id } }", {}),
    ],
)  # fmt: skip
def test_hint_is_given_for_nothing(gate: Gate, text: str, variables: dict[str, Any]) -> None:
    assert hint(gate, text, **variables) is None


def test_frozen_search_has_another_meaning(
    database: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    developed = get_gate().execute(SEARCH, identity=USER, variables={"max": 20})
    assert developed.extensions["graphgate"]["saved"] == "new"
    write_config(tmp_path, {"Search": SEARCH})
    freeze()
    lock = (tmp_path / "allow.lock").read_text("utf-8")
    assert '"optional"' in lock
    settings.GRAPHGATE = settings_of(tmp_path)
    gate = get_gate()
    assert gate.production

    def ids(**variables: Any) -> set[int]:
        result = gate.execute(name="Search", identity=USER, variables=variables)
        assert not result.errors, result.errors
        assert "graphgate" not in result.extensions
        return {row["id"] for row in json.loads(result.body())["data"]["products"]}

    assert ids(max=20) == {row["id"] for row in developed.json()["data"]["products"]}
    assert ids() > ids(max=20) > ids(max=20, q="Lamp")
    assert ids(q=None) == set()


def test_statement_of_a_file_has_other_flags() -> None:
    from tests.support.shop.running import compiled

    statement = compiled(SEARCH, None, "postgresql")
    again = Statement.from_json(json.loads(json.dumps(statement.to_json())))
    assert again.flags == statement.flags
    assert len(statement.flags) == 2
    assert [one.optional for one in again.variables] == [True, True]
    assert compiled(UNMARKED, None, "postgresql").flags == {}
