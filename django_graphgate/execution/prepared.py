"""Which statements are worth keeping prepared on a connection."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain, islice

WEIGHT = 120
"""Bytes that a server process takes for a character of a statement that it keeps prepared: for its tree,
twice, and its plan.  Measured on PostgreSQL 15 and 18: 60 (wide objects) to 130 (the smallest)."""

_MEMORY = 10
"""For how many runs per prepared statement it is remembered what ran."""

_MARGIN = 1
"""How much more often a statement has to run than another: preparing costs as much as two runs without."""


class PreparedCache:
    """The statements that one connection keeps prepared.

    While there is room, a statement is prepared the first time it runs.  After that it replaces those used
    longest ago, as many as it needs, once it has run more often than they have: many roles times many
    operations would otherwise each be prepared for a single run, and evict what runs again.
    """

    def __init__(self, max_count: int, max_bytes: int) -> None:
        self.max_count, self.max_bytes, self.used = max_count, max_bytes, 0
        self._weights: OrderedDict[str, int] = OrderedDict()
        self._runs: dict[str, int] = {}
        """How often each text ran lately."""
        self._since_halved = 0

    def __contains__(self, text: str) -> bool:
        return text in self._weights

    def claim(self, text: str) -> Sequence[str] | None:
        """Which statements to evict, now that it runs; ``None`` where it runs without being prepared."""
        runs = self._count(text)
        if text in self._weights:
            self._weights.move_to_end(text)
            return ()
        weight = len(text) * WEIGHT
        count = self._needed(weight)
        if count is None or (count and runs <= self._worth(count) + _MARGIN):
            return None
        evicted = list(islice(self._weights, count))
        for old in evicted:
            self.forget(old)
        self._weights[text] = weight
        self.used += weight
        return evicted

    def forget(self, text: str) -> None:
        """It is not prepared, or will not be."""
        self.used -= self._weights.pop(text, 0)

    def _count(self, text: str) -> int:
        """How often it ran lately, this time included.  What ran long ago counts less and less."""
        self._since_halved += 1
        if self._since_halved > _MEMORY * max(len(self._weights), 1):
            self._runs = {known: runs // 2 for known, runs in self._runs.items() if runs > 1}
            self._since_halved = 0
        runs = self._runs[text] = self._runs.get(text, 0) + 1
        return runs

    def _needed(self, weight: int) -> int | None:
        """How many have to go before there is room; ``None`` where it is too heavy in any case."""
        left, used = len(self._weights), self.used
        for count, freed in enumerate(chain([0], self._weights.values())):
            used -= freed
            if left - count < self.max_count and used + weight <= self.max_bytes:
                return count
        return None

    def _worth(self, count: int) -> int:
        """How often those ran that would have to go."""
        return sum(self._runs.get(text, 0) for text in islice(self._weights, count))
