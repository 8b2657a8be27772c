"""Valkey ends, hangs, and comes back while requests arrive."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.rate_limits import limiter
from tests import services
from tests.support.clock import MovableClock, moved
from tests.support.gate.house import House, caller

pytestmark = pytest.mark.slow
ADA = caller(1)
LIMITS = [{"rate": "3/h", "burst": 3}]


@pytest.fixture
def valkey(tmp_path: Path, settings: Any, house: House) -> Iterator[services.Service]:
    """A server of the test's own."""
    service = services.valkey(tmp_path)
    try:
        service.wait()
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": service.url}}
        yield service
    finally:
        service.process.send_signal(signal.SIGCONT)
        service.process.kill()
        service.process.wait()


@pytest.fixture
def clock() -> Iterator[MovableClock]:
    with moved() as movable:
        yield movable


def test_open(house: House, valkey: services.Service) -> None:
    house.open(RATE_LIMITS=LIMITS)
    assert [house.ask("Products", ADA).code for _ in range(4)] == ["", "", "", "RATE_LIMITED"]
    valkey.process.kill()
    valkey.process.wait()
    assert [house.ask("Products", ADA).code for _ in range(3)] == [""] * 3


def test_closed(house: House, valkey: services.Service) -> None:
    house.open(RATE_LIMITS=LIMITS, RATE_LIMIT_WITHOUT_CACHE="closed")
    assert house.ask("Products", ADA).code == ""
    valkey.process.kill()
    valkey.process.wait()
    assert house.ask("Products", ADA).code == "RATE_LIMIT_UNAVAILABLE"


def test_server_that_hangs_is_asked_once_and_again_later(
    house: House, valkey: services.Service, clock: MovableClock
) -> None:
    house.open(RATE_LIMITS=LIMITS, RATE_LIMIT_WITHOUT_CACHE="closed")
    assert house.ask("Products", ADA).code == ""
    valkey.process.send_signal(signal.SIGSTOP)
    assert [house.ask("Products", ADA).code for _ in range(20)] == ["RATE_LIMIT_UNAVAILABLE"] * 20
    valkey.process.send_signal(signal.SIGCONT)
    assert house.ask("Products", ADA).code == "RATE_LIMIT_UNAVAILABLE", "within the pause"
    clock.forward(limiter.PAUSE)
    assert house.ask("Products", ADA).code == ""
