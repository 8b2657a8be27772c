"""The statements of an action's SQL, and where its parameters are."""

from __future__ import annotations

import pytest

from django_graphgate.actions.statements import statements_of
from django_graphgate.dialects import Dialect, dialect
from django_graphgate.errors import ConfigurationError

POSTGRESQL, SQLITE = dialect("postgresql"), dialect("sqlite")
BOTH = pytest.mark.parametrize("server", [POSTGRESQL, SQLITE], ids=lambda server: server.name)


def split(text: str, server: Dialect = POSTGRESQL) -> list[str]:
    return [str(statement) for statement in statements_of(text, server)]


def names(text: str, server: Dialect = POSTGRESQL) -> list[str]:
    return [name for statement in statements_of(text, server) for name in statement.names]


@BOTH
def test_semicolon_ends_a_statement(server: Dialect) -> None:
    assert split("SELECT 1;\n SELECT 2 ; ; -- SELECT 3;\n/* ; */", server) == ["SELECT 1", "SELECT 2"]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'a; b'",
        "SELECT 'it''s; $x'",
        'SELECT 1 AS "a; $b"',
        "SELECT 1 /* ; $x */ + 1",
        "SELECT 1 -- ; $x\n + 1",
        "CALL p('a; $b')",
        "VACUUM",
        "REPLACE INTO t VALUES ('a; $b')",
        "SELECT 'a\\'",
    ],
)
def test_quoted_semicolon_and_parameter_are_text(server: Dialect, text: str) -> None:
    assert split(text, server) == [text]
    assert names(text, server) == []


@pytest.mark.parametrize(
    "text",
    [
        "DO $$ BEGIN PERFORM 1; PERFORM $1; END $$",
        "CREATE FUNCTION f() RETURNS int AS $body$ SELECT 1; $body$ LANGUAGE sql",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
        "SELECT E'it\\'s; $x'",
        "SELECT 1 /* a /* b; */ $c; */ + 1",
    ],
)
def test_body_of_postgresql_stays_whole(text: str) -> None:
    assert split(f"{text}; SELECT 1") == [text, "SELECT 1"]
    assert names(text) == []


def test_comments_of_sqlite_do_not_nest() -> None:
    assert names("SELECT 1 /* a /* b */ + $c", SQLITE) == ["c"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END",
        "SELECT `a;b`, [c;d] FROM t",
    ],
)
def test_body_of_sqlite_stays_whole(text: str) -> None:
    assert split(f"{text}; SELECT 1", SQLITE) == [text, "SELECT 1"]


@BOTH
def test_parameters_are_found_wherever_a_value_can_be(server: Dialect) -> None:
    text = "UPDATE t SET a=$first, b = ($second) WHERE c IN ($first,$_3) AND d=$order ORDER BY $date"
    assert names(text, server) == ["first", "second", "first", "_3", "order", "date"]
    assert split(text, server) == [text]
    used = {name for statement in statements_of(text, server) for name in statement.names}
    assert used == {"first", "second", "_3", "order", "date"}


def test_cast_of_a_parameter_stays_a_cast() -> None:
    (statement,) = statements_of("SELECT $a::int, $b :: text, x % 2, '100%'", POSTGRESQL)
    assert statement.texts == ("SELECT ", "::int, ", " :: text, x % 2, '100%'")


@pytest.mark.parametrize("text", ["SELECT $1", "SELECT $é", "SELECT $a$b", "SELECT $"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot contain"):
        statements_of(text, POSTGRESQL)


@pytest.mark.parametrize("text", ["SELECT a$b", "SELECT a$1", "SELECT $b$c$b$"])
def test_dollar_within_a_name_or_around_a_text_is_no_parameter(text: str) -> None:
    assert split(text) == [text]
    assert names(text) == []


@BOTH
@pytest.mark.parametrize("text", ["", " ; ;", "-- nothing", "/* nothing */"])
def test_text_without_a_statement_is_refused(server: Dialect, text: str) -> None:
    with pytest.raises(ConfigurationError, match="has no statement"):
        statements_of(text, server)


@BOTH
@pytest.mark.parametrize(
    "word", ["BEGIN", "commit", "ROLLBACK TO x", "Savepoint x", "END", "RELEASE x", "/* a */ COMMIT"]
)
def test_statement_about_transactions_is_refused(server: Dialect, word: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot contain"):
        statements_of(f"DELETE FROM t; {word}; DELETE FROM u", server)


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "SET ROLE admin",
        "set /* LOCAL */ search_path = a",
        'SET "LOCAL" TO 1',
        "SET SESSION AUTHORIZATION a",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "RESET ALL",
        "DISCARD ALL",
    ],
)
def test_setting_that_outlasts_the_action_is_refused(server: Dialect, text: str) -> None:
    with pytest.raises(ConfigurationError, match="outlasts"):
        statements_of(f"DELETE FROM t; {text}", server)


@BOTH
@pytest.mark.parametrize(
    "text", ["SET LOCAL work_mem = '1GB'", "SET CONSTRAINTS ALL DEFERRED", "UPDATE t SET a = 1"]
)
def test_setting_of_the_transaction_is_taken(server: Dialect, text: str) -> None:
    assert str(*statements_of(text, server)) == text


@BOTH
@pytest.mark.parametrize("text", ["SELECT 'a", 'SELECT "a', "SELECT 'a''b", "SELECT 1 /* ", "/*/"])
def test_text_without_an_end_is_refused(server: Dialect, text: str) -> None:
    with pytest.raises(ConfigurationError, match="without an end"):
        statements_of(text, server)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WITH a AS (DELETE FROM t RETURNING id) SELECT * FROM a", True),
        ("WITH a AS (SELECT 1), b AS MATERIALIZED (\n UPDATE t SET x = 1) INSERT INTO u VALUES (1)", True),
        ("(WITH a AS (DELETE FROM t RETURNING id) SELECT * FROM a)", True),
        ("CREATE TABLE u AS WITH a AS (DELETE FROM t RETURNING id) SELECT * FROM a", True),
        ("WITH a AS (SELECT '(DELETE') DELETE FROM t", False),
        ("INSERT INTO t (update) VALUES (1)", False),
        ("DELETE FROM t", False),
    ],
)
def test_writes_in_a_with_are_found(text: str, expected: bool) -> None:
    assert [statement.writes_in_with for statement in statements_of(text, POSTGRESQL)] == [expected]
