"""The clock that tests move."""

import time

import pytest

from django_graphgate.auth import clock
from tests.support.clock import moved


def test_without_a_test_it_is_the_machines_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 12.5)
    monkeypatch.setattr(time, "monotonic", lambda: 7.5)
    assert (clock.now(), clock.monotonic()) == (12.5, 7.5)


def test_moved_it_stands_until_it_is_moved_and_goes_back_afterwards() -> None:
    with moved(1_000.0) as moving:
        assert clock.now() == 1_000.0
        before = clock.monotonic()
        moving.forward(2.5)
        assert clock.now() == 1_002.5
        assert clock.monotonic() - before == 2.5
    assert clock.now() > 1_000_000_000
