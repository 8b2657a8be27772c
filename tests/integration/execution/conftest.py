"""Databases of every vendor, with a third one that is made of two files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from django_graphgate.dialects import DIALECTS
from django_graphgate.execution.drivers import DRIVERS, Registered, driver_of
from tests.support.fake.dialect import Fake


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The SQLite database, as one of the third vendor."""
    registered = Registered("tests.support.fake.driver", "FakeDriver", "sqlite3", "")
    monkeypatch.setitem(DIALECTS, "fake", Fake())  # type: ignore[arg-type]  # a mapping to everybody else
    monkeypatch.setitem(DRIVERS, "fake", registered)
    monkeypatch.setattr(connections["sqlite"], "vendor", "fake", raising=False)
    yield "sqlite"
    driver_of.cache_clear()


@pytest.fixture(params=["postgresql", "sqlite", "fake"])
def alias(request: pytest.FixtureRequest) -> str:
    """A database of each vendor."""
    if request.param == "fake":
        return str(request.getfixturevalue("fake"))
    return "default" if request.param == "postgresql" else "sqlite"
