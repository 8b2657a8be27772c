"""Django's sessions in every store: who it is, and every way in which a session can be wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends import file
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth import clock
from django_graphgate.auth import django_session_stores as stores
from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.callers import verify_caller
from django_graphgate.auth.chain import default_chain, problems
from django_graphgate.auth.django_session import DjangoSessionAuthenticator
from django_graphgate.errors import AuthUnavailable, InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.auth import engines
from tests.auth.sessions import BACKEND, asking, new_session, new_user, session_of, sign_in
from tests.wire import WireProxy

ENGINES = "django.contrib.sessions.backends."
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "auth-sessions"}
HOSTILE = [
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "a" * 7,
    "a" * 41,
    "a" * 100_000,
    "aaaaaaaa\x00aaaaaaaa",
    "aaaaaaaa\r\nflush_all\r\n",
    "aaaa aaaa aaaa",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "éééééééééééééééééééééééééééééééé",
    "\udcff" * 32,
    "'; DROP TABLE auth_user; --",
    ":::::::::",
    " ",
]


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
    file.SessionStore.__dict__.get("_storage_path") and delattr(file.SessionStore, "_storage_path")
    yield engine
    if kind:
        caches["sessions"].clear() if kind != "memcached" else None
    if "_storage_path" in file.SessionStore.__dict__:
        del file.SessionStore._storage_path


CACHES = ["cache@memcached", "cache@redis", "cache@django-redis"]
SERVER_SIDE = [*CACHES, "cached_db@redis", "cached_db@memcached", "db", "file"]
STORES = [(name, "default") for name in [*SERVER_SIDE, "signed_cookies"]]
STORES += [(name, "sqlite") for name in ("db", "cached_db@redis", "signed_cookies")]
every_store = pytest.mark.parametrize(
    ("store", "database"), STORES, indirect=True, ids=[f"{a}-{b}" for a, b in STORES]
)
server_side = pytest.mark.parametrize("store", SERVER_SIDE, indirect=True)


def authenticator(**options: Any) -> Authenticator:
    return DjangoSessionAuthenticator({"type": "django_session", **options})


def ask(cookie: str | None) -> Identity | None:
    return authenticator().authenticate(asking(cookie))


def refused(cookie: str) -> str:
    with pytest.raises(InvalidCredentials) as caught:
        ask(cookie)
    assert caught.value.status == 401
    return caught.value.detail


@every_store
def test_signed_in_user_is_known(store: str, database: str) -> None:
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    assert (identity.user_id, identity.authenticator, identity.by_cookie) == (
        str(user.pk),
        "django_session",
        True,
    )
    assert identity.role is None
    assert verify_caller(identity, database)


@every_store
def test_request_without_cookie_is_not_mine(store: str, database: str) -> None:
    assert ask(None) is None
    assert ask("") is None


@every_store
def test_visitors_session_is_nobody(store: str, database: str) -> None:
    assert ask(session_of(cart=[1, 2])) is None


@every_store
def test_changed_password_ends_the_session(store: str, database: str) -> None:
    user = new_user()
    cookie = sign_in(user)
    user.set_password("another")
    user.save()
    identity = ask(cookie)
    assert identity is not None
    assert not verify_caller(identity, database)


@every_store
@pytest.mark.parametrize("change", ["inactive", "deleted"])
def test_user_who_may_no_longer_sign_in_is_not_confirmed(store: str, database: str, change: str) -> None:
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    if change == "deleted":
        user.delete()
    else:
        user.is_active = False
        user.save()
    assert not verify_caller(identity, database)


@every_store
@pytest.mark.parametrize(
    "values",
    [
        {"_auth_user_id": "1"},
        {"_auth_user_id": "1", "_auth_user_backend": BACKEND},
        {"_auth_user_id": "1", "_auth_user_backend": BACKEND, "_auth_user_hash": ""},
        {"_auth_user_id": "1", "_auth_user_backend": BACKEND, "_auth_user_hash": "A" * 64},
        {"_auth_user_id": "1", "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 63},
        {"_auth_user_id": 1, "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 64},
        {"_auth_user_id": None, "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 64},
        {"_auth_user_id": "x", "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 64},
        {"_auth_user_id": "99999999999", "_auth_user_backend": BACKEND, "_auth_user_hash": "a" * 64},
        {"_auth_user_id": "1", "_auth_user_backend": [BACKEND], "_auth_user_hash": "a" * 64},
        {"_auth_user_id": "1", "_auth_user_backend": "gone.Backend", "_auth_user_hash": "a" * 64},
    ],
)
def test_half_a_sign_in_is_refused(store: str, database: str, values: dict[str, Any]) -> None:
    refused(session_of(**values))


@every_store
def test_session_of_a_backend_that_was_removed_is_refused(store: str, database: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.AUTHENTICATION_BACKENDS = ["tests.auth.backends.Picky"]
    assert "backend" in refused(cookie)


@every_store
@pytest.mark.parametrize("key", HOSTILE, ids=[f"{n}" for n in range(len(HOSTILE))])
def test_hostile_cookie_is_refused(store: str, database: str, key: str) -> None:
    sign_in(new_user())
    refused(key)


@every_store
def test_any_changed_byte_is_refused(store: str, database: str) -> None:
    cookie = sign_in(new_user())
    for position in range(len(cookie)):
        wrong = "b" if cookie[position] == "a" else "a"
        refused(cookie[:position] + wrong + cookie[position + 1 :])
    refused(cookie + "a")
    refused(cookie[:-1])


@every_store
def test_secret_key_may_rotate(store: str, database: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret key of more than fifty characters, just for this"
    identity = ask(cookie)
    assert identity is not None
    assert verify_caller(identity, database)


@every_store
def test_secret_key_that_is_gone_proves_nothing(store: str, database: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.SECRET_KEY = "a new secret key of more than fifty characters, just for this"
    try:
        identity = ask(cookie)
    except InvalidCredentials:
        return
    assert identity is not None
    assert not verify_caller(identity, database)


@server_side
@pytest.mark.django_db
def test_session_that_was_removed_is_refused(store: str) -> None:
    cookie = sign_in(new_user())
    new_session(cookie).delete()
    assert "unknown" in refused(cookie)


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
    with clock.moved() as now:
        now.forward(settings.SESSION_COOKIE_AGE - 60)
        assert ask(cookie) is not None
        now.forward(61)
        refused(cookie)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]


@pytest.mark.django_db
@pytest.mark.parametrize("store", ["signed_cookies"], indirect=True)
def test_signed_cookie_expires_with_the_cookies_age(store: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    with clock.moved() as now:
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
    with clock.moved() as now:
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
    with redis.Redis.from_url(redis_url) as client, client.monitor() as monitor:
        asked.authenticate(asking(cookie))
        client.echo("end")
        commands = []
        for each in monitor.listen():
            if each["command"].startswith("ECHO"):
                break
            commands.append(each["command"].split()[0])
    assert [name for name in commands if name not in {"CLIENT", "HELLO", "SELECT"}] == ["GET"]


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


# ------------------------------------------------------------------------------ backends and models


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["AllowAllUsersModelBackend", "AllowAllUsersRemoteUserBackend"])
def test_backend_that_lets_inactive_users_in_is_followed(settings: Any, name: str) -> None:
    backend = f"django.contrib.auth.backends.{name}"
    settings.AUTHENTICATION_BACKENDS = [backend]
    identity = ask(sign_in(new_user(is_active=False), backend))
    assert identity is not None
    assert identity.check is not None
    assert identity.check.active_column is None
    assert verify_caller(identity, "default")


@pytest.mark.django_db
def test_backend_with_a_rule_of_its_own_is_asked(settings: Any, django_assert_num_queries: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.auth.backends.Picky"]
    user = new_user()
    cookie = sign_in(user, "tests.auth.backends.Picky")
    with django_assert_num_queries(2):
        identity = ask(cookie)
    assert identity == Identity(user_id=str(user.pk), authenticator="django_session", by_cookie=True)
    user.username = "mallory"
    user.save()
    assert "does not know" in refused(cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "inactive", "deleted"])
def test_asked_backend_notices_changes(settings: Any, change: str) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.auth.backends.Picky"]
    user = new_user()
    cookie = sign_in(user, "tests.auth.backends.Picky")
    if change == "deleted":
        user.delete()
    else:
        type(user).objects.update(
            **{"password": {"password": make_password("x")}, "inactive": {"is_active": False}}[change]
        )
    refused(cookie)


@pytest.mark.django_db
def test_asked_backend_gets_no_malformed_id(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.auth.backends.Picky"]
    backend = "tests.auth.backends.Picky"
    refused(session_of(_auth_user_id="x", _auth_user_backend=backend, _auth_user_hash="a" * 64))
    refused(session_of(_auth_user_id="9" * 50, _auth_user_backend=backend, _auth_user_hash="a" * 64))


@pytest.mark.django_db
def test_backend_that_is_down_is_503_and_says_nothing(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.auth.backends.Down"]
    cookie = sign_in(new_user(), "tests.auth.backends.Down")
    with pytest.raises(AuthUnavailable) as caught:
        ask(cookie)
    assert "secret" not in str(caught.value.as_errors()) + caught.value.detail


@pytest.mark.django_db
def test_option_has_the_backend_asked(django_assert_num_queries: Any) -> None:
    cookie = sign_in(new_user())
    with django_assert_num_queries(2):
        identity = authenticator(verify="separately").authenticate(asking(cookie))
    assert identity is not None
    assert identity.check is None


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_user_table_elsewhere_is_asked_separately(settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.DATABASE_ROUTERS = ["tests.auth.test_django_session.GateElsewhere"]
    identity = ask(cookie)
    assert identity is not None
    assert identity.check is None
    forced = authenticator(verify="statement").authenticate(asking(cookie))
    assert forced is not None
    assert forced.check is not None


class GateElsewhere:
    """Sends graphgate's own tables to another database than the users."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "sqlite" if model._meta.app_label == "graphgate" else "default"


@pytest.fixture
def people(settings: Any, db: None) -> Any:
    """The app with the other user models; their tables are made when one becomes the user model."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.auth.people"]
    from tests.auth.people import models

    def use(name: str) -> None:
        with connection.schema_editor() as editor:
            editor.create_model(getattr(models, name))
        settings.AUTH_USER_MODEL = f"people.{name}"

    return use


def test_user_model_with_names_of_its_own_is_verified_in_the_statement(people: Any) -> None:
    people("Plain")
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    assert identity.user_id == str(user.pk)
    check = identity.check
    assert check is not None
    assert check.proof is not None
    assert (check.table, check.key_column, check.key_codec) == ("people of the house", "uid", "uuid")
    assert (check.proof.column, check.active_column) == ("pw hash", "enabled")


@pytest.mark.parametrize("change", ["password", "is_active", "none"])
def test_uuid_key_is_confirmed_until_something_changes(people: Any, change: str) -> None:
    people("Plain")
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    type(user).objects.update(
        **{"password": {"password": "x"}, "is_active": {"is_active": False}, "none": {"login": "y"}}[change]
    )
    assert verify_caller(identity, "default") is (change == "none")


def test_text_key_and_model_without_is_active(people: Any) -> None:
    people("Named")
    identity = ask(sign_in(new_user("o'brien")))
    assert identity is not None
    assert identity.user_id == "o'brien"
    assert identity.check is not None
    assert identity.check.active_column is None
    assert verify_caller(identity, "default")
    refused(session_of(_auth_user_id="x" * 21, _auth_user_backend=BACKEND, _auth_user_hash="a" * 64))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        ("OwnHash", {"email": "new@example.com"}),
        ("Hidden", {"deleted": True}),
        ("Computed", {"banned": True}),
        ("Child", {"is_active": False}),
    ],
)
def test_user_model_that_only_python_understands_is_loaded(
    people: Any, model: str, change: dict[str, Any]
) -> None:
    people(model)
    user = new_user()
    cookie = sign_in(user)
    identity = ask(cookie)
    assert identity == Identity(user_id=str(user.pk), authenticator="django_session", by_cookie=True)
    for name, value in change.items():
        setattr(user, name, value)
    user.save()
    refused(cookie)


# ------------------------------------------------------------------------------ engines and settings


@pytest.mark.django_db
def test_foreign_engine_is_read_without_writing(settings: Any) -> None:
    settings.SESSION_ENGINE = "tests.auth.foreign_engine"
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
    settings.SESSION_ENGINE = "tests.auth.foreign_engine"
    with pytest.raises(AuthUnavailable):
        ask("down" * 8)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SESSION_ENGINE": "no.such.engine"}, "session engine 'no.such.engine'"),
        ({"SESSION_ENGINE": "tests.auth.sessions"}, "session engine 'tests.auth.sessions'"),
        ({"AUTHENTICATION_BACKENDS": ["no.such.Backend"]}, "no.such.Backend"),
        ({"GRAPHGATE": {"AUTH": [{"type": "django_session", "verify": "never"}]}}, "'verify'"),
        ({"GRAPHGATE": {"AUTH": [{"type": "django_session", "verfy": "auto"}]}}, "'verfy'"),
    ],
)
def test_misconfiguration_is_told(settings: Any, change: dict[str, Any], sentence: str) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    ((where, problem),) = problems()
    assert (where, problem.level) == ("AUTH[0]", "error")
    assert sentence in problem.message


@pytest.mark.django_db
def test_other_cookie_name_is_followed(settings: Any) -> None:
    settings.SESSION_COOKIE_NAME = "__Host-sid"
    assert default_chain().identify(asking(sign_in(new_user()))).signed_in


@given(secret=st.text(min_size=1), fallback=st.binary(min_size=1), password=st.text())
def test_pads_are_those_of_djangos_hash(secret: str, fallback: bytes, password: str) -> None:
    from django.contrib.auth.models import User
    from django.test import override_settings

    from django_graphgate.auth.callers import _proves
    from django_graphgate.auth.django_users import session_hash_pads
    from django_graphgate.ir.identity import HmacProof

    with override_settings(SECRET_KEY=secret, SECRET_KEY_FALLBACKS=[fallback]):
        user = User(password=password)
        hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        pads = session_hash_pads()
        for position, expected in enumerate(hashes):
            proof = HmacProof(column="password", pads=(pads[position],), expected=expected)
            assert _proves(proof, password)
            assert not _proves(proof, password + "x")


@pytest.mark.parametrize(
    ("engine", "reader"),
    [
        (ENGINES + "signed_cookies", stores.SignedCookieReader),
        (ENGINES + "db", stores.DatabaseReader),
        (ENGINES + "cached_db", stores.CachedDatabaseReader),
        (ENGINES + "cache", stores.CacheReader),
        (ENGINES + "file", stores.FileReader),
        ("tests.auth.engines", stores.CacheReader),
        ("tests.auth.foreign_engine", stores.ForeignReader),
    ],
)
def test_each_engine_has_its_reader(engine: str, reader: type) -> None:
    assert type(stores.reader_for(engine)) is reader


def test_engine_with_a_load_of_its_own_is_read_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SessionStore", engines.Audited)
    assert type(stores.reader_for("tests.auth.engines")) is stores.ForeignReader


@pytest.mark.django_db
def test_engine_with_another_prefix_is_followed(settings: Any) -> None:
    settings.CACHES = {"default": LOCMEM}
    settings.SESSION_ENGINE = "tests.auth.engines"
    cookie = sign_in(new_user())
    assert caches["default"].get("people:" + cookie)
    assert ask(cookie) is not None
