"""Asks the authenticator who sends a cookie."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.test import RequestFactory

from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.ir.identity import Identity
from tests.support.auth.rails.ruby import SECRET

COOKIE = "_app_session"


def authenticator(**options: Any) -> RailsSessionAuthenticator:
    """One with the tests' secret, unless the options have another; its settings are sound."""
    made = RailsSessionAuthenticator(
        {"type": "rails", "cookie": COOKIE, "secret_key_base": SECRET, **options}
    )
    assert list(made.check()) == []
    return made


def ask_raw(asked: RailsSessionAuthenticator, header: str) -> Identity | None:
    """Who sends this ``Cookie`` header."""
    return asked.authenticate(RequestFactory().get("/", HTTP_COOKIE=header))


def ask(asked: RailsSessionAuthenticator, cookie: str, *, name: str = COOKIE) -> Identity | None:
    """Who sends a cookie of this value."""
    return ask_raw(asked, f"first=1; {name}={quote(cookie, safe='')}; last=1")


def user(asked: RailsSessionAuthenticator, cookie: str) -> str | None:
    """The id of the user who sends a cookie of this value."""
    identity = ask(asked, cookie)
    return None if identity is None else identity.user_id
