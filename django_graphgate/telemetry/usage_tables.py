"""What a process counted is added to the tables, in one transaction; several processes may do so at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connections, models, router, transaction
from django.utils import timezone

from django_graphgate.models import OperationClient, OperationLatency, OperationUsage

Key = tuple[str, str, str, str]
"""Namespace, name, digest, role."""

ClientKey = tuple[str, str, str, str, str]
"""Namespace, name and digest of the operation, name and version of the client."""

MAX_CLIENTS = 50
"""Clients of one version of an operation: callers write their names themselves."""

OTHER = "other"
"""The name of all further ones."""


@dataclass
class Counts:
    """What was counted for one key since the last writing."""

    runs: int = 0
    failures: int = 0
    milliseconds: float = 0.0
    rows: int = 0
    response_bytes: int = 0
    last_run: float = field(default_factory=time.time)
    """Seconds since 1970."""
    latency: dict[int, int] = field(default_factory=dict)
    """Runs by bucket: see :mod:`django_graphgate.telemetry.histogram`."""

    def add(self, more: Counts) -> None:
        self.runs += more.runs
        self.failures += more.failures
        self.milliseconds += more.milliseconds
        self.rows += more.rows
        self.response_bytes += more.response_bytes
        self.last_run = max(self.last_run, more.last_run)
        for bucket, runs in more.latency.items():
            self.latency[bucket] = self.latency.get(bucket, 0) + runs


def write_usage(counts: Mapping[Key, Counts], clients: Mapping[ClientKey, int] | None = None) -> None:
    """Add what was counted to the tables."""
    alias = router.db_for_write(OperationUsage)
    # in one order, so that two processes that write at once do not wait for each other in a circle
    ordered = sorted(counts.items())
    convert = connections[alias].ops.adapt_datetimefield_value
    with transaction.atomic(using=alias):
        _add_rows(
            alias,
            OperationUsage,
            ("namespace", "name", "digest", "role"),
            ("runs", "failures", "milliseconds", "rows", "response_bytes"),
            [
                (
                    *key,
                    c.runs,
                    c.failures,
                    c.milliseconds,
                    c.rows,
                    c.response_bytes,
                    convert(moment_of(c.last_run)),
                )
                for key, c in ordered
            ],
        )
        _add_rows(
            alias,
            OperationLatency,
            ("namespace", "digest", "role", "bucket"),
            ("runs",),
            [
                (namespace, digest, role, bucket, runs)
                for (namespace, _, digest, role), c in ordered
                for bucket, runs in sorted(c.latency.items())
            ],
        )
        now = convert(moment_of(time.time()))
        _add_rows(
            alias,
            OperationClient,
            ("namespace", "name", "digest", "client_name", "client_version"),
            ("runs",),
            [(*key, runs, now) for key, runs in sorted(_bounded(alias, clients or {}).items())],
        )


def _add_rows(
    alias: str,
    model: type[models.Model],
    keys: Sequence[str],
    sums: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Add to the rows that are there, and insert the others; ``last_run`` follows where the model has it."""
    if not rows:
        return
    quote = connections[alias].ops.quote_name
    names = {field.name for field in model._meta.fields}
    latest = ("last_run",) if "last_run" in names else ()
    (unique,) = (c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint))
    table, columns = quote(model._meta.db_table), (*keys, *sums, *latest)
    changes = [f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in sums]
    changes += [
        f"{name} = CASE WHEN excluded.{name} > {table}.{name} THEN excluded.{name} ELSE {table}.{name} END"
        for name in latest
    ]
    text = (
        f"INSERT INTO {table} ({', '.join(map(quote, columns))}) "  # noqa: S608 - our own tables
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(map(quote, unique))}) DO UPDATE SET {', '.join(changes)}"
    )
    with connections[alias].cursor() as cursor:
        cursor.executemany(text, rows)


def moment_of(seconds: float) -> datetime:
    """Seconds since 1970 as models have them, with or without ``USE_TZ``."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return timezone.make_naive(moment) if timezone.is_naive(timezone.now()) else moment


def _bounded(alias: str, clients: Mapping[ClientKey, int]) -> Counter[ClientKey]:
    """Clients with names that can be shown, new ones only while their operation has room for them."""
    known = _known_clients(alias, {key[2] for key in clients})
    bounded: Counter[ClientKey] = Counter()
    for (namespace, name, digest, client, version), runs in sorted(clients.items()):
        of_operation = known.setdefault((namespace, digest), set())
        shown = (_printable(client), _printable(version))
        if shown not in of_operation:
            if len(of_operation) >= MAX_CLIENTS:
                shown = (OTHER, "")
            else:
                of_operation.add(shown)
        bounded[namespace, name, digest, *shown] += runs
    return bounded


def _known_clients(alias: str, digests: Collection[str]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    known: dict[tuple[str, str], set[tuple[str, str]]] = {}
    stored: Iterable[tuple[str, str, str, str]] = (
        OperationClient._default_manager.using(alias)
        .filter(digest__in=digests)
        .values_list("namespace", "digest", "client_name", "client_version")
    )
    for namespace, digest, client, version in stored:
        known.setdefault((namespace, digest), set()).add((client, version))
    return known


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:100]
