"""Schemes that sign nothing: the secret itself in a header, and none at all."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django_graphgate.signing.keys import as_text, secret_problems, usable_keys
from django_graphgate.signing.message import Message, SignatureInvalid, Verified, as_bytes, header_bytes
from django_graphgate.signing.options import Options
from django_graphgate.signing.scheme import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipScheme(Scheme):
    """Verifies nothing."""

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        return Verified()

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        return {}

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenScheme(Scheme):
    """The secret itself in a header: whoever reads a message can send others."""

    header: str

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        value = message.header(self._header(options))
        keys = usable_keys(secrets, as_text)
        matches = [hmac.compare_digest(key, given) for key in keys for given in _spellings(value)]
        if not any(matches):
            raise SignatureInvalid("the header is none of the secrets")
        name = self.event_id.removeprefix("header:")
        if name and message.headers.get(name.lower(), ""):
            return Verified(event_id=message.header_id(name), event_id_is_signed=True)
        return Verified()

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        usable_keys(secrets[:1], as_text)
        headers = {self._header(options): secrets[0]}
        if event_id and self.event_id:
            headers[self.event_id.removeprefix("header:")] = event_id
        return headers

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return list(secret_problems(secrets, as_text))

    def _header(self, options: Options) -> str:
        header: str = options.get("signatureHeader", self.header)
        return header


def _spellings(value: str) -> list[bytes]:
    """The bytes of a header as servers decode it, and as clients of tests hand it over."""
    return [header_bytes(value), as_bytes(value)]
