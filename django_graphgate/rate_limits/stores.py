"""Where the moments are kept: atomic for all processes on Redis, Valkey and memcached, else in each process."""

from __future__ import annotations

import functools
import math
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from django_graphgate.auth import clock
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.rate_limit import Take
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rate_limits.gcra import Outcome, advanced, is_refused

PATIENCE = 0.25
"""Seconds that a request waits for the cache."""

MAX_KEYS = 100_000
"""How many callers a process remembers on its own."""

_LONGEST = 30 * 86_400
"""Seconds: memcached takes a larger number for a date, in 1970."""

_MAX_TRIES = 200
"""How often a process may come second to another at a key of memcached."""

CROWDED = 1e6
"""Microseconds that a caller waits who came second each time."""

_SUPPORTED = (
    "Rate limits need Redis or Valkey, memcached by PyMemcacheCache, or, for one process, LocMemCache."
)


class Store(Protocol):
    """Takes from several limits at once.  Raises whatever the cache's client raises."""

    def take(self, takes: Sequence[Take]) -> list[Outcome]:
        """Take all, or nothing where a limit that is enforced has no room."""
        ...

    def give_back(self, takes: Sequence[Take]) -> None: ...


def store_of(alias: str) -> Store:
    """The store for an entry of ``CACHES``; raises ``ConfigurationError`` where none fits."""
    cache: Any = _cache(alias)
    names = {f"{each.__module__}.{each.__qualname__}" for each in type(cache).__mro__}
    if isinstance(cache, LocMemCache):
        return ProcessStore()
    if "django.core.cache.backends.redis.RedisCache" in names:
        return RedisStore(cache, cache._cache.get_client(write=True))  # noqa: SLF001  there is no public way to it
    if "django_redis.cache.RedisCache" in names:
        return RedisStore(cache, cache.client.get_client(write=True))
    if "django.core.cache.backends.memcached.PyMemcacheCache" in names:
        return MemcachedStore(cache)
    raise ConfigurationError(
        f"GRAPHGATE['RATE_LIMIT_CACHE'] names a {type(cache).__name__}, which cannot count for several processes.",
        hint=_SUPPORTED,
    )


def is_of_process(alias: str) -> bool:
    """Each process counts on its own."""
    return isinstance(_cache(alias), LocMemCache)


def _cache(alias: str) -> BaseCache:
    try:
        return caches[alias]
    except InvalidCacheBackendError as error:
        raise ConfigurationError(
            "GRAPHGATE['RATE_LIMIT_CACHE'] is not a name of CACHES.",
            hint=f"{error} It is {alias!r:.100}.",
        ) from error


def _now() -> float:
    return math.floor(clock.now() * 1e6)


class ProcessStore:
    """In memory.  The cache itself would forget callers by chance, 300 of them being its default."""

    def __init__(self) -> None:
        self._moments = LRUCache[str, float](MAX_KEYS)
        self._lock = threading.Lock()

    def take(self, takes: Sequence[Take]) -> list[Outcome]:
        with self._lock:
            now = _now()
            steps = [advanced(self._moments.get(take.key), now, take.price, take.room) for take in takes]
            outcomes = [outcome for _, outcome in steps]
            if not is_refused(takes, outcomes):
                for take, (moment, _) in zip(takes, steps, strict=True):
                    self._moments.put(take.key, moment)
            return outcomes

    def give_back(self, takes: Sequence[Take]) -> None:
        with self._lock:
            for take in takes:
                moment, _ = advanced(self._moments.get(take.key), _now(), -take.price, take.room)
                self._moments.put(take.key, moment)


_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local moments, answer, refused = {}, {}, false
for i, key in ipairs(KEYS) do
  local price, room = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local before = math.min(math.max(tonumber(redis.call('GET', key) or now) or now, now), now + room)
  local after = math.max(before + price, now)
  local over = after - now - room
  if over > 0 then
    refused = refused or ARGV[3 * i] == '1'
    after = before
  else
    over = 0
  end
  moments[i] = after
  answer[2 * i - 1], answer[2 * i] = string.format('%.2f', over), string.format('%.2f', after - now)
end
if not refused then
  for i, key in ipairs(KEYS) do
    local life = math.ceil((moments[i] - now) / 1000)
    if life > 0 then
      redis.call('SET', key, string.format('%.2f', moments[i]), 'PX', life)
    else
      redis.call('DEL', key)
    end
  end
end
return answer
"""
"""As :func:`~django_graphgate.rate_limits.gcra.advanced`, by the server's clock, which is the same for all."""


class RedisStore:
    """One script for all limits of a request, over connections of its own, which have a time limit."""

    def __init__(self, cache: Any, client: Any) -> None:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        pool = client.connection_pool
        options: dict[str, Any] = {
            **pool.connection_kwargs,
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),  # what has been taken, nobody may take a second time
            "retry_on_error": [],
        }
        own = redis.ConnectionPool(connection_class=pool.connection_class, **options)
        self._script: Any = redis.Redis(connection_pool=own).register_script(_SCRIPT)
        self._make_key = cache.make_key

    def take(self, takes: Sequence[Take]) -> list[Outcome]:
        return self._run(takes, 1)

    def give_back(self, takes: Sequence[Take]) -> None:
        self._run(takes, -1)

    def _run(self, takes: Sequence[Take], sign: int) -> list[Outcome]:
        arguments: list[Any] = []
        for take in takes:
            arguments += [sign * take.price, take.room, int(take.limit.enforce)]
        numbers = [
            float(each) for each in self._script([self._make_key(take.key) for take in takes], arguments)
        ]
        return [Outcome(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]


class MemcachedStore:
    """Compare and set, key by key: what was taken before a refusal is given back.  The time is each process's own."""

    def __init__(self, cache: Any) -> None:
        self._make_key = cache.make_and_validate_key
        options = {**cache._options, **_MEMCACHED_OPTIONS}  # noqa: SLF001  there is no public way to them
        self._open: Callable[[], Any] = functools.partial(cache._class, cache.client_servers, **options)  # noqa: SLF001
        self._connect()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._connect)

    def _connect(self) -> None:
        """A child may not talk over the connections of its parent."""
        self._client: Any = self._open()

    def take(self, takes: Sequence[Take]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for number, take in enumerate(takes):
            outcome = self._move(take, take.price)
            outcomes.append(outcome)
            if take.limit.enforce and outcome.over:
                done = [each for each, past in zip(takes, outcomes, strict=False) if not past.over]
                self.give_back(done)
                # those that were not asked have nothing to say
                return outcomes + [Outcome(0.0, 0.0)] * (len(takes) - number - 1)
        return outcomes

    def give_back(self, takes: Sequence[Take]) -> None:
        for take in takes:
            self._move(take, -take.price)

    def _move(self, take: Take, price: float) -> Outcome:
        key, outcome = self._make_key(take.key), Outcome(0.0, 0.0)
        for _ in range(_MAX_TRIES):
            stored, token = self._client.gets(key)
            now = _now()
            moment, outcome = advanced(None if stored is None else float(stored), now, price, take.room)
            if outcome.over:
                return outcome
            value, life = repr(moment), min(math.ceil((moment - now) / 1e6) + 1, _LONGEST)
            if token is None:
                done = self._client.add(key, value, expire=life)
            else:
                done = self._client.cas(key, value, token, expire=life)
            if done:
                return outcome
        # a crowd at one caller's key: that caller waits, and the cache has not failed for all
        return Outcome(0.0 if price < 0 else CROWDED, outcome.debt)


_MEMCACHED_OPTIONS: Mapping[str, Any] = {
    "timeout": PATIENCE,
    "connect_timeout": PATIENCE,
    "retry_attempts": 0,
    "dead_timeout": 1,
    "ignore_exc": False,
    "use_pooling": True,
    "default_noreply": False,
}
