"""What a plain view needs to know of an identity: is it still true, and how is it logged."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import Any

from django.db import Error as AnyDatabaseError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.errors import AuthUnavailable
from django_graphgate.ir.codec import UUID
from django_graphgate.ir.identity import CallerCheck, HmacProof, Identity, PrefixProof

_SHOWN = 100
"""Longest part of a value in a log line, in characters."""


def verify_caller(identity: Identity, using: str) -> bool:
    """Whether the database ``using`` confirms the identity, with one statement of its own.

    Operations verify ``Identity.check`` inside their statement; this is for code that runs none.
    Raises ``AuthUnavailable`` when the database does not answer.
    """
    check = identity.check
    if check is None:
        return True
    connection = connections[using]
    quote = connection.ops.quote_name
    key = quote(check.key_column)
    columns = [key]
    columns += [quote(check.proof.column)] if check.proof else []
    columns += [quote(check.active_column)] if check.active_column else []
    # All names are the project's own, none is the request's.
    text = f"SELECT {', '.join(columns)} FROM {quote(check.table)} WHERE {key} = %s"  # noqa: S608
    try:
        with connection.cursor() as cursor:
            cursor.execute(text, [_parameter(check, connection)])
            row = cursor.fetchone()
    except AnyDatabaseError as error:
        raise AuthUnavailable(detail=f"{check.table}: {type(error).__name__}") from error
    if row is None or (check.active_column and not row[-1]):
        return False
    return check.proof is None or (isinstance(row[1], str) and _proves(check.proof, row[1]))


def log_identity(identity: Identity) -> str:
    """The identity in a log line: no secrets, no line breaks, values cut to 100 characters."""
    if not identity.authenticator and identity.is_anonymous:
        return "anonymous"
    parts = {
        "user": identity.user_id,
        "provider": identity.user_id_provider,
        "role": identity.role,
        "via": identity.authenticator or None,
    }
    return " ".join(f"{name}={value[:_SHOWN]!a}" for name, value in parts.items() if value is not None)


def _parameter(check: CallerCheck, connection: BaseDatabaseWrapper) -> Any:
    if check.key_codec.name == "int":
        return int(check.key)
    if check.key_codec == UUID:
        value = uuid.UUID(check.key)
        return value if connection.features.has_native_uuid_field else value.hex
    return check.key


def _proves(proof: HmacProof | PrefixProof, value: str) -> bool:
    if isinstance(proof, PrefixProof):
        shown = value[: proof.length]
        return len(shown) == proof.length and hmac.compare_digest(shown.encode(), proof.expected.encode())
    matches = []
    for inner, outer in proof.pads:
        digest = hashlib.sha256(bytes.fromhex(inner) + value.encode()).digest()
        mac = hashlib.sha256(bytes.fromhex(outer) + digest).hexdigest()
        matches.append(hmac.compare_digest(mac.encode(), proof.expected.encode()))
    return any(matches)
