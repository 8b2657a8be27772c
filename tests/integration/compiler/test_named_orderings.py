"""Orderings that the settings name and a variable chooses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import print_schema

from django_graphgate.compiler.compile import RoleView
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.errors import VariableInvalid
from django_graphgate.rules.model import StoredRule
from tests.support.apps.desk.models import case
from tests.support.catalog.asking import Api, api
from tests.support.shop.running import LIMITS

TABLES = [
    {
        "name": "cases",
        "order_by": {"late": ["id desc"], "large": ["large desc nulls last", "mood"], "by_state": "state"},
    }
]
PAGE = "query ($order: String, $after: String) { cases(order_by: $order, first: 2, after: $after) { id } cases_cursor }"


@pytest.fixture
def desk() -> Api:
    return api(["desk"], tables=TABLES)


def fill(alias: str) -> None:
    values = [
        (5, "calm", "new"),
        (None, "WILD", None),
        (5, "WILD", "done"),
        (7, "calm", None),
        (None, "calm", "new"),
    ]
    for number, (large, mood, state) in enumerate(values, 1):
        case(number, alias, large=large, mood=mood, state=state)


@pytest.mark.parametrize("order", ["late", "large", "by_state", None])
def test_page_of_a_named_ordering_loses_rows(desk: Api, database: str, order: str | None) -> None:
    fill(database)
    whole = desk.ask("query ($order: String) { cases(order_by: $order) { id } }", database, {"order": order})
    met, after = [], None
    for _ in range(4):
        found = desk.ask(PAGE, database, {"order": order, "after": after})
        met += found["cases"]
        after = found["cases_cursor"]
        if after is None:
            break
    assert met == whole["cases"]
    assert len(met) == 5
    if order is not None:  # as the document that writes the name itself
        assert whole == desk.ask(f'{{ cases(order_by: "{order}") {{ id }} }}', database)


def test_cursor_of_another_ordering_is_taken(desk: Api, database: str) -> None:
    fill(database)
    cursor = desk.ask(PAGE, database, {"order": "late"})["cases_cursor"]
    for order in ("large", "by_state", None):
        with pytest.raises(VariableInvalid, match="not one of this list"):
            desk.ask(PAGE, database, {"order": order, "after": cursor})


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["dear", "", "LATE", "late ", "id", "None", 1, ["late"]])
def test_unknown_name_is_taken(desk: Api, order: Any) -> None:
    with pytest.raises(VariableInvalid) as caught:
        desk.ask(PAGE, "default", {"order": order})
    if isinstance(order, str):
        assert (
            caught.value.message
            == "Variable '$order': one of late, large, by_state is expected, not this text."
        )


@pytest.mark.django_db
def test_ordering_by_a_hidden_column_is_usable_or_visible() -> None:
    desk = api(["desk"], StoredRule(table="cases", columns=("id", "large")), tables=TABLES)
    with pytest.raises(VariableInvalid) as caught:
        desk.ask(PAGE, "default", {"order": "by_state"})
    assert caught.value.message == "Variable '$order': one of late is expected, not this text."
    assert desk.refusal('{ cases(order_by: "large") { id } }')[1] == "One of late is expected."
    view = RoleView.build(desk.role, desk.catalog, default_limit=20, limits=LIMITS)
    shown = print_schema(view.schema)
    assert "One of late." in shown
    assert "by_state" not in shown


def test_role_without_orderings_has_the_argument() -> None:
    desk = api(["desk"], StoredRule(table="cases", columns=("large",)), tables=TABLES)
    code, message = desk.refusal(PAGE.replace("id }", "large }"))
    assert (code, message) == (
        "GRAPHQL_VALIDATION_FAILED",
        "Unknown argument 'order_by_name' on field 'Query.cases'. Did you mean 'order_by'?",
    )


def test_ordering_stands_in_more_than_one_statement(desk: Api) -> None:
    statement = desk.compiled(PAGE)
    assert statement.sql.count('FROM "desk_case"') == 1
    assert desk.strict(PAGE).count("order_by_name: $order") == 1
    assert json.loads(json.dumps(statement.to_json()))["cursors"][0].endswith(" by $order")


def test_camel_case_has_no_named_orderings() -> None:
    desk = api(["desk"], tables=TABLES, camel_case=True)
    assert "orderByName: $order" in desk.strict("query ($order: String) { cases(orderBy: $order) { id } }")
    assert "orderByName: String" in print_schema(build_schema(desk.catalog))
