"""A gate in development mode over the shop, called through both of Django's handlers."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.access import load_roles
from tests.support.views.calling import Caller
from tests.support.views.fixtures import development  # noqa: F401

PRODUCTS = {"name": "products", "query": {"columns": ["id", "name", "price"], "limit": 50}}
BLOCKED = {"name": "tags", "query": {"block": True}}
ROLES = [{"name": name, "tables": [PRODUCTS, BLOCKED]} for name in ("anon", "user")]


@pytest.fixture
def gate(development: dict[str, Any], db: None) -> dict[str, Any]:  # noqa: F811
    """The same with roles in the database: anybody may read products, nobody tags."""
    load_roles(ROLES)
    return development


@pytest.fixture(params=["wsgi", "asgi"])
def caller(request: pytest.FixtureRequest, gate: dict[str, Any]) -> Caller:
    return Caller(str(request.param))
