"""What the audit keeps of an event, before it has its place in a chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AuditEventName = Literal[
    "denial",
    "sign_in_failure",
    "access_change",
    "freeze",
    "action",
    "webhook",
    "kill_switch",
    "rate_limit",
    "anomaly",
    "prune",
]
"""A denial is a 401 or 403 for a credential that is right, or for none; a wrong credential is a sign-in failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One event.  Texts may be a caller's: the audit bounds and escapes them."""

    event: AuditEventName
    name: str = ""
    """What it is about: an operation, action, webhook, role (``reviewer``), rule (``reviewer.products.query``)."""
    actor: str = ""
    """Who: the user's id, with its provider; a user of the admin; the operating system's user for commands."""
    via: str = ""
    """``http``, ``admin``, ``command graphgate_sync``, ``task`` …"""
    role: str = ""
    origin: str = ""
    """An address."""
    code: str = ""
    """``extensions.code``."""
    reference: str = ""
    """The id that the caller saw."""
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """JSON: for changes ``{"old": …, "new": …}``; never secrets or variables' values."""
    at: float = 0.0
    """Seconds since 1970; 0 means now."""
