"""Synchronous views under ASGI, on a bounded number of threads that keep their database connections.

Django itself gives each ASGI request a thread of its own, and with it a new database connection.
Here a process has ``ASGI_THREADS`` threads, and so at most that many connections, which live as long
as under WSGI (``CONN_MAX_AGE``).  Requests wait for a free thread in the order they came.

A request whose middleware has used a database stays in its own thread: there is the connection on which the
middleware may have set a role, a variable for row-level security, a wrapper, or begun a transaction.

A request whose client is gone: while it waits it is dropped and never runs.  Once it runs it runs to
its end in its thread, and the answer is dropped: no other request can be given a connection that is
still in use, and a write that has begun is whole.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections, reset_queries
from django.http import HttpResponse

from django_graphgate.conf import get_settings, on_change
from django_graphgate.errors import ConfigurationError

P = ParamSpec("P")


def in_thread(view: Callable[P, HttpResponse]) -> Callable[P, Coroutine[Any, Any, HttpResponse]]:
    """The view as a coroutine function."""

    def with_connections(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        # Django's own handlers of request_started and request_finished run in other threads.
        reset_queries()
        close_old_connections()
        try:
            return view(*args, **kwargs)
        finally:
            close_old_connections()

    @functools.wraps(view, updated=())
    async def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        threads = _threads()
        if threads is None or await sync_to_async(_is_in_use)():
            return await sync_to_async(view)(*args, **kwargs)
        bounded = sync_to_async(with_connections, thread_sensitive=False, executor=threads)
        return await bounded(*args, **kwargs)

    return answer


def _is_in_use() -> bool:
    """Whether the request's own thread has a connection, which may be in a state that must also hold for us."""
    return any(
        connection.connection is not None or connection.in_atomic_block or connection.execute_wrappers
        for connection in connections.all(initialized_only=True)
    )


@functools.cache
def _threads() -> ThreadPoolExecutor | None:
    """The threads of this process, started as they are needed."""
    try:
        number = get_settings().ASGI_THREADS
    except ConfigurationError:  # the view itself reports it
        number = 0
    return ThreadPoolExecutor(number, thread_name_prefix="graphgate") if number > 0 else None


def _end_threads() -> None:
    """Idle threads end; busy ones end with what they are doing."""
    if _threads.cache_info().currsize and (threads := _threads()) is not None:
        threads.shutdown(wait=False)
    _threads.cache_clear()


on_change(_end_threads, "GRAPHGATE")
if hasattr(os, "register_at_fork"):  # a child has none of its parent's threads
    os.register_at_fork(after_in_child=_threads.cache_clear)
