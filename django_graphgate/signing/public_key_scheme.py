"""Schemes with a key pair: the sender keeps the private key.

What they do with keys is in :mod:`public_keys`, which takes a while to load.
"""

from __future__ import annotations

import base64
import binascii
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django_graphgate.signing.keys import as_hex, secret_problems, usable_keys
from django_graphgate.signing.message import (
    Message,
    SignatureInvalid,
    Verified,
    as_event_id,
    at_path,
    compact_json,
)
from django_graphgate.signing.options import Options
from django_graphgate.signing.scheme import Scheme, tolerance_of
from django_graphgate.signing.timestamps import check_age, read_timestamp, write_timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKeyScheme(Scheme):
    """A signature over the timestamp and the body, each in a header.

    Nothing separates the two, so the timestamp is in seconds, and has no more digits than those have.
    """

    header: str
    timestamp_header: str

    @abstractmethod
    def genuine(self, secrets: Sequence[str], signature: str, content: bytes) -> bool:
        """Whether one of the public keys verifies the signature."""

    @abstractmethod
    def signature(self, secret: str, content: bytes) -> str:
        """The signature by a private key; raises ``ValueError``."""

    def answer(self, message: Message) -> bytes | None:
        """What the sender wants to hear before it sends anything else."""
        return None

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        text = message.header(self.timestamp_header)
        timestamp = read_timestamp(text, "s")
        if not self.genuine(secrets, message.header(self.header), text.encode() + message.body):
            raise SignatureInvalid("no public key verifies this signature")
        check_age(timestamp, message.now, tolerance_of(options))
        event_id = as_event_id(at_path(message.members(), self.event_id)) if self.event_id else None
        return Verified(
            event_id=event_id,
            event_id_is_signed=event_id is not None,
            timestamp=timestamp,
            answer=self.answer(message),
        )

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        text = write_timestamp(message.now, "s")
        signature = self.signature(secrets[0], text.encode() + message.body)
        return {self.header: signature, self.timestamp_header: text}


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordScheme(PublicKeyScheme):
    """Ed25519; keys and signatures in lower-case hexadecimal, the private key as its 32 bytes."""

    def genuine(self, secrets: Sequence[str], signature: str, content: bytes) -> bool:
        from django_graphgate.signing import public_keys

        try:
            raw = as_hex(signature)
        except ValueError:
            return False
        if raw.hex() != signature:
            return False
        keys = usable_keys(secrets, public_keys.ed25519)
        return any(public_keys.verifies(key, raw, content) for key in keys)

    def signature(self, secret: str, content: bytes) -> str:
        from django_graphgate.signing import public_keys

        return public_keys.sign_ed25519(as_hex(secret), content).hex()

    def answer(self, message: Message) -> bytes | None:
        """PONG for the PING of interactions (type 1), nothing but a status for that of events (type 0).

        Events have type 1, too, and a member ``event``.
        """
        members = message.members() or {}
        nature = members.get("type")
        if not isinstance(nature, int) or isinstance(nature, bool) or "event" in members:
            return None
        return {0: b"", 1: compact_json({"type": 1})}.get(nature)

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        from django_graphgate.signing import public_keys

        return list(secret_problems(secrets, public_keys.ed25519))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGridScheme(PublicKeyScheme):
    """ECDSA over SHA-256; keys as base64 of DER, or as PEM; signatures as base64 of DER."""

    def genuine(self, secrets: Sequence[str], signature: str, content: bytes) -> bool:
        from django_graphgate.signing import public_keys

        try:
            raw = base64.b64decode(signature, validate=True)
        except (ValueError, binascii.Error):
            return False
        if base64.b64encode(raw).decode() != signature:
            return False
        keys = usable_keys(secrets, public_keys.ecdsa)
        return any(public_keys.verifies(key, raw, content) for key in keys)

    def signature(self, secret: str, content: bytes) -> str:
        from django_graphgate.signing import public_keys

        return base64.b64encode(public_keys.sign_ecdsa(secret, content)).decode()

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        from django_graphgate.signing import public_keys

        return list(secret_problems(secrets, public_keys.ecdsa))
