"""Cursors: places in an ordering, sealed so that a client can neither read nor make one.

The database marks, inside the JSON it builds, where a page's cursor belongs::

    "<nonce><number of the scope>:<f or l>:[[key, key], …]"

The nonce is new for every answer, so no stored text can pretend to be a mark.  The mark becomes the
sealed place of the first (``f``) or the last (``l``) of these rows, or ``null`` where there is none.
Sealed means AES-256-GCM under a key derived from ``SECRET_KEY``, bound to operation, selector and ordering.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from django_graphgate.conf import secret_keys
from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.scalars import coerce

_PURPOSE = b"django_graphgate.cursor.1:"
_NONCE_BYTES = 12
_MAX_CHARACTERS = 1_000_000
"""A key may be a long text.  Bodies are bounded elsewhere; this keeps callers of Python within reason."""


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(hashlib.sha256(_PURPOSE + key.encode()).digest()) for key in keys)


def _bound_to(operation: str, scope: str) -> bytes:
    return f"{operation}\0{scope}".encode()


def seal(keys: Sequence[Any], operation: str, scope: str) -> str:
    """A cursor for the row with these keys."""
    nonce = os.urandom(_NONCE_BYTES)
    text = json.dumps(keys, separators=(",", ":"), ensure_ascii=False, default=_number).encode()
    cipher = _ciphers(tuple(secret_keys()))[0]
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, text, _bound_to(operation, scope))).decode()


def unseal(cursor: Any, operation: str, scope: str) -> list[Any]:
    """The keys in a cursor; raises ``VariableInvalid`` for one that is foreign, altered or no cursor."""
    try:
        if not isinstance(cursor, str) or len(cursor) > _MAX_CHARACTERS:
            raise ValueError
        sealed = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(sealed).decode() != cursor:
            raise ValueError  # bits behind the end can be anything, and nothing protects them
        text = _open(sealed, _bound_to(operation, scope))
        keys: list[Any] = json.loads(text, parse_float=Decimal)
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise VariableInvalid("The cursor is not one of this list.") from error
    return keys


def _open(sealed: bytes, bound_to: bytes) -> bytes:
    if len(sealed) <= _NONCE_BYTES:
        raise ValueError
    for cipher in _ciphers(tuple(secret_keys())):
        try:
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
        except InvalidTag:
            continue
    raise InvalidTag


def _number(value: Any) -> Any:
    """Decimals keep their digits as text."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


def new_nonce() -> str:
    """Letters and digits that nobody can foresee."""
    return os.urandom(16).hex()


def scope_of(scope: str, values: Mapping[str, Any]) -> str:
    """The scope in this request: an ordering that a variable names is another for each name."""
    head, named, variable = scope.rpartition(" by $")
    return f"{head} by {values.get(variable)}" if named else scope


def replace_marks(
    data: bytes, nonce: str, operation: str, scopes: Sequence[str], values: Mapping[str, Any]
) -> bytes:
    """The answer with its marks turned into cursors."""

    def cursor(match: re.Match[bytes]) -> bytes:
        number, end, text = json.loads(b'"' + match[1] + b'"').split(":", 2)
        rows: list[list[Any]] = json.loads(text, parse_float=Decimal)
        if not rows:
            return b"null"
        keys = rows[0] if end == "f" else rows[-1]
        return b'"' + seal(keys, operation, scope_of(scopes[int(number)], values)).encode() + b'"'

    return re.sub(rb'"' + nonce.encode() + rb'((?:[^"\\]|\\.)*)"', cursor, data)


_BEYOND_NUMBERS = frozenset({"nan", "infinity", "-infinity", "inf", "-inf"})


def _own(codec: Codec, value: str) -> Any:
    """A key as a codec reads it, or else as the server that wrote it does: only servers' keys are sealed.

    Servers hold more than codecs take: infinities, NaN, years that Python does not know.
    """
    try:
        if codec.name == "float" or (codec.name == "decimal" and value.lower() in _BEYOND_NUMBERS):
            return float(value)
        return coerce(codec, value)
    except ValueError:
        return value


def key_of(keys: Sequence[Any], index: int, codec: Codec) -> Any:
    """One key out of a cursor as a coerced value; raises ``VariableInvalid``."""
    try:
        value = keys[index]
        if type(value) is int and codec.name == "int":  # a column may hold more than its codec takes
            return value
        return _own(codec, value) if isinstance(value, str) else coerce(codec, value)
    except (ValueError, IndexError) as error:
        raise VariableInvalid("The cursor is not one of this list.") from error
