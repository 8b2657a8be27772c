"""Until when an action may run."""

from __future__ import annotations

import time

from django_graphgate.errors import ActionTimeout


class Deadline:
    """A number of milliseconds from now."""

    __slots__ = ("_end",)

    def __init__(self, milliseconds: int) -> None:
        self._end = time.monotonic() + milliseconds / 1000

    def seconds(self) -> float:
        """What is left; never less than nothing."""
        return max(0.0, self._end - time.monotonic())

    def milliseconds(self) -> int:
        """What is left, at least one; raises ``ActionTimeout`` where nothing is."""
        left = int(self.seconds() * 1000)
        if left < 1:
            raise ActionTimeout
        return left
