"""``VARIABLES`` that are subqueries, and relations that settings add: typed, bounded, looked at beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate import checks
from django_graphgate.access import load_roles
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.catalog.asking import built
from tests.support.gate.house import ROLES, caller
from tests.support.shop.fixture import load

EDITOR = caller(1, "editor")
VARIABLES = {
    "one_id": "sql:select min(id) from shop_product",
    "one_text": "sql:select cast(min(id) as text) from shop_product",
    "no_number": "sql:select 'many'",
    "huge": "sql:select 99999999999",
    "several": "sql:select id from shop_product",
    "none": "sql:select id from shop_product where 1 = 0",
    "names": "sql:select name from shop_product",
}


@pytest.fixture
def opened(database: str, settings: Any, tmp_path: Path) -> str:
    load(database)
    load_roles(ROLES)
    (tmp_path / "config").mkdir()
    settings.GRAPHGATE = {
        "MODELS": ["shop.Product", "shop.Customer", "shop.Category", "shop.Tag", "shop.Purchase"],
        "PRODUCTION": False,
        "CONFIG_DIR": tmp_path / "config",
        "USAGE_INTERVAL": None,
        "VARIABLES": VARIABLES,
    }
    return database


def ask(where: str) -> Any:
    return get_gate().execute(f"{{ products(where: {where}) {{ id }} }}", identity=EDITOR).json()


@pytest.mark.parametrize("operator", ["eq", "neq", "gt", "not_distinct"])
def test_several_rows_are_one_value(opened: str, operator: str) -> None:
    answer = ask(f"{{ id: {{ {operator}: $several }} }}")
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "VARIABLE_NOT_SINGLE"
    assert "data" not in answer


def test_list_is_bounded(opened: str) -> None:
    answer = ask("{ id: { in: $several } }")
    assert "errors" not in answer
    assert len(answer["data"]["products"]) > 2


def test_one_row_is_none(opened: str) -> None:
    assert ask("{ id: { eq: $one_id } }")["data"]["products"] == [{"id": 1}]
    assert ask("{ id: { in: $one_id } }")["data"]["products"] == [{"id": 1}]
    assert not ask("{ id: { eq: $none } }")["data"]["products"]


@pytest.mark.parametrize(
    "where",
    [
        "{ id: { eq: $no_number } }",
        "{ stock: { eq: $huge } }",
        "{ id: { in: $names } }",
        "{ id: { eq: $one_text } }",
    ],
)
def test_other_type_fails(opened: str, where: str) -> None:
    answer = ask(where)
    codes = {one["extensions"]["code"] for one in answer.get("errors", ())}
    assert codes <= {"GRAPHQL_VALIDATION_FAILED"}
    assert codes or len(answer["data"]["products"] or ()) <= 1


@pytest.mark.parametrize(
    ("text", "reported"),
    [("select id, name from shop_product", "2 columns"), ("select x from nowhere", "nowhere")],
)
def test_subquery_that_cannot_run_opens_the_gate(
    opened: str, settings: Any, text: str, reported: str
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "VARIABLES": {"wrong": f"sql:{text}"}}
    with pytest.raises(ConfigurationError, match=reported):
        get_gate()
    (said,) = [one for one in checks.check_columns(databases=[opened]) if one.id == "graphgate.W033"]
    assert "VARIABLES" in said.msg


@pytest.mark.parametrize(
    ("column", "key"), [("name", "customers.id"), ("code", "customers"), ("created_at", "tags.id")]
)
def test_columns_that_cannot_be_compared_are_related(column: str, key: str) -> None:
    tables = [{"name": "products", "columns": [{"name": column, "related_to": key}]}]
    with pytest.raises(ConfigurationError, match="never equal"):
        built(["shop"], tables=tables)
    tables[0]["columns"] = [{"name": "stock", "related_to": key}]
    assert built(["shop"], tables=tables)
