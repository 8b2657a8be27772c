"""The generic cell rate algorithm: the whole state of a limit for a caller is one moment.

That is when all of ``burst`` is there again.  Each unit that is taken moves it on by ``interval``, and what would
move it further than ``burst`` intervals ahead of now is refused, and moves nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from django_graphgate.ir.rate_limit import LimitState, Take


class Outcome(NamedTuple):
    """What became of one take, in microseconds."""

    over: float
    """How long the caller would have to wait for it; 0 where it was taken."""
    debt: float
    """From now to the moment when all is there again, with what was taken."""


def advanced(moment: float | None, now: float, price: float, room: float) -> tuple[float, Outcome]:
    """The state after a take, and its outcome.  A negative ``price`` gives back.

    A state that is further ahead than any take can bring it is of a clock that was wrong.
    """
    before = now if moment is None else min(max(moment, now), now + room)
    after = max(before + price, now)
    over = after - now - room
    if over > 0:
        return before, Outcome(over, before - now)
    return after, Outcome(0.0, after - now)


def is_refused(takes: Sequence[Take], outcomes: Sequence[Outcome]) -> bool:
    """Whether a limit that is enforced has no room; then nothing is taken of any."""
    return any(take.limit.enforce and outcome.over for take, outcome in zip(takes, outcomes, strict=True))


def state_of(take: Take, outcome: Outcome) -> LimitState:
    """What is left, for the caller."""
    limit = take.limit
    wait = outcome.over or outcome.debt
    return LimitState(
        name=limit.name,
        quota=limit.burst,
        window=math.ceil(limit.window),
        remaining=0 if outcome.over else math.floor((take.room - outcome.debt) / limit.interval),
        reset=math.ceil(wait / 1e6),
        refused=bool(outcome.over),
        never=take.units > limit.burst,
    )
