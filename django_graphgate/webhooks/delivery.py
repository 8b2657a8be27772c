"""A delivery as a project's handler gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A genuine delivery that has been stored."""

    endpoint: str
    event_id: str
    """The sender's id, or the digest of the body: the same when the delivery comes again."""
    body: bytes = field(repr=False)
    """The bytes that the signature was verified over."""
    payload: Any = field(repr=False)
    """JSON, with numbers that have a fraction as ``Decimal``, or the members of a form by name; ``None`` for any other
    content type."""
    headers: Mapping[str, str] = field(repr=False)
    """By name in any case; those whose names look secret are missing."""
    content_type: str
    received_at: dt.datetime
    attempt: int
    """1 for the first."""
