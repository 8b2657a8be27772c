"""Mutations that may arrive twice and are to run once: ``Idempotency-Key``.

The record is written before anything else in the mutation's transaction, so a second request for the same key
waits at the unique key until the first one has ended, and its answer is written at the end.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from django_graphgate.conf import get_settings
from django_graphgate.errors import BadRequest, ConfigurationError, IdempotencyConflict, Retryable
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Problem
from django_graphgate.execution.run import Answer
from django_graphgate.ir.field_errors import FieldError
from django_graphgate.models import IdempotencyRecord

_LARGEST = 1_000_000
"""Bytes of an answer that is kept."""

_EXPIRED_AT_ONCE = 100
"""Expired records that a mutation with a key removes."""

_NOT_KEPT = "The request with this Idempotency-Key has run, and its answer is too large to be kept."

_OTHER_RULES = (
    "The request with this Idempotency-Key has run, and the rules have changed since: no answer is given."
)


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A mutation under a key of its caller's."""

    digest: str
    """sha256 of the caller and the key."""
    request: str
    """sha256 of all that the mutation depends on."""
    seconds: int
    """For how long its answer is kept."""
    statement: str
    """sha256 of the statement, which the rules of the role are part of."""

    @classmethod
    def of(
        cls, key: str, facts: Facts, operation: str, variables: Mapping[str, Any], statement: str
    ) -> KeyedRequest:
        """A key of the caller's for an operation, by its digest, and variables.

        Raises ``BadRequest`` for anonymous callers, who cannot be distinguished.
        """
        identity, settings = facts.identity, get_settings()
        if identity.is_anonymous:
            raise BadRequest("Only signed-in callers can send an Idempotency-Key.")
        service = None if identity.user_id is not None else identity.role
        caller = [identity.authenticator, identity.user_id_provider, identity.user_id, service]
        read = {header.lower() for header in settings.HEADER_VARIABLES.values()}
        headers = {name.lower(): value for name, value in facts.headers.items() if name.lower() in read}
        request = [operation, facts.role, variables, identity.variables, headers]
        return cls(_digest([*caller, key]), _digest(request), settings.IDEMPOTENCY_SECONDS, statement)


def claim(alias: str, keyed: KeyedRequest, facts: Facts, *, without_answer: str = _NOT_KEPT) -> Answer | None:
    """Take the key, or give the answer that is kept for it; waits for a request that has it and still runs.

    To be called where the guard has confirmed the facts.  ``without_answer`` is the sentence for a request that has
    the key and no answer.

    Raises ``IdempotencyConflict`` where the key belongs to another request, where its answer was not kept or may show
    what the rules of today hide, and
    ``ConfigurationError`` where the database has no table for answers.
    """
    try:
        if _inserted(alias, keyed):
            transaction.on_commit(lambda: _remove_expired(alias), using=alias, robust=True)
            return None
    except DatabaseError as error:
        problem = driver_of(connections[alias].vendor).problem(error.__cause__)
        if problem is Problem.BAD_STATEMENT or isinstance(error, ProgrammingError):
            raise ConfigurationError(
                f"The database {alias!r} has no table for the answers to requests with an Idempotency-Key.",
                hint=f"Let a router allow IdempotencyRecord there, and run migrate --database {alias}.",
            ) from error
        raise
    record = IdempotencyRecord._default_manager.using(alias).filter(digest=keyed.digest).first()
    if record is None:  # it has just expired
        raise Retryable
    if record.request != keyed.request:
        raise IdempotencyConflict
    if record.answer is None:
        raise IdempotencyConflict(without_answer)
    head, _, data = bytes(record.answer).partition(b"\n")
    statement, faults = json.loads(head)
    if statement != keyed.statement:
        raise IdempotencyConflict(_OTHER_RULES)
    errors = tuple(FieldError(error_type, tuple(path)) for error_type, path in faults)
    return Answer(data, facts.guard["version"] or "", facts.role, errors, replayed=True)


def keep(alias: str, keyed: KeyedRequest, answer: Answer) -> None:
    """Keep the answer to a request that has taken its key."""
    faults = [[fault.error_type, list(fault.path)] for fault in answer.faults]
    stored = json.dumps([keyed.statement, faults]).encode() + b"\n" + (answer.data or b"")
    if len(stored) <= _LARGEST:
        records = IdempotencyRecord._default_manager.using(alias)
        records.filter(digest=keyed.digest).update(answer=stored)


def _inserted(alias: str, keyed: KeyedRequest) -> bool:
    """Whether the key is free, or what it was used for has expired."""
    connection, now = connections[alias], timezone.now()
    table = connection.ops.quote_name(IdempotencyRecord._meta.db_table)
    text = (
        f"INSERT INTO {table} (digest, request, answer, created_at, expires_at) VALUES (%s, %s, NULL, %s, %s)"  # noqa: S608 - our own table
        " ON CONFLICT (digest) DO UPDATE SET request = excluded.request, answer = NULL,"
        " created_at = excluded.created_at, expires_at = excluded.expires_at"
        f" WHERE {table}.expires_at <= excluded.created_at RETURNING digest"
    )
    moments = (now, now + dt.timedelta(seconds=keyed.seconds))
    with connection.cursor() as cursor:
        convert = connection.ops.adapt_datetimefield_value
        cursor.execute(text, [keyed.digest, keyed.request, *map(convert, moments)])
        return cursor.fetchone() is not None


def _remove_expired(alias: str) -> None:
    """After COMMIT, so that it is in nobody's way."""
    records = IdempotencyRecord._default_manager.using(alias)
    expired = records.filter(expires_at__lt=timezone.now()).order_by("expires_at")
    records.filter(digest__in=expired.values("digest")[:_EXPIRED_AT_ONCE]).delete()


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=_other)
    return hashlib.sha256(text.encode()).hexdigest()


def _other(value: Any) -> Any:
    """What callers from Python give, and numbers with all their digits."""
    return dict(value) if isinstance(value, Mapping) else f"{type(value).__name__} {value}"
