"""Rails 8's built-in authentication: the signed id of a row that says who it is."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.db import connections, transaction

from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.errors import AuthUnavailable
from tests.support.auth.rails.asking import ask, authenticator
from tests.support.auth.rails.ruby import SECRET, dump, encrypt, envelope, key_of, seal, sign
from tests.support.clock import moved

QUERY = "SELECT user_id FROM rails_sessions WHERE id = %s"
PURPOSE = "cookie.session_id"


@pytest.fixture
def rows(database, db) -> Iterator[str]:
    """A table as Rails's generator makes it: row 5 is of user 42, row 6 of nobody."""
    with connections[database].cursor() as cursor:
        cursor.execute("CREATE TABLE rails_sessions (id bigint PRIMARY KEY, user_id bigint)")
        cursor.execute("INSERT INTO rails_sessions VALUES (5, 42), (6, NULL)")
        yield database
        cursor.execute("DROP TABLE rails_sessions")


def cookie(
    row_id: object, *, pur: str | None = PURPOSE, digest: str = "sha1", kdf: str = "sha256", **more: object
) -> str:
    value = envelope(json.dumps(row_id).encode(), pur=pur, **more)
    return sign(value, key=key_of("signed cookie", 64, kdf), digest=digest)


def by_query(database: str, **options: object) -> RailsSessionAuthenticator:
    return authenticator(rails8={"query": QUERY, "database": database, "cookie": "session_id"}, **options)


def user(asked: RailsSessionAuthenticator, value: str) -> str | None:
    identity = ask(asked, value, name="session_id")
    return identity and identity.user_id


def refused(asked: RailsSessionAuthenticator, value: str, reason: str | None = None) -> None:
    with pytest.raises(SessionInvalid) as caught:
        user(asked, value)
    assert reason in {None, caught.value.reason}


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
@pytest.mark.parametrize("kdf", ["sha1", "sha256"])
def test_row_says_who_it_is(rows, digest, kdf):
    identity = ask(by_query(rows), cookie(5, digest=digest, kdf=kdf), name="session_id")
    assert (identity.user_id, identity.by_cookie, identity.role) == ("42", True, None)


def test_cookie_is_named_as_rails_names_it(rows):
    asked = RailsSessionAuthenticator(
        {"type": "rails", "secret_key_base": SECRET, "rails8": {"query": QUERY, "database": rows}}
    )
    assert list(asked.check()) == []
    assert user(asked, cookie(5)) == "42"


def test_cookie_of_another_name(rows):
    rails8 = {"query": QUERY, "database": rows}
    asked = RailsSessionAuthenticator(
        {"type": "rails", "secret_key_base": SECRET, "cookie": "sid", "rails8": rails8}
    )
    assert ask(asked, cookie(5, pur="cookie.sid"), name="sid").user_id == "42"
    assert ask(asked, cookie(5), name="session_id") is None


def test_expiry_of_the_permanent_cookie(rows):
    value = cookie(5, exp="2046-01-01T00:00:00.000Z")
    assert user(by_query(rows), value) == "42"
    with moved(2_400_000_000):
        refused(by_query(rows), value, "expired")


def test_row_that_is_gone_or_of_nobody(rows):
    refused(by_query(rows), cookie(4), "session_not_found")
    refused(by_query(rows), cookie(6), "session_not_found")
    with connections[rows].cursor() as cursor:
        cursor.execute("DELETE FROM rails_sessions WHERE id = 5")
    refused(by_query(rows), cookie(5), "session_not_found")


@pytest.mark.parametrize("row_id", [None, True, 1.5, [], [5], {"id": 5}, "", "a\0", 10**80])
def test_row_id_that_is_no_id(row_id, rows):
    refused(by_query(rows), cookie(row_id), "malformed")


@pytest.mark.parametrize("row_id", ["5 OR 1=1", "5; DROP TABLE rails_sessions", "'", 10**30])
def test_row_id_is_a_parameter_and_no_text_of_the_query(row_id, rows):
    with transaction.atomic(using=rows):
        refused(by_query(rows), cookie(row_id))
        transaction.set_rollback(True, using=rows)
    with connections[rows].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rails_sessions")
        assert cursor.fetchone() == (2,)


def test_cookie_that_is_not_signed_for_this(rows):
    asked = by_query(rows)
    refused(asked, cookie(5, pur="cookie.other"), "wrong_purpose")
    refused(asked, cookie(5)[:-1], "malformed")
    refused(asked, sign(b"5", key=b"another key"), "bad_signature")
    refused(asked, sign(b"5", key=SECRET.encode()), "bad_signature")
    refused(asked, seal(b"5"), "malformed")
    refused(asked, encrypt(b"5"), "bad_signature")
    refused(asked, "5")
    refused(asked, "")


def test_custom_salt(rows):
    asked = by_query(rows, signed_salt="pepper")
    assert user(asked, sign(b"5", key=key_of("pepper", 64))) == "42"
    refused(asked, cookie(5), "bad_signature")


def test_marshal_as_the_cookies_serializer(rows):
    assert user(by_query(rows), sign(envelope(dump(5), pur=PURPOSE), key=key_of("signed cookie", 64))) == "42"


def test_other_cookies_are_not_mine(rows):
    assert ask(by_query(rows), cookie(5), name="_app_session") is None


def test_model(database, db):
    known = User.objects.create(username="ada")
    entry = LogEntry.objects.create(user=known, action_flag=ADDITION)
    asked = authenticator(rails8={"model": "admin.LogEntry", "cookie": "session_id"})
    assert user(asked, cookie(entry.pk)) == str(known.pk)
    named = authenticator(
        rails8={"model": "admin.LogEntry", "column": "user", "database": database, "cookie": "session_id"}
    )
    assert user(named, cookie(entry.pk)) == str(known.pk)
    entry.delete()
    refused(asked, cookie(entry.pk or 10**6), "session_not_found")
    refused(asked, cookie("abc"), "malformed")
    refused(asked, cookie(10**30))


def test_one_round_trip(rows, django_assert_num_queries):
    with django_assert_num_queries(1, using=rows):
        assert user(by_query(rows), cookie(5)) == "42"


def test_database_that_is_down(database, db):
    asked = authenticator(
        rails8={
            "query": "SELECT user_id FROM no_such_table WHERE id = %s",
            "database": database,
            "cookie": "session_id",
        }
    )
    with pytest.raises(AuthUnavailable) as caught:
        user(asked, cookie(5))
    assert caught.value.status == 503


@pytest.mark.parametrize(
    ("rails8", "message"),
    [
        ({}, "either a 'query' or a 'model'"),
        ({"query": QUERY, "model": "admin.LogEntry"}, "either a 'query' or a 'model'"),
        ({"query": "SELECT 1"}, "must have one %s"),
        ({"query": "SELECT %s, %s"}, "must have one %s"),
        ({"query": "SELECT %%s"}, "must have one %s"),
        ({"query": 5}, "must have one %s"),
        ({"query": QUERY, "database": "nowhere"}, "DATABASES has no 'nowhere'"),
        ({"query": QUERY, "database": []}, "DATABASES has no []"),
        ({"model": "admin.Nothing"}, "There is no model"),
        ({"model": "admin.LogEntry", "column": "owner"}, "admin.LogEntry has no column for 'owner'"),
        ({"model": "admin.LogEntry", "database": "nowhere"}, "DATABASES has no 'nowhere'"),
    ],
)
def test_options_that_are_wrong(rails8, message):
    entry = {"type": "rails", "secret_key_base": SECRET, "rails8": rails8}
    (problem,) = RailsSessionAuthenticator(entry).check()
    assert message in problem.message


def test_secret_is_needed_beside_a_store():
    entry = {"type": "rails", "url": "redis://localhost", "rails8": {"query": QUERY}}
    (problem,) = RailsSessionAuthenticator(entry).check()
    assert "secret_key_base" in problem.message
