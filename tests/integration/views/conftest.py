"""A gate in development mode over the shop, called through both of Django's handlers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from tests.support.views.calling import Caller

PRODUCTS = {"name": "products", "query": {"columns": ["id", "name", "price"], "limit": 50}}
BLOCKED = {"name": "tags", "query": {"block": True}}
ROLES = [{"name": name, "tables": [PRODUCTS, BLOCKED]} for name in ("anon", "user")]


@pytest.fixture
def development(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """The settings of a project in development; under ASGI requests see the test's transaction."""
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = {
        "NAMESPACES": {"mobile": {}},
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "ASGI_THREADS": 0,
        "USAGE_INTERVAL": None,
    }
    return dict(settings.GRAPHGATE)


@pytest.fixture
def gate(development: dict[str, Any], db: None) -> dict[str, Any]:
    """The same with roles in the database: anybody may read products, nobody tags."""
    load_roles(ROLES)
    return development


@pytest.fixture(params=["wsgi", "asgi"])
def caller(request: pytest.FixtureRequest, gate: dict[str, Any]) -> Caller:
    return Caller(str(request.param))
