"""A page per rule in the admin: a rule that the gate would not understand cannot be saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_graphgate.access.live import load_access, read_version
from django_graphgate.admin.editing import SEEN
from django_graphgate.models import NamedFilter, Role, TableRule

ADD = "/admin/graphgate/tablerule/add/"
PLAIN = sorted(["id", "name", "email", "is_active", "birthday", "balance", "referrer_id"])


def add_data(role: Role, table: str = "products", **fields: Any) -> dict[str, Any]:
    """What a browser sends for a new rule."""
    return {
        "role": role.pk,
        "table": table,
        "action": "query",
        "limit": "",
        "columns-mode": "plain",
        **fields,
    }


def page_data(client: Client, rule: TableRule) -> dict[str, Any]:
    """What a browser sends for the page of a rule that is saved as it is."""
    context = client.get(change_url(rule)).context
    form = context["adminform"].form
    columns = form["columns"].field.widget.get_context("columns", form["columns"].value(), {})["widget"]
    filters = form["filters"].field.widget.get_context("filters", form["filters"].value(), {})["widget"]
    data: dict[str, Any] = {
        "limit": "" if form["limit"].value() is None else form["limit"].value(),
        "columns-mode": "plain" if columns["plain"] else "ticked",
        "columns": [row["name"] for row in columns["rows"] if row["ticked"]],
        "filters": filters["boxes"],
        "filters-named": [name for name, _, ticked in filters["named"] if ticked],
        SEEN: form[SEEN].value(),
    }
    data.update({f"columns-if-{row['name']}": row["condition"] for row in columns["rows"]})
    return {**data, **({"block": "on"} if form["block"].value() else {})}


def change_url(rule: TableRule) -> str:
    return reverse("admin:graphgate_tablerule_change", args=[rule.pk])


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


@pytest.fixture
def clerk(db: None) -> Role:
    return Role.objects.create(name="clerk")


def test_rule_is_saved_as_the_gate_reads_it(chief: Client, clerk: Role) -> None:
    before = read_version("default")
    sent = add_data(
        clerk,
        limit="7",
        filters=["{ owner_id: { eq: $user_id } }", "", "{ stock: { gt: 0 } }"],
        **{"columns-mode": "ticked", "columns": ["id", "name"]},
    )
    response = chief.post(ADD, sent)
    assert response.status_code == 302, errors(response)
    assert response["Location"] == reverse("admin:graphgate_role_change", args=[clerk.pk])
    rule = clerk.rules.get()
    assert (rule.columns, rule.limit) == (["id", "name"], 7)
    assert rule.filters == ["{ owner_id: { eq: $user_id } }", "{ stock: { gt: 0 } }"]
    assert read_version("default") != before


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        ({}, None),
        ({"columns": ["name"]}, None),
        ({"columns": ["name", "password"]}, ["*", "password"]),
        ({"columns": ["password"], "columns-mode": "ticked"}, ["password"]),
        ({"columns-mode": "ticked"}, []),
        ({"columns": PLAIN, "columns-mode": "ticked"}, PLAIN),
        (
            {"columns-if-email": "{ id: { eq: $user_id } }"},
            ["*", {"name": "email", "if": "{ id: { eq: $user_id } }"}],
        ),
        (
            {
                "columns": ["email"],
                "columns-mode": "ticked",
                "columns-if-email": '{"id": {"eq": "$user_id"}}',
            },
            [{"name": "email", "if": {"id": {"eq": "$user_id"}}}],
        ),
        (
            {"columns": ["api_token"], "columns-if-api_token": "me"},
            ["*", {"name": "api_token", "if": "me"}],
        ),
    ],
    ids=str,
)
def test_ticks_become_columns(chief: Client, clerk: Role, given: dict[str, Any], columns: Any) -> None:
    NamedFilter.objects.create(name="me", filter="{ id: { eq: $user_id } }")
    response = chief.post(ADD, add_data(clerk, "customers", **given))
    assert response.status_code == 302, errors(response)
    saved = clerk.rules.get().columns
    assert (sorted(saved) if saved == PLAIN or given.get("columns") == PLAIN else saved) == columns


@pytest.mark.parametrize(
    ("given", "filters"),
    [
        ({"filters": ["", " \r\n"]}, []),
        ({"filters": ["{\r\n  stock: { gt: 0 }\r\n}"]}, ["{\n  stock: { gt: 0 }\n}"]),
        ({"filters": ['{"stock": {"gt": 0}}']}, [{"stock": {"gt": 0}}]),
        ({"filters": ["false"]}, ["false"]),
        ({"filters-named": ["own"], "filters": ["{ stock: { gt: 0 } }"]}, ["own", "{ stock: { gt: 0 } }"]),
    ],
    ids=str,
)
def test_boxes_become_filters(chief: Client, clerk: Role, given: dict[str, Any], filters: Any) -> None:
    NamedFilter.objects.create(name="own", filter="{ owner_id: { eq: $user_id } }")
    response = chief.post(ADD, add_data(clerk, **given))
    assert response.status_code == 302, errors(response)
    assert clerk.rules.get().filters == filters
    assert not load_access("default").roles["clerk"].problem


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"table": "prodcts"}, "__all__", "prodcts is not a table of the API. Did you mean products?"),
        ({"table": "shop_product"}, "__all__", "shop_product is not a table of the API. "),
        ({"table": ""}, "__all__", "This field is required."),
        ({"role": "999"}, "__all__", "Select a valid choice."),
        ({"action": "drop"}, "__all__", "Select a valid choice."),
        (
            {"columns": ["id", "prise"], "columns-mode": "ticked"},
            "columns",
            "prise: products has no such column.",
        ),
        ({"columns": ["*x"]}, "columns", "*x: products has no such column."),
        (
            {"columns-mode": "ticked", "columns": ["id"], "columns-if-name": "{ id: { eq: 1 } }"},
            "columns",
            "Tick name, or remove the filter next to it.",
        ),
        (
            {"columns-if-name": "{ prise: { gt: 1 } }"},
            "columns",
            "name: A filter on products is not understood: ",
        ),
        ({"columns-if-name": "nobody"}, "columns", "name: "),
        ({"columns-if-id": "{ stock: { gt: 0 } }"}, "columns", "id: The filter on products.id is refused"),
        ({"filters": ["{ prise: { gt: 1 } }"]}, "filters", "A filter on products is not understood: "),
        (
            {"filters": ["{ stock: { gt: 1 } }", "{ prise: { gt: 1 } }"]},
            "filters",
            "Filter 2: A filter on products",
        ),
        (
            {"filters": ["{ price: { gt: $nobody } }"]},
            "filters",
            "A filter on products uses $nobody, which is not a variable of rules.",
        ),
        ({"filters": ["{ price: { gt: "]}, "filters", "A filter on products is not understood: Syntax Error"),
        ({"filters": ["{ price: { near: 1 } }"]}, "filters", "A filter on products is not"),
        (
            {"filters": ['{"price": {"gt": "$ "}}']},
            "filters",
            "A filter on products is not understood: Syntax Error",
        ),
        ({"filters": ['{"no name": 1}']}, "filters", "A filter on products is not"),
        ({"filters": ["7"]}, "filters", "A filter on products is not an object."),
        (
            {"filters": ["nobody"]},
            "filters",
            "The rule uses the filter nobody on products, and there is no filter",
        ),
        ({"filters-named": ["nobody"]}, "filters", "The rule uses the filter nobody on products"),
        ({"filters": ["{ not: " * 900 + "{}" + " }" * 900]}, "filters", ""),
        ({"filters": ["[" * 5000]}, "filters", ""),
        (
            {"filters": ["{ stock: { gt: 0 } } #\0"]},
            "filters",
            "A filter contains a character that cannot be",
        ),
        (
            {"filters": ['{"attributes": {"contains": {"a": "\\ud800"}}}']},
            "filters",
            "A filter contains a char",
        ),
        ({"columns-if-name": "own #\0"}, "columns", "A filter contains a character that cannot be stored."),
        ({"filters": ["x" * 20_001]}, "filters", "A filter has at most 20,000 characters."),
        ({"limit": "-1"}, "limit", "Ensure this value is greater than or equal to 0."),
    ],
    ids=lambda value: str(value)[:60],
)
@pytest.mark.parametrize("block", [False, True], ids=["", "blocked"])
def test_rule_that_is_not_understood_is_not_saved(
    chief: Client, clerk: Role, given: dict[str, str], field: str, sentence: str, *, block: bool
) -> None:
    response = chief.post(ADD, {**add_data(clerk), **given, **({"block": "on"} if block else {})})
    found = errors(response)
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)
    assert not TableRule.objects.exists()


def test_second_rule_for_a_table_is_not_saved(chief: Client, role: Role) -> None:
    assert "already exists" in errors(chief.post(ADD, add_data(role)))["__all__"][0]


def test_primary_key_has_no_box_for_a_filter(chief: Client, role: Role) -> None:
    rule = TableRule.objects.create(role=role, table="tags")
    page = chief.get(change_url(rule)).content.decode()
    assert 'name="columns-if-slug"' in page
    assert 'name="columns-if-id"' not in page
    TableRule.objects.filter(pk=rule.pk).update(columns=[{"name": "id", "if": "{ id: { eq: 1 } }"}])
    assert 'name="columns-if-id"' in chief.get(change_url(rule)).content.decode(), (
        "what is stored can be corrected"
    )


def test_table_is_chosen_first(chief: Client, clerk: Role) -> None:
    asked = chief.get(ADD, {"role": clerk.pk})
    assert asked.templates[0].name == "admin/graphgate/tablerule/subject.html"
    assert b'<option value="products">shop.Product</option>' in asked.content
    wrong = chief.get(ADD, {"role": clerk.pk, "table": "prodcts"})
    assert wrong.context["form"].errors["table"] == [
        "prodcts is not a table of the API. Did you mean products?"
    ]
    page = chief.get(ADD, {"role": clerk.pk, "table": "customers"})
    assert b'value="api_token"' in page.content
    assert page.content.count(b"looks secret") == 2


def test_rule_that_exists_is_shown_instead_of_another(chief: Client, role: Role) -> None:
    response = chief.get(ADD, {"role": role.pk, "table": "products"})
    assert response["Location"] == change_url(role.rules.get())


@pytest.mark.parametrize("role_key", ["", "x", "²", "9" * 30, "-1"])
def test_role_that_does_not_exist_is_asked_for_again(chief: Client, role_key: str) -> None:
    response = chief.get(ADD, {"role": role_key, "table": "products"})
    assert response.context["form"].errors["role"]
    assert "__all__" in errors(chief.post(ADD, {**add_data(Role(pk=1)), "role": role_key}))


def test_override_begins_as_the_inherited_rule(chief: Client, role: Role) -> None:
    child = Role.objects.create(name="member", extends=Role.objects.create(name="middle", extends=role))
    page = chief.get(ADD, {"role": child.pk, "table": "products"})
    assert b"member extends user" in page.content
    form = page.context["adminform"].form
    assert (form["columns"].value(), form["filters"].value()) == (
        ["id", "name"],
        ["{ is_public: { eq: true } }"],
    )


@pytest.mark.parametrize(
    "stored",
    [
        {"columns": None, "filters": []},
        {"columns": ["*"], "filters": [{"stock": {"gt": 0}}]},
        {"columns": ["name", "id"], "filters": ["{ stock: { gt: 0 } }", "own"]},
        {"columns": [{"name": "name", "if": "own"}, "id"], "filters": [{}], "block": True, "limit": 0},
        {"columns": [], "filters": ["false"]},
    ],
    ids=str,
)
def test_page_that_is_saved_as_it_stands_changes_nothing(
    chief: Client, clerk: Role, stored: dict[str, Any]
) -> None:
    NamedFilter.objects.create(name="own", filter="{ owner_id: { eq: $user_id } }")
    rule = clerk.rules.create(table="products", **stored)
    before = TableRule.objects.values().get()
    response = chief.post(change_url(rule), page_data(chief, rule))
    assert response.status_code == 302, errors(response)
    assert TableRule.objects.values().get() == before
    assert LogEntry.objects.get().change_message == "[]"


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"columns": ["id", "gone"]}, "columns"),
        ({"columns": [["id"], 7]}, "columns"),
        ({"columns": {"name": "<script>"}}, "columns"),
        ({"filters": ["{ gone: { eq: 1 } }"]}, "filters"),
        ({"filters": [7, None]}, "filters"),
        ({"filters": 7}, "filters"),
    ],
    ids=str,
)
def test_broken_rule_is_shown_and_not_kept(
    chief: Client, clerk: Role, stored: dict[str, Any], field: str
) -> None:
    rule = clerk.rules.create(table="products", **stored)
    assert list(errors(chief.post(change_url(rule), page_data(chief, rule)))) == [field]
    assert b"<script>" not in chief.get(change_url(rule)).content.replace(b"<script src", b"")


def test_models_that_cannot_be_looked_at_are_reported(chief: Client, role: Role, settings: Any) -> None:
    rule = role.rules.get()
    settings.GRAPHGATE = {"MODELS": ["nothing"]}
    assert chief.get(change_url(rule)).status_code == 200
    assert (
        chief.get(ADD, {"role": role.pk, "table": "tags"})
        .context["form"]
        .errors["table"][0]
        .startswith("The models cannot be read: GRAPHGATE['MODELS'] names")
    )
    response = chief.post(ADD, add_data(role, "tags"))
    assert errors(response)["__all__"][0].startswith("The models cannot be read")


def test_second_of_two_people_is_asked_to_look_again(chief: Client, role: Role) -> None:
    rule = role.rules.get()
    sent = page_data(chief, rule)
    other = page_data(chief, rule)
    assert chief.post(change_url(rule), {**sent, "filters": ["{ stock: { gt: 5 } }"]}).status_code == 302
    response = chief.post(change_url(rule), {**other, "limit": "100"})
    assert errors(response)["__all__"][0].startswith("Somebody else has changed this")
    rule.refresh_from_db()
    assert (rule.filters, rule.limit) == (["{ stock: { gt: 5 } }"], None)


def test_row_is_locked_while_it_is_compared_and_saved(chief: Client, role: Role) -> None:
    rule = role.rules.get()
    addresses = [change_url(rule), reverse("admin:graphgate_role_change", args=[role.pk])]
    for address, data in zip(addresses, ({}, {"name": "user"}), strict=True):
        with CaptureQueriesContext(connection) as queries:
            chief.post(address, data)
        assert any("FOR UPDATE" in query["sql"] for query in queries)
        with CaptureQueriesContext(connection) as queries:
            chief.get(address)
        assert not any("FOR UPDATE" in query["sql"] for query in queries)


def test_names_from_the_database_are_escaped(chief: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    role = Role.objects.create(name="odd", description=hostile, match=hostile)
    rule = role.rules.create(
        table=hostile, columns=[hostile, {"name": "x" + hostile, "if": hostile}], filters=[hostile]
    )
    NamedFilter.objects.create(name=hostile, filter=hostile)
    child = Role.objects.create(name="child", extends=role)
    urls = [
        change_url(rule),
        *(reverse("admin:graphgate_role_change", args=[each.pk]) for each in (role, child)),
        "/admin/graphgate/role/",
        "/admin/graphgate/tablerule/",
        "/admin/graphgate/namedfilter/",
        f"{ADD}?{QueryDict.fromkeys(['table'], hostile).urlencode()}&role={role.pk}",
    ]
    for url in urls:
        assert b"<script>alert" not in chief.get(url).content, url


def test_next_rule_is_one_of_the_same_role(chief: Client, clerk: Role) -> None:
    response = chief.post(ADD, add_data(clerk, _addanother="1"))
    assert response["Location"] == f"{ADD}?role={clerk.pk}"


def test_deleting_a_rule_leads_to_its_role(chief: Client, role: Role) -> None:
    url = reverse("admin:graphgate_tablerule_delete", args=[role.rules.get().pk])
    response = chief.post(url, {"post": "yes"})
    assert response["Location"] == reverse("admin:graphgate_role_change", args=[role.pk])
    assert not role.rules.exists()
