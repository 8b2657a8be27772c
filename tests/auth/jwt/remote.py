"""Asking with tokens of an issuer that publishes its keys."""

from __future__ import annotations

import functools
import time as real_time
from collections.abc import Callable
from typing import Any

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.errors import AuthUnavailable, InvalidCredentials
from tests.auth.jwt.key_server import KeyServer
from tests.auth.jwt.tokens import (
    NOW,
    authenticator,
    request,
    token,
)

HOUR = 3600


@functools.cache
def made(number: int = 0, *, kid: str | None = "", **changes: Any) -> str:
    """The token of the issuer's key of that number: the same text each time, as callers send it."""
    header = {"kid": f"ES256-{number}" if kid == "" else kid}
    return token("ES256", number=number, header=header, exp=NOW + 1000 * HOUR, **changes)


def remote(server: KeyServer, **options: Any) -> JwtAuthenticator:
    return authenticator(jwks_url=server.url, **{"token_cache": 0, **options})


def answer(found: JwtAuthenticator, text: str) -> str:
    """``7``, or ``401``, or ``503``."""
    try:
        identity = found.authenticate(request(text))
    except (InvalidCredentials, AuthUnavailable) as error:
        return str(error.status)
    assert identity is not None
    return str(identity.user_id)


def until(true: Callable[[], bool]) -> None:
    """Wait for a thread in the background."""
    end = real_time.monotonic() + 10
    while not true():
        assert real_time.monotonic() < end
        real_time.sleep(0.005)
