"""Signing in as Django does it, and asking with the cookie that came of it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import RequestFactory

from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.django.authenticator import DjangoSessionAuthenticator
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.leaks import secret, secrets_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENGINES = "django.contrib.sessions.backends."
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "auth-sessions"}


def commands(redis_url: str, work: Callable[[], object]) -> list[str]:
    """The Redis commands of ``work`` in this worker's own database, but those that open a connection."""
    import redis  # tests without servers have none of its packages

    names: list[str] = []
    with redis.Redis.from_url(redis_url) as client, client.monitor() as monitor:
        number = client.connection_pool.connection_kwargs["db"]
        work()
        client.echo("end of work")
        for each in monitor.listen():
            name = each["command"].split()[0].upper()
            if each["db"] == number and name == "ECHO":
                return [name for name in names if name not in {"CLIENT", "HELLO", "SELECT"}]
            if each["db"] == number:
                names.append(name)
    return names


def new_session(key: str | None = None) -> SessionBase:
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return session


def new_user(name: str = "ada", **fields: Any) -> Any:
    user = get_user_model()(**{get_user_model().USERNAME_FIELD: name}, **fields)
    user.set_password(secret("lsfCeMySsSxWv"))
    user.save()
    secret(user.password)
    return user


@secrets_of
def sign_in(user: Any, backend: str = BACKEND, **values: Any) -> str:
    """The cookie's value after ``login()``, with further values in the session."""
    request = RequestFactory().get("/")
    request.session = new_session()
    login(request, user, backend)
    request.session.update(values)
    request.session.save()
    assert request.session.session_key is not None
    return request.session.session_key


@secrets_of
def session_of(**values: Any) -> str:
    """The cookie's value of a session with exactly these values."""
    session = new_session()
    session.update(values)
    session.save()
    assert session.session_key is not None
    return session.session_key


def asking(cookie: str | None = None, **headers: str) -> HttpRequest:
    """A request with that session cookie and those headers."""
    request = RequestFactory().get("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    if cookie is not None:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = cookie
    return request


def authenticator(**options: Any) -> Authenticator:
    return DjangoSessionAuthenticator({"type": "django_session", **options})


def ask(cookie: str | None) -> Identity | None:
    """What a new authenticator answers to that cookie."""
    return authenticator().authenticate(asking(cookie))


def refused(cookie: str) -> str:
    """The cookie is 401; the reason, for the log."""
    with pytest.raises(InvalidCredentials) as caught:
        ask(cookie)
    assert caught.value.status == 401
    return caught.value.detail
