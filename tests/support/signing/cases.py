"""A genuine message of every scheme."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from django_graphgate.signing import SCHEMES, Verified, sign, verify

NOW = 1_700_000_000.0
FORM = {"content-type": "application/x-www-form-urlencoded"}
URL = "https://example.com/api/v1/webhooks/calls?tenant=7"
BODY = b'{"id":"evt_1","type":"paid","amount":1250,"name":"Zo\xc3\xab"}'
EVENT = "evt_2Lh9KRb0pzN4LePd3XiA4v12345"
TEXT, OTHER_TEXT = "s3cret-of-the-sender-which-is-long-enough", "another-secret-of-32-bytes-or-more"
BASE64, OTHER_BASE64 = (base64.b64encode(text.encode()).decode() for text in (TEXT, OTHER_TEXT))
WHSEC, OTHER_WHSEC = f"whsec_{BASE64}", f"whsec_{OTHER_BASE64}"

ED25519 = (
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    ),
    (
        "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
        "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664",
    ),
)
"""Private and public keys in hexadecimal."""

ECDSA = (
    (
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgn8du+fLt3CnmH/t/aqCsMvTUZcoE36SZXj/ZTn2ObnmhRANCAAS+LE4VBVWjQewywL"
        "cCOhZaaztCyZ3r/vN4LcOpL5G6b5b+N4GrnvZJLP5xOUbaplF2k8MuqqfA4ni57Vsmg3NH",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvixOFQVVo0HsMsC3AjoWWms7Qsmd6/7zeC3DqS+Rum+W/jeBq572SSz+cTlG2qZRdpPDLqqnwOJ4ue"
        "1bJoNzRw==",
    ),
    (
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIif/gBggv/YeuCvS7y9NDHx6c0IVzvUSpbTFCDXm2iWhRANCAARM/kOXQcYzfZ16sU"
        "v5rks1DnkuYivWOyMgGCJTo478RR6eplkci7ZpuXicm1NA0rTmYIxzqcbkJXpRkkoRo14N",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETP5Dl0HGM32derFL+a5LNQ55LmIr1jsjIBgiU6OO/EUenqZZHIu2abl4nJtTQNK05mCMc6nG5CV6UZ"
        "JKEaNeDQ==",
    ),
)
"""Private and public keys of P-256, base64 of DER."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A scheme with options and secrets, and a message that it signs."""

    name: str
    scheme: str
    secret: str = TEXT
    """With which the message is verified."""
    other: str = OTHER_TEXT
    """A secret of the same form."""
    private: str = ""
    """With which it is signed, where that is another."""
    options: dict[str, Any] = field(default_factory=dict)
    body: bytes = BODY
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers that no signature is about."""
    event_id: str = EVENT
    timed: bool = False
    """Whether the signature covers a time."""
    body_is_signed: bool = True
    id_is_unsigned: bool = False
    """Whether the event's id is in a header that the signature does not cover."""

    def signed(self, now: float = NOW) -> Message:
        """The message as the sender sends it."""
        made = sign(
            self.scheme,
            self.body,
            [self.private or self.secret],
            options=self.options,
            now=now,
            event_id=self.event_id,
            url=self.url,
        )
        if self.scheme == "mailgun":
            body = json.dumps({"signature": made, "event-data": {"event": "opened"}}).encode()
            return Message(case=self, body=body, headers=self.headers, signed=())
        unsigned = (
            {SCHEMES[self.scheme].event_id.removeprefix("header:").lower()} if self.id_is_unsigned else set()
        )
        signed = tuple(name for name in made if name.lower() not in unsigned)
        return Message(
            case=self, body=self.body, headers={**self.headers, **made}, signed=signed, url=self.url
        )


@dataclass(frozen=True, kw_only=True)
class Message:
    """A request of a sender, or what an attacker made of it."""

    case: Case
    body: bytes
    headers: dict[str, str]
    signed: tuple[str, ...]
    """Names of the headers that the scheme depends on."""
    url: str = ""

    def verified(self, *secrets: str, now: float = NOW, **options: Any) -> Verified:
        """What the message proves, with the case's secret if none is given."""
        return verify(
            self.case.scheme,
            self.body,
            self.headers,
            secrets or [self.case.secret],
            options={**self.case.options, **options},
            now=now,
            url=self.url,
        )

    def but(self, name: str, value: str | None) -> Message:
        """With another value of a header, or without it."""
        headers = {key: each for key, each in self.headers.items() if key != name}
        return replace(self, headers=headers if value is None else {**headers, name: value})


CASES = (
    Case(name="secretKeyVerifier", scheme="secretKeyVerifier", body_is_signed=False),
    Case(name="sha1Verifier", scheme="sha1Verifier"),
    Case(name="sha256Verifier", scheme="sha256Verifier", options={"signatureHeader": "X-Signed"}),
    Case(name="base64Sha1Verifier", scheme="base64Sha1Verifier", secret=BASE64, other=OTHER_BASE64),
    Case(name="base64Sha256Verifier", scheme="base64Sha256Verifier", secret=BASE64, other=OTHER_BASE64),
    Case(name="timestampSchemeVerifier", scheme="timestampSchemeVerifier", timed=True),
    Case(name="jwtVerifier", scheme="jwtVerifier", options={"issuer": "redwood"}, timed=True),
    Case(
        name="jwt_hash",
        scheme="jwtVerifier",
        options={"bodyClaim": "hash"},
        timed=True,
        body=b"\x00\xff text",
    ),
    Case(name="standardwebhooks", scheme="standardwebhooks", secret=WHSEC, other=OTHER_WHSEC, timed=True),
    Case(name="svix", scheme="svix", secret=WHSEC, other=OTHER_WHSEC, timed=True),
    Case(name="clerk", scheme="clerk", secret=BASE64, other=OTHER_WHSEC, timed=True),
    Case(name="stripe", scheme="stripe", secret="whsec_nota64", other="whsec_other", timed=True),
    Case(name="github", scheme="github", id_is_unsigned=True),
    Case(name="slack", scheme="slack", timed=True),
    Case(name="shopify", scheme="shopify", id_is_unsigned=True),
    Case(
        name="twilio",
        scheme="twilio",
        id_is_unsigned=True,
        url=URL,
        headers=FORM,
        body=b"To=%2B15550100&Body=Hi+there&From=%2B15550199",
    ),
    Case(
        name="twilio_sha256",
        scheme="twilio",
        id_is_unsigned=True,
        url=URL,
        headers=FORM,
        body=b"a=1&b=&c=%C3%AB",
        options={"algorithm": "sha256"},
    ),
    Case(
        name="twilio_json",
        scheme="twilio",
        id_is_unsigned=True,
        url=f"{URL}&bodySHA256={hashlib.sha256(BODY).hexdigest()}",
    ),
    Case(
        name="discord",
        scheme="discord",
        private=ED25519[0][0],
        secret=ED25519[0][1],
        other=ED25519[1][1],
        timed=True,
    ),
    Case(name="netlify", scheme="netlify", timed=True),
    Case(name="vercel", scheme="vercel"),
    Case(name="discourse", scheme="discourse", id_is_unsigned=True),
    Case(name="gitlab_signed", scheme="gitlab", secret=WHSEC, other=OTHER_WHSEC, timed=True),
    Case(name="gitlab_token", scheme="gitlab", body_is_signed=False, id_is_unsigned=True),
    Case(name="mailgun", scheme="mailgun", event_id="ab" * 25, timed=True, body_is_signed=False),
    Case(
        name="sendgrid",
        scheme="sendgrid",
        private=ECDSA[0][0],
        secret=ECDSA[0][1],
        other=ECDSA[1][1],
        timed=True,
    ),
    Case(name="custom", scheme="custom", options={"signatureHeader": "X-Signature"}),
    Case(
        name="custom_time",
        scheme="custom",
        url=URL,
        secret="00ff" * 16,
        other="00fe" * 16,
        timed=True,
        options={
            "signatureHeader": "X-Signature",
            "algorithm": "sha512",
            "encoding": "base64",
            "prefix": "s=",
            "payload": "v9|{id}|{timestamp}|{url}|{body}",
            "eventId": "header:X-Id",
            "eventTimestamp": "header:X-Time",
            "timestampUnit": "ms",
            "secretEncoding": "hex",
        },
    ),
)
"""Every scheme but ``skipVerifier``."""


def by_name(name: str) -> Case:
    return next(case for case in CASES if case.name == name)
