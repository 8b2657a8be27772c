"""Confirming a caller with one statement, and writing one into a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from django_graphgate.auth.users.verify import log_identity, verify_caller
from django_graphgate.errors import AuthUnavailable
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.identity import CallerCheck, HmacProof, Identity, PrefixProof
from tests.support.auth.sessions import ask, new_user, sign_in

SALT = "$2a$12$abcdefghijklmnopqrstuv"


@pytest.fixture
def devise(database: str) -> Iterator[str]:
    """A table of users that Django has no model of."""
    with connections[database].cursor() as cursor:
        cursor.execute("CREATE TABLE devise_users (id varchar(20), encrypted_password text, enabled boolean)")
        rows = [("1", SALT + "rest", True), ("2", SALT[:5], True), ("3", SALT, None), ("4", None, True)]
        cursor.executemany("INSERT INTO devise_users VALUES (%s, %s, %s)", rows)
    yield database
    with connections[database].cursor() as cursor:
        cursor.execute("DROP TABLE devise_users")


def caller(key: str, expected: str = SALT, **changes: Any) -> Identity:
    proof = PrefixProof(column="encrypted_password", length=len(SALT), expected=expected)
    check = {"table": "devise_users", "key_column": "id", "key_codec": TEXT, "key": key, "proof": proof}
    return Identity(user_id=key, check=CallerCheck(**{**check, **changes}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "expected", "confirmed"),
    [
        ("1", SALT, True),
        ("1", SALT[:-1] + "x", False),
        ("1", "", False),
        ("1", SALT + "rest", False),
        ("2", SALT[:5], False),
        ("4", SALT, False),
        ("5", SALT, False),
        ("1' OR '1'='1", SALT, False),
    ],
)
def test_first_characters_of_the_password_are_the_proof(
    devise: str, key: str, expected: str, confirmed: bool
) -> None:
    assert verify_caller(caller(key, expected), devise) is confirmed


@pytest.mark.django_db
def test_active_column_must_be_true(devise: str) -> None:
    assert verify_caller(caller("1", active_column="enabled"), devise)
    assert not verify_caller(caller("3", active_column="enabled"), devise)
    assert verify_caller(caller("3"), devise)


@pytest.mark.django_db
def test_row_alone_may_be_enough(devise: str) -> None:
    assert verify_caller(caller("4", proof=None), devise)
    assert verify_caller(caller("1", proof=None, active_column="enabled"), devise)
    assert not verify_caller(caller("5", proof=None), devise)


@pytest.mark.django_db
def test_no_pads_prove_nothing(devise: str) -> None:
    proof = HmacProof(column="encrypted_password", pads=(), expected="")
    assert not verify_caller(caller("1", proof=proof), devise)


@pytest.mark.django_db
def test_session_is_confirmed_under_another_password(database: str, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    assert verify_caller(identity, database)
    user.set_password("another")
    user.save()
    assert not verify_caller(identity, database)


def test_identity_without_a_check_is_confirmed() -> None:
    assert verify_caller(Identity(user_id="1"), "default")


@pytest.mark.django_db(transaction=True)
def test_table_that_is_not_there_is_503_and_names_nothing(database: str) -> None:
    with pytest.raises(AuthUnavailable) as caught:
        verify_caller(caller("1", table="nowhere"), database)
    assert "nowhere" not in str(caught.value.as_errors())


def test_log_shows_who_it_is() -> None:
    assert log_identity(Identity.anonymous()) == "anonymous"
    assert log_identity(Identity(authenticator="queue")) == "via='queue'"
    identity = Identity(user_id="7", user_id_provider="auth0", role="admin", authenticator="jwt")
    assert log_identity(identity) == "user='7' provider='auth0' role='admin' via='jwt'"


def test_log_has_no_secret_and_no_second_line() -> None:
    proof = HmacProof(column="password", pads=(("aa" * 64, "bb" * 64),), expected="cc" * 32)
    identity = Identity(
        user_id="7\n2026-01-01 user=8 signed in\x1b[31m",
        authenticator="jwt",
        variables={"api_token": "hunter2"},
        check=CallerCheck(table="u", key_column="id", key_codec=TEXT, key="7", proof=proof),
    )
    for text in (log_identity(identity), repr(identity), repr(proof)):
        assert not any(secret in text for secret in ("hunter2", "aaaa", "bbbb", "cccc", "\n", "\x1b"))


def test_log_line_stays_short() -> None:
    assert len(log_identity(Identity(user_id="x" * 10_000, authenticator="jwt"))) < 150
