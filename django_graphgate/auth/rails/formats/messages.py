"""Signed and encrypted messages, as Rails writes them into cookies.

====================  ===========================================================================
AES-GCM (5.2 and on)  ``base64(text)--base64(iv, 12 bytes)--base64(tag, 16 bytes)``
AES-CBC (4.0 and on)  ``base64(base64(text)--base64(iv))--hex HMAC``
signed                ``base64(value)--hex HMAC``
====================  ===========================================================================

Keys are derived with PBKDF2 (1,000 rounds, SHA1 or since 7.0 SHA256) from ``secret_key_base`` and a
salt; Rails 3 signs with its ``secret_token`` itself.  The form of a cookie says which of them
it is; nothing of it is decoded before its authenticity is proven.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.formats.envelope import strict_base64

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAX_COOKIE = 16_384
"""Longest cookie value that is looked at; browsers keep 4,096 bytes."""

ROUNDS = 1_000
IV_BYTES, TAG_BYTES, BLOCK_BYTES = 12, 16, 16
KEY_BYTES, HMAC_KEY_BYTES = 32, 64

_DIGESTS = {40: "sha1", 64: "sha256", 128: "sha512"}
_HEX = re.compile(rb"[0-9a-f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSettings:
    """Which cookies are read, and the keys for them.  No salts for a form: the form is refused."""

    secrets: Sequence[str] = field(default=(), repr=False)
    """``secret_key_base``, the current one first."""
    tokens: Sequence[str] = field(default=(), repr=False)
    """Rails 3's ``secret_token``: the keys of signed cookies themselves."""
    gcm_salts: Sequence[str] = ()
    cbc_salts: Sequence[tuple[str, str]] = ()
    """Pairs: for the cipher's key, for the key of the HMAC."""
    signed_salts: Sequence[str] = ()
    key_digests: Sequence[str] = ("sha256", "sha1")
    key_bytes: Sequence[int] = (32, 24, 16)
    digests: Sequence[str] = ("sha1", "sha256", "sha512")
    """Of the HMAC; its length says which it is."""


@dataclass(frozen=True, slots=True)
class _MacKey:
    """A key of an HMAC, and the cipher's key where the signed bytes are encrypted."""

    key: bytes = field(repr=False)
    cipher_key: bytes | None = field(default=None, repr=False)


class MessageReader:
    """Opens messages: proves that they are the app's and gives the bytes inside.

    Keys are derived on first use and kept; the key that fitted last is tried first.
    """

    def __init__(self, settings: MessageSettings) -> None:
        self._settings = settings

    def open(self, message: str) -> bytes:
        """The bytes that the app wrote; raises :class:`SessionInvalid`."""
        if len(message) > MAX_COOKIE:
            raise SessionInvalid("too_large", "the cookie is too long")
        try:
            parts = message.encode("ascii").split(b"--")
        except UnicodeEncodeError as error:
            raise malformed("the cookie is not ASCII") from error
        if len(parts) == 3:
            return self._open_gcm(*parts)
        if len(parts) == 2:
            return self._open_signed(*parts)
        raise malformed("the cookie is not of two or three parts")

    def open_signed(self, message: str) -> bytes:
        """As :meth:`open`, for signed and unencrypted messages only."""
        if message.count("--") != 1:
            raise malformed("the cookie is not of two parts")
        return self.open(message)

    # ----------------------------------------------------------------------------------------- GCM

    def _open_gcm(self, text: bytes, iv: bytes, tag: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        sealed, iv, tag = _decoded(text), _decoded(iv), _decoded(tag)
        if len(iv) != IV_BYTES or len(tag) != TAG_BYTES:  # a shorter tag would be easier to guess
            raise malformed("the IV or the tag has another length")
        for index, cipher in enumerate(self._gcm_ciphers):
            try:
                plain = cipher.decrypt(iv, sealed + tag, b"")
            except InvalidTag:
                continue
            if index:
                self._gcm_ciphers = [cipher, *(c for c in self._gcm_ciphers if c is not cipher)]
            return plain
        raise _not_ours()

    @cached_property
    def _gcm_ciphers(self) -> list[AESGCM]:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        settings = self._settings
        return [
            AESGCM(self.derive(secret, salt, digest)[:length])
            for length in settings.key_bytes
            for secret in settings.secrets
            for digest in settings.key_digests
            for salt in settings.gcm_salts
        ]

    # -------------------------------------------------------------------------------- CBC and signed

    def _open_signed(self, text: bytes, mac: bytes) -> bytes:
        digest = _DIGESTS.get(len(mac))
        if digest is None or digest not in self._settings.digests or not _HEX.fullmatch(mac):
            raise malformed("the HMAC has another form")
        for index, candidate in enumerate(self._mac_keys):
            expected = hmac.new(candidate.key, text, digest).hexdigest()
            if not hmac.compare_digest(expected.encode(), mac):
                continue
            if index:
                self._mac_keys = [candidate, *(k for k in self._mac_keys if k is not candidate)]
            plain = _decoded(text)
            return plain if candidate.cipher_key is None else self._open_cbc(plain, candidate.cipher_key)
        raise _not_ours()

    @cached_property
    def _mac_keys(self) -> list[_MacKey]:
        settings = self._settings
        keys = [
            _MacKey(self.derive(secret, sign_salt, digest), self.derive(secret, salt, digest)[:length])
            for length in settings.key_bytes
            for secret in settings.secrets
            for digest in settings.key_digests
            for salt, sign_salt in settings.cbc_salts
        ]
        keys += [
            _MacKey(self.derive(secret, salt, digest))
            for secret in settings.secrets
            for digest in settings.key_digests
            for salt in settings.signed_salts
        ]
        return keys + [_MacKey(token.encode()) for token in settings.tokens]

    @staticmethod
    def _open_cbc(message: bytes, key: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.padding import PKCS7

        text, separator, iv = message.partition(b"--")
        sealed, iv = _decoded(text), _decoded(iv)
        if not separator or len(iv) != BLOCK_BYTES or not sealed or len(sealed) % BLOCK_BYTES:
            raise malformed("the encrypted text has another length")
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        unpadder = PKCS7(8 * BLOCK_BYTES).unpadder()
        try:
            return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
        except ValueError as error:
            raise malformed("the encrypted text has no padding") from error

    # ---------------------------------------------------------------------------------------- keys

    @staticmethod
    def derive(secret: str, salt: str, digest: str) -> bytes:
        """The HMAC key; the shorter keys of ciphers are its beginning."""
        return hashlib.pbkdf2_hmac(digest, secret.encode(), salt.encode(), ROUNDS, HMAC_KEY_BYTES)


def _decoded(text: bytes) -> bytes:
    try:
        return strict_base64(text)
    except ValueError as error:
        raise malformed("a part of the cookie is not base64") from error


def _not_ours() -> SessionInvalid:
    return SessionInvalid("bad_signature", "no key fits the cookie")
