"""Who may do what with the rules of roles in the admin."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from django_graphgate.models import Role, TableRule
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_rules import ADD, add_data, change_url, page_data


def test_who_may_only_look_cannot_change(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_tablerule")
    rule = role.rules.get()
    page = client.get(change_url(rule))
    assert b"is_public" in page.content
    assert b"id, name" in page.content
    assert b'name="_save"' not in page.content
    assert client.post(change_url(rule), {}).status_code == 403
    assert client.get(ADD, {"role": role.pk, "table": "tags"}).status_code == 403
    assert client.post(ADD, add_data(role, "tags")).status_code == 403
    assert (
        client.post(reverse("admin:graphgate_tablerule_delete", args=[rule.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert TableRule.objects.get().columns == ["id", "name"]


def test_who_may_change_rules_may_not_add_them(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_tablerule", "change_tablerule")
    rule = role.rules.get()
    assert client.get(ADD, {"role": role.pk, "table": "tags"}).status_code == 403
    response = client.post(change_url(rule), {**page_data(client, rule), "limit": "3"})
    assert response["Location"] == reverse("admin:graphgate_tablerule_changelist")
    rule.refresh_from_db()
    assert rule.limit == 3


def test_form_from_elsewhere_is_refused(chief: Client, role: Role) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief.cookies
    assert strict.post(ADD, add_data(role, "tags")).status_code == 403
    assert strict.post(reverse("admin:graphgate_role_move", args=[role.pk, "up"])).status_code == 403
    assert strict.post(reverse("admin:graphgate_role_copy", args=[role.pk]), {"name": "x"}).status_code == 403
