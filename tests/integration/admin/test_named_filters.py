"""Named filters in the admin: checked on the tables that use them, and kept while a rule does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from django_graphgate.access.live import load_access
from django_graphgate.admin.editing import SEEN
from django_graphgate.models import NamedFilter, Role
from tests.integration.admin.conftest import SignIn

ADD = "/admin/graphgate/namedfilter/add/"
OWN = "{ owner_id: { eq: $user_id } }"


@pytest.fixture
def own(role: Role) -> NamedFilter:
    """A filter that a rule on products has."""
    role.rules.update(filters=["own"])
    return NamedFilter.objects.create(name="own", filter=OWN)


def url(page: str, named: NamedFilter) -> str:
    return reverse(f"admin:graphgate_namedfilter_{page}", args=[named.pk])


def sent(client: Client, named: NamedFilter, **fields: str) -> dict[str, Any]:
    form = client.get(url("change", named)).context["adminform"].form
    return {**{name: form[name].value() for name in ("name", "filter", SEEN)}, **fields}


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (OWN, OWN),
        ('{"owner_id": {"eq": 1}}', {"owner_id": {"eq": 1}}),
        ("false", "false"),
        (f" {OWN}\r\n", OWN),
    ],
)
def test_filter_is_saved_without_quoting(chief: Client, text: str, stored: Any) -> None:
    response = chief.post(ADD, {"name": "mine", "filter": text})
    assert response.status_code == 302, errors(response)
    assert NamedFilter.objects.get().filter == stored


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"filter": ""}, "filter", "This field is required."),
        ({"filter": "{ owner_id: "}, "filter", "A filter on categories is not understood: Syntax Error"),
        ({"filter": "own"}, "filter", "A filter is expected, not the name of another."),
        ({"filter": "{ nowhere: { eq: 1 } }"}, "filter", "A filter on "),
        ({"filter": '{"name": {"eq": "\\u0000"}}'}, "filter", "A filter contains a character that cannot be"),
        ({"filter": "7"}, "filter", "A filter on categories is not an object."),
        ({"name": "false"}, "name", "A filter cannot have this name."),
        ({"name": "two words"}, "name", "A filter cannot have this name."),
    ],
    ids=str,
)
def test_filter_that_is_not_understood_is_not_saved(
    chief: Client, given: dict[str, str], field: str, sentence: str
) -> None:
    found = errors(chief.post(ADD, {"name": "mine", "filter": OWN, **given}))
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)
    assert not NamedFilter.objects.exists()


def test_filter_has_to_fit_each_table_that_has_it(chief: Client, own: NamedFilter, role: Role) -> None:
    role.rules.create(table="customers", columns=["id", {"name": "email", "if": "own"}])
    found = errors(chief.post(url("change", own), sent(chief, own, filter="{ stock: { gt: 0 } }")))
    assert [sentence.partition(":")[0] for sentence in found["filter"]] == ["On customers"]
    assert chief.post(url("change", own), sent(chief, own, filter="{ id: { eq: 1 } }")).status_code == 302


def test_filter_of_the_wildcard_has_to_fit_its_tables(chief: Client, own: NamedFilter, role: Role) -> None:
    role.rules.all().delete()
    role.rules.create(table="*", filters=[{"if_column": "owner_id", "filter": "own"}])
    assert b"* for user" in chief.get("/admin/graphgate/namedfilter/").content
    found = errors(chief.post(url("change", own), sent(chief, own, filter='{ slug: { eq: "a" } }')))
    assert found["filter"][0].startswith("On ")


def test_filter_that_is_used_keeps_its_name(chief: Client, own: NamedFilter) -> None:
    found = errors(chief.post(url("change", own), sent(chief, own, name="mine")))
    assert found == {"name": ["Rules use it by its name: products for user."]}


def test_filter_that_is_used_is_not_deleted(chief: Client, own: NamedFilter, role: Role) -> None:
    assert b"user: query products" in chief.get(url("delete", own)).content
    chief.post(url("delete", own), {"post": "yes"})
    assert not load_access("default").roles["user"].problem
    role.rules.all().delete()
    chief.post(url("delete", own), {"post": "yes"})
    assert not NamedFilter.objects.exists()


def test_second_of_two_people_is_asked_to_look_again(chief: Client, own: NamedFilter) -> None:
    mine, theirs = sent(chief, own, filter="{ id: { eq: 1 } }"), sent(chief, own, filter="{ id: { eq: 2 } }")
    assert chief.post(url("change", own), mine).status_code == 302
    assert "__all__" in errors(chief.post(url("change", own), theirs))


def test_page_that_is_saved_as_it_stands_changes_nothing(chief: Client, own: NamedFilter) -> None:
    NamedFilter.objects.update(filter={"owner_id": {"eq": "$user_id"}})
    assert chief.post(url("change", own), sent(chief, own)).status_code == 302
    assert NamedFilter.objects.get().filter == {"owner_id": {"eq": "$user_id"}}


def test_who_may_only_look_cannot_change(sign_in: SignIn, own: NamedFilter) -> None:
    client = sign_in("view_namedfilter")
    page = client.get(url("change", own))
    assert b"$user_id" in page.content
    assert b'name="_save"' not in page.content
    assert client.post(url("change", own), {"name": "own", "filter": "false"}).status_code == 403
    assert client.get(ADD).status_code == 403
