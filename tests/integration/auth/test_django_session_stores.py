"""Django's session stores one by one: expiry, forged contents, outages, round trips, changed engines."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from django_graphgate.auth.chain import problems
from django_graphgate.auth.django import stores
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import AuthUnavailable
from tests.integration.auth.conftest import cache_of
from tests.support.auth import engines
from tests.support.auth.sessions import (
    BACKEND,
    ENGINES,
    LOCMEM,
    ask,
    asking,
    authenticator,
    commands,
    new_session,
    new_user,
    refused,
    sign_in,
)
from tests.support.clock import moved
from tests.support.wire import WireProxy

ROOT = Path(__file__).parents[3]
CACHES = ["cache@memcached", "cache@redis", "cache@django-redis"]
SERVER_SIDE = [*CACHES, "cached_db@redis", "cached_db@memcached", "db", "file"]
STORES = [(name, "default") for name in [*SERVER_SIDE, "signed_cookies"]]
STORES += [(name, "sqlite") for name in ("db", "cached_db@redis", "signed_cookies")]
every_store = pytest.mark.parametrize(
    ("store", "database"), STORES, indirect=True, ids=[f"{a}-{b}" for a, b in STORES]
)
server_side = pytest.mark.parametrize("store", SERVER_SIDE, indirect=True)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["db"], indirect=True)
def test_expired_row_is_refused_and_stays_for_clearsessions(store: str) -> None:
    cookie = sign_in(new_user())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    refused(cookie)
    assert Session.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["file"], indirect=True)
def test_expired_file_is_refused_and_stays_for_clearsessions(
    store: str, tmp_path: Path, settings: Any
) -> None:
    cookie = sign_in(new_user())
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    with moved() as now:
        now.forward(settings.SESSION_COOKIE_AGE - 60)
        assert ask(cookie) is not None
        now.forward(61)
        refused(cookie)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies"], indirect=True)
def test_signed_cookie_expires_with_the_cookies_age(store: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    with moved() as now:
        now.forward(settings.SESSION_COOKIE_AGE - 60)
        assert ask(cookie) is not None
        now.forward(61)
        refused(cookie)
    settings.SESSION_COOKIE_AGE = -1
    refused(cookie)


OWN_EXPIRY: list[tuple[Callable[[], Any], int]] = [
    (lambda: 100, 100),
    (lambda: str(timezone.now() + timedelta(seconds=100)), 100),
    (lambda: str((timezone.now() + timedelta(seconds=100)).replace(tzinfo=None)), 100),
]


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies", "file"], indirect=True)
@pytest.mark.parametrize(("expiry", "seconds"), OWN_EXPIRY)
def test_sessions_own_expiry_holds(store: str, expiry: Callable[[], Any], seconds: int) -> None:
    cookie = sign_in(new_user(), _session_expiry=expiry())
    with moved() as now:
        now.forward(seconds - 30)
        assert ask(cookie) is not None
        now.forward(60)
        refused(cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies"], indirect=True)
@pytest.mark.parametrize("expiry", ["soon", {"at": 1}, "9999-99-99", [1]])
def test_unreadable_expiry_is_expired(store: str, expiry: Any) -> None:
    refused(signing.dumps({"_session_expiry": expiry}, salt=ENGINES + "signed_cookies", compress=True))


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies"], indirect=True)
def test_text_signed_for_another_purpose_is_refused(store: str) -> None:
    data = {"_auth_user_id": "1", "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 64}
    refused(signing.dumps(data))
    refused(signing.dumps(data, salt="django.contrib.sessions.SessionStore"))
    assert ask(signing.dumps(data, salt=ENGINES + "signed_cookies")) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies"], indirect=True)
def test_signed_text_that_is_no_session_is_refused(store: str) -> None:
    refused(signing.dumps(["_auth_user_id"], salt=ENGINES + "signed_cookies"))


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["db", "file"], indirect=True)
def test_stored_data_that_nobody_signed_is_refused(store: str, tmp_path: Path) -> None:
    cookie = sign_in(new_user())
    forged = signing.dumps({"_auth_user_id": "1"}, key="another", salt="django.contrib.sessions.SessionStore")
    if store == "db":
        Session.objects.update(session_data=forged)
    else:
        next(tmp_path.iterdir()).write_text(forged)
    refused(cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["file"], indirect=True)
def test_file_that_django_has_not_filled_yet_is_a_visitors(store: str, tmp_path: Path) -> None:
    cookie = sign_in(new_user())
    next(tmp_path.iterdir()).write_text("")
    assert ask(cookie) is None


@pytest.mark.django_db
@pytest.mark.parametrize("store", CACHES, indirect=True)
@pytest.mark.parametrize("value", ["_auth_user_id", ["_auth_user_id"], 7])
def test_cached_value_that_is_no_session_is_refused(store: str, value: object) -> None:
    caches["sessions"].set("django.contrib.sessions.cache" + "k" * 32, value)
    refused("k" * 32)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["cached_db@redis", "cached_db@memcached"], indirect=True)
def test_cache_that_lost_a_session_is_not_refilled(store: str) -> None:
    cookie = sign_in(new_user())
    name = "django.contrib.sessions.cached_db" + cookie
    assert caches["sessions"].get(name) is not None
    caches["sessions"].delete(name)
    assert ask(cookie) is not None
    assert caches["sessions"].get(name) is None


@server_side
@pytest.mark.django_db
def test_reading_creates_no_session(store: str, tmp_path: Path) -> None:
    refused("k" * 32)
    assert Session.objects.count() == 0
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------- round trips


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("store", "statements"),
    [*((each, 0) for each in CACHES), ("cached_db@redis", 0), ("db", 1), ("file", 0), ("signed_cookies", 0)],
    indirect=["store"],
)
def test_statements_per_request(store: str, statements: int, django_assert_num_queries: Any) -> None:
    cookie = sign_in(new_user())
    with django_assert_num_queries(statements):
        assert ask(cookie) is not None


@pytest.mark.parametrize("store", ["db"], indirect=True)
def test_db_session_is_one_round_trip_on_the_wire(store: str, wire: WireProxy) -> None:
    cookie = sign_in(new_user())
    asked = authenticator()
    asked.authenticate(asking(cookie))
    before = wire.round_trips
    asked.authenticate(asking(cookie))
    assert wire.round_trips - before == 1


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["cache@redis", "cache@django-redis", "cached_db@redis"], indirect=True)
def test_cached_session_is_one_command(store: str, redis_url: str) -> None:
    cookie = sign_in(new_user())
    asked = authenticator()
    asked.authenticate(asking(cookie))
    assert commands(redis_url, lambda: asked.authenticate(asking(cookie))) == ["GET"]


# --------------------------------------------------------------------------------------- store down


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("backend", "location"),
    [
        ("django.core.cache.backends.redis.RedisCache", "redis://127.0.0.1:1/0"),
        ("django_redis.cache.RedisCache", "redis://127.0.0.1:1/0"),
        ("django.core.cache.backends.memcached.PyMemcacheCache", "127.0.0.1:1"),
    ],
)
def test_cache_that_is_down_is_503(settings: Any, backend: str, location: str) -> None:
    settings.SESSION_ENGINE = ENGINES + "cache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}
    with pytest.raises(AuthUnavailable) as caught:
        ask("k" * 32)
    assert (caught.value.status, caught.value.code) == (503, "AUTH_UNAVAILABLE")
    assert "127.0.0.1" not in str(caught.value.as_errors())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("backend", "scheme", "options"),
    [
        ("django.core.cache.backends.redis.RedisCache", "redis://", {"socket_timeout": 0.2}),
        ("django_redis.cache.RedisCache", "redis://", {"SOCKET_TIMEOUT": 0.2}),
        ("django.core.cache.backends.memcached.PyMemcacheCache", "", {"timeout": 0.2}),
    ],
)
def test_cache_that_hangs_is_503(settings: Any, backend: str, scheme: str, options: dict[str, Any]) -> None:
    settings.SESSION_ENGINE = ENGINES + "cache"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        location = f"{scheme}127.0.0.1:{silent.getsockname()[1]}"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location, "OPTIONS": options}}
        with pytest.raises(AuthUnavailable) as caught:
            ask("a" * 32)
    assert caught.value.status == 503


@pytest.mark.django_db
def test_cached_db_goes_on_without_its_cache(settings: Any) -> None:
    settings.SESSION_ENGINE = ENGINES + "db"
    cookie = sign_in(new_user())
    down = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": down}
    settings.SESSION_ENGINE = ENGINES + "cached_db"
    assert ask(cookie) is not None


def test_database_that_is_down_is_503(transactional_db: None) -> None:
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        with pytest.raises(AuthUnavailable):
            ask("k" * 32)
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["file"], indirect=True)
def test_file_that_cannot_be_read_is_503(store: str, tmp_path: Path) -> None:
    cookie = sign_in(new_user())
    (path,) = tmp_path.iterdir()
    path.unlink()
    path.mkdir()
    with pytest.raises(AuthUnavailable):
        ask(cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["file"], indirect=True)
def test_folder_that_is_gone_is_503(store: str, settings: Any) -> None:
    settings.SESSION_FILE_PATH = "/nowhere/at/all"
    with pytest.raises(AuthUnavailable):
        ask("k" * 32)


# ------------------------------------------------------------------------------------------ engines


@pytest.mark.django_db
def test_foreign_engine_is_read_without_writing(settings: Any) -> None:
    settings.SESSION_ENGINE = "tests.support.auth.foreign_engine"
    cookie = sign_in(new_user())
    identity = ask(cookie)
    assert identity is not None
    assert verify_caller(identity, "default")
    before = dict(new_session().kept)  # type: ignore[attr-defined]
    refused("k" * 32)
    refused("short")
    assert new_session().kept == before  # type: ignore[attr-defined]
    assert [problem.level for _, problem in problems()] == ["warning"]


@pytest.mark.django_db
def test_foreign_engine_that_is_down_is_503(settings: Any) -> None:
    settings.SESSION_ENGINE = "tests.support.auth.foreign_engine"
    with pytest.raises(AuthUnavailable):
        ask("down" * 8)


@pytest.mark.parametrize(
    ("engine", "reader"),
    [
        (ENGINES + "signed_cookies", stores.SignedCookieReader),
        (ENGINES + "db", stores.DatabaseReader),
        (ENGINES + "cached_db", stores.CachedDatabaseReader),
        (ENGINES + "cache", stores.CacheReader),
        (ENGINES + "file", stores.FileReader),
        ("tests.support.auth.engines", stores.CacheReader),
        ("tests.support.auth.foreign_engine", stores.ForeignReader),
    ],
)
def test_each_engine_has_its_reader(engine: str, reader: type) -> None:
    assert type(stores.reader_for(engine)) is reader


def test_engine_with_a_load_of_its_own_is_read_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SessionStore", engines.Audited)
    assert type(stores.reader_for("tests.support.auth.engines")) is stores.ForeignReader


@pytest.mark.django_db
def test_engine_with_another_prefix_is_followed(settings: Any) -> None:
    settings.CACHES = {"default": LOCMEM}
    settings.SESSION_ENGINE = "tests.support.auth.engines"
    cookie = sign_in(new_user())
    assert caches["default"].get("people:" + cookie)
    assert ask(cookie) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["db", "file", "signed_cookies", "cached_db@redis"], indirect=True)
def test_serializer_of_the_settings_is_followed(store: str, settings: Any) -> None:
    user = new_user()
    written = sign_in(user)
    settings.SESSION_SERIALIZER = "tests.support.auth.engines.Reversed"
    if store != "cached_db":  # whose cache holds sessions as objects
        refused(written)
    identity = ask(sign_in(user))
    assert identity is not None
    assert identity.user_id == str(user.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["redis", "django-redis", "memcached"])
@pytest.mark.parametrize("engine", ["cache", "cached_db"])
def test_keys_of_the_cache_are_followed(
    engine: str, kind: str, settings: Any, request: pytest.FixtureRequest
) -> None:
    own = {"VERSION": 7, "KEY_FUNCTION": "tests.support.auth.engines.key_of"}
    settings.CACHES = {"default": LOCMEM, "sessions": {**cache_of(kind, request), **own}}
    settings.SESSION_CACHE_ALIAS = "sessions"
    settings.SESSION_ENGINE = ENGINES + engine
    cookie = sign_in(new_user())
    Session.objects.all().delete()  # what cached_db would go on to
    assert ask(cookie) is not None
    settings.CACHES = {"default": LOCMEM, "sessions": {**cache_of(kind, request), **own, "VERSION": 8}}
    refused(cookie)


@pytest.mark.parametrize(
    ("backend", "options"),
    [
        ("django_redis.cache.RedisCache", {"IGNORE_EXCEPTIONS": True}),
        ("django.core.cache.backends.memcached.PyMemcacheCache", {"ignore_exc": True}),
    ],
)
def test_cache_that_hides_outages_is_reported(settings: Any, backend: str, options: dict[str, Any]) -> None:
    settings.SESSION_ENGINE = ENGINES + "cache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "127.0.0.1:1", "OPTIONS": options}}
    ((_, problem),) = problems()
    assert (problem.level, "outage" in problem.message) == ("warning", True)
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "127.0.0.1:1"}}
    assert problems() == []
    settings.DJANGO_REDIS_IGNORE_EXCEPTIONS = True
    assert len(problems()) == ("redis" in backend)


def test_project_without_djangos_apps_is_reported(tmp_path: Path) -> None:
    program = """
import sys, django
from django.conf import settings
apps = ["django.contrib.contenttypes", *sys.argv[1:], "django_graphgate"]
settings.configure(SECRET_KEY="x", INSTALLED_APPS=apps)
django.setup()
from django_graphgate.auth.chain import problems
print(*[problem.message for _, problem in problems()])
"""
    for app, sentence in (("auth", "The session table is missing"), ("sessions", "ModelBackend: ")):
        command = [sys.executable, "-c", program, f"django.contrib.{app}"]
        reported = subprocess.check_output(command, cwd=ROOT, text=True)
        assert sentence in reported
        assert reported.count("\n") == 1
