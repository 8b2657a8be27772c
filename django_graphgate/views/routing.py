"""URLs whose views are synchronous under WSGI and asynchronous under ASGI.

Django looks at a view to know how to run it, and one process may serve both ways (tests do). So a URL
has both views, and one is chosen while the URL is resolved: the ASGI handler does that on its event loop,
the WSGI handler in a thread without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern
from django.urls.resolvers import RegexPattern, ResolverMatch, RoutePattern
from django.views.decorators.csrf import csrf_exempt

from django_graphgate.execution.non_atomic import non_atomic
from django_graphgate.views.thread_pool import in_thread


class GatePattern(URLPattern):
    """A URL pattern with a view for WSGI and one for ASGI."""

    asynchronous: Callable[..., Any]

    def resolve(self, path: str) -> ResolverMatch | None:
        """As Django's, with the asynchronous view where an event loop is running."""
        match = super().resolve(path)
        if match is not None and _on_event_loop():
            match.func = self.asynchronous
        return match


def gate_path(
    route: str, view: Callable[..., HttpResponse], name: str, *, regex: bool = False
) -> GatePattern:
    """A pattern for a view that checks CSRF and opens transactions by itself.

    ``route`` is that of Django's ``path``, or of ``re_path`` with ``regex``.
    """
    pattern_class = RegexPattern if regex else RoutePattern

    def synchronous(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    synchronous.__name__ = synchronous.__qualname__ = name
    pattern = GatePattern(pattern_class(route, name=name, is_endpoint=True), _exempt(synchronous), None, name)
    pattern.asynchronous = _exempt(in_thread(view))
    return pattern


def _exempt(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view without the effects of the project's middleware and of ``ATOMIC_REQUESTS``.

    The gate decides who may call: programs cannot follow a redirect to a login page.
    """
    view = csrf_exempt(view)
    view.login_required = False  # type: ignore[attr-defined]  # what LoginRequiredMiddleware looks at
    return non_atomic(view)


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
