"""Makes keys and tokens, proper ones and those that an attacker would send.

Tokens are put together by hand, so that every part of them can be wrong; only the signing is PyJWT's.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.http import HttpRequest
from django.test import RequestFactory
from jwt.algorithms import get_default_algorithms

from django_graphgate.auth.base import Problem
from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from tests.support.leaks import secret, secrets_of

NOW = 1_700_000_000.0
"""The moment at which the tests' clock stands."""

SECRET = secret("ZpH5FK4ysfzFt2oSpZPgRmv3DjnlnfVtVWp1F1L1oxSwLHhGnGx3gyNbEJOdWsVse8qjQC2PyxqfrQkKp")

_ALGORITHMS = {**get_default_algorithms(), "Ed25519": get_default_algorithms()["EdDSA"]}
_CURVES = {
    "ES256": ec.SECP256R1,
    "ES384": ec.SECP384R1,
    "ES512": ec.SECP521R1,
    "ES256K": ec.SECP256K1,
}


def private_key(alg: str, number: int = 0) -> Any:
    """A private key for the algorithm; another ``number`` is another key."""
    if alg[:2] in {"RS", "PS"}:
        return _rsa(number)
    return _small(alg, number)


@functools.cache
def _small(alg: str, number: int) -> Any:
    if alg[:2] == "ES":
        return ec.generate_private_key(_CURVES[alg]())
    if alg == "Ed448":
        return ed448.Ed448PrivateKey.generate()
    return ed25519.Ed25519PrivateKey.generate()


@functools.cache
def _rsa(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def public_pem(alg: str, number: int = 0) -> str:
    """The public key in PEM."""
    key = private_key(alg, number).public_key()
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@secrets_of
def private_pem(alg: str, number: int = 0) -> str:
    """The private key in PEM, which no setting may hold."""
    key = private_key(alg, number)
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def jwk(alg: str, number: int = 0, /, **members: Any) -> dict[str, Any]:
    """The public key as a JSON Web Key; ``members`` are added, those that are ``None`` left out."""
    key = private_key(alg, number).public_key()
    found = dict(_ALGORITHMS[alg].to_jwk(key, as_dict=True))
    found.pop("key_ops", None)
    found = {"use": "sig", "alg": alg, "kid": f"{alg}-{number}", **found, **members}
    return {name: value for name, value in found.items() if value is not None}


def certificate(number: int = 0, *, days: int = 1) -> str:
    """A certificate of an RSA key in PEM, valid until ``days`` after ``NOW``, as Firebase publishes them."""
    key = _rsa(number)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "securetoken.system.example")])
    now = dt.datetime.fromtimestamp(NOW, dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number + 1)
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def encoded(part: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    """Back from :func:`encoded`."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(**changes: Any) -> dict[str, Any]:
    """Claims that hold at ``NOW``; a change to ``None`` takes the claim out."""
    found = {"sub": "7", "iat": int(NOW), "exp": int(NOW) + 600, **changes}
    return {name: value for name, value in found.items() if value is not None}


@secrets_of
def signed(header: str | bytes, payload: str | bytes, alg: str, key: Any) -> str:
    """A token with these very texts as its header and claims."""
    texts = [part.encode() if isinstance(part, str) else part for part in (header, payload)]
    message = ".".join(encoded(text) for text in texts)
    implementation = _ALGORITHMS[alg]
    if alg.startswith("HS"):
        material = key.encode() if isinstance(key, str) else key
        signature = implementation.sign(message.encode(), material)
    else:
        signature = implementation.sign(message.encode(), implementation.prepare_key(key))
    return f"{message}.{encoded(signature)}"


def token(
    alg: str = "HS256",
    key: Any = None,
    *,
    number: int = 0,
    header: Mapping[str, Any] | None = None,
    **changes: Any,
) -> str:
    """A proper token; ``header`` and ``changes`` are added to its header and claims (``None``: taken out)."""
    if key is None:
        key = SECRET if alg.startswith("HS") else private_key(alg, number)
    head = {"alg": alg, "typ": "JWT", **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    return signed(json.dumps(head), json.dumps(claims(**changes)), alg, key)


def request(text: str | None = None, *, scheme: str = "Bearer", **meta: str) -> HttpRequest:
    """A request with the token in its ``Authorization`` header."""
    if text is not None:
        meta["HTTP_AUTHORIZATION"] = f"{scheme} {text}"
    found = RequestFactory().get("/")
    found.META.update(meta)
    return found


def authenticator(**options: Any) -> JwtAuthenticator:
    """An authenticator without errors in its options; by default one for :data:`SECRET`."""
    if not {"secret", "public_key", "public_key_file", "jwks_url", "jwt", "provider"} & options.keys():
        options["secret"] = SECRET
    found = JwtAuthenticator({"type": "jwt", **options})
    assert [problem for problem in found.check() if problem.level == "error"] == []
    return found


def errors(**options: Any) -> list[str]:
    """The errors that ``check()`` finds in these options."""
    return _messages("error", options)


def warnings(**options: Any) -> list[str]:
    """The warnings that ``check()`` finds in these options."""
    return _messages("warning", options)


def _messages(level: str, options: dict[str, Any]) -> list[str]:
    problems: list[Problem] = list(JwtAuthenticator({"type": "jwt", **options}).check())
    return [problem.message for problem in problems if problem.level == level]
