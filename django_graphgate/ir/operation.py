"""What is known of an operation besides its text: who may run it, and how it may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["query", "mutation", "subscription"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``@skipAuth`` and ``@requireAuth(roles: …, auth: …)`` of an operation."""

    skip_auth: bool = False
    roles: tuple[str, ...] | None = None
    """Only these roles; ``None`` leaves it to the rules."""
    auth: str | None = None
    """Only callers whom this authenticator of ``NAMED_AUTH`` knows; ``None`` leaves it to ``AUTH``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationInfo:
    """Read off a document once; everything that the pipeline needs to know without parsing."""

    name: str
    kind: Kind
    text: str
    """Canonical text: strict spelling, fragments inlined, as graphql-core prints it."""
    access: Access = Access()
