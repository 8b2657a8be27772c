"""The chain: authenticators in order, until one says that the credentials are its own.

A wrong credential ends it (401): it never falls through to the next authenticator or to anonymous.  Only a
cookie whose session has ended is ignored: pages cannot drop it, so the next authenticator is asked, and
without another credential the caller is anonymous.  The answer that asks to sign in deletes such cookies.

What an authenticator answers is checked here once more, for all of them alike, because user ids of
foreign issuers reach the database as parameters.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.dev.headers import DevelopmentHeaders
from django_graphgate.auth.http import throttle
from django_graphgate.auth.http.proxies import proxy_problems
from django_graphgate.auth.registry import build
from django_graphgate.auth.users.ids import UserIdType, is_clean_text, user_id_type
from django_graphgate.conf import get_settings, on_change
from django_graphgate.errors import (
    AuthenticationRequired,
    ConfigurationError,
    InvalidCredentials,
    RequestRejected,
)
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import Identity

logger = logging.getLogger("django_graphgate.auth")

MAX_ROLE = 100
"""Longest role name, in characters, as in the table of roles."""


_Entry = tuple[str, Authenticator | None, list[Problem]]
"""The location of an entry in the settings, its authenticator if there can be one, and its problems."""


class AuthChain:
    """Authenticators in the order of the settings.  Built once, used by many threads at once."""

    def __init__(self, authenticators: Sequence[Authenticator], id_type: UserIdType) -> None:
        self.authenticators = tuple(authenticators)
        self.id_type = id_type

    @property
    def challenge(self) -> str:
        """The value of ``WWW-Authenticate`` for a 401 (RFC 9110, 11.6.1): the schemes of this chain."""
        schemes = [getattr(each, "challenge", "") or "Custom" for each in self.authenticators]
        return ", ".join(f'{scheme} realm="graphgate"' for scheme in dict.fromkeys(schemes))

    def identify(self, request: HttpRequest) -> Identity:
        """Who calls; anonymous when no credential is shown.

        Raises ``InvalidCredentials``, ``AuthUnavailable``, or ``TooManyRequests`` for a wrong credential
        from an address with too many of them.
        """
        identity, dropped = self._answer(request)
        if identity is not None:
            return identity
        return Identity(dropped=dropped) if dropped else Identity.anonymous()

    async def aidentify(self, request: HttpRequest) -> Identity:
        """:meth:`identify` in a thread: stores and databases are asked by synchronous clients."""
        return await sync_to_async(self.identify)(request)

    def authenticate(self, request: HttpRequest) -> Identity | None:
        """As :meth:`identify`, but ``None`` when no credential is shown."""
        return self._answer(request)[0]

    def require(self, request: HttpRequest, *, detail: str = "") -> Identity:
        """As :meth:`identify`, but raises what :meth:`sign_in` gives when no credential is shown."""
        identity, dropped = self._answer(request)
        if identity is None:
            raise self.sign_in(dropped, detail=detail)
        return identity

    def sign_in(self, dropped: tuple[DroppedCookie, ...] = (), *, detail: str = "") -> RequestRejected:
        """The refusal for a caller who is not, or no longer, signed in."""
        refusal = session_ended(dropped, detail) if dropped else AuthenticationRequired(detail=detail)
        refusal.headers["WWW-Authenticate"] = self.challenge
        return refusal

    def refused(self, request: HttpRequest, error: InvalidCredentials) -> RequestRejected:
        """Count a wrong credential; what to raise for it, with its challenge.

        Also for what only the operation's statement found out (``Identity.check``).
        """
        refusal = throttle.failure(request, error, self.authenticators)
        refusal.cookies = error.cookies
        if isinstance(refusal, InvalidCredentials):
            refusal.headers.setdefault("WWW-Authenticate", self.challenge)
        return refusal

    def _answer(self, request: HttpRequest) -> tuple[Identity | None, tuple[DroppedCookie, ...]]:
        """Who calls, if anybody, and the cookies of sessions that have ended."""
        try:
            return self._asked(request)
        except InvalidCredentials as error:
            raise self.refused(request, error) from error.__cause__

    def _asked(self, request: HttpRequest) -> tuple[Identity | None, tuple[DroppedCookie, ...]]:
        dropped: tuple[DroppedCookie, ...] = ()
        for authenticator in self.authenticators:
            try:
                identity = authenticator.authenticate(request)
            except InvalidCredentials as error:
                cookie = authenticator.cookie(request)
                if cookie is None:
                    raise
                if error.nature != "ended":
                    error.cookies = (*dropped, cookie)
                    raise
                logger.info("graphgate: a session has ended (%s)", error.detail)
                dropped = (*dropped, cookie)
                continue
            if identity is not None:
                if dropped or identity.authenticator != authenticator.name:  # operations may ask who it was
                    identity = replace(identity, authenticator=authenticator.name, dropped=dropped)
                if identity.by_cookie:
                    identity = replace(identity, cookie=authenticator.cookie(request))
                return self._checked(identity), dropped
        return None, dropped

    def _checked(self, identity: Identity) -> Identity:
        """The identity with its id in canonical form; anything that a database would refuse is a 401."""
        for text, length in ((identity.user_id_provider, 255), (identity.role, MAX_ROLE)):
            if text is not None and not is_clean_text(text, length):
                raise _unusable(f"{identity.authenticator}: malformed role or provider")
        if identity.user_id is None:
            return identity
        user_id = self.id_type.canonical(identity.user_id)
        if user_id is None:
            raise _unusable(f"{identity.authenticator}: not a {self.id_type.codec} user id")
        return identity if user_id == identity.user_id else replace(identity, user_id=user_id)


def _unusable(detail: str) -> InvalidCredentials:
    """The refusal of a genuine credential for a user who cannot exist on this site.

    It is no guess, so it is not counted: settings that do not fit an issuer must not lock its users out.
    """
    return InvalidCredentials(nature="genuine", detail=detail)


@dataclass(frozen=True, slots=True)
class _Chains:
    default: AuthChain
    named: Mapping[str, AuthChain]
    headers: tuple[str, ...] = field(init=False)
    all_known: bool = field(init=False)

    def __post_init__(self) -> None:
        chains = (self.default, *self.named.values())
        declared = [each.headers() for chain in chains for each in chain.authenticators]
        names = [name for headers in declared for name in headers or ()]
        object.__setattr__(self, "headers", tuple(dict.fromkeys(names)))
        object.__setattr__(self, "all_known", None not in declared)


def default_chain() -> AuthChain:
    """The chain of ``AUTH``; raises ``ConfigurationError`` when any authenticator is not safe to use."""
    return _chains().default


def named_authenticator(name: str) -> AuthChain:
    """The chain of one that ``NAMED_AUTH`` names; raises ``ConfigurationError`` for an unknown name."""
    chains = _chains().named
    if name not in chains:
        raise ConfigurationError(
            f"GRAPHGATE['NAMED_AUTH'] has no {name!r}.",
            hint=f"It has {', '.join(sorted(chains)) or 'no entry'}.",
        )
    return chains[name]


def deciding_headers() -> tuple[str, ...]:
    """Headers that say who calls, for ``Vary``."""
    return _chains().headers


def knows_deciding_headers() -> bool:
    """Whether :func:`deciding_headers` is complete: a project's own authenticators need not declare theirs."""
    return _chains().all_known


def session_ended(dropped: tuple[DroppedCookie, ...], detail: str = "") -> InvalidCredentials:
    """The refusal for a caller whose sessions have ended; its answer deletes their cookies."""
    refusal = InvalidCredentials(nature="ended", detail=detail)
    refusal.cookies = dropped
    return refusal


def without_session(identity: Identity) -> Identity:
    """The anonymous identity that replaces a caller by cookie whom the database does not confirm."""
    own = () if identity.cookie is None or identity.cookie in identity.dropped else (identity.cookie,)
    return Identity(dropped=identity.dropped + own)


def build_chain(entries: Sequence[Mapping[str, Any]]) -> AuthChain:
    """The chain of these entries; raises ``ConfigurationError`` for the first that is not safe to use."""
    collected = [(f"entry {index}", *_collect(entry)) for index, entry in enumerate(entries)]
    return _chain([_usable(*each) for each in collected])


def problems() -> list[tuple[str, Problem]]:
    """Errors and warnings of all authenticators with the location of each in the settings; raises nothing."""
    try:
        settings = get_settings()
        everything = [(where, Problem(message)) for where, message in _proxy_problems()]
        everything += [(where, problem) for where, _, listed in _all() for problem in listed]
        user_id_type(settings.USER_ID_TYPE)
    except ConfigurationError as error:
        return [("GRAPHGATE", Problem(error.message, hint=error.hint))]
    return everything


@functools.cache
def _chains() -> _Chains:
    for _, message in _proxy_problems():
        raise ConfigurationError(message)
    collected = _all()
    usable = {where: _usable(where, authenticator, listed) for where, authenticator, listed in collected}
    named = {f"NAMED_AUTH[{name!r}]": name for name in get_settings().NAMED_AUTH}
    return _Chains(
        default=_chain([each for where, each in usable.items() if where not in named]),
        named={name: _chain([usable[where]]) for where, name in named.items()},
    )


def _proxy_problems() -> list[tuple[str, str]]:
    """What is wrong with ``TRUSTED_PROXIES``, which belongs to no single authenticator."""
    return [("TRUSTED_PROXIES", message) for message in proxy_problems(get_settings().TRUSTED_PROXIES)]


def _all() -> list[_Entry]:
    """Each entry of the settings."""
    settings = get_settings()
    entries: list[_Entry] = []
    if settings.CREDS_IN_HEADER:
        development = DevelopmentHeaders({})
        entries.append(("CREDS_IN_HEADER", development, list(development.check())))
    for index, entry in enumerate(settings.AUTH):
        entries.append((f"AUTH[{index}]", *_collect(entry)))
    taken = {authenticator.name for _, authenticator, _ in entries if authenticator is not None}
    for name, entry in settings.NAMED_AUTH.items():
        authenticator, listed = _collect(entry, name)
        if name in taken or not name:
            listed.append(
                Problem("AUTH already has an authenticator with this name.", hint="Choose another name.")
            )
        entries.append((f"NAMED_AUTH[{name!r}]", authenticator, listed))
    return entries


def _collect(entry: Any, name: str = "") -> tuple[Authenticator | None, list[Problem]]:
    try:
        return build(entry, name=name)
    except ConfigurationError as error:
        return None, [Problem(error.message, hint=error.hint)]


def _usable(where: str, authenticator: Authenticator | None, listed: Sequence[Problem]) -> Authenticator:
    for problem in listed:
        if problem.level == "error":
            raise ConfigurationError(f"GRAPHGATE {where}: {problem.message}", hint=problem.hint)
    if authenticator is None:  # an entry without an authenticator always comes with an error
        raise ConfigurationError(f"GRAPHGATE {where} gives no authenticator.")
    return authenticator


def _chain(authenticators: Sequence[Authenticator]) -> AuthChain:
    return AuthChain(authenticators, user_id_type(get_settings().USER_ID_TYPE))


# any setting may be behind an authenticator: keys, caches, databases, backends, the user model
on_change(_chains.cache_clear)
