"""What a Rails app does: dumps, messages and session ids, written for the tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from tests.support.leaks import secret as kept_secret
from tests.support.leaks import secrets_of

SECRET = kept_secret("H39MWxoNPB6mwEXyyLP3QvBFhedvukcyB0wyxuqEGVeKdvPCiEGWF53pxyjeR0rw")
PREFIX = b"\x04\x08"


def number(value: int) -> bytes:
    """A Fixnum or length in Marshal."""
    if value == 0:
        return b"\0"
    if 0 < value < 123:
        return bytes([value + 5])
    if -124 < value < 0:
        return bytes([value - 5 & 0xFF])
    for size in range(1, 5):
        if -(1 << 8 * size) <= value < 1 << 8 * size:
            head = size if value >= 0 else -size & 0xFF
            return bytes([head]) + (value & (1 << 8 * size) - 1).to_bytes(size, "little")
    raise OverflowError


def symbol(name: str) -> bytes:
    return b":" + number(len(name)) + name.encode()


def raw(value: bytes) -> bytes:
    return b'"' + number(len(value)) + value


def body(value: Any) -> bytes:
    """A value in Marshal, without the prefix and without links."""
    if value is None or isinstance(value, bool):
        return {None: b"0", True: b"T", False: b"F"}[value]
    if isinstance(value, int):
        if -(1 << 30) <= value < 1 << 30:
            return b"i" + number(value)
        words = (abs(value).bit_length() + 15) // 16
        return b"l" + (b"-" if value < 0 else b"+") + number(words) + abs(value).to_bytes(2 * words, "little")
    if isinstance(value, float):
        text = repr(value).encode()
        return b"f" + number(len(text)) + text
    if isinstance(value, bytes):
        return raw(value)
    if isinstance(value, str):
        return b"I" + raw(value.encode()) + number(1) + symbol("E") + b"T"
    if isinstance(value, list):
        return b"[" + number(len(value)) + b"".join(map(body, value))
    pairs = b"".join(body(each) for pair in value.items() for each in pair)
    return b"{" + number(len(value)) + pairs


def dump(value: Any) -> bytes:
    return PREFIX + body(value)


def session(user_id: Any = 7, **others: Any) -> dict[str, Any]:
    """A session with a Devise login."""
    return {"session_id": "f" * 32, "warden.user.user.key": [[user_id], "$2a$12$" + "s" * 22], **others}


def key_of(salt: str, length: int, digest: str = "sha256", secret: str = SECRET) -> bytes:
    return hashlib.pbkdf2_hmac(digest, secret.encode(), salt.encode(), 1000, length)


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def envelope(data: bytes, **metadata: Any) -> bytes:
    return json.dumps({"_rails": {"message": base64_of(data), **metadata}}).encode()


@secrets_of
def seal(
    data: bytes,
    *,
    digest: str = "sha256",
    secret: str = SECRET,
    salt: str = "authenticated encrypted cookie",
    length: int = 32,
) -> str:
    """An AES-GCM message."""
    iv = os.urandom(12)
    sealed = AESGCM(key_of(salt, length, digest, secret)).encrypt(iv, data, b"")
    return "--".join(map(base64_of, (sealed[:-16], iv, sealed[-16:])))


@secrets_of
def sign_text(text: str, key: bytes, digest: str = "sha1") -> str:
    return f"{text}--{hmac.new(key, text.encode(), digest).hexdigest()}"


def sign(data: bytes, *, key: bytes | None = None, digest: str = "sha1") -> str:
    """A signed message."""
    return sign_text(base64_of(data), key or key_of("signed cookie", 64), digest)


def encrypt(data: bytes, *, digest: str = "sha1", mac_digest: str = "sha1") -> str:
    """An AES-256-CBC message with its HMAC."""
    iv, padder = os.urandom(16), PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key_of("encrypted cookie", 32, digest)), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize()
    text = base64_of(f"{base64_of(sealed)}--{base64_of(iv)}".encode())
    return sign_text(text, key_of("signed encrypted cookie", 64, digest), mac_digest)
