"""The same work for many numbers, shared among processes where that is safe; results come in order.

The processes are forks of this one, so the work may use whatever is in memory (models, settings that a
test changed) and nothing has to be sent to them but numbers.  Where a fork is not safe (other threads are
running, or this is not Linux) everything is done here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Result = TypeVar("Result")

WORTH_IT = 100
"""With fewer numbers the processes would cost more than they save."""

_CHUNK = 8
_work: Callable[[int], object] | None = None


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[int], Result], count: int, *, jobs: int) -> Iterator[Result]:
    """``work(0)``, ``work(1)`` … ``work(count - 1)``, done in at most ``jobs`` processes.

    What ``work`` raises is raised here; what a process did not finish because it was killed is done here.
    ``work`` must not use a connection of this process.
    """
    done = 0
    if jobs > 1 and count >= WORTH_IT and _may_fork():
        for results in _forked(work, count, jobs):
            if not results:
                break
            done += 1
            yield results[0]
    for number in range(done, count):
        yield work(number)


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _forked(work: Callable[[int], Result], count: int, jobs: int) -> Iterator[tuple[Result, ...]]:
    """A tuple of each result; an empty one for the first that has to be done here, and nothing after it."""
    global _work  # noqa: PLW0603 -- how a fork inherits what cannot be pickled
    _work = work
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=gc.freeze) as pool:
            yield from pool.map(_result, range(count), chunksize=_CHUNK)
    except BrokenProcessPool:
        yield ()
    finally:
        _work = None


def _result(number: int) -> tuple[Any, ...]:
    """In a fork.  What is raised may not survive pickling, so the work is done again where it does."""
    assert _work is not None
    try:
        return (_work(number),)
    except Exception:  # noqa: BLE001
        return ()
