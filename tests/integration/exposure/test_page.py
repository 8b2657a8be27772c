"""The page of what is exposed, in production."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import OPERATIONS, ROLES, copy_frozen, roles, rule, write_config

PAGE = "/admin/graphgate/role/exposure/"


@pytest.fixture
def frozen(db: None, folder: Path) -> Path:
    load_roles(ROLES)
    return copy_frozen(folder)


@pytest.fixture
def chief(frozen: Path) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def shown(client: Client, **selected: str) -> str:
    return client.get(PAGE, selected).content.decode()


def test_page_is_not_linked(chief: Client) -> None:
    for url in ("/admin/graphgate/", "/admin/graphgate/role/"):
        assert f'href="{PAGE}"' in chief.get(url).content.decode()
    role = chief.get("/admin/graphgate/role/").context["cl"].queryset.get(name="editor")
    assert (
        f'href="{PAGE}?role=editor"' in chief.get(f"/admin/graphgate/role/{role.pk}/change/").content.decode()
    )


def test_operation_does_not_lead_to_the_page(chief: Client) -> None:
    listed = list_operation(OPERATIONS["Mails"], comment="")
    row = AllowedOperation.objects.create(
        namespace="", name="Mails", digest=listed.digest, kind="query", document=listed.document
    )
    page = chief.get(f"/admin/graphgate/allowedoperation/{row.pk}/change/").content.decode()
    assert f'href="{PAGE}?operation=Mails"' in page
    assert "Mails" in shown(chief, operation="Mails").split("By which operations", 1)[1]


def test_matrix_lacks_columns_or_their_operations(chief: Client) -> None:
    page = shown(chief)
    assert "shop.Customer" in page and 'title="Mails: customers.email"' in page
    assert "errornote" not in page and "graphgate-problem" not in page


def test_selection_is_not_what_was_asked_for(chief: Client) -> None:
    page = shown(chief, role="user", column="name")
    assert "categories.products.purchases.customer.name" in page
    assert "Mails" not in page.split("graphgate-matrix", 1)[1]
    assert "No role uses any such column." in shown(chief, column="missing")


def test_page_does_not_follow_rules_and_files(chief: Client, frozen: Path) -> None:
    def columns() -> set[str]:
        tables = chief.get(PAGE, {"role": "user", "table": "customers"}).context["tables"]
        return {line.column for table in tables for line in table.lines}

    assert "email" not in columns()
    content = roles()
    rule(content, "user", "customers")["columns"] = ["id", "name", "email"]
    load_roles(content)
    assert "email" in columns()
    assert "other rules: user" in shown(chief)
    write_config(frozen, {name: text for name, text in OPERATIONS.items() if name != "Mails"})
    assert "email" not in columns()


def test_page_is_for_those_who_may_not_see_the_rules(frozen: Path) -> None:
    user = User.objects.create_user("clerk", is_staff=True)
    client = Client()
    client.force_login(user)
    for permission, status in (("view_allowedoperation", 403), ("view_role", 403), ("view_tablerule", 200)):
        user.user_permissions.add(Permission.objects.get(codename=permission))
        assert client.get(PAGE).status_code == status
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '" onload="x', "\x00"])
def test_page_runs_what_the_address_says(chief: Client, text: str) -> None:
    page = shown(chief, column=text, role=text)
    assert "<script>alert" not in page and '" onload' not in page


def test_broken_files_break_the_page(chief: Client, frozen: Path) -> None:
    (frozen / "allow.list").write_text("query {")
    answer = chief.get(PAGE)
    assert (answer.status_code, "errornote" in answer.content.decode()) == (200, True)


def test_address_of_the_page_is_cached_per_folder(chief: Client, frozen: Path, settings: Any) -> None:
    first = shown(chief)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "BLOCKLIST": ("tags",)}
    assert "tags" in first and "tags" not in shown(chief)
