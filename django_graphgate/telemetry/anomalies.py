"""Signals of what is out of the ordinary.  A request only adds to a list; a thread looks at it.

What counts as out of the ordinary is written in :class:`~django_graphgate.ir.anomaly.Thresholds`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError, InterfaceError

from django_graphgate.audit.append import append
from django_graphgate.ir.anomaly import Anomaly, AnomalyName, Thresholds
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.lru_cache import LRUCache
from django_graphgate.signals import anomaly_detected
from django_graphgate.telemetry.baselines import Baselines
from django_graphgate.telemetry.sightings import Sighting, network_of, sighting_of
from django_graphgate.telemetry.windows import Enumerations, Refusals

logger = logging.getLogger("django_graphgate.anomalies")

MAX_PENDING = 20_000
"""Requests that wait to be looked at; further ones are not looked at."""

MAX_SIGNALLED = 10_000
_SECONDS_AT_EXIT = 5.0
"""How long a process that ends waits for receivers."""


class AnomalyWatch:
    """Looks at what this process answers."""

    def __init__(self, thresholds: Thresholds, now: Callable[[], float] = time.time) -> None:
        self._thresholds, self._now = thresholds, now
        self.start_empty()

    def start_empty(self) -> None:
        """A child process looks at nothing of its parent's."""
        self._pending: deque[Sighting] = deque()
        self._dropped = 0
        self._looking = threading.Lock()
        self._refusals = Refusals(self._thresholds)
        self._enumerations = Enumerations(self._thresholds)
        self._baselines = Baselines(self._thresholds)
        self._signalled: LRUCache[tuple[str, ...], float] = LRUCache(MAX_SIGNALLED)

    @property
    def is_idle(self) -> bool:
        return not self._pending

    def notice(self, record: RequestRecord) -> None:
        """Have a request looked at soon."""
        sighting = sighting_of(record, self._now())
        if sighting is not None:
            if len(self._pending) < MAX_PENDING:
                self._pending.append(sighting)
            else:
                self._dropped += 1

    def look(self) -> None:
        """Look at the requests since the last time, and signal what is out of the ordinary; never raises."""
        if not self._looking.acquire(timeout=_SECONDS_AT_EXIT):
            return
        try:
            self._look_at_all()
        except Exception:
            logger.exception("graphgate: requests could not be looked at")
        finally:
            self._looking.release()

    def _look_at_all(self) -> None:
        has_tables = True
        while self._pending:
            sighting = self._pending.popleft()
            for anomaly in self._within_windows(sighting):
                _signal(anomaly)
            try:
                for anomaly in self._beside_tables(sighting) if has_tables and sighting.ran else ():
                    _signal(anomaly)
            except (DatabaseError, InterfaceError) as error:  # what needs no tables is still looked at
                has_tables = False
                logger.warning("graphgate: requests are not compared with what is usual: %s", error)
        if self._dropped:
            logger.warning("graphgate: %d requests were not looked at: there were too many", self._dropped)
            self._dropped = 0

    def _within_windows(self, sighting: Sighting) -> Iterator[Anomaly]:
        if sighting.refused:
            yield from self._refused(sighting)
        if sighting.ids and (ids := self._enumerations.count(sighting)):
            yield from self._unless_signalled(
                "enumeration", sighting, sighting.caller, ids, self._thresholds.ids
            )

    def _beside_tables(self, sighting: Sighting) -> Iterator[Anomaly]:
        if days := self._baselines.days_unused(sighting):
            yield from self._unless_signalled(
                "unused_operation", sighting, "", days, self._thresholds.unused_days
            )
        network, known = self._baselines.new_network(sighting)
        if network:
            from_network = sighting._replace(origin=network)
            yield from self._unless_signalled("new_origin", from_network, network, known + 1, known)
        average = self._baselines.unusual_rows(sighting)
        if average is not None:
            yield from self._unless_signalled("many_rows", sighting, sighting.role, sighting.rows, average)

    def _refused(self, sighting: Sighting) -> Iterator[Anomaly]:
        address = network_of(sighting.origin, 32, 64)
        if address and (number := self._refusals.count(address, sighting.at)):
            of_address = sighting._replace(namespace="", operation="", digest="", role="", user_id=None)
            yield from self._unless_signalled(
                "refusals", of_address, address, number, self._thresholds.refusals
            )

    def _unless_signalled(
        self, name: AnomalyName, sighting: Sighting, subject: str, figure: int, usual: int
    ) -> Iterator[Anomaly]:
        key = (name, sighting.namespace, sighting.operation, subject)
        last = self._signalled.get(key)
        if last is not None and sighting.at - last < self._thresholds.cooldown:
            return
        self._signalled.put(key, sighting.at)
        is_network = name == "new_origin"
        yield Anomaly(
            name=name,
            namespace=sighting.namespace,
            operation=sighting.operation,
            digest=sighting.digest,
            role=sighting.role,
            user=sighting.user,
            origin=sighting.origin if is_network else network_of(sighting.origin, 32, 64),
            figure=figure,
            usual=usual,
            at=sighting.at,
        )


def _signal(anomaly: Anomaly) -> None:
    """A line in the log, an event of the audit, and the signal: Django logs what receivers raise."""
    logger.warning("graphgate: %s", anomaly.sentence, extra={"anomaly": asdict(anomaly)})
    data: dict[str, Any] = {"figure": anomaly.figure, "usual": anomaly.usual, "namespace": anomaly.namespace}
    append(
        AuditEntry(
            event="anomaly",
            name=anomaly.operation,
            actor=anomaly.user,
            role=anomaly.role,
            origin=anomaly.origin,
            code=anomaly.name,
            detail=anomaly.sentence,
            data=data,
            at=anomaly.at,
        )
    )
    anomaly_detected.send_robust(sender=Anomaly, anomaly=anomaly)
