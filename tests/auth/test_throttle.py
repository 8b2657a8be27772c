"""The limit on wrong credentials: who is stopped, who is not, and what it costs everybody else."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.http import HttpRequest

from django_graphgate.auth import clock, throttle
from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.chain import default_chain
from django_graphgate.errors import InvalidCredentials, TooManyRequests
from django_graphgate.ir.identity import Identity
from tests.auth.jwt import tokens
from tests.auth.sessions import asking, commands

SECRET = "the-secret-of-the-tests"
GATE = {"AUTH": [{"type": "header", "name": "X-Key", "value": SECRET, "role": "worker"}]}
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "auth-throttle"}
DOWN = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


@pytest.fixture(autouse=True)
def standing_clock(settings: Any) -> Iterator[clock.MovableClock]:
    settings.GRAPHGATE = GATE
    settings.CACHES = {"default": LOCMEM}
    caches["default"].clear()
    throttle.forget_failures()
    with clock.moved(1_700_000_200) as now:
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


def stopped(key: str | None, address: str = "203.0.113.9") -> TooManyRequests:
    with pytest.raises(TooManyRequests) as caught:
        ask(key, address)
    return caught.value


def test_guessing_is_stopped_and_right_from_wrong_is_not_told(shared_cache: str) -> None:
    fail(30)
    wrong, right = stopped("guess-30"), stopped(SECRET)
    assert (wrong.status, wrong.code) == (429, "RATE_LIMITED")
    assert wrong.as_errors() == right.as_errors()
    assert wrong.headers == right.headers == {"Retry-After": "200"}


def test_others_are_not_stopped(shared_cache: str) -> None:
    fail(30)
    stopped(SECRET)
    assert ask(SECRET, "203.0.113.10")
    assert not ask(None)


def test_right_credential_passes_below_the_limit(shared_cache: str) -> None:
    fail(29)
    assert ask(SECRET)


def test_next_window_begins_anew(standing_clock: clock.MovableClock, shared_cache: str) -> None:
    fail(30)
    standing_clock.forward(199)
    stopped(SECRET)
    standing_clock.forward(1)
    assert ask(SECRET)
    fail(30, start=100)
    stopped(SECRET)


def test_one_stale_credential_shown_again_and_again_stops_nobody(shared_cache: str) -> None:
    for number in range(100):
        with pytest.raises(InvalidCredentials):
            ask("the former secret", X_Request_ID=str(number))
    assert ask(SECRET)


def test_what_changes_beside_a_stale_credential_does_not_count(settings: Any) -> None:
    """Headers of tracing and cookies of statistics are other ones with every request."""
    settings.GRAPHGATE = {
        "AUTH": [{"type": "django_session"}, {"type": "jwt", "secret": "s" * 40}, *GATE["AUTH"]]
    }
    for number in range(100):
        request = asking(Sentry_Trace=str(number), X_Key=SECRET, Cookie=f"sessionid=stale; _ga={number}")
        request.META["REMOTE_ADDR"] = "203.0.113.9"
        with pytest.raises(InvalidCredentials):
            default_chain().identify(request)
    assert ask(SECRET)


def test_credential_of_an_unknown_kind_may_be_in_any_header(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [{"type": "tests.auth.test_throttle.Refusing"}]}
    for number in range(30):
        with pytest.raises(InvalidCredentials):
            ask(None, X_Something=str(number))
    stopped(None)


def test_other_process_is_stopped_with_its_first_failure(shared_cache: str) -> None:
    fail(30)
    throttle.forget_failures()  # what another process remembers
    assert ask(SECRET)
    stopped("guess-31")
    stopped(SECRET)


def test_failures_of_two_processes_add_up(shared_cache: str) -> None:
    fail(15)
    throttle.forget_failures()
    fail(15, start=15)
    stopped(SECRET)


def test_limits_are_those_of_the_settings(settings: Any) -> None:
    settings.GRAPHGATE = {**GATE, "AUTH_FAILURE_LIMIT": 2, "AUTH_FAILURE_WINDOW": 10}
    fail(2)
    assert stopped(SECRET).headers == {"Retry-After": "10"}


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
    stopped(SECRET)
    assert "counted per process" in caplog.text
    assert "guess" not in caplog.text


def test_success_asks_no_cache(settings: Any, redis_url: str) -> None:
    entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": entry}
    fail(1, "198.51.100.1")
    assert commands(redis_url, lambda: ask(SECRET)) == []
    assert commands(redis_url, lambda: ask(None)) == []
    assert commands(redis_url, lambda: ask(None, "198.51.100.1")) == []
    assert commands(redis_url, lambda: ask(SECRET, "198.51.100.1")) == ["GET"]


def test_who_is_stopped_costs_no_cache_either(settings: Any, redis_url: str) -> None:
    entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": entry}
    fail(30)
    stopped("guess-30")
    assert commands(redis_url, lambda: stopped("guess-31")) == []
    assert commands(redis_url, lambda: stopped(SECRET)) == []


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
    stopped(SECRET, "2001:db8:1:2:ffff::1")
    assert ask(SECRET, "2001:db8:1:3::1")


def test_callers_behind_an_undeclared_proxy_do_not_stop_each_other() -> None:
    for number in range(100):
        with pytest.raises(InvalidCredentials):
            ask(f"guess-{number}", "127.0.0.1", X_Forwarded_For="198.51.100.7")
    assert ask(SECRET, "127.0.0.1", X_Forwarded_For="198.51.100.8")


def test_callers_behind_a_declared_proxy_are_told_apart(settings: Any) -> None:
    settings.GRAPHGATE = {**GATE, "TRUSTED_PROXIES": ["127.0.0.1"]}
    for number in range(30):
        with pytest.raises(InvalidCredentials):
            ask(f"guess-{number}", "127.0.0.1", X_Forwarded_For=f"6.6.6.{number}, 198.51.100.7")
    with pytest.raises(TooManyRequests):
        ask(SECRET, "127.0.0.1", X_Forwarded_For="6.6.6.6, 198.51.100.7")
    assert ask(SECRET, "127.0.0.1", X_Forwarded_For="198.51.100.8")


# ----------------------------------------------------------------------------------------- subjects


def wrong_about(subject: str, number: int) -> Exception:
    error = InvalidCredentials(detail="outdated")
    error.subject = subject
    return default_chain().refused(request_of(f"old-{number}", f"198.51.{number}.1"), error)


def test_subject_guessed_at_from_everywhere_is_429(shared_cache: str) -> None:
    answers = [wrong_about("django_session:7", number) for number in range(31)]
    assert [type(each) for each in answers] == [InvalidCredentials] * 30 + [TooManyRequests]
    assert isinstance(wrong_about("django_session:8", 0), InvalidCredentials)


def test_genuine_but_outdated_tokens_of_one_user_are_limited_wherever_they_come_from(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [{"type": "jwt", "secret": tokens.SECRET}]}
    now = int(clock.now())

    def answer(number: int, key: str | None = None, **claims: Any) -> type[Exception] | None:
        text = tokens.token(key=key, **{"sub": "7", "iat": now - 100, "jti": str(number), **claims})
        sent = tokens.request(text, REMOTE_ADDR=f"198.51.{number}.1")
        try:
            default_chain().identify(sent)
        except (InvalidCredentials, TooManyRequests) as error:
            return type(error)
        return None

    for number in range(60):  # whoever forges tokens of a user does nothing to the user
        assert answer(number, key="6En1fhdaF1leJYpoODhdnyul3HacGn9Z", exp=now - 60) is InvalidCredentials
    found = [answer(number, exp=now - 60) for number in range(60, 91)]
    assert found == [InvalidCredentials] * 30 + [TooManyRequests]
    assert answer(100, exp=now - 60, sub="8") is InvalidCredentials
    assert answer(101, exp=now + 60) is None


def test_subject_is_not_locked_out_by_others(shared_cache: str) -> None:
    for number in range(40):
        wrong_about("header:worker", number)
    assert ask(SECRET)


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
    assert [memory.count(str(number), 1) for number in (89, 90, 99)] == [0, 1, 1]


def test_credentials_beyond_the_limit_are_not_kept() -> None:
    memory = throttle.FailureMemory()
    counts = [memory.add("a", 1, str(number), 5) for number in range(1000)]
    assert counts[-1] == 1000
    assert len(memory._records["a"].seen) == 6


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
    assert memory.count("a", 1) == 4000
