"""Actions behind gunicorn and uvicorn: what they make of names, bodies and headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from django_graphgate.access import load_roles
from tests.acceptance.views.test_servers import code, raw
from tests.support.running.project import CRON, CRON_HEADERS, FILE, ROLES, SETTINGS
from tests.support.shop import fixture
from tests.support.shop.models import Product
from tests.support.views.serving import Server, serving

pytestmark = [pytest.mark.slow, pytest.mark.versions]
JSON = {"Content-Type": "application/json"}
HEAD = (
    f"POST /api/v1/actions/restock HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Cron-Key: {CRON}\r\n"
)


@pytest.fixture(scope="module", params=["gunicorn", "uvicorn"])
def running(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "actions.json").write_text(json.dumps(FILE), "utf-8")
    settings = {**SETTINGS, "PRODUCTION": False, "AUTH_FAILURE_LIMIT": None}
    with serving(request.param, folder, settings, CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True) as server:
        yield server


@pytest.fixture
def server(running: Server, transactional_db: None) -> Server:
    load_roles(ROLES)
    fixture.load()
    return running


def restocked() -> bool:
    return Product.objects.filter(stock=7777).exists()


def test_action_without_a_body(server: Server) -> None:
    """As ``curl -X POST`` sends it."""
    status, headers, body = server.ask("POST", "actions/restock", headers=CRON_HEADERS)
    assert (status, json.loads(body)["data"]["status"]) == (200, "done")
    assert headers["Cache-Control"] == "no-store"
    assert restocked()


def test_chunked_body_is_read(server: Server) -> None:
    head = f"{HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    status, body = raw(server, head, b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")
    assert (status, b'"done"' in body) == (200, True)


ID = re.compile(rb'"id":"[0-9a-f]{32}",?')
"""Of a denial: new each time."""


def test_huge_chunked_body_is_413(server: Server) -> None:
    head = f"{HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    status, body = raw(server, head, chunk * 7, b"0\r\n\r\n")
    assert (status, code(body)) == (413, "PAYLOAD_TOO_LARGE")
    assert not restocked()


@pytest.mark.parametrize(
    "path",
    [
        "x/../restock",
        "./restock",
        "restock%00",
        "restock%2F",
        "%2e%2e/actions/restock",
        "restock/",
        "restock;x",
        "r%C3%A9",
    ],
)
def test_names_are_not_paths(server: Server, path: str) -> None:
    """The client sends them as they are written here; no server resolves them."""
    unknown: Any = server.ask("POST", "actions/nothing", b"{}", {**JSON, **CRON_HEADERS})
    status, headers, body = server.ask("POST", f"actions/{path}", b"{}", {**JSON, **CRON_HEADERS})
    bodies = [ID.sub(b"", each) for each in (body, unknown[2])]
    assert bodies[0] == bodies[1]
    assert (status, unknown[0], code(body)) == (401, 401, "UNAUTHENTICATED")
    assert ID.search(body) and len(body) == len(unknown[2])
    assert headers["WWW-Authenticate"] == unknown[1]["WWW-Authenticate"]
    assert not restocked()


def test_secret_that_came_twice_is_wrong(server: Server) -> None:
    for line in (f"X-Cron-Key: {CRON}\r\n", "X-Cron-Key: wrong\r\n"):
        status, body = raw(server, f"{HEAD}{line}Content-Length: 0\r\n\r\n".encode())
        assert (status, code(body)) == (401, "UNAUTHENTICATED")
    assert not restocked()


def test_secret_under_the_other_spelling_is_none(server: Server) -> None:
    """``X_Cron_Key`` would be the same name to WSGI."""
    head = HEAD.replace("X-Cron-Key", "X_Cron_Key")
    status, _ = raw(server, f"{head}Content-Length: 0\r\n\r\n".encode())
    assert status in (400, 401)
    assert not restocked()
