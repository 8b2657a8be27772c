"""Deliveries over HTTP, to servers as they run in production."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.models import WebhookDelivery
from tests.support.shop.models import Category
from tests.support.views.serving import Server, serving
from tests.support.webhooks.project import ENVIRONMENT, Project, endpoint, signature

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BODY = b'{"id": "evt_1"}'
PATH = "/api/v1/webhooks/orders"


@pytest.fixture(params=["gunicorn", "uvicorn"])
def server(
    request: pytest.FixtureRequest, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    project = Project(settings, tmp_path)
    project.define(endpoint("orders", event_id="id"))
    graphgate = {**settings.GRAPHGATE, "CONFIG_DIR": str(project.folder), "WEBHOOK_MAX_BODY_BYTES": 1_000}
    with serving(request.param, project.folder, graphgate) as started:
        yield started


def status(server: Server, body: bytes, headers: Sequence[tuple[str, str]]) -> int:
    """The status of a request with these headers, each as often as it is there."""
    with contextlib.closing(server.connect()) as connection:
        connection.putrequest("POST", PATH)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server has heard enough
            connection.send(body)
        return connection.getresponse().status


def sized(body: bytes) -> list[tuple[str, str]]:
    return [("Content-Length", str(len(body))), ("Content-Type", "application/json")]


def chunks(body: bytes, size: int) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def test_hostile_and_genuine_deliveries(server: Server) -> None:
    (signed,) = signature(BODY).items()
    wrong = (signed[0], f"sha256={'0' * 64}")
    chunked = [("Transfer-Encoding", "chunked"), ("Content-Type", "application/json")]
    assert status(server, BODY, [*sized(BODY), signed, signed]) == 401
    assert status(server, BODY, [*sized(BODY), signed, wrong]) == 401
    assert status(server, BODY, [*sized(BODY), wrong, signed]) == 401
    assert status(server, BODY, [*sized(BODY), signed, ("Content-Encoding", "gzip")]) == 415
    long = b" " * 1_001
    assert status(server, long, [*sized(long), signed]) == 413
    assert status(server, chunks(long, 100), [*chunked, signed]) == 413
    assert status(server, chunks(BODY + b" ", 4), [*chunked, signed]) == 401
    assert WebhookDelivery.objects.count() == 0
    assert status(server, chunks(BODY, 4), [*chunked, signed]) == 200
    assert status(server, BODY, [*sized(BODY), signed]) == 200
    assert list(Category.objects.values_list("name", flat=True)) == ["evt_1"]
    assert bytes(WebhookDelivery.objects.get().body) == BODY


def test_sender_leaves_before_it_is_answered(server: Server) -> None:
    """What has arrived is handled, and is done when the sender comes again."""
    (signed,) = signature(BODY).items()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("POST", PATH, BODY, dict([*sized(BODY), signed]))
    statuses = []
    while 200 not in statuses:
        statuses.append(status(server, BODY, [*sized(BODY), signed]))
        assert statuses[-1] in (200, 409)
    assert list(Category.objects.values_list("name", flat=True)) == ["evt_1"]
    assert WebhookDelivery.objects.get().attempts == 1
