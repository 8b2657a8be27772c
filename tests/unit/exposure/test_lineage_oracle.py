"""SQLite says which columns it reads and writes of a text: none of them may be missing in what we say."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from django_graphgate.dialects import DIALECTS
from django_graphgate.exposure.lineage import NOT_KNOWN, uses_in_sql

TABLES = {"users": ("id", "name", "password"), "orders": ("id", "user_id", "total")}
COLUMNS = {table: frozenset(columns) for table, columns in TABLES.items()}

SELECTED = [
    "*", "u.*", "name", "u.password", '"password"', "[password]", "`password`", "u.'password'", "max(u.name) AS id",
    "(SELECT max(total) FROM orders)", "(SELECT max(o.total) FROM orders AS o WHERE o.user_id = u.id)", "count(*)",
    "CASE WHEN u.name IS NULL THEN u.password END", "row_number() OVER (PARTITION BY password ORDER BY name)",
    "json_object('a', password)", "name || password AS total", "1",
]  # fmt: skip
SOURCES = [
    "users AS u", "main.users AS u", "USERS u", "'users' AS u", "(SELECT * FROM users) AS u", "[users] AS u",
    "(SELECT id, password AS name, 1 AS password FROM users) AS u", "orders JOIN users AS u USING (id)",
    "users AS u NATURAL JOIN orders", "users AS u, orders AS o", "users AS u LEFT JOIN orders ON orders.user_id = u.id",
    "(users AS u CROSS JOIN orders)", "(SELECT id, name, password FROM users UNION SELECT id, user_id, total FROM orders) u",
]  # fmt: skip
ENDS = [
    "", "WHERE u.name IN (SELECT password FROM users)", "WHERE u.id IN orders", "GROUP BY u.password HAVING max(u.name) > 1",
    "ORDER BY u.password LIMIT 1", "WHERE EXISTS (SELECT 1 FROM orders WHERE total = u.name)",
]  # fmt: skip
WRITES = [
    "INSERT INTO orders SELECT id, name, password FROM users",
    "INSERT INTO 'orders' (id) SELECT id FROM users WHERE password = 1",
    "INSERT OR REPLACE INTO orders (id, total) VALUES (1, (SELECT max(password) FROM users))",
    "INSERT INTO users (id, name) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET password = excluded.name || name",
    "UPDATE users SET name = password WHERE id = 1",
    "UPDATE users SET (name, password) = (SELECT total, user_id FROM orders WHERE orders.id = users.id)",
    "UPDATE users SET name = o.total FROM orders AS o WHERE o.user_id = users.id RETURNING *",
    "UPDATE orders SET 'total' = 1, [user_id] = 2",
    "DELETE FROM users WHERE password IN (SELECT total FROM orders) RETURNING name",
    "WITH x AS (SELECT password AS p FROM users) DELETE FROM orders WHERE total IN (SELECT p FROM x)",
    "WITH users AS (SELECT total AS password FROM orders) SELECT password FROM users",
    "WITH RECURSIVE r(n) AS (SELECT id FROM users UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r",
    "SELECT a FROM (SELECT password FROM users) AS x, (SELECT total AS a FROM orders)",
    "VALUES ((SELECT max(password) FROM users))",
    "REPLACE INTO users (id) VALUES (1)",
    "SELECT sql FROM sqlite_master",
    "SELECT name FROM pragma_table_info('users')",
]


def known_to(text: str) -> set[tuple[str, str, str]] | None:
    """What SQLite reads and writes: table, column and action; ``None`` for a text that it refuses."""
    connection = sqlite3.connect(":memory:")
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({', '.join(columns)}, UNIQUE (id))")
    noted: set[tuple[str, str, str]] = set()

    def note(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and first in TABLES and second and second != "ROWID":
            noted.add((first, second, ""))
        elif action == sqlite3.SQLITE_UPDATE and first in TABLES:
            noted.add((str(first), str(second), "update"))
        elif action == sqlite3.SQLITE_INSERT and first in TABLES:
            noted.add((str(first), "", "insert"))
        elif action == sqlite3.SQLITE_DELETE and first in TABLES:
            noted.add((str(first), "", "delete"))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    try:
        connection.execute(f"EXPLAIN {text}")
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return noted


def missed(text: str) -> set[tuple[str, str, str]]:
    """What SQLite does with columns and we do not say."""
    said = uses_in_sql(text, DIALECTS["sqlite"], COLUMNS.get)
    noted = known_to(text)
    if noted is None or said >= set(NOT_KNOWN):
        return set()
    alike = {(use.table, use.column, action) for use in said for action in _actions(use.action)}
    return noted - alike


def _actions(action: str) -> tuple[str, ...]:
    return ("insert", "update", "delete") if action == "upsert" else (action,)


def test_column_of_a_query_is_missed() -> None:
    texts = [
        f"SELECT {selected} FROM {source} {end}"
        for selected, source, end in itertools.product(SELECTED, SOURCES, ENDS)
    ]
    assert [(text, missed(text)) for text in texts if missed(text)] == []
    read = [text for text in texts if known_to(text) is not None]
    understood = [
        text for text in read if not uses_in_sql(text, DIALECTS["sqlite"], COLUMNS.get) >= set(NOT_KNOWN)
    ]
    assert len(read) > 1_000
    assert len(understood) > 0.8 * len(read)


@pytest.mark.parametrize("text", WRITES)
def test_column_of_a_statement_is_missed(text: str) -> None:
    assert known_to(text) is not None
    assert missed(text) == set()
