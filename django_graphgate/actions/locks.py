"""Locks of actions: one run at a time, over all processes and machines.

On a server with advisory locks it is one of these, which a killed process gives back by losing its connection.
Elsewhere it is a row with a lease, which a thread renews while the action runs: a killed process loses it when the
lease ends.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Generator
from typing import Any

from django.db import DatabaseError, OperationalError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from django_graphgate.dialects import dialect
from django_graphgate.dialects.base import AdvisoryLock
from django_graphgate.errors import ActionBusy
from django_graphgate.ir.action import ActionDefinition, LockMode
from django_graphgate.models import ActionLock

logger = logging.getLogger("django_graphgate")

LEASE = 30.0
"""Seconds after which the lock of a killed process can be taken, where the database has no advisory locks."""

_PAUSE = 0.05
"""Seconds between two tries."""


def is_of_transaction(alias: str) -> bool:
    """Whether the lock is to be taken inside the action's transaction, which then ends it; elsewhere around it."""
    return bool(dialect(connections[alias].vendor).advisory_lock)


@contextlib.contextmanager
def locked(
    definition: ActionDefinition, alias: str, mode: LockMode | None = None, seconds: float = 0.0
) -> Generator[bool]:
    """The lock of an action for the body; the value says whether the body may run.

    ``mode`` is the definition's own by default, ``seconds`` is how long ``wait`` waits.  ``False`` is only given with
    ``skip``.  Raises ``ActionBusy`` where another run has the lock.
    """
    mode = definition.lock if mode is None else mode
    if not mode:
        yield True
        return
    connection = connections[alias]
    advisory = dialect(connection.vendor).advisory_lock
    if advisory is None:
        held = _lease(definition.name, mode, seconds)
    elif connection.in_atomic_block or not connection.get_autocommit():
        held = _of_transaction(connection, advisory, definition.name, mode, seconds)
    else:
        held = _of_session(connection, advisory, definition.name, mode, seconds)
    with held as may_run:
        yield may_run


def _taken(attempt: Callable[[], bool], mode: LockMode, seconds: float) -> bool:
    """Whether the lock is ours; raises ``ActionBusy`` where it is not, and the mode does not say to skip."""
    end = time.monotonic() + seconds
    while not attempt():
        if mode == "skip":
            return False
        if mode == "fail" or time.monotonic() >= end:
            raise ActionBusy
        time.sleep(_PAUSE)
    return True


# -- advisory locks -------------------------------------------------------------------------------


def lock_number(name: str) -> int:
    """The number of an action's advisory lock, of 64 bits."""
    digest = hashlib.sha256(f"django-graphgate action {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _ask(connection: BaseDatabaseWrapper, query: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [lock_number(name)])
        return bool(cursor.fetchone()[0])


@contextlib.contextmanager
def _of_transaction(
    connection: BaseDatabaseWrapper, advisory: AdvisoryLock, name: str, mode: LockMode, seconds: float
) -> Generator[bool]:
    yield _taken(lambda: _ask(connection, advisory.try_transaction, name), mode, seconds)


@contextlib.contextmanager
def _of_session(
    connection: BaseDatabaseWrapper, advisory: AdvisoryLock, name: str, mode: LockMode, seconds: float
) -> Generator[bool]:
    """Behind a pooler that hands out connections per transaction, such a lock stays with the pooler's connection."""
    taken = _taken(lambda: _ask(connection, advisory.try_session, name), mode, seconds)
    try:
        yield taken
    finally:
        if taken:
            _release(connection, advisory, name)


def _release(connection: BaseDatabaseWrapper, advisory: AdvisoryLock, name: str) -> None:
    """Give the lock back; a connection that cannot is closed, which does it too."""
    try:
        released = _ask(connection, advisory.release, name)
    except DatabaseError:
        released = False
    if not released:
        connection.close()


# -- leases ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _lease(name: str, mode: LockMode, seconds: float) -> Generator[bool]:
    alias, holder = router.db_for_write(ActionLock), uuid.uuid4().hex
    in_transaction = connections[alias].in_atomic_block
    if mode == "wait" and in_transaction:
        mode = "fail"  # who has the lease might have to wait for this transaction to give it back
    taken = _taken(lambda: _try_lease(alias, name, holder), mode, seconds)
    if not taken:
        yield False
        return
    renewal = None if in_transaction else _Renewal(alias, name, holder)
    try:
        yield True
    finally:
        if renewal is not None:
            renewal.stop()
        _end_lease(alias, name, holder)


def _end_lease(alias: str, name: str, holder: str) -> None:
    """Give the lease back; where that fails it ends by itself, and what has run has run."""
    if connections[alias].needs_rollback:  # which gives it back
        return
    try:
        ActionLock._default_manager.using(alias).filter(name=name, holder=holder).delete()
    except DatabaseError as error:
        logger.warning("graphgate: the lock of %s is not given back: %s", name, type(error).__name__)


def _try_lease(alias: str, name: str, holder: str) -> bool:
    """Whether the row is ours now.  It is read first: who writes may have to wait for the transaction of its holder."""
    locks: Any = ActionLock._default_manager.using(alias).filter(name=name)
    now = timezone.now()
    current = locks.first()
    if current is not None and current.expires_at > now:
        return False
    expires_at = now + dt.timedelta(seconds=LEASE)
    try:
        if current is None:
            lock = ActionLock(name=name, holder=holder, expires_at=expires_at)
            ActionLock._default_manager.using(alias).bulk_create([lock], ignore_conflicts=True)
        else:
            locks.filter(holder=current.holder, expires_at=current.expires_at).update(
                holder=holder, expires_at=expires_at
            )
    except OperationalError:  # another connection writes for longer than this one waits
        if connections[alias].in_atomic_block:
            raise
        return False
    return bool(locks.filter(holder=holder).exists())


class _Renewal:
    """A thread that renews a lease until it is stopped."""

    def __init__(self, alias: str, name: str, holder: str) -> None:
        self._alias, self._name, self._holder = alias, name, holder
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"graphgate lock {name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopped.wait(LEASE / 3):
                self._renew()
        finally:
            connections[self._alias].close()

    def _renew(self) -> None:
        locks = ActionLock._default_manager.using(self._alias)
        expires_at = timezone.now() + dt.timedelta(seconds=LEASE)
        try:
            renewed = locks.filter(name=self._name, holder=self._holder).update(expires_at=expires_at)
        except DatabaseError as error:  # while a transaction writes, nobody else can take the lock either
            logger.warning("graphgate: the lock of %s is not renewed: %s", self._name, type(error).__name__)
            return
        if not renewed:
            logger.error("graphgate: the lock of %s was lost: another run may have begun", self._name)
            self._stopped.set()
