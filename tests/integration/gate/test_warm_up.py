"""Statements made ready when the gate loads."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.ir.statement import Statement
from tests.support.gate.house import EDITOR, House, caller


def test_warm_gate_reads_statements_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.open(WARM_UP=True)

    def read(*_: Any) -> None:
        raise AssertionError("read from the lock on demand")

    monkeypatch.setattr(Statement, "from_json", read)
    assert house.rows("Products")
    assert house.rows("Products", caller(1))
    assert house.rows("ForEditors", EDITOR)
    assert house.code("Mails", caller(1)) == "FORBIDDEN"


def test_cold_gate_has_statements(house: House) -> None:
    assert len(house.open(MAX_DEPTH=13).statements._ready) == 0


def test_warm_up_goes_beyond_the_bound(house: House) -> None:
    gate = house.open(WARM_UP=True, STATEMENT_CACHE=3)
    assert gate.statements.warm_up(gate.operations, []) == 0
    assert len(gate.statements._ready) == 3
    assert house.rows("Products")


def test_lock_that_does_not_fit_is_warmed(house: House) -> None:
    assert len(house.open(WARM_UP=True, DEFAULT_LIMIT=2).statements._ready) == 0
    assert house.rows("Products")
