"""What middleware set on its connection holds for the gate's statement, under every kind of server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from django_graphgate.access import load_roles
from tests.support.shop.models import Tag
from tests.support.views.serving import COMMANDS, Server, environment_of, started
from tests.support.views.stateful import ROLE

pytestmark = [pytest.mark.slow, pytest.mark.versions]

SETTINGS = {
    "PRODUCTION": False,
    "REQUIRE_AUTH": False,
    "USAGE_INTERVAL": None,
    "VARIABLES": {
        "tenant": "sql:select current_setting('app.tenant', true)",
        "who": "sql:select current_user",
    },
}
MINE = "{ tags(where: { slug: { eq: $tenant } }) { slug } }"
WHO = "{ tags(where: { slug: { eq: $who } }) { slug } }"
ALL = "{ tags(order_by: { id: asc }) { slug } }"
TAGS = [{"name": "tags", "query": {}}]


@pytest.fixture(scope="module", params=["gunicorn", "uvicorn"])
def running(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    environment = environment_of(folder, SETTINGS, CONN_MAX_AGE=None)
    environment["DJANGO_SETTINGS_MODULE"] = "tests.support.views.stateful_settings"
    with started(request.param, COMMANDS[request.param], folder, environment) as (server,):
        yield server


@pytest.fixture
def server(running: Server, transactional_db: None) -> Iterator[Server]:
    load_roles([{"name": name, "tables": TAGS} for name in ("anon", "user")])
    for slug in ("a", "b", ROLE):
        Tag.objects.create(slug=slug)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}")
    try:
        yield running
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(f"DROP ROLE {ROLE}")


def ask(server: Server, query: str, **headers: str) -> tuple[list[str], Any]:
    sent = {
        "Content-Type": "application/json",
        **{name.replace("_", "-"): one for name, one in headers.items()},
    }
    status, head, body = server.ask("POST", "graphql", json.dumps({"query": query}), sent)
    assert status == 200, body
    rows = json.loads(body)["data"]["tags"]
    return [row["slug"] for row in rows or ()], head


def test_variable_for_row_level_security_holds(server: Server) -> None:
    for _ in range(3):
        assert ask(server, MINE, X_State="tenant", X_Tenant="a")[0] == ["a"]
        assert ask(server, MINE, X_State="tenant", X_Tenant="b")[0] == ["b"]
        assert ask(server, MINE)[0] == []


def test_requests_side_by_side_have_their_own(server: Server) -> None:
    def work(number: int) -> bool:
        tenant = "ab"[number % 2]
        return ask(server, MINE, X_State="tenant", X_Tenant=tenant)[0] == [tenant]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(24)))


def test_role_of_the_database_holds(server: Server) -> None:
    assert ask(server, WHO, X_State="role")[0] == [ROLE]
    assert ask(server, WHO)[0] == []


def test_wrapper_sees_the_statement(server: Server) -> None:
    ask(server, ALL)
    assert int(ask(server, ALL, X_State="wrapper")[1]["X-Seen"]) >= 1


def test_transaction_of_the_middleware_is_ours(server: Server) -> None:
    assert "inside" in ask(server, ALL, X_State="transaction")[0]
    assert "inside" not in ask(server, ALL)[0]
