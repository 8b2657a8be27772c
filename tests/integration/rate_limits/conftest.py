"""A frozen project whose limits a test sets, and each cache that can keep their state."""

from __future__ import annotations

import os
from typing import Any

import pytest

from django_graphgate.access import load_roles
from tests.support.gate.house import ROLES, House, copy_frozen
from tests.support.shop.fixture import load

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
BACKENDS = {
    "redis": "django.core.cache.backends.redis.RedisCache",
    "django-redis": "django_redis.cache.RedisCache",
    "memcached": "django.core.cache.backends.memcached.PyMemcacheCache",
}


def entry_of(name: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    """An entry of ``CACHES``, with keys that no other test has."""
    prefix = f"rate-{os.getpid()}-{os.urandom(4).hex()}"
    if name == "locmem":
        return {**LOCMEM, "LOCATION": prefix}
    fixture = "memcached_address" if name == "memcached" else "redis_url"
    return {"BACKEND": BACKENDS[name], "LOCATION": request.getfixturevalue(fixture), "KEY_PREFIX": prefix}


@pytest.fixture(params=["locmem", *BACKENDS])
def cache_entry(request: pytest.FixtureRequest) -> dict[str, Any]:
    return entry_of(str(request.param), request)


@pytest.fixture
def house(database: str, settings: Any, tmp_path: Any) -> House:
    """The project in production, on each database, with its rows and roles; ``open`` takes limits."""
    settings.CACHES = {"default": LOCMEM}
    load(database)
    load_roles(ROLES)
    return House(settings, copy_frozen(tmp_path / "config"))
