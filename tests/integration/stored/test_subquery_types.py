"""``VARIABLES`` that are subqueries, in statements that were frozen while nobody knew what the subqueries find."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from tests.support.gate.house import caller, freeze, only_code, settings_of, write_config
from tests.support.shop.fixture import load

VARIABLES = {
    "names": "sql:select name from shop_product",
    "name": "sql:select min(name) from shop_product",
    "few": "sql:select id from shop_product where id < 3",
}
PLACES = {
    "In": "{ id: { in: $names } }",
    "NotIn": "{ id: { nin: $names } }",
    "Listed": "{ id: { in: [1, $name] } }",
    "Single": "{ id: { eq: $name } }",
    "Negated": "{ not: { stock: { in: $names } } }",
    "Related": "{ owner: { id: { in: $names } } }",
    "Other": "{ name: { in: $few } }",
    "Moment": "{ created_at: { in: $few } }",
    "Code": "{ code: { in: $names } }",
}
RIGHT = "query Right { products(where: { id: { in: $few }, name: { in: $names } }) { id } }"


def roles(*filters: str) -> dict[str, Any]:
    rules = {"products": {"filters": list(filters)}, "customers": {}}
    tables = [{"name": name, "query": rule} for name, rule in rules.items()]
    return {"roles": [{"name": "user", "tables": tables}]}


def frozen(settings: Any, folder: Path, database: str, operations: dict[str, str], *filters: str) -> None:
    load(database)
    content = roles(*filters)
    load_roles(content)
    write_config(folder, operations, content)
    settings.GRAPHGATE = settings_of(folder, VARIABLES=VARIABLES)
    freeze()


def test_frozen_operation_with_a_subquery_of_another_type(
    database: str, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    operations = {
        name: f"query {name} {{ products(where: {where}) {{ id }} }}" for name, where in PLACES.items()
    }
    frozen(settings, tmp_path, database, {**operations, "Right": RIGHT})
    with caplog.at_level(logging.ERROR, "django_graphgate"):
        gate = get_gate()
    said = [one.getMessage() for one in caplog.records]
    for name in PLACES:
        assert any(f"{name} cannot run" in one for one in said) is (database == "default"), name
        result = gate.execute(name=name, identity=caller(1))
        if database == "default":
            assert only_code(result) == "GATE_MISCONFIGURED", name
        else:
            assert not result.errors, name
    assert gate.execute(name="Right", identity=caller(1)).json()["data"] == {
        "products": [{"id": 1}, {"id": 2}]
    }


@pytest.mark.parametrize("where", [PLACES["In"], PLACES["NotIn"], PLACES["Single"]])
@pytest.mark.parametrize("database", ["default"], indirect=True)
def test_frozen_rule_with_a_subquery_of_another_type(
    database: str, settings: Any, tmp_path: Path, where: str
) -> None:
    frozen(settings, tmp_path, database, {"All": "query All { products { id } }"}, where)
    assert only_code(get_gate().execute(name="All", identity=caller(1))) == "GATE_MISCONFIGURED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("database", ["default"], indirect=True)
def test_database_answers_only_after_the_gate_has_loaded(
    database: str, settings: Any, tmp_path: Path
) -> None:
    """What was made ready before anybody could look at it is looked at again."""
    operation = f"query In {{ products(where: {PLACES['In']}) {{ id }} }}"
    frozen(settings, tmp_path, database, {"In": operation, "Right": RIGHT})
    settings.GRAPHGATE = settings_of(tmp_path, VARIABLES=VARIABLES, WARM_UP=True)
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        gate = get_gate()
    finally:
        connection.settings_dict["PORT"] = port
    assert only_code(gate.execute(name="In", identity=caller(1))) == "GATE_MISCONFIGURED"
    assert not gate.execute(name="Right", identity=caller(1)).errors
