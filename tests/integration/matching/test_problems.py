"""What is wrong with roles is said before a caller meets it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import override_settings

from django_graphgate import checks
from django_graphgate.access import load_roles
from django_graphgate.conf import get_settings
from django_graphgate.matching.problems import RoleProblem, role_problems
from django_graphgate.rules.model import StoredRole


def problems_of(*matches: str, alias: str | None = None) -> list[RoleProblem]:
    roles = [StoredRole(name=f"r{index}", match=match) for index, match in enumerate(matches)]
    return list(role_problems(roles, get_settings(), alias=alias))


def configured(**entries: Any) -> Any:
    return override_settings(GRAPHGATE={**django_settings.GRAPHGATE, **entries})


@pytest.mark.parametrize(
    "matches",
    [
        ("is_staff", "is_staff"),
        ("is_staff", "not (not is_staff and true) and id = 1 and is_staff"),
        ("is_staff or is_superuser", "is_superuser"),
        ("is_staff or is_superuser", "is_superuser or is_staff"),
        ("id = 1 or is_staff or is_superuser", "is_superuser and id = 3 or is_staff"),
        ("is_staff", "is_staff and is_superuser"),
        ("is_staff and is_superuser", "is_superuser and is_staff and id = 1"),
        ("USERS.ID = 1", "1 = id"),
        ("group('A')", "group('A') and is_staff"),
        ("perm('auth.add_user') or group('A')", "perm('auth.add_user')"),
        ("true", "id = 2"),
        ("id = 2", "false"),
    ],
)
def test_shadowed_role_is_not_reported(matches: tuple[str, ...]) -> None:
    assert [(problem.name, problem.role) for problem in problems_of(*matches)] == [("shadowed", "r1")]


@pytest.mark.parametrize(
    "matches",
    [
        ("is_staff and is_superuser", "is_staff"),
        ("is_superuser", "is_staff or is_superuser"),
        ("not is_staff", "is_staff"),
        ("id = 1", "id = 2"),
        ("id < 1", "id > 1"),
        ("id = 1", "id <> 1"),
        ("group('A')", "group('a')"),
        ("group('A')", "perm('auth.add_user')"),
        ("perm('auth.add_user')", "perm('auth.add_group')"),
        ("last_login is null", "last_login is not null"),
        ("not (is_staff and is_superuser)", "not is_staff"),
    ],
)
def test_role_that_callers_get_is_reported(matches: tuple[str, ...]) -> None:
    assert problems_of(*matches) == []


def test_long_matches_take_for_ever() -> None:
    first = " or ".join(f"id = {number} and is_staff" for number in range(60))
    second = " and ".join(f"(id = {number} or is_staff)" for number in range(60))
    nested = (
        "(" * 9
        + "is_staff"
        + "".join(f" {join} id = {n})" for n, join in enumerate(["and", "or"] * 4 + ["and"]))
    )
    assert (
        problems_of(*[f"{text} or id = {number}" for number in range(5) for text in (first, second, nested)])
        == []
    )


def test_invalid_match_is_not_reported() -> None:
    (problem,) = problems_of("is_staff", "is_stuff", "is_superuser")
    assert (problem.name, problem.role) == ("invalid", "r1")
    assert problem.message == "The match of role r1 is not valid: the row has no column 'is_stuff'."
    assert problem.hint == "Did you mean is_staff?"


def test_permission_of_no_model_is_not_reported() -> None:
    (problem,) = problems_of(
        "perm('shop.change_product') or perm('shop.chnge_product') or perm('auth.view_group')"
    )
    assert (problem.name, "'shop.chnge_product'" in problem.message) == ("unknown", True)


def test_group_that_is_not_there_is_not_reported(database: str) -> None:
    Group.objects.create(name="Editors")
    assert problems_of("group('Editors')", alias=database) == []
    (problem,) = problems_of("group('editors')", alias=database)
    assert (problem.name, "'editors'" in problem.message) == ("unknown", True)
    assert problems_of("group('editors')") == [], "without a database nobody knows"


def test_role_without_row_that_is_not_there_is_not_reported() -> None:
    with configured(ROLE_WITHOUT_ROW="gast"):
        assert [problem.name for problem in problems_of("is_staff")] == ["without_row"]
        assert problems_of("") == []
    with configured(ROLE_WITHOUT_ROW="r0"):
        assert problems_of("is_staff") == []


def test_query_that_cannot_be_used_is_reported_for_each_role() -> None:
    with configured(ROLES_QUERY="SELECT 1 AS one"):
        assert [(problem.name, problem.role) for problem in problems_of("one = 1", "one = 2")] == [
            ("invalid", "")
        ]


def test_query_over_unknown_tables_is_reported_without_a_database() -> None:
    with configured(ROLES_QUERY="SELECT * FROM elsewhere WHERE id = $user_id"):
        assert problems_of("id = 1") == []
        assert checks.check_roles_query() == []


def test_text_ids_over_whole_numbers_are_not_reported() -> None:
    """User 7 of an issuer elsewhere is not user 7 of the project."""
    with configured(USER_ID_TYPE="text"):
        (problem,) = problems_of("is_staff")
        assert problem.message == "User ids are texts from elsewhere, and the user model's key is an Int."
    with configured(USER_ID_TYPE="text", ROLES_QUERY="SELECT * FROM auth_user WHERE username = $user_id"):
        assert problems_of("is_staff") == []


def test_roles_query_passes_the_checks() -> None:
    with configured(ROLES_QUERY="SELECT * FROM auth_user"):
        assert [message.id for message in checks.check_roles_query()] == ["graphgate.E045"]
    with configured(ROLES_QUERY="SELECT * FROM auth_user WHERE id = $user_id"):
        assert checks.check_roles_query() == []
    assert checks.check_roles_query() == []


@pytest.mark.parametrize(
    ("matches", "found"),
    [
        (["is_stuff"], ["graphgate.W045"]),
        (["is_staff", "is_staff"], ["graphgate.W046"]),
        (["group('Nobody')"], ["graphgate.W047"]),
        (["is_staff", "is_superuser"], []),
    ],
)
def test_roles_of_the_database_pass_the_checks(database: str, matches: list[str], found: list[str]) -> None:
    rules = [{"name": "products", "query": {}}]
    load_roles(
        {"roles": [{"name": f"r{n}", "match": match, "tables": rules} for n, match in enumerate(matches)]}
    )
    assert [message.id for message in checks.check_state(databases=[database])] == found
    with configured(ROLE_WITHOUT_ROW="gast"):
        assert "graphgate.W048" in [message.id for message in checks.check_state(databases=[database])]


def test_parser_is_loaded_for_roles_without_a_match() -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from django_graphgate.conf import get_settings\n"
        "from django_graphgate.matching.choice import role_choice\n"
        "from django_graphgate.matching.problems import role_problems\n"
        "from django_graphgate.rules.model import StoredRole\n"
        "assert role_choice([StoredRole(name='user')], get_settings()) is None\n"
        "assert not list(role_problems([StoredRole(name='user')], get_settings()))\n"
        "assert 'sqlglot' not in sys.modules\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
