"""Database triggers that renew the rules' version with every change of access.

In the database and not in Python signals, so that ``QuerySet.update``, ``bulk_create``, ``loaddata``,
raw SQL and other programs count too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

TABLES = ("graphgate_role", "graphgate_tablerule", "graphgate_allowedoperation")
"""Tables whose rows decide who may do what."""

STATE = "graphgate_gatestate"


class Schema(Protocol):
    """What of a schema editor or connection is needed."""

    @property
    def vendor(self) -> str: ...

    def cursor(self) -> Any: ...


def create_statements(vendor: str) -> Sequence[str]:
    """SQL that makes the triggers, and a new version in the state's one row; safe to run again."""
    return _CREATE[vendor]() if vendor in _CREATE else ()


def drop_statements(vendor: str) -> Sequence[str]:
    """SQL that removes what :func:`create_statements` made."""
    return _DROP[vendor]() if vendor in _DROP else ()


def install(connection: Schema) -> None:
    """Make the triggers on a connection, and a new version: without them changes may have gone unseen."""
    with connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def renew_version(connection: Schema) -> None:
    """Have every process read roles, rules and switches again."""
    if connection.vendor in _NEW_VERSION:
        with connection.cursor() as cursor:
            cursor.execute(_NEW_VERSION[connection.vendor])


def look(connection: Schema) -> tuple[list[str], bool]:
    """Names of triggers that are not there, or switched off; and whether the server is a standby."""
    if connection.vendor not in _FIND:
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor])
        rows = cursor.fetchall()
    return sorted(_names(connection.vendor) - {name for name, _ in rows}), any(standby for _, standby in rows)


def _names(vendor: str) -> set[str]:
    return {f"{table}_version_{event}" for table in TABLES for event in _EVENTS[vendor]}


_EVENTS = {"postgresql": ("row", "truncate"), "sqlite": ("insert", "update", "delete")}


# -- PostgreSQL -----------------------------------------------------------------------------------

_NEW_VERSION = {
    vendor: (
        f"INSERT INTO {STATE} (id, version) VALUES (1, {random}) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version"
    )
    for vendor, random in {
        "postgresql": "replace(gen_random_uuid()::text, '-', '')",
        "sqlite": "lower(hex(randomblob(16)))",
    }.items()
}

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION graphgate_new_version() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    {_NEW_VERSION["postgresql"]};
    RETURN NULL;
END $$
"""


def _postgresql() -> list[str]:
    """Statement triggers, ``ALWAYS``: also under ``session_replication_role = replica``."""
    statements = [_FUNCTION]
    for table in TABLES:
        for event, when in (("row", "INSERT OR UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            name = f"{table}_version_{event}"
            statements += [
                (
                    f"CREATE OR REPLACE TRIGGER {name} AFTER {when} ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION graphgate_new_version()"
                ),
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            ]
    return [*statements, _NEW_VERSION["postgresql"]]


def _drop_postgresql() -> list[str]:
    names = [(table, f"{table}_version_{event}") for table in TABLES for event in _EVENTS["postgresql"]]
    return [
        *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in names),
        "DROP FUNCTION IF EXISTS graphgate_new_version()",
    ]


# -- SQLite ---------------------------------------------------------------------------------------


def _sqlite() -> list[str]:
    renew = _NEW_VERSION["sqlite"]
    statements = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_version_{event} AFTER {event.upper()} ON {table} BEGIN {renew}; END"
        for table in TABLES
        for event in _EVENTS["sqlite"]
    ]
    return [*statements, renew]


def _drop_sqlite() -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(_names("sqlite"))]


_CREATE = {"postgresql": _postgresql, "sqlite": _sqlite}
_DROP = {"postgresql": _drop_postgresql, "sqlite": _drop_sqlite}
_FIND = {
    "postgresql": (
        "SELECT tgname, pg_is_in_recovery() FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid IN ("
        + ", ".join(f"to_regclass('{table}')" for table in TABLES)
        + ")"
    ),
    "sqlite": "SELECT name, 0 FROM sqlite_master WHERE type = 'trigger'",
}
