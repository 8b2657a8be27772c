"""What arrives, and what its signature proved."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django_graphgate.strict_json import strict_decoder

Members = dict[str, Any]

_EVENT_ID = re.compile(r"[!-+\--~]{1,200}")
"""Printable ASCII without space and comma: a comma joins the values of a header that was sent twice."""
_JSON = strict_decoder()


class SignatureInvalid(Exception):
    """The message is not genuine, or too old.  ``reason`` is for the log: a sender never reads it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What is known of a message whose signature is right."""

    event_id: str | None = None
    """The sender's id of the event, 1 to 200 printable characters; ``None`` where the message has none."""
    event_id_is_signed: bool = False
    """Whether nobody can send the message again under another id: the signature covers it, or the sender has sent
    the secret itself.  Other ids are worth nothing against those who have seen a message."""
    body_is_signed: bool = True
    """Whether the signature holds for the body's members as they are.  If not, an id among them is worth nothing."""
    timestamp: float | None = None
    """Seconds since the epoch, as the sender says; ``None`` where the message has none."""
    content: bytes | None = None
    """What the signature covers, where other bodies have the same signature; ``None``: it covers each byte."""
    answer: bytes | None = None
    """What to answer at once, without running anything: JSON with status 200, or if it is empty status 204."""


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
        """The value; raises ``SignatureInvalid`` if there is none."""
        value = self.headers.get(name.lower(), "")
        if not value.strip():
            raise SignatureInvalid(f"the header {name} is missing or empty")
        return value

    def header_id(self, name: str) -> str:
        """The id of an event in a header; raises ``SignatureInvalid``."""
        value = self.header(name)
        if not _EVENT_ID.fullmatch(value):
            raise SignatureInvalid(f"the header {name} is not the id of an event")
        return value

    def members(self) -> Members | None:
        """The object of JSON that the body is, strictly read; ``None`` if it is something else."""
        return read_members(self.body)


def read_members(raw: bytes) -> Members | None:
    """An object of JSON, strictly read; ``None`` if it is something else."""
    try:
        value = _JSON.decode(raw.decode())
    except (ValueError, RecursionError):
        return None
    return cast("Members", value) if isinstance(value, dict) else None


def at_path(members: Members | None, path: str) -> Any:
    """The member that a dotted path leads to (``data.object.id``), ``None`` if there is none."""
    value: Any = members
    for name in path.split("."):
        value = cast("Members", value).get(name) if isinstance(value, dict) else None
    return value


def as_event_id(value: Any) -> str | None:
    """A member of the payload as an id, ``None`` if it is no text or whole number that can be one."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _EVENT_ID.fullmatch(text) else None


def as_bytes(text: str) -> bytes:
    """UTF-8; whatever a server or a client may have made of a request, it has bytes."""
    return text.encode("utf-8", "surrogatepass")


def header_bytes(value: str) -> bytes:
    """A header as it was sent: servers decode it as Latin-1 (PEP 3333)."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return as_bytes(value)


def lower_names(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by lower-case name; those whose names differ in case alone are joined like a header sent twice."""
    result: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        result[key] = f"{result[key]},{value}" if key in result else value
    return result


def compact_json(value: Any) -> bytes:
    """JSON without white space, as UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
