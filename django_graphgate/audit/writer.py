"""The thread that writes audit events: a request only adds to a list in memory."""

from __future__ import annotations

import atexit
import collections
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connections

from django_graphgate.audit import store
from django_graphgate.audit.triggers import in_tests
from django_graphgate.ir.audit_entry import AuditEntry

logger = logging.getLogger("django_graphgate")

_MAY_WORK_LATER = (OperationalError, InterfaceError, ProgrammingError)
"""As without tables, before ``migrate``."""

_BATCH = 500
_SECONDS_AT_EXIT = 5.0
"""How long a process that ends waits for a database that does not answer."""


class Writer:
    """The events of this process.  Safe for threads, and for servers that fork after loading."""

    def __init__(self) -> None:
        self._start_empty()
        atexit.register(self._end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_empty)

    def _start_empty(self) -> None:
        """A child writes nothing that its parent was given, and waits for no thread that it does not have."""
        self._pending: collections.deque[AuditEntry] = collections.deque()
        self._waiting: dict[Hashable, dict[str, Any]] = {}
        """The data of events that wait and may be met again."""
        self._dropped = self._dropped_ever = 0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ends = threading.Event()
        self._in_tests = False

    @property
    def pending(self) -> Sequence[AuditEntry]:
        """What is not written yet."""
        return tuple(self._pending)

    def sizes(self) -> tuple[int, int]:
        """How many events wait, and how many this process has dropped."""
        return len(self._pending), self._dropped_ever

    def add(self, entry: AuditEntry, *, interval: float, maximum: int, same: Hashable = None) -> None:
        """Have an event written within ``interval`` seconds; beyond ``maximum`` events they are only counted.

        In tests no thread writes beside them: :meth:`flush` does.
        """
        with self._lock:
            if same in self._waiting:
                self._waiting[same]["times"] += 1
                return
            if len(self._pending) >= maximum:
                self._dropped += 1
                self._dropped_ever += 1
                return
            self._pending.append(entry if entry.at else replace(entry, at=time.time()))
            if same is not None:
                data = dict(entry.data)
                self._pending[-1] = replace(self._pending[-1], data=data)
                self._waiting[same] = data
            if in_tests():
                self._in_tests = True
            elif self._thread is None or not self._thread.is_alive():
                self._start_thread(interval)

    def _start_thread(self, interval: float) -> None:
        self._thread = threading.Thread(
            target=self._write_on, args=(interval,), name="graphgate-audit", daemon=True
        )
        try:
            self._thread.start()
        except RuntimeError as error:  # there are too many, or the process ends: no reason to fail a request
            logger.warning("graphgate: audit events wait until a thread can be had: %s", error)
            self._thread = None

    def _write_on(self, interval: float) -> None:
        """Until there was nothing to write for a while, or the process ends."""
        while True:
            ends = self._ends.wait(interval)
            self.flush()
            connections.close_all()
            with self._lock:
                if ends or not self._pending:
                    self._thread = None
                    return

    def _end(self) -> None:
        """In tests nothing is written: the database of the tests is gone."""
        if self._in_tests:
            return
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._ends.set()
            thread.join(_SECONDS_AT_EXIT)
        elif self._pending:
            self.flush()
        if self._pending:
            logger.error("graphgate: %d audit events are lost", len(self._pending))

    def flush(self) -> None:
        """Write what waits; what cannot be written now is kept for the next time.  Never raises."""
        with self._writing:
            try:
                while self._pending:
                    self._write_batch()
            except Exception as error:  # neither a thread nor a process ends because of it
                known = isinstance(error, DatabaseError | InterfaceError)
                logger.warning(
                    "graphgate: %d audit events are not written yet: %s",
                    len(self._pending),
                    type(error).__name__,
                    exc_info=not known,
                )

    def _write_batch(self) -> None:
        with self._lock:
            batch, dropped = list(itertools.islice(self._pending, _BATCH)), self._dropped
            self._waiting.clear()
        seen = [entry for entry in batch if entry.event == "access_change"]
        events = [entry for entry in batch if entry.event != "access_change"]
        if dropped:
            events.append(_dropped_event(dropped))
        for entry in seen:
            self._write_one_by_one([entry], store.write_unless_recorded)
        try:
            if events:
                store.write(events, store.EVENTS)
        except _MAY_WORK_LATER:
            raise
        except Exception:  # noqa: BLE001 - an event that can never be written must not keep the others
            self._write_one_by_one(events, lambda entry: store.write([entry], store.EVENTS))
        with self._lock:
            for _ in batch:
                self._pending.popleft()
            self._dropped -= dropped

    def _write_one_by_one(self, batch: Sequence[AuditEntry], write: Callable[[AuditEntry], None]) -> None:
        for entry in batch:
            try:
                write(entry)
            except _MAY_WORK_LATER:
                raise
            except Exception:
                logger.exception("graphgate: an audit event cannot be written: %s", entry.event)


def _dropped_event(number: int) -> AuditEntry:
    detail = f"{number} events were dropped while the audit could not be written."
    return AuditEntry(event="anomaly", name="audit", detail=detail, data={"dropped": number}, at=time.time())
