"""What the log and the audit say of limits: once per minute, caller and limit, so that nobody can fill them."""

from __future__ import annotations

import functools
import logging

from django_graphgate.audit.append import append
from django_graphgate.auth import clock
from django_graphgate.conf import on_change
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.ir.rate_limit import Take
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rate_limits.gcra import Outcome

logger = logging.getLogger("django_graphgate.rate_limits")

_MAX_KEYS = 10_000
_MINUTE = 60


@functools.cache
def _reported() -> LRUCache[tuple[str, str], float]:
    """When something was last said, by key."""
    return LRUCache(_MAX_KEYS)


on_change(_reported.cache_clear)


def report(record: RequestRecord, take: Take, outcome: Outcome) -> None:
    """Say that a limit is reached, would be if it were enforced, or soon will be."""
    limit = take.limit
    if outcome.over:
        what = "reached" if limit.enforce else "exceeded, and not enforced"
    elif limit.warn_at is not None and outcome.debt >= limit.warn_at * take.room:
        what = f"used to {limit.warn_at:.0%}"
    else:
        return
    seen, moment = _reported(), clock.monotonic()
    key = take.key, what
    last = seen.get(key)
    if last is not None and moment - last < _MINUTE:
        return
    seen.put(key, moment)
    identity, operation = record.identity, record.operation
    logger.warning(
        "graphgate: RATE_LIMITED%s: limit %s is %s by user %a, address %a, operation %a.",
        "" if outcome.over and limit.enforce else " (warned)",
        *(limit.name, what, (identity.user_id or "")[:100], record.origin[:100], operation[:200]),
    )
    if outcome.over:
        append(
            AuditEntry(
                event="rate_limit",
                name=operation,
                actor=identity.user_id or "",
                via=record.surface,
                role=record.role,
                origin=record.origin,
                code="RATE_LIMITED",
                detail=f"limit {limit.name} is {what}",
                data={"limit": limit.name, "enforced": limit.enforce},
            )
        )
