"""The time, in one module, so that tests can move it.

Call ``clock.now()`` and ``clock.monotonic()`` through the module; a name imported out of it would
not follow.
"""

from __future__ import annotations

import time


def now() -> float:
    """Seconds since 1970 in UTC: what expiry dates are compared with."""
    return time.time()


def monotonic() -> float:
    """Seconds since some moment; never goes back: what intervals are measured with."""
    return time.monotonic()
