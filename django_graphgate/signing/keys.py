"""Secrets as they are in the environment, as keys."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django_graphgate.signing.message import SignatureInvalid

_Key = TypeVar("_Key")

Reader = Callable[[str], _Key]
"""Makes a key of a secret; raises ``ValueError`` with a clause that does not quote it."""


def as_text(secret: str) -> bytes:
    """The bytes of the environment variable: UTF-8, whatever else they may be."""
    return secret.encode("utf-8", "surrogateescape")


def as_base64(secret: str) -> bytes:
    """Base64 in either alphabet, with or without padding; ``whsec_``, in front of others' secrets, is none of it."""
    if secret.startswith("whsec_"):
        raise ValueError("not base64 as it is: remove whsec_")
    text = secret.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("not base64") from None


def as_hex(secret: str) -> bytes:
    """Pairs of hexadecimal digits, nothing between them."""
    try:
        return binascii.unhexlify(secret.encode())
    except (ValueError, binascii.Error):
        raise ValueError("not hexadecimal") from None


def as_whsec(secret: str) -> bytes:
    """Base64 after ``whsec_``, which may be left out."""
    return as_base64(secret.removeprefix("whsec_"))


READERS: dict[str, Reader[bytes]] = {"text": as_text, "base64": as_base64, "hex": as_hex, "whsec": as_whsec}


def read_key(secret: str, reader: Reader[_Key]) -> _Key:
    """The key; raises ``ValueError`` also for an empty one, with which everybody can sign.

    HMAC fills keys up with zeros, so that zeros alone are as good as nothing.
    """
    key = reader(secret)
    if isinstance(key, bytes) and not key.strip(b"\0"):
        raise ValueError("empty")
    return key


def usable_keys(secrets: Sequence[str], reader: Reader[_Key]) -> list[_Key]:
    """The keys of all secrets that have the right form; raises ``SignatureInvalid`` if none has."""
    keys: list[_Key] = []
    for secret in secrets:
        try:
            keys.append(read_key(secret, reader))
        except ValueError:
            continue
    if not keys:
        raise SignatureInvalid("no secret is set, or none has the right form")
    return keys


def secret_problems(secrets: Sequence[str], reader: Reader[_Key]) -> Iterator[str]:
    """A sentence for each secret that is of no use, or was probably copied wrongly."""
    for number, secret in enumerate(secrets, 1):
        place = f"Secret {number} of {len(secrets)}"
        try:
            read_key(secret, reader)
        except ValueError as error:
            yield f"{place} is {error}."
        else:
            if secret != secret.strip():
                yield f"{place} begins or ends with white space."
