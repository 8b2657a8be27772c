"""``graphgate_whoami``: the role that the gate gives, and why."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import load_roles
from django_graphgate.models import Role

ROLES = [
    {"name": "anon", "tables": [{"name": "products", "query": {"columns": ["id", "name"]}}]},
    {"name": "user", "extends": "anon", "tables": [{"name": "categories", "query": {}}]},
    {
        "name": "staff",
        "match": "is_staff",
        "extends": "user",
        "tables": [{"name": "vouchers", "query": {"block": True}}],
    },
    {"name": "editors", "match": "group('Editors') and not is_superuser", "extends": "user"},
    {"name": "buyers", "match": "perm('auth.change_user') or id = -1"},
    {"name": "local", "match": "id > 0 and username = $region"},
    {"name": "plain", "tables": [{"name": "products", "query": {}}]},
]
CLAIMS = {"type": "jwt", "secret": "x" * 32, "claims": {"region": "region"}}


@pytest.fixture(autouse=True)
def project(database: str, settings: Any, tmp_path: Path) -> str:
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "AUTH": [CLAIMS],
        "HEADER_VARIABLES": {"tenant": "X-Tenant"},
    }
    load_roles(ROLES)
    return database


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada", "ada@example.com", "x")


def text(*arguments: str) -> str:
    out = io.StringIO()
    call_command("graphgate_whoami", *arguments, stdout=out)
    return out.getvalue()


def report(*arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text(*arguments, "--format", "json"))
    return content


def outcomes(content: dict[str, Any]) -> dict[str, str]:
    return {tried["name"]: tried["outcome"] for tried in content["explanation"]["tried"]}


def must_match(settings: Any, **entries: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLE_MUST_MATCH": True, **entries}


@pytest.mark.parametrize("by", ["username", "pk", "email"])
def test_user_with_no_match_is_not_user(ada: Any, by: str) -> None:
    content = report(str(getattr(ada, by)))
    assert (content["role"], content["user"]) == ("user", f"ada (id {ada.pk})")
    assert outcomes(content) == {"staff": "no", "editors": "no", "buyers": "no", "local": "no"}
    assert content["reason"] == "No match holds, so the role is user."
    assert content["rights"]["extends"] == ["anon"]
    assert content["rights"]["readable"] == ["categories", "products"]


def test_first_match_is_not_the_reason(ada: Any) -> None:
    ada.groups.add(Group.objects.create(name="Editors"))
    ada.user_permissions.add(Permission.objects.get(content_type__app_label="auth", codename="change_user"))
    content = report("ada")
    assert content["role"] == "editors"
    assert outcomes(content) == {
        "staff": "no",
        "editors": "yes",
        "buyers": "not reached",
        "local": "not reached",
    }
    terms = {tried["name"]: tried["terms"] for tried in content["explanation"]["tried"]}
    assert terms["editors"] == {"group('Editors')": True, "is_superuser": False}
    assert terms["buyers"] == {"perm('auth.change_user')": True, "id = -1": False}
    assert content["facts"] == {"active": True, "staff": False, "superuser": False, "groups": ["Editors"]}


def test_text_is_one_that_people_can_read(ada: Any) -> None:
    ada.groups.add(Group.objects.create(name="Editors"))
    assert text("ada") == (
        f"ada (id {ada.pk}) has the role editors. Its match is the first that holds.\n"
        "Active: yes; staff: no; superuser: no; groups: Editors.\n"
        "\n"
        "   role     match                                  holds\n"
        "1  staff    is_staff                               no\n"
        "2  editors  group('Editors') and not is_superuser  yes\n"
        "              group('Editors')                     yes\n"
        "              is_superuser                         no\n"
        "3  buyers   perm('auth.change_user') or id = -1    not reached\n"
        "4  local    id > 0 and username = $region          not reached\n"
        "\n"
        "It extends user, which extends anon. It may read 2 tables: categories, products.\n"
    )


def test_blocked_table_is_not_named_as_one(ada: Any) -> None:
    get_user_model().objects.filter(pk=ada.pk).update(is_staff=True)
    assert text("ada").endswith("It may read 2 tables: categories, products. Blocked: vouchers.\n")


def test_what_a_role_may_write_is_not_said(ada: Any) -> None:
    rules = Role.objects.get(name="user").rules
    rules.create(table="tags", action="insert")
    rules.create(table="tags", action="delete", block=True)
    rules.create(table="categories", action="update")
    rules.create(table="categories", action="insert")
    said = "It may read 2 tables: categories, products. It may insert categories, update categories, insert tags.\n"
    assert text("ada").endswith(said)
    assert report("ada")["rights"]["writable"] == ["insert categories", "update categories", "insert tags"]


def test_inactive_user_has_a_row(ada: Any) -> None:
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False, is_staff=True)
    content = report("ada")
    assert (content["role"], content["explanation"]["has_row"]) == ("anon", False)
    assert "active users only" in content["reason"]
    assert content["facts"]["active"] is False


def test_claim_does_not_count(ada: Any) -> None:
    assert report("ada", "--claim", "region=ada")["role"] == "local"
    assert report("ada", "--claim", "region=bob")["role"] == "user"


def test_constant_for_a_claim_does_not_count(ada: Any) -> None:
    load_roles([{"name": "european", "match": "$region = 'eu' and not is_staff"}])
    content = report("ada", "--claim", "region=eu")
    assert content["role"] == "european"
    assert content["explanation"]["tried"][0]["terms"] == {"$region = 'eu'": True, "is_staff": False}
    assert report("ada")["role"] == "user"


def test_header_does_not_count(ada: Any) -> None:
    load_roles([{"name": "acme", "match": "username = $tenant"}])
    assert report("ada", "--header", "X-Tenant=ada")["role"] == "acme"
    assert report("ada", "--header", "X-Tenant=bob")["role"] == "user"


def test_caller_of_another_issuer_is_not_a_user_of_django(ada: Any, settings: Any) -> None:
    roles = [{"name": "google", "match": "$user_id_provider = id"}]
    load_roles(roles)
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "ROLES_QUERY": "SELECT CAST($user_id_provider AS varchar(20)) AS id, CAST($user_id AS varchar(20)) AS own",
    }
    content = report(str(ada.pk), "--provider", "google")
    assert (content["role"], content["user"]) == ("google", f"User {ada.pk} of google")
    assert content["facts"] == {}


def test_rows_of_the_roles_query_are_taken_for_one(ada: Any, settings: Any) -> None:
    load_roles([{"name": "both", "match": "level = 1 and level = 2"}])
    rows = "SELECT 1 AS level WHERE $user_id > 0 UNION ALL SELECT 2 WHERE $user_id > 0"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLES_QUERY": rows}
    content = report("ada")
    assert content["role"] == "user"
    assert content["explanation"]["tried"][0] == {
        "name": "both",
        "match": "level = 1 and level = 2",
        "outcome": "no",
        "terms": {"level = 1": True, "level = 2": True},
    }
    sentence = "A match, or a term of it, holds if it does in any row of ROLES_QUERY."
    assert sentence in text("ada")
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLES_QUERY": None}
    load_roles(ROLES)
    assert sentence not in text("ada")


def test_named_role_is_not_taken(ada: Any) -> None:
    content = report("ada", "--role", "plain")
    assert (content["role"], content["reason"]) == ("plain", "The credential names it.")
    assert content["explanation"] is None


def test_named_role_that_must_match_is_taken_without(ada: Any, settings: Any) -> None:
    must_match(settings)
    content = report("ada", "--role", "staff")
    assert content["role"] is None
    assert "requests are refused" in content["reason"]
    assert outcomes(content)["staff"] == "no"
    assert text("ada", "--role", "staff").startswith(f"ada (id {ada.pk}) is refused. ")
    get_user_model().objects.filter(pk=ada.pk).update(is_staff=True)
    assert report("ada", "--role", "staff")["role"] == "staff"


def test_later_named_role_is_not_tried(ada: Any, settings: Any) -> None:
    must_match(settings)
    ada.user_permissions.add(Permission.objects.get(content_type__app_label="auth", codename="change_user"))
    get_user_model().objects.filter(pk=ada.pk).update(is_staff=True)
    content = report("ada", "--role", "buyers")
    assert content["role"] == "buyers"
    assert outcomes(content) == {
        "staff": "not reached",
        "editors": "not reached",
        "buyers": "yes",
        "local": "not reached",
    }


def test_unknown_named_role_is_not_said(ada: Any) -> None:
    content = report("ada", "--role", "ghost")
    assert content["role"] is None
    assert "ghost, which is not a role" in content["reason"]


def test_project_without_matches_is_asked(ada: Any) -> None:
    load_roles(ROLES[:2])
    content = report("ada")
    assert (content["role"], content["explanation"]) == ("user", None)
    assert "No role has a match" in content["reason"]


def test_role_that_cannot_run_does_not_say_so(ada: Any) -> None:
    load_roles([{"name": "user", "tables": [{"name": "products", "query": {"columns": ["colour"]}}]}])
    assert "It can run nothing: " in text("ada")


def test_one_of_two_users_with_an_address_is_taken(ada: Any) -> None:
    get_user_model().objects.create_user("ada2", ada.email, "x")
    with pytest.raises(CommandError, match="There is no user"):
        text(ada.email)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "There is no user 'nobody'."),
        (["99999999999999999999999"], "There is no user"),
        (["ada", "--claim", "region"], "--claim takes NAME=VALUE."),
        (["ada", "--claim", "colour=red"], "Mapped claims: region."),
        (["ada", "--header", "=x"], "--header takes NAME=VALUE."),
    ],
)
def test_what_cannot_be_answered_is_not_said(ada: Any, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        text(*arguments)
    assert caught.value.returncode == 1


def test_match_that_is_not_valid_is_not_said(ada: Any) -> None:
    from django_graphgate.models import Role

    Role.objects.filter(name="staff").update(match="is_stuff")
    with pytest.raises(CommandError, match="The match of role staff is not valid"):
        text("ada")


def test_something_is_written(ada: Any, project: str) -> None:
    with CaptureQueriesContext(connections[project]) as seen:
        text("ada")
    words = {query["sql"].split(maxsplit=1)[0] for query in seen}
    assert words <= {"SELECT", "WITH"}
