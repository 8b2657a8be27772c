"""How often each operation runs, how long that takes and who asks, counted in memory and written by a thread.

A request only adds to a dictionary.  What a process has not written when it is killed is lost: the
counts tell what is used and what is not, they are no bill.
"""

from __future__ import annotations

import atexit
import functools
import logging
import os
import threading
import time

from django.db import DatabaseError, InterfaceError, connections

from django_graphgate.conf import get_settings, on_change
from django_graphgate.ir.anomaly import Thresholds
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.telemetry.anomalies import AnomalyWatch
from django_graphgate.telemetry.histogram import bucket_of
from django_graphgate.telemetry.usage_tables import MAX_CLIENTS, OTHER, ClientKey, Counts, Key, write_usage

logger = logging.getLogger(__name__)

LOOK_INTERVAL = 1.0
"""Seconds between two looks for anomalies."""

Clients = dict[tuple[str, str, str], dict[tuple[str, str], int]]
"""Runs by name and version of the client, of each version of an operation."""


class UsageCounter:
    """Counts of this process.  Safe for threads, and for servers that fork after loading."""

    def __init__(self, interval: float) -> None:
        """``interval`` is the number of seconds between two writings."""
        self.interval = interval
        self.watch: AnomalyWatch | None = None
        """What looks at the same requests, in the same thread."""
        self._start_empty()
        atexit.register(self.flush)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_empty)

    def _start_empty(self) -> None:
        """A child writes nothing that its parent counted, and waits for no thread that it does not have."""
        self._counts: dict[Key, Counts] = {}
        self._clients: Clients = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        if self.watch is not None:
            self.watch.start_empty()

    def observe(self, record: RequestRecord) -> None:
        """Count a request whose operation ran: one that outdated rules have stopped did not."""
        if self.watch is not None:  # first: what is written has been noticed
            self.watch.notice(record)
            if self._thread is None and not self.watch.is_idle:
                with self._lock:
                    self._start_thread()
        if record.ran and record.operation and record.digest:
            self.count(
                (record.namespace, record.operation, record.digest, record.role),
                record.seconds,
                failed=record.code != "",
                rows=record.rows,
                response_bytes=record.response_bytes,
                client=(record.client_name, record.client_version) if record.client_name else None,
            )

    def count(
        self,
        key: Key,
        seconds: float,
        *,
        failed: bool,
        rows: int = 0,
        response_bytes: int = 0,
        client: tuple[str, str] | None = None,
    ) -> None:
        """One run of an operation."""
        bucket = bucket_of(seconds)
        with self._lock:
            counts = self._counts.get(key)
            if counts is None:
                counts = self._counts[key] = Counts()
            counts.runs += 1
            counts.failures += failed
            counts.milliseconds += seconds * 1000
            counts.rows += rows
            counts.response_bytes += response_bytes
            counts.last_run = time.time()
            counts.latency[bucket] = counts.latency.get(bucket, 0) + 1
            if client is not None:
                self._count_client(key, client)
            self._start_thread()

    def _count_client(self, key: Key, client: tuple[str, str], runs: int = 1) -> None:
        clients = self._clients.setdefault(key[:3], {})
        name, version = client
        if len(name) > 100 or len(version) > 100:
            client = (name[:100], version[:100])
        if client not in clients and len(clients) >= MAX_CLIENTS:
            client = (OTHER, "")
        clients[client] = clients.get(client, 0) + runs

    def _start_thread(self) -> None:
        if self._thread is not None:
            return
        self._thread = threading.Thread(target=self._write_on, name="graphgate-usage", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:  # there are too many, or the process ends: no reason to fail a request
            logger.warning("graphgate: usage is counted, and written when a thread can be had: %s", error)
            self._thread = None

    def flush(self) -> None:
        """Write what was counted; what cannot be written now is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, {}
            clients, self._clients = self._clients, {}
        if self.watch is not None:  # before it is written: what was usual until now is in the tables
            self.watch.look()
        if not counts:
            return
        try:
            write_usage(counts, _flat(clients))
        except Exception as error:  # counting must never end a thread or a process
            known = isinstance(error, DatabaseError | InterfaceError)
            logger.warning("graphgate: usage is not written yet: %s", error, exc_info=not known)
            self._keep(counts, clients)

    def _keep(self, counts: dict[Key, Counts], clients: Clients) -> None:
        with self._lock:
            for key, unwritten in counts.items():
                self._counts.setdefault(key, Counts()).add(unwritten)
            for operation, of_operation in clients.items():
                for client, runs in of_operation.items():
                    self._count_client((*operation, ""), client, runs)

    def _write_on(self) -> None:
        """Until there was nothing to write for a while."""
        try:
            while self._wait():
                self.flush()
                connections.close_all()
        except BaseException:  # the next request starts another one
            self._thread = None
            raise

    def _wait(self) -> bool:
        """For the time of the next writing; looks for anomalies meanwhile.  Whether there is something to do."""
        end = time.monotonic() + self.interval
        while (left := end - time.monotonic()) > 0:
            time.sleep(left if self.watch is None else min(left, LOOK_INTERVAL))
            if self.watch is not None:
                self.watch.look()
                connections.close_all()
        with self._lock:
            is_idle = not self._counts and (self.watch is None or self.watch.is_idle)
            if is_idle:
                self._thread = None
        return not is_idle


def _flat(clients: Clients) -> dict[ClientKey, int]:
    return {(*key, *client): runs for key, several in clients.items() for client, runs in several.items()}


@functools.cache
def usage_counter() -> UsageCounter | None:
    """The counter of this process, if the settings want one; it looks for anomalies unless they want none."""
    settings = get_settings()
    if settings.USAGE_INTERVAL is None:
        return None
    counter = UsageCounter(settings.USAGE_INTERVAL)
    if settings.ANOMALIES is not None:
        counter.watch = AnomalyWatch(Thresholds(**settings.ANOMALIES))
    return counter


on_change(usage_counter.cache_clear)
