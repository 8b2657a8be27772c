"""The rule for all other tables in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_graphgate.access.live import load_access
from django_graphgate.admin.editing import SEEN
from django_graphgate.models import NamedFilter, Role
from tests.integration.admin.test_rules import ADD, add_data, change_url, errors

OWN = "{ owner_id: { eq: $user_id } }"
TENANT = {"if_column": "owner_id", "filter": OWN}


@pytest.fixture
def clerk(db: None) -> Role:
    return Role.objects.create(name="clerk")


def wildcard(role: Role, **fields: Any) -> dict[str, Any]:
    """What a browser sends for a new rule with two lines for filters."""
    lines = {"columns": "", "filters-column": ["owner_id", ""], "filters": [OWN, ""]}
    return {**add_data(role, "*"), **lines, **fields}


@pytest.mark.parametrize(
    ("given", "columns", "filters"),
    [
        ({}, None, [TENANT]),
        ({"columns": "id, name\r\nstock,id"}, ["id", "name", "stock"], [TENANT]),
        ({"columns": "*, api_token"}, ["*", "api_token"], [TENANT]),
        ({"columns": "(none)"}, [], [TENANT]),
        ({"filters": ["own", ""]}, None, [{"if_column": "owner_id", "filter": "own"}]),
        (
            {
                "filters-column": ["owner_id", " customer_id "],
                "filters": [OWN, '{"customer_id": {"eq": "$user_id"}}'],
            },
            None,
            [TENANT, {"if_column": "customer_id", "filter": {"customer_id": {"eq": "$user_id"}}}],
        ),
    ],
    ids=str,
)
def test_wildcard_is_saved(chief: Client, clerk: Role, given: Any, columns: Any, filters: Any) -> None:
    NamedFilter.objects.create(name="own", filter=OWN)
    response = chief.post(ADD, wildcard(clerk, **given))
    assert response.status_code == 302, errors(response)
    rule = clerk.rules.get()
    assert (rule.table, rule.columns, rule.filters) == ("*", columns, filters)
    assert not load_access("default").roles["clerk"].problem


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"filters-column": ["", ""]}, "filters", "Each line needs a column and a filter."),
        ({"filters": ["", ""]}, "filters", "Each line needs a column and a filter."),
        ({"filters-column": ["nowhere", ""]}, "filters", "No table of the API has a column nowhere."),
        (
            {"filters": ["{ stok: { gt: 0 } }", ""]},
            "filters",
            "On products: A filter on products is not understood",
        ),
        ({"filters": ["nobody", ""]}, "filters", "On products: The rule uses the filter nobody"),
        (
            {"filters-column": [], "filters": []},
            "__all__",
            "The wildcard rule takes filters with if_column, at least",
        ),
        (
            {"columns": "id, nowhere"},
            "__all__",
            "The wildcard rule names columns that no table of the API has",
        ),
    ],
    ids=str,
)
def test_wildcard_that_is_not_understood_is_not_saved(
    chief: Client, clerk: Role, given: Any, field: str, sentence: str
) -> None:
    found = errors(chief.post(ADD, wildcard(clerk, **given)))
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)
    assert not clerk.rules.exists()


def test_wildcard_is_not_blocked(chief: Client, clerk: Role) -> None:
    assert b'name="block"' not in chief.get(ADD, {"role": clerk.pk, "table": "*"}).content
    found = errors(chief.post(ADD, wildcard(clerk, block="on")))
    assert found["__all__"][0].startswith("The wildcard rule blocks")
    assert not clerk.rules.exists()


def test_blocked_wildcard_can_be_mended(chief: Client, clerk: Role) -> None:
    rule = clerk.rules.create(table="*", filters=[TENANT], block=True)
    page = chief.get(change_url(rule))
    assert b'name="block"' in page.content
    sent = {**wildcard(clerk), SEEN: page.context["adminform"].form[SEEN].value()}
    assert "__all__" in errors(chief.post(change_url(rule), {**sent, "block": "on"}))
    assert chief.post(change_url(rule), sent).status_code == 302
    assert not clerk.rules.get().block


def test_its_filters_are_shown_with_the_rules_that_they_narrow(chief: Client, clerk: Role) -> None:
    clerk.rules.create(table="*", filters=[TENANT])
    child = Role.objects.create(name="child", extends=clerk)
    for role in (clerk, child):
        products, tags = (role.rules.create(table=table) for table in ("products", "tags"))
        assert b"adds to the filters below" in chief.get(change_url(products)).content
        assert b"adds to the filters below" not in chief.get(change_url(tags)).content


def test_list_that_is_saved_as_it_stands_changes_nothing(chief: Client, clerk: Role) -> None:
    rule = clerk.rules.create(table="*", columns=[], filters=[TENANT])
    form = chief.get(change_url(rule)).context["adminform"].form
    assert form["columns"].value() == "(none)"
    sent = {**wildcard(clerk, columns="(none)"), SEEN: form[SEEN].value()}
    assert chief.post(change_url(rule), sent).status_code == 302
    assert (clerk.rules.get().columns, clerk.rules.get().filters) == ([], [TENANT])
