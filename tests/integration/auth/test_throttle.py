"""The limit on wrong credentials: who is stopped, who is not, and what it costs everybody else."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings as django_settings
from django.core import signing
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.chain import build_chain, default_chain
from django_graphgate.auth.http import throttle
from django_graphgate.errors import InvalidCredentials, TooManyRequests
from django_graphgate.ir.identity import Identity
from tests.support.auth.jwt import tokens
from tests.support.auth.rails import ruby
from tests.support.auth.sessions import asking, commands
from tests.support.clock import MovableClock, moved

SECRET = "the-secret-of-the-tests"
GATE = {"AUTH": [{"type": "header", "name": "X-Key", "value": SECRET, "role": "worker"}]}
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "auth-throttle"}
DOWN = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


@pytest.fixture(autouse=True)
def standing_clock(settings: Any) -> Iterator[MovableClock]:
    settings.GRAPHGATE = GATE
    # Of this very test: a call that a test before has given up may still write into its own.
    settings.CACHES = {"default": {**LOCMEM, "LOCATION": f"auth-throttle-{os.urandom(8).hex()}"}}
    throttle.forget_failures()
    with moved(1_700_000_200) as now:
        yield now
    throttle.forget_failures()


@pytest.fixture(params=["locmem", "redis", "django-redis", "memcached"])
def shared_cache(request: pytest.FixtureRequest, settings: Any) -> str:
    kind = str(request.param)
    if kind == "memcached":
        address = request.getfixturevalue("memcached_address")
        entry = {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "LOCATION": address}
    elif kind == "locmem":
        entry = LOCMEM
    else:
        backend = {"redis": "django.core.cache.backends.redis", "django-redis": "django_redis.cache"}[kind]
        entry = {"BACKEND": f"{backend}.RedisCache", "LOCATION": request.getfixturevalue("redis_url")}
    # A prefix of this very test: memcached is shared with other workers and is not emptied.
    settings.CACHES = {
        "default": {**entry, "KEY_PREFIX": f"{os.getpid()}-{id(request)}-{os.urandom(4).hex()}"}
    }
    return kind


class Refusing(Authenticator):
    """A project's own, which does not tell where its credentials are."""

    type = "refusing"

    def authenticate(self, request: HttpRequest) -> Identity | None:
        raise InvalidCredentials


def request_of(key: str | None, address: str = "203.0.113.9", **headers: str) -> HttpRequest:
    request = asking(**headers, **({} if key is None else {"X_Key": key}))
    request.META["REMOTE_ADDR"] = address
    return request


def ask(key: str | None, address: str = "203.0.113.9", **headers: str) -> bool:
    return default_chain().identify(request_of(key, address, **headers)).signed_in


def fail(times: int, address: str = "203.0.113.9", start: int = 0) -> None:
    for number in range(start, start + times):
        with pytest.raises(InvalidCredentials):
            ask(f"guess-{number}", address)


def stopped(key: str, address: str = "203.0.113.9") -> TooManyRequests:
    with pytest.raises(TooManyRequests) as caught:
        ask(key, address)
    return caught.value


def test_guessing_is_stopped_and_a_right_credential_passes(shared_cache: str) -> None:
    fail(30)
    wrong = stopped("guess-30")
    assert (wrong.status, wrong.code, wrong.headers) == (429, "RATE_LIMITED", {"Retry-After": "200"})
    assert ask(SECRET)
    assert not ask(None)
    stopped("guess-31")
    with pytest.raises(InvalidCredentials):
        ask("guess-30", "203.0.113.10")


# ------------------------------------------------------------------------- what is a guess


NOW = 1_700_000_200


def refusal(entry: dict[str, Any], request: HttpRequest) -> type[Exception] | None:
    try:
        build_chain([entry]).identify(request)
    except (InvalidCredentials, TooManyRequests) as error:
        return TooManyRequests if isinstance(error, TooManyRequests) else InvalidCredentials
    return None


def of_jwt(number: int, key: str | None = None, alg: str = "HS256", **claims: Any) -> HttpRequest:
    given = {"sub": "7", "iat": NOW - 100, "exp": NOW + 60, "jti": str(number), **claims}
    return tokens.request(tokens.token(alg, key=key, **given), REMOTE_ADDR="203.0.113.9")


JWT = {"type": "jwt", "secret": tokens.SECRET, "audience": "api"}
FOREIGN_KEY = "6En1fhdaF1leJYpoODhdnyul3HacGn9Z"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 60, "aud": "api"},
        {"nbf": NOW + 600, "aud": "api"},
        {"aud": "another"},
        {"aud": "api", "sub": "no number"},
        {"aud": "api", "sub": None},
    ],
    ids=["expired", "not yet", "another audience", "no key of a user", "no user"],
)
def test_genuine_token_that_does_not_hold_is_no_guess(settings: Any, claims: dict[str, Any]) -> None:
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    for number in range(20):
        assert refusal(JWT, of_jwt(number, **claims)) is InvalidCredentials
    assert refusal(JWT, of_jwt(20, aud="api")) is None


@pytest.mark.parametrize(
    "forged",
    [
        lambda number: of_jwt(number, key=FOREIGN_KEY, aud="api"),
        lambda number: of_jwt(number, key=FOREIGN_KEY, aud="api", exp=NOW - 60),
        lambda number: tokens.request(f"malformed.{number}", REMOTE_ADDR="203.0.113.9"),
    ],
    ids=["bad signature", "expired, with a bad signature", "malformed"],
)
def test_token_with_a_bad_signature_is_a_guess(settings: Any, forged: Any) -> None:
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    answers = [refusal(JWT, forged(number)) for number in range(5)]
    assert answers == [InvalidCredentials] * 3 + [TooManyRequests] * 2
    assert refusal(JWT, of_jwt(20, aud="api")) is None


def simple_token(number: int, key: str | None = None, **claims: Any) -> HttpRequest:
    given = {"token_type": "access", "user_id": "7", "jti": str(number), "exp": NOW + 10**9, **claims}
    text = tokens.token("HS256", key=django_settings.SECRET_KEY if key is None else key, **given)
    return tokens.request(text, REMOTE_ADDR="203.0.113.9")


@pytest.mark.parametrize(
    "claims", [{"exp": NOW - 60}, {"token_type": "refresh"}, {"user_id": None}, {"exp": None}]
)
def test_genuine_token_of_simple_jwt_is_no_guess(settings: Any, claims: dict[str, Any]) -> None:
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    entry = {"type": "simplejwt", "blacklist": False}
    for number in range(20):
        assert refusal(entry, simple_token(number, **claims)) is InvalidCredentials
    assert refusal(entry, simple_token(20)) is None
    for number in range(3):
        forged = simple_token(number, key=FOREIGN_KEY, exp=NOW - 60)
        assert refusal(entry, forged) is InvalidCredentials
    assert refusal(entry, simple_token(3, key=FOREIGN_KEY, exp=NOW - 60)) is TooManyRequests
    assert refusal(entry, simple_token(20, exp=NOW - 60)) is InvalidCredentials


@pytest.mark.parametrize("engine", ["cache", "db", "cached_db", "file"])
@pytest.mark.django_db
def test_sessions_that_are_not_there_are_no_guesses(settings: Any, tmp_path: Any, engine: str) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    for number in range(20):
        assert not default_chain().identify(asking(f"{number:032}")).signed_in


def test_forged_session_is_a_guess(settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    chain = default_chain()
    for number in range(3):
        with pytest.raises(InvalidCredentials):
            chain.identify(asking(f"forged-{number}:cookie:value"))
    with pytest.raises(TooManyRequests):
        chain.identify(asking("forged:cookie:value"))
    assert (
        chain.identify(asking(signing.dumps({}, salt="django.contrib.sessions.backends.signed_cookies")))
        == Identity.anonymous()
    )


def test_ends_of_rails_sessions_are_no_guesses(settings: Any, redis_url: str) -> None:
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3}
    stored = {"type": "rails", "cookie": "_shop_session", "url": redis_url}
    for number in range(20):
        assert refusal(stored, asking(Cookie=f"_shop_session={number:032x}")) is None
    entry = {"type": "rails", "cookie": "_app_session", "secret_key_base": ruby.SECRET}
    for number in range(20):
        past = json.dumps({"_rails": {"data": {"n": number}, "exp": "2020-01-01T00:00:00Z"}})
        sealed = quote(ruby.seal(past.encode()), safe="")
        assert refusal(entry, asking(Cookie=f"_app_session={sealed}")) is None
    answers = [refusal(entry, asking(Cookie=f"_app_session=forged{number}--a--b")) for number in range(4)]
    assert answers == [InvalidCredentials] * 3 + [TooManyRequests]


def test_right_header_from_elsewhere_than_the_proxy_is_no_guess(settings: Any) -> None:
    entry = {"type": "header", "name": "X-Key", "value": SECRET, "user_id_header": "X-User"}
    settings.GRAPHGATE = {"AUTH_FAILURE_LIMIT": 3, "TRUSTED_PROXIES": ["10.0.0.0/8"]}
    for number in range(20):
        assert refusal(entry, request_of(SECRET, X_User=str(number))) is InvalidCredentials
    assert refusal(entry, request_of("guess")) is InvalidCredentials


# --------------------------------------------------------------------------------- the limit itself


@pytest.mark.parametrize(
    ("remote", "forwarded"),
    [
        ("127.0.0.1", "198.51.100.7"),
        ("10.0.0.2", "nonsense"),
        ("", None),
        ("", "198.51.100.7"),
        ("nonsense", None),
    ],
)
def test_limit_is_never_off(remote: str, forwarded: str | None) -> None:
    """Behind a proxy that nobody declared, or a Unix socket, all guesses are one caller's."""
    headers = {} if forwarded is None else {"X_Forwarded_For": forwarded}
    for number in range(30):
        with pytest.raises(InvalidCredentials):
            ask(f"guess-{number}", remote, **headers)
    with pytest.raises(TooManyRequests):
        ask("guess-30", remote, **headers)
    assert ask(SECRET, remote, **headers)


def test_proxy_that_is_not_declared_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        with pytest.raises(InvalidCredentials):
            ask("guess", "192.168.77.7", X_Forwarded_For="198.51.100.7")
    assert caplog.text.count("192.168.77.7") == 1


class HangingCache(LocMemCache):
    """Never answers while ``hangs`` is set."""

    hangs = threading.Event()
    go_on = threading.Event()

    def add(self, *args: Any, **options: Any) -> bool:
        if self.hangs.is_set():
            self.go_on.wait(2)
        return super().add(*args, **options)


def test_cache_that_hangs_holds_no_request(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {"default": {**LOCMEM, "BACKEND": "tests.integration.auth.test_throttle.HangingCache"}}
    HangingCache.go_on.clear()
    HangingCache.hangs.set()
    try:
        fail(30)
        stopped("guess-30")
        assert ask(SECRET)
    finally:
        HangingCache.hangs.clear()
        HangingCache.go_on.set()
    assert "counted per process: TimeoutError" in caplog.text


def test_success_asks_no_cache(settings: Any, redis_url: str) -> None:
    entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": entry}
    fail(1, "198.51.100.1")
    assert commands(redis_url, lambda: ask(SECRET)) == []
    assert commands(redis_url, lambda: ask(None)) == []
    assert commands(redis_url, lambda: ask(SECRET, "198.51.100.1")) == []


def test_who_is_stopped_costs_no_cache_either(settings: Any, redis_url: str) -> None:
    entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": entry}
    fail(30)
    stopped("guess-30")
    assert commands(redis_url, lambda: stopped("guess-31")) == []


def test_right_credential_passes_below_the_limit(shared_cache: str) -> None:
    fail(29)
    assert ask(SECRET)


def test_next_window_begins_again(standing_clock: MovableClock, shared_cache: str) -> None:
    fail(30)
    standing_clock.forward(199)
    stopped("guess-30")
    standing_clock.forward(1)
    fail(30, start=100)
    stopped("guess-130")


def test_one_stale_credential_shown_again_and_again_stops_nobody(shared_cache: str) -> None:
    for number in range(100):
        with pytest.raises(InvalidCredentials):
            ask("the former secret", X_Request_ID=str(number))
    assert ask(SECRET)


def test_what_changes_beside_a_stale_credential_does_not_count(settings: Any) -> None:
    """Headers of tracing and cookies of statistics are other ones with every request."""
    settings.GRAPHGATE = {
        "AUTH": [
            {"type": "django_session"},
            {"type": "jwt", "secret": "s" * 40, "cookie": "token"},
            *GATE["AUTH"],
        ]
    }
    for number in range(100):
        request = asking(Sentry_Trace=str(number), X_Key=SECRET, Cookie=f"token=stale; _ga={number}")
        request.META["REMOTE_ADDR"] = "203.0.113.9"
        with pytest.raises(InvalidCredentials):
            default_chain().identify(request)
    assert ask(SECRET)


def test_credential_of_an_unknown_kind_may_be_in_any_header(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [{"type": "tests.integration.auth.test_throttle.Refusing"}]}
    for number in range(30):
        with pytest.raises(InvalidCredentials):
            ask(None, X_Something=str(number))
    with pytest.raises(TooManyRequests):
        ask(None)


def test_other_process_is_stopped_with_its_first_failure(shared_cache: str) -> None:
    fail(30)
    throttle.forget_failures()  # what another process remembers
    stopped("guess-31")


def test_failures_of_two_processes_add_up(shared_cache: str) -> None:
    fail(15)
    throttle.forget_failures()
    fail(15, start=15)
    stopped("guess-30")


def test_limits_are_those_of_the_settings(settings: Any) -> None:
    settings.GRAPHGATE = {**GATE, "AUTH_FAILURE_LIMIT": 2, "AUTH_FAILURE_WINDOW": 10}
    fail(2)
    assert stopped("guess-2").headers == {"Retry-After": "10"}


def test_limit_can_be_switched_off(settings: Any) -> None:
    settings.GRAPHGATE = {**GATE, "AUTH_FAILURE_LIMIT": None}
    fail(100)
    assert ask(SECRET)


def test_cache_that_is_down_leaves_each_process_its_own_limit(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": DOWN}
    fail(29)
    assert ask(SECRET)
    fail(1, start=29)
    stopped("guess-30")
    assert ask(SECRET)
    assert "counted per process" in caplog.text
    assert "guess" not in caplog.text


def test_cache_holds_no_credential_and_no_address(settings: Any, redis_url: str) -> None:
    entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": entry}
    fail(2)
    with redis.Redis.from_url(redis_url) as client:
        keys = [key.decode() for key in client.scan_iter()]
        assert len(keys) == 3
        assert all(client.ttl(key) in range(590, 601) for key in keys)
    assert not any("guess" in key or "203.0.113" in key for key in keys)


def test_household_of_ipv6_counts_as_one() -> None:
    for number in range(30):
        fail(1, f"2001:db8:1:2::{number:x}", start=number)
    stopped("guess-30", "2001:db8:1:2:ffff::1")
    fail(1, "2001:db8:1:3::1", start=31)


def test_callers_behind_a_declared_proxy_are_distinguished(settings: Any) -> None:
    settings.GRAPHGATE = {**GATE, "TRUSTED_PROXIES": ["127.0.0.1"]}
    for number in range(30):
        with pytest.raises(InvalidCredentials):
            ask(f"guess-{number}", "127.0.0.1", X_Forwarded_For=f"6.6.6.{number}, 198.51.100.7")
    with pytest.raises(TooManyRequests):
        ask("guess-30", "127.0.0.1", X_Forwarded_For="6.6.6.6, 198.51.100.7")
    with pytest.raises(InvalidCredentials):
        ask("guess-30", "127.0.0.1", X_Forwarded_For="198.51.100.8")


def test_one_request_counts_once_however_often_it_is_reported(shared_cache: str) -> None:
    request = request_of("wrong")
    for _ in range(100):
        assert isinstance(default_chain().refused(request, InvalidCredentials()), InvalidCredentials)


# ------------------------------------------------------------------------------------------- memory


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MAX_ADDRESSES", 10)
    memory = throttle.FailureMemory()
    for number in range(100):
        memory.add(str(number), 1, "x", 30)
    assert [memory.add(str(number), 1, "y", 30) for number in (90, 99, 89)] == [2, 2, 1]


def test_credentials_beyond_the_limit_are_not_kept() -> None:
    memory = throttle.FailureMemory()
    counts = [memory.add("a", 1, str(number), 5) for number in range(1000)]
    assert counts[-1] == 1000
    record = memory._records.get("a")
    assert record is not None
    assert len(record.seen) == 6


def test_threads_lose_no_failure() -> None:
    memory = throttle.FailureMemory()
    start = threading.Barrier(8)

    def work(name: int) -> None:
        start.wait()
        for number in range(500):
            memory.add("a", 1, f"{name}-{number}", 10_000)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.add("a", 1, "last", 10_000) == 4001
