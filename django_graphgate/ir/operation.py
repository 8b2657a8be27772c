"""What is known of an operation besides its text: who may run it, and how it may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["query", "mutation", "subscription"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``@skipAuth`` and ``@requireAuth(roles: …, auth: …)`` of an operation."""

    skip_auth: bool = False
    require_auth: bool = False
    """``@requireAuth`` is written in the document: anonymous callers are refused whatever the settings say."""
    roles: tuple[str, ...] | None = None
    """Only these roles; ``None`` leaves it to the rules."""
    auth: str | None = None
    """Only callers known to this authenticator of ``NAMED_AUTH``; ``None`` leaves it to ``AUTH``."""

    @property
    def is_stated(self) -> bool:
        """Whether the operation has either directive."""
        return self.skip_auth or self.require_auth

    def open_to_anonymous(self, *, default: bool) -> bool:
        """Whether callers who are not signed in may run it; ``default`` holds where nobody said.

        A caller known to a named authenticator need not be a user.
        """
        if self.auth is not None or self.skip_auth:
            return True
        return default and not self.require_auth


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationInfo:
    """Read off a document once; everything that the pipeline needs to know without parsing."""

    name: str
    kind: Kind
    text: str
    """Canonical text: strict spelling, fragments inlined, as graphql-core prints it."""
    access: Access = Access()
