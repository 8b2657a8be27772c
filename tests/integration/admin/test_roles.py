"""Roles in the admin: their list, their order, their page, and copies of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from django_graphgate.access.live import load_access, read_version
from django_graphgate.admin.copying import copy_role
from django_graphgate.admin.editing import SEEN
from django_graphgate.admin.moving import move_role
from django_graphgate.admin.role_lines import ancestors, lines_of
from django_graphgate.models import Role
from tests.integration.admin.conftest import SignIn

LIST = "/admin/graphgate/role/"
ADD = "/admin/graphgate/role/add/"


def url(page: str, role: Role, *more: str) -> str:
    return reverse(f"admin:graphgate_role_{page}", args=[role.pk, *more])


def sent(client: Client, role: Role, **fields: Any) -> dict[str, Any]:
    """What a browser sends for the page of a role."""
    form = client.get(url("change", role)).context["adminform"].form
    names = ("name", "extends", "description", "match", SEEN)
    return {**{name: form[name].value() or "" for name in names}, **fields}


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


# -- the list ---------------------------------------------------------------------------------------


def test_list_says_who_has_a_role(chief: Client, role: Role) -> None:
    Role.objects.create(name="editor", position=1, match="is_staff", extends=role)
    role.rules.create(table="tags")
    response = chief.get(LIST)
    assert b"<code>is_staff</code>" in response.content
    assert b"Signed-in callers who have no other role." in response.content
    found = chief.get(LIST, {"q": "tags"}).context["cl"].result_list
    assert [(each.name, each.number_of_rules) for each in found] == [("user", 2)]


def test_role_is_moved(chief: Client) -> None:
    first, second, third = (Role.objects.create(name=name, position=0) for name in ("a", "b", "c"))
    before = read_version("default")
    response = chief.post(url("move", third, "up"))
    assert response["Location"] == LIST
    assert load_access("default").order == ("a", "c", "b")
    assert read_version("default") != before
    assert LogEntry.objects.get().change_message == "Moved up."
    chief.post(url("move", first, "down"))
    assert load_access("default").order == ("c", "a", "b")
    for role, direction in ((third, "up"), (second, "down"), (second, "sideways")):
        chief.post(url("move", role, direction))
    assert load_access("default").order == ("c", "a", "b")


def test_move_and_copy_in_each_database(database: str) -> None:
    first, second = (Role.objects.create(name=name) for name in ("a", "b"))
    second.rules.create(table="products", columns=["id"])
    assert move_role(second, "up")
    copy_role(second, Role(name="c"))
    access = load_access(database)
    assert access.order == ("b", "a", "c")
    assert access.roles["c"].rules == access.roles["b"].rules
    assert move_role(first, "up")
    assert load_access(database).order == ("a", "b", "c")


def test_role_that_nobody_gets_is_named(chief: Client) -> None:
    first = Role.objects.create(name="first", match="is_staff", position=1)
    second = Role.objects.create(name="second", match="is_staff and is_superuser", position=2)
    assert b"Nobody gets role second: the earlier role first" in chief.get(url("change", second)).content
    assert b"Nobody gets" not in chief.get(url("change", first)).content
    assert b"Nobody gets" not in chief.post(url("move", second, "up"), follow=True).content
    assert b"Nobody gets role second" in chief.post(url("move", second, "down"), follow=True).content


def test_group_that_does_not_exist_is_named(chief: Client, settings: Any) -> None:
    role = Role.objects.create(name="editor", match="group('Editors')")
    assert b"the group &#x27;Editors&#x27;, which does not exist" in chief.get(url("change", role)).content
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLES_QUERY": "SELECT * FROM nowhere WHERE id = $user_id"}
    assert b"nowhere" in chief.get(url("change", role)).content


def test_role_that_is_gone_is_not_moved(chief: Client, role: Role) -> None:
    gone = Role(pk=role.pk + 1)
    assert not move_role(gone, "up")
    assert chief.post(url("move", gone, "up")).status_code == 302


def test_link_moves_nothing(chief: Client, role: Role) -> None:
    assert chief.get(url("move", role, "up")).status_code == 405


# -- the page ---------------------------------------------------------------------------------------


def test_new_role_is_tried_last_and_gets_its_rules_next(chief: Client) -> None:
    Role.objects.create(name="user", position=7)
    response = chief.post(ADD, {"name": "clerk", "description": "", "match": "", "extends": ""})
    clerk = Role.objects.get(name="clerk")
    assert clerk.position == 8
    assert response["Location"] == url("change", clerk)


@pytest.mark.parametrize("name", ["", "two words", "dash-ed", "1st", "näme"])
def test_name_that_no_credential_can_carry_is_not_saved(chief: Client, name: str) -> None:
    response = chief.post(ADD, {"name": name, "description": "", "match": "", "extends": ""})
    assert list(errors(response)) == ["name"]
    assert not Role.objects.exists()


def test_rules_are_lines_with_their_origin(chief: Client, role: Role) -> None:
    role.rules.create(table="customers", block=True)
    role.rules.create(table="tags")
    member = Role.objects.create(name="member", extends=Role.objects.create(name="middle", extends=role))
    member.rules.create(
        table="customers", columns=["*", {"name": "email", "if": "{ id: { eq: $user_id } }"}], limit=0
    )
    member.rules.create(
        table="*", filters=[{"if_column": "owner_id", "filter": "{ owner_id: { eq: $user_id } }"}]
    )
    lines = [
        (line.rule.table, line.origin and line.origin.name, line.columns, line.limit)
        for line in lines_of(member)
    ]
    assert lines == [
        ("*", None, "not secret", "20"),
        ("customers", None, "7 of 9, 1 masked", "0"),
        ("products", "user", "2 of 12", "20"),
        ("tags", "user", "2 of 2", "20"),
    ]
    page = chief.get(url("change", member)).content.decode()
    assert page.count(">override</a>") == 2
    assert page.count(" by *") == 1
    assert f'href="/admin/graphgate/tablerule/add/?role={member.pk}&amp;table=products"' in page


def test_line_says_what_is_gone(chief: Client, role: Role) -> None:
    role.rules.update(columns=["id", "gone"])
    role.rules.create(table="vanished")
    page = chief.get(url("change", role)).content
    assert b"no such column: gone" in page
    assert b"not a table of the API" in page


def test_page_says_why_a_role_can_run_nothing(chief: Client, role: Role) -> None:
    assert b"can run nothing" not in chief.get(url("change", role)).content
    role.rules.update(filters=["own"])
    assert (
        b"The role can run nothing: Role user uses the filter own" in chief.get(url("change", role)).content
    )


def test_lines_without_a_catalogue(chief: Client, role: Role, settings: Any) -> None:
    settings.GRAPHGATE = {"MODELS": ["nothing"]}
    assert b"id, name" in chief.get(url("change", role)).content


def test_circle_is_not_saved(chief: Client, role: Role) -> None:
    middle = Role.objects.create(name="middle", extends=role)
    child = Role.objects.create(name="child", extends=middle)
    response = chief.post(url("change", role), sent(chief, role, extends=child.pk))
    assert errors(response) == {
        "extends": ["A role cannot extend itself: user extends child extends middle extends user."]
    }
    assert "extends" in errors(chief.post(url("change", role), sent(chief, role, extends=role.pk)))


def test_circle_that_is_there_is_shown(chief: Client, role: Role) -> None:
    middle = Role.objects.create(name="middle", extends=role)
    Role.objects.filter(pk=role.pk).update(extends=middle)
    role.refresh_from_db()
    assert [each.name for each in ancestors(role)] == ["middle"]
    assert chief.get(url("change", role)).status_code == 200


def test_role_that_another_extends_is_not_deleted(chief: Client, role: Role) -> None:
    Role.objects.create(name="child", extends=role)
    assert b"protected" in chief.get(url("delete", role)).content
    chief.post(url("delete", role), {"post": "yes"})
    assert Role.objects.filter(pk=role.pk).exists()


def test_second_of_two_people_is_asked_to_look_again(chief: Client, role: Role) -> None:
    mine, theirs = sent(chief, role), sent(chief, role)
    assert chief.post(url("change", role), {**mine, "description": "new"}).status_code == 302
    response = chief.post(url("change", role), {**theirs, "match": "is_staff"})
    assert errors(response)["__all__"][0].startswith("Somebody else has changed this")
    role.refresh_from_db()
    assert (role.description, role.match) == ("new", "")


def test_order_does_not_count_as_a_change(chief: Client, role: Role) -> None:
    mine = sent(chief, role, description="new")
    Role.objects.update(position=9)
    assert chief.post(url("change", role), mine).status_code == 302
    role.refresh_from_db()
    assert (role.position, role.description) == (9, "new")


@pytest.mark.parametrize(
    ("match", "sentence"),
    [
        ("is_stuff", "is_staff"),
        ("is_staff; DROP TABLE auth_user", ""),
        ("id = 'x'", ""),
        ("id in (select 1)", ""),
        ("(" * 5000, ""),
    ],
    ids=lambda value: value[:20],
)
def test_match_that_is_not_understood_is_not_saved(chief: Client, match: str, sentence: str) -> None:
    found = errors(chief.post(ADD, {"name": "clerk", "description": "", "match": match, "extends": ""}))
    assert list(found) == ["match"]
    assert sentence in found["match"][0]


@pytest.mark.parametrize("name", ["anon", "user"])
def test_role_of_everybody_gets_no_match(chief: Client, name: str) -> None:
    found = errors(chief.post(ADD, {"name": name, "description": "", "match": "is_staff", "extends": ""}))
    assert found["match"][0].startswith(f"Role {name} cannot have a match")


def test_query_that_cannot_run_is_reported(chief: Client, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLES_QUERY": "SELECT * FROM nowhere WHERE id = $user_id"}
    data = {"name": "clerk", "description": "", "match": "id = 1", "extends": ""}
    assert list(errors(chief.post(ADD, data))) == ["match"]


# -- copies -----------------------------------------------------------------------------------------


def test_copy_has_the_rules_and_no_match(chief: Client, role: Role) -> None:
    parent = Role.objects.create(name="anon", position=4)
    Role.objects.filter(pk=role.pk).update(extends=parent, match="is_staff", description="Signed in.")
    assert b"Signed in." in chief.get(url("copy", role)).content
    response = chief.post(url("copy", role), {"name": "member", "description": "Copied."})
    copy = Role.objects.get(name="member")
    assert response["Location"] == url("change", copy)
    assert (copy.match, copy.extends, copy.description, copy.position) == ("", parent, "Copied.", 5)
    fields = ("table", "action", "block", "columns", "filters", "limit")
    assert list(copy.rules.values(*fields)) == list(role.rules.values(*fields))
    assert LogEntry.objects.get().change_message == "Copied from user."


@pytest.mark.parametrize("name", ["user", "", "two words"])
def test_copy_needs_a_name_of_its_own(chief: Client, role: Role, name: str) -> None:
    response = chief.post(url("copy", role), {"name": name, "description": ""})
    assert list(response.context["form"].errors) == ["name"]
    assert Role.objects.count() == 1


def test_role_that_is_gone_is_not_copied(chief: Client, role: Role) -> None:
    assert chief.get(url("copy", Role(pk=role.pk + 1)))["Location"] == "/admin/"


# -- who may do what --------------------------------------------------------------------------------


def test_who_may_only_look_cannot_change(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_role", "view_tablerule")
    page = client.get(url("change", role)).content
    assert b"is_public" in page
    for absent in (b'name="_save"', b">Copy<", b"Add rule"):
        assert absent not in page
    assert b"formaction" not in client.get(LIST).content
    assert client.post(url("change", role), {"name": "other"}).status_code == 403
    assert client.post(url("move", role, "up")).status_code == 403
    assert client.get(url("copy", role)).status_code == 403
    assert client.post(url("copy", role), {"name": "other"}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert Role.objects.get().name == "user"


def test_who_may_not_see_rules_sees_and_copies_none(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_role", "change_role", "add_role", "add_tablerule")
    assert b"is_public" not in client.get(url("change", role)).content
    assert client.post(url("copy", role), {"name": "other", "description": ""}).status_code == 403
    assert Role.objects.count() == 1


def test_stranger_is_sent_to_sign_in(client: Client, role: Role) -> None:
    for address in (ADD, LIST, url("change", role), url("copy", role)):
        assert client.get(address).status_code == 302
    assert client.post(url("move", role, "up"))["Location"].startswith("/admin/login/")
