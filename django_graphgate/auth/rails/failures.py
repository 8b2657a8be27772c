"""Why a Rails session is refused."""

from __future__ import annotations

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
        super().__init__(detail=f"Rails session, {reason}: {text}")
        self.reason: Reason = reason


def malformed(text: str) -> SessionInvalid:
    """The commonest reason: the bytes are not of the format."""
    return SessionInvalid("malformed", text)
