"""Database triggers that keep audit events and checkpoints as they are, against raw SQL and other programs too.

Whoever owns the tables can switch them off; then the chain shows what was changed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Protocol

from django_graphgate.dialects import DIALECTS

EVENTS, CHECKPOINTS = "graphgate_auditevent", "graphgate_auditcheckpoint"


class Connection(Protocol):
    """What of a connection is needed."""

    @property
    def vendor(self) -> str: ...

    def cursor(self) -> Any: ...


def create_statements(vendor: str) -> Sequence[str]:
    """SQL that makes the triggers; safe to run again."""
    return [statement for statements in _triggers(vendor).values() for statement in statements]


def drop_statements(vendor: str) -> Sequence[str]:
    """SQL that removes them."""
    return DIALECTS[vendor].triggers.stop_keeping(EVENTS, CHECKPOINTS) if vendor in DIALECTS else ()


def install(connection: Connection) -> None:
    """Make the triggers on a connection."""
    with connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def missing(connection: Connection) -> list[str]:
    """Names of triggers that are not there, or switched off."""
    wanted = _triggers(connection.vendor)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DIALECTS[connection.vendor].triggers.find((EVENTS, CHECKPOINTS)))
        return sorted(set(wanted) - {name for name, _ in cursor.fetchall()})


def in_tests() -> bool:
    """Whether Django's test environment is set up.  Tests empty all tables, so their databases have no triggers.

    ``mail.outbox`` would not say so: a server whose mail goes to ``locmem`` has it, too.
    """
    utils = sys.modules.get("django.test.utils")  # which is not imported for this: servers do not need it
    return utils is not None and hasattr(utils._TestState, "saved_data")  # noqa: SLF001 - nothing public says it


def _triggers(vendor: str) -> dict[str, list[str]]:
    """None for a server that has no dialect, which the gate refuses to work with."""
    return DIALECTS[vendor].triggers.keep(EVENTS, CHECKPOINTS) if vendor in DIALECTS else {}
