"""One issuer's tokens: from the text of a token to an identity."""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django_graphgate.auth import clock
from django_graphgate.auth.jwt.claims import check_claims, identify
from django_graphgate.auth.jwt.config.options import JwtOptions
from django_graphgate.auth.jwt.keys.algorithms import Key, KeySet
from django_graphgate.auth.jwt.keys.sources import KeySource
from django_graphgate.auth.jwt.parts import Token, read_token
from django_graphgate.auth.jwt.refusals import refused, shown
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from django_graphgate.lru_cache import LRUCache


class VerifiedToken(NamedTuple):
    """What a token proved, while ``not_before <= now < expires`` and the key is still one of ours."""

    identity: Identity
    fingerprint: bytes
    not_before: float
    expires: float


class JwtVerifier:
    """Verifies the tokens of one issuer and remembers them until they expire.

    A remembered token holds only as long as its key is one of the issuer's; settings are fixed for
    the life of a verifier.
    """

    def __init__(self, options: JwtOptions, source: KeySource, algorithms: frozenset[str], name: str) -> None:
        self.options = options
        self.source = source
        self.algorithms = algorithms
        self.name = name
        # by the SHA-256 of a token's text: the tokens themselves are not kept
        self.cache = LRUCache[bytes, VerifiedToken](options.token_cache)

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuers whose tokens are for this verifier; empty when any may be."""
        return self.options.issuer

    @property
    def variables(self) -> frozenset[str]:
        """The variables that its tokens fill."""
        return frozenset(self.options.claims)

    @property
    def longest(self) -> int:
        """The largest number of characters of a token."""
        return self.options.max_token_bytes

    def verify(self, text: str) -> Identity:
        """Who the token says it is; raises ``InvalidCredentials`` or ``AuthUnavailable``."""
        if len(text) > self.longest:
            raise refused("the token is too long")
        if not text.isascii():
            raise refused("the token is not ASCII")
        deadline = time.monotonic() + self.options.jwks_timeout
        digest = hashlib.sha256(text.encode()).digest()
        entry = self.cache.get(digest)
        if entry is not None:
            now = clock.now()
            known = entry.fingerprint in self.source.current(deadline).fingerprints
            if known and entry.not_before <= now < entry.expires:
                return self._fresh(entry.identity)
            self.cache.drop(digest)
        return self._fresh(self._verify_text(text, digest, deadline))

    def _verify_text(self, text: str, digest: bytes, deadline: float) -> Identity:
        claims, fingerprint = self._prove(text, deadline)
        try:
            window = check_claims(claims, self.options, clock.now())
            identity = identify(claims, self.options, self.name)
        except InvalidCredentials as refusal:
            if refusal.nature == "guess":  # the signature is the issuer's
                refusal.nature = "genuine"
            raise
        self.cache.put(digest, VerifiedToken(identity, fingerprint, window.not_before, window.expires))
        return identity

    def _prove(self, text: str, deadline: float) -> tuple[Mapping[str, Any], bytes]:
        """The claims, once a signature covers them, and the fingerprint of the key that does."""
        token = read_token(text)
        return token.claims, self._key_of(token, deadline).fingerprint

    def _key_of(self, token: Token, deadline: float) -> Key:
        """The key that signed the token; keys are fetched once more when none did."""
        if token.alg not in self.algorithms:
            raise refused(f"no key is for alg {shown(token.alg)}")
        seen = self.source.current(deadline)
        key, certain = _signer(seen, token)
        if key is None:
            newer = self.source.after_miss(seen, certain=certain, deadline=deadline)
            if newer is not seen:
                key, _ = _signer(newer, token)
        if key is None:
            raise refused(f"no key verifies the signature (alg {shown(token.alg)}, kid {shown(token.kid)})")
        return key

    def _fresh(self, identity: Identity) -> Identity:
        """A copy of the identity's lists, so that a request cannot change what is remembered."""
        if not identity.variables or not any(map(_is_container, identity.variables.values())):
            return identity
        return replace(identity, variables=copy.deepcopy(dict(identity.variables)))


def _signer(keys: KeySet, token: Token) -> tuple[Key | None, bool]:
    """The key that verifies the signature, and whether any key could have been meant."""
    candidates = keys.candidates(token.kid)
    for key in candidates:
        if key.verifies(token.alg, token.signing_input, token.signature):
            return key, True
    return None, bool(candidates)


def _is_container(value: Any) -> bool:
    return isinstance(value, (list, Mapping))
