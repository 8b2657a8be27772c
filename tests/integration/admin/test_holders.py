"""Who has a role: counted by the match itself, over a bounded number of users."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from django_graphgate.admin import holders
from django_graphgate.admin.holders import Holders, holders_of
from django_graphgate.models import Role
from tests.integration.admin.conftest import SignIn


@pytest.fixture
def users(database: str) -> list[User]:
    return [
        User.objects.create(username="ann", is_staff=True),
        User.objects.create(username="ben"),
        User.objects.create(username="cid", is_staff=True, is_active=False),
        User.objects.create(username="dot", is_staff=True),
    ]


def counted(role: Role) -> tuple[int | None, int, bool, tuple[str, ...]]:
    answer = holders_of(role)
    return answer.count, answer.looked_at, answer.more, answer.sample


def test_users_are_counted_by_the_first_role_that_matches(users: list[User]) -> None:
    editors = Group.objects.create(name="Editors")
    users[3].groups.add(editors)
    editor = Role.objects.create(name="editor", match="group('Editors')", position=1)
    staff = Role.objects.create(name="staff", match="is_staff", position=2)
    everybody = Role.objects.create(name="user")
    assert counted(editor) == (1, 3, False, ("dot",))
    assert counted(staff) == (1, 3, False, ("ann",))
    assert counted(everybody) == (1, 3, False, ("ben",))


def test_without_a_match_everybody_is_user(users: list[User]) -> None:
    assert counted(Role.objects.create(name="user")) == (3, 3, False, ("ann", "ben", "dot"))


def test_users_beyond_the_bound_are_not_asked_about(
    users: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "MAX_USERS", 2)
    staff = Role.objects.create(name="staff", match="is_staff")
    assert counted(staff) == (1, 2, True, ("ann",))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [("anon", "Callers who are not signed in."), ("clerk", "Callers whose credential names it.")],
)
def test_who_has_a_role_that_no_row_gives(name: str, sentence: str) -> None:
    assert holders_of(Role.objects.create(name=name)) == Holders(sentence=sentence)


@pytest.mark.django_db
def test_callers_of_a_roles_query_are_not_listed(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLES_QUERY": "SELECT * FROM auth_user WHERE id = $user_id"}
    answer = holders_of(Role.objects.create(name="staff", match="is_staff"))
    assert answer.count is None
    assert "ROLES_QUERY asks about one user at a time" in answer.sentence


def address(role: Role) -> str:
    return reverse("admin:graphgate_role_users", args=[role.pk])


def test_page_shows_names_to_those_who_may_see_users(chief: Client, sign_in: SignIn) -> None:
    role = Role.objects.create(name="staff", match="is_superuser")
    Role.objects.create(name="later", match="is_staff", position=1)
    page = chief.get(address(role))
    assert b"<strong>1</strong> of 1 active users" in page.content
    assert b"<li>chief</li>" in page.content
    assert b"<li>chief</li>" not in sign_in("view_role").get(address(role)).content
    assert sign_in("view_user").get(address(role)).status_code == 403
    assert chief.get(address(Role(pk=role.pk + 9)))["Location"] == "/admin/"


def test_match_that_is_not_understood_is_said(chief: Client) -> None:
    role = Role.objects.create(name="staff", match="<script>")
    page = chief.get(address(role)).content
    assert b"errornote" in page
    assert b"<script>" not in page.replace(b"<script src", b"")
