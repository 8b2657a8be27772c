"""Tokens that were verified before, in this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from django_graphgate.ir.identity import Identity


class Entry(NamedTuple):
    """What a token proved, while ``not_before <= now < expires`` and the key is still one of ours."""

    identity: Identity
    fingerprint: bytes
    not_before: float
    expires: float


class TokenCache:
    """The last ``size`` tokens, by the SHA-256 of their text: the tokens themselves are not kept."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, digest: bytes) -> Entry | None:
        with self._lock:
            entry = self._entries.get(digest)
            if entry is not None:
                self._entries.move_to_end(digest)
            return entry

    def put(self, digest: bytes, entry: Entry) -> None:
        if self.size <= 0:
            return
        with self._lock:
            self._entries[digest] = entry
            self._entries.move_to_end(digest)
            while len(self._entries) > self.size:
                self._entries.popitem(last=False)

    def drop(self, digest: bytes) -> None:
        with self._lock:
            self._entries.pop(digest, None)
