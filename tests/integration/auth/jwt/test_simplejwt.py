"""Tokens of the project's own Simple JWT, by its settings."""

from __future__ import annotations

import datetime as dt
import json
import time as real_time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test.utils import CaptureQueriesContext, modify_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken, UntypedToken

from django_graphgate.auth.chain import build_chain
from django_graphgate.auth.jwt.refusals import EXPIRED
from django_graphgate.auth.jwt.simplejwt import BLACKLIST_APP
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.project import TOKENS, Configure, ask, problems, refused, simple
from tests.support.auth.jwt.tokens import (
    SECRET,
    authenticator,
    encoded,
    private_pem,
    public_pem,
    request,
    signed,
    token,
)

pytestmark = pytest.mark.usefixtures("configure")


# ------------------------------------------------------------------------------------------- the token


def test_an_access_token_is_its_user(user: User, database: str) -> None:
    identity = ask(AccessToken.for_user(user))
    assert (identity.user_id, identity.role, identity.authenticator) == (str(user.pk), None, "simplejwt")
    assert not identity.by_cookie
    assert verify_caller(identity, database)
    assert problems() == []


def test_the_statement_verifies_that_the_user_exists_and_is_active(user: User, database: str) -> None:
    identity = ask(AccessToken.for_user(user))
    assert identity.check is not None
    assert (identity.check.table, identity.check.key_column, identity.check.active_column) == (
        "auth_user",
        "id",
        "is_active",
    )
    User.objects.update(is_active=False)
    assert not verify_caller(identity, database)
    User.objects.all().delete()
    assert not verify_caller(identity, database)


def test_inactive_users_may_be_allowed(user: User, database: str, configure: Configure) -> None:
    configure(CHECK_USER_IS_ACTIVE=False)
    User.objects.update(is_active=False)
    assert verify_caller(ask(AccessToken.for_user(user)), database)


def test_no_query_is_asked_without_the_blacklist(user: User, database: str) -> None:
    text = AccessToken.for_user(user)
    with CaptureQueriesContext(connections[database]) as queries:
        ask(text, blacklist=False)
    assert len(queries) == 0
    with CaptureQueriesContext(connections[database]) as queries:
        ask(text)
    assert len(queries) == 1
    with modify_settings(INSTALLED_APPS={"remove": BLACKLIST_APP}):
        with CaptureQueriesContext(connections[database]) as queries:
            ask(text)
        assert len(queries) == 0


def test_other_kinds_of_tokens_are_no_access_tokens(user: User) -> None:
    for each in (RefreshToken.for_user(user), SlidingToken.for_user(user)):
        refused(each)
    untyped = AccessToken.for_user(user)
    untyped["token_type"] = "untyped"
    refused(untyped)
    del untyped["token_type"]
    refused(untyped)


def test_an_expired_token(user: User) -> None:
    text = AccessToken.for_user(user)
    text.set_exp(lifetime=dt.timedelta(seconds=-5))
    refused(text, EXPIRED)
    del text["exp"]
    refused(text)


def test_the_packages_own_leeway_counts(user: User, configure: Configure) -> None:
    configure(LEEWAY=60)
    text = AccessToken.for_user(user)
    text.set_exp(lifetime=dt.timedelta(seconds=-5))
    assert ask(text)


@pytest.mark.parametrize("value", ["7000000000", True, [7000000000], {}, 1e300, -1e300, 10**30])
def test_an_end_that_is_no_date(database: str, value: Any) -> None:
    payload = {"token_type": "access", "jti": "j", "user_id": "1", "exp": value}
    text = signed('{"alg":"HS256"}', json.dumps(payload), "HS256", SECRET)
    with pytest.raises(InvalidCredentials):
        simple().authenticate(request(text))


@pytest.mark.parametrize(
    "value", [None, "", "x", "1.0", " 1", "01", "1\n", 1.0, True, [1], {"id": 1}, "9" * 30]
)
def test_a_user_that_is_no_key(database: str, value: Any) -> None:
    payload = {"token_type": "access", "jti": "j", "user_id": value, "exp": int(real_time.time()) + 60}
    refused(signed('{"alg":"HS256"}', json.dumps(payload), "HS256", SECRET))
    del payload["user_id"]
    refused(signed('{"alg":"HS256"}', json.dumps(payload), "HS256", SECRET))


def test_older_tokens_with_a_number(user: User, database: str) -> None:
    text = AccessToken.for_user(user)
    text["user_id"] = user.pk
    assert verify_caller(ask(text), database)


def test_each_byte_changed_in_turn(user: User) -> None:
    text = str(AccessToken.for_user(user))
    found = simple()
    assert found.authenticate(request(text))
    for place, character in enumerate(text):
        for changed in (text[:place] + ("A" if character != "A" else "B") + text[place + 1 :],):
            with pytest.raises(InvalidCredentials):
                found.authenticate(request(changed))


def test_strict_reading_comes_before_the_package(user: User) -> None:
    text = AccessToken.for_user(user)
    good = json.dumps(text.payload)
    assert ask(signed('{"alg":"HS256"}', good, "HS256", SECRET))
    refused(signed('{"alg":"HS256"}', good[:-1] + ', "user_id": "1"}', "HS256", SECRET))
    refused(signed('{"alg":"HS256","crit":["x"]}', good, "HS256", SECRET))
    refused(f"{text}=")
    refused("A" * 20_000)
    head, body = encoded(b'{"alg":"none"}'), encoded(good.encode())
    refused(f"{head}.{body}.")
    refused(f"{head}.{body}.AAAA")
    refused(signed('{"alg":"HS256"}', good, "HS256", "x" * 40))
    refused(signed('{"alg":"HS512"}', good, "HS512", SECRET))


def test_a_public_key_as_secret(user: User, configure: Configure) -> None:
    configure(ALGORITHM="RS256", SIGNING_KEY=private_pem("RS256"), VERIFYING_KEY=public_pem("RS256"))
    text = AccessToken.for_user(user)
    assert ask(text)
    refused(signed('{"alg":"HS256"}', json.dumps(text.payload), "HS256", public_pem("RS256")))


def test_issuer_and_audience_of_its_settings(user: User, configure: Configure) -> None:
    configure(ISSUER="https://me.example/", AUDIENCE="api")
    good = AccessToken.for_user(user)
    assert ask(good)
    for changes in ({"iss": "https://you.example/"}, {"aud": "other"}):
        configure()
        text = AccessToken.for_user(user)
        text.payload.update({"iss": "https://me.example/", "aud": "api", **changes})
        made = str(text)
        configure(ISSUER="https://me.example/", AUDIENCE="api")
        refused(made)


# ----------------------------------------------------------------------------------------- the request


def test_header_types_and_names_of_its_settings(user: User, configure: Configure) -> None:
    text = str(AccessToken.for_user(user))
    configure(AUTH_HEADER_TYPES=("JWT", "Bearer"))
    assert simple().authenticate(request(text, scheme="JWT"))
    assert simple().authenticate(request(text))
    configure(AUTH_HEADER_TYPES="JWT")
    assert simple().authenticate(request(text, scheme="JWT"))
    assert simple().authenticate(request(text)) is None
    configure(AUTH_HEADER_NAME="HTTP_X_ACCESS_TOKEN")
    assert simple().authenticate(request(HTTP_X_ACCESS_TOKEN=f"Bearer {text}"))
    assert simple().authenticate(request(HTTP_X_ACCESS_TOKEN=text)) is None
    assert simple().authenticate(request(text)) is None


def test_three_answers(user: User) -> None:
    text = str(AccessToken.for_user(user))
    found = simple(cookie="access")
    assert found.authenticate(request()) is None
    assert found.authenticate(request(text, scheme="Basic")) is None
    identity = found.authenticate(request(HTTP_COOKIE=f"access={text}"))
    assert identity is not None
    assert identity.by_cookie
    for wrong in (request(""), request("x"), request(HTTP_COOKIE="access=x")):
        with pytest.raises(InvalidCredentials):
            found.authenticate(wrong)


def test_beside_a_foreign_issuer_on_one_header(user: User) -> None:
    found = authenticator(
        jwt=[
            {"provider": "none", "secret": "f" * 40, "issuer": "https://f.example/"},
            {"provider": "simplejwt"},
        ]
    )
    own = found.authenticate(request(str(AccessToken.for_user(user))))
    foreign = found.authenticate(
        request(token("HS256", "f" * 40, iss="https://f.example/", exp=int(real_time.time()) + 60))
    )
    assert own is not None
    assert own.check is not None
    assert foreign is not None
    assert (own.user_id, foreign.user_id) == (str(user.pk), "7")
    for wrong in (token("HS256", "f" * 40), token(iss="https://f.example/")):
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(wrong))


# ------------------------------------------------------------------------------- what check says


def test_options_that_are_none() -> None:
    assert [each.message for each in problems(blackList=True)] == ["There is no option 'blackList'."]
    assert [each.message for each in problems(blacklist="no")] == ["'blacklist' is neither True nor False."]
    assert [each.message for each in problems(cookie="a b")] == ["'cookie' is not the name of a cookie."]
    assert [each.message for each in problems(header="X-Token")] == ["There is no option 'header'."]


@pytest.mark.parametrize("kind", ["RefreshToken", "UntypedToken"])
def test_settings_that_take_other_tokens_for_access_tokens(configure: Configure, kind: str) -> None:
    assert {"RefreshToken": RefreshToken, "UntypedToken": UntypedToken}[kind].token_type in {
        "refresh",
        "untyped",
    }
    configure(AUTH_TOKEN_CLASSES=(TOKENS + kind,))
    (problem,) = problems()
    assert (problem.level, "as access tokens" in problem.message) == ("error", True)
    configure(TOKEN_TYPE_CLAIM=None)
    (problem,) = problems()
    assert (problem.level, "refresh tokens" in problem.message) == ("error", True)


def test_other_settings_that_cannot_work(configure: Configure) -> None:
    configure(USER_ID_FIELD="nickname")
    (problem,) = problems()
    assert (problem.level, "USER_ID_FIELD" in problem.message) == ("error", True)
    configure(JWK_URL="https://issuer.example/keys")
    (problem,) = problems()
    assert problem.level == "warning"


@pytest.mark.parametrize(
    ("length", "alg", "level"),
    [(15, "HS256", "error"), (16, "HS256", "warning"), (32, "HS256", None), (63, "HS512", "warning")],
)
def test_a_short_signing_key(configure: Configure, length: int, alg: str, level: str | None) -> None:
    configure(SIGNING_KEY="k" * length, ALGORITHM=alg)
    assert [problem.level for problem in problems()] == ([level] if level else [])


@pytest.mark.django_db
def test_in_a_chain() -> None:
    user = User.objects.create_user("ann", password="lsfCeMySsSxWv")
    chain = build_chain([{"type": "simplejwt"}])
    assert chain.identify(request(str(AccessToken.for_user(user)))).user_id == str(user.pk)
    assert chain.challenge == 'Bearer realm="graphgate"'
