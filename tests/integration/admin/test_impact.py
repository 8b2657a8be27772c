"""Which operations a change stops: asked before it is saved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from django_graphgate.admin import impact
from django_graphgate.admin.editing import SEEN
from django_graphgate.admin.impact import Stopped, impact_of
from django_graphgate.models import NamedFilter, Role, TableRule
from django_graphgate.publishing import compile_all
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.integration.admin.test_roles import sent, url
from tests.integration.admin.test_rules import change_url, page_data

LIST = """\
query Names {
  products {
    name
  }
}

query Keys {
  products {
    id
  }
}

query Tags {
  tags {
    slug
  }
}
"""


@pytest.fixture
def config(settings: Any, tmp_path: Path) -> Path:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CONFIG_DIR": tmp_path}
    return tmp_path


@pytest.fixture
def allow_list(config: Path) -> Path:
    path = config / "allow.list"
    path.write_text(LIST)
    return path


def reader(name: str, *columns: str, table: str = "products") -> StoredRole:
    return StoredRole(name=name, rules=(StoredRule(table=table, columns=columns),))


def stopped(before: list[StoredRole], after: list[StoredRole]) -> list[Stopped]:
    return list(impact_of({role.name: role for role in before}, {role.name: role for role in after}).stopped)


def test_operations_are_listed_with_the_roles_that_lose_them(allow_list: Path) -> None:
    before = [reader(name, "id", "name") for name in ("user", "clerk", "other")]
    after = [reader(name, "id") for name in ("user", "clerk")] + before[2:]
    reason = "Cannot query field 'name' on type 'Product'."
    assert stopped(before, after) == [Stopped(operation="Names", roles=("user", "clerk"), reason=reason)]


def test_role_that_is_gone_and_role_that_cannot_run(allow_list: Path) -> None:
    before = [reader("user", "id"), reader("clerk", "id")]
    assert [(entry.roles, entry.reason) for entry in stopped(before, [reader("clerk", "nothing")])] == [
        (("user",), "The role is gone."),
        (
            ("clerk",),
            "Role clerk names columns that products does not have: nothing. It has: "
            "attributes, category_id, code, created_at, description, id, is_public, name, owner_id, price, stock, weight.",
        ),
    ]


def test_what_did_not_run_before_is_not_lost(allow_list: Path) -> None:
    assert stopped([reader("user", "nothing")], []) == []
    assert stopped([reader("anon", "id")], []) == []  # not marked @skipAuth
    assert stopped([reader("user", "id")], [reader("user", "id", "name")]) == []


def test_blocked_table_stops_its_operations(allow_list: Path) -> None:
    blocked = StoredRole(name="user", rules=(StoredRule(table="products", block=True),))
    assert [(entry.operation, entry.reason) for entry in stopped([reader("user", "id")], [blocked])] == [
        ("Keys", "blocked at products")
    ]


def test_operations_beyond_the_bound_are_counted(allow_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impact, "MAX_OPERATIONS", 1)
    answer = impact_of({"user": reader("user", "id", "name")}, {})
    assert ([entry.operation for entry in answer.stopped], answer.unchecked) == (["Keys"], 2)


def test_operations_are_compiled_once_for_the_same_rules(
    allow_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = {"user": reader("user", "id", "stock")}, {"user": reader("user", "stock")}
    first = impact_of(before, after)
    monkeypatch.setattr(compile_all, "OperationCompiler", None)
    assert impact_of(before, after) == first
    assert [entry.operation for entry in first.stopped] == ["Keys"]


def test_mutation_that_a_narrower_rule_stops_is_not_listed(config: Path) -> None:
    (config / "allow.list").write_text(
        'mutation Rename {\n  products(where: {id: {eq: 1}}, update: {name: "x"}) {\n    id\n  }\n}\n'
    )
    query = StoredRule(table="products", columns=("id",))

    def writer(*rules: StoredRule) -> StoredRole:
        return StoredRole(name="user", rules=(query, *rules))

    before = writer(StoredRule(table="products", action="update", columns=("name", "stock")))
    preset = StoredRule(table="products", action="update", presets=(("name", "y"),))
    blocked = StoredRule(table="products", action="update", block=True)
    assert [entry.operation for entry in stopped([before], [writer(preset)])] == ["Rename"]
    assert [entry.operation for entry in stopped([before], [writer(blocked)])] == ["Rename"]
    assert [entry.operation for entry in stopped([before], [writer()])] == ["Rename"]
    narrower = StoredRule(table="products", action="update", columns=("name",), filters=("false",))
    assert stopped([before], [writer(narrower)]) == []


def test_pages_are_loaded_without_the_compiler() -> None:
    """Production runs frozen operations, and shows these pages, without knowing GraphQL."""
    program = (
        "import sys, django; django.setup(); import django_graphgate.admin;"
        "print(sorted({'graphql', 'sqlglot'} & set(sys.modules)))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "example_project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment,
    )
    assert done.stdout.strip() == "[]"


# -- the page that asks -----------------------------------------------------------------------------


def confirmed(page: Any) -> dict[str, list[str]]:
    """What the page's button sends."""
    assert next(template.name for template in page.templates) == "admin/graphgate/confirm_impact.html"
    data: dict[str, list[str]] = {}
    for name, value in page.context["sent"]:
        data.setdefault(name, []).append(value)
    return data


def narrowed(client: Client, role: Role) -> tuple[str, dict[str, Any]]:
    rule = role.rules.get()
    return change_url(rule), {**page_data(client, rule), "columns": ["id"]}


def test_nothing_is_saved_before_it_is_confirmed(chief: Client, role: Role, allow_list: Path) -> None:
    address, data = narrowed(chief, role)
    page = chief.post(address, data)
    assert b"Cannot query field &#x27;name&#x27; on type &#x27;Product&#x27;." in page.content
    assert role.rules.get().columns == ["id", "name"]
    assert not LogEntry.objects.exists()
    assert b"was changed successfully" not in chief.get("/admin/").content
    assert chief.post(address, confirmed(page)).status_code == 302
    assert role.rules.get().columns == ["id"]
    assert role.rules.get().filters == ["{ is_public: { eq: true } }"]
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("claim", ["", "yes", "0" * 64])
def test_only_what_was_shown_is_confirmed(chief: Client, role: Role, allow_list: Path, claim: str) -> None:
    address, data = narrowed(chief, role)
    page = chief.post(address, {**data, "_confirmed": claim})
    other = {**confirmed(page), "columns": []}  # stops more than what was confirmed
    assert b"Keys" in chief.post(address, other).content
    assert role.rules.get().columns == ["id", "name"]


def test_without_a_list_nothing_is_asked(chief: Client, role: Role, config: Path) -> None:
    assert chief.post(*narrowed(chief, role)).status_code == 302
    assert role.rules.get().columns == ["id"]


def test_list_that_cannot_be_read_is_reported(chief: Client, role: Role, allow_list: Path) -> None:
    allow_list.write_text("query {")
    response = chief.post(*narrowed(chief, role), follow=True)
    assert b"Which operations stop working could not be looked up" in response.content
    assert role.rules.get().columns == ["id"]


def test_change_that_stops_nothing_is_saved_at_once(chief: Client, role: Role, allow_list: Path) -> None:
    rule = role.rules.get()
    data = {**page_data(chief, rule), "filters": [], "limit": "3"}
    assert chief.post(change_url(rule), data).status_code == 302


def test_deleted_rule_is_asked_about(chief: Client, role: Role, allow_list: Path) -> None:
    address = reverse("admin:graphgate_tablerule_delete", args=[role.rules.get().pk])
    page = chief.post(address, {"post": "yes"})
    assert role.rules.exists()
    assert chief.post(address, confirmed(page)).status_code == 302
    assert not role.rules.exists()


def test_renamed_and_deleted_roles_are_asked_about(chief: Client, role: Role, allow_list: Path) -> None:
    page = chief.post(url("change", role), sent(chief, role, name="member"))
    assert b"The role is gone." in page.content
    page = chief.post(url("delete", role), {"post": "yes"})
    assert Role.objects.get().name == "user"
    assert chief.post(url("delete", role), confirmed(page)).status_code == 302
    assert not Role.objects.exists()


def test_roles_that_inherit_are_asked_about(chief: Client, role: Role, allow_list: Path) -> None:
    Role.objects.create(name="member", extends=role)
    address, data = narrowed(chief, role)
    assert b"member, user" in chief.post(address, data).content


def test_override_of_an_inherited_rule_is_asked_about(chief: Client, role: Role, allow_list: Path) -> None:
    child = Role.objects.create(name="member", extends=role)
    data = {"role": child.pk, "table": "products", "action": "query", "block": "on", "columns-mode": "plain"}
    page = chief.post("/admin/graphgate/tablerule/add/", data)
    assert b"blocked at products" in page.content
    assert not child.rules.exists()
    assert chief.post("/admin/graphgate/tablerule/add/", confirmed(page)).status_code == 302
    assert child.rules.get().block


def test_several_rows_are_not_deleted_at_once(chief: Client, role: Role, allow_list: Path) -> None:
    for model in (Role, TableRule, NamedFilter):
        address = reverse(f"admin:graphgate_{model._meta.model_name}_changelist")
        chief.post(address, {"action": "delete_selected", "_selected_action": [1, role.pk], "post": "yes"})
    assert Role.objects.exists()
    assert role.rules.exists()


def test_mistake_is_said_before_consequences(chief: Client, role: Role, allow_list: Path) -> None:
    address, data = narrowed(chief, role)
    response = chief.post(address, {**data, "limit": "-1"})
    assert "limit" in response.context["adminform"].form.errors
    assert SEEN in response.context["adminform"].form.fields
