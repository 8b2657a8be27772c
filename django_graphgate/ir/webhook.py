"""Webhooks as values: what ``actions.json`` says of an endpoint that others call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDefinition:
    """An endpoint ``webhooks/<name>``: how a delivery is verified, and what it starts.

    Exactly one of ``action``, ``operation`` and ``path`` is given.
    """

    name: str
    verifier: str
    """A verifier (``sha256Verifier``) or a preset (``stripe``, ``github`` …) of :mod:`django_graphgate.signing`."""
    secrets: tuple[str, ...] = ()
    """Names of environment variables that hold the secrets: the current one first, older ones while it is rotated."""
    options: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)
    """Options of the verifier by Redwood's names: ``signatureHeader``, ``tolerance``, ``issuer`` …"""
    action: str = ""
    """Name of the action to run."""
    operation: str = ""
    """Name of the saved operation to run."""
    namespace: str = ""
    """Allow list of the operation."""
    path: str = ""
    """Dotted path of a callable that takes the delivery."""
    role: str = ""
    """The role that the operation or the action runs as."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Parameter or variable → path in the payload (``data.object.id``); ``""`` is the whole payload.  Without an entry
    a parameter takes the payload's member of its own name."""
    event_id: str = ""
    """Where the delivery's id is: ``header:X-Request-Id`` or a path in the payload; empty: as the preset says, else
    sha256 of the body."""
    max_body_bytes: int | None = None
    """``None``: ``WEBHOOK_MAX_BODY_BYTES``."""
    rate_limit: int | None = None
    """Genuine deliveries per minute of the clock, without those that are done already; ``None``: no limit."""
    max_attempts: int | None = None
    """``None``: ``WEBHOOK_ATTEMPTS``."""
    timeout: int | None = None
    """Milliseconds for the handler; ``None``: ``ACTION_TIMEOUT``."""
    description: str = ""
