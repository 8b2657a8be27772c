"""Actions of a project over the shop, and the gate that runs them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches

from django_graphgate.access import load_roles
from django_graphgate.actions import ActionContext, ActionRefused
from django_graphgate.actions.registry import action, scope
from django_graphgate.auth.http import throttle
from tests.support import waiting
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import Caller

CRON = "c" * 40
PARTNER = "p" * 40
CRON_HEADERS = {"X-Cron-Key": CRON}
PARTNER_HEADERS = {"X-Partner-Key": PARTNER}
ACTIONS = "/api/v1/actions/"
PRODUCTS = {"name": "products", "query": {"columns": ["id", "name"], "limit": 50}}
ROLES: list[dict[str, Any]] = [
    {"name": "anon", "tables": [PRODUCTS]},
    {"name": "user", "tables": [PRODUCTS]},
    {"name": "staff", "match": "is_staff", "tables": [PRODUCTS]},
]
FILE: dict[str, Any] = {
    "actions": [
        {"name": "restock", "sql": "UPDATE shop_product SET stock = 7777", "auth_name": "cron"},
        {
            "name": "rename",
            "sql": "UPDATE shop_product SET name = $name WHERE id = $id",
            "roles": ["staff"],
            "parameters": [
                {"name": "id", "type": "Int!"},
                {"name": "name", "type": "String!", "max_length": 20},
            ],
        },
        {
            "name": "both",
            "sql": "SELECT 1 AS one",
            "auth_name": "badge",
            "roles": ["staff"],
        },
        {"name": "off", "sql": "UPDATE shop_product SET stock = 7777", "public": True},
        {"name": "count", "sql": "SELECT COUNT(*) AS products FROM shop_product", "public": True},
    ]
}
SETTINGS: dict[str, Any] = {
    "NAMED_AUTH": {
        "cron": {"type": "header", "name": "X-Cron-Key", "value": CRON},
        "partner": {"type": "header", "name": "X-Partner-Key", "value": PARTNER},
        "badge": {"type": "django_session"},
    },
    "DRY_RUN_ROLES": ["staff", "anon"],
}


def declare() -> None:
    """The callables of the project."""

    @action(roles=["staff"])
    def greet(name: str = "you") -> str:
        return f"Hello {name}"

    @action(roles=["staff"])
    def refuse() -> None:
        raise ActionRefused("Not today.", extensions={"day": "Monday"})

    @action(roles=["staff"])
    def fail() -> None:
        raise RuntimeError("the password is hunter2")

    @action(roles=["staff"], background=True)
    def add(context: ActionContext, prices: list[Decimal], note: str = "") -> dict[str, Any]:
        return {
            "sum": sum(prices),
            "note": note,
            "user": context.identity.user_id,
            "role": context.role,
            "run": context.run_id,
            "via": context.via,
        }

    @action(auth="cron", background=True)
    def sweep(context: ActionContext) -> str:
        return context.identity.authenticator

    @action(public=True, background=True)
    def anybody() -> str:
        return "done"

    @action(roles=["staff"], background=True)
    def refuse_later() -> None:
        raise ActionRefused("Not today.", extensions={"day": "Monday"})

    @action(roles=["staff"], background=True)
    def fail_later() -> None:
        raise RuntimeError("the password is hunter2")

    @action(roles=["staff"], background=True)
    def wait_for(path: str) -> str:
        Path(path, "begun").touch()
        waiting.until(Path(path, "go").exists)
        return "went"


@contextlib.contextmanager
def at_work(settings: Any, alias: str, folder: Path) -> Iterator[dict[str, Any]]:
    """The project in development, with its files in ``folder`` and the shop's rows in one database; its settings."""
    folder.mkdir()
    (folder / "actions.json").write_text(json.dumps(FILE), "utf-8")
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "CONFIG_DIR": folder,
        "PRODUCTION": False,
        "ASGI_THREADS": 0,
        "USAGE_INTERVAL": None,
        **SETTINGS,
    }
    throttle.forget_failures()
    caches["default"].clear()
    load_roles(ROLES)
    fixture.load(alias)
    with scope():
        declare()
        yield dict(settings.GRAPHGATE)
    throttle.forget_failures()


@pytest.fixture
def project(settings: Any, database: str, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The project, once on PostgreSQL, once on SQLite."""
    with at_work(settings, database, tmp_path / "config") as given:
        yield given


@pytest.fixture(params=["wsgi", "asgi"])
def caller(request: pytest.FixtureRequest, project: dict[str, Any]) -> Caller:
    """Nobody yet."""
    return Caller(str(request.param))


def signed_in(caller: Caller, **fields: Any) -> Caller:
    """The caller as a new user whose pages are ours."""
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user(**fields))
    return caller


OURS = {"Sec-Fetch-Site": "same-origin"}
"""What browsers send from the site's own pages."""


def run(caller: Caller, name: str, parameters: Any = None, **headers: str) -> Any:
    """POST to an action; headers with underscores for hyphens."""
    sent = {header.replace("_", "-"): value for header, value in headers.items()}
    return caller.post({} if parameters is None else parameters, url=ACTIONS + name, headers={**OURS, **sent})
