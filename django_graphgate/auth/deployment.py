"""Deployments in which the limit on wrong credentials, or the reading of sessions, is weaker than it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache

from django_graphgate.auth.chain import default_chain
from django_graphgate.auth.django.authenticator import DjangoSessionAuthenticator
from django_graphgate.auth.django.stores import CacheReader
from django_graphgate.auth.http.proxies import UNIX_SOCKET
from django_graphgate.conf import get_settings

_OVER_A_NETWORK = ("redis", "memcached")


def weaknesses() -> Iterator[tuple[str, str, str]]:
    """What a deployment should know: the case, a sentence and a hint."""
    settings = get_settings()
    if settings.AUTH_FAILURE_LIMIT is not None:
        if isinstance(caches["default"], LocMemCache | DummyCache):
            yield (
                "alone",
                "Wrong credentials are counted per process: processes do not share the default cache.",
                "Use a cache that all processes share as CACHES['default'], or expect the limit to hold per process.",
            )
        if not settings.TRUSTED_PROXIES:
            yield (
                "proxy",
                "TRUSTED_PROXIES is empty: behind a proxy or a Unix socket all callers count as one.",
                "Name the proxy's network, or 'unix'.  Silence this check if callers connect directly.",
            )
        elif UNIX_SOCKET not in settings.TRUSTED_PROXIES:
            yield (
                "unix",
                "TRUSTED_PROXIES does not have 'unix': callers through a Unix socket count as one.",
                "Add 'unix' where the server listens on a Unix socket.",
            )
    if _sessions_may_hang():
        yield (
            "hangs",
            "The session cache has no timeout: requests may wait for it forever.",
            "Set timeout (memcached) or socket_timeout (Redis) in its OPTIONS.",
        )


def _sessions_may_hang() -> bool:
    readers = [
        each.reader for each in default_chain().authenticators if isinstance(each, DjangoSessionAuthenticator)
    ]
    if not any(isinstance(reader, CacheReader) for reader in readers):
        return False
    entry: dict[str, Any] = django_settings.CACHES.get(django_settings.SESSION_CACHE_ALIAS, {})
    backend = str(entry.get("BACKEND", "")).lower()
    said = [*map(str, entry.get("OPTIONS") or {}), str(entry.get("LOCATION", ""))]
    return any(word in backend for word in _OVER_A_NETWORK) and not any(
        "timeout" in text.lower() for text in said
    )
