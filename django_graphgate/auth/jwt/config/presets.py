"""What is known of the usual providers: their issuer, where their keys are, and what they sign with.

A preset fills in options that the settings leave out, and never replaces one that they give.  With a
key in the settings (``secret``, ``public_key``, ``public_key_file``) no URL is filled in.

============  ====================================  ================================================
provider      options it asks for                   where it says so
============  ====================================  ================================================
``auth0``     ``domain`` or ``issuer``              auth0.com/docs/secure/tokens/json-web-tokens
``firebase``  ``audience`` (the project id)         firebase.google.com/docs/auth/admin/verify-id-tokens
``supabase``  ``project`` or ``issuer``             supabase.com/docs/guides/auth/jwts, …/jwt-fields
``azure``     ``tenant`` (its id)                   learn.microsoft.com/entra/identity-platform/access-tokens
``cognito``   ``region`` and ``user_pool``,         docs.aws.amazon.com/cognito/latest/developerguide (verifying
              or ``issuer``                         JSON web tokens); API_IssuerConfigurationType: two issuers
``clerk``     ``domain`` or ``issuer``              clerk.com/docs/guides/sessions/manual-jwt-verification,
                                                    …/session-tokens: ``azp`` and ``sts``
``keycloak``  ``url`` and ``realm``, or ``issuer``  www.keycloak.org/securing-apps/oidc-layers
``google``    ``audience`` (the client id)          developers.google.com/identity/openid-connect
``netlify``   ``secret``                            github.com/netlify/gotrue, api/token.go: HS256, no issuer
``magic``     ``audience`` (the client id)          magic.link/docs/decentralized-id; its SDK's token module
``nhost``     ``secret``, or ``subdomain`` and      docs.nhost.io/reference/auth (jwks.json);
              ``region``                            github.com/nhost/hasura-auth, go/controller/jwt.go: issuer
============  ====================================  ================================================

Cognito's partition in China has other domains, Azure has B2C and External ID, and most providers sell
domains of one's own: give ``issuer``, and ``jwks_url`` where it is not below the issuer.

Magic's tokens are no JSON Web Tokens: see :mod:`django_graphgate.auth.jwt.magic`.
``entra`` is ``azure``, ``gotrue`` is ``netlify``, ``other`` is ``none``; ``jwks`` and ``none`` fill in
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_RS256 = ("RS256",)
_FIREBASE_KEYS = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """``issuer`` and ``jwks_url`` are templates over the options in ``asks`` and over ``{issuer}``.

    Of several URLs the first is taken for which everything is given.
    """

    asks: Mapping[str, str]
    """Options that the templates use, each with the pattern that its value must have."""
    issuer: tuple[str, ...] = ()
    jwks_url: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    audience_claims: tuple[str, ...] = ("aud",)
    needs_audience: bool = False
    """Everybody's tokens of this provider are signed with the same keys."""
    user_id_claim: str | None = None
    splits_subject: bool = False
    """The subject is ``provider|id``."""
    refuses: tuple[tuple[str, str], ...] = ()
    """Claims and values with which a genuine token does not sign anybody in."""
    early: float = 0.0
    """Seconds before its ``nbf`` and ``iat`` from which a token holds, if that is more than the leeway."""
    hint: str = ""


_COGNITO = "cognito-idp.{region}.amazonaws.com/{user_pool}"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_AZURE = Preset(
    asks={"tenant": _GUID},
    issuer=("https://login.microsoftonline.com/{tenant}/v2.0", "https://sts.windows.net/{tenant}/"),
    jwks_url=("https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",),
    algorithms=_RS256,
    needs_audience=True,
    hint="'tenant' is the directory's id in small letters, not its name and not 'common'.",
)
_GOTRUE = Preset(asks={}, algorithms=("HS256",), hint="GoTrue signs with the 'secret' of its settings.")
_PLAIN = Preset(asks={})

PRESETS: Mapping[str, Preset] = {
    "none": _PLAIN,
    "other": _PLAIN,
    "jwks": _PLAIN,
    "auth0": Preset(
        asks={"domain": _HOST},
        issuer=("https://{domain}/",),
        jwks_url=("{issuer}.well-known/jwks.json",),
        splits_subject=True,
        hint="'domain' is the tenant's, such as example.eu.auth0.com; its issuers end with a slash.",
    ),
    "firebase": Preset(
        asks={"audience": _NAME},
        issuer=("https://securetoken.google.com/{audience}",),
        jwks_url=(_FIREBASE_KEYS,),
        algorithms=_RS256,
        needs_audience=True,
        hint="'audience' is the Firebase project's id.",
    ),
    "supabase": Preset(
        asks={"project": r"[a-z0-9]+"},
        issuer=("https://{project}.supabase.co/auth/v1",),
        jwks_url=("{issuer}/.well-known/jwks.json",),
        audience=("authenticated",),
        hint="'project' is the reference in the project's URL.",
    ),
    "azure": _AZURE,
    "entra": _AZURE,
    "cognito": Preset(
        asks={"region": r"(?!cn-)[a-z]{2}(?:-[a-z]+)+-[0-9]", "user_pool": _NAME},
        issuer=(f"https://{_COGNITO}", f"https://issuer-{_COGNITO}"),
        jwks_url=("{issuer}/.well-known/jwks.json", f"https://{_COGNITO}/.well-known/jwks.json"),
        algorithms=_RS256,
        audience_claims=("aud", "client_id"),
        hint="'region' such as eu-west-1 and 'user_pool' such as eu-west-1_AbCdEf; in China 'issuer'.",
    ),
    "clerk": Preset(
        asks={"domain": _HOST},
        issuer=("https://{domain}",),
        jwks_url=("{issuer}/.well-known/jwks.json",),
        algorithms=_RS256,
        audience_claims=("aud", "azp"),
        refuses=(("sts", "pending"),),
        hint="'domain' is the frontend API's; 'audience' may list the origins that 'azp' names.",
    ),
    "keycloak": Preset(
        asks={"url": r"https?://[^\s?#]*[^\s?#/]", "realm": r"[A-Za-z0-9_.~-]+"},
        issuer=("{url}/realms/{realm}",),
        jwks_url=("{issuer}/protocol/openid-connect/certs",),
        hint="'url' is the server's without a slash at its end.",
    ),
    "google": Preset(
        asks={},
        issuer=("https://accounts.google.com", "accounts.google.com"),
        jwks_url=("https://www.googleapis.com/oauth2/v3/certs",),
        algorithms=_RS256,
        needs_audience=True,
        hint="'audience' is the client id of your own application.",
    ),
    "magic": Preset(
        asks={},
        user_id_claim="iss",
        early=300.0,
        needs_audience=True,
        hint="'audience' is the client id of your own application at Magic.",
    ),
    "netlify": _GOTRUE,
    "gotrue": _GOTRUE,
    "nhost": Preset(
        asks={"subdomain": _NAME, "region": _NAME},
        issuer=("hasura-auth",),
        jwks_url=("https://{subdomain}.auth.{region}.nhost.run/v1/.well-known/jwks.json",),
        hint="Nhost signs with the 'secret' of its settings, or publishes keys for 'subdomain' and 'region'.",
    ),
}

ASKED = frozenset(name for preset in PRESETS.values() for name in preset.asks)
"""Options that only presets use, besides ``audience``."""


def fill_in(provider: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The options with what the preset knows, and sentences about what it misses."""
    preset, filled, wrong = PRESETS[provider], dict(options), list[str]()
    given = _asked_for(preset, options)
    wrong += [
        f"{name!r} is not valid for {provider}."
        for name in sorted(preset.asks.keys() & options)
        if name not in given
    ]
    if preset.issuer and "issuer" not in filled:
        issuers = [text for template in preset.issuer if (text := _format(template, given)) is not None]
        if issuers:
            filled["issuer"] = issuers
    has_key = any(filled.get(name) for name in ("secret", "public_key", "public_key_file", "jwks_url"))
    if preset.jwks_url and not has_key:
        values = {**given, **_single(filled.get("issuer"))}
        urls = [url for template in preset.jwks_url if (url := _format(template, values)) is not None]
        if urls:
            filled["jwks_url"] = urls[0]
        elif not wrong:
            wrong.append(f"{provider} needs {_listed(preset)}, or a key.")
    known_values = (
        ("algorithms", preset.algorithms),
        ("audience", preset.audience),
        ("user_id_claim", preset.user_id_claim),
    )
    for name, known in known_values:
        if known:
            filled.setdefault(name, known)
    return filled, wrong


def _asked_for(preset: Preset, options: Mapping[str, Any]) -> dict[str, str]:
    """The options that the templates use, where they have the form that they must have."""
    return {
        name: value
        for name, pattern in preset.asks.items()
        if isinstance(value := options.get(name), str) and re.fullmatch(pattern, value)
    }


def _format(template: str, values: Mapping[str, str]) -> str | None:
    try:
        return template.format_map(values)
    except KeyError:
        return None


def _single(issuer: Any) -> dict[str, str]:
    """The one issuer that a URL of keys may be derived from."""
    if isinstance(issuer, (list, tuple)) and len(issuer) == 1:
        issuer = issuer[0]
    return (
        {"issuer": issuer} if isinstance(issuer, str) and issuer.startswith(("https://", "http://")) else {}
    )


def _listed(preset: Preset) -> str:
    return " and ".join(repr(name) for name in preset.asks) or "'issuer'"
