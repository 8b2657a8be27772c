"""Redwood's eight verifiers, by their names, with the header, units and encodings of its documentation.

They differ from Redwood's own code in what a message may decide: the algorithm in front of a signature is compared
and never obeyed, every ``v1`` is tried, a token has to vouch for the body.
"""

from __future__ import annotations

from django_graphgate.signing.hmac_scheme import Format, HmacScheme
from django_graphgate.signing.jwt_scheme import JwtScheme
from django_graphgate.signing.plain import SkipScheme, TokenScheme
from django_graphgate.signing.scheme import CLOCK, Scheme

DEFAULT_HEADER = "RW-WEBHOOK-SIGNATURE"

_OPTIONS = CLOCK | {"signatureHeader", "signatureTransformer", "eventTimestamp", "payload"}

_BASE64_SECRET = "base64"  # noqa: S105 a way to read secrets

SCHEMES: tuple[Scheme, ...] = (
    SkipScheme(
        name="skipVerifier", summary="No signature; in development only.", secrets="", development_only=True
    ),
    TokenScheme(
        name="secretKeyVerifier",
        summary="The secret itself in the header.",
        header=DEFAULT_HEADER,
        options=frozenset({"signatureHeader"}),
    ),
    HmacScheme(
        name="sha1Verifier",
        summary="`sha1=<hex>`, HMAC-SHA1 of the body.",
        options=_OPTIONS,
        format=Format(header=DEFAULT_HEADER, algorithm="sha1", prefix="sha1="),
    ),
    HmacScheme(
        name="sha256Verifier",
        summary="`sha256=<hex>`, HMAC-SHA256 of the body.",
        options=_OPTIONS,
        format=Format(header=DEFAULT_HEADER, prefix="sha256="),
    ),
    HmacScheme(
        name="base64Sha1Verifier",
        summary="Base64 of the body's HMAC-SHA1.",
        secrets="base64",
        options=_OPTIONS,
        format=Format(header=DEFAULT_HEADER, algorithm="sha1", encoding="base64", secret=_BASE64_SECRET),
    ),
    HmacScheme(
        name="base64Sha256Verifier",
        summary="Base64 of the body's HMAC-SHA256.",
        secrets="base64",
        options=_OPTIONS,
        format=Format(header=DEFAULT_HEADER, encoding="base64", secret=_BASE64_SECRET),
    ),
    HmacScheme(
        name="timestampSchemeVerifier",
        summary="`t=<ms>,v1=<hex>`, HMAC-SHA256 of time and body; seconds are taken, too.",
        options=CLOCK | {"signatureHeader"},
        format=Format(header=DEFAULT_HEADER, layout="pairs", payload="{timestamp}.{body}", unit="either"),
    ),
    JwtScheme(
        name="jwtVerifier",
        summary="A JSON Web Token (HS256) that vouches for the body.",
        secrets="any text of 32 bytes or more",
        header=DEFAULT_HEADER,
        options=CLOCK | {"signatureHeader", "issuer", "bodyClaim"},
    ),
)
