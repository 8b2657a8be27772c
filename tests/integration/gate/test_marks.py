"""Marks of cursors: each answer has a nonce of its own."""

from __future__ import annotations

import pytest

from django_graphgate.execution import run
from django_graphgate.execution.cursors import new_nonce
from tests.support.gate.house import House, caller


def test_answer_has_the_nonce_of_another(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever learned it could store a text that the next answer takes for a mark."""
    given: list[str] = []

    def seen() -> str:
        given.append(new_nonce())
        return given[-1]

    monkeypatch.setattr(run, "new_nonce", seen)
    gate = house.open(PRODUCTION=False)
    for _ in range(3):
        result = gate.execute("query Walk { products(first: 1) { id } products_cursor }", identity=caller(1))
        assert result.json()["data"]["products_cursor"]
    assert len(set(given)) == len(given) >= 3
