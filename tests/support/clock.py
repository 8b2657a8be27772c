"""A clock that tests move by hand."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from unittest import mock

from django_graphgate.auth import clock


class MovableClock:
    """Shows ``moment`` (seconds since 1970) until somebody moves it."""

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def now(self) -> float:
        return self.moment

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += seconds


@contextlib.contextmanager
def moved(moment: float | None = None) -> Iterator[MovableClock]:
    """The package's clock shows ``moment`` (default: the real time) and moves by hand."""
    movable = MovableClock(time.time() if moment is None else moment)
    with (
        mock.patch.object(clock, "now", movable.now),
        mock.patch.object(clock, "monotonic", movable.now),
    ):
        yield movable
