"""Times as a histogram whose buckets grow by a constant factor, so that it can be added up over processes.

Bucket ``n`` holds what took at least ``2 ** (n / 4)`` microseconds, and less than the next one.  A percentile is
in the bucket of the exact one, so it is wrong by less than 19 %: the factor between two buckets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

STEPS = 4
"""Buckets for each doubling."""

LAST = 160
"""What took longer than twelve days is here."""


def bucket_of(seconds: float) -> int:
    """The bucket of a time; of one below a microsecond the first."""
    microseconds = seconds * 1e6
    return min(int(STEPS * math.log2(microseconds)), LAST) if microseconds > 1 else 0


def lower_bound(bucket: int) -> float:
    """The least number of milliseconds of a bucket."""
    return float(2 ** (bucket / STEPS)) / 1000


def percentile(runs: Mapping[int, int], share: float) -> float | None:
    """The milliseconds that ``share`` (0 to 1) of the runs did not exceed; ``None`` without runs.

    Within a bucket, times count as spread evenly on the logarithmic scale.
    """
    total = sum(runs.values())
    rank = max(math.ceil(share * total), 1)
    before = 0
    for bucket in sorted(runs):
        inside = runs[bucket]
        if before + inside >= rank:
            return lower_bound(bucket) * 2 ** ((rank - before - 0.5) / inside / STEPS)
        before += inside
    return None
