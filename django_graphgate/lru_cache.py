"""A dictionary that forgets what was used longest ago."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LRUCache(Generic[K, V]):
    """At most ``max_entries`` entries, of at most ``room`` bytes together as ``size`` counts them; safe for threads.

    The entry that was put last stays, whatever its size.
    """

    def __init__(
        self,
        max_entries: int,
        room: float = float("inf"),
        size: Callable[[K, V], int] = lambda _key, _value: 0,
    ) -> None:
        self._max_entries = max_entries
        self._room = room
        self._size = size
        self._used = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The entry, now the most recently used one."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V) -> None:
        """Add or replace an entry; the oldest go when there are too many, or they are too large."""
        size = self._size(key, value)
        with self._lock:
            self._remove(key)
            self._entries[key] = (value, size)
            self._used += size
            while len(self._entries) > self._max_entries or (
                self._used > self._room and len(self._entries) > 1
            ):
                self._remove(next(iter(self._entries)))

    def drop(self, key: K) -> None:
        """Forget an entry, if it is there."""
        with self._lock:
            self._remove(key)

    def keep(self, wanted: Callable[[K], bool]) -> None:
        """Forget the entries whose keys are not wanted."""
        with self._lock:
            for key in [key for key in self._entries if not wanted(key)]:
                self._remove(key)

    def _remove(self, key: K) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self._used -= size

    def __len__(self) -> int:
        return len(self._entries)
