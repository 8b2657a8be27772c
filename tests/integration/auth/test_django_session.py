"""Django's sessions: what holds in every store, and every way in which a session can be wrong."""

from __future__ import annotations

import string
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.sessions import (
    BACKEND,
    ask,
    new_session,
    new_user,
    refused,
    session_of,
    sign_in,
)

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
CACHES = ["cache@memcached", "cache@redis", "cache@django-redis"]
SERVER_SIDE = [*CACHES, "cached_db@redis", "cached_db@memcached", "db", "file"]
STORES = [(name, "default") for name in [*SERVER_SIDE, "signed_cookies"]]
STORES += [(name, "sqlite") for name in ("db", "cached_db@redis", "signed_cookies")]
every_store = pytest.mark.parametrize(
    ("store", "database"), STORES, indirect=True, ids=[f"{a}-{b}" for a, b in STORES]
)
server_side = pytest.mark.parametrize("store", SERVER_SIDE, indirect=True)


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
    settings.AUTHENTICATION_BACKENDS = ["tests.support.auth.backends.Picky"]
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
    settings.SECRET_KEY = "KyotD5QkWvUXLYwNyt8gpAJsRUA8Uxk0hSQY4QaiuRDhW0uPMTAr3FMciyuJk"
    identity = ask(cookie)
    assert identity is not None
    assert verify_caller(identity, database)


@every_store
def test_secret_key_that_is_gone_proves_nothing(store: str, database: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.SECRET_KEY = "KyotD5QkWvUXLYwNyt8gpAJsRUA8Uxk0hSQY4QaiuRDhW0uPMTAr3FMciyuJk"
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
@server_side
@given(cookie=st.text(min_size=1) | st.text(alphabet=string.ascii_lowercase + string.digits, min_size=1))
@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cookie_makes_a_store_stumble(store: str, cookie: str) -> None:
    refused(cookie)
