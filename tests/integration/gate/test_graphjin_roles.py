"""Roles as GraphJin's users configure them: ``roles_query``, both spellings of ``match``, ``block``, filters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity

Play = Callable[[Mapping[str, Any]], None]

BY_ID = "SELECT * FROM users WHERE id = $user_id"
USERS: Mapping[int, Mapping[str, Any]] = {
    1: {"username": "ann"},
    2: {"username": "ben", "is_staff": True},
    15: {"username": "cid"},
    50: {"username": "dan", "is_superuser": True},
}
"""``is_staff`` is ``internal`` in the table that the roles query asks, and ``is_superuser`` is ``disabled``."""


@pytest.fixture
def play(database: str, settings: Any, tmp_path: Path) -> Play:
    """Starts the gate with a configuration of GraphJin's."""
    with connections[database].cursor() as cursor:
        cursor.execute(
            "CREATE VIEW users AS SELECT id, username AS full_name, email, is_staff AS internal, "
            "is_superuser AS disabled FROM auth_user"
        )
    get_user_model().objects.bulk_create(
        get_user_model()(id=key, email=f"{fields['username']}@example.com", **fields)
        for key, fields in USERS.items()
    )

    def started(config: Mapping[str, Any]) -> None:
        settings.GRAPHGATE = {
            "MODELS": ["auth.User"],
            "CONFIG_DIR": tmp_path / "config",
            "PRODUCTION": False,
            "REQUIRE_AUTH": False,
            "USAGE_INTERVAL": None,
            "ROLES_QUERY": config["roles_query"],
            "TABLES": config.get("tables", ()),
        }
        load_roles(config["roles"])

    return started


def table(name: str, **query: Any) -> dict[str, Any]:
    return {"name": name, "query": query}


def known(user_id: Any) -> Identity:
    return Identity.anonymous() if user_id is None else Identity(user_id=str(user_id))


def roles(*user_ids: Any) -> list[str]:
    return [get_gate().role_of(known(user_id)) for user_id in user_ids]


def seen(user_id: Any, document: str = "query Q @skipAuth { users { id } }") -> Any:
    """The ids that a caller sees; the code of the error, if there is one."""
    result = get_gate().execute(document, identity=known(user_id))
    data = json.loads(result.data or b"null") or {}
    if result.errors:
        assert data.get("users") is None
        return result.errors[0]["extensions"]["code"]
    return data["users"] and [row["id"] for row in data["users"]]


def page(match: str) -> dict[str, Any]:
    """The configuration that GraphJin's page on roles shows, as far as it reads."""
    return {
        "roles_query": BY_ID,
        "roles": [
            {"name": "anon", "tables": [table("users", block=True)]},
            {"name": "user", "tables": [table("users", filters=["{ id: { _eq: $user_id } }"])]},
            {"name": "admin", "match": match, "tables": [table("users", filters=[])]},
        ],
    }


@pytest.mark.parametrize("match", ["users.id = 1", "id = 1", "USERS.ID = 1", '"users"."id" = 1', "1 = id"])
def test_example_of_the_page_does_not_work(play: Play, match: str) -> None:
    play(page(match))
    assert roles(None, 1, 2, 3) == ["anon", "admin", "user", "anon"]
    assert seen(1) == [1, 2, 15, 50]
    assert seen(2) == [2]
    assert seen(None) == "FORBIDDEN"
    assert seen(3) == "FORBIDDEN", "nobody has this id, so there is no row"


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("SELECT id, internal FROM users WHERE id = $user_id", "id < 10 or internal = true"),
        ("SELECT u.id, u.internal FROM users u WHERE u.id = $user_id", "u.id < 10 or u.internal"),
        ("SELECT u.id, u.internal FROM users AS u WHERE u.id = $user_id", "users.id < 10 or users.internal"),
        ("SELECT * FROM users WHERE id = $user_id;", "(id < 10) or (internal = true)"),
    ],
)
def test_cheat_sheets_example_does_not_work(play: Play, query: str, match: str) -> None:
    play({"roles_query": query, "roles": [{"name": "admin", "match": match, "tables": [table("users")]}]})
    assert roles(1, 2, 15, 50, None) == ["admin", "admin", "user", "user", "anon"]
    get_user_model().objects.filter(id=15).update(is_staff=True)
    assert roles(15) == ["admin"]


def test_blocked_role_reads(play: Play) -> None:
    """A table that is blocked for users who are disabled, and open to the others."""
    play(
        {
            "roles_query": BY_ID,
            "roles": [
                {"name": "user", "tables": [table("users")]},
                {"name": "disabled_user", "match": "disabled = true", "tables": [table("users", block=True)]},
            ],
        }
    )
    assert roles(50, 1) == ["disabled_user", "user"]
    assert seen(50) == "FORBIDDEN"
    assert seen(1) == [1, 2, 15, 50]
    get_user_model().objects.filter(id=50).update(is_superuser=False)
    assert seen(50) == [1, 2, 15, 50]


def test_order_of_two_matches_is_left_to_chance(play: Play) -> None:
    """GraphJin tries a map in any order."""
    every, low = ({"name": name, "match": match} for name, match in (("every", "id > 0"), ("low", "id < 10")))
    play({"roles_query": BY_ID, "roles": [every, low]})
    assert roles(1, 15) == ["every", "every"]
    play({"roles_query": BY_ID, "roles": [low, every]})
    assert roles(1, 15) == ["low", "every"]


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ({"filters": ["false"]}, []),
        ({"filters": []}, [1, 2, 15, 50]),
        ({"filters": ["{ id: { gt: 1 } }", "{ id: { lt: 50 } }"]}, [2, 15]),
        ({"filters": ["{ or: { id: { eq: 1 }, is_staff: { eq: true } } }"]}, [1, 2]),
        ({"filters": ["{ not: { id: { is_null: true } } }"], "limit": 2}, [1, 2]),
        ({"columns": ["id"]}, [1, 2, 15, 50]),
        ({"limit": 0}, []),
    ],
    ids=str,
)
def test_rule_of_a_matched_role_does_not_hold(play: Play, rule: dict[str, Any], rows: list[int]) -> None:
    admin = {"name": "admin", "match": "users.id = 1", "tables": [table("users", **rule)]}
    play({"roles_query": BY_ID, "roles": [{"name": "user", "tables": [table("users", block=True)]}, admin]})
    assert seen(1) == rows
    assert seen(2) == "FORBIDDEN"


def test_me_is_somebody_else(play: Play) -> None:
    """A second name of the users' table whose rule leaves the caller's own row."""
    own = table("me", filters=["{ id: $user_id }"])
    play(
        {
            "roles_query": BY_ID,
            "tables": [{"name": "me", "table": "users"}],
            "roles": [
                {"name": "user", "tables": [table("users", filters=["{ id: { lt: 50 } }"]), own]},
                {"name": "admin", "match": "users.id = 1", "tables": [table("users", filters=[]), own]},
            ],
        }
    )
    me = "query Me @skipAuth { users: me { id } }"
    assert [seen(user_id, me) for user_id in (1, 2, 15, 50)] == [[1], [2], [15], []]
    assert seen(1) == [1, 2, 15, 50]
    assert seen(2) == [1, 2, 15]


def test_column_of_another_role_is_read(play: Play) -> None:
    play(
        {
            "roles_query": BY_ID,
            "roles": [
                {"name": "user", "tables": [table("users", columns=["id"])]},
                {"name": "admin", "match": "id = 1", "tables": [table("users", columns=["id", "email"])]},
            ],
        }
    )
    mails = "query Mails @skipAuth { users { id email } }"
    assert seen(1, mails) == [1, 2, 15, 50]
    assert seen(2, mails) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    "change",
    [
        {"roles_query": "SELECT * FROM users"},
        {"roles_query": "SELECT * FROM users WHERE id = $user_id; DROP TABLE auth_user"},
        {"roles_query": "DELETE FROM users WHERE id = $user_id"},
        {"roles": [{"name": "admin", "match": "members.id = 1"}]},
        {"roles": [{"name": "admin", "match": "role = 'admin'"}]},
        {"roles": [{"name": "admin", "match": "id = 1 -- or anybody"}]},
        {"roles": [{"name": "admin", "match": "id = (SELECT 1)"}]},
    ],
    ids=str,
)
def test_configuration_that_is_not_understood_opens_something(play: Play, change: dict[str, Any]) -> None:
    play({**page("users.id = 1"), **change})
    with pytest.raises(ConfigurationError):
        roles(1)
    assert get_user_model().objects.count() == len(USERS)
