"""Magic's DID tokens: ``{"type": "jwt", "provider": "magic", "audience": "<client id>"}``.

Not a JSON Web Token but base64 of a JSON pair: a signature and, as a text, the claims that it covers
(https://magic.link/docs/decentralized-id).  The user signs with their own key, after the manner of
Ethereum's ``personal_sign``, and ``iss`` is ``did:ethr:`` with the address of that key.  So ``iss`` is the
only thing that is proven, and becomes the user's id, its address in the mixed case that checks itself;
the user may have invented whatever else the claims say, ``sub`` included, so no role and no variable is
taken from them.  ``aud`` keeps tokens that were made for other applications away.  Users' clocks are not
ours: a token holds five minutes before its ``nbf``, as for Magic's own SDK.

The signer is found with libsecp256k1 (the package ``coincurve``), much faster than the pure Python that
is used where that package has no wheel; verified tokens are remembered like others.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from django_graphgate.auth.jwt.config.options import JwtOptions
from django_graphgate.auth.jwt.keys.algorithms import Key, KeySet
from django_graphgate.auth.jwt.keys.sources import FixedKeys
from django_graphgate.auth.jwt.parts import read_object
from django_graphgate.auth.jwt.refusals import refused
from django_graphgate.auth.jwt.verifier import JwtVerifier

TAKEN = frozenset({"provider", "audience", "leeway", "max_token_bytes", "token_cache"})
"""The options that make sense here."""

_NO_KEY = Key(None, frozenset(), b"each user's own", None)
_SIGNATURE = re.compile(r"0x([0-9a-f]{130})")
_ENCODERS = tuple(
    json.JSONEncoder(separators=separators, ensure_ascii=ascii_only).encode
    for separators in ((",", ":"), (", ", ": "))
    for ascii_only in (False, True)
)
"""How the pair is written: as by JavaScript, and as by Python; each with every character or with ASCII."""
_PREFIX = b"\x19Ethereum Signed Message:\n"


class MagicVerifier(JwtVerifier):
    """Verifies that the owner of an Ethereum key signed a token for this application."""

    def __init__(self, options: JwtOptions, name: str) -> None:
        super().__init__(options, FixedKeys(KeySet([_NO_KEY])), frozenset(), name)

    def _prove(self, text: str, deadline: float) -> tuple[Mapping[str, Any], bytes]:
        proof, signed = _pair(text)
        claims = dict(read_object(signed, "claims"))
        claims["exp"] = claims.pop("ext", None)  # Magic's own name for it
        address = _signer(proof, signed)
        issuer, proven = claims.get("iss"), f"did:ethr:{address}"
        if not isinstance(issuer, str) or issuer.lower() != proven.lower():
            raise refused("iss is not the address of the key that signed")
        claims["iss"] = proven  # its canonical form
        return claims, _NO_KEY.fingerprint


def _pair(text: str) -> tuple[bytes, bytes]:
    """The signature's 65 bytes and the text that it covers."""
    try:
        raw = base64.b64decode(text, validate=True)
        written = raw.decode()
        pair = json.loads(written)
    except (ValueError, RecursionError):
        raise refused("the token is not JSON in base64") from None
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
        raise refused("the token is not a signature and a text")
    proof, signed = pair
    match = _SIGNATURE.fullmatch(proof)
    if match is None:
        raise refused("the signature is not 65 bytes in small hexadecimal digits")
    if base64.b64encode(raw).decode() != text or all(write(pair) != written for write in _ENCODERS):
        raise refused("the token is not written the one way")
    try:
        return bytes.fromhex(match[1]), signed.encode()
    except UnicodeEncodeError:  # an escape that wrote half a character
        raise refused("the token is not text") from None


def _signer(signature: bytes, message: bytes) -> str:
    """The address of the key that signed, in the mixed case that checks itself (EIP-55, EIP-191)."""
    digest = keccak(_PREFIX + str(len(message)).encode() + message)
    recovery = signature[64] - 27 if signature[64] >= 27 else signature[64]
    if recovery not in {0, 1}:
        raise refused("the signature is of another kind")
    try:
        parsed = Signature(signature[:64] + bytes([recovery]))
        return str(parsed.recover_public_key_from_msg_hash(digest).to_checksum_address())
    except (BadSignature, ValidationError, ValueError):
        raise refused("the signature fits no key") from None
