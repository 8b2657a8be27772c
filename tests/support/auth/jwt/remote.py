"""Asking with tokens of an issuer that publishes its keys."""

from __future__ import annotations

import functools
import threading
from typing import Any

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.keys.jwks import _Flight
from django_graphgate.errors import AuthUnavailable, InvalidCredentials
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.tokens import (
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


class Waits:
    """The waits of requests for a fetch, with the seconds that each was ready to wait."""

    def __init__(self) -> None:
        self._seen: list[tuple[int, float]] = []

    def all(self) -> list[float]:
        """Of every thread."""
        return [seconds for _, seconds in self._seen]

    def here(self) -> list[float]:
        """Of the thread that asks."""
        return [seconds for thread, seconds in self._seen if thread == threading.get_ident()]

    def forget(self) -> None:
        self._seen.clear()

    def flight(self) -> type[_Flight]:
        """Fetches whose waits are seen."""
        seen = self._seen

        class Watched(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                seen.append((threading.get_ident(), float("inf") if timeout is None else timeout))
                return super().wait(timeout)

        class Flight(_Flight):
            def __init__(self, number: int, give_up_at: float) -> None:
                super().__init__(number, give_up_at)
                self.done = Watched()

        return Flight
