"""Takes a token out of the request and hands it to the verifier of its issuer.

``{"type": "jwt", "provider": "auth0", "domain": "example.auth0.com", "audience": "https://api…"}``

The options of the issuer (:mod:`django_graphgate.auth.jwt.config.options`) are given beside ``type`` or under
``jwt``.  Under ``jwt`` a list takes several issuers: the token's ``iss`` chooses, unverified, whose
keys it has to pass; at most one entry has no ``issuer`` and takes the rest, ``{"provider":
"simplejwt"}`` for instance.  That is the way to have several issuers on one header: a second
authenticator in the chain would never be asked, because a token that fails ends the chain.

Beside the issuers: ``cookie`` names a cookie that may hold the token when the header does not, and
``header`` names another header than ``Authorization``, with the bare token or ``Bearer`` before it.
``cookie_path``, ``cookie_domain`` and ``cookie_samesite`` say how the cookie was set, so that an answer can
delete it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.jwt.parts import read_token
from django_graphgate.auth.jwt.refusals import refused, shown
from django_graphgate.auth.options import COOKIE_OPTIONS, dropped_cookie
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import Identity

if TYPE_CHECKING:
    from django_graphgate.auth.jwt.simplejwt import SimpleJwtVerifier

_MAGIC_ALONE = "Give them an authenticator, and a 'header' or 'cookie', of their own."

_OWN_OPTIONS = frozenset({"type", "name", "jwt", "cookie", "header", *COOKIE_OPTIONS})
"""Options that are not an issuer's."""

_TOKEN_CHARACTER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"  # noqa: S105  of RFC 9110, not a secret
_NAME = re.compile(_TOKEN_CHARACTER + "{1,100}")


class Verifier(Protocol):
    """Verifies the tokens of one issuer, or of several."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """The values of ``iss`` it is for; empty when any may be."""

    @property
    def variables(self) -> frozenset[str]:
        """The variables that its tokens fill."""

    @property
    def longest(self) -> int:
        """The largest number of characters of a token."""

    def verify(self, text: str) -> Identity:
        """Who the token says it is; raises ``InvalidCredentials`` or ``AuthUnavailable``."""


class TokenLocation:
    """Where a request holds a token.

    ``meta`` is the header's key in ``request.META``; ``bare`` headers hold the token alone.
    """

    def __init__(
        self,
        meta: str = "HTTP_AUTHORIZATION",
        *,
        schemes: Sequence[str] = ("Bearer",),
        bare: bool = False,
        cookie: DroppedCookie | None = None,
    ) -> None:
        self.meta = meta
        self.bare = bare
        self.cookie = cookie
        names = "|".join(re.escape(scheme) for scheme in schemes)
        self._scheme = re.compile(rf"\s*(?:{names})(?!{_TOKEN_CHARACTER})", re.IGNORECASE)

    def find(self, request: HttpRequest) -> tuple[str, bool] | None:
        """The token and whether a cookie held it; ``None`` if there is none.

        The scheme alone also counts: its empty token will be refused.
        """
        value = request.META.get(self.meta)
        if value:
            match = self._scheme.match(value)
            if match is not None:
                return value[match.end() :].strip(" "), False
            if self.bare:
                return value.strip(" "), False
        if self.cookie and (value := request.COOKIES.get(self.cookie.name)):
            return value, True
        return None

    def text(self, request: HttpRequest) -> str:
        """The token; empty without one."""
        located = self.find(request)
        return "" if located is None else located[0]

    def dropped(self, request: HttpRequest) -> DroppedCookie | None:
        """The cookie, where it held the token."""
        located = self.find(request)
        return self.cookie if located is not None and located[1] else None

    @property
    def headers(self) -> list[str]:
        """The headers that may hold it."""
        name = self.meta.removeprefix("HTTP_").replace("_", "-").title()
        return [name] if self.cookie is None else [name, "Cookie"]


class JwtAuthenticator(Authenticator):
    """Bearer tokens of one issuer or of several."""

    type: ClassVar[str] = "jwt"
    challenge: ClassVar[str] = "Bearer"

    def __init__(self, options: Mapping[str, Any], *, name: str = "") -> None:
        super().__init__(options, name=name)
        self._problems: list[Problem] = []
        self._location = self._read_location()
        self._verifiers = self._build_verifiers(self._read_issuers())
        self._by_issuer = {issuer: each for each in self._verifiers for issuer in each.issuers}
        self._rest = next((each for each in self._verifiers if not each.issuers), None)
        if sum(not each.issuers for each in self._verifiers) > 1:
            self._problems.append(Problem("At most one of several issuers may lack 'issuer'."))
        if sum(len(each.issuers) for each in self._verifiers) > len(self._by_issuer):
            self._problems.append(Problem("Two entries have the same 'issuer'."))
        self._is_sound = all(problem.level != "error" for problem in self._problems)

    @property
    def variables(self) -> frozenset[str]:
        """The variables that tokens fill: no caller may set them, signed in or not."""
        return frozenset[str]().union(*(each.variables for each in self._verifiers))

    def authenticate(self, request: HttpRequest) -> Identity | None:
        located = self._location.find(request)
        if located is None:
            return None
        text, by_cookie = located
        identity = self._verifier_for(text).verify(text)
        return replace(identity, by_cookie=True) if by_cookie else identity

    def presented(self, request: HttpRequest) -> str | None:
        return self._location.text(request)

    def cookie(self, request: HttpRequest) -> DroppedCookie | None:
        return self._location.dropped(request)

    def headers(self) -> Sequence[str]:
        return self._location.headers

    def check(self) -> Sequence[Problem]:
        return tuple(self._problems)

    def _read_location(self) -> TokenLocation:
        header = _name_option(self.options, "header", self._problems)
        cookie = _cookie(self.options, self._problems)
        if header is not None and header.lower() == "cookie":
            hint = (
                "Name the cookie with 'cookie': what browsers send by themselves needs a proof of the page."
            )
            self._problems.append(Problem("'header' is Cookie, which holds all cookies.", hint=hint))
        if header is None or header.lower() == "authorization":
            return TokenLocation(cookie=cookie)
        return TokenLocation("HTTP_" + header.upper().replace("-", "_"), bare=True, cookie=cookie)

    def _read_issuers(self) -> list[Mapping[str, Any]]:
        flat = {key: value for key, value in self.options.items() if key not in _OWN_OPTIONS}
        nested = self.options.get("jwt", {})
        if isinstance(nested, Mapping):
            for option in sorted(flat.keys() & nested.keys()):
                self._problems.append(Problem(f"{option!r} is given both beside and under 'jwt'."))
            return [{**flat, **nested}]
        if not isinstance(nested, (list, tuple)) or not all(isinstance(each, Mapping) for each in nested):
            self._problems.append(Problem("'jwt' is neither a dictionary nor a list of dictionaries."))
            return []
        if flat:
            self._problems.append(
                Problem(f"With several issuers, {', '.join(sorted(flat))} must be set in one of them.")
            )
        if not nested:
            self._problems.append(Problem("The list of issuers is empty."))
        if any(each.get("provider") == "magic" for each in nested):
            self._problems.append(Problem("Magic's tokens name no issuer to choose by.", hint=_MAGIC_ALONE))
        return list(nested)

    def _build_verifiers(self, issuers: Sequence[Mapping[str, Any]]) -> list[Verifier]:
        verifiers: list[Verifier] = []
        for given in issuers:
            try:
                verifier, problems = _build(given, self.name)
            except ImportError as error:
                provider = given.get("provider")
                extra = provider if provider in {"magic", "simplejwt"} else "jwt"
                hint = f"pip install 'django-graphgate[{extra}]'"
                problems = [Problem(f"A package for tokens is missing: {error.name}.", hint=hint)]
                verifier = None
            self._problems += problems
            if verifier is not None:
                verifiers.append(verifier)
        return verifiers

    def _verifier_for(self, text: str) -> Verifier:
        if not self._is_sound:
            raise ConfigurationError(f"The authenticator {self.name!r} is not configured; see its checks.")
        if len(self._verifiers) == 1:
            return self._verifiers[0]
        if len(text) > max(each.longest for each in self._verifiers):
            raise refused("the token is too long")
        issuer = read_token(text).claims.get("iss")
        verifier = self._by_issuer.get(issuer, self._rest) if isinstance(issuer, str) else self._rest
        if verifier is None:
            raise refused(f"iss is {shown(issuer)}, which is not one of the issuers")
        return verifier


class SimpleJwtAuthenticator(Authenticator):
    """Access tokens of the project's own Simple JWT: :mod:`django_graphgate.auth.jwt.simplejwt`."""

    type: ClassVar[str] = "simplejwt"
    challenge: ClassVar[str] = "Bearer"

    def __init__(self, options: Mapping[str, Any], *, name: str = "") -> None:
        super().__init__(options, name=name)
        self._problems: list[Problem] = []
        self._cookie = _cookie(options, self._problems)

    @functools.cached_property
    def _parts(self) -> tuple[TokenLocation, SimpleJwtVerifier]:
        """Built when Django is ready: the package reads the user model when it is imported."""
        from django_graphgate.auth.jwt.simplejwt import SimpleJwtVerifier, simple_jwt

        schemes = simple_jwt("AUTH_HEADER_TYPES")
        location = TokenLocation(
            simple_jwt("AUTH_HEADER_NAME"),
            schemes=[schemes] if isinstance(schemes, str) else list(schemes),
            cookie=self._cookie,
        )
        options = {
            key: value for key, value in self.options.items() if key not in _OWN_OPTIONS - {"jwt", "header"}
        }
        return location, SimpleJwtVerifier(options, self.name)

    def authenticate(self, request: HttpRequest) -> Identity | None:
        location, verifier = self._parts
        located = location.find(request)
        if located is None:
            return None
        text, by_cookie = located
        identity = verifier.verify(text)
        return replace(identity, by_cookie=True) if by_cookie else identity

    def presented(self, request: HttpRequest) -> str | None:
        return self._parts[0].text(request)

    def cookie(self, request: HttpRequest) -> DroppedCookie | None:
        return self._parts[0].dropped(request)

    def headers(self) -> Sequence[str]:
        return self._parts[0].headers

    def check(self) -> Sequence[Problem]:
        try:
            _, verifier = self._parts
        except ImportError as error:
            hint = "pip install 'django-graphgate[simplejwt]'"
            return (Problem(f"A package for tokens is missing: {error.name}.", hint=hint),)
        return (*self._problems, *verifier.check())


def _name_option(options: Mapping[str, Any], option: str, problems: list[Problem]) -> str | None:
    value = options.get(option)
    if value is None or (isinstance(value, str) and _NAME.fullmatch(value)):
        return value
    problems.append(Problem(f"{option!r} is not the name of a {option}."))
    return None


def _cookie(options: Mapping[str, Any], problems: list[Problem]) -> DroppedCookie | None:
    name = _name_option(options, "cookie", problems)
    return dropped_cookie(name, options, problems)


def _build(given: Mapping[str, Any], name: str) -> tuple[Verifier | None, list[Problem]]:
    """The verifier of one issuer; the packages that it needs are imported here and not before."""
    if given.get("provider") == "simplejwt":
        from django_graphgate.auth.jwt.simplejwt import SimpleJwtVerifier

        options = {key: value for key, value in given.items() if key != "provider"}
        simple = SimpleJwtVerifier(options, name)
        return simple, simple.check()
    from django_graphgate.auth.jwt.config.building import build_verifier

    return build_verifier(given, name)
