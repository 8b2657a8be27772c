"""What callers send costs no more than the settings allow, whatever a frozen operation does with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.dialects import sqlite_json
from django_graphgate.errors import LimitExceeded
from django_graphgate.gate import get_gate
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.gate.house import ROLES, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.running import LIMITS, compiled

USER = caller(1)
LISTS = {
    "in": "query Q($v: [BigInt!]!) { products(where: { id: { in: $v } }) { id } }",
    "nin": "query Q($v: [BigInt!]!) { products(where: { id: { nin: $v } }) { id } }",
    "order": "query Q($v: [BigInt!]!) { products(order_by: { id_in_order: { values: $v, direction: asc } }) { id } }",
    "json": "query Q($v: [JSON!]!) { products(where: { attributes: { in: $v } }) { id } }",
    "keys": "query Q($v: [String!]!) { products(where: { attributes: { has_key_any: $v } }) { id } }",
}
PATTERNS = ("like", "nilike", "icontains_text", "starts_with", "iends_with")


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path) -> Any:
    """Development, on each database, with small bounds."""
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False, MAX_LIST=3, MAX_PATTERN=5, MAX_ROWS=400)
    return get_gate()


def code(result: Any) -> str:
    return "" if not result.errors else str(result.errors[0]["extensions"]["code"])


@pytest.mark.parametrize("place", LISTS)
def test_list_beyond_the_bound_is_run(project: Any, place: str) -> None:
    values = ["a", "b", "c", "d"] if place in ("json", "keys") else [1, 2, 3, 4]
    text = LISTS[place]
    assert code(project.execute(text, variables={"v": values[:3]}, identity=USER)) == ""
    result = project.execute(text, variables={"v": values}, identity=USER)
    assert code(result) == "BAD_USER_INPUT"
    assert (
        result.errors[0]["message"] == "Variable '$v': a list of at most 3 items is expected, not one of 4."
    )


@pytest.mark.parametrize("operator", PATTERNS)
def test_pattern_beyond_the_bound_is_run(project: Any, operator: str) -> None:
    text = f"query Q($v: String) {{ products(where: {{ name: {{ {operator}: $v }} }}) {{ id }} }}"
    assert code(project.execute(text, variables={"v": "a" * 5}, identity=USER)) == ""
    result = project.execute(text, variables={"v": "a" * 6}, identity=USER)
    assert code(result) == "BAD_USER_INPUT"
    assert "at most 5 characters" in result.errors[0]["message"]


def test_text_that_is_no_pattern_has_the_bound_of_one(project: Any) -> None:
    text = "query Q($v: String) { products(where: { name: { eq: $v } }) { id } }"
    assert code(project.execute(text, variables={"v": "a" * 60}, identity=USER)) == ""


def test_values_that_the_team_wrote_are_bounded(project: Any) -> None:
    text = '{ products(where: { id: { in: [1, 2, 3, 4] }, name: { nlike: "a longer one" } }) { id } }'
    assert project.execute(text, identity=USER).json()["data"] == {
        "products": [{"id": number} for number in (1, 2, 3, 4)]
    }


@pytest.mark.parametrize("database", ["default"], indirect=True)
@pytest.mark.parametrize("pattern", [r"(a*)\1", r"(a)(b)\2*", r"\\\1", "(.+)\\1+x"])
def test_back_reference_is_run(project: Any, pattern: str) -> None:
    text = "query Q($v: String) { products(where: { name: { regex: $v } }) { id } }"
    project.statements.value_limits = replace(project.statements.value_limits, pattern=100)
    result = project.execute(text, variables={"v": pattern}, identity=USER)
    assert code(result) == "BAD_USER_INPUT"
    assert "back-references" in result.errors[0]["message"]
    assert code(project.execute(text, variables={"v": r"\\1|\d|\."}, identity=USER)) == ""


# -- rows ---------------------------------------------------------------------------------------------

PATHS = {
    "{ products(limit: 20) { tags(limit: 19) { id } } }": 380,
    "{ products(limit: 20) { tags(limit: 21) { id } } }": 400,  # the role's limit is 20
    "{ categories(limit: 8) { products(limit: 7) { tags(limit: 8) { id } } } }": 448,
    "query Q($n: Int) { products(limit: $n) { tags(limit: $n) { id } } }": 400,
    "{ product(id: 1) { tags(limit: 20) { products(first: 3) { id } } } }": 60,
    "{ products(first: 20) { owner { products(last: 2) { id } } } }": 40,
    "{ a: products(limit: 3) { id } b: products(limit: 2) { tags { id } } c: products { id } }": 40,
    "{ products { tags { id } purchases(limit: 2) { id } } }": 400,
    "{ products { id } }": 20,
}
"""The most rows along a path."""


@pytest.mark.parametrize("text", PATHS)
def test_rows_along_a_path_are_not_multiplied(text: str) -> None:
    assert compiled(text, limits=replace(LIMITS, rows=PATHS[text]))
    with pytest.raises(LimitExceeded, match="rows along one path"):
        compiled(text, limits=replace(LIMITS, rows=PATHS[text] - 1))


def test_limit_of_a_role_is_not_multiplied() -> None:
    role = StoredRole(
        name="few", rules=(StoredRule(table="products", limit=3), StoredRule(table="tags", limit=7))
    )
    text = "query Q($n: Int) { products(limit: $n) { tags { id } } }"
    assert compiled(text, role, limits=replace(LIMITS, rows=21))
    with pytest.raises(LimitExceeded, match="it may return 21"):
        compiled(text, role, limits=replace(LIMITS, rows=20))


def test_too_many_rows_are_answered(project: Any) -> None:
    text = "query Q { products { tags { products { id } } } }"
    assert code(project.execute(text, identity=USER)) == "LIMIT_EXCEEDED"


def test_operation_of_too_many_rows_is_frozen(db: None, settings: Any, tmp_path: Path) -> None:
    load_roles(ROLES)
    write_config(tmp_path, {"Q": "query Q { products { tags { products { id } } } }"})
    settings.GRAPHGATE = settings_of(tmp_path, MAX_ROWS=7_999)
    with pytest.raises(CommandError, match="Nothing was frozen"):
        freeze()
    settings.GRAPHGATE = settings_of(tmp_path, MAX_ROWS=8_000)
    assert "1 operations" in freeze()


# -- how a long list is gone through ----------------------------------------------------------------------


def _plan(alias: str, text: str, variables: dict[str, Any], identity: Any = USER) -> str:
    """How the database runs an operation."""
    seen: list[tuple[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connections[alias].execute_wrapper(watch):
        assert get_gate().execute(text, variables=variables, identity=identity).data
    sql, params = next(one for one in seen if "products" in one[0])
    raw = connections[alias].connection
    if connections[alias].vendor == "sqlite":
        rows = raw.execute(f"EXPLAIN QUERY PLAN {sql}", {str(n): one for n, one in enumerate(params, 1)})
        return "\n".join(str(row[3]) for row in rows)
    from psycopg import RawCursor

    with RawCursor(raw) as cursor:
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(str(row[0]) for row in cursor)


COLUMNS = {
    "id": ("BigInt", 1), "name": ("String", "Lamp"), "price": ("Decimal", 1.5), "is_public": ("Boolean", True),
    "created_at": ("DateTime", "2021-01-09T16:37:01+00:00"),
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_list_is_gone_through_for_every_row(
    database: str, settings: Any, tmp_path: Path, column: str
) -> None:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    kind, value = COLUMNS[column]
    order = f"{{ {column}_in_order: {{ values: $v, direction: asc }} }}"
    text = f"query ($v: [{kind}!]!) {{ products(order_by: {order}) {{ id }} }}"
    plan = _plan(database, text, {"v": [value] * 50})
    if connections[database].vendor == "sqlite":
        assert "AUTOMATIC COVERING INDEX" in plan
    else:
        assert "array_position" not in plan
        assert "Hash" in plan or "Merge" in plan


def test_operand_is_read_for_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = sqlite_json._read

    def counted(text: str) -> Any:
        reads.append(text)
        return read(text)

    monkeypatch.setattr(sqlite_json, "_read", counted)
    sqlite_json._keys.cache_clear()
    operand = json.dumps([json.dumps({"number": number, "text": "x" * 50}) for number in range(500)])
    for number in range(100):
        row = json.dumps({"text": "x" * 50, "number": float(number)})
        assert sqlite_json.gg_json_in(row, operand) == 1
        assert sqlite_json.gg_json_common(f"[{row}]", operand) == 1
    assert len(reads) <= 501 + 200
