"""Database triggers that renew the rules' version with every change of access.

In the database and not in Python signals, so that ``QuerySet.update``, ``bulk_create``, ``loaddata``,
raw SQL and other programs count too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django_graphgate.dialects import DIALECTS
from django_graphgate.dialects.triggers import Triggers

TABLES = (
    "graphgate_role",
    "graphgate_namedfilter",
    "graphgate_tablerule",
    "graphgate_allowedoperation",
)
"""Tables whose rows decide who may do what."""

STATE = "graphgate_gatestate"


class Schema(Protocol):
    """What of a schema editor or connection is needed."""

    @property
    def vendor(self) -> str: ...

    def cursor(self) -> Any: ...


def create_statements(vendor: str) -> Sequence[str]:
    """SQL that makes the triggers, and a new version in the state's one row; safe to run again."""
    triggers = _triggers(vendor)
    return () if triggers is None else [*triggers.create(TABLES, STATE), triggers.new_version(STATE)]


def drop_statements(vendor: str) -> Sequence[str]:
    """SQL that removes what :func:`create_statements` made."""
    triggers = _triggers(vendor)
    return () if triggers is None else triggers.drop(TABLES)


def install(connection: Schema) -> None:
    """Make the triggers on a connection, and a new version: without them changes may have gone unseen."""
    with connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def renew_version(connection: Schema) -> None:
    """Have every process read roles, rules and switches again."""
    triggers = _triggers(connection.vendor)
    if triggers is not None:
        with connection.cursor() as cursor:
            cursor.execute(triggers.new_version(STATE))


def look(connection: Schema) -> tuple[list[str], bool]:
    """Names of triggers that are not there, or switched off; and whether the server is a standby."""
    triggers = _triggers(connection.vendor)
    if triggers is None:
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(triggers.find(TABLES))
        rows = cursor.fetchall()
    return sorted(triggers.names(TABLES) - {name for name, _ in rows}), any(standby for _, standby in rows)


def _triggers(vendor: str) -> Triggers | None:
    """``None`` for a server that has no dialect, which the gate refuses to work with."""
    return DIALECTS[vendor].triggers if vendor in DIALECTS else None
