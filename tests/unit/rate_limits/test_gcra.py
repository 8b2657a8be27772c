"""The algorithm: never more than the rate and the burst allow, and never fewer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.ir.rate_limit import Take, read_rate_limits
from django_graphgate.rate_limits.gcra import Outcome, advanced, state_of

NOW = 1_800_000_000_000_000.0
SECOND = 1e6


def burst(moment: float | None, now: float, interval: float, room: float) -> tuple[int, float | None]:
    """How many pass at once."""
    passed = 0
    while True:
        moment, outcome = advanced(moment, now, interval, room)
        if outcome.over:
            return passed, moment
        passed += 1


@pytest.mark.parametrize("rate", ["1/s", "7/s", "3/m", "100/m", "9999/s", "11/h"])
def test_burst_and_no_more(rate: str) -> None:
    (limit,) = read_rate_limits([{"rate": rate}])
    passed, moment = burst(None, NOW, limit.interval, limit.burst * limit.interval)
    assert passed == limit.burst
    for again in range(1, 4):
        now = NOW + again * limit.interval
        passed, moment = burst(moment, now, limit.interval, limit.burst * limit.interval)
        assert passed == 1


@given(st.lists(st.integers(0, 3_000_000), max_size=60), st.integers(1, 5))
def test_window(pauses: list[int], size: int) -> None:
    """In any stretch of time there pass at most the burst and what comes back in it."""
    interval, passed, now, moment = 500_000.0, list[float](), NOW, None
    for pause in pauses:
        now += pause
        moment, outcome = advanced(moment, now, interval, size * interval)
        if not outcome.over:
            passed.append(now)
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= size + (passed[last] - start) / interval


def test_wait_is_exact() -> None:
    moment, _ = advanced(None, NOW, SECOND, SECOND)
    _, outcome = advanced(moment, NOW + 1, SECOND, SECOND)
    assert outcome.over == SECOND - 1
    assert advanced(moment, NOW + 1 + outcome.over, SECOND, SECOND)[1].over == 0


def test_refusal_takes_nothing() -> None:
    moment, _ = advanced(None, NOW, SECOND, SECOND)
    assert advanced(moment, NOW, SECOND, SECOND)[0] == moment


def test_what_is_given_back_is_there_again() -> None:
    moment, _ = advanced(None, NOW, SECOND, SECOND)
    moment, _ = advanced(moment, NOW, -SECOND, SECOND)
    assert burst(moment, NOW, SECOND, SECOND)[0] == 1


def test_more_than_all_is_not_given_back() -> None:
    moment, _ = advanced(None, NOW, -10 * SECOND, SECOND)
    assert burst(moment, NOW, SECOND, SECOND)[0] == 1


def test_moment_of_a_wrong_clock_locks_nobody_out() -> None:
    _, outcome = advanced(NOW + 1e15, NOW, SECOND, 2 * SECOND)
    assert outcome.over == SECOND


def test_state() -> None:
    (limit,) = read_rate_limits([{"rate": "1/s", "burst": 10}])
    state = state_of(Take(limit, "", 1, of_user=False), Outcome(0.0, 3.5 * SECOND))
    assert (state.remaining, state.reset, state.quota, state.window) == (6, 4, 10, 10)
    state = state_of(Take(limit, "", 1, of_user=False), Outcome(0.2 * SECOND, 10 * SECOND))
    assert (state.remaining, state.reset, state.refused) == (0, 1, True)
