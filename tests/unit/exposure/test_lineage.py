"""What a text of SQL reads and writes, and what nobody can tell of it."""

from __future__ import annotations

import pytest

from django_graphgate.dialects import DIALECTS
from django_graphgate.exposure.lineage import uses_in_sql

TABLES = {"users": {"id", "name", "password"}, "orders": {"id", "user_id", "total"}}
SERVERS = [*DIALECTS]
USERS = {"users.", "users.id", "users.name", "users.password"}
UNKNOWN = {"unknown.unknown", "unknown.unknown unknown"}


def columns_of(table: str) -> frozenset[str] | None:
    return frozenset(TABLES[table]) if table in TABLES else None


def uses(text: str, server: str = "postgresql") -> set[str]:
    """``table.column``, with the action behind it where it is written."""
    used = uses_in_sql(text, DIALECTS[server], columns_of)
    return {f"{use.table}.{use.column} {use.action}".strip() for use in used}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM users",
        "SELECT u.* FROM users AS u",
        'SELECT "u".* FROM "users" AS "u"',
        "SELECT * FROM (SELECT * FROM users) AS x",
        "WITH x AS (SELECT * FROM users) SELECT id FROM x",
        "SELECT 1 WHERE EXISTS (SELECT * FROM users)",
        "SELECT id FROM users NATURAL JOIN (SELECT 1 AS id) AS x",
        "SELECT * FROM USERS",
    ],
)
def test_stars_are_not_all_columns(text: str, server: str) -> None:
    assert uses(text, server) == USERS


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT x.password FROM (users u JOIN orders o ON o.user_id = u.id) AS x",
        "SELECT x.password FROM ((orders JOIN users ON true)) AS x",
        "SELECT x.password FROM (users) AS x",
        "SELECT x.password FROM ((SELECT id AS k FROM orders) o JOIN users ON true) AS x",
        "SELECT x.* FROM (users CROSS JOIN orders) AS x",
        "SELECT x FROM (users CROSS JOIN orders) AS x",
        "SELECT x.c FROM (users CROSS JOIN orders) AS x(a, b, c, d, e, f)",
    ],
)
def test_names_of_joins_mean_their_tables(text: str, server: str) -> None:
    assert "users.password" in uses(text, server)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT row_to_json(u) FROM users u",
        "SELECT to_jsonb(users) FROM users",
        "SELECT (u).password FROM users u",
        "SELECT json_agg(u) FROM users u",
        "SELECT c FROM users AS u(a, b, c)",
        "TABLE users",
        "SELECT u FROM orders, LATERAL (SELECT * FROM users) AS u",
    ],
)
def test_whole_rows_hide_columns(text: str) -> None:
    assert uses(text) >= USERS


@pytest.mark.parametrize("server", SERVERS)
def test_hidden_places_of_columns_are_missed(server: str) -> None:
    places = [
        "SELECT id FROM users WHERE password = NULL",
        "SELECT id FROM users ORDER BY length(password)",
        "SELECT count(*) FROM users GROUP BY password",
        "SELECT id AS password, password AS id FROM users",
        "SELECT name FROM users UNION SELECT password FROM users",
        "SELECT (SELECT max(password) FROM users)",
        "SELECT id FROM orders WHERE user_id IN (SELECT id FROM users WHERE password LIKE 'a%')",
        "SELECT CASE WHEN u.password > 'a' THEN 1 END FROM users u",
        "WITH users2 AS (SELECT password AS p FROM users) SELECT p FROM users2",
        "INSERT INTO orders (total) SELECT length(password) FROM users",
        "DELETE FROM orders WHERE user_id = (SELECT id FROM users WHERE password = 'x')",
        "UPDATE users SET name = password",
        "SELECT PASSWORD FROM users",
    ]
    missed = [text for text in places if "users.password" not in uses(text, server)]
    assert missed == []


@pytest.mark.parametrize("server", SERVERS)
def test_column_of_an_inner_table_is_taken_for_the_outer_one(server: str) -> None:
    text = "SELECT total, (SELECT name FROM users WHERE users.id = user_id) FROM orders"
    assert uses(text, server) == {
        "orders.", "orders.total", "orders.user_id", "users.", "users.id", "users.name",
    }  # fmt: skip


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "INSERT INTO users (id, name) VALUES (1, 2)",
            {"users. insert", "users.id insert", "users.name insert"},
        ),
        (
            "INSERT INTO orders SELECT 1, 2, 3",
            {"orders. insert", *(f"orders.{c} insert" for c in TABLES["orders"])},
        ),
        (
            "INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            {"users. upsert", "users.id upsert", "users.name upsert"},
        ),
        ("UPDATE users SET password = 'x' WHERE id = 1", {"users. update", "users.password update"}),
        ("DELETE FROM users WHERE id = 1", {"users. delete"}),
    ],
)
def test_writes_are_missed(text: str, written: set[str], server: str) -> None:
    assert {use for use in uses(text, server) if " " in use} == written


def test_written_column_is_not_read() -> None:
    assert uses("UPDATE users SET password = 'x' WHERE id = 1") == {
        "users. update", "users.password update", "users.id",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "WITH gone AS (DELETE FROM users RETURNING *) SELECT count(*) FROM gone",
        "DELETE FROM users RETURNING *",
    ],
)
def test_returned_rows_are_not_read(text: str) -> None:
    assert uses(text) >= {"users. delete", "users.id", "users.name", "users.password"}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "text",
    ["CALL f()", "DO $$ $$", "COPY users TO STDOUT", "PRAGMA x", "ATTACH 'a' AS b", "CREATE TABLE x AS SELECT 1",
     "SELECT id INTO copied FROM users", 'SELECT U&"p\\0061ssword" FROM users',
     "SELECT ((", "REPLACE INTO users VALUES (1)", "REFRESH MATERIALIZED VIEW x"],
)  # fmt: skip
def test_what_cannot_be_read_counts_as_nothing(text: str, server: str) -> None:
    assert uses(text, server) >= UNKNOWN


@pytest.mark.parametrize(
    "call",
    ["query_to_xml('SELECT 1', true, true, '')", "pg_read_file('x')", "shop.secrets()", "public.lower_('x')"],
)
def test_function_that_may_read_anything_counts_as_nothing(call: str) -> None:
    assert uses(f"SELECT {call}") == UNKNOWN
    assert uses(f"SELECT * FROM {call} AS x") == UNKNOWN


def test_name_that_another_select_gives_is_a_column_of_a_table() -> None:
    text = "WITH x AS (SELECT total FROM orders) SELECT total, legacy FROM x, users"
    assert uses(text) == {"orders.", "orders.total", "users.", "users.legacy"}
    assert "users.legacy" in uses("WITH x AS (SELECT legacy FROM users, (SELECT 1) y) SELECT legacy FROM x")


def test_view_counts_as_nothing() -> None:
    assert uses("SELECT * FROM all_users") == {"all_users.", "all_users.unknown"}
    assert uses("SELECT name FROM all_users") >= {"all_users.unknown"}
    assert uses("SELECT 1 FROM audit.users") == {"audit.users."}


def test_known_functions_are_unknown() -> None:
    assert uses("SELECT now(), lower('x'), jsonb_build_object('a', 1), nextval('s')") == set()


def test_statement_that_is_not_understood_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    uses("CALL secret_procedure()")
    assert "secret_procedure" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "WITH report AS (SELECT * FROM report) SELECT * FROM report",
        "WITH x AS (SELECT * FROM report), report AS (SELECT 1) SELECT * FROM x",
        "WITH report AS (SELECT 1 AS x) SELECT * FROM other.report",
        "SELECT * FROM report WHERE x IN (WITH report AS (SELECT 1 AS x) SELECT x FROM report)",
    ],
)
def test_cte_does_not_hide_the_view_of_its_name(text: str) -> None:
    assert {"report.unknown", "other.report.unknown"} & uses(text)


@pytest.mark.parametrize(
    "text",
    [
        "WITH report AS (SELECT 1 AS x) SELECT x FROM report UNION SELECT x FROM report",
        "WITH report AS (SELECT 1 AS x), y AS (SELECT x FROM report) SELECT (SELECT x FROM report) FROM y",
        "WITH RECURSIVE report(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM report) SELECT n FROM report",
    ],
)
def test_cte_is_no_table(text: str) -> None:
    assert uses(text) == set()


def test_alias_excluded_is_read() -> None:
    assert "users.password" in uses("SELECT excluded.password FROM users AS excluded")
