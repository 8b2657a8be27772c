"""What is usual for an operation: what the tables say when a process first sees it, and what it has seen since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, router
from django.db.models import Max, Min, Sum

from django_graphgate.ir.anomaly import Thresholds
from django_graphgate.lru_cache import LRUCache
from django_graphgate.models import OperationOrigin, OperationUsage
from django_graphgate.telemetry.sightings import Sighting, network_of
from django_graphgate.telemetry.usage_tables import moment_of

DAY = 86_400
MAX_OPERATIONS = 2_000
MAX_ANSWERS = 5_000
"""Operations, and operations by role, of which a process remembers what is usual."""


@dataclass
class _Operation:
    first_run: float
    last_run: float | None
    runs: int
    networks: dict[str, float] = field(default_factory=dict)
    """When each of them was last written."""


@dataclass
class _Answers:
    runs: int = 0
    rows: int = 0


class Baselines:
    """Used by one thread."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._operations: LRUCache[tuple[str, str], _Operation] = LRUCache(MAX_OPERATIONS)
        self._answers: LRUCache[tuple[str, str, str], _Answers] = LRUCache(MAX_ANSWERS)

    def days_unused(self, sighting: Sighting) -> int:
        """Days since the last run, if they are as many as the threshold says; otherwise 0."""
        operation = self._operation(sighting)
        last, operation.last_run = operation.last_run, sighting.at
        if last is None or self._days_without(sighting, last) == 0:
            return 0
        stored = _stored_last_run(sighting)  # other processes may have run it
        return 0 if stored is None else self._days_without(sighting, stored)

    def _days_without(self, sighting: Sighting, last_run: float) -> int:
        days = int((sighting.at - last_run) // DAY)
        return days if days >= self._thresholds.unused_days else 0

    def new_network(self, sighting: Sighting) -> tuple[str, int]:
        """A network that an operation has not run from before, and the number of those that it has."""
        operation = self._operation(sighting)
        operation.runs += 1
        network = network_of(sighting.origin, 24, 48)
        known = len(operation.networks)
        if not network or (network not in operation.networks and known > self._thresholds.origin_networks):
            return "", 0
        written = operation.networks.get(network)
        if written is not None and sighting.at - written < DAY:
            return "", 0
        created = _write_origin(sighting, network)
        operation.networks[network] = sighting.at
        is_learning = (
            operation.runs <= self._thresholds.learning_runs
            or sighting.at - operation.first_run < self._thresholds.learning_days * DAY
        )
        return ("", 0) if is_learning or not created else (network, known)

    def unusual_rows(self, sighting: Sighting) -> int | None:
        """The average number of rows, if this answer has too many; otherwise ``None``."""
        thresholds, answers = self._thresholds, self._answers_of(sighting)
        runs, rows = answers.runs, answers.rows
        answers.runs += 1
        answers.rows += sighting.rows
        if sighting.rows < thresholds.rows_minimum or runs < thresholds.rows_runs:
            return None
        return rows // runs if sighting.rows * runs > thresholds.rows_factor * rows else None

    def _operation(self, sighting: Sighting) -> _Operation:
        key = (sighting.namespace, sighting.operation)
        operation = self._operations.get(key)
        if operation is None:
            operation = _stored_operation(sighting)
            self._operations.put(key, operation)
        return operation

    def _answers_of(self, sighting: Sighting) -> _Answers:
        key = (sighting.namespace, sighting.digest, sighting.role)
        answers = self._answers.get(key)
        if answers is None:
            stored = _usage().filter(namespace=key[0], digest=key[1], role=key[2])
            answers = _Answers(*(stored.values_list("runs", "rows").first() or ()))
            self._answers.put(key, answers)
        return answers


def _usage() -> models.QuerySet[OperationUsage]:
    return OperationUsage._default_manager.using(router.db_for_write(OperationUsage))


def _origins(sighting: Sighting) -> models.QuerySet[OperationOrigin]:
    origins = OperationOrigin._default_manager.using(router.db_for_write(OperationOrigin))
    return origins.filter(namespace=sighting.namespace, name=sighting.operation)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _stored_operation(sighting: Sighting) -> _Operation:
    runs = _usage().filter(namespace=sighting.namespace, name=sighting.operation).aggregate(runs=Sum("runs"))
    first = _seconds(_origins(sighting).aggregate(first=Min("first_run"))["first"])
    return _Operation(
        first_run=sighting.at if first is None else first,
        last_run=_stored_last_run(sighting),
        runs=runs["runs"] or 0,
        networks={
            network: last_run.timestamp()
            for network, last_run in _origins(sighting).values_list("network", "last_run")[:1_000]
        },
    )


def _stored_last_run(sighting: Sighting) -> float | None:
    rows = _usage().filter(namespace=sighting.namespace, name=sighting.operation)
    return _seconds(rows.aggregate(last=Max("last_run"))["last"])


def _write_origin(sighting: Sighting, network: str) -> bool:
    """Whether the network is a new one: of several processes that write it, it is for the first."""
    now = moment_of(sighting.at)
    origin, created = _origins(sighting).get_or_create(
        namespace=sighting.namespace,
        name=sighting.operation,
        network=network,
        defaults={"first_run": now, "last_run": now},
    )
    if not created:
        _origins(sighting).filter(pk=origin.pk).update(last_run=now)
    return bool(created)
