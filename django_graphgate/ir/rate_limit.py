"""A limit of how often callers may run operations, as the settings write it, and what is left of it."""

# what a project writes there is of any type
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

By = Literal["user", "address", "role", "operation"]
Unit = Literal["request", "cost"]

_BY: tuple[By, ...] = ("user", "address", "role", "operation")
_UNITS: tuple[Unit, ...] = ("request", "cost")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_RATE = re.compile(r"([1-9][0-9]{0,11})/([smhd])")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_LONGEST = 30 * 86_400
"""Seconds: memcached keeps nothing longer."""
_MOST = 1_000_000
"""Units in a second."""

_OPTIONS = frozenset(
    {
        *("rate", "by", "name", "burst", "unit", "enforce", "warn_at"),
        *("roles", "operations", "namespaces"),
    }
)


class RateLimitInvalid(ValueError):
    """An entry of ``RATE_LIMITS`` that is not valid; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """``burst`` units at once, and a further one after each ``interval`` microseconds."""

    name: str
    by: tuple[By, ...]
    burst: int
    interval: float
    unit: Unit = "request"
    enforce: bool = True
    warn_at: float | None = None
    """The part of ``burst`` from which its use is logged."""
    roles: frozenset[str] | None = None
    operations: frozenset[str] | None = None
    namespaces: frozenset[str] | None = None

    @property
    def counts_requests(self) -> bool:
        """It counts every request, whatever comes of it; any other limit counts runs of operations."""
        of_runs = self.roles is not None or self.operations is not None or self.unit == "cost"
        return not of_runs and {*self.by} <= {"user", "address"}

    @property
    def of_role(self) -> bool:
        """The role decides whether, for whom, or how much it counts."""
        return self.roles is not None or "role" in self.by or self.unit == "cost"

    @property
    def window(self) -> float:
        """Seconds in which all of ``burst`` comes back."""
        return self.burst * self.interval / 1e6

    def applies(self, role: str, operation: str, namespace: str) -> bool:
        return (
            (self.roles is None or role in self.roles)
            and (self.operations is None or operation in self.operations)
            and (self.namespaces is None or namespace in self.namespaces)
        )


def read_rate_limits(entries: Iterable[Mapping[str, Any]]) -> tuple[RateLimit, ...]:
    """The limits of the setting; raises ``RateLimitInvalid``."""
    limits: list[RateLimit] = []
    names: set[str] = set()
    for number, entry in enumerate(entries, 1):
        try:
            limit = _read(entry, number)
            if limit.name in names:
                raise RateLimitInvalid(f"repeats the name {limit.name!r}; each limit needs its own")
        except RateLimitInvalid as error:
            raise RateLimitInvalid(f"entry {number} {error}") from None
        names.add(limit.name)
        limits.append(limit)
    return tuple(limits)


def _read(entry: Mapping[str, Any], number: int) -> RateLimit:
    unknown = sorted(str(key) for key in entry.keys() - _OPTIONS)
    if unknown:
        raise RateLimitInvalid(f"has the unknown option {unknown[0]!r:.60}")
    rate = entry.get("rate")
    match = _RATE.fullmatch(rate) if isinstance(rate, str) else None
    if match is None:
        raise RateLimitInvalid('needs a "rate" such as "100/m": a number per s, m, h or d')
    count, seconds = int(match[1]), _SECONDS[match[2]]
    if count > _MOST * seconds:
        raise RateLimitInvalid(f'has a "rate" of more than {_MOST:,} in a second')
    by = _by(entry.get("by", "user"))
    limit = RateLimit(
        name=_name(entry, by, number),
        by=by,
        burst=_burst(entry.get("burst", count)),
        # a multiple of 1/4, so that sums of such numbers and of the time are exact in binary
        interval=max(round(4e6 * seconds / count), 1) / 4,
        unit=_unit(entry.get("unit", "request")),
        enforce=_flag(entry.get("enforce", True)),
        warn_at=_warn_at(entry.get("warn_at")),
        **{name: _names(entry, name) for name in ("roles", "operations", "namespaces")},
    )
    if limit.window > _LONGEST:
        raise RateLimitInvalid('takes more than 30 days to give all of its "burst" again')
    return limit


def _by(given: Any) -> tuple[By, ...]:
    several = given if isinstance(given, list | tuple) else [given]
    if not several or not all(isinstance(each, str) and each in _BY for each in several):
        raise RateLimitInvalid(f'needs a "by" of {", ".join(_BY)}, or a list of these')
    return tuple(each for each in _BY if each in several)


def _name(entry: Mapping[str, Any], by: Sequence[str], number: int) -> str:
    given = entry.get("name", f"{'-'.join(by)}-{number}")
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise RateLimitInvalid('needs a "name" of at most 40 letters, digits, "-" and "_"')
    return given


def _burst(given: Any) -> int:
    if type(given) is not int or given < 1:
        raise RateLimitInvalid('needs a "burst" of at least 1')
    return given


def _unit(given: Any) -> Unit:
    if given not in _UNITS:
        raise RateLimitInvalid('needs a "unit" of "request" or "cost"')
    unit: Unit = given
    return unit


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise RateLimitInvalid('needs an "enforce" of True or False')
    return given


def _warn_at(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise RateLimitInvalid('needs a "warn_at" above 0 and up to 1')
    return float(given)


def _names(entry: Mapping[str, Any], option: str) -> frozenset[str] | None:
    given = entry.get(option)
    if given is None:
        return None
    texts: Any = given if isinstance(given, list | tuple | set | frozenset) else ()
    if not texts or not all(isinstance(each, str) for each in texts):
        raise RateLimitInvalid(f'needs a list of names as "{option}"')
    return frozenset(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitState:
    """What is left of a limit for a caller; times are seconds."""

    name: str
    quota: int
    window: int
    remaining: int
    reset: int
    """Until all of it is there again; of a refusal, until the request would pass."""
    refused: bool = False
    never: bool = False
    """It would not pass later, either: it costs more than the limit ever gives."""

    @property
    def strictness(self) -> tuple[bool, float, float]:
        """The larger, the less is left."""
        return self.refused, -self.remaining / self.quota, self.reset

    def headers(self) -> dict[str, str]:
        """``RateLimit`` and its policy, as draft-ietf-httpapi-ratelimit-headers writes them."""
        headers = {
            "RateLimit-Policy": f'"{self.name}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.name}";r={self.remaining};t={self.reset}',
        }
        return {**headers, "Retry-After": str(self.reset)} if self.refused and not self.never else headers


@dataclass(frozen=True, slots=True)
class Take:
    """Units that are taken from a limit under a key of the cache; times are microseconds."""

    limit: RateLimit
    key: str
    units: int
    of_user: bool
    """The user that was assumed decides the key."""

    @property
    def price(self) -> float:
        return self.units * self.limit.interval

    @property
    def room(self) -> float:
        return self.limit.burst * self.limit.interval


@dataclass(slots=True, kw_only=True)
class Charge:
    """What one request has taken of the limits so far."""

    address: str | None = None
    """The caller's; ``None``: there is none, as the caller is code of the project."""
    taken: list[Take] = field(default_factory=list[Take])
    states: dict[str, LimitState] = field(default_factory=dict[str, LimitState])
    """By the limit's name; of limits that are enforced."""

    @property
    def is_refused(self) -> bool:
        """A limit that is enforced has refused it."""
        return any(state.refused for state in self.states.values())

    @property
    def strictest(self) -> LimitState | None:
        return max(self.states.values(), key=lambda state: state.strictness, default=None)
