"""Frozen statements tried on a real database: the server prepares each, and runs none."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from django.db.utils import Error
from django.utils.connection import ConnectionDoesNotExist

from django_graphgate.allowlist.lockfile.values import Lock, LockedStatement, LockedVersion
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.connection import dialect_of, prepare_only
from django_graphgate.execution.guard import guarded
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.write import texts_of

Tried = tuple[LockedVersion, LockedStatement]


def to_verify(lock: Lock, alias: str) -> list[Tried]:
    """The frozen statements of the database's dialect, old versions' among them.

    Raises ``ConfigurationError`` when the database does not answer, or nothing was frozen for it.
    """
    try:
        connections[alias].ensure_connection()
    except (Error, ConnectionDoesNotExist) as error:
        raise ConfigurationError(f"The database {alias!r} does not answer: {error}") from error
    dialect = dialect_of(alias)
    statements = [
        (version, locked)
        for operation in lock.operations
        for version in operation.every_version
        for locked in version.body.statements
        if locked.dialect == dialect.name
    ]
    if lock.operations and not statements:
        raise ConfigurationError(f"No statement was frozen for {dialect.name}, the database {alias!r}.")
    return statements


def faults(tried: list[Tried], alias: str) -> Iterator[str]:
    """What the server says against each statement; nothing is ``""``."""
    dialect = dialect_of(alias)
    for _, locked in tried:
        yield _fault(Statement.from_json(locked.statement), alias, dialect)


def _fault(statement: Statement, alias: str, dialect: Dialect) -> str:
    for text, count in _texts(statement, dialect):
        try:
            prepare_only(connections[alias], text, count)
        except Error as error:
            return str(error).strip().splitlines()[0]
    return ""


def _texts(statement: Statement, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """Every text that a run of it may send, with the number of its parameters."""
    for step in statement.steps:
        whole = guarded(step.sql, len(step.parameters), None, dialect)
        yield whole.text, len(step.parameters) + len(whole.parameters)
    for text in () if statement.writes is None else texts_of(statement.writes):
        yield text.sql, len(text.parameters)
