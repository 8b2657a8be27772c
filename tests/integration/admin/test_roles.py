"""Roles in the admin: a rule that the gate would not understand cannot be saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from django_graphgate.access.live import read_version
from django_graphgate.models import Role, TableRule
from tests.integration.admin.conftest import SignIn

ADD = "/admin/graphgate/role/add/"


def form(*rules: dict[str, Any], name: str = "clerk") -> dict[str, str]:
    """What a browser sends for a new role with these rules."""
    data = {"name": name, "description": "", "rules-TOTAL_FORMS": str(len(rules)), "rules-INITIAL_FORMS": "0"}
    for number, rule in enumerate(rules):
        fields = {
            "table": "products",
            "action": "query",
            "columns": "null",
            "filters": "[]",
            "limit": "",
            **rule,
        }
        data.update({f"rules-{number}-{field}": str(value) for field, value in fields.items()})
    return data


def errors(response: Any, number: int = 0) -> dict[str, list[str]]:
    """Errors by field of one rule's form."""
    (formset,) = response.context["inline_admin_formsets"]
    return dict(formset.formset.forms[number].errors)


def test_rules_are_saved_as_the_gate_reads_them(chief: Client) -> None:
    before = read_version("default")
    rule = {"columns": '["id", "*"]', "filters": '["{ owner_id: { eq: $user_id } }"]', "limit": "7"}
    assert chief.post(ADD, form(rule)).status_code == 302
    (saved,) = TableRule.objects.filter(role__name="clerk")
    assert (saved.columns, saved.filters, saved.limit) == (["id", "*"], ["{ owner_id: { eq: $user_id } }"], 7)
    assert read_version("default") != before


@pytest.mark.parametrize(
    ("given", "columns", "filters"),
    [
        ({"columns": "", "filters": ""}, None, []),
        ({"columns": "null", "filters": "null"}, None, []),
        ({"columns": "[]", "filters": "[]"}, [], []),
        ({"filters": '"{ stock: { gt: 0 } }"'}, None, ["{ stock: { gt: 0 } }"]),
        ({"filters": '{"stock": {"gt": 0}}'}, None, [{"stock": {"gt": 0}}]),
        ({"filters": '["false"]'}, None, ["false"]),
        ({"table": "customers", "columns": '["password"]'}, ["password"], []),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_spellings_of_a_rule(chief: Client, given: dict[str, str], columns: Any, filters: Any) -> None:
    response = chief.post(ADD, form(given))
    assert response.status_code == 302, errors(response)
    (saved,) = TableRule.objects.all()
    assert (saved.columns, saved.filters) == (columns, filters)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"table": "prodcts"}, "table", "prodcts is not a table of the API. Did you mean products?"),
        ({"table": "shop_product"}, "table", "shop_product is not a table of the API. "),
        ({"table": ""}, "table", "This field is required."),
        (
            {"columns": '["id", "prise"]'},
            "columns",
            "Role of this page names columns that products does not have",
        ),
        ({"columns": '"id"'}, "columns", "A list of names is expected"),
        ({"columns": "[1]"}, "columns", "A list of names is expected"),
        ({"columns": "id, name"}, "columns", "Enter a valid JSON."),
        (
            {"filters": '["{ prise: { gt: 1 } }"]'},
            "filters",
            "A filter of role of this page on products is not",
        ),
        ({"filters": '["{ price: { gt: $nobody } }"]'}, "filters", "unknown variable $nobody"),
        ({"filters": '["{ price: { gt: "]'}, "filters", "A filter of a rule is not understood: Syntax Error"),
        (
            {"filters": '["{ price: { near: 1 } }"]'},
            "filters",
            "A filter of role of this page on products is not",
        ),
        (
            {"filters": '[{"price": {"gt": "$ "}}]'},
            "filters",
            "A filter of a rule is not understood: Syntax Error",
        ),
        ({"filters": '[{"no name": 1}]'}, "filters", "A filter of role of this page on products is not"),
        ({"filters": "[7]"}, "filters", "A list of filters is expected"),
        ({"filters": "true"}, "filters", "A list of filters is expected"),
        ({"filters": '["true"]'}, "filters", "A filter of a rule is an object."),
        ({"limit": "-1"}, "limit", "Ensure this value is greater than or equal to 0."),
        ({"action": "drop"}, "action", "Select a valid choice."),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("block", [False, True], ids=["", "blocked"])
def test_rule_that_is_not_understood_is_not_saved(
    chief: Client, given: dict[str, str], field: str, sentence: str, *, block: bool
) -> None:
    response = chief.post(ADD, form({**given, **({"block": "on"} if block else {})}))
    assert response.status_code == 200
    found = errors(response)
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)
    assert not Role.objects.exists()


def test_filter_that_nests_without_end_is_not_saved(chief: Client) -> None:
    deep = "{ not: " * 900 + "{}" + " }" * 900
    response = chief.post(ADD, form({"filters": json.dumps([deep])}))
    assert list(errors(response)) == ["filters"]


def test_two_rules_for_one_table_are_not_saved(chief: Client) -> None:
    response = chief.post(ADD, form({}, {}))
    assert response.status_code == 200
    assert not Role.objects.exists()


def test_models_that_cannot_be_looked_at_are_reported(chief: Client, settings: Any) -> None:
    settings.GRAPHGATE = {"MODELS": ["nothing"]}
    response = chief.post(ADD, form({}))
    assert errors(response)["table"][0].startswith("The models cannot be read: GRAPHGATE['MODELS'] names")


@pytest.mark.parametrize("name", ["", "two words", "dash-ed", "1st", "näme"])
def test_name_that_no_credential_can_carry_is_not_saved(chief: Client, name: str) -> None:
    response = chief.post(ADD, form({}, name=name))
    assert list(response.context["adminform"].form.errors) == ["name"]
    assert not Role.objects.exists()


def test_broken_rule_of_an_older_model_is_shown_and_not_kept(chief: Client, role: Role) -> None:
    role.rules.update(columns=["gone"])
    url = reverse("admin:graphgate_role_change", args=[role.pk])
    assert b"gone" in chief.get(url).content
    (rule,) = role.rules.all()
    data = {
        **form({"id": rule.pk, "role": role.pk, "columns": '["gone"]'}, name="user"),
        "rules-INITIAL_FORMS": "1",
    }
    assert list(errors(chief.post(url, data))) == ["columns"]


def test_page_that_is_saved_as_it_stands_changes_nothing(chief: Client, role: Role) -> None:
    """An empty box stands for no list of columns, and for no filter."""
    role.rules.update(filters=[], columns=None)
    url = reverse("admin:graphgate_role_change", args=[role.pk])
    (formset,) = (one.formset for one in chief.get(url).context["inline_admin_formsets"])
    assert [formset.forms[0][name].value() for name in ("columns", "filters")] == ["", ""]
    (rule,) = role.rules.all()
    sent = {"id": rule.pk, "role": role.pk, "table": rule.table, "columns": "", "filters": ""}
    data = {**form(sent, name="user"), "rules-INITIAL_FORMS": "1", "description": role.description}
    assert chief.post(url, data).status_code == 302
    rule.refresh_from_db()
    assert (rule.columns, rule.filters) == (None, [])
    assert LogEntry.objects.get().change_message == "[]"


def test_list_counts_rules(chief: Client, role: Role) -> None:
    role.rules.create(table="tags")
    response = chief.get("/admin/graphgate/role/", {"q": "tags"})
    assert [(one.name, one.number_of_rules) for one in response.context["cl"].result_list] == [("user", 2)]


def test_who_may_only_look_cannot_change(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_role", "view_tablerule")
    url = reverse("admin:graphgate_role_change", args=[role.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert b"is_public" in page.content
    assert b'name="_save"' not in page.content
    assert client.post(url, form(name="other")).status_code == 403
    assert client.get(ADD).status_code == 403
    assert Role.objects.get().name == "user"


def test_who_may_change_roles_but_not_rules_sees_none(sign_in: SignIn, role: Role) -> None:
    client = sign_in("view_role", "change_role")
    page = client.get(reverse("admin:graphgate_role_change", args=[role.pk]))
    assert b"is_public" not in page.content


def test_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get(ADD).status_code == 302
