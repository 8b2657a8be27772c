"""Credentials for development, which the authenticators of the settings accept.

Each is made by the same library as the real ones, with the keys of the settings, and only the credential
leaves this module.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from django_graphgate.auth import clock
from django_graphgate.auth.options import secrets_of
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError

if TYPE_CHECKING:
    from django_graphgate.auth.jwt.config.options import JwtOptions

DEFAULT_SECONDS = 3600
"""How long a credential is valid by default."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom the credential is for: an id, the user of Django's model if there is one, and what else it says."""

    user_id: str
    user: Any = None
    seconds: int = DEFAULT_SECONDS
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A header of a request that shows the credential."""

    type: str
    header: str
    value: str = field(repr=False)


def entries(auth_type: str | None, name: str | None) -> list[Mapping[str, Any]]:
    """The entries of ``AUTH`` of that type, or the one that ``NAMED_AUTH`` names; raises ``ConfigurationError``."""
    settings = get_settings()
    if name is not None:
        if name not in settings.NAMED_AUTH:
            raise ConfigurationError(f"NAMED_AUTH has no {name!r}.")
        matching = [settings.NAMED_AUTH[name]]
    else:
        matching = list(settings.AUTH)
    if auth_type is not None:
        matching = [entry for entry in matching if entry.get("type") == auth_type]
    if not matching:
        raise ConfigurationError(
            f"{'AUTH' if name is None else name} has no authenticator of type {auth_type!r}."
        )
    return matching


def mint(entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    """A credential that the authenticator of this entry accepts.

    Raises ``ConfigurationError`` with the reason if none can be made: the key belongs to an issuer elsewhere,
    or the credential cannot carry what is wanted.
    """
    auth_type = entry.get("type")
    if not isinstance(auth_type, str) or auth_type not in _MAKERS:
        raise ConfigurationError(f"Credentials of type {auth_type!r} cannot be made here.")
    return _MAKERS[auth_type](entry, wanted)


def _django_session(_entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    _no_role(wanted, "A Django session")
    if wanted.user is None:
        raise ConfigurationError("A Django session needs a user of the database.")
    session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = wanted.user._meta.pk.value_to_string(wanted.user)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = wanted.user.get_session_auth_hash()
    session.set_expiry(wanted.seconds)
    session.save()
    return _cookie("django_session", django_settings.SESSION_COOKIE_NAME, str(session.session_key))


def _jwt(entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    import jwt

    from django_graphgate.auth.jwt.config.options import read_options

    options, problems = read_options(_issuer(entry))
    for problem in problems:
        if problem.level == "error":
            raise ConfigurationError(problem.message, hint=problem.hint)
    if not options.secret:
        raise ConfigurationError(
            "The settings hold no secret for these tokens: only their issuer can sign them."
        )
    algorithm = next((name for name in options.algorithms if name.startswith("HS")), "HS256")
    token = jwt.encode(_claims(options, wanted), options.secret[0], algorithm=algorithm)
    header = str(entry.get("header") or "Authorization")
    return Credential("jwt", header, f"Bearer {token}")


def _claims(options: JwtOptions, wanted: Wanted) -> dict[str, Any]:
    now = int(clock.now())
    claims: dict[str, Any] = {"iat": now, "exp": now + wanted.seconds}
    if options.issuer:
        claims["iss"] = options.issuer[0]
    if options.audience:
        claims[options.audience_claims[0]] = options.audience[0]
    for path, values in options.required_claims.items():
        _put(claims, path, values[0])
    if options.user_id_claim is not None:
        _put(claims, options.user_id_claim, wanted.user_id)
    if wanted.role is not None:
        if options.role_claim is None:
            raise ConfigurationError("These tokens carry no role: the authenticator has no 'role_claim'.")
        _put(claims, options.role_claim, _value_of_role(options.roles, wanted.role))
    missing = [f"${name}" for name, mapped in options.claims.items() if not mapped.has_default]
    if missing:
        raise ConfigurationError(
            f"A token needs claims for {', '.join(missing)}, which cannot be filled in here."
        )
    return claims


def _issuer(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options of the one issuer, or of the first of several whose secret is here."""
    flat = {
        key: value for key, value in entry.items() if key not in {"type", "name", "jwt", "cookie", "header"}
    }
    nested = entry.get("jwt", {})
    if isinstance(nested, Mapping):
        return {**flat, **nested}
    return next((issuer for issuer in nested if issuer.get("secret")), nested[0])


def _value_of_role(roles: Mapping[str, str] | None, role: str) -> str:
    """What a token says for a role."""
    if roles is None:
        return role
    value = next((value for value, mapped in roles.items() if mapped == role), None)
    if value is None:
        raise ConfigurationError(f"The authenticator does not accept the role {role!r}.")
    return value


def _put(claims: dict[str, Any], path: Any, value: Any) -> None:
    if path.literal is not None:
        claims[path.literal] = value
        return
    for step in path.steps[:-1]:
        claims = claims.setdefault(step, {})
    claims[path.steps[-1]] = value


def _simplejwt(_entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    _no_role(wanted, "A token of Simple JWT")
    if wanted.user is None:
        raise ConfigurationError("A token of Simple JWT needs a user of the database.")
    import datetime as dt

    from rest_framework_simplejwt.settings import api_settings
    from rest_framework_simplejwt.tokens import AccessToken

    token = AccessToken.for_user(wanted.user)
    token.set_exp(lifetime=dt.timedelta(seconds=wanted.seconds))
    schemes = api_settings.AUTH_HEADER_TYPES
    scheme = schemes if isinstance(schemes, str) else schemes[0]
    header = str(api_settings.AUTH_HEADER_NAME).removeprefix("HTTP_").replace("_", "-").title()
    return Credential("simplejwt", header, f"{scheme} {token}")


def _header(entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    nested = entry.get("header")
    given: Mapping[str, Any] = nested if isinstance(nested, Mapping) else entry
    if "user_id_header" in entry or "role_header" in entry:
        raise ConfigurationError(
            "Further headers identify the caller, and only a trusted proxy may set them."
        )
    if wanted.role not in (None, entry.get("role")):
        raise ConfigurationError(f"The header gives the role {entry.get('role')!r} only.")
    if given.get("exists") is True:
        return Credential("header", str(given["name"]), "1")
    secrets, problems = secrets_of(given.get("value"))
    if not secrets:
        raise ConfigurationError(problems[0].message, hint=problems[0].hint)
    return Credential("header", str(given["name"]), secrets[0])


def _rails(entry: Mapping[str, Any], wanted: Wanted) -> Credential:
    """A cookie in AES-GCM around JSON, as Rails 7 writes it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from django_graphgate.auth.rails.formats.messages import IV_BYTES, TAG_BYTES, MessageReader
    from django_graphgate.auth.rails.options import read_options

    _no_role(wanted, "A Rails session")
    options, problems = read_options(entry)
    for problem in problems:
        if problem.level == "error":
            raise ConfigurationError(problem.message, hint=problem.hint)
    keys = options.messages
    if options.url is not None or options.rails8 is not None:
        raise ConfigurationError("These sessions are in a store of the Rails application: sign in there.")
    if options.devise is not None or options.timeout_in is not None:
        raise ConfigurationError("Devise's salt and times are the Rails application's: sign in there.")
    if not (keys.secrets and keys.gcm_salts):
        raise ConfigurationError("Only cookies in AES-GCM are made here: sign in to the Rails application.")
    session = {
        "session_id": os.urandom(16).hex(),
        f"warden.user.{options.scope}.key": [[wanted.user_id], None],
    }
    expires = _iso(clock.now() + wanted.seconds)
    inner = base64.b64encode(json.dumps(session).encode()).decode()
    envelope = {"_rails": {"message": inner, "exp": expires, "pur": f"cookie.{options.cookie}"}}
    key = MessageReader.derive(keys.secrets[0], keys.gcm_salts[0], keys.key_digests[0])[: keys.key_bytes[0]]
    iv = os.urandom(IV_BYTES)
    sealed = AESGCM(key).encrypt(iv, json.dumps(envelope).encode(), b"")
    parts = (sealed[:-TAG_BYTES], iv, sealed[-TAG_BYTES:])
    text = "--".join(base64.b64encode(part).decode() for part in parts)
    return _cookie("rails", options.cookie, quote(text, safe=""))


def _iso(moment: float) -> str:
    import datetime as dt

    return dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _cookie(auth_type: str, name: str, value: str) -> Credential:
    return Credential(auth_type, "Cookie", f"{name}={value}")


def _no_role(wanted: Wanted, what: str) -> None:
    if wanted.role is not None:
        raise ConfigurationError(f"{what} carries no role: users get their roles from the database.")


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], Wanted], Credential]] = {
    "django_session": _django_session,
    "jwt": _jwt,
    "simplejwt": _simplejwt,
    "header": _header,
    "rails": _rails,
}
