"""A JSON Web Token (RFC 7519) in a header that vouches for the body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_graphgate.signing.keys import as_text, secret_problems, usable_keys
from django_graphgate.signing.message import (
    Members,
    Message,
    SignatureInvalid,
    Verified,
    as_bytes,
    compact_json,
    read_members,
)
from django_graphgate.signing.options import Options
from django_graphgate.signing.scheme import Scheme, tolerance_of
from django_graphgate.signing.timestamps import check_age
from django_graphgate.strict_json import same_json, sorted_json

_SHORTEST_KEY = 32
"""Bytes of a key for HS256 (RFC 7518, section 3.2)."""
_OF_TOKENS = frozenset({"iss", "iat", "exp", "nbf"})
_ALGORITHM = "HS256"


def as_jwt_key(secret: str) -> bytes:
    """A key of the length that the algorithm requires."""
    key = as_text(secret)
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"shorter than {_SHORTEST_KEY} bytes")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtScheme(Scheme):
    """HS256 and nothing else, whatever the token says.

    A token that does not vouch for the body would let whoever has seen one send any body with it.  It has the
    SHA-256 of the body, in hexadecimal, in the claim that ``body_claim`` or the option ``bodyClaim`` names;
    without either its claims are the members of the body, as Redwood's ``signPayload`` makes them.
    """

    header: str
    issuer: str = ""
    body_claim: str = ""

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        token = message.header(options.get("signatureHeader", self.header))
        raw = _verified_payload(token, usable_keys(secrets, as_jwt_key))
        claims = read_members(raw) or {}  # a token can also sign a text
        issuer = options.get("issuer", self.issuer)
        if (issuer or "iss" in claims) and claims.get("iss") != issuer:
            raise SignatureInvalid("the token's issuer is another, or none is expected")
        body_claim = options.get("bodyClaim", self.body_claim)
        if body_claim:
            _check_hash(claims.get(body_claim), message.body)
        elif raw != message.body:
            _check_members(claims, message.members())
        timestamp = _check_times(claims, message.now, tolerance_of(options))
        members = None if body_claim else message.members()  # which can be written in many ways
        content = None if members is None else sorted_json(members).encode()
        return Verified(timestamp=timestamp, content=content)

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        import jwt

        issuer = options.get("issuer", self.issuer)
        body_claim = options.get("bodyClaim", self.body_claim)
        claims: dict[str, Any] = {"iat": int(message.now)}
        if issuer:
            claims["iss"] = issuer
        if body_claim:
            claims[body_claim] = hashlib.sha256(message.body).hexdigest()
        else:
            body = message.members()
            if body is None:
                raise ValueError("The body is not an object whose members could be claims.")
            claims = {**claims, **body}
        (key, *_) = usable_keys(secrets[:1], as_jwt_key)
        try:
            token = jwt.api_jws.encode(compact_json(claims), key, _ALGORITHM)
        except jwt.PyJWTError:
            raise ValueError("The secret is a key of another algorithm.") from None
        return {options.get("signatureHeader", self.header): token}

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        problems = list(secret_problems(secrets, as_jwt_key))
        if importlib.util.find_spec("jwt") is None:
            problems.append(f"{self.name} needs the package PyJWT: install django-graphgate[webhooks].")
        return problems


def _verified_payload(token: str, keys: Sequence[bytes]) -> bytes:
    """The bytes that a key has signed; raises ``SignatureInvalid``."""
    try:
        import jwt
    except ImportError:
        raise SignatureInvalid("the package PyJWT is not installed") from None

    for key in keys:
        try:
            decoded = jwt.api_jws.decode_complete(token, key, algorithms=[_ALGORITHM])
        except (jwt.PyJWTError, RecursionError):
            continue
        payload, signature = decoded["payload"], decoded["signature"]
        if token.rpartition(".")[2] != base64.urlsafe_b64encode(signature).rstrip(b"=").decode():
            continue  # bits that base64 leaves unread differ
        return bytes(payload)
    raise SignatureInvalid("no secret makes this token")


def _check_hash(claim: Any, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    if not isinstance(claim, str) or not hmac.compare_digest(as_bytes(claim), digest.encode()):
        raise SignatureInvalid("the token is for another body")


def _check_members(claims: Mapping[str, Any], body: Members | None) -> None:
    """Whether the claims are the members of the body, and nothing but those of tokens beside them."""
    if body is None:
        raise SignatureInvalid("the token does not vouch for the body")
    vouched = {name: value for name, value in claims.items() if name in body or name not in _OF_TOKENS}
    if not same_json(vouched, body):
        raise SignatureInvalid("the token is for another body")


def _check_times(claims: Mapping[str, Any], now: float, tolerance: float) -> float | None:
    """When the token was issued; raises ``SignatureInvalid`` if it is not valid now."""
    times: dict[str, float] = {}
    for name in ("iat", "nbf", "exp"):
        value = claims.get(name)
        if name in claims and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise SignatureInvalid(f"the claim {name} is no number")
        if name in claims:
            times[name] = float(claims[name])
    if times.get("nbf", now) > now + tolerance or times.get("exp", now) < now - tolerance:
        raise SignatureInvalid("the token is not valid now")
    if "iat" not in times:
        return None
    check_age(times["iat"], now, tolerance)
    return times["iat"]
