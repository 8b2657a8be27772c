"""How long a shared secret has to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django_graphgate.auth.base import Problem

SHORTEST = 16
"""Bytes of a secret below which it is refused; below those of its hash, a warning says so."""

HASHES = {"HS256": 32, "HS384": 48, "HS512": 64}
"""Bytes of each algorithm's hash."""

_MAKE_ONE = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def secret_problems(secret: bytes, algorithms: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the length of a secret that these algorithms use (none named: HS256)."""
    longest = max((HASHES[name] for name in algorithms if name in HASHES), default=HASHES["HS256"])
    if len(secret) < SHORTEST:
        yield Problem(f"A secret is shorter than {SHORTEST} bytes and can be guessed.", hint=_MAKE_ONE)
    elif len(secret) < longest:
        yield Problem(
            f"A secret is shorter than the {longest} bytes of its hash (RFC 7518, section 3.2).",
            hint=_MAKE_ONE,
            level="warning",
        )
