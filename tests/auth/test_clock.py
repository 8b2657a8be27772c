"""The clock that tests move."""

import time

from django_graphgate.auth import clock


def test_without_a_test_it_is_the_machines_clock() -> None:
    assert abs(clock.now() - time.time()) < 5
    assert abs(clock.monotonic() - time.monotonic()) < 5


def test_moved_it_stands_until_it_is_moved_and_goes_back_afterwards() -> None:
    with clock.moved(1_000.0) as moving:
        assert clock.now() == 1_000.0
        before = clock.monotonic()
        moving.forward(2.5)
        assert clock.now() == 1_002.5
        assert clock.monotonic() - before == 2.5
    assert clock.now() > 1_000_000_000
