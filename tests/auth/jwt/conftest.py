"""A clock that stands, and a server of keys that does what it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from django_graphgate.auth import clock
from tests.auth.jwt.key_server import KeyServer
from tests.auth.jwt.tokens import NOW


@pytest.fixture(autouse=True)
def time() -> Iterator[clock.MovableClock]:
    """The clock stands at ``NOW`` until a test moves it."""
    with clock.moved(NOW) as movable:
        yield movable


@pytest.fixture
def server() -> Iterator[KeyServer]:
    """An endpoint of keys on this machine."""
    with KeyServer() as running:
        yield running
