"""Django's engines as projects change them."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.sessions.backends import cache


class SessionStore(cache.SessionStore):
    """Other names in the cache, read the same way."""

    cache_key_prefix = "people:"


class Audited(cache.SessionStore):
    def load(self) -> dict[str, Any]:
        return super().load()


class Reversed:
    """A serializer of a project's own."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()[::-1]

    def loads(self, data: bytes) -> Any:
        return json.loads(data[::-1])


def key_of(key: str, prefix: str, version: int) -> str:
    """A ``KEY_FUNCTION``."""
    return f"{version}/{prefix}/{key}"
