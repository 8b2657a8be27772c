"""Tokens that are remembered: never longer than they hold, never more than so many."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.jwt import verifier as verifying
from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.refusals import EXPIRED
from django_graphgate.auth.jwt.verifier import VerifiedToken
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from django_graphgate.lru_cache import LRUCache
from tests.support.auth.jwt.tokens import NOW, authenticator, request, token
from tests.support.clock import MovableClock


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that were read, and not remembered."""
    texts: list[str] = []
    original = verifying.read_token

    def counting(text: str) -> Any:
        texts.append(text)
        return original(text)

    monkeypatch.setattr(verifying, "read_token", counting)
    return texts


def remembered(found: JwtAuthenticator) -> int:
    return len(found._verifiers[0].cache)  # type: ignore[attr-defined]


def test_a_token_is_verified_once(read: list[str]) -> None:
    found, text = authenticator(), token()
    answers = [found.authenticate(request(text)) for _ in range(5)]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] is not None
    assert read == [text]


def test_a_remembered_token_expires(time: MovableClock, read: list[str]) -> None:
    found, text = authenticator(), token(exp=NOW + 100)
    assert found.authenticate(request(text))
    time.forward(129.9)
    assert found.authenticate(request(text))
    assert len(read) == 1
    time.forward(0.1)
    with pytest.raises(InvalidCredentials) as caught:
        found.authenticate(request(text))
    assert caught.value.message == EXPIRED
    assert remembered(found) == 0


def test_a_remembered_token_does_not_hold_before_its_time(time: MovableClock) -> None:
    found, text = authenticator(), token(nbf=NOW)
    assert found.authenticate(request(text))
    time.forward(-31)
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(text))


def test_a_wrong_token_is_not_remembered() -> None:
    found = authenticator()
    for _ in range(3):
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(token("HS256", "x" * 40)))
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(token(exp=NOW - 100)))
    assert remembered(found) == 0


def test_two_tokens_are_never_one() -> None:
    found = authenticator()
    users = [found.authenticate(request(token(sub=str(number)))) for number in range(50)]
    again = [found.authenticate(request(token(sub=str(number)))) for number in range(50)]
    assert [user.user_id for user in users if user] == [str(number) for number in range(50)]
    assert users == again


def test_only_so_many_are_remembered(read: list[str]) -> None:
    found = authenticator(token_cache=3)
    texts = [token(sub=str(number)) for number in range(4)]
    for text in texts[:3]:
        found.authenticate(request(text))
    found.authenticate(request(texts[0]))  # used again, so it is not the oldest
    found.authenticate(request(texts[3]))
    read.clear()
    for text in (texts[0], texts[2], texts[3]):
        found.authenticate(request(text))
    assert read == []
    found.authenticate(request(texts[1]))
    assert read == [texts[1]]
    assert remembered(found) == 3


def test_remembering_can_be_switched_off(read: list[str]) -> None:
    found, text = authenticator(token_cache=0), token()
    for _ in range(3):
        assert found.authenticate(request(text))
    assert len(read) == 3


def test_the_token_itself_is_not_kept() -> None:
    found, text = authenticator(), token()
    found.authenticate(request(text))
    cache: LRUCache[bytes, VerifiedToken] = found._verifiers[0].cache  # type: ignore[attr-defined]
    assert text not in repr(cache._entries)
    assert all(len(key) == 32 for key in cache._entries)


def test_many_threads_use_one_cache() -> None:
    found = authenticator(token_cache=10)
    texts = [token(sub=str(number)) for number in range(40)]
    barrier = threading.Barrier(8)

    def work(offset: int) -> bool:
        barrier.wait()
        good = True
        for step in range(400):
            number = (step * 7 + offset) % len(texts)
            identity = found.authenticate(request(texts[number]))
            good = good and identity is not None and identity.user_id == str(number)
        return good

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
    assert remembered(found) == 10


@given(st.integers(1, 5), st.lists(st.tuples(st.sampled_from("gpd"), st.integers(0, 8)), max_size=60))
def test_it_behaves_like_a_list_of_the_last_used(size: int, steps: list[tuple[str, int]]) -> None:
    cache, model = LRUCache[bytes, VerifiedToken](size), list[int]()
    for action, number in steps:
        key = bytes([number])
        if action == "p":
            cache.put(key, VerifiedToken(Identity(user_id=str(number)), b"", 0, 1))
            model = ([each for each in model if each != number] + [number])[-size:]
        elif action == "d":
            cache.drop(key)
            model = [each for each in model if each != number]
        else:
            entry = cache.get(key)
            assert (entry is not None) is (number in model)
            assert entry is None or entry.identity.user_id == str(number)
            if number in model:
                model = [each for each in model if each != number] + [number]
    assert list(cache._entries) == [bytes([number]) for number in model]
