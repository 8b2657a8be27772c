"""Which statements are worth a place among those that a connection keeps prepared."""

from __future__ import annotations

from collections import OrderedDict


class Places:
    """The places of one connection, and whose they are.

    While there is room, a statement is prepared the first time it runs.  When all places are taken, it gets
    that of the one used longest ago, but only when it comes a second time soon: many roles times many
    operations would otherwise each be prepared for a single run, at the cost of three round trips.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._met: OrderedDict[str, None] = OrderedDict()

    def is_for(self, text: str) -> bool:
        """The statement is prepared, or should be now that it runs."""
        if text in self._taken:
            self._taken.move_to_end(text)
            return True
        if len(self._taken) < self.most:
            self._taken[text] = None
            return True
        if text in self._met:
            del self._met[text]
            self._taken.popitem(last=False)
            self._taken[text] = None
            return True
        self._met[text] = None
        if len(self._met) > self.most:
            self._met.popitem(last=False)
        return False
