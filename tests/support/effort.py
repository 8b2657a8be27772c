"""How much a piece of code works: what else the machine does meanwhile is not counted."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """The block takes this thread no more seconds of the processor's time."""
    start = time.thread_time()
    yield
    worked = time.thread_time() - start
    assert worked <= seconds, f"It took {worked:.1f} seconds of the processor's time."
