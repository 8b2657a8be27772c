"""Public and private keys of signatures, by the library ``cryptography``."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from django_graphgate.signing.keys import as_base64, as_hex, read_key


def ed25519(secret: str) -> Ed25519PublicKey:
    """The public key of 32 bytes in hexadecimal; raises ``ValueError``."""
    raw = read_key(secret, as_hex)
    if len(raw) != 32:
        raise ValueError("not 32 bytes in hexadecimal")
    return Ed25519PublicKey.from_public_bytes(raw)


def ecdsa(secret: str) -> ec.EllipticCurvePublicKey:
    """The public key in base64 of DER, or in PEM; raises ``ValueError``."""
    try:
        if secret.startswith("-----"):
            key = serialization.load_pem_public_key(secret.encode())
        else:
            key = serialization.load_der_public_key(read_key(secret, as_base64))
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("not a public key in base64 or PEM") from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not a public key on an elliptic curve")  # noqa: TRY004 a value of the environment
    return key


def verifies(key: Ed25519PublicKey | ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    """Whether the signature is that of the content."""
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        else:
            key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def sign_ed25519(raw: bytes, content: bytes) -> bytes:
    """The signature of a private key's 32 bytes; raises ``ValueError``."""
    return Ed25519PrivateKey.from_private_bytes(raw).sign(content)


def sign_ecdsa(secret: str, content: bytes) -> bytes:
    """The signature, as DER, of a private key in base64 of DER, or in PEM; raises ``ValueError``."""
    try:
        if secret.startswith("-----"):
            key = serialization.load_pem_private_key(secret.encode(), None)
        else:
            key = serialization.load_der_private_key(as_base64(secret), None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise ValueError("The secret is no private key.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("The secret is no private key on an elliptic curve.")  # noqa: TRY004
    return key.sign(content, ec.ECDSA(hashes.SHA256()))
