"""The time, in one place, so that tests can move it.

Call ``clock.now()`` and ``clock.monotonic()`` through the module; a name imported out of it would
not follow.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator


class Clock:
    """The machine's own clocks."""

    def now(self) -> float:
        """Seconds since 1970 in UTC: what expiry dates are compared with."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back: what intervals are measured with."""
        return time.monotonic()


class MovableClock(Clock):
    """Stands still at ``moment`` (seconds since 1970) until somebody moves it."""

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def now(self) -> float:
        return self.moment

    def monotonic(self) -> float:
        return self.moment

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += seconds


_clocks: list[Clock] = [Clock()]
"""The last one is asked."""


def now() -> float:
    """Seconds since 1970 in UTC."""
    return _clocks[-1].now()


def monotonic() -> float:
    """Seconds on a clock that never goes back."""
    return _clocks[-1].monotonic()


@contextlib.contextmanager
def moved(moment: float | None = None) -> Iterator[MovableClock]:
    """For tests: a clock that stands at ``moment`` (default: the real time) and moves by hand."""
    movable = MovableClock(time.time() if moment is None else moment)
    _clocks.append(movable)
    try:
        yield movable
    finally:
        _clocks.remove(movable)
