"""What the database has to say about the project's own tokens: blacklist and users."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test.utils import CaptureQueriesContext, override_settings
from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, SlidingToken, Token

from django_graphgate.auth.jwt.simplejwt import _active_column
from django_graphgate.errors import AuthUnavailable
from tests.support.auth.jwt.project import TOKENS, Configure, ask, refused, simple
from tests.support.auth.jwt.tokens import (
    request,
)

pytestmark = pytest.mark.usefixtures("configure")


# --------------------------------------------------------------------------------------- the blacklist


def on_blacklist(each: Token, user: User) -> None:
    listed = OutstandingToken.objects.create(
        user=user,
        jti=each["jti"],
        token=str(each),
        expires_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
    )
    BlacklistedToken.objects.create(token=listed)


def test_a_token_on_the_blacklist(user: User) -> None:
    text = AccessToken.for_user(user)
    on_blacklist(text, user)
    refused(text)
    assert ask(text, blacklist=False)
    assert ask(AccessToken.for_user(user))
    del text["jti"]
    refused(text)


def test_an_id_that_is_no_text(user: User, configure: Configure) -> None:
    configure(JTI_CLAIM="token_id")
    text = AccessToken.for_user(user)
    assert ask(text)
    for wrong in (5, None, ["x"], {}, True):
        text["token_id"] = wrong
        refused(text)


def test_a_token_class_that_asks_the_blacklist_itself_is_not_asked_twice(
    user: User, database: str, configure: Configure
) -> None:
    configure(AUTH_TOKEN_CLASSES=(TOKENS + "AccessToken", TOKENS + "SlidingToken"))
    text = SlidingToken.for_user(user)
    with CaptureQueriesContext(connections[database]) as queries:
        assert ask(text)
    assert len(queries) == 1
    text.blacklist()
    refused(text)


@pytest.mark.parametrize("kind", ["AccessToken", "SlidingToken"])
def test_a_blacklist_that_is_out_of_reach_is_no_wrong_credential(
    user: User, database: str, configure: Configure, kind: str
) -> None:
    configure(AUTH_TOKEN_CLASSES=(TOKENS + kind,))
    text = getattr(tokens, kind).for_user(user)
    connection = connections[database]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE token_blacklist_blacklistedtoken")
    with pytest.raises(AuthUnavailable):
        simple().authenticate(request(str(text)))
    connection.set_rollback(True)


# --------------------------------------------------------------------------- what takes the user's row


def test_a_changed_password_revokes_the_token_where_settings_ask_for_it(
    user: User, database: str, configure: Configure
) -> None:
    configure(CHECK_REVOKE_TOKEN=True)
    text, stale = AccessToken.for_user(user), AccessToken.for_user(user)
    with CaptureQueriesContext(connections[database]) as queries:
        identity = ask(text, blacklist=False)
    assert (identity.user_id, identity.check, len(queries)) == (str(user.pk), None, 1)
    for wrong in (None, "", "0" * 32, 5, stale["hash_password"].lower(), ["x"]):
        stale["hash_password"] = wrong
        refused(stale)
    del stale["hash_password"]
    refused(stale)
    user.set_password("another")
    user.save()
    refused(text)
    assert ask(AccessToken.for_user(user))
    User.objects.update(is_active=False)
    refused(AccessToken.for_user(user))
    configure(CHECK_REVOKE_TOKEN=True, CHECK_USER_IS_ACTIVE=False)
    assert ask(AccessToken.for_user(user))
    gone = AccessToken.for_user(user)
    User.objects.all().delete()
    refused(gone)


def test_another_field_than_the_key_names_the_user_and_the_key_comes_out(
    user: User, configure: Configure
) -> None:
    configure(USER_ID_FIELD="username", USER_ID_CLAIM="login")
    identity = ask(AccessToken.for_user(user))
    assert (identity.user_id, identity.check) == (str(user.pk), None)
    text = AccessToken.for_user(user)
    text["login"] = "bob"
    refused(text)


def test_users_in_another_database_than_the_gates_tables(user: User, database: str) -> None:
    with override_settings(
        DATABASE_ROUTERS=[
            "tests.integration.auth.jwt.test_simplejwt_database.Apart",
            "tests.support.routers.Switch",
        ]
    ):
        identity = ask(AccessToken.for_user(user), blacklist=False)
    assert (identity.user_id, identity.check) == (str(user.pk), None)


class Apart:
    """Sends graphgate's own tables elsewhere."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "elsewhere" if model._meta.app_label == "graphgate" else None

    db_for_write = db_for_read


def test_a_database_that_is_out_of_reach_is_no_wrong_credential(
    user: User, database: str, configure: Configure
) -> None:
    configure(CHECK_REVOKE_TOKEN=True)
    text = str(AccessToken.for_user(user))
    connection = connections[database]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE auth_user RENAME COLUMN {connection.ops.quote_name('password')} TO pw")
    with pytest.raises(AuthUnavailable):
        simple(blacklist=False).authenticate(request(text))
    connection.set_rollback(True)


def test_a_user_model_whose_own_table_does_not_say_who_is_active(database: str, configure: Configure) -> None:
    from tests.support.apps.people import models

    assert _active_column(User) == "is_active"
    assert _active_column(models.Plain) == "enabled"
    assert _active_column(models.Named) == ""
    assert _active_column(models.Child) is None
    assert _active_column(models.Computed) is None
