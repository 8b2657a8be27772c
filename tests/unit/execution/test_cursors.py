"""Cursors are sealed afresh each time, under the project's keys, and marks cannot be foreseen."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from django_graphgate.errors import VariableInvalid
from django_graphgate.execution.cursors import new_nonce, replace_marks, seal, unseal

PLACE = ["Lamp", 3]
BOUND = ("operation", "products by name")


def nonce_of(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor)[:12]


def test_two_cursors_share_a_nonce() -> None:
    """AES-GCM with one nonce for two texts gives both of them away, and its key for tags."""
    cursors = [seal(PLACE, *BOUND) for _ in range(100)]
    assert len({nonce_of(one) for one in cursors}) == 100
    assert len({nonce_of(seal([number], *BOUND)) for number in range(100)}) == 100
    assert all(unseal(one, *BOUND) == PLACE for one in cursors)


def test_two_answers_share_a_nonce() -> None:
    nonces = {new_nonce() for _ in range(100)}
    assert len(nonces) == 100
    assert {len(one) for one in nonces} == {32}


def test_mark_of_another_answer_is_a_cursor() -> None:
    text = b'{"name":"%s0:f:[[\\"Lamp\\", 3]]"}' % new_nonce().encode()
    assert replace_marks(text, new_nonce(), "operation", ["products"], {}) == text


def test_cursor_of_a_former_key_is_refused(settings: Any) -> None:
    former = settings.SECRET_KEY
    old = seal(PLACE, *BOUND)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of this project" * 2, ["another", former]
    assert unseal(old, *BOUND) == PLACE
    new = seal(PLACE, *BOUND)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(VariableInvalid):
        unseal(old, *BOUND)
    assert unseal(new, *BOUND) == PLACE


def test_cursor_is_sealed_under_a_former_key(settings: Any) -> None:
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of this project" * 2, [former]
    new = seal(PLACE, *BOUND)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = former, []
    with pytest.raises(VariableInvalid):
        unseal(new, *BOUND)
