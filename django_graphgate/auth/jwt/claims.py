"""What the claims of a verified token say: whether it holds now and here, and who it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django_graphgate.auth.jwt.config.options import ClaimPath, JwtOptions
from django_graphgate.auth.jwt.refusals import EXPIRED, refused, shown
from django_graphgate.auth.users.ids import MAX_TEXT
from django_graphgate.ir.identity import Identity

_ABSENT = object()
_NOTHING: Mapping[str, Any] = MappingProxyType({})

LATEST = 253_402_300_800.0
"""The year 10000 in seconds since 1970: later dates are not dates."""


class Window(NamedTuple):
    """The token holds while ``not_before <= now < expires``; leeway included."""

    not_before: float
    expires: float


def check_claims(claims: Mapping[str, Any], options: JwtOptions, now: float) -> Window:
    """Dates, issuer, audience and required claims; raises ``InvalidCredentials``."""
    window = _window(claims, options)
    if now >= window.expires:
        raise refused("exp has passed", EXPIRED, nature="ended")
    if now < window.not_before:
        raise refused("nbf or iat is in the future")
    issuer = claims.get("iss")
    if options.issuer and not (isinstance(issuer, str) and issuer in options.issuer):
        raise refused(f"iss is {shown(issuer)}")
    if options.audience and not _is_for(options, claims):
        raise refused("aud names somebody else")
    for name, value in options.refuses:
        if claims.get(name) == value:
            raise refused(f"{name} is {value}")
    for path, wanted in options.required_claims.items():
        value = lookup(claims, path)
        if not any(value == each and type(value) is type(each) for each in wanted):
            raise refused(f"the claim {'.'.join(path.steps)} is not as required")
    return window


def identify(claims: Mapping[str, Any], options: JwtOptions, name: str) -> Identity:
    """The identity that the claims give; ``name`` is the authenticator's."""
    provider: str | None = None
    user_id: str | None = None
    if options.user_id_claim is not None:
        user_id = _user_id(lookup(claims, options.user_id_claim))
        if options.splits_subject and "|" in user_id:
            provider, _, user_id = user_id.partition("|")
            if not provider or not user_id:
                raise refused("the subject lacks its provider or its id")
    role = _role(claims, options)
    if user_id is None and role is None:
        raise refused("the token names neither a user nor a role")
    return Identity(
        user_id=user_id,
        user_id_provider=provider,
        role=role,
        role_from_request=True,
        authenticator=name,
        variables=_variables(claims, options),
    )


def lookup(claims: Mapping[str, Any], path: ClaimPath) -> Any:
    """The value at a path; a marker that equals nothing if it is missing."""
    if path.literal is not None and path.literal in claims:
        return claims[path.literal]
    value: Any = claims
    for step in path.steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return _ABSENT
    return value


def _window(claims: Mapping[str, Any], options: JwtOptions) -> Window:
    exp, nbf, iat = _date(claims, "exp"), _date(claims, "nbf"), _date(claims, "iat")
    if exp is None and options.require_exp:
        raise refused("the token never expires")
    start = iat if nbf is None else nbf if iat is None else max(nbf, iat)
    return Window(
        not_before=-math.inf if start is None else start - options.early,
        expires=math.inf if exp is None else exp + options.leeway,
    )


def _date(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name, _ABSENT)
    if type(value) is int and 0 <= value < LATEST:
        return value
    if value is _ABSENT:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < LATEST:
        raise refused(f"{name} is not a date")
    return float(value)


def _is_for(options: JwtOptions, claims: Mapping[str, Any]) -> bool:
    """The audience names one of ours, and nothing but texts."""
    for name in options.audience_claims:
        if name in claims:
            audience = claims[name]
            break
    else:
        return False
    if isinstance(audience, str):
        return audience in options.audience
    if not isinstance(audience, list):
        return False
    ours = False
    for each in audience:
        if not isinstance(each, str):
            return False
        ours = ours or each in options.audience
    return ours


def _user_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**30 else ""
    if not isinstance(value, str):
        raise refused("the claim with the user's id is neither a text nor a whole number")
    if not value or len(value) > MAX_TEXT or value != value.strip() or not value.isprintable():
        raise refused("the claim with the user's id is not a proper id")
    return value


def _role(claims: Mapping[str, Any], options: JwtOptions) -> str | None:
    if options.role_claim is None:
        return None
    value = lookup(claims, options.role_claim)
    if value is _ABSENT or value is None:
        return None
    if options.roles is None:
        if not isinstance(value, str) or not value:
            raise refused("the claim with the role is not a text")
        return value
    held = value if isinstance(value, list) else [value]
    return next((role for wanted, role in options.roles.items() if wanted in held), None)


def _variables(claims: Mapping[str, Any], options: JwtOptions) -> Mapping[str, Any]:
    if not options.claims:
        return _NOTHING
    variables: dict[str, Any] = {}
    for name, mapped in options.claims.items():
        value = lookup(claims, mapped.path)
        if value is _ABSENT:
            if not mapped.has_default:
                raise refused(f"the claim for ${name} is missing")
            value = mapped.default
        variables[name] = value
    return MappingProxyType(variables)
