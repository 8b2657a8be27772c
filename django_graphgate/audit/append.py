"""How the rest of the package hands events to the audit."""

from __future__ import annotations

from collections.abc import Hashable

from django_graphgate.audit import store
from django_graphgate.audit.writer import Writer
from django_graphgate.conf import get_settings
from django_graphgate.ir.audit_entry import AuditEntry

writer = Writer()
"""The one of this process."""


def append(entry: AuditEntry, *, same: Hashable = None) -> None:
    """Have an event written soon; never raises, never waits, and asks no database.

    Of events with an equal ``same`` only the first that waits is written, and its ``data["times"]`` counts them.
    A crash loses at most what ``AUDIT_INTERVAL`` says.  Where that is ``None``, nothing is kept.
    """
    settings = get_settings()
    if settings.AUDIT_INTERVAL is not None:
        writer.add(
            entry, interval=settings.AUDIT_INTERVAL / 1000, maximum=settings.AUDIT_MAX_PENDING, same=same
        )


def append_now(entry: AuditEntry, using: str | None = None) -> None:
    """Write an event in the caller's transaction on this database: it is there if, and only if, that is committed.

    Raises what the database raises.
    """
    store.write([entry], store.ACCESS, using)


def flush() -> None:
    """Write what :func:`append` was given."""
    writer.flush()
