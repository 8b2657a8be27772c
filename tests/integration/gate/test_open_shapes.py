"""Variables that are filters or orderings: development runs them, nothing of them is ever frozen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import ROLES, caller, freeze, only_code, settings_of, write_config
from tests.support.shop.fixture import load

USER = caller(1)
WHERE = "query Where($where: ProductFilter) { products(where: $where) { id } }"
ORDER = "query Order($order: [ProductOrder!]) { products(order_by: $order, limit: 3) { id } }"


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    return get_gate()


def ids(gate: Gate, text: str, **variables: Any) -> list[int]:
    result = gate.execute(text, identity=USER, variables=variables)
    assert not result.errors, result.errors
    assert result.extensions["graphgate"]["saved"] == "no"
    assert "OPEN_SHAPE" in result.extensions["graphgate"]["reason"]
    ((_, rows),) = result.json()["data"].items()
    return [row["id"] for row in rows]


def closed(gate: Gate, arguments: str) -> list[int]:
    result = gate.execute(f"{{ products({arguments}) {{ id }} }}", identity=USER)
    assert not result.errors, result.errors
    return [row["id"] for row in result.json()["data"]["products"]]


VALUES: list[tuple[Any, str]] = [
    ({"id": {"in": [1, 2]}}, "where: { id: { in: [1, 2] } }"),
    ({"price": {"gte": 9.5}}, "where: { price: { gte: 9.5 } }"),
    ({"price": {"gte": Decimal("9.50")}}, "where: { price: { gte: 9.5 } }"),
    ({"id": 3}, "where: { id: 3 }"),
    ({"_or": [{"id": [1]}, {"owner": {"name": {"starts_with": "A"}}}]}, 'where: { or: [{ id: 1 }, { owner: { name: '
     '{ starts_with: "A" } } }] }'),
    ({"name": {"eq": "$user_id"}}, 'where: { name: { eq: "$user_id" } }'),
    ({"name": {"eq": 'a" } } ) { id } #'}}, "where: { id: { in: [] } }"),
    ({"is_public": {"eq": True}, "weight": {"is_null": False}}, "where: { is_public: true, weight: { is_null: false } }"),
    ({}, "where: {}"),
    (None, "where: null"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "arguments"), VALUES)
def test_filter_in_a_variable_is_another(gate: Gate, value: Any, arguments: str) -> None:
    assert ids(gate, WHERE, where=value) == closed(gate, arguments)


def test_absent_filter_is_one(gate: Gate) -> None:
    assert ids(gate, WHERE) == closed(gate, "where: null")
    text = WHERE.replace("ProductFilter", "ProductFilter = { id: 3 }")
    assert ids(gate, text) == [3]
    assert ids(gate, text, where={"id": 4}) == [4]
    assert ids(gate, text, where=None) == closed(gate, "where: null")


def test_ordering_in_a_variable_is_another(gate: Gate) -> None:
    assert ids(gate, ORDER, order=[{"price": "desc"}]) == closed(
        gate, "order_by: [{ price: desc }], limit: 3"
    )
    assert ids(gate, ORDER, order={"price": "asc", "id": "desc"}) == closed(
        gate, "order_by: { price: asc, id: desc }, limit: 3"
    )
    way = "query Way($way: OrderDirection!) { products(order_by: [{ id: $way }], limit: 1) { id } }"
    assert ids(gate, way, way="desc") == closed(gate, "order_by: [{ id: desc }], limit: 1")


def test_undeclared_filter_does_not_run(gate: Gate) -> None:
    assert ids(gate, "query Q { products(where: $where) { id } }", where={"id": 3}) == [3]


def test_filter_of_a_column_does_not_run(gate: Gate) -> None:
    text = "query Q($price: DecimalFilter) { products(where: { price: $price }) { id } }"
    assert ids(gate, text, price={"gt": 10, "lt": 50}) == closed(gate, "where: { price: { gt: 10, lt: 50 } }")


def test_other_variables_are_lost(gate: Gate) -> None:
    text = "query Q($where: ProductFilter!, $n: Int!, $id: BigInt) { products(where: { and: [$where, { id: { gt: $id } }] }, limit: $n) { id } }"
    assert len(ids(gate, text, where={"id": {"lt": 9}}, n=2, id=1)) == 2
    result = gate.execute(text, identity=USER, variables={"where": {}, "n": "x"})
    assert only_code(result) == "BAD_USER_INPUT"


def test_shape_of_the_request_before_is_kept(gate: Gate) -> None:
    for number in (1, 2, 3, 1):
        assert ids(gate, WHERE, where={"id": number}) == [number]


FAULTS: list[tuple[Any, str, str]] = [
    ({"nothing": {"eq": 1}}, "GRAPHQL_VALIDATION_FAILED", "nothing"),
    ({"id": {"eq": "a"}}, "GRAPHQL_VALIDATION_FAILED", "a whole number is expected"),
    ({"price": {"like": "1"}}, "GRAPHQL_VALIDATION_FAILED", "like"),
    ([1], "GRAPHQL_VALIDATION_FAILED", ""),
    ("id", "GRAPHQL_VALIDATION_FAILED", ""),
    ({"a b": 1}, "BAD_USER_INPUT", "an object whose keys are names is expected"),
    ({"id } ) { secret": 1}, "BAD_USER_INPUT", "an object whose keys are names is expected"),
    ({"id": {"eq": float("nan")}}, "BAD_USER_INPUT", "a finite number is expected"),
    ({"id": {"eq": 10**5000}}, "BAD_USER_INPUT", "a smaller number is expected"),
    ({"id": {"eq": object()}}, "BAD_USER_INPUT", "a JSON value is expected"),
    ({"and": [{"id": 1}] * 300}, "LIMIT_EXCEEDED", "comparisons"),
]


@pytest.mark.parametrize(("value", "code", "part"), FAULTS)
def test_shape_is_not_checked_as_a_document_is(gate: Gate, value: Any, code: str, part: str) -> None:
    result = gate.execute(WHERE, identity=USER, variables={"where": value})
    assert result.data is None
    assert result.errors[0]["extensions"]["code"] == code
    assert part in result.errors[0]["message"]


def test_shape_is_nested_without_end(gate: Gate) -> None:
    value: dict[str, Any] = {"id": 1}
    for _ in range(5_000):
        value = {"not": value}
    assert only_code(gate.execute(WHERE, identity=USER, variables={"where": value})) == "BAD_USER_INPUT"


def test_shape_is_missing_where_it_is_needed(gate: Gate) -> None:
    text = WHERE.replace("ProductFilter", "ProductFilter!")
    for variables, part in (({}, "a value is required"), ({"where": None}, "not null")):
        result = gate.execute(text, identity=USER, variables=variables)
        assert only_code(result) == "BAD_USER_INPUT"
        assert part in result.errors[0]["message"]


def test_shape_of_an_unknown_type_runs(gate: Gate) -> None:
    result = gate.execute(WHERE.replace("ProductFilter", "Nothing"), identity=USER, variables={"where": {}})
    assert result.errors[0]["message"].startswith("Unknown type 'Nothing'.")


def test_shape_passes_the_rules(gate: Gate) -> None:
    text = "query Q($where: CustomerFilter) { customers(where: $where) { id } }"
    for where in ({"email": {"neq": ""}}, {"password": {"starts_with": "a"}}):
        result = gate.execute(text, identity=USER, variables={"where": where})
        assert only_code(result) == "GRAPHQL_VALIDATION_FAILED"
    inactive = gate.execute(text, identity=USER, variables={"where": {"id": {"gt": 0}}}).json()["data"][
        "customers"
    ]
    assert inactive == gate.execute("{ customers { id } }", identity=USER).json()["data"]["customers"]


def test_open_shape_is_recorded(gate: Gate, tmp_path: Path) -> None:
    ids(gate, WHERE, where={"id": 1})
    assert not AllowedOperation.objects.exists()
    assert not (tmp_path / "allow.list").exists()


def test_open_shape_is_frozen(settings: Any, tmp_path: Path, db: None) -> None:
    settings.GRAPHGATE = settings_of(tmp_path)
    write_config(tmp_path, {"Where": WHERE})
    with pytest.raises(Exception, match="Nothing was frozen"):
        freeze()
    assert not (tmp_path / "allow.lock").exists()


def test_cursor_of_an_open_shape_leads_nowhere(gate: Gate) -> None:
    text = "query Q($where: ProductFilter, $after: String) { products(where: $where, first: 2, after: $after) { id } products_cursor }"
    first = gate.execute(text, identity=USER, variables={"where": {"id": {"lt": 5}}}).json()["data"]
    again = {"where": {"id": {"lt": 5}}, "after": first["products_cursor"]}
    second = gate.execute(text, identity=USER, variables=again).json()["data"]
    assert [row["id"] for row in (*first["products"], *second["products"])] == [1, 2, 3, 4]
    other = {"where": {"id": {"lt": 6}}, "after": first["products_cursor"]}
    assert only_code(gate.execute(text, identity=USER, variables=other)) == "BAD_USER_INPUT"
