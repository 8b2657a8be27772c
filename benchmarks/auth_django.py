"""What it costs to know a caller by Django's session, beside Django's own ``request.user``.

``python -m tests.services python -m benchmarks.auth_django [seconds per figure]``

Both sides read the same session of the same user out of the same store.  Django's side ends with a user
object; ours with an identity whose user row is verified inside the operation's statement, which is
therefore not counted here: ``confirmed`` adds the statement that a plain view runs instead.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user, get_user_model, login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.test.utils import setup_databases, teardown_databases

from django_graphgate.auth.chain import default_chain
from django_graphgate.auth.users.verify import verify_caller

ENGINES = "django.contrib.sessions.backends."
CACHES = {
    "": "django.core.cache.backends.dummy.DummyCache",
    "Redis": "django.core.cache.backends.redis.RedisCache",
    "django-redis": "django_redis.cache.RedisCache",
    "memcached": "django.core.cache.backends.memcached.PyMemcacheCache",
}
STORES = [
    ("signed_cookies", ""),
    ("cache", "Redis"),
    ("cache", "django-redis"),
    ("cache", "memcached"),
    ("cached_db", "Redis"),
    ("db", ""),
    ("file", ""),
]


def microseconds(work: Callable[[], object], seconds: float) -> float:
    """The median of batches of ten, after a warm-up."""
    for _ in range(20):
        work()
    batches = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(10):
            work()
        batches.append((time.perf_counter() - start) / 10)
    return sorted(batches)[len(batches) // 2] * 1e6


def session(key: str | None = None) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


def signed_in(user: Any) -> str:
    request = RequestFactory().get("/")
    request.session = session()
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return str(request.session.session_key)


def asking(cookie: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = cookie
    return request


def djangos_user(request: HttpRequest) -> Any:
    request.session = session(request.COOKIES[settings.SESSION_COOKIE_NAME])
    return get_user(request)


def identified_and_confirmed(request: HttpRequest) -> bool:
    return verify_caller(default_chain().identify(request), "default")


def figures(engine: str, cache: str, user: Any, seconds: float) -> list[float]:
    location = settings.MEMCACHED_ADDRESS if cache == "memcached" else settings.REDIS_URL
    caches = {"default": {"BACKEND": CACHES[cache], "LOCATION": location}}
    options = {"SESSION_ENGINE": ENGINES + engine, "CACHES": caches}
    with override_settings(**options):
        request = asking(signed_in(user))
        assert djangos_user(request) == user
        assert identified_and_confirmed(request)
        return [
            microseconds(lambda: djangos_user(request), seconds),
            microseconds(lambda: default_chain().identify(request), seconds),
            microseconds(lambda: identified_and_confirmed(request), seconds),
        ]


def main(seconds: float = 1.0) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        user = get_user_model().objects.create_user("ada", password="correct horse")
        print(f"{'store':24}{'request.user':>14}{'identify':>14}{'confirmed':>14}   (µs, median)")
        with tempfile.TemporaryDirectory() as folder, override_settings(SESSION_FILE_PATH=folder):
            for engine, cache in STORES:
                name = f"{engine} {cache}".strip()
                row = figures(engine, cache, user, seconds)
                print(f"{name:24}" + "".join(f"{figure:14.1f}" for figure in row))
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
