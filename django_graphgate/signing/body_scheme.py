"""Schemes whose signature is about the fields of a body: Twilio's and Mailgun's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets as random_secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django_graphgate.signing.keys import as_text, secret_problems, usable_keys
from django_graphgate.signing.message import Message, SignatureInvalid, Verified, as_bytes, at_path
from django_graphgate.signing.options import Options
from django_graphgate.signing.scheme import Scheme, tolerance_of
from django_graphgate.signing.timestamps import check_age, read_timestamp, write_timestamp

_BODY_HASH = re.compile(r"[?&]bodySHA256=([0-9a-f]{64})\Z")
"""At the end of a URL, where Twilio puts it: further in, it could be part of somebody's text message."""
_FORM = "application/x-www-form-urlencoded"
_PORTS = {"http": 80, "https": 443}
_MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioScheme(Scheme):
    """HMAC over the URL that Twilio called and the sorted fields of a form; or over a URL that has a body's SHA-256.

    The fields are signed without separators, and a repeated field once: see Twilio's documentation.
    """

    header: str

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        given = as_bytes(message.header(self.header))
        url = _public_url(message.url, options)
        body_hash = _BODY_HASH.search(url)
        fields = "" if body_hash else _form_text(_form(message))
        if body_hash and not hmac.compare_digest(hashlib.sha256(message.body).hexdigest(), body_hash[1]):
            raise SignatureInvalid("the URL has the hash of another body")
        keys = usable_keys(secrets, as_text)
        texts = [spelling + fields for spelling in _with_and_without_port(url)]
        matches = [
            hmac.compare_digest(_twilio_signature(key, text, options), given)
            for text in texts
            for key in keys
        ]
        if not any(matches):
            raise SignatureInvalid("no secret makes this signature of this URL and these fields")
        event_id = message.header_id(TWILIO_ID) if message.headers.get(TWILIO_ID) else None
        # the spelling without a port is the lesser one: who sends a message again also chooses its Host
        return Verified(event_id=event_id, content=as_bytes(min(texts)), body_is_signed=body_hash is not None)

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        """A body of a form is signed with the URL; for any other, the URL must end in its ``bodySHA256``."""
        url = _public_url(message.url, options)
        body_hash = _BODY_HASH.search(url)
        if body_hash and body_hash[1] != hashlib.sha256(message.body).hexdigest():
            raise ValueError("The URL has the hash of another body.")
        form = Message(body=message.body, headers={"content-type": _FORM})
        fields = "" if body_hash else _form_text(_form(form))
        (key, *_) = usable_keys(secrets[:1], as_text)
        headers = {self.header: _twilio_signature(key, url + fields, options).decode()}
        return {**headers, TWILIO_ID: event_id} if event_id else headers

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return list(secret_problems(secrets, as_text))


TWILIO_ID = "i-twilio-idempotency-token"


def _public_url(url: str, options: Options) -> str:
    """The URL that the sender called: behind a proxy, the option says all of it but the query."""
    public: str | None = options.get("url")
    if public is None:
        return url
    _, mark, query = url.partition("?")
    return public + mark + query


def _with_and_without_port(url: str) -> list[str]:
    """Twilio signs either spelling of a URL, with a port or without."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal():
        other = name
    else:
        other = f"{host}:{_PORTS.get(scheme, 0)}"
    return [url, f"{scheme}{separator}{other}{slash}{path}"]


def _twilio_signature(key: bytes, text: str, options: Options) -> bytes:
    return base64.b64encode(hmac.digest(key, as_bytes(text), options.get("algorithm", "sha1")))


def _form_text(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(name + value for name, value in sorted(set(pairs)))


def _form(message: Message) -> list[tuple[str, str]]:
    """The fields of a form; raises ``SignatureInvalid`` if the body is none, and not empty either."""
    content_type = message.headers.get("content-type", "").partition(";")[0].strip().lower()
    if message.body and content_type != _FORM:
        raise SignatureInvalid("the body is no form")
    try:
        return parse_qsl(
            message.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise SignatureInvalid("the form is malformed") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailgunScheme(Scheme):
    """HMAC over a timestamp and a token in the body.  **The rest of the body is not signed.**

    Only the token, which is the event's id, keeps others from sending another body with a signature they have seen.
    """

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        members = _mailgun_members(message)
        texts = [members.get(name) for name in ("timestamp", "token", "signature")]
        if not all(isinstance(text, str) and text.isascii() for text in texts):
            raise SignatureInvalid("the body has no timestamp, token and signature")
        stamp, token, signature = map(str, texts)
        timestamp = read_timestamp(stamp, "s")
        if not re.fullmatch(r"[0-9A-Za-z]{20,100}", token):
            raise SignatureInvalid("the token is malformed")
        keys = usable_keys(secrets, as_text)
        matches = [hmac.compare_digest(_mailgun_signature(key, stamp, token), signature) for key in keys]
        if not any(matches):
            raise SignatureInvalid("no secret makes this signature")
        check_age(timestamp, message.now, tolerance_of(options))
        return Verified(event_id=token, event_id_is_signed=True, body_is_signed=False, timestamp=timestamp)

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        """The members of ``signature`` in a body of JSON, or of a form itself; ``event_id`` is the token."""
        stamp, token = write_timestamp(message.now, "s"), event_id or random_secrets.token_hex(25)
        (key, *_) = usable_keys(secrets[:1], as_text)
        return {"timestamp": stamp, "token": token, "signature": _mailgun_signature(key, stamp, token)}

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return list(secret_problems(secrets, as_text))


def _mailgun_members(message: Message) -> Mapping[str, Any]:
    """Where the signature is: a member of JSON, or three fields of a form, each once."""
    if message.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
        pairs = _form(message)
        fields = dict(pairs)
        names = [name for name, _ in pairs]
        return fields if all(names.count(name) == 1 for name in ("timestamp", "token", "signature")) else {}
    members = message.members()
    return {name: at_path(members, f"signature.{name}") for name in ("timestamp", "token", "signature")}


def _mailgun_signature(key: bytes, timestamp: str, token: str) -> str:
    return hmac.digest(key, f"{timestamp}{token}".encode(), "sha256").hex()
