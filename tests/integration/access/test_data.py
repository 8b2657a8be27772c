"""``roles.json``: read strictly, written back the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import dump_roles, load_roles
from django_graphgate.access.live import load_access, read_version
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import Role, TableRule
from tests.support.gate.house import ROLES

FULL = {
    "roles": [
        {
            "name": "user",
            "description": "Somebody signed in.",
            "tables": [
                {
                    "name": "trips",
                    "query": {
                        "block": True,
                        "columns": ["id", "date"],
                        "filters": ["{ owner_id: { eq: $user_id } }", {"public": {"eq": True}}],
                        "limit": 0,
                    },
                }
            ],
        }
    ]
}


def table(**query: Any) -> dict[str, Any]:
    return {"roles": [{"name": "user", "tables": [{"name": "trips", "query": query}]}]}


def test_roles_come_back_changed(database: str) -> None:
    for content in (FULL, ROLES):
        load_roles(content)
        once = dump_roles()
        load_roles(json.loads(json.dumps(once)))
        assert dump_roles() == once
    load_roles(FULL)
    assert dump_roles() == FULL


def test_list_without_its_object_is_refused(database: str) -> None:
    load_roles(FULL["roles"])
    assert dump_roles() == FULL


def test_roles_that_are_not_in_the_file_stay(database: str) -> None:
    role = Role.objects.create(name="old")
    TableRule.objects.create(role=role, table="trips")
    load_roles(FULL)
    assert list(Role.objects.values_list("name", flat=True)) == ["user"]
    assert TableRule.objects.count() == 1


def test_same_roles_renew_the_version(database: str) -> None:
    load_roles(FULL)
    before = read_version(database)
    shuffled = {"roles": [{**FULL["roles"][0], "comment": "for people"}]}
    with CaptureQueriesContext(connections[database]) as seen:
        load_roles(shuffled)
    assert read_version(database) == before
    assert not [query for query in seen if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


def test_order_of_the_file_is_a_change(database: str) -> None:
    load_roles(ROLES)
    before = read_version(database)
    turned = {"roles": [{**role, "tables": role["tables"][::-1]} for role in ROLES["roles"][::-1]]}
    load_roles(turned)
    assert read_version(database) == before


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (None, "roles"),
        ({}, "roles"),
        ({"roles": {}}, "roles"),
        ({"roles": "user"}, "roles"),
        ({"roles": ["user"]}, "object"),
        ({"roles": [{}]}, "name"),
        ({"roles": [{"name": "a b"}]}, "name"),
        ({"roles": [{"name": "größe"}]}, "name"),
        ({"roles": [{"name": 1}]}, "name"),
        ({"roles": [{"name": "user"}, {"name": "user"}]}, "user"),
        ({"roles": [{"name": "user", "table": []}]}, "table"),
        ({"roles": [{"name": "user", "match": 1}]}, "match"),
        ({"roles": [{"name": "user", "tables": {}}]}, "tables"),
        ({"roles": [{"name": "user", "tables": [{"name": "trips"}, {"name": "trips"}]}]}, "trips"),
        ({"roles": [{"name": "user", "tables": [{"name": "trips", "queries": {}}]}]}, "queries"),
        ({"roles": [{"name": "user", "tables": [{"name": "trips; --"}]}]}, "name"),
        (table(filter="{ id: { eq: 1 } }"), "filter"),
        (table(block="no"), "block"),
        (table(block=1), "block"),
        (table(block=None), "block"),
        (table(columns="id"), "list"),
        (table(columns=[1]), "columns"),
        (table(columns={}), "list"),
        (table(limit=-1), "limit"),
        (table(limit=True), "limit"),
        (table(limit="5"), "limit"),
        (table(limit=1.5), "limit"),
        (table(limit=2_147_483_648), "limit"),
        ({"roles": [{"name": "first"}, {"name": "x" * 101}]}, "100 at most"),
        ({"roles": [{"name": "user", "tables": [{"name": "x" * 201}]}]}, "200 at most"),
        ({"roles": [{"name": "user", "description": "x" * 501}]}, "500"),
        (table(filters=[1]), "filter"),
        (table(filters=[["{ id: { eq: 1 } }"]]), "filter"),
        (table(filters=True), "list"),
        ({"roles": [{"name": "user", "tables": [{"name": "trips", "query": None}]}]}, "object"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_wrong_shape_is_loaded_in_part(database: str, content: Any, reported: str) -> None:
    load_roles(FULL)
    before = read_version(database)
    with pytest.raises(ConfigurationError, match=reported):
        load_roles(content)
    assert dump_roles() == FULL
    assert read_version(database) == before


@pytest.mark.parametrize("given", ["{ id: { eq: 1 } }", ["{ id: { eq: 1 } }"], {"id": {"eq": 1}}])
def test_filter_is_lost(database: str, given: Any) -> None:
    load_roles(table(filters=given))
    (rule,) = load_access(database).roles["user"].rules
    assert rule.filters == (tuple(given) if isinstance(given, list) else (given,))


@pytest.mark.parametrize("columns", [None, [], ["*"], ["id"]])
def test_no_columns_become_all_columns(database: str, columns: list[str] | None) -> None:
    load_roles(table(columns=columns))
    (rule,) = load_access(database).roles["user"].rules
    assert rule.columns == (None if columns is None else tuple(columns))
