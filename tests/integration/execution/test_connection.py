"""Our statements on Django's connection: seen by its instruments, inside its transactions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    reset_queries,
    transaction,
)
from django.db.transaction import TransactionManagementError
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from django_graphgate.conf import get_settings
from django_graphgate.errors import DatabaseUnavailable, StatementTimeout
from django_graphgate.execution.connection import fetch_row, prepare_only
from django_graphgate.execution.drivers.postgresql import _SETTINGS

ONE = "SELECT 1"


@pytest.fixture
def graphgate(settings: Any) -> Iterator[Any]:
    """Changes ``GRAPHGATE``; every connection is set up again before and after."""

    def change(**changes: Any) -> None:
        settings.GRAPHGATE = {**settings.GRAPHGATE, **changes}

    yield change
    for each in connections.all(initialized_only=True):
        each.close()


# -- instruments --------------------------------------------------------------------------------------


def test_query_log_misses_our_statement(database: str) -> None:
    with CaptureQueriesContext(connections[database]) as seen:
        assert fetch_row(database, ONE, ()) == (b"1",)
    assert [query["sql"] for query in seen] == [ONE]
    assert float(seen[0]["time"]) >= 0


def test_query_log_of_a_statement_that_failed(database: str) -> None:
    with (
        CaptureQueriesContext(connections[database]) as seen,
        pytest.raises(DatabaseError),
        transaction.atomic(using=database),
    ):
        fetch_row(database, "SELECT nonsense", ())
    assert "SELECT nonsense" in [query["sql"] for query in seen]


def test_query_log_grows_without_debug(database: str) -> None:
    reset_queries()
    fetch_row(database, ONE, ())
    assert not connections[database].queries_log


def test_assert_num_queries_does_not_count(database: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1, connection=connections[database]):
        fetch_row(database, ONE, ())


def test_wrappers_run_in_the_wrong_order_or_not_at_all(database: str) -> None:
    seen: list[tuple[str, str, Any, bool]] = []

    def wrapper(name: str) -> Any:
        def wrapped(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            assert context["connection"] is connections[database]
            seen.append((name, sql, tuple(params), many))
            return execute(sql, params, many, context)

        return wrapped

    wrappers = connections[database].execute_wrapper
    with wrappers(wrapper("outer")), wrappers(wrapper("inner")):
        assert fetch_row(database, ONE, ()) == (b"1",)
    assert [name for name, *_ in seen] == ["outer", "inner"]
    assert {one[1:] for one in seen} == {(ONE, (), False)}


def test_wrapper_that_refuses_is_passed_by(database: str) -> None:
    def blocked(*_: Any) -> None:
        raise PermissionError("not here")

    with connections[database].execute_wrapper(blocked), pytest.raises(PermissionError):
        fetch_row(database, ONE, ())


# -- errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["SELECT no_such_column", "SELECT 1 FROM no_such_table", "SELEC 1"])
def test_mistake_in_a_statement_is_an_outage(database: str, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(using=database):
        fetch_row(database, statement, ())


def test_mistake_in_production_quotes_the_statement(database: str, graphgate: Any) -> None:
    graphgate(PRODUCTION=True)
    with (
        pytest.raises(ProgrammingError, match="no_such_column") as failed,
        transaction.atomic(using=database),
    ):
        fetch_row(database, "SELECT no_such_column AS secret", ())
    assert "secret" not in str(failed.value)
    assert failed.value.__suppress_context__
    assert failed.value.__cause__ is None


@pytest.mark.django_db(transaction=True)
def test_error_leaves_a_transaction_that_looks_whole(database: str) -> None:
    with transaction.atomic(using=database):
        with pytest.raises(DatabaseError):
            fetch_row(database, "SELECT nonsense", ())
        with pytest.raises(TransactionManagementError):
            fetch_row(database, ONE, ())
    assert fetch_row(database, ONE, ()) == (b"1",)


@pytest.mark.django_db(transaction=True)
def test_broken_transaction_of_the_orm_is_used_on(database: str) -> None:
    with transaction.atomic(using=database):
        transaction.set_rollback(True, using=database)
        with pytest.raises(TransactionManagementError):
            fetch_row(database, ONE, ())


@pytest.mark.django_db(transaction=True, databases=["sqlite"])
def test_locked_sqlite_file_is_a_mistake_of_ours() -> None:
    import sqlite3

    sqlite = connections["sqlite"]
    sqlite.ensure_connection()
    sqlite.connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(sqlite.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DatabaseUnavailable):
            fetch_row(
                "sqlite", "INSERT INTO graphgate_role (name, description) VALUES ('x', '') RETURNING 1", ()
            )
    finally:
        other.close()
        sqlite.close()


# -- setting up ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_settings_that_do_not_hold_keep_the_project_from_connecting() -> None:
    with override_settings(GRAPHGATE={"NO_SUCH": 1}):
        connection.close()
        connection.ensure_connection()
        assert connection.is_usable()
    assert get_settings()


@pytest.mark.django_db(transaction=True)
def test_everybodys_statements_are_prepared() -> None:
    connection.close()
    fetch_row("default", ONE, ())
    with connection.cursor() as cursor:
        for _ in range(10):
            cursor.execute("SELECT 2")
    assert prepared() == {ONE}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_prepared_where_a_pooler_cannot_keep_it(graphgate: Any) -> None:
    graphgate(PREPARED_STATEMENTS=False)
    connection.close()
    for _ in range(10):
        fetch_row("default", ONE, ())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_prepared_statements_grow_without_bound(graphgate: Any) -> None:
    graphgate(PREPARED_MAX=5)
    connection.close()
    for number in range(30):
        for _ in range(3):
            fetch_row("default", f"SELECT {number}", ())
    assert len(prepared()) == 5


@pytest.mark.django_db(transaction=True)
def test_statements_that_run_once_push_out_those_that_come_again(graphgate: Any) -> None:
    graphgate(PREPARED_MAX=5)
    connection.close()
    for number in [*range(5), *range(100, 130)]:
        fetch_row("default", f"SELECT {number}", ())
    assert prepared() == {f"SELECT {number}" for number in range(5)}
    for _ in range(3):
        for number in range(40, 43):
            fetch_row("default", f"SELECT {number}", ())
    assert prepared() == {f"SELECT {number}" for number in (3, 4, 40, 41, 42)}
    for number in range(200, 230):
        fetch_row("default", f"SELECT {number}", ())
    assert prepared() == {f"SELECT {number}" for number in (3, 4, 40, 41, 42)}


@pytest.mark.django_db(transaction=True)
def test_statement_of_yesterday_keeps_its_place(graphgate: Any) -> None:
    """However often it ran then."""
    graphgate(PREPARED_MAX=2)
    connection.close()
    for number in [*[1] * 100, *[2] * 100, *[3, 4] * 60]:
        fetch_row("default", f"SELECT {number}", ())
    assert prepared() == {"SELECT 3", "SELECT 4"}


LIGHT, HEAVY = 1_000, 3_500
"""Characters.  A megabyte has room for eight of the light ones."""


def sized(number: int, characters: int) -> str:
    return f"SELECT {number} -- ".ljust(characters, ".")


@pytest.mark.django_db(transaction=True)
def test_prepared_statements_take_more_memory_than_they_may(graphgate: Any) -> None:
    graphgate(PREPARED_MEMORY=1)
    connection.close()
    light = [sized(number, LIGHT) for number in range(8)]
    for text in light:
        fetch_row("default", text, ())
    heavy, too_heavy = sized(8, HEAVY), sized(9, 9 * LIGHT)
    for _ in range(5):
        fetch_row("default", heavy, ())
        fetch_row("default", too_heavy, ())
    assert prepared() == set(light)
    fetch_row("default", heavy, ())  # more often now than all those together that would have to go
    assert prepared() == {*light[4:], heavy}
    more = [sized(number, LIGHT) for number in range(10, 30)]
    for _ in range(30):
        for text in more[:3]:
            fetch_row("default", text, ())
    assert set(more[:3]) <= prepared()
    assert sum(len(text) for text in prepared()) <= 8_333


@pytest.mark.django_db(transaction=True)
def test_heavy_statement_leaves_and_its_room_stays_empty(graphgate: Any) -> None:
    graphgate(PREPARED_MEMORY=1)
    connection.close()
    heavy, light = sized(0, 8 * LIGHT), [sized(number, LIGHT) for number in range(1, 9)]
    fetch_row("default", heavy, ())
    for _ in range(3):
        for text in light:
            fetch_row("default", text, ())
    assert prepared() == set(light)


@pytest.mark.django_db(transaction=True)
def test_statement_that_fails_is_prepared_each_time(graphgate: Any) -> None:
    """A caller who can make a statement fail would fill the server's memory: psycopg forgets those names."""
    connection.close()
    text = "SELECT 1 / $1::int4"
    for _ in range(100):
        with pytest.raises(DatabaseError):
            fetch_row("default", text, ("0",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        ((count,),) = cursor.fetchall()
    assert count < 5
    for _ in range(1_000):
        assert fetch_row("default", text, ("1",)) == (b"1",)
    assert text in prepared()


def prepared() -> set[str]:
    """The statements that the server keeps for the connection, besides the one with our settings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {text for (text,) in cursor.fetchall()} - {_SETTINGS}


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.mark.django_db(databases=["sqlite"])
def test_statement_runs_on_without_end_on_sqlite(graphgate: Any) -> None:
    graphgate(STATEMENT_TIMEOUT=50)
    for _ in range(2):
        with pytest.raises(StatementTimeout), transaction.atomic(using="sqlite"):
            fetch_row("sqlite", ENDLESS, ())
    assert fetch_row("sqlite", ONE, ()) == (b"1",)


@pytest.mark.django_db(databases=["sqlite"])
def test_others_statement_is_stopped_after_ours(graphgate: Any) -> None:
    graphgate(STATEMENT_TIMEOUT=1)
    with pytest.raises(StatementTimeout), transaction.atomic(using="sqlite"):
        fetch_row("sqlite", ENDLESS, ())
    with connections["sqlite"].cursor() as cursor:
        cursor.execute(f"{ENDLESS.replace('FROM n)', 'FROM n WHERE x < 300000)')}")
        assert cursor.fetchone() == (300_000,)


@pytest.mark.django_db(transaction=True)
def test_slow_statement_is_not_stopped(graphgate: Any) -> None:
    graphgate(STATEMENT_TIMEOUT=50)
    with pytest.raises(StatementTimeout):
        fetch_row("default", "SELECT pg_sleep(20)", ())
    assert fetch_row("default", ONE, ()) == (b"1",)


# -- trying -------------------------------------------------------------------------------------------


def test_trying_a_statement_runs_it(database: str) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute("CREATE TABLE tried (x integer)")
    mark = "$1::int4" if database == "default" else "?1"
    prepare_only(connections[database], f"INSERT INTO tried VALUES ({mark}) RETURNING x", 1)
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tried")
        assert cursor.fetchone() == (0,)
        cursor.execute("DROP TABLE tried")


def test_statement_that_cannot_be_prepared_is_accepted(database: str) -> None:
    with pytest.raises((ProgrammingError, OperationalError)), transaction.atomic(using=database):
        prepare_only(connections[database], "SELECT no_such_column", 0)
