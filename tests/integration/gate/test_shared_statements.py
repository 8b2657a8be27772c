"""Roles whose rules have one shape run one statement, each with its own rules' values and never another's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import load_roles
from django_graphgate.gate import GateRequest, get_gate
from django_graphgate.models import TableRule
from tests.support.gate.house import House, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Product

OPERATIONS = {
    "Some": "query Some($limit: Int, $id: BigInt = 0, $value: BigInt = 0) {"
    " products(limit: $limit, where: { id: { gt: $id }, owner_id: { gt: $value } }) { id } }",
    "All": "query All { products { id } }",
    "Five": "query Five { products(limit: 5) { id } }",
    "Tagged": "query Tagged { products(where: { id: { gt: 3 } }) { id tags { id } } }",
}
SHAPE = (
    '{{ and: [{{ id: {{ gt: {low} }} }}, {{ id: {{ nin: [{out}] }} }}, {{ name: {{ neq: "{name}" }} }}] }}'
)
VALUES: Mapping[str, dict[str, Any]] = {
    "few": {"low": 2, "out": "4", "name": "x", "limit": 2},
    "many": {"low": 3, "out": "3, 3", "name": "", "limit": 100},
    "alike": {"low": 3, "out": "5, 6", "name": "3", "limit": 3},
}


def content(values: Mapping[str, dict[str, Any]] = VALUES) -> dict[str, Any]:
    return {
        "roles": [
            {
                "name": name,
                "tables": [
                    {
                        "name": "products",
                        "query": {"filters": [SHAPE.format(**one)], "limit": one["limit"]},
                    },
                    {"name": "tags", "query": {"limit": one["limit"]}},
                ],
            }
            for name, one in values.items()
        ]
    }


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Frozen, in production, on each database."""
    load(database)
    load_roles(content())
    settings.GRAPHGATE = settings_of(tmp_path)
    write_config(tmp_path, OPERATIONS, content())
    freeze("--dialect", "postgresql,sqlite")
    House(settings, tmp_path).open()
    yield database


def ask(
    name: str, role: str, variables: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> list[int]:
    request = GateRequest(text=None, name=name, variables=variables or {}, headers=headers or {})
    result = get_gate().handle(request, caller(1, role))
    assert result.data is not None, result.errors
    return [one["id"] for one in json.loads(result.data)["products"]]


def expected(one: Mapping[str, Any], most: int = 100, above: int = 0) -> list[int]:
    out = [int(number) for number in one["out"].split(",")]
    rows = Product.objects.filter(id__gt=max(one["low"], above)).exclude(id__in=out).exclude(name=one["name"])
    return list(rows.order_by("id").values_list("id", flat=True)[: min(one["limit"], most)])


def test_role_gets_the_rows_of_another(project: str) -> None:
    """Often enough for the server to plan for values that it does not know."""
    for _ in range(8):
        for name, one in VALUES.items():
            assert ask("All", name) == ask("Some", name) == expected(one)
            assert ask("Five", name) == expected(one, most=5)
            assert ask("Some", name, {"limit": 1, "id": 5}) == expected(one, most=1, above=5)
    assert len({tuple(expected(one)) for one in VALUES.values()}) == len(VALUES)


@pytest.mark.parametrize("name", ["Some", "All", "Tagged"])
def test_roles_of_one_shape_run_several_statements(
    project: str, name: str, settings: Any, tmp_path: Path
) -> None:
    House(settings, tmp_path).open(SQL_COMMENTS="operation")
    with CaptureQueriesContext(connections[project]) as seen:
        for role in VALUES:
            ask(name, role)
    texts = {one["sql"] for one in seen if "graphgate_gatestate" in one["sql"] and "CASE WHEN" in one["sql"]}
    assert len(texts) == (1 if project == "default" else len(VALUES))


HOSTILE = (
    *("", "limit", "value", "constant", "scope", "products", "products limit", "products 0", "products 1"),
    *("products 2", "tags limit", "$1", "1", "version", "role", "user_role", "nonce#", "now#"),
)


@pytest.mark.parametrize("name", ["Some", "All", "Tagged"])
def test_request_gives_a_value_of_a_rule(project: str, name: str) -> None:
    """By whatever name: what the operation declares is its own, and the rest is nothing."""
    for role, one in VALUES.items():
        above = 3 if name == "Tagged" else 0
        rows = expected(one, above=above)
        for value in (100, "100", [1, 2], None):
            variables = {key: value for key in HOSTILE if name != "Some" or key not in ("limit", "value")}
            assert ask(name, role, variables) == rows
        headers = {key.replace(" ", "-") or "x": "100" for key in HOSTILE}
        assert ask(name, role, {}, {**headers, "X-User-Role": "many"}) == rows
    for name_of, value in (("limit", 1_000_000), ("limit", None), ("value", 0)):
        assert ask("Some", "few", {name_of: value}) == expected(VALUES["few"])


@pytest.mark.parametrize("changed", [{"low": 4}, {"out": "3"}, {"limit": 1}, {"limit": 101}])
def test_statement_of_the_lock_keeps_a_value_of_yesterday(project: str, changed: dict[str, Any]) -> None:
    """The text is the same; its value is of the rules of now."""
    before = ask("All", "few")
    one = {**VALUES["few"], **changed}
    rules = TableRule.objects.filter(role__name="few", table="products")
    rules.update(filters=[SHAPE.format(**one)], limit=one["limit"])
    assert ask("All", "few") == expected(one) != before
    for role in ("many", "alike"):
        assert ask("All", role) == expected(VALUES[role])
