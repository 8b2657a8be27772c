"""What arrives, and what its signature proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class SignatureInvalid(Exception):
    """The message is not genuine, or too old.  ``reason`` is for the log: a sender never reads it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What is known of a message whose signature is right."""

    event_id: str | None = None
    """The sender's id of the event, 1 to 200 printable characters; ``None`` where the scheme or message has none."""
    timestamp: float | None = None
    """Seconds since the epoch, as the sender says; ``None`` where the scheme has no timestamp."""
    answer: bytes | None = None
    """A body of JSON to answer at once, without running anything (Discord's PONG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request as it arrived.

    ``headers`` have lower-case names.  A header that was sent twice has its values joined by a comma, as WSGI and
    ASGI servers hand it over; no scheme takes such a value where it looks for a signature, a timestamp or an id.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    url: str = ""
    now: float = 0.0

    def header(self, name: str) -> str:
        """The value, without white space around it; raises ``SignatureInvalid`` if there is none."""
        value = self.headers.get(name.lower(), "").strip(" \t")
        if not value:
            raise SignatureInvalid(f"the header {name} is missing or empty")
        return value


def lower_names(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case name; those whose names differ in case alone are joined like a header sent twice."""
    result: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        result[key] = f"{result[key]},{value}" if key in result else value
    return result
