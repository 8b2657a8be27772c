"""How often callers may run operations, as ``RATE_LIMITS`` say.

Every request is counted before it is looked at (:meth:`Limiter.count_request`), by limits that know its sender alone:
so their answer does not tell which operations exist.  What knows the operation, the role or the cost is counted
before the statement is sent (:meth:`Limiter.count_run`), for callers who may run it and nobody else.

User and role are assumptions then, which the statement verifies.  What was taken for a wrong one is given back.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from dataclasses import replace

from django_graphgate.auth import clock
from django_graphgate.conf import Settings, get_settings, on_change
from django_graphgate.errors import RateLimitUnavailable, RoleLimitReached, TooManyRequests
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.rate_limit import By, Charge, RateLimit, Take, read_rate_limits
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.rate_limits.gcra import Outcome, is_refused, state_of
from django_graphgate.rate_limits.keys import Parts, address_parts, key_of, user_parts
from django_graphgate.rate_limits.reports import report
from django_graphgate.rate_limits.stores import Store, store_of

logger = logging.getLogger("django_graphgate.rate_limits")

PAUSE = 1.0
"""Seconds for which a cache that has failed is not asked again."""


class Limiter:
    """The limits of this process's settings; with none, nothing is done."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``ConfigurationError`` where the cache cannot count."""
        limits = read_rate_limits(settings.RATE_LIMITS)
        self._of_requests = tuple(limit for limit in limits if limit.counts_requests)
        self._of_runs = tuple(limit for limit in limits if not limit.counts_requests)
        self._store: Store | None = store_of(settings.RATE_LIMIT_CACHE) if limits else None
        self._open = settings.RATE_LIMIT_WITHOUT_CACHE == "open"
        self._asks_again_at = 0.0

    def count_request(self, record: RequestRecord, identity: Identity | None) -> None:
        """Count a request for its sender; again, with another identity, for that one instead.

        Without an identity, which is not known yet, only limits of addresses count it.
        Raises ``TooManyRequests`` and ``RateLimitUnavailable``.
        """
        if self._store is None:
            return
        if record.charge is None:
            address = None if record.surface == "python" else record.origin
            record.charge = Charge(address=address)
        self._settle(record, self._takes(self._of_requests, record, identity, "", 1), self._of_requests)

    def count_run(
        self, record: RequestRecord, identity: Identity, role: str, cost: int, *, role_is_certain: bool = True
    ) -> None:
        """Count a run that is about to be sent to the database; again, with another role, for that one instead.

        Raises ``RoleLimitReached`` where the limit that is reached may be one of another role than the caller has, and
        as :meth:`count_request`.
        """
        if not self._of_runs or record.charge is None:
            return
        try:
            takes = self._takes(self._of_runs, record, identity, role, max(cost, 1))
            self._settle(record, takes, self._of_runs)
        except TooManyRequests as error:
            if role_is_certain or not any(limit.of_role for limit in self._of_runs):
                raise
            raise RoleLimitReached(headers=error.headers, detail=error.detail) from None

    def give_back(self, record: RequestRecord, *, user: bool) -> None:
        """The database does not confirm the role, or the ``user``: nothing is counted for them."""
        charge = record.charge
        if charge is None:
            return
        for limit in self._of_runs:
            if limit.of_role or (user and "user" in limit.by):
                charge.states.pop(limit.name, None)  # of what it refused, too
        wrong = [take for take in charge.taken if take.limit.of_role or (user and take.of_user)]
        self._give_back(charge, wrong)

    def beside(self, record: RequestRecord, result: Result) -> Result:
        """The result with what is left of the limit of which the least is left.

        An answer that shared caches keep does not say it: it is another caller's.
        """
        state = None if record.charge is None else record.charge.strictest
        if state is None or "public" in result.headers.get("Cache-Control", ""):
            return result
        return replace(result, limit=state, headers={**state.headers(), **result.headers})

    def _takes(
        self,
        limits: Sequence[RateLimit],
        record: RequestRecord,
        identity: Identity | None,
        role: str,
        cost: int,
    ) -> list[Take]:
        address = None if record.charge is None else record.charge.address
        kept: list[Take] = []
        for limit in limits:
            if not limit.applies(role, record.operation, record.namespace):
                continue
            parts = [_part(by, record, identity, role, address) for by in limit.by]
            if None not in parts:
                key = key_of(limit, tuple(text for part in parts for text in part or ()))
                units = cost if limit.unit == "cost" else 1
                of_user = "user" in limit.by and identity is not None and identity.signed_in
                kept.append(Take(limit, key, units, of_user))
        return kept

    def _settle(self, record: RequestRecord, takes: list[Take], limits: Sequence[RateLimit]) -> None:
        """Take what has not been taken yet, and give back what was taken by mistake."""
        charge = record.charge
        if charge is None or self._store is None:
            return
        wrong = [take for take in charge.taken if take.limit in limits and take not in takes]
        new = [take for take in takes if take not in charge.taken]
        if wrong:
            self._give_back(charge, wrong)
        outcomes = self._ask(new) if new else None
        if outcomes is None:
            return
        refused = is_refused(new, outcomes)
        for take, outcome in zip(new, outcomes, strict=True):
            if not take.limit.enforce:
                report(record, take, outcome)
            elif not refused or outcome.over:
                charge.states[take.limit.name] = state_of(take, outcome)
                report(record, take, outcome)
        if refused:
            self._refuse(charge, new, outcomes)
        charge.taken += [take for take, outcome in zip(new, outcomes, strict=True) if not outcome.over]

    def _refuse(self, charge: Charge, takes: Sequence[Take], outcomes: Sequence[Outcome]) -> None:
        reached = [take for take, outcome in zip(takes, outcomes, strict=True) if outcome.over]
        detail = f"rate limit {', '.join(take.limit.name for take in reached)}"
        if any(take.limit.enforce and take.units > take.limit.burst for take in reached):
            sentence = "The operation costs more than the limit ever allows at once."
            raise TooManyRequests(sentence, detail=detail)
        state = charge.strictest
        raise TooManyRequests(headers=state.headers() if state else {}, detail=detail)

    def _give_back(self, charge: Charge, takes: list[Take]) -> None:
        if not takes or self._store is None:
            return
        charge.taken = [take for take in charge.taken if take not in takes]
        for take in takes:
            charge.states.pop(take.limit.name, None)
        try:
            self._store.give_back(takes)
        except Exception as error:  # noqa: BLE001  every client has exceptions of its own
            self._fail(error)

    def _ask(self, takes: Sequence[Take]) -> list[Outcome] | None:
        """``None`` where the cache does not answer, and requests pass all the same."""
        if self._store is not None and clock.monotonic() >= self._asks_again_at:
            try:
                return self._store.take(takes)
            except Exception as error:  # noqa: BLE001  every client has exceptions of its own
                self._fail(error)
        if self._open or not any(take.limit.enforce for take in takes):
            return None
        raise RateLimitUnavailable(headers={"Retry-After": "1"}, detail="RATE_LIMIT_CACHE does not answer")

    def _fail(self, error: Exception) -> None:
        moment = clock.monotonic()
        self._asks_again_at = moment + PAUSE
        _log_failure(type(error).__name__, int(moment // 60), "passed" if self._open else "refused")


@functools.lru_cache(maxsize=16)
def _log_failure(error: str, _minute: int, outcome: str) -> None:
    """Once per minute."""
    logger.error("graphgate: the cache of rate limits does not answer (%s): requests are %s.", error, outcome)


def _part(
    by: By, record: RequestRecord, identity: Identity | None, role: str, address: str | None
) -> Parts | None:
    """What a limit tells callers apart by; ``None`` where that is not known."""
    if by == "user":
        return None if identity is None else user_parts(identity, address)
    if by == "address":
        return address_parts(address)
    if by == "role":
        return "role", role
    surface = "action" if record.surface == "action" else "operation"
    return surface, record.namespace, record.operation


@functools.cache
def get_limiter() -> Limiter:
    """The one of this process; raises ``ConfigurationError``."""
    return Limiter(get_settings())


on_change(get_limiter.cache_clear)
