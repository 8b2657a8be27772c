"""The page on roles in a Django project: its examples run, and give the roles that it says."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from django_graphgate.access import load_roles
from django_graphgate.access.reading import stored_roles
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView
from django_graphgate.conf import get_settings
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.matching.choice import role_choice
from django_graphgate.rules.model import StoredRole
from tests.acceptance.test_docs import LIMITS, PAGES, blocks, run, section

pytestmark = pytest.mark.django_db
PAGE = PAGES["roles.md"]
TITLES = [part.partition("\n")[0] for part in PAGE.split("\n## ")[1:] if blocks(f"\n## {part}", "json")]
TABLES = """
CREATE TABLE users (id integer PRIMARY KEY, email varchar(100));
CREATE TABLE memberships (user_id integer, level integer, org varchar(20));
INSERT INTO users VALUES (1, 'ann@example.com'), (2, 'ben@example.com');
"""


@pytest.fixture
def project(settings: Any, tmp_path: Path) -> Any:
    """Follows a section, as a reader would."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)

    def follow(title: str) -> dict[str, Any]:
        text = section(PAGE, title)
        entries = [run(block)["GRAPHGATE"] for block in blocks(text, "python")]
        settings.GRAPHGATE = {
            "MODELS": ["shop", "auth.User"],
            "CONFIG_DIR": tmp_path / "config",
            "PRODUCTION": False,
            **(entries[0] if entries else {}),
        }
        (body,) = blocks(text, "json")
        content: dict[str, Any] = json.loads(body)
        load_roles(content)
        return content

    return follow


def terms() -> list[str]:
    """The examples in the table of what a match may contain."""
    cells = re.findall(r"^\| (`.+?) \| ", section(PAGE, "match"), re.MULTILINE)
    return [term for cell in cells for term in re.findall("`([a-z$].+?)`", cell)]


@pytest.mark.parametrize("term", terms())
def test_term_of_a_match_is_not_understood(settings: Any, term: str) -> None:
    assert len(terms()) == 10
    settings.GRAPHGATE = {"HEADER_VARIABLES": {"email": "X-Email", "region": "X-Region"}}
    assert role_choice([StoredRole(name="staff", match=term)], get_settings()) is not None


def role_of(user_id: Any) -> str:
    return get_gate().role_of(Identity(user_id=str(user_id)))


@pytest.mark.parametrize("title", TITLES)
def test_rules_of_an_example_do_not_fit(project: Any, title: str) -> None:
    for role in stored_roles(project(title)):
        assert not role.problem
        view = RoleView.build(role, get_catalog(), default_limit=20, limits=LIMITS)
        assert {rule.table for rule in role.rules} - {"*"} <= set(view.rules.queries)


def test_recipe_does_not_work(project: Any) -> None:
    project("In three minutes")
    ada = get_user_model().objects.create_user("ada", id=7)
    assert (role_of(ada.pk), role_of(8)) == ("user", "anon")
    ada.groups.add(Group.objects.create(name="Editors"))
    assert role_of(ada.pk) == "editors"
    out = io.StringIO()
    call_command("graphgate_whoami", "ada", stdout=out)
    (shown,) = blocks(PAGE, "text")
    assert out.getvalue() == shown
    get_user_model().objects.update(is_staff=True)
    assert role_of(ada.pk) == "staff"


def test_query_of_an_example_is_not_asked(project: Any) -> None:
    project("ROLES_QUERY")
    for key, rows in {1: [(9, "other")], 2: [(1, "acme"), (0, "acme")], 3: [(1, "other")], 4: []}.items():
        get_user_model().objects.create_user(f"u{key}", id=key)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO memberships VALUES ({key}, %s, %s)", rows)
    assert [role_of(key) for key in (1, 2, 3, 4)] == ["owner", "member", "user", "anon"]


def test_graphjins_example_does_not_work(project: Any) -> None:
    project("GraphJin's example")
    assert [role_of(key) for key in (1, 2, 3)] == ["admin", "user", "anon"]


def test_configuration_of_graphjin_is_not_translated_word_for_word() -> None:
    text = section(PAGE, "GraphJin's example")
    (theirs,), (ours,), (rules,) = (blocks(text, language) for language in ("yaml", "python", "json"))
    query = run(ours)["GRAPHGATE"]["ROLES_QUERY"]
    assert f'roles_query: "{query}"' in theirs
    roles = {role["name"]: role for role in json.loads(rules)["roles"]}
    assert f"match: {roles['admin']['match']}" in theirs
    assert f'filters: ["{roles["user"]["tables"][0]["query"]["filters"][0]}"]' in theirs
