"""How often each operation runs, counted in memory and written to the database by a thread.

A request only adds to a dictionary.  What a process has not written when it is killed is lost: the
counts tell what is used and what is not, they are no bill.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, connections, router, transaction

from django_graphgate.models import OperationUsage

logger = logging.getLogger(__name__)

Key = tuple[str, str, str, str]
"""Namespace, name, digest, role."""


@dataclass
class Counts:
    """What was counted for one key since the last writing."""

    runs: int = 0
    failures: int = 0
    milliseconds: float = 0.0
    last_run: datetime = field(default_factory=lambda: datetime.now(UTC))


class UsageCounter:
    """Counts of this process.  Safe for threads, and for servers that fork after loading."""

    def __init__(self, interval: float) -> None:
        """``interval`` is the number of seconds between two writings."""
        self.interval = interval
        self._start_empty()
        atexit.register(self.flush)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_empty)

    def _start_empty(self) -> None:
        """A child writes nothing that its parent counted, and waits for no thread that it does not have."""
        self._counts: dict[Key, Counts] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def count(self, key: Key, seconds: float, *, failed: bool) -> None:
        """One run of an operation."""
        with self._lock:
            counts = self._counts.setdefault(key, Counts())
            counts.runs += 1
            counts.failures += failed
            counts.milliseconds += seconds * 1000
            counts.last_run = datetime.now(UTC)
            if self._thread is None or not self._thread.is_alive():
                self._start_thread()

    def _start_thread(self) -> None:
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
        if not counts:
            return
        try:
            write_usage(counts)
        except Exception as error:  # counting must never end a thread or a process
            known = isinstance(error, DatabaseError | InterfaceError)
            logger.warning("graphgate: usage is not written yet: %s", error, exc_info=not known)
            with self._lock:
                for key, unwritten in counts.items():
                    _add(self._counts.setdefault(key, Counts()), unwritten)

    def _write_on(self) -> None:
        """Until there was nothing to write for a while."""
        while True:
            time.sleep(self.interval)
            with self._lock:
                if not self._counts:
                    self._thread = None
                    return
            self.flush()
            connections.close_all()


def _add(total: Counts, more: Counts) -> None:
    total.runs += more.runs
    total.failures += more.failures
    total.milliseconds += more.milliseconds
    total.last_run = max(total.last_run, more.last_run)


def write_usage(counts: Mapping[Key, Counts]) -> None:
    """Add counts to the table, in one transaction; several processes may do so at once."""
    alias = router.db_for_write(OperationUsage)
    table = connections[alias].ops.quote_name(OperationUsage._meta.db_table)
    text = (
        f"INSERT INTO {table} (namespace, name, digest, role, runs, failures, "  # noqa: S608 - our own table
        "milliseconds, rows, response_bytes, last_run) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, 0, 0, %s) ON CONFLICT (namespace, digest, role) DO UPDATE SET "
        f"runs = {table}.runs + excluded.runs, failures = {table}.failures + excluded.failures, "
        f"milliseconds = {table}.milliseconds + excluded.milliseconds, "
        "last_run = excluded.last_run, name = excluded.name"
    )
    convert = connections[alias].ops.adapt_datetimefield_value
    # in one order, so that two processes that write at once do not wait for each other in a circle
    rows = [
        (*key, c.runs, c.failures, c.milliseconds, convert(c.last_run)) for key, c in sorted(counts.items())
    ]
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.executemany(text, rows)
