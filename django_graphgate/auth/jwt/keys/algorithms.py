"""Keys, each with the fixed list of algorithms that its type allows.

The token names an algorithm, and the key decides whether it is one of its own (RFC 8725, section
3.1): a public key is never taken for the secret of an HMAC, and ``none`` belongs to no key.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from jwt.algorithms import (
    Algorithm,
    ECAlgorithm,
    HMACAlgorithm,
    OKPAlgorithm,
    RSAAlgorithm,
    get_default_algorithms,
)
from jwt.exceptions import PyJWTError

from django_graphgate.auth import clock
from django_graphgate.auth.jwt.keys.secrets import HASHES

logger = logging.getLogger("django_graphgate.auth.jwt")

RSA_BITS = (2048, 8192)
"""Sizes of RSA keys that are taken: RFC 7518, section 3.3, asks for the lower one."""

MAX_KEYS = 1_000
"""The number of keys that are read from one fetched document; a longer one is reported in the log."""

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512", "secp256k1": "ES256K"}
_LIKE_A_PUBLIC_KEY = re.compile(rb"-----BEGIN |\A\s*(?:ssh-|ecdsa-sha2-|\{.*\"kty\")", re.DOTALL)
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_JWK: Mapping[str, type[Algorithm]] = {"RSA": RSAAlgorithm, "EC": ECAlgorithm, "OKP": OKPAlgorithm}

_NUMBERS: Mapping[str, frozenset[str]] = {
    "RSA": frozenset({"n", "e"}),
    "EC": frozenset({"crv", "x", "y"}),
    "OKP": frozenset({"crv", "x"}),
}
_CLASSES: Mapping[str, tuple[type, ...]] = {
    "RSA": (RSAPublicKey,),
    "EC": (EllipticCurvePublicKey,),
    "OKP": (Ed25519PublicKey, Ed448PublicKey),
}

ALGORITHMS_OF_TYPE = {
    "rsa": frozenset(_RSA),
    "ecdsa": frozenset(_CURVES.values()),
    "eddsa": frozenset({"EdDSA", "Ed25519", "Ed448"}),
    "hmac": frozenset(HASHES),
}
"""Algorithms by ``public_key_type``, and those of secrets."""

ALGORITHMS: frozenset[str] = frozenset().union(*ALGORITHMS_OF_TYPE.values())
"""Every algorithm that some key may have."""


class BadKey(ValueError):
    """The key cannot be used; the text says why and never holds the key."""


def _implementations() -> Mapping[str, Algorithm]:
    known = get_default_algorithms()
    okp = known["EdDSA"]
    return {name: known.get(name, okp) for name in ALGORITHMS}


_IMPLEMENTATIONS = _implementations()


@dataclass(frozen=True, slots=True)
class Key:
    """A key that verifies.  ``fingerprint`` is the same for the same key, id and algorithms."""

    kid: str | None
    algorithms: frozenset[str]
    fingerprint: bytes
    material: Any = field(repr=False, compare=False)

    def verifies(self, alg: str, message: bytes, signature: bytes) -> bool:
        """The signature is this key's, by an algorithm that is this key's."""
        if alg not in self.algorithms:
            return False
        try:
            return bool(_IMPLEMENTATIONS[alg].verify(message, self.material, signature))
        except (PyJWTError, ValueError, TypeError, UnsupportedAlgorithm):
            return False


class KeySet:
    """Keys of one moment."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = tuple(keys)
        self.fingerprints = frozenset(key.fingerprint for key in self.keys)
        self._unnamed = tuple(key for key in self.keys if key.kid is None)
        self._by_kid = {
            kid: tuple(key for key in self.keys if key.kid is None or key.kid == kid)
            for kid in {key.kid for key in self.keys} - {None}
        }

    def candidates(self, kid: str | None) -> tuple[Key, ...]:
        """The keys that may have signed: those of this id and those without; all when none is named."""
        if kid is None:
            return self.keys
        return self._by_kid.get(kid, self._unnamed)


def secret_key(secret: bytes, allowed: frozenset[str] | None = None) -> Key:
    """A shared secret.  ``allowed`` defaults to the hashes that are no longer than the secret.

    Raises :class:`BadKey` for a text that is a public key (the classic confusion).
    """
    try:
        material = HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(secret)
    except (PyJWTError, ValueError) as error:
        raise BadKey("A secret is a public key, a certificate or a JSON Web Key.") from error
    if _LIKE_A_PUBLIC_KEY.search(secret):  # what older releases of PyJWT take
        raise BadKey("A secret is a public key, a certificate or a JSON Web Key.")
    fitting = frozenset(name for name, size in HASHES.items() if len(secret) >= size) or frozenset({"HS256"})
    algorithms = fitting if allowed is None else frozenset(HASHES) & allowed
    return Key(None, algorithms, _fingerprint(None, algorithms, material), material)


def pem_texts(text: str) -> list[str]:
    """The keys and certificates in a text, one by one, without what tools write around them.

    Line breaks may be the two characters that environment variables have for them.  A text without any
    is given back as it is, for :func:`pem_key` to refuse.
    """
    plain = text.removeprefix("\ufeff").replace("\\r", "").replace("\\n", "\n")
    return [match[0] for match in _PEM.finditer(plain)] or [plain]


def pem_key(text: str, allowed: frozenset[str] | None = None, kid: str | None = None) -> Key:
    """A public key or a certificate in PEM; raises :class:`BadKey`, also for a private key."""
    raw = text.strip().encode()
    if b"PRIVATE KEY-----" in raw:
        raise BadKey("A private key is given instead of a public one.")
    try:
        if raw.startswith(b"-----BEGIN CERTIFICATE-----"):
            return _public_key(_certified(x509.load_pem_x509_certificate(raw)), kid, allowed)
        return _public_key(load_pem_public_key(raw), kid, allowed)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if isinstance(error, BadKey):
            raise
        raise BadKey("A public key is not a PEM text that can be read.") from error


def read_key_document(document: Any, allowed: frozenset[str] | None = None) -> tuple[list[Key], list[str]]:
    """The usable keys of a JSON Web Key Set or of a mapping of ids to certificates, and what was wrong.

    Formats: RFC 7517, section 5; https://firebase.google.com/docs/auth/admin/verify-id-tokens.
    Encryption keys, symmetric keys, weak keys and private keys are left out.
    """
    keys: list[Key] = []
    wrong: list[str] = []
    members = _members(document)
    if len(members) > MAX_KEYS:
        wrong.append(f"The document has {len(members)} keys, of which the first {MAX_KEYS} are read.")
        logger.warning(wrong[0])
    for read in members[:MAX_KEYS]:
        try:
            keys.append(_jwk(read, allowed) if isinstance(read, dict) else pem_key(read[1], allowed, read[0]))
        except BadKey as error:
            wrong.append(str(error))
    return keys, wrong


def _members(document: Any) -> list[dict[str, Any] | tuple[str, str]]:
    if isinstance(document, dict) and isinstance(document.get("keys"), list):
        return [item for item in document["keys"] if isinstance(item, dict)]
    if isinstance(document, dict):
        return [(kid, text) for kid, text in document.items() if isinstance(text, str)]
    return []


def _jwk(jwk: dict[str, Any], allowed: frozenset[str] | None) -> Key:
    key_type, kid, alg = jwk.get("kty"), jwk.get("kid"), jwk.get("alg")
    if not isinstance(key_type, str) or key_type not in _JWK:
        raise BadKey("A key of the set is neither RSA, EC nor OKP.")
    if _PRIVATE & jwk.keys():
        raise BadKey("A key of the set is private: whoever reads it can forge tokens.")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise BadKey("A key of the set is not for signatures.")
    if not isinstance(kid, str | None):
        raise BadKey("A key of the set has an id that is not a text.")
    try:
        material = _of_chain(jwk) if _NUMBERS[key_type].isdisjoint(jwk) else _JWK[key_type].from_jwk(jwk)
    except BadKey:
        raise
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm) as error:
        raise BadKey("A key of the set cannot be read.") from error
    if alg is not None:
        named = frozenset({alg}) if isinstance(alg, str) else frozenset()
        allowed = named if allowed is None else named & allowed
    return _public_key(material, kid, allowed)


def _of_chain(jwk: dict[str, Any]) -> Any:
    """The key of the first certificate, where the member writes no numbers (RFC 7517, section 4.7).

    Like the numbers, the certificate comes from the issuer's own address; ``kty`` has to fit.
    """
    chain = jwk.get("x5c")
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise BadKey("A key of the set cannot be read.")
    material = _certified(x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True)))
    if not isinstance(material, _CLASSES[jwk["kty"]]):
        raise BadKey("A key of the set is of another type than its certificate.")
    return material


def _certified(certificate: x509.Certificate) -> Any:
    now = dt.datetime.fromtimestamp(clock.now(), dt.UTC)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadKey("A certificate is not valid at this time.")
    return certificate.public_key()


def _public_key(material: Any, kid: str | None, allowed: frozenset[str] | None) -> Key:
    own = _algorithms_of(material)
    algorithms = own if allowed is None else own & allowed
    if not algorithms:
        raise BadKey(f"A key is for {', '.join(sorted(own))}, and none of them is allowed.")
    der = material.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Key(kid, algorithms, _fingerprint(kid, algorithms, der), material)


def _algorithms_of(material: Any) -> frozenset[str]:
    if isinstance(material, RSAPublicKey):
        if not RSA_BITS[0] <= material.key_size <= RSA_BITS[1]:
            raise BadKey(f"An RSA key has {material.key_size} bits; it needs {RSA_BITS[0]} to {RSA_BITS[1]}.")
        return frozenset(_RSA)
    if isinstance(material, EllipticCurvePublicKey) and material.curve.name in _CURVES:
        return frozenset({_CURVES[material.curve.name]})
    if isinstance(material, Ed25519PublicKey):
        return frozenset({"EdDSA", "Ed25519"})
    if isinstance(material, Ed448PublicKey):
        return frozenset({"EdDSA", "Ed448"})
    raise BadKey("A key is of a type that signs no tokens.")


def _fingerprint(kid: str | None, algorithms: frozenset[str], material: bytes) -> bytes:
    parts = (repr(kid).encode(), ",".join(sorted(algorithms)).encode(), material)
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
