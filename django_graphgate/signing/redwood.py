"""Redwood's verifiers, by their names."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django_graphgate.signing.message import Message, SignatureInvalid, Verified
from django_graphgate.signing.scheme import Options, Scheme

DEFAULT_HEADER = "RW-WEBHOOK-SIGNATURE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(Scheme):
    """Verifies nothing."""

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        return Verified()

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hmac(Scheme):
    """``<prefix><hex>`` of the body's HMAC in one header."""

    header: str = DEFAULT_HEADER
    prefix: str = "sha256="

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        given = message.header(options.get("signatureHeader", self.header)).encode()
        if not any(hmac.compare_digest(given, self._signature(message, secret)) for secret in secrets):
            raise SignatureInvalid("no secret makes this signature")
        return Verified()

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        header = options.get("signatureHeader", self.header)
        return {header: self._signature(message, secrets[0]).decode()}

    def _signature(self, message: Message, secret: str) -> bytes:
        return f"{self.prefix}{hmac.new(secret.encode(), message.body, hashlib.sha256).hexdigest()}".encode()


SCHEMES: tuple[Scheme, ...] = (
    Skip(name="skipVerifier", summary="No signature at all.", secrets="", development_only=True),
    Hmac(
        name="sha256Verifier",
        summary="``sha256=<hex>``: HMAC-SHA256 of the body.",
        options=frozenset({"signatureHeader"}),
    ),
    Hmac(name="github", summary="GitHub: ``sha256=<hex>`` of the body.", header="X-Hub-Signature-256"),
)
