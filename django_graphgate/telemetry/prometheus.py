"""What Prometheus reads: counters and histograms in the default registry of ``prometheus-client`` (extra ``metrics``).

Every label is of a set that the project decides: surfaces, operations that exist, roles that are configured, and codes
of errors.  Nothing that a caller sends makes a series.
"""

from __future__ import annotations

import functools
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from django_graphgate.audit.append import writer
from django_graphgate.conf import get_settings
from django_graphgate.errors import RequestRejected
from django_graphgate.ir.anomaly import Anomaly
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.signals import anomaly_detected
from django_graphgate.version import VERSION

logger = logging.getLogger("django_graphgate")

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_MAX_SERIES = 10_000
"""In production the allow list is the bound; in development every name that somebody saves is an operation."""

_Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Series:
    """What one kind of request adds to: looking labels up takes longer than counting."""

    count: Callable[[], None]
    seconds: Callable[[float], None]
    sql_seconds: Callable[[float], None]
    rows: Callable[[float], None]
    response_bytes: Callable[[float], None]
    deny: Callable[[], None] | None


class PrometheusObserver:
    """Counts requests.  The registry of a process takes one."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        by_role = ("operation", "role")
        self._requests = Counter(
            "graphgate_requests_total",
            "Requests that were answered, by how: an empty code is success.",
            ("surface", "operation", "operation_type", "role", "code"),
            registry=registry,
        )
        self._seconds = Histogram(
            *("graphgate_request_duration_seconds", "Time until the answer was made.", by_role),
            buckets=_SECONDS,
            registry=registry,
        )
        self._sql_seconds = Histogram(
            *("graphgate_sql_duration_seconds", "Time that databases took for an operation.", ("operation",)),
            buckets=_SECONDS,
            registry=registry,
        )
        self._rows = Counter("graphgate_rows_total", "Rows in answers.", by_role, registry=registry)
        self._bytes = Counter(
            *("graphgate_response_bytes_total", "Size of the answers.", by_role), registry=registry
        )
        self._denials = Counter(
            *("graphgate_denials_total", "Requests that were refused to their callers.", ("code",)),
            registry=registry,
        )
        self._pending = Gauge(
            *("graphgate_audit_pending", "Audit events that are not written yet."),
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._dropped = Counter(
            *("graphgate_audit_dropped_total", "Audit events that there was no room for."), registry=registry
        )
        self._info = Gauge(
            *("graphgate_info", "The release, and production or development.", ("version", "mode")),
            multiprocess_mode="livemax",
            registry=registry,
        )
        self._anomalies = Counter(
            *("graphgate_anomalies_total", "What was out of the ordinary.", ("anomaly",)), registry=registry
        )
        anomaly_detected.connect(self._count_anomaly)
        self._series: dict[_Key, _Series] = {}
        self._showing = threading.Lock()
        self._shown = (0, 0)
        """How many audit events were pending and dropped when somebody last looked."""

    def __call__(self, record: RequestRecord) -> None:
        """Count a request."""
        key = (
            record.surface,
            record.namespace,
            record.operation,
            record.operation_type,
            record.role,
            record.code,
        )
        series = self._series.get(key) or self._add(key)
        series.count()
        series.seconds(record.seconds)
        series.response_bytes(record.response_bytes)
        if record.statements:
            series.sql_seconds(record.sql_seconds)
        if record.data is not None:
            series.rows(record.rows)
        if series.deny is not None:
            series.deny()
            self.show_audit()
        elif self._shown[0]:
            self.show_audit()

    def _add(self, key: _Key) -> _Series:
        surface, namespace, name, operation_type, role, code = key
        if len(self._series) >= _MAX_SERIES and (namespace or name):
            return self._series.get(rest := (surface, "", "", operation_type, role, code)) or self._add(rest)
        if not self._series:
            mode = "production" if get_settings().production() else "development"
            self._info.labels(VERSION, mode).set(1)
        operation = f"{namespace}/{name}" if namespace else name
        series = self._series[key] = _Series(
            count=self._requests.labels(surface, operation, operation_type, role, code).inc,
            seconds=self._seconds.labels(operation, role).observe,
            sql_seconds=self._sql_seconds.labels(operation).observe,
            rows=self._rows.labels(operation, role).inc,
            response_bytes=self._bytes.labels(operation, role).inc,
            deny=self._denials.labels(code).inc if code in denials() else None,
        )
        return series

    def show_audit(self) -> None:
        """Have the figures of the audit as they are now."""
        with self._showing:
            pending, dropped = writer.sizes()
            self._pending.set(pending)
            self._dropped.inc(max(dropped - self._shown[1], 0))
            self._shown = pending, dropped

    def _count_anomaly(self, anomaly: Anomaly, **_: Any) -> None:
        self._anomalies.labels(anomaly.name).inc()


@functools.cache
def denials() -> frozenset[str]:
    """The codes with which callers are refused: 401 and 403."""

    def all_of(base: type[RequestRejected]) -> Iterator[type[RequestRejected]]:
        yield base
        for each in base.__subclasses__():
            yield from all_of(each)

    return frozenset(each.code for each in all_of(RequestRejected) if each.status in (401, 403))


observer = PrometheusObserver()
"""The one of this process, whatever becomes of the settings: a registry refuses a second.

It is made while the module is imported, which no two threads do at once."""


def exposition(accept: str) -> tuple[bytes, str]:
    """All metrics of the process, or of all processes that share ``PROMETHEUS_MULTIPROC_DIR``, and their media type."""
    observer.show_audit()
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    encode, media = choose_encoder(accept)
    return encode(registry), media
