"""Real servers: what gunicorn and uvicorn make of requests, and what their clients get."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from django_graphgate.access import load_roles
from tests.integration.views.conftest import ROLES
from tests.support.shop import fixture
from tests.support.views.calling import JSON
from tests.support.views.serving import Server, serving

pytestmark = [pytest.mark.slow, pytest.mark.versions]

TYPENAME = "{ __typename }"
NAMES = "query Names { products(limit: 2, order_by: { id: asc }) { name } }"
SETTINGS = {"PRODUCTION": False, "REQUIRE_AUTH": False, "MAX_BODY_BYTES": 2000, "ASGI_THREADS": 3}
SETTINGS["MAX_URL_BYTES"] = 1000  # gunicorn itself refuses request lines of more than 4094 bytes
POST = f"POST /api/v1/graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {JSON}\r\nConnection: close\r\n"


@pytest.fixture(scope="module", params=["gunicorn", "uvicorn"])
def running(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One server for all tests; it keeps its connections, as in production."""
    folder = tmp_path_factory.mktemp(request.param)
    with serving(request.param, folder, SETTINGS, CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True) as server:
        yield server


@pytest.fixture
def server(running: Server, transactional_db: None) -> Server:
    load_roles(ROLES)
    fixture.load()
    return running


def raw(server: Server, *parts: bytes, pause: float = 0) -> tuple[int, bytes]:
    """Status and body of the answer to bytes as they are; ``pause`` is between the parts, in seconds."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                client.sendall(part)
                time.sleep(pause)
        with client.makefile("rb") as stream:
            status = int(stream.readline().split()[1])
            return status, stream.read().partition(b"\r\n\r\n")[2]


def code(body: bytes) -> str:
    start, end = body.index(b"{"), body.rindex(b"}") + 1
    return str(json.loads(body[start:end])["errors"][0]["extensions"]["code"])


def test_post_and_get_are_answered(server: Server) -> None:
    wanted = {"products": [{"name": "Lamp"}, {"name": "Kettle"}]}
    assert server.post({"query": NAMES})[1]["data"] == wanted
    status, headers, body = server.ask("GET", f"graphql?query={quote(NAMES)}")
    assert (status, json.loads(body)["data"]) == (200, wanted)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Content-Length"] == str(len(body))


def test_head_has_the_length_and_no_body(server: Server) -> None:
    path = f"graphql?query={quote(TYPENAME)}"
    _, headers, body = server.ask("GET", path)
    status, head, nothing = server.ask("HEAD", path)
    assert (status, nothing, head["Content-Length"]) == (200, b"", headers["Content-Length"])
    assert body


def test_connection_stays_usable_after_a_head(server: Server) -> None:
    with contextlib.closing(server.connect()) as client:
        for method in ("HEAD", "GET", "HEAD", "OPTIONS", "GET"):
            client.request(method, f"/api/v1/graphql?query={quote(TYPENAME)}")
            response = client.getresponse()
            body = response.read()
            assert response.status in {200, 204}
            assert bool(body) == (method == "GET")


def test_refusals_have_the_one_shape(server: Server) -> None:
    for method, path, status, wanted in [
        ("PUT", "graphql", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "graphql", 400, "BAD_REQUEST"),
        ("GET", f"graphql?query={quote('mutation { __typename }')}", 405, "METHOD_NOT_ALLOWED"),
        ("GET", f"graphql?query={'a' * 1001}", 414, "URI_TOO_LONG"),
        ("POST", "graphql", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", "health", 405, "METHOD_NOT_ALLOWED"),
    ]:
        got, _, body = server.ask(method, path)
        assert (got, code(body)) == (status, wanted)


def test_chunked_body_is_read(server: Server) -> None:
    body = json.dumps({"query": TYPENAME}).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]))
    status, answer = raw(server, f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode(), chunks, b"0\r\n\r\n")
    assert status == 200
    assert b'"Query"' in answer


BROKEN_CHUNKS = {
    "no number": b"zz\r\n{}\r\n0\r\n\r\n",
    "negative": b"-2\r\n{}\r\n0\r\n\r\n",
    "spaces": b" 2 \r\n{}\r\n0\r\n\r\n",
    "no size": b"\r\n{}\r\n0\r\n\r\n",
    "no end of line": b"2\r\n{}0\r\n\r\n",
    "underscore": b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
    "extension": b"2;a\nb\r\n{}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("chunks", BROKEN_CHUNKS.values(), ids=BROKEN_CHUNKS)
def test_malformed_chunk_is_a_fault_of_the_server(server: Server, chunks: bytes) -> None:
    head = f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode()
    status, _ = raw(server, head, chunks)
    assert 400 <= status < 500
    assert "Traceback" not in server.log.read_text()
    assert server.post({"query": TYPENAME})[0] == 200


def test_long_chunked_body_is_413(server: Server) -> None:
    """No header tells its length."""
    chunk = b"%x\r\n%s\r\n" % (1000, b" " * 1000)
    head = f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode()
    status, body = raw(server, head, chunk * 3 + b"0\r\n\r\n")
    assert (status, code(body)) == (413, "PAYLOAD_TOO_LARGE")


def test_announced_long_body_is_413(server: Server) -> None:
    status, body = raw(server, f"{POST}Content-Length: 3000\r\n\r\n".encode(), b" " * 3000)
    assert (status, code(body)) == (413, "PAYLOAD_TOO_LARGE")


def test_body_that_comes_in_pieces_is_read(server: Server) -> None:
    body = json.dumps({"query": TYPENAME}).encode()
    head = f"{POST}Content-Length: {len(body)}\r\n\r\n".encode()
    status, _ = raw(server, head, body[:5], body[5:], pause=0.1)
    assert status == 200


@pytest.mark.parametrize("length", ["-1", "1, 2", "abc"])
def test_nonsense_length_is_refused(server: Server, length: str) -> None:
    status, _ = raw(server, f"{POST}Content-Length: {length}\r\n\r\n".encode())
    assert status == 400


def test_body_that_ends_early_is_no_answer_to_anything(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(f"{POST}Content-Length: 100\r\n\r\n{{".encode())
    assert server.post({"query": TYPENAME})[0] == 200


def test_two_bodies_of_different_length_are_not_smuggled(server: Server) -> None:
    """``Content-Length`` and ``Transfer-Encoding`` together: refused, or the length is ignored."""
    head = f"{POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    status, body = raw(server, head, b"0\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert status == 400
    assert b"\r\nok" not in body


def test_many_clients_at_once(server: Server) -> None:
    """More than there are threads; each gets its own answer."""

    def ask(number: int) -> bool:
        query = f"query Q{number % 5} {{ products(where: {{ id: {{ eq: {number % 11 + 1} }} }}) {{ id }} }}"
        status, body = server.post({"query": query})
        return (status, body["data"]) == (200, {"products": [{"id": number % 11 + 1}]})

    with ThreadPoolExecutor(12) as clients:
        assert all(clients.map(ask, range(60)))


def test_clients_that_leave_do_not_disturb_the_others(server: Server) -> None:
    """A lock holds their statements up; when it goes, every connection still gives right answers."""
    body = json.dumps({"query": NAMES}).encode()
    request = f"{POST}Content-Length: {len(body)}\r\n\r\n".encode() + body
    server.post({"query": NAMES})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE shop_product IN ACCESS EXCLUSIVE MODE")
        leaving = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(8)]
        for client in leaving:
            client.sendall(request)
        time.sleep(0.5)
        for client in leaving:
            client.close()
        time.sleep(0.2)
    for _ in range(10):
        status, answer = server.post({"query": NAMES})
        assert (status, answer["data"]) == (200, {"products": [{"name": "Lamp"}, {"name": "Kettle"}]})


def test_health_answers_while_the_database_is_busy(server: Server) -> None:
    """Under ASGI the threads are all taken: health waits, and then answers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE shop_product IN ACCESS EXCLUSIVE MODE")
        thread = threading.Thread(target=server.post, args=({"query": NAMES},))
        thread.start()
        time.sleep(0.2)
        assert server.ask("GET", "health")[2] == b"ok"
    thread.join(30)
    assert not thread.is_alive()


def connections_of_the_server() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_connections_are_bounded_and_kept(server: Server) -> None:
    def ask(_: int) -> Any:
        return server.post({"query": NAMES})[0]

    with ThreadPoolExecutor(12) as clients:
        assert set(clients.map(ask, range(60))) == {200}
    first = connections_of_the_server()
    with ThreadPoolExecutor(12) as clients:
        assert set(clients.map(ask, range(60))) == {200}
    assert 1 <= first <= 5
    assert connections_of_the_server() <= 5


def test_connection_that_the_database_closed_is_replaced(server: Server) -> None:
    server.post({"query": NAMES})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    for _ in range(6):
        assert server.post({"query": NAMES})[0] == 200


def test_log_tells_of_no_surprise(server: Server) -> None:
    """Whatever the order of the tests: clients that leave, bodies that end early, locks."""
    log = server.log.read_text()
    assert "Traceback" not in log
    assert "unexpected error" not in log
