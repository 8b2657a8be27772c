"""The keys under which limits are counted.

A key is a digest: it has the same length whatever callers send, and nobody can choose one that is another's.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress

from django.conf import settings as django_settings

from django_graphgate.conf import on_change
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.rate_limit import RateLimit

Parts = tuple[str, ...]


def network_of(address: str) -> str:
    """The address, for IPv6 its /64, which one household has."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))


def user_parts(identity: Identity, address: str | None) -> Parts | None:
    """Who calls: a user, a service by its authenticator and role, or an address where nobody is signed in."""
    if identity.user_id is not None:
        return "user", identity.user_id_provider or "", identity.user_id
    if identity.signed_in:
        return "service", identity.authenticator, identity.role or ""
    return address_parts(address)


def address_parts(address: str | None) -> Parts | None:
    """``None`` for code of the project, which has no address."""
    return None if address is None else ("address", network_of(address) if address else "")


def key_of(limit: RateLimit, parts: Parts) -> str:
    """A limit that is changed starts from nothing: what was counted is in other units."""
    text = repr((limit.name, limit.by, limit.burst, limit.interval, limit.unit, *parts))
    return f"graphgate:rate:{hashlib.blake2b(text.encode(), key=_secret(), digest_size=16).hexdigest()}"


@functools.cache
def _secret() -> bytes:
    return hashlib.sha256(f"django_graphgate.rate_limits {django_settings.SECRET_KEY}".encode()).digest()


on_change(_secret.cache_clear, "SECRET_KEY")
