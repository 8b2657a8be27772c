"""The state in each cache: exact for several processes, in a form that nobody can choose, and not for ever."""

from __future__ import annotations

import multiprocessing
import time
from typing import Any

import pytest
from django.core.cache import caches

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.rate_limit import Take, read_rate_limits
from django_graphgate.rate_limits.stores import MAX_KEYS, ProcessStore, Store, store_of
from tests.integration.rate_limits.conftest import BACKENDS, entry_of
from tests.support.clock import moved
from tests.support.waiting import until

PROCESSES = 8
SECONDS = 1.5


@pytest.fixture
def store(settings: Any, cache_entry: dict[str, Any]) -> Store:
    settings.CACHES = {"default": cache_entry}
    return store_of("default")


@pytest.fixture(params=list(BACKENDS))
def shared(request: pytest.FixtureRequest, settings: Any) -> str:
    """Caches that several processes share."""
    settings.CACHES = {"default": entry_of(str(request.param), request)}
    return "default"


def take(key: str, units: int = 1, **entry: Any) -> Take:
    (limit,) = read_rate_limits([{"rate": "10/h", **entry}])
    return Take(limit, f"graphgate:rate:{key}", units, of_user=False)


def passes(store: Store, *takes: Take) -> bool:
    return not any(
        outcome.over and each.limit.enforce for each, outcome in zip(takes, store.take(takes), strict=True)
    )


def test_burst(store: Store) -> None:
    assert [passes(store, take("a", burst=3)) for _ in range(5)] == [True] * 3 + [False] * 2
    assert passes(store, take("b", burst=3)), "another caller"


def test_burst_of_the_longest_window(store: Store) -> None:
    assert [passes(store, take("a", burst=30, rate="1/d", units=30)) for _ in range(2)] == [True, False]


def test_units(store: Store) -> None:
    assert [passes(store, take("a", units=4)) for _ in range(3)] == [True, True, False]
    assert passes(store, take("a", units=2))


def test_refusal_of_one_limit_takes_nothing_of_the_others(store: Store) -> None:
    wide, narrow = take("wide", burst=3), take("narrow", burst=1)
    assert [passes(store, wide, narrow) for _ in range(4)] == [True, False, False, False]
    assert [passes(store, wide) for _ in range(3)] == [True, True, False]


def test_limit_that_is_not_enforced_refuses_nothing(store: Store) -> None:
    shadow, real = take("shadow", burst=1, enforce=False), take("real", burst=3)
    assert [passes(store, shadow, real) for _ in range(4)] == [True, True, True, False]
    (outcome, _) = store.take([shadow, take("other")])
    assert outcome.over > 0


def test_given_back(store: Store) -> None:
    assert passes(store, take("a", burst=1))
    store.give_back([take("a", burst=1)])
    assert [passes(store, take("a", burst=1)) for _ in range(2)] == [True, False]


def test_comes_back(store: Store) -> None:
    quick = take("a", rate="50/s", burst=1)
    assert passes(store, quick)
    until(lambda: passes(store, quick))


def test_caller_of_a_crowded_key_waits(
    request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second each time is refused; the cache has not failed."""
    settings.CACHES = {"default": entry_of("memcached", request)}
    store: Any = store_of("default")
    for name in ("add", "cas"):
        monkeypatch.setattr(store._client, name, lambda *_arguments, **_options: False)
    assert not passes(store, take("crowd"))
    store.give_back([take("crowd")])


def test_time_of_a_process(settings: Any) -> None:
    store, limited = ProcessStore(), take("a", rate="1/m")
    with moved(1_800_000_000) as clock:
        assert passes(store, limited)
        clock.forward(59.999)
        assert not passes(store, limited)
        clock.forward(0.001)
        assert passes(store, limited)


def test_state_of_a_process_is_bounded() -> None:
    store = ProcessStore()
    for number in range(MAX_KEYS + 10):
        store.take([take(str(number))])
    assert len(store._moments) == MAX_KEYS


def test_state_ends(shared: str) -> None:
    """What is all there again needs no key."""
    assert passes(store_of(shared), take("a", rate="20/s", burst=1))
    until(lambda: not caches[shared].has_key("graphgate:rate:a"))


@pytest.mark.parametrize(
    "backend",
    [
        "django.core.cache.backends.dummy.DummyCache",
        "django.core.cache.backends.filebased.FileBasedCache",
        "django.core.cache.backends.db.DatabaseCache",
    ],
)
def test_cache_that_cannot_count(settings: Any, backend: str) -> None:
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "nowhere"}}
    with pytest.raises(ConfigurationError, match="cannot count for several processes"):
        store_of("default")


def _hammer(alias: str) -> tuple[float, float, int]:
    """In a process of its own: how many pass, from when to when."""
    store, limited = store_of(alias), take("hammered", rate="100/s", burst=20)
    begin, passed = time.time(), 0
    while time.time() < begin + SECONDS:
        passed += passes(store, limited)
    return begin, time.time(), passed


@pytest.mark.slow
def test_processes_together_pass_what_one_would(shared: str) -> None:
    """Never more than burst and rate allow, and not fewer than they would have to."""
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        counts = pool.map(_hammer, [shared] * PROCESSES, chunksize=1)
    passed = sum(count for _, _, count in counts)
    whole = max(end for _, end, _ in counts) - min(begin for begin, _, _ in counts)
    together = min(end for _, end, _ in counts) - max(begin for begin, _, _ in counts)
    assert passed <= 20 + 100 * whole + 1
    assert passed >= 20 + 100 * together * 0.9 - 1
