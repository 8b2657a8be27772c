"""PostgreSQL: statements of the project's own, one by one, with a time limit and a count of what they write."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Sequence
from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq

from django_graphgate.execution.drivers.base import Driver, Executed

_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "COPY"})
"""Beginnings of what the server says of a statement that has written rows."""

_JSONB = 3802
"""The type's number, in every database."""


class ProjectStatements(Driver):
    """The part of the driver that runs them."""

    def execute(self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> Executed:
        raw: Any = connection.connection
        with psycopg.RawCursor(raw) as cursor:
            cursor.execute(text.encode(), values, prepare=False)
            written = _written(cursor)
            if cursor.description is None:
                return Executed(written=written)
            columns = tuple(column.name for column in cursor.description)
            is_json = [column.type_code == _JSONB for column in cursor.description]
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if any(is_json):  # Django has it read as text
            rows = [_decoded(row, is_json) for row in rows]
        return Executed(columns, rows, written)

    @contextlib.contextmanager
    def time_limit(self, connection: BaseDatabaseWrapper, milliseconds: int) -> Generator[None]:
        """Outside a transaction the session has the setting, until the body ends."""
        local = connection.in_atomic_block or not connection.get_autocommit()
        before = _set_timeout(connection, str(milliseconds), local=local)
        has_failed = True
        try:
            yield
            if local and _has_failed(connection):  # COMMIT would write nothing, and not say so
                raise DatabaseError("a statement of the transaction has failed, and its error was caught")
            has_failed = connection.needs_rollback
        finally:
            # a transaction that has failed ends with a rollback, which restores the setting too
            if connection.connection is not None and not (local and has_failed):
                try:
                    _set_timeout(connection, before, local=local)
                except DatabaseError:
                    if (
                        not local
                    ):  # nothing of ours stays on a session that the project, or a pool, goes on with
                        if connection.connection is not None:
                            connection.connection.close()
                        connection.close()
                    raise

    @contextlib.contextmanager
    def counting(self, connection: BaseDatabaseWrapper) -> Generator[Callable[[], int]]:
        """Not counted is what does not go through a cursor of Django's, and what triggers and functions write."""
        counted: list[int] = []

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's
            result = execute(sql, params, many, context)
            if context["cursor"] is not None:
                counted.append(_written(context["cursor"].cursor) or 0)
            return result

        with connection.execute_wrapper(count):
            yield lambda: sum(counted)


def _decoded(row: tuple[Any, ...], is_json: Sequence[bool]) -> tuple[Any, ...]:
    return tuple(
        json.loads(value) if encoded and isinstance(value, str) else value
        for value, encoded in zip(row, is_json, strict=True)
    )


def _written(cursor: Any) -> int | None:
    """How many rows a statement has written; ``None`` where it is not for that."""
    command = (cursor.statusmessage or "").partition(" ")[0]
    return max(cursor.rowcount, 0) if command in _WRITES else None


def _has_failed(connection: BaseDatabaseWrapper) -> bool:
    raw: Any = connection.connection
    return raw is not None and raw.pgconn.transaction_status == pq.TransactionStatus.INERROR


def _set_timeout(connection: BaseDatabaseWrapper, value: str, *, local: bool) -> str:
    """Set the time-out of statements; the one until then is returned.

    Nothing is done in a transaction that has failed: it takes no statements.
    """
    connection.ensure_connection()
    if _has_failed(connection):
        return value
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH old AS MATERIALIZED (SELECT current_setting('statement_timeout') AS value)"
            " SELECT value, set_config('statement_timeout', %s, %s) FROM old",
            [value, local],
        )
        return str(cursor.fetchone()[0])
