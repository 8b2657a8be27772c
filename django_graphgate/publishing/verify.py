"""Frozen statements tried on a real database: the server parses and plans each, and runs none."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from django.db.utils import Error

from django_graphgate.allowlist.lock import Lock
from django_graphgate.execution.connection import dialect_of, prepare_only
from django_graphgate.execution.guard import guarded
from django_graphgate.ir.statement import Statement


def verify(lock: Lock, alias: str) -> Iterator[tuple[str, str, str]]:
    """``(operation, roles, fault)`` for each frozen statement of the database's dialect; no fault is ``""``."""
    dialect = dialect_of(alias)
    for operation in lock.operations:
        for version in (operation.current, *operation.versions):
            for one in version.statements:
                if one.dialect != dialect.name:
                    continue
                statement = Statement.from_json(one.statement)
                whole = guarded(statement.sql, len(statement.parameters), None, dialect)
                count = len(statement.parameters) + len(whole.parameters)
                try:
                    prepare_only(connections[alias], whole.text, count)
                except Error as error:
                    yield operation.name, ", ".join(one.roles), str(error).strip().splitlines()[0]
                else:
                    yield operation.name, ", ".join(one.roles), ""
