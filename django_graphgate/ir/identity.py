"""Who calls: the answer of an authenticator, and what the database has to confirm of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django_graphgate.ir.codec import Codec
from django_graphgate.ir.cookies import DroppedCookie


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacProof:
    """The caller's row proves the session: HMAC-SHA256 over ``column`` equals ``expected``.

    ``pads`` are pairs of hexadecimal (inner, outer) HMAC key pads of 64 bytes each, the current
    secret first; any pair may match.  The secret itself never travels.
    """

    column: str
    pads: tuple[tuple[str, str], ...] = field(repr=False)
    expected: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixProof:
    """The caller's row proves the session: the first ``length`` characters of ``column`` are ``expected``."""

    column: str
    length: int
    expected: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerCheck:
    """What the operation's own statement verifies about the caller, in the same round trip.

    ``table`` and the columns are names of the database (of the project's settings, never of the
    request); ``key_codec`` names the scalar codec of ``key``.  A row must exist with that key, be
    active where ``active_column`` is given, and fit ``proof``.
    """

    table: str
    key_column: str
    key_codec: Codec
    key: str
    active_column: str | None = None
    proof: HmacProof | PrefixProof | None = None


_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    return _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A caller.  ``user_id`` is text whatever the key's type is; ``None`` means nobody is signed in.

    ``role`` is set only by authenticators that settings allow to name one.  ``variables`` are
    values that a credential carries (mapped claims, trusted headers).  ``by_cookie`` says that a
    browser sends the credential by itself, so CSRF protection applies.  ``role_from_request``: the
    request names the role (a header, a claim), so that without a user nobody is signed in; a role that
    the settings give to a service signs the service in.  ``dropped``: cookies of sessions that have
    ended, for the answer that asks to sign in.  ``cookie`` is the one that the caller is known by.
    """

    user_id: str | None = None
    user_id_provider: str | None = None
    role: str | None = None
    authenticator: str = ""
    by_cookie: bool = False
    variables: Mapping[str, Any] = field(default_factory=_nothing, repr=False)
    check: CallerCheck | None = field(default=None, repr=False)
    role_from_request: bool = field(default=False, compare=False)
    dropped: tuple[DroppedCookie, ...] = field(default=(), repr=False, compare=False)
    cookie: DroppedCookie | None = field(default=None, repr=False, compare=False)

    @classmethod
    def anonymous(cls) -> Identity:
        """The caller who showed no credential."""
        return _ANONYMOUS

    @property
    def is_anonymous(self) -> bool:
        """Nobody is signed in: no user, and no role that the settings give to a service."""
        return self.user_id is None and (self.role is None or self.role_from_request)

    @property
    def signed_in(self) -> bool:
        return not self.is_anonymous


_ANONYMOUS = Identity()
