"""The answers are those of Simple JWT's own authentication class, whatever its settings are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework_simplejwt import authentication
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken, Token

from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.project import Configure, simple
from tests.support.auth.jwt.tokens import jwk, private_pem, public_pem, request
from tests.support.clock import moved


def changed(token: Token, **claims: Any) -> Token:
    for name, value in claims.items():
        if value is None:
            token.payload.pop(name, None)
        else:
            token[name] = value
    return token


def expired(user: User) -> Token:
    token = AccessToken.for_user(user)
    token.set_exp(from_time=dt.datetime.now(dt.UTC), lifetime=dt.timedelta(seconds=-20))
    return token


def of_somebody_who(**changes: Any) -> Callable[[User], Token]:
    def make(user: User) -> Token:
        token = AccessToken.for_user(user)
        User.objects.filter(pk=user.pk).update(**changes)
        return token

    return make


def of_somebody_gone(user: User) -> Token:
    token = AccessToken.for_user(user)
    user.delete()
    return token


def with_another_password(user: User) -> Token:
    token = AccessToken.for_user(user)
    user.set_password("another horse")
    user.save()
    return token


TOKENS: Mapping[str, Callable[[User], Token]] = {
    "access": AccessToken.for_user,
    "refresh": RefreshToken.for_user,
    "access of a refresh": lambda user: RefreshToken.for_user(user).access_token,
    "sliding": SlidingToken.for_user,
    "expired a moment ago": expired,
    "another type": lambda user: changed(AccessToken.for_user(user), token_type="other"),
    "no type": lambda user: changed(AccessToken.for_user(user), token_type=None),
    "type under another name": lambda user: changed(AccessToken.for_user(user), kind="access"),
    "no user": lambda user: AccessToken(),
    "user who never was": lambda user: changed(AccessToken.for_user(user), user_id="987654"),
    "username": lambda user: changed(AccessToken.for_user(user), user_id=user.username),
    "user under another claim": lambda user: changed(AccessToken.for_user(user), sub=str(user.pk)),
    "other audience": lambda user: changed(AccessToken.for_user(user), aud="other"),
    "one of two audiences": lambda user: changed(AccessToken.for_user(user), aud=["other", "api"]),
    "other issuer": lambda user: changed(AccessToken.for_user(user), iss="https://other.example"),
    "not yet": lambda user: changed(AccessToken.for_user(user), nbf=4_000_000_000),
    "inactive": of_somebody_who(is_active=False),
    "gone": of_somebody_gone,
    "other password": with_another_password,
}

SETTINGS: Mapping[str, dict[str, Any]] = {
    "none": {},
    "hs512": {"ALGORITHM": "HS512"},
    "rs256": {
        "ALGORITHM": "RS256",
        "SIGNING_KEY": private_pem("RS256"),
        "VERIFYING_KEY": public_pem("RS256"),
    },
    "es256": {
        "ALGORITHM": "ES256",
        "SIGNING_KEY": private_pem("ES256"),
        "VERIFYING_KEY": public_pem("ES256"),
    },
    "audience": {"AUDIENCE": "api"},
    "issuer": {"ISSUER": "https://api.example"},
    "leeway": {"LEEWAY": 60},
    "leeway as a time": {"LEEWAY": dt.timedelta(minutes=1)},
    "claim": {"USER_ID_CLAIM": "sub"},
    "field": {"USER_ID_FIELD": "username"},
    "type claim": {"TOKEN_TYPE_CLAIM": "kind"},
    "revoke": {"CHECK_REVOKE_TOKEN": True},
    "inactive": {"CHECK_USER_IS_ACTIVE": False},
    "sliding": {
        "AUTH_TOKEN_CLASSES": (
            "rest_framework_simplejwt.tokens.AccessToken",
            "rest_framework_simplejwt.tokens.SlidingToken",
        )
    },
    "header types": {"AUTH_HEADER_TYPES": ("JWT", "Token")},
    "header name": {"AUTH_HEADER_NAME": "HTTP_X_ACCESS"},
}


def theirs(sent: Any) -> str | None:
    """The user whom the package knows; ``wrong``; ``None`` for a credential that is not its own."""
    try:
        found = JWTAuthentication().authenticate(sent)
    except (InvalidToken, AuthenticationFailed, ValueError):  # ValueError: a 500 for an id that is no key
        return "wrong"
    return None if found is None else str(found[0].pk)


def ours(sent: Any, database: str) -> str | None:
    """The same of the authenticator, with what the operation's statement finds out."""
    try:
        identity = simple().authenticate(sent)
    except InvalidCredentials:
        return "wrong"
    if identity is None:
        return None
    return identity.user_id if verify_caller(identity, database) else "wrong"


@pytest.fixture(autouse=True)
def now() -> Any:
    """The package reads the clock of the machine."""
    with moved():
        yield


@pytest.mark.parametrize("setting", SETTINGS)
def test_answers_are_the_packages_own(
    setting: str, database: str, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(**SETTINGS[setting])
    schemes = SETTINGS[setting].get(
        "AUTH_HEADER_TYPES", ("Bearer",)
    )  # which the package copies when imported
    monkeypatch.setattr(authentication, "AUTH_HEADER_TYPE_BYTES", {each.encode() for each in schemes})
    different = []
    for number, (name, make) in enumerate(TOKENS.items()):
        user = User.objects.create_user(f"user-{number}", password="lsfCeMySsSxWv")
        text = str(make(user))
        for scheme, meta in (
            ("Bearer", {}),
            ("JWT", {}),
            ("Token", {}),
            ("Bearer", {"HTTP_X_ACCESS": f"Bearer {text}"}),
        ):
            sent = request(None if meta else text, scheme=scheme, **meta)
            one, other = theirs(sent), ours(sent, database)
            if one != other:
                different.append((name, scheme, meta != {}, one, other))
    assert different == []


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_keys_that_are_published_are_fetched(
    alg: str, database: str, configure: Configure, server: KeyServer
) -> None:
    server.keys = [jwk(alg)]
    configure(ALGORITHM=alg, SIGNING_KEY=private_pem(alg), JWK_URL=server.url)
    user = User.objects.create_user("ann", password="lsfCeMySsSxWv")
    token = AccessToken.for_user(user)
    backend = token.get_token_backend()
    import jwt

    good = jwt.encode(token.payload, private_pem(alg), algorithm=alg, headers={"kid": f"{alg}-0"})
    bad = jwt.encode(token.payload, private_pem(alg, 1), algorithm=alg, headers={"kid": f"{alg}-0"})
    assert backend.jwks_client is not None
    for text, answer in ((good, str(user.pk)), (bad, "wrong"), (str(token), "wrong")):
        assert theirs(request(text)) == ours(request(text), database) == answer
