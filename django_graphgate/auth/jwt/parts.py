"""Reads the compact form of a signed token (RFC 7515, section 7.1), strictly.

A token has exactly one form here.  Padding, white space, other alphabets, unused bits, repeated members and
invalid numbers let two readers see two different tokens, so they are refused before any key is tried.
"""

from __future__ import annotations

import binascii
import functools
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.auth.jwt.refusals import refused, shown
from django_graphgate.strict_json import strict_decoder

MAX_KID = 256
"""Longest key id, in characters."""

TYPES = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""Values of ``typ`` that name an access or identity token.  Logout tokens, security events and
proofs of possession are signed with the same keys and name others (RFC 8725, section 3.11)."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LAST = {0: _ALPHABET, 2: _ALPHABET[::16], 3: _ALPHABET[::4]}
"""Last characters of a part, by its length modulo 4, that leave no bit unread."""
_STANDARD = bytes.maketrans(b"-_", b"+/")

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")


@dataclass(slots=True, eq=False)
class Token:
    """A token whose signature is not verified yet: ``claims`` may say anything."""

    alg: str
    kid: str | None
    claims: Mapping[str, Any] = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read_token(text: str) -> Token:
    """The parts of a token; raises ``InvalidCredentials``.  The caller has bounded the length."""
    match = _COMPACT.fullmatch(text)
    if match is None:
        raise refused("not three parts of base64url")
    header, claims, signature = match.groups()
    alg, kid = _read_header(header)
    return Token(
        alg=alg,
        kid=kid,
        claims=read_object(_bytes(claims, "claims"), "claims"),
        signing_input=text[: match.end(2)].encode(),
        signature=_bytes(signature, "signature"),
    )


@functools.lru_cache(maxsize=64)
def _read_header(part: str) -> tuple[str, str | None]:
    """The algorithm and the key id: an issuer writes one header over and over, until its key changes."""
    header = read_object(_bytes(part, "header"), "header")
    return _check_header(header), header.get("kid")


def _check_header(header: Mapping[str, Any]) -> str:
    """The algorithm, once nothing in the header asks for more than we do.

    ``jku``, ``x5u``, ``jwk`` and ``x5c`` are never looked at: keys come from the settings alone.
    """
    alg, kid, typ = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(alg, str):
        raise refused("no algorithm named")
    if not isinstance(typ, str) or typ.lower() not in TYPES:
        raise refused(f"typ is {shown(typ)}")
    for name in ("crit", "b64", "zip", "enc"):
        if name in header:
            raise refused(f"the header asks for {name}")
    if "kid" in header and not (isinstance(kid, str) and len(kid) <= MAX_KID and kid.isprintable()):
        raise refused("kid is not a short text")
    return alg


def _bytes(part: str, name: str) -> bytes:
    """The bytes of a part whose alphabet has been checked."""
    rest = len(part) % 4
    if rest == 1:
        raise refused(f"the {name} is not base64url")
    if part[-1] not in _LAST[rest]:
        raise refused(f"the {name} is not written the one way")
    return binascii.a2b_base64(part.encode().translate(_STANDARD) + b"=" * (-rest % 4))


def read_object(raw: bytes, name: str) -> Mapping[str, Any]:
    """A JSON object, strictly; raises ``InvalidCredentials``.  ``name`` is what it is called in the log."""
    try:
        text = raw.decode()
        members, end = _JSON.raw_decode(text) if text[:1] == "{" else (None, -1)
        if end != len(text):  # white space around it, or something else
            members = _JSON.decode(text)
        if b"\\u" in raw:  # an escape can write half a character, which no database takes
            json.dumps(members, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise refused(f"the {name} cannot be read: {shown(str(error))}") from None
    if not isinstance(members, dict):
        raise refused(f"the {name} is not an object")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


_JSON = strict_decoder(parse_float=_finite)
