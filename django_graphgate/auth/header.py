"""A secret in a header: services, cron jobs and task queues rather than people.

Options, flat or under ``header``:

* ``name`` with ``value``: the header must hold it.  A text, ``{"env": "NAME"}``, or a list of these
  while a secret is being rotated.
* ``name`` with ``"exists": true``: the header must be there.  It proves something only where a proxy
  removes it from requests of outsiders; with ``TRUSTED_PROXIES`` it counts from there alone.

and next to them:

* ``role``: the role of the caller, who is signed in by it.  Without one (and without a user) the caller
  has shown where the request comes from, which is what actions and webhooks ask for, but is not
  signed in.
* ``user_id_header``, ``role_header``: further headers that a trusted proxy sets.  From any other
  address the credential is refused.  A role from a header does not sign a caller in without a user.

WSGI makes ``X-Key`` and ``X_Key`` the same name.  Servers drop the latter from requests; a proxy that
sets identity headers must remove both spellings from what it received.  A header that came twice
arrives as one text with a comma, which is no user id and no role.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.http.proxies import from_trusted_proxy
from django_graphgate.auth.http.throttle import CHANGING
from django_graphgate.auth.options import secrets_of, unknown_options
from django_graphgate.conf import get_settings
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")

_ORDINARY = frozenset(
    {
        *("accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length"),
        *("content-type", "host", "origin", "referer", "user-agent", "via", "x-forwarded-for"),
        *("x-forwarded-host", "x-forwarded-proto", "x-real-ip"),
    }
)
"""Headers of ordinary requests: that they exist says nothing."""


class HeaderAuthenticator(Authenticator):
    """Knows callers by a header that only they can send."""

    type: ClassVar[str] = "header"
    challenge: ClassVar[str] = "ApiKey"

    def __init__(self, options: Mapping[str, Any], *, name: str = "") -> None:
        super().__init__(options, name=name)
        nested = options.get("header")
        self._header: Mapping[str, Any] = nested if isinstance(nested, Mapping) else options
        self._key = _meta_key(self._header.get("name"))
        self._exists = self._header.get("exists") is True
        secrets, self._secret_problems = ([], []) if self._exists else secrets_of(self._header.get("value"))
        if any(secret != secret.strip() for secret in secrets):
            padded = Problem("A secret begins or ends with spaces, which servers strip from headers.")
            self._secret_problems.append(padded)
        # Digests: of one length whatever was sent, and no secret stays in memory for long.
        self._digests = tuple(hashlib.sha256(secret.encode()).digest() for secret in secrets)
        self._role: Any = options.get("role")
        self._user_id_key = _meta_key(options.get("user_id_header"))
        self._role_key = _meta_key(options.get("role_header"))

    def authenticate(self, request: HttpRequest) -> Identity | None:
        """``None`` without the header."""
        presented = request.META.get(self._key) if self._key else None
        if presented is None or (self._exists and not presented.strip()):
            return None
        if not (self._exists or self._matches(presented)):
            raise InvalidCredentials(detail=f"{self.name}: wrong value")
        if self._needs_proxy() and not from_trusted_proxy(request):
            raise self._misused("not from one of TRUSTED_PROXIES")
        role = self._forwarded(request, self._role_key)
        return Identity(
            user_id=self._forwarded(request, self._user_id_key),
            role=role or self._role,
            role_from_request=role is not None,
            authenticator=self.name,
        )

    def headers(self) -> Sequence[str]:
        names = (
            self._header.get("name"),
            self.options.get("user_id_header"),
            self.options.get("role_header"),
        )
        return [name for name in names if isinstance(name, str)]

    def presented(self, request: HttpRequest) -> str | None:
        keys = filter(None, (self._key, self._user_id_key, self._role_key))
        return "\n".join(str(request.META[key]) for key in keys if key in request.META)

    def _matches(self, presented: str) -> bool:
        digest = _digest(presented)
        matches = [hmac.compare_digest(digest, each) for each in self._digests]  # all of them, always
        return any(matches)

    def _needs_proxy(self) -> bool:
        if self._user_id_key or self._role_key:
            return True
        return self._exists and bool(get_settings().TRUSTED_PROXIES)

    def _forwarded(self, request: HttpRequest, key: str) -> str | None:
        """The value of a further header that the proxy sets; ``None`` without one."""
        value: str = request.META.get(key, "") if key else ""
        if "," in value:
            raise self._misused("an identity header came twice")
        return value.strip() or None

    def _misused(self, why: str) -> InvalidCredentials:
        """The header itself is right, or proves nothing: it is not counted as a guess."""
        return InvalidCredentials(nature="genuine", detail=f"{self.name}: {why}")

    def check(self) -> Sequence[Problem]:
        nested = self._header is not self.options
        own = {"role", "user_id_header", "role_header"}
        known = own | ({"header"} if nested else {"header", "name", "value", "exists"})
        problems = unknown_options(self.options, known)
        if nested:
            problems += unknown_options(self._header, {"name", "value", "exists"})
        return [*problems, *self._header_problems(), *self._identity_problems()]

    def _header_problems(self) -> list[Problem]:
        name, problems = str(self._header.get("name")), []
        if not self._key:
            problems.append(
                Problem(f"{name!r} is not the name of a header.", hint="Letters, digits and hyphens.")
            )
        elif self._key in CHANGING:
            problems.append(Problem(f"{name} differs from request to request; it cannot hold a secret."))
        elif name.lower() == "cookie":
            problems.append(Problem("Browsers send Cookie by themselves; it cannot prove a service."))
        elif self._exists and name.lower() in _ORDINARY:
            problems.append(Problem(f"Every request may have {name}; its presence proves nothing."))
        if "exists" in self._header and not self._exists:
            problems.append(Problem("'exists' must be true."))
        elif self._exists and "value" in self._header:
            problems.append(Problem("'exists' and 'value' cannot be combined."))
        elif self._exists and not get_settings().TRUSTED_PROXIES:
            problems.append(
                Problem(
                    f"Anyone who sends {name} is believed, with any value.",
                    hint="Name the proxy that removes it from outside requests in TRUSTED_PROXIES.",
                    level="warning",
                )
            )
        return problems + self._secret_problems

    def _identity_problems(self) -> list[Problem]:
        problems = []
        for option in ("user_id_header", "role_header"):
            if option not in self.options:
                continue
            if not _is_header_name(self.options[option]):
                problems.append(
                    Problem(f"{option!r} is not the name of a header.", hint="Letters, digits and hyphens.")
                )
            if not get_settings().TRUSTED_PROXIES:
                problems.append(
                    Problem(
                        f"{option!r} is believed from TRUSTED_PROXIES only, and there are none.",
                        hint="Set GRAPHGATE['TRUSTED_PROXIES'] to the network of the proxy that sets it.",
                    )
                )
        if self._role is not None and (not isinstance(self._role, str) or not self._role.strip()):
            problems.append(Problem("'role' must be the name of a role."))
        if self.name == self.type and not (self._role or self._user_id_key):
            problems.append(
                Problem(
                    "Callers known by this header have no user and no role of the settings: they count as "
                    "not signed in.",
                    hint="Give it a 'role' or a 'user_id_header', or move it to NAMED_AUTH.",
                    level="warning",
                )
            )
        return problems


def _is_header_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _meta_key(name: object) -> str:
    """The key of a header in ``request.META``; empty if it is not a valid header name."""
    if not isinstance(name, str) or not _is_header_name(name):
        return ""
    key = name.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


def _digest(text: str) -> bytes:
    """SHA-256 of the bytes on the wire, which servers hand on decoded as Latin-1."""
    try:
        value = text.encode("latin-1")
    except UnicodeEncodeError:  # not from a server
        value = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(value).digest()
