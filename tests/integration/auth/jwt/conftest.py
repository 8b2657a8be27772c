"""A clock that stops, a server of keys that the tests control, and a project with Simple JWT."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from django_graphgate.auth.jwt.keys import jwks
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.project import Configure
from tests.support.auth.jwt.remote import Waits
from tests.support.auth.jwt.tokens import NOW, SECRET
from tests.support.clock import MovableClock, moved


@pytest.fixture(autouse=True)
def time() -> Iterator[MovableClock]:
    """The clock stands at ``NOW`` until a test moves it."""
    with moved(NOW) as movable:
        yield movable


@pytest.fixture
def server() -> Iterator[KeyServer]:
    """An endpoint of keys on this machine."""
    with KeyServer() as running:
        yield running


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Which requests wait for the keys of an issuer."""
    seen = Waits()
    monkeypatch.setattr(jwks, "_Flight", seen.flight())
    return seen


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Sets the project's ``SIMPLE_JWT``, as if it had been so when the package was imported."""
    from rest_framework_simplejwt import authentication, tokens
    from rest_framework_simplejwt import settings as package
    from rest_framework_simplejwt.backends import TokenBackend

    backend = "ALGORITHM SIGNING_KEY VERIFYING_KEY AUDIENCE ISSUER JWK_URL LEEWAY JSON_ENCODER"

    def set_to(**given: Any) -> None:
        found = package.APISettings(
            {"SIGNING_KEY": SECRET, **given}, package.DEFAULTS, package.IMPORT_STRINGS
        )
        for module in (package, authentication, tokens):
            monkeypatch.setattr(module, "api_settings", found)
        made = TokenBackend(*(getattr(found, name) for name in backend.split()))
        monkeypatch.setattr(tokens.Token, "_token_backend", made)

    set_to()
    return set_to


@pytest.fixture
def user(database: str, configure: Configure) -> User:
    """A user of the project."""
    return User.objects.create_user("ann", password="lsfCeMySsSxWv")
