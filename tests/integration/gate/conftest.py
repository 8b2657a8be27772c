"""The projects that the tests of the gate run on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from django_graphgate.access import load_roles
from django_graphgate.models import Role
from tests.support.gate.bazaar import Bazaar
from tests.support.gate.house import ROLES, House, copy_frozen
from tests.support.shop.fixture import load


@pytest.fixture
def config(db: None, tmp_path: Path) -> Path:
    """A folder with the frozen project."""
    return copy_frozen(tmp_path / "config")


@pytest.fixture
def house(database: str, settings: Any, config: Path) -> House:
    """The project in production, on each database, with its rows and roles."""
    load(database)
    load_roles(ROLES)
    found = House(settings, config)
    found.open()
    return found


@pytest.fixture
def ada() -> Any:
    """A user without any right of her own."""
    return get_user_model().objects.create_user("ada", password="x")


@pytest.fixture
def staff_edits(house: House) -> House:
    """Staff has the role ``editor``."""
    Role.objects.filter(name="editor").update(match="is_staff")
    return house


@pytest.fixture(params=["orm", "sql"])
def bazaar(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Bazaar:
    """GraphJin's tables in development, on each database, written through models and as SQL."""
    return Bazaar(database, request.param, settings, tmp_path / "config")
