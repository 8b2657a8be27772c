"""What the tests of Django's sessions share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends import file
from django.db import connection

from tests.support.auth.fixtures import nobody_failed_yet  # noqa: F401
from tests.support.auth.sessions import ENGINES, LOCMEM


def cache_of(kind: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    if kind == "memcached":
        address = request.getfixturevalue("memcached_address")
        location = {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "LOCATION": address}
    else:
        backends = {
            "redis": "django.core.cache.backends.redis.RedisCache",
            "django-redis": "django_redis.cache.RedisCache",
        }
        location = {"BACKEND": backends[kind], "LOCATION": request.getfixturevalue("redis_url")}
    return {**location, "KEY_PREFIX": f"auth-{os.getpid()}"}


@pytest.fixture
def store(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[str]:
    """One store, as ``engine`` or ``engine@cache``."""
    engine, _, kind = str(request.param).partition("@")
    settings.SESSION_ENGINE = ENGINES + engine
    if kind:
        settings.CACHES = {"default": LOCMEM, "sessions": cache_of(kind, request)}
        settings.SESSION_CACHE_ALIAS = "sessions"
    settings.SESSION_FILE_PATH = str(tmp_path)
    forget_folder()
    yield engine
    forget_folder()


def forget_folder() -> None:
    """Django keeps the folder of the first session on the class."""
    if "_storage_path" in vars(file.SessionStore):
        del file.SessionStore._storage_path


@pytest.fixture
def people(settings: Any, db: None) -> Any:
    """The app with the other user models; their tables are made when one becomes the user model."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.support.apps.people"]
    from tests.support.apps.people import models

    def use(name: str) -> None:
        with connection.schema_editor() as editor:
            editor.create_model(getattr(models, name))
        settings.AUTH_USER_MODEL = f"people.{name}"

    return use
