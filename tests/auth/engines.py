"""Django's engines as projects change them."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import cache


class SessionStore(cache.SessionStore):
    """Other names in the cache, read the same way."""

    cache_key_prefix = "people:"


class Audited(cache.SessionStore):
    def load(self) -> dict[str, Any]:
        return super().load()
