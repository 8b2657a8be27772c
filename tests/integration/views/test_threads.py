"""Threads under ASGI: how many there are, whose connection is whose, and clients that go away."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import resolve

from django_graphgate.views.thread_pool import in_thread

SECONDS = 60
marked: contextvars.ContextVar[str] = contextvars.ContextVar("marked", default="")


@contextlib.contextmanager
def threads(number: int, **database: Any) -> Iterator[None]:
    """That many threads, and settings of the default database for them."""
    before = dict(connections.settings["default"])
    with override_settings(GRAPHGATE={"ASGI_THREADS": number, "USAGE_INTERVAL": None}):
        connections.settings["default"].update(database)
        try:
            yield
        finally:
            connections.settings["default"].clear()
            connections.settings["default"].update(before)
            asyncio.run(_close_connections(number))


async def _close_connections(number: int) -> None:
    """All threads at once, so that each closes its own."""
    barrier = threading.Barrier(max(number, 1))

    def close(_: HttpRequest) -> HttpResponse:
        barrier.wait(SECONDS)
        connections.close_all()
        return HttpResponse()

    await asyncio.gather(*(in_thread(close)(HttpRequest()) for _ in range(number)))


def run(view: Callable[[HttpRequest], HttpResponse]) -> Awaitable[HttpResponse]:
    return in_thread(view)(HttpRequest())


def backend(_: HttpRequest) -> HttpResponse:
    """Which PostgreSQL process answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():  # noqa: ASYNC110 - threads know no asyncio.Event
            await asyncio.sleep(0.01)


def test_no_more_threads_than_the_setting_says() -> None:
    lock, now, most, names = threading.Lock(), 0, 0, set()

    def view(_: HttpRequest) -> HttpResponse:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            names.add(threading.current_thread().name)
        time.sleep(0.02)
        with lock:
            now -= 1
        return HttpResponse()

    async def ask() -> None:
        await asyncio.gather(*(run(view) for _ in range(12)))

    with threads(3):
        asyncio.run(ask())
    assert most == 3
    assert len(names) == 3
    assert all(name.startswith("graphgate") for name in names)


def test_without_threads_it_is_djangos_own() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(threading.current_thread().name)

    async def ask() -> bytes:
        return bytes((await run(view)).content)

    with threads(0):
        assert not asyncio.run(ask()).startswith(b"graphgate")


def test_context_of_the_request_is_there() -> None:
    async def ask() -> bytes:
        marked.set("traced")
        return bytes((await run(lambda _: HttpResponse(marked.get()))).content)

    with threads(1):
        assert asyncio.run(ask()) == b"traced"


def test_exception_comes_out() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    async def ask() -> HttpResponse:
        return await run(view)

    with threads(1), pytest.raises(ZeroDivisionError):
        asyncio.run(ask())


def test_client_that_leaves_the_queue_is_not_served() -> None:
    released, ran = threading.Event(), []

    def slow(_: HttpRequest) -> HttpResponse:
        released.wait(SECONDS)
        return HttpResponse()

    def view(_: HttpRequest) -> HttpResponse:
        ran.append(1)
        return HttpResponse()

    async def ask() -> None:
        first = asyncio.ensure_future(run(slow))
        await asyncio.sleep(0.05)
        waiting = asyncio.ensure_future(run(view))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        released.set()
        await first

    with threads(1):
        asyncio.run(ask())
    assert ran == []


@pytest.mark.django_db(transaction=True)
def test_client_that_leaves_while_it_is_served_harms_nobody() -> None:
    """The statement runs to its end; meanwhile its connection is given to nobody else."""
    started, released, answers = threading.Event(), threading.Event(), []

    def slow(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'mine'")
            started.set()
            released.wait(SECONDS)
            answers.append(cursor.fetchone()[0])
        return backend(request)

    async def ask() -> list[bytes]:
        leaving = asyncio.ensure_future(run(slow))
        await until(started.is_set)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        others = [await run(backend) for _ in range(3)]
        assert answers == []
        released.set()
        await until(lambda: bool(answers))
        return [
            bytes(each.content) for each in [*others, *(await asyncio.gather(run(backend), run(backend)))]
        ]

    with threads(2, CONN_MAX_AGE=None):
        pids = asyncio.run(ask())
    assert answers == ["mine"]
    assert len(set(pids[:3])) == 1
    assert len(set(pids)) <= 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("age", "kept"), [(0, False), (None, True), (60, True)])
def test_connection_lives_as_long_as_the_setting_says(age: int | None, kept: bool) -> None:
    async def ask() -> set[bytes]:
        return {bytes((await run(backend)).content) for _ in range(3)}

    with threads(1, CONN_MAX_AGE=age):
        assert len(asyncio.run(ask())) == (1 if kept else 3)


@pytest.mark.django_db(transaction=True)
def test_connection_that_died_is_replaced() -> None:
    async def ask() -> None:
        first = int((await run(backend)).content)
        with_admin(first)
        second = int((await run(backend)).content)
        assert first != second

    def with_admin(pid: int) -> None:
        def end() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            connection.close()

        thread = threading.Thread(target=end)
        thread.start()
        thread.join()

    with threads(1, CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True):
        asyncio.run(ask())


@pytest.mark.django_db(transaction=True)
def test_connection_comes_back_clean_after_a_failure() -> None:
    def broken(_: HttpRequest) -> HttpResponse:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise ZeroDivisionError

    async def ask() -> bool:
        with contextlib.suppress(ZeroDivisionError):
            await run(broken)
        clean = await run(lambda _: HttpResponse(str(connection.get_autocommit())))
        return clean.content == b"True"

    with threads(1, CONN_MAX_AGE=None):
        assert asyncio.run(ask())


@override_settings(ROOT_URLCONF="tests.support.views.urls")
@pytest.mark.parametrize(
    "path", ["/api/v1/graphql", f"/api/v1/graphql/sha256:{'a' * 64}", "/api/v1/health", "/mobile"]
)
def test_view_fits_the_server(path: str) -> None:
    async def on_loop() -> Any:
        return resolve(path).func

    assert not asyncio.iscoroutinefunction(resolve(path).func)
    assert asyncio.iscoroutinefunction(asyncio.run(on_loop()))
    assert not asyncio.iscoroutinefunction(resolve(path).func)


def test_urls_have_names() -> None:
    with override_settings(ROOT_URLCONF="tests.support.views.urls"):
        assert resolve("/api/v1/graphql").view_name == "graphgate:graphql"
        assert resolve("/api/v1/health").view_name == "graphgate:health"
        document = resolve(f"/api/v1/graphql/sha256:{'a' * 64}")
        assert (document.view_name, document.kwargs) == (
            "graphgate:document",
            {"document_id": f"sha256:{'a' * 64}"},
        )
