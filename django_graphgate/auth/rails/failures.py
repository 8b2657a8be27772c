"""Why a Rails session is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from django_graphgate.errors import InvalidCredentials

Reason = Literal[
    "malformed",
    "bad_signature",
    "wrong_purpose",
    "expired",
    "unsupported_object",
    "too_large",
    "session_not_found",
]


class SessionInvalid(InvalidCredentials):
    """The cookie or the stored session does not hold; the caller reads only the common sentence.

    ``reason`` is one word for tests and counters; ``detail`` is for the log and names no secret and
    no value of the session.
    """

    def __init__(self, reason: Reason, text: str) -> None:
        ended = reason in ("expired", "session_not_found")
        super().__init__(nature="ended" if ended else "guess", detail=f"Rails session, {reason}: {text}")
        self.reason: Reason = reason


def malformed(text: str) -> SessionInvalid:
    """The commonest reason: the bytes are not of the format."""
    return SessionInvalid("malformed", text)


@contextlib.contextmanager
def proven() -> Iterator[None]:
    """What is refused inside is the app's own: a signature covers it, or the app's store held it."""
    try:
        yield
    except SessionInvalid as error:
        if error.nature == "guess":
            error.nature = "genuine"
        raise
