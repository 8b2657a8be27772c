"""What callers do within a window of time: refusals of an address, ids that are asked for one after the other."""

from __future__ import annotations

import itertools
from collections import OrderedDict, deque

from django_graphgate.ir.anomaly import Thresholds
from django_graphgate.lru_cache import LRUCache
from django_graphgate.telemetry.sightings import Sighting, as_number

MAX_ADDRESSES = 10_000
MAX_CALLERS = 1_000
"""Of which refusals and ids are kept; whoever came first is forgotten first."""


class Refusals:
    """The latest refusals of each address."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._most, self._seconds = thresholds.refusals, thresholds.refusal_seconds
        self._times: LRUCache[str, deque[float]] = LRUCache(MAX_ADDRESSES)

    def count(self, address: str, at: float) -> int:
        """Refusals within the window, if there are as many as the threshold says; otherwise 0."""
        times = self._times.get(address)
        if times is None:
            times = deque(maxlen=min(self._most, 10_000))
            self._times.put(address, times)
        times.append(at)
        return len(times) if len(times) == times.maxlen and at - times[0] <= self._seconds else 0


class Enumerations:
    """The latest ids that each caller has asked each operation for."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._most, self._seconds = thresholds.ids, thresholds.id_seconds
        self._share = thresholds.id_percent / 100
        self._ids: LRUCache[tuple[str, ...], OrderedDict[int | str, tuple[float, bool]]] = LRUCache(
            MAX_CALLERS
        )

    def count(self, sighting: Sighting) -> int:
        """Different ids within the window, if they look like an enumeration; otherwise 0."""
        missed, caller = sighting.rows == 0, sighting.caller
        for name, sent in sighting.ids if caller else ():
            value = as_number(sent)
            key = (caller, sighting.namespace, sighting.operation, name)
            ids = self._ids.get(key)
            if ids is None:
                ids = OrderedDict()
                self._ids.put(key, ids)
            ids.pop(value, None)
            ids[value] = (sighting.at, missed)
            while ids and sighting.at - next(iter(ids.values()))[0] > self._seconds:
                ids.popitem(last=False)
            if len(ids) >= self._most:
                number, is_enumeration = len(ids), self._is_enumeration(ids)
                ids.clear()
                if is_enumeration:
                    return number
        return 0

    def _is_enumeration(self, ids: OrderedDict[int | str, tuple[float, bool]]) -> bool:
        needed = self._share * (len(ids) - 1)
        numbers = sorted(value for value in ids if isinstance(value, int))
        neighbours = sum(after - before == 1 for before, after in itertools.pairwise(numbers))
        return neighbours >= needed or sum(missed for _, missed in ids.values()) >= needed
