"""Which statements are worth a place among those that a connection keeps prepared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain, islice

WEIGHT = 120
"""Bytes that a server process takes for a character of a statement that it keeps prepared: for its tree,
twice, and its plan.  Measured on PostgreSQL 15 and 18: 60 (wide objects) to 130 (the smallest)."""

_MEMORY = 10
"""For how many runs per place it is remembered what ran."""

_MARGIN = 1
"""How much more often a statement has to run than another: preparing costs as much as two runs without."""


class Places:
    """The places of one connection, and whose they are.

    While there is room, a statement is prepared the first time it runs.  After that it takes the place of
    those used longest ago, as many as it needs, once it has run more often than they have: many roles times
    many operations would otherwise each be prepared for a single run, and push out what comes again.
    """

    def __init__(self, most: int, room: int) -> None:
        """For at most so many statements, of so many bytes together."""
        self.most, self.room, self.used = most, room, 0
        self._taken: OrderedDict[str, int] = OrderedDict()
        self._met: dict[str, int] = {}
        self._runs = 0

    def __contains__(self, text: str) -> bool:
        return text in self._taken

    def claim(self, text: str) -> Sequence[str] | None:
        """Which give up their places, now that it runs; ``None`` where it has none and gets none."""
        runs = self._count(text)
        if text in self._taken:
            self._taken.move_to_end(text)
            return ()
        weight = len(text) * WEIGHT
        out = self._needed(weight)
        if out is None or (out and runs <= self._worth(out) + _MARGIN):
            return None
        gone = list(islice(self._taken, out))
        for each in gone:
            self.forget(each)
        self._taken[text] = weight
        self.used += weight
        return gone

    def forget(self, text: str) -> None:
        """It is not prepared, or will not be."""
        self.used -= self._taken.pop(text, 0)

    def _count(self, text: str) -> int:
        """How often it ran lately, this time included.  What ran long ago counts less and less."""
        self._runs += 1
        if self._runs > _MEMORY * max(len(self._taken), 1):
            self._met = {one: runs // 2 for one, runs in self._met.items() if runs > 1}
            self._runs = 0
        runs = self._met[text] = self._met.get(text, 0) + 1
        return runs

    def _needed(self, weight: int) -> int | None:
        """How many have to go before there is room; ``None`` where it is too heavy in any case."""
        left, used = len(self._taken), self.used
        for out, one in enumerate(chain([0], self._taken.values())):
            used -= one
            if left - out < self.most and used + weight <= self.room:
                return out
        return None

    def _worth(self, out: int) -> int:
        """How often those ran that would have to go."""
        return sum(self._met.get(one, 0) for one in islice(self._taken, out))
