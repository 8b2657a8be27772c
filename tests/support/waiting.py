"""Waiting for what other threads and processes do; how long that takes says nothing about the code."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds: more than anything takes on a machine that has much else to do."""


def until(condition: Callable[[], object], pause: float = 0.01) -> None:
    """Returns when the condition holds, and raises ``TimeoutError`` when it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("What a test waits for has not happened.")
        time.sleep(pause)
