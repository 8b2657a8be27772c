"""A day of a shop's traffic that nobody has to look at, in memory; the same day for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.models import OperationOrigin, OperationUsage

DAY = 86_400.0
START = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
OPERATIONS = {"Products": 20, "Product": 1, "Orders": 12, "Order": 3, "Search": 40}
"""Rows of an average answer."""
NETWORKS = [f"203.0.{number}" for number in range(30)]


def digest(operation: str) -> str:
    return operation.lower().ljust(64, "0")


def run_of(operation: str, *, rows: int = 1, user: str | None = None, **facts: Any) -> RequestRecord:
    """A request that ran."""
    facts = {"role": "user", "origin": "203.0.1.7", "digest": digest(operation), **facts}
    record = RequestRecord(operation=operation, identity=Identity(user_id=user), **facts)
    record.ran = True
    record.data = b'{"d":[' + b",".join([b'{"a":1}'] * rows) + b"]}"
    return record


def refusal_of(origin: str, code: str = "OPERATION_NOT_ALLOWED", operation: str = "") -> RequestRecord:
    return RequestRecord(operation=operation, origin=origin, code=code, status=403)


def known(operation: str, *, days_ago: float = 0.01, at: float = START, runs: int = 10_000) -> None:
    """An operation that has run for a month, from everywhere in the shop's country."""
    last = datetime.fromtimestamp(at - days_ago * DAY, UTC)
    first = datetime.fromtimestamp(at - 30 * DAY, UTC)
    mean = OPERATIONS.get(operation, 1)
    OperationUsage.objects.create(
        name=operation, digest=digest(operation), role="user", runs=runs, rows=runs * mean, last_run=last
    )
    for network in NETWORKS:
        OperationOrigin.objects.create(
            name=operation, network=f"{network}.0/24", first_run=first, last_run=last
        )


def quiet_day(requests: int, seed: int = 1) -> Iterator[tuple[float, RequestRecord]]:
    """Moments and requests: people and a few mistakes; 1 of 200 requests is refused, 1 of 500 answers is large."""
    draw = random.Random(seed)
    moments = sorted(START + draw.random() * DAY for _ in range(requests))
    for moment in moments:
        origin = f"{draw.choice(NETWORKS)}.{draw.randrange(1, 255)}"
        if draw.random() < 0.005:
            yield moment, refusal_of(origin)
            continue
        operation = draw.choice(list(OPERATIONS))
        mean = OPERATIONS[operation]
        rows = 8 * mean if draw.random() < 0.002 else draw.randrange(2 * mean + 1)
        asked: dict[str, Any] = {"id": draw.randrange(1, 5_000)} if operation in ("Product", "Order") else {}
        user = str(draw.randrange(1, 2_000))
        yield moment, run_of(operation, rows=rows, user=user, origin=origin, variables=asked)
