"""Actions of SQL: several statements in one transaction, bound parameters, and rows as JSON."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from django_graphgate.errors import (
    ConfigurationError,
    LimitExceeded,
    TooManyAffected,
    ValidationFailed,
    VariableInvalid,
)
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun
from tests.support.actions.running import parameter, run, sql_action
from tests.support.shop.models import Tag

pytestmark = pytest.mark.django_db

SLUG = parameter("slug", "String")


def slugs() -> list[str]:
    return list(Tag.objects.order_by("slug").values_list("slug", flat=True))


@pytest.fixture(autouse=True)
def tags(database: str) -> str:
    Tag.objects.bulk_create([Tag(pk=number, slug=slug) for number, slug in enumerate("abc", 5)])
    return database


def test_several_statements_run_in_order() -> None:
    text = (
        "INSERT INTO shop_tag (id, slug) VALUES (9, $slug); -- a comment; with $nothing\n"
        "UPDATE shop_tag SET slug = slug || '; $slug 100%' WHERE slug = $slug;"
        "SELECT slug FROM shop_tag WHERE slug LIKE $slug || '%';"
    )
    result = run(sql_action(text, SLUG), slug="new")
    assert (result.status, result.count) == ("done", 2)
    assert result.rows == [{"slug": "new; $slug 100%"}]


def test_rows_are_those_of_the_last_statement_that_gives_any() -> None:
    text = "SELECT 1 AS x; SELECT slug FROM shop_tag ORDER BY slug LIMIT 2; DELETE FROM shop_tag WHERE slug = 'a'"
    result = run(sql_action(text))
    assert result.rows == [{"slug": "a"}, {"slug": "b"}]
    assert (result.count, result.has_value) == (1, False)


def test_returned_rows_are_given() -> None:
    text = "DELETE FROM shop_tag WHERE slug = $slug RETURNING slug, id"
    result = run(sql_action(text, SLUG), slug="b")
    assert (result.rows, result.count) == ([{"slug": "b", "id": 6}], 1)


def test_statement_without_rows_has_none() -> None:
    result = run(sql_action("UPDATE shop_tag SET slug = slug WHERE slug = 'nobody'"))
    assert (result.rows, result.count) == (None, 0)
    assert "rows" not in result.as_json()


def test_rows_that_are_only_read_are_counted() -> None:
    result = run(sql_action("SELECT slug FROM shop_tag"))
    assert (result.count, result.written) == (3, 0)
    assert ActionRun.objects.get().affected == 0


@pytest.mark.parametrize("most", [2, 3])
def test_more_rows_than_allowed_roll_everything_back(most: int) -> None:
    text = "UPDATE shop_tag SET slug = slug || 'x' WHERE slug <> 'a'; DELETE FROM shop_tag WHERE slug = 'a'"
    definition = sql_action(text, max_affected=most)
    if most == 3:
        assert run(definition).count == 3
        return
    with pytest.raises(TooManyAffected):
        run(definition)
    assert slugs() == ["a", "b", "c"]
    assert ActionRun.objects.get().code == "MAX_AFFECTED_EXCEEDED"


def test_rows_of_a_with_cannot_be_limited() -> None:
    text = "WITH gone AS (DELETE FROM shop_tag RETURNING id) SELECT count(*) AS n FROM gone"
    with pytest.raises(ConfigurationError, match="writes rows in a WITH"):
        run(sql_action(text, max_affected=1))
    assert slugs() == ["a", "b", "c"]


def test_dry_run_rolls_back() -> None:
    result = run(sql_action("DELETE FROM shop_tag; SELECT count(*) AS n FROM shop_tag"), dry_run=True)
    assert (result.count, result.rows, slugs()) == (3, [{"n": 0}], ["a", "b", "c"])
    assert ActionRun.objects.get().dry_run


def test_error_undoes_what_ran_before() -> None:
    with pytest.raises(Exception, match="Something went wrong"):
        run(sql_action("DELETE FROM shop_tag; SELECT no_such_column FROM shop_tag"))
    assert slugs() == ["a", "b", "c"]


FORMS: list[tuple[str, Any, Any]] = [
    ("Int!", -3, -3),
    ("BigInt", "9007199254740993", 9007199254740993),
    ("Float", 1.5, 1.5),
    ("Decimal", Decimal("1.50"), 1.5),
    ("String", "it's; -- \\ % $x ?1 {}", "it's; -- \\ % $x ?1 {}"),
    ("Date", "2026-02-03", "2026-02-03"),
    ("Bytes", "AAE=", "AAE="),
    *(
        (type_, None, None)
        for type_ in ("Int", "Boolean", "Date", "DateTime", "UUID", "JSON", "[Int!]", "Bytes")
    ),
]


@pytest.mark.parametrize(("type_", "value", "expected"), FORMS)
def test_parameter_comes_back(type_: str, value: Any, expected: Any) -> None:
    result = run(sql_action("SELECT $x AS y, $x AS z", parameter("x", type_)), x=value)
    assert result.rows == [{"y": expected, "z": expected}]


POSTGRESQL_FORMS: list[tuple[str, Any, Any]] = [
    ("$x::boolean", True, True),
    ("$x::uuid", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001"),
    ("$x::timestamptz", "2026-02-03T13:00:00+01:00", "2026-02-03T12:00:00+00:00"),
    ("$x::time", "12:00", "12:00:00"),
    ("$x::interval", "P1DT02H", "P1DT02H00M00S"),
    ("$x::jsonb", {"a": [1, None, "é"]}, {"a": [1, None, "é"]}),
    ("$x::json", {"a": [1]}, {"a": [1]}),
    ("$x::int[]", [3, 1], [3, 1]),
    ("$x::text[]", ["a,b", '"{}', ""], ["a,b", '"{}', ""]),
    ("$x::numeric", "12345678901234567.89", "12345678901234567.89"),
]
SCALARS = {bool: "Boolean", dict: "JSON", list: "[String!]"}


@pytest.mark.parametrize(("expression", "value", "expected"), POSTGRESQL_FORMS)
def test_form_of_a_value_of_postgresql(tags: str, expression: str, value: Any, expected: Any) -> None:
    if tags != "default":
        return
    by_cast = {
        "uuid": "UUID",
        "timestamptz": "DateTime",
        "time": "Time",
        "interval": "Duration",
        "int[]": "[Int!]",
    }
    type_ = by_cast.get(expression.partition("::")[2], SCALARS.get(type(value), "Decimal"))
    result = run(sql_action(f"SELECT {expression} AS y", parameter("x", type_)), x=value)
    assert result.rows == [{"y": expected}]


def test_list_is_one_parameter(tags: str) -> None:
    text = {
        "postgresql": "SELECT slug FROM shop_tag WHERE slug = ANY ($slugs) ORDER BY slug",
        "sqlite": "SELECT slug FROM shop_tag WHERE slug IN (SELECT value FROM json_each($slugs)) ORDER BY slug",
    }
    result = run(sql_action(text, parameter("slugs", "[String!]!")), slugs=["a", "c", "c') OR (1=1"])
    assert result.rows == [{"slug": "a"}, {"slug": "c"}]


INJECTED = [
    "'; DELETE FROM shop_tag; --",
    "a' OR '1'='1",
    "a\\'; DROP TABLE shop_tag; --",
    "$slug",
    "$1",
    "?1",
    "%s",
    "%(slug)s",
    "$$; DELETE FROM shop_tag; $$",
    "*/ DELETE FROM shop_tag; /*",
    "\u02bc; DELETE FROM shop_tag; --",
    "a\n;\nDELETE FROM shop_tag",
    "\ufffd' OR 1=1 --",
]


@pytest.mark.parametrize("value", INJECTED)
def test_parameter_becomes_sql(value: str) -> None:
    definition = sql_action(
        "SELECT slug FROM shop_tag WHERE slug = $slug; INSERT INTO shop_tag (id, slug) VALUES (99, $slug)",
        SLUG,
    )
    result = run(definition, slug=value)
    assert (result.rows, result.count) == ([], 1)
    assert set(slugs()) == {"a", "b", "c", value}


@pytest.mark.parametrize(
    "given", [{"slug; DELETE FROM shop_tag": 1}, {"$slug": "a"}, {"": 1}, {"user_id": "1"}]
)
def test_name_that_is_not_declared_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(VariableInvalid, match="is unknown"):
        run(sql_action("DELETE FROM shop_tag WHERE slug = $slug", SLUG), parameters=given)
    assert slugs() == ["a", "b", "c"]


def test_facts_about_the_caller_are_the_gates_own() -> None:
    text = "SELECT slug FROM shop_tag WHERE id = $user_id AND $user_role = 'editor'"
    definition = sql_action(text, parameter("user_id", "Int"), parameter("user_role", "String"))
    given = {"user_id": 5, "user_role": "editor"}
    assert run(definition, Identity(user_id="6"), role="editor", parameters=given).rows == [{"slug": "b"}]
    assert run(definition, Identity(user_id="6"), role="user", parameters=given).rows == []
    assert run(definition, Identity.anonymous(), role="editor", parameters=given).rows == []


def test_user_that_is_no_number_is_compared_with_one(tags: str) -> None:
    definition = sql_action("SELECT slug FROM shop_tag WHERE id = $user_id")
    caller = Identity(user_id="5 OR 1=1")
    if tags == "sqlite":
        assert run(definition, caller).rows == []
        return
    with pytest.raises(ValidationFailed) as raised:
        run(definition, caller)
    assert "1=1" not in str(raised.value.as_errors())


def test_rows_that_are_not_answered_have_no_limits(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_ROWS": 1}
    texts = ("SELECT 1 AS x, 2 AS x", "SELECT slug FROM shop_tag", "SELECT 3 AS y")
    assert run(sql_action("; ".join(texts))).rows == [{"y": 3}]


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="several columns of one name"):
        run(sql_action("SELECT 1 AS x, 2 AS x"))


def test_too_many_rows_are_refused(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_ROWS": 2}
    assert len(run(sql_action("SELECT slug FROM shop_tag LIMIT 2")).rows or ()) == 2
    with pytest.raises(LimitExceeded):
        run(sql_action("SELECT slug FROM shop_tag"))


def test_database_without_a_text_is_named() -> None:
    with pytest.raises(ConfigurationError, match="has no SQL for"):
        run(sql_action({"oracle": "SELECT 1"}))


def test_statements_are_in_the_query_log(tags: str) -> None:
    connection = connections[tags]
    seen: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        run(sql_action("UPDATE shop_tag SET slug = $slug WHERE id = -1", SLUG), slug="secret-value")
    assert [text for text in seen if re.match(r"UPDATE /\* graphgate:tidy,\w+ \*/ shop_tag", text)] != []
    assert [text for text in seen if "secret-value" in text] == []
