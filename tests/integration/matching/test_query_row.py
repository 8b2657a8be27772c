"""``ROLES_QUERY`` as SQL decides the role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.db import DatabaseError, connections
from django.test import override_settings

from django_graphgate.errors import ConfigurationError
from tests.support.matching.choosing import choice_of, role_of, user

CLAIMS = {"type": "jwt", "secret": "x" * 32, "claims": {"department": "dep", "level": "lvl"}}


@contextmanager
def roles_query(text: str, **entries: Any) -> Iterator[None]:
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE, "ROLES_QUERY": text, **entries}):
        yield


@pytest.fixture
def memberships(database: str) -> str:
    """A table that no model has, and GraphJin's table of users; gone with the test's transaction."""
    with connections[database].cursor() as cursor:
        cursor.execute("CREATE TABLE users (id integer PRIMARY KEY, email varchar(100), born date)")
        cursor.execute("CREATE TABLE memberships (user_id integer, level integer, org varchar(100))")
        cursor.execute("INSERT INTO users VALUES (1, 'ann@x.org', NULL), (2, 'ben@y.org', '2000-01-01')")
        cursor.execute("INSERT INTO memberships VALUES (1, 5, 'acme'), (2, 1, 'acme'), (2, 2, 'other')")
    return database


@pytest.mark.parametrize(
    ("match", "ann", "ben"),
    [
        ("users.id = 1", "r0", "user"),
        ("id = 1", "r0", "user"),
        ("users.id = 1 or users.email like '%@x.org'", "r0", "user"),
        ("born is null", "r0", "user"),
        ("born < '2001-01-01'", "user", "r0"),
        ("id = $user_id", "r0", "r0"),
    ],
)
def test_graphjins_example_fails(memberships: str, match: str, ann: str, ben: str) -> None:
    with roles_query("SELECT * FROM users WHERE id = $user_id"):
        assert role_of(memberships, 1, match) == ann
        assert role_of(memberships, 2, match) == ben
        assert role_of(memberships, 3, match) == "anon"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT u.*, m.level FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.id = $user_id",
        "select u.id, m.level from users u, memberships m where m.user_id = u.id and $user_id = u.id;",
        "WITH m AS (SELECT user_id, level FROM memberships) SELECT u.id, m.level FROM users u"
        " LEFT JOIN m ON m.user_id = u.id WHERE u.id IN ($user_id)",
        "SELECT * FROM (SELECT user_id AS id, level FROM memberships) AS m WHERE m.id = $user_id",
        "SELECT m.level FROM memberships m WHERE m.user_id = $user_id:bigint",
        "SELECT m.level FROM memberships m WHERE m.user_id = $user_id:BIGINT AND $user_id:text = CAST(user_id AS text)",
    ],
)
def test_joined_column_is_not_there(memberships: str, query: str) -> None:
    with roles_query(query):
        assert role_of(memberships, 1, "level > 3") == "r0"
        assert role_of(memberships, 1, "m.level > 3") == "r0"
        assert role_of(memberships, 2, "level > 3") == "user"


def test_later_role_wins_in_another_row(memberships: str) -> None:
    query = "SELECT u.id, m.level FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.id = $user_id"
    with roles_query(query):
        assert role_of(memberships, 2, "level = 9", "level = 2", "level = 1", "true") == "r1"
        assert role_of(memberships, 2, "level = 9", "level = 8") == "user"
        assert role_of(memberships, 3, "level = 9", "level = 8") == "anon"


def test_groups_of_another_user_count(memberships: str) -> None:
    ann, ben = user(id=1), user("ben", id=2, is_superuser=True, is_active=False)
    editors = Group.objects.create(name="Editors")
    ann.groups.add(editors)
    ben.groups.add(editors)
    with roles_query("SELECT * FROM users WHERE id = $user_id OR id = 2"):
        assert role_of(memberships, 1, "group('Editors')") == "r0"
        assert role_of(memberships, 2, "group('Editors')", "perm('auth.change_user')") == "user"


def test_role_without_a_row_is_not_the_configured_one(memberships: str) -> None:
    with roles_query("SELECT * FROM users WHERE id = $user_id", ROLE_WITHOUT_ROW="guest"):
        assert role_of(memberships, 3, "true") == "guest"


def test_models_are_asked_in_vain(database: str) -> None:
    """A table of the project's models needs no database to be understood."""
    ann = user(is_staff=True)
    with roles_query(
        "SELECT au.*, 1 AS one, count(g.id) AS many FROM auth_user au LEFT JOIN auth_user_groups g"
        " ON g.user_id = au.id WHERE au.id = $user_id GROUP BY au.id"
    ):
        assert role_of(database, ann, "au.is_staff and one = 1 and many = 0") == "r0"


def test_variable_of_the_caller_is_lost(memberships: str) -> None:
    query = "SELECT * FROM memberships WHERE user_id = $user_id AND org = $department"
    with roles_query(query, AUTH=[CLAIMS]):
        assert role_of(memberships, 2, "true", claims={"department": "acme"}) == "r0"
        assert role_of(memberships, 2, "level = $level", claims={"department": "other", "level": 2}) == "r0"
        assert role_of(memberships, 2, "level = $level", claims={"department": "other", "level": "2"}) == "r0"
        assert role_of(memberships, 2, "level = $level", claims={"department": "other"}) == "user"
        for hostile in (None, "nobody", "' OR '1' = '1", ["acme"], {"a": 1}, 5, "\x00", True):
            assert role_of(memberships, 2, "true", claims={"department": hostile}) == "anon"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * FROM users", "finds the same rows for every caller"),
        ("SELECT * FROM users WHERE id = 1; SELECT $user_id", "must not contain ;"),
        ("SELECT * FROM users WHERE id = $user_id:money", r"\$user_id:money is of none of the types"),
        ("SELECT * FROM users WHERE id = $user_id -- and more", "must not contain --"),
        ("SELECT /* x */ * FROM users WHERE id = $user_id", r"must not contain /\*"),
        ("DELETE FROM users WHERE id = $user_id", "begin with SELECT or WITH"),
        ("WITH d AS (DELETE FROM users WHERE id = $user_id RETURNING *) SELECT * FROM d", "may only read"),
        ("SELECT * INTO x FROM users WHERE id = $user_id", "may only read"),
        ("SELECT * FROM users WHERE id = $user_id FOR UPDATE", "may only read"),
        ("SELECT * FROM users WHERE id = $user_role", r"\$user_role is what is to be decided"),
        ("SELECT * FROM users WHERE id = $nobody", r"\$nobody is not a variable"),
        ("SELECT * FROM users WHERE born = $user_id", r"'\$user_id' is of type Int, which no Date can be"),
        ("SELECT FROM WHERE $user_id", "cannot be read"),
        ("SELECT nothing FROM users WHERE id = $user_id", "the database says"),
        ("SELECT * FROM nowhere WHERE id = $user_id", "the database says"),
        ("SELECT pg_sleep($user_id", "cannot be read"),
        ("SELECT * FROM users WHERE id = $user_id AND email = '%s", "must not contain '"),
    ],
)
def test_query_is_not_refused(memberships: str, query: str, sentence: str) -> None:
    with roles_query(query), pytest.raises(ConfigurationError) as refused:
        choice_of("true")
    message = f"{refused.value.message} {refused.value.hint}"
    assert re.search(sentence, message), message


@pytest.mark.parametrize(
    ("match", "sentence"),
    [
        ("level = 1", "selects two columns of this name"),
        ("u.id = 1", "selects two columns of this name"),
        ("x.id = 1", "has no table 'x'"),
        ("emial = 'x'", "Did you mean email"),
    ],
)
def test_column_of_the_query_is_not_refused(memberships: str, match: str, sentence: str) -> None:
    query = (
        "SELECT u.id, u.email, m.level, m.level, m.user_id AS id FROM users u"
        " JOIN memberships m ON m.user_id = u.id WHERE u.id = $user_id"
    )
    with roles_query(query), pytest.raises(ConfigurationError) as refused:
        choice_of(match)
    assert sentence in f"{refused.value.message} {refused.value.hint}"


def test_cast_that_fails_opens(memberships: str) -> None:
    """The value of one row is no number: there is no role, and no answer."""
    query = "SELECT CAST(substr(email, 1, 0) || 'x' AS integer) AS n FROM users WHERE id = $user_id"
    with roles_query(query):
        if connections[memberships].vendor == "postgresql":
            with pytest.raises(DatabaseError):
                role_of(memberships, 1, "n = 0", "true")
        else:  # a cast of SQLite never fails
            assert role_of(memberships, 1, "n = 1") == "user"


def test_string_of_the_query_is_a_variable(memberships: str) -> None:
    with roles_query("SELECT '$user_id' AS \"$x\", id FROM users WHERE id = $user_id AND '%s?' <> ':x'"):
        assert role_of(memberships, 1, "\"$x\" = '$user_id'") == "r0"
