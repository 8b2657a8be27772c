"""Rules for writing in the admin: columns that data may give, presets, rows, and how many."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from django_graphgate.access.live import load_access
from django_graphgate.models import Role, TableRule
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_rules import ADD, change_url, errors

OWN = "{ owner_id: { eq: $user_id } }"
SQL = "sql:SELECT id FROM shop_customer WHERE id = $user_id"


def add_data(role: Role, action: str = "insert", table: str = "products", **fields: Any) -> dict[str, Any]:
    return {"role": role.pk, "table": table, "action": action, "columns-mode": "plain", **fields}


@pytest.fixture
def clerk(db: None) -> Role:
    return Role.objects.create(name="clerk")


def rules_page(client: Client, role: Role) -> str:
    return client.get(f"/admin/graphgate/role/{role.pk}/change/").content.decode()


def names_of_fields(client: Client, role: Role, action: str, table: str = "products") -> set[str]:
    page = client.get(ADD, {"role": role.pk, "table": table, "action": action})
    return set(page.context["adminform"].form.fields) - {"role", "table", "action", "seen"}


def test_rule_for_a_write_is_not_saved_as_the_gate_reads_it(chief: Client, clerk: Role) -> None:
    sent = add_data(
        clerk,
        **{"columns-mode": "ticked", "columns": ["name", "tags"], "filters": [OWN], "max_affected": "3"},
        presets='{"owner_id": "$user_id", "created_at": "now"}',
    )
    response = chief.post(ADD, sent)
    assert response.status_code == 302, errors(response)
    rule = clerk.rules.get()
    assert (rule.action, rule.columns, rule.filters) == ("insert", ["name", "tags"], [OWN])
    assert (rule.presets, rule.max_affected) == ({"owner_id": "$user_id", "created_at": "now"}, 3)
    assert not load_access("default").roles["clerk"].problem
    page = rules_page(chief, clerk)
    assert "preset: created_at, owner_id" in page
    assert "<td>insert</td>" in page


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("query", {"block", "columns", "filters", "limit"}),
        ("insert", {"block", "columns", "presets", "filters", "max_affected"}),
        ("update", {"block", "columns", "presets", "filters", "max_affected"}),
        ("upsert", {"block", "columns", "presets", "filters", "max_affected"}),
        ("delete", {"block", "filters", "max_affected"}),
    ],
)
def test_form_has_fields_of_another_action(chief: Client, clerk: Role, action: str, fields: set[str]) -> None:
    assert names_of_fields(chief, clerk, action) == fields


def test_wildcard_form_for_a_write_has_more_than_filters(chief: Client, clerk: Role) -> None:
    assert names_of_fields(chief, clerk, "insert", "*") - {"block"} == {"filters"}
    line = {"filters-column": ["owner_id"], "filters": [OWN]}
    response = chief.post(ADD, add_data(clerk, "update", "*", **line))
    assert response.status_code == 302, errors(response)
    clerk.rules.create(table="products", action="update")
    clerk.rules.create(table="products", action="delete")
    assert rules_page(chief, clerk).count("by *") == 1


def test_boxes_offer_what_an_action_cannot_write(chief: Client, clerk: Role) -> None:
    page = chief.get(ADD, {"role": clerk.pk, "table": "products", "action": "update"}).content.decode()
    assert 'value="name"' in page
    assert 'value="tags"' in page
    assert 'name="columns" value="id"' not in page
    assert "columns-if-" not in page


def test_page_of_a_rule_forgets_its_presets(chief: Client, clerk: Role) -> None:
    stored = {"presets": {"owner_id": "$user_id", "stock": 0}, "columns": ["name"], "max_affected": 5}
    rule = clerk.rules.create(table="products", action="insert", **stored)
    form = chief.get(change_url(rule)).context["adminform"].form
    sent = {
        "presets": form["presets"].value(),
        "columns-mode": "ticked",
        "columns": ["name"],
        "max_affected": "5",
        "seen": form["seen"].value(),
    }
    before = TableRule.objects.values().get()
    response = chief.post(change_url(rule), sent)
    assert response.status_code == 302, errors(response)
    assert TableRule.objects.values().get() == before


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"presets": "{"}, "presets", "Presets are JSON"),
        ({"presets": "[1]"}, "presets", "Presets are an object"),
        ({"presets": '{"stock": 1, "stock": 2}'}, "presets", "Presets are JSON"),
        ({"presets": "[" * 5000}, "presets", "Presets are JSON"),
        ({"presets": '{"name": "\\u0000"}'}, "presets", "A preset contains"),
        ({"presets": '{"prize": 1}'}, "__all__", "The rule has a preset for a column"),
        ({"presets": '{"stock": "many"}'}, "__all__", "The preset for insert on products.stock does not fit"),
        (
            {"presets": '{"name": "$nobody"}'},
            "__all__",
            "The preset for insert on products.name uses $nobody",
        ),
        ({"presets": '{"owner_id": "sql:SELECT no FROM nowhere"}'}, "presets", "owner_id: the database says"),
        ({"presets": '{"owner_id": "sql:SELECT 1, 2"}'}, "presets", "owner_id: it selects 2 columns"),
        ({"columns-mode": "ticked", "columns": ["total"]}, "columns", "total: products has no such column"),
        ({"max_affected": "-1"}, "max_affected", "Ensure this value"),
        ({"filters": ["{ prize: { eq: 1 } }"]}, "filters", "A filter on products"),
        ({"action": "truncate"}, "__all__", "Select a valid choice"),
        ({"columns-if-name": OWN}, "__all__", "The rule: only a column that is read"),
    ],
    ids=str,
)
def test_write_rule_that_does_not_fit_is_saved(
    chief: Client, clerk: Role, given: dict[str, Any], field: str, sentence: str
) -> None:
    reported = errors(chief.post(ADD, {**add_data(clerk), **given}))
    assert list(reported) == [field]
    assert reported[field][0].startswith(sentence)
    assert not TableRule.objects.exists()


def test_rules_of_two_actions_are_taken_for_one(chief: Client, role: Role) -> None:
    page = chief.get(ADD, {"role": role.pk, "table": "products", "action": "delete"})
    assert page.status_code == 200
    response = chief.post(ADD, add_data(role, "delete", filters=[OWN]))
    assert response.status_code == 302, errors(response)
    assert sorted(role.rules.values_list("action", flat=True)) == ["delete", "query"]
    (stored,) = (rule for rule in role.rules.all() if rule.action == "delete")
    response = chief.get(ADD, {"role": role.pk, "table": "products", "action": "delete"})
    assert response["Location"] == change_url(stored)


def test_override_begins_as_the_rule_of_another_action(chief: Client, role: Role) -> None:
    role.rules.create(table="products", action="update", presets={"stock": 1}, max_affected=2)
    child = Role.objects.create(name="member", extends=role)
    assert f"?role={child.pk}&amp;table=products&amp;action=update" in rules_page(chief, child)
    page = chief.get(ADD, {"role": child.pk, "table": "products", "action": "update"})
    form = page.context["adminform"].form
    assert (form["presets"].value(), form["max_affected"].value()) == ('{\n  "stock": 1\n}', 2)
    assert "max affected 2" in page.content.decode()


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in("add_tablerule", "change_tablerule", "view_tablerule", "view_role")


def test_editor_of_rules_writes_sql(chief: Client, editor: Client, clerk: Role) -> None:
    sent = add_data(clerk, presets=f'{{"owner_id": "{SQL}"}}')
    assert errors(editor.post(ADD, sent))["presets"] == ["Only a superuser may write SQL: owner_id."]
    assert not TableRule.objects.exists()
    assert chief.post(ADD, sent).status_code == 302
    assert User.objects.filter(is_superuser=True).exists()


def test_editor_of_rules_changes_sql_of_others(editor: Client, clerk: Role) -> None:
    rule = clerk.rules.create(table="products", action="insert", presets={"owner_id": SQL})
    form = editor.get(change_url(rule)).context["adminform"].form
    sent = {"columns-mode": "plain", "max_affected": "7", "seen": form["seen"].value()}
    other = SQL.replace("=", "<>")
    assert "presets" in errors(
        editor.post(change_url(rule), {**sent, "presets": f'{{"owner_id": "{other}"}}'})
    )
    response = editor.post(change_url(rule), {**sent, "presets": form["presets"].value()})
    assert response.status_code == 302, errors(response)
    assert (TableRule.objects.get().presets, TableRule.objects.get().max_affected) == ({"owner_id": SQL}, 7)


def test_copy_of_a_role_lacks_presets(chief: Client, clerk: Role) -> None:
    clerk.rules.create(table="products", action="insert", presets={"stock": 1}, max_affected=2)
    chief.post(f"/admin/graphgate/role/{clerk.pk}/copy/", {"name": "copy"})
    copied = Role.objects.get(name="copy").rules.get()
    assert (copied.presets, copied.max_affected) == ({"stock": 1}, 2)


def test_rule_that_is_only_shown_hides_its_presets(sign_in: SignIn, clerk: Role) -> None:
    rule = clerk.rules.create(table="products", action="insert", presets={"stock": 1})
    assert "stock: 1" in sign_in("view_tablerule").get(change_url(rule)).content.decode()
