"""Calls that may hang, made with a time limit: the caller waits no longer than that."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.cache import close_caches
from django.db import connections

MAX_STUCK = 4
"""Calls that may hang before no further one is made."""


@dataclass(slots=True)
class _Outcome:
    done: threading.Event = field(default_factory=threading.Event)
    value: int = 0
    error: Exception | None = None


class TimeLimit:
    """Makes calls in threads of their own, because the clients of some caches wait forever.

    The threads are daemons, so that one that hangs keeps no process from ending.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._free = threading.BoundedSemaphore(MAX_STUCK)

    def call(self, function: Callable[[], int]) -> int:
        """What the function returns or raises; ``TimeoutError`` when it takes too long."""
        if not self._free.acquire(blocking=False):
            raise TimeoutError
        outcome = _Outcome()
        thread = threading.Thread(target=self._run, args=(function, outcome), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads
            self._free.release()
            raise
        if not outcome.done.wait(self._patience):
            raise TimeoutError
        if outcome.error is not None:
            raise outcome.error
        return outcome.value

    def _run(self, function: Callable[[], int], outcome: _Outcome) -> None:
        try:
            outcome.value = function()
        except Exception as error:  # noqa: BLE001  handed on
            outcome.error = error
        finally:
            outcome.done.set()
            self._free.release()
            with contextlib.suppress(Exception):  # this thread's own
                close_caches()
                connections.close_all()
