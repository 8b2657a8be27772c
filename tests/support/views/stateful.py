"""Middleware that sets something on its database connection; the header ``X-State`` says what."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware

ROLE = "graphgate_reader"
seen: list[str] = []


@contextlib.contextmanager
def _tenant(request: HttpRequest) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, false)", [request.headers["X-Tenant"]])
        yield
        cursor.execute("RESET app.tenant")


@contextlib.contextmanager
def _role(_: HttpRequest) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


@contextlib.contextmanager
def _wrapper(_: HttpRequest) -> Iterator[None]:
    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    seen.clear()
    with connection.execute_wrapper(note):
        yield


@contextlib.contextmanager
def _transaction(_: HttpRequest) -> Iterator[None]:
    from tests.support.shop.models import Tag

    with transaction.atomic():
        Tag.objects.create(slug="inside")
        yield
        transaction.set_rollback(True)


_STATES = {"tenant": _tenant, "role": _role, "wrapper": _wrapper, "transaction": _transaction}


@sync_only_middleware
def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        state = _STATES.get(request.headers.get("X-State", ""))
        if state is None:
            return get_response(request)
        with state(request):
            response = get_response(request)
        response["X-Seen"] = str(len(seen))
        return response

    return answer
