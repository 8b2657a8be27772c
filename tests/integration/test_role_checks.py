"""System checks of roles: each appears where it should, and goes where the cause is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from django_graphgate import checks
from django_graphgate.access import load_roles
from django_graphgate.conf import get_settings
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.publishing.role_review import (
    LostRight,
    named_roles,
    rights_lost_by_signing_in,
    unused_roles,
)
from django_graphgate.rules.model import StoredRole, StoredRule

BASE: dict[str, Any] = {"MODELS": ["shop"], "PRODUCTION": False, "AUTH": [{"type": "django_session"}]}
OWN = {"if_column": "customer_id", "filter": "{ customer_id: { eq: $user_id } }"}
SOUND: list[dict[str, Any]] = [
    {"name": "anon", "tables": [{"name": "tags", "query": {"columns": ["slug"]}}]},
    {"name": "user", "extends": "anon", "tables": [{"name": "products", "query": {}}]},
]


@pytest.fixture(autouse=True)
def _project(settings: Any, tmp_path: Path) -> None:
    settings.GRAPHGATE = {**BASE, "CONFIG_DIR": tmp_path}


def said(alias: str, *roles: dict[str, Any]) -> dict[str, str]:
    load_roles(list(roles))
    return {str(message.id)[-4:]: message.msg for message in checks.check_state(databases=[alias])}


def query(name: str, *tables: str, **entries: Any) -> dict[str, Any]:
    return {"name": name, "tables": [{"name": table, "query": {}} for table in tables], **entries}


def test_sound_roles_are_reported(database: str) -> None:
    assert said(database, *SOUND) == {}


def test_closed_tables_are_not_reported(database: str) -> None:
    wildcard = {"name": "*", "query": {"filters": [OWN]}}
    reported = said(
        database, {"name": "user", "tables": [wildcard, {"name": "tags", "query": {"block": True}}]}
    )
    assert list(reported) == ["W049"]
    assert "products" in reported["W049"]
    assert "tags" not in reported["W049"]
    assert "purchases" not in reported["W049"]


@pytest.mark.parametrize(
    ("roles", "lost"),
    [
        ([query("anon", "tags", "products"), query("user", "tags")], "products"),
        ([query("anon", "tags")], "tags"),
        ([query("anon", "tags"), query("user")], "tags"),
        (
            [
                query("anon", "tags"),
                {"name": "user", "tables": [{"name": "tags", "query": {"columns": ["id"]}}]},
            ],
            "slug of tags",
        ),
        (
            [query("anon", "tags"), {"name": "user", "tables": [{"name": "tags", "query": {"block": True}}]}],
            "tags",
        ),
        (
            [query("anon", "tags"), {"name": "user", "tables": [{"name": "tags", "query": {"limit": 0}}]}],
            "tags",
        ),
    ],
)
def test_signing_in_takes_rights_away_in_silence(database: str, roles: list[Any], lost: str) -> None:
    assert f"anon may read {lost}, and user" in said(database, *roles)["W050"]
    assert "W050" not in said(database, *(role for role in roles if role["name"] != "user"), SOUND[1])


def test_preset_that_cannot_run_is_not_reported(database: str) -> None:
    def rule(select: str) -> dict[str, Any]:
        return {"name": "tags", "insert": {"presets": {"slug": f"sql:{select}"}}}

    broken = {"name": "base", "match": "is_staff", "tables": [rule("SELECT no FROM nowhere")]}
    child = {"name": "child", "match": "is_superuser", "extends": "base", "tables": []}
    sentence = said(database, *SOUND, broken, child)["W062"]
    assert sentence.startswith(
        "The preset of role base for insert on tags.slug cannot run: the database says"
    )
    for select in ("SELECT 1, 2", "SELECT $user_id:bigint FROM shop_tag, nowhere"):
        assert "W062" in said(database, *SOUND, {**broken, "tables": [rule(select)]})
    right = rule("SELECT name FROM shop_customer WHERE id = $user_id")
    assert "W062" not in said(database, *SOUND, {**broken, "tables": [right]})


def test_nothing_is_lost_where_anon_may_do_nothing() -> None:
    blocked = StoredRole(name="anon", rules=(StoredRule(table="tags", block=True),))
    broken = StoredRole(name="user", problem="broken")
    anon = StoredRole(name="anon", rules=(StoredRule(table="tags"),))
    assert list(rights_lost_by_signing_in({"anon": blocked}, get_settings())) == []
    assert list(rights_lost_by_signing_in({"anon": anon, "user": broken}, get_settings())) == []
    assert list(rights_lost_by_signing_in({"anon": anon}, get_settings())) == [LostRight(table="tags")]


def test_role_that_nobody_has_is_not_reported(database: str, settings: Any) -> None:
    roles = [
        *SOUND,
        query("base"),
        query("child", match="is_staff", extends="base"),
        query("lost"),
        query("without"),
    ]
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLE_WITHOUT_ROW": "without"}
    assert "the role lost:" in said(database, *roles)["W051"]
    for auth in (
        {"type": "header", "role": "lost"},
        {"type": "jwt", "role_claim": "role", "roles": ["lost"]},
    ):
        settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [auth]}
        assert "W051" not in said(database, *roles)


JWT = {"type": "jwt", "role_claim": "role"}


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ([], set()),
        ([{"type": "django_session"}, {"type": "simplejwt"}, {"type": "rails"}], set()),
        ([{"type": "header", "role": "a"}, {**JWT, "roles": {"x": "b", "y": "c"}}], {"a", "b", "c"}),
        ([{"type": "header"}, {"type": "jwt", "roles": ["d"]}], set()),
        ([{"type": "header", "role_header": "X-Role"}], None),
        ([JWT], None),
        ([{"type": "project.auth.Own"}], None),
        ([{}], None),
    ],
)
def test_credential_names_another_role(settings: Any, entries: list[Any], named: set[str] | None) -> None:
    for given in (
        {"AUTH": entries},
        {"AUTH": [], "NAMED_AUTH": {str(i): each for i, each in enumerate(entries)}},
    ):
        settings.GRAPHGATE = {**BASE, **given}
        assert named_roles(get_settings()) == named
    roles = {"a": StoredRole(name="a"), "z": StoredRole(name="z")}
    assert unused_roles(roles, get_settings()) == ([] if named is None else sorted({"a", "z"} - named))


def test_role_of_a_webhook_is_used(settings: Any) -> None:
    settings.GRAPHGATE = {**BASE, "AUTH": []}
    roles = {name: StoredRole(name=name) for name in ("payments", "other")}
    webhook = WebhookDefinition(name="hook", verifier="github", role="payments")
    assert unused_roles(roles, get_settings(), webhooks=[webhook]) == ["other"]


# -- the file, without a database -----------------------------------------------------------------


def of_file(folder: Path, content: Any) -> list[str]:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "roles.json").write_text(text)
    with CaptureQueriesContext(connections["default"]) as asked:
        messages = checks.check_roles_file(databases=None)
    assert not asked.captured_queries
    assert {str(message.id) for message in messages} <= {"graphgate.W052"}
    return [message.msg for message in messages]


@pytest.mark.django_db
def test_file_is_not_read_without_a_database(tmp_path: Path) -> None:
    assert checks.check_roles_file() == []
    assert of_file(tmp_path, {"roles": SOUND}) == []
    gone = {"roles": [query("anon", "product"), query("user", extends="anon")]}
    assert of_file(tmp_path, gone) == [
        "roles.json: Role anon has a rule for 'product', which is not a table of the API."
    ]
    for broken in (
        {"tables": [{"name": "tags", "query": {"columns": ["slugg"]}}]},
        {"tables": [{"name": "tags", "query": {"filters": ["gone"]}}]},
        {"extends": "ghost"},
        {"match": "is_stuff"},
        {"match": "is_staff or"},
    ):
        (message,) = of_file(tmp_path, {"roles": [*SOUND, {"name": "odd", **broken}]})
        assert message.startswith("Role odd of roles.json can run nothing: ")
    several = [{"name": "a", "extends": "ghost"}, {"name": "b", "match": "is_stuff"}, *SOUND]
    assert [message.split()[1] for message in of_file(tmp_path, {"roles": several})] == ["a", "b"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"roles": {}}', '{"roles": [], "roles": []}', "[" * 100_000]
)
def test_file_that_cannot_be_read_stops_the_check(tmp_path: Path, text: str) -> None:
    (message,) = of_file(tmp_path, text)
    assert "roles.json" in message
    (tmp_path / "roles.json").unlink()
    (tmp_path / "roles.json").mkdir()
    (message,) = checks.check_roles_file()
    assert "roles.json" in message.msg
