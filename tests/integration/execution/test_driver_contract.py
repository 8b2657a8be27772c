"""What every dialect and driver promise.  A third database, made of two files, promises the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from django_graphgate.access.live import read_version
from django_graphgate.access.triggers import TABLES, create_statements, drop_statements, look
from django_graphgate.dialects import dialect
from django_graphgate.errors import StatementTimeout, VariableNotSingle
from django_graphgate.execution.connection import dialect_of, fetch_row, prepare_only
from django_graphgate.ir.codec import INT, TEXT
from django_graphgate.ir.sql import Parameter, join, parameter, raw, sql
from tests.support.shop.running import ALIASES

FOREVER = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) SELECT max(n) FROM c"
STRANGE = "a?b %s $1 'c' \"d\" é\n"


def text_parameter(value: str | None) -> Parameter:
    return Parameter(source="constant", codec=TEXT, value=value)


def bound(alias: str, *values: str | None) -> tuple[str, list[Any]]:
    """A SELECT of these values, and what its placeholders take."""
    spoken = dialect_of(alias)
    text, parameters = spoken.number(
        raw("SELECT ") + join(", ", (parameter(text_parameter(value)) for value in values))
    )
    encode = spoken.encoder(TEXT)
    return text, [None if one.value is None else encode(one.value) for one in parameters]


# -- rows -------------------------------------------------------------------------------------------


@pytest.mark.django_db(databases=ALIASES)
def test_columns_do_not_come_as_bytes(alias: str) -> None:
    assert fetch_row(alias, "SELECT 'a', NULL, 7", ()) == (b"a", None, b"7")
    assert fetch_row(alias, "SELECT 'a' WHERE 1 = 0", ()) == ()
    assert fetch_row(alias, "SELECT 'a' UNION ALL SELECT 'b'", ()) == (b"a",)


@pytest.mark.django_db(databases=ALIASES)
def test_values_get_mixed_up(alias: str) -> None:
    values = [STRANGE, None, "b", STRANGE, "b"]
    text, given = bound(alias, *values)
    expected = tuple(None if value is None else value.encode() for value in values)
    assert fetch_row(alias, text, given) == expected
    assert len(given) == (3 if dialect_of(alias).numbers_parameters else 5)


# -- errors -----------------------------------------------------------------------------------------


@pytest.mark.django_db(databases=ALIASES)
def test_statement_runs_without_end(alias: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "STATEMENT_TIMEOUT": 100}
    with pytest.raises(StatementTimeout), transaction.atomic(using=alias):
        fetch_row(alias, FOREVER, ())
    assert fetch_row(alias, "SELECT 1", ()) == (b"1",)


@pytest.mark.django_db(databases=ALIASES)
def test_mistake_is_an_outage(alias: str) -> None:
    with pytest.raises(DatabaseError, match="no_such_column"), transaction.atomic(using=alias):
        fetch_row(alias, "SELECT no_such_column", ())


@pytest.mark.django_db(databases=ALIASES)
def test_first_of_several_rows_is_the_value(alias: str) -> None:
    rows = dialect_of(alias).single(raw("SELECT 1 AS v UNION ALL SELECT 2"), INT)
    text, _ = dialect_of(alias).number(sql("SELECT ({})", rows))
    with pytest.raises(VariableNotSingle), transaction.atomic(using=alias):
        fetch_row(alias, text, ())


@pytest.mark.django_db(databases=ALIASES)
def test_statement_that_is_only_prepared_runs(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE prepared_only (n integer)")
        cursor.execute("DROP TABLE IF EXISTS never")
    prepare_only(connections[alias], "INSERT INTO prepared_only VALUES (1)", 0)
    assert fetch_row(alias, "SELECT count(*) FROM prepared_only", ()) == (b"0",)
    with pytest.raises(DatabaseError), transaction.atomic(using=alias):
        prepare_only(connections[alias], "SELECT no_such_column", 0)


# -- triggers ---------------------------------------------------------------------------------------


@pytest.mark.django_db(databases=ALIASES)
def test_triggers_are_not_made_or_not_dropped(alias: str) -> None:
    connection = connections[alias]
    assert look(connection) == ([], False)
    before = read_version(alias)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM graphgate_role")
        assert "sqlite" in connection.settings_dict["ENGINE"] or read_version(alias) != before
        for statement in drop_statements(connection.vendor):
            cursor.execute(statement)
        assert set(look(connection)[0]) >= {
            f"{table}_version_{event}"
            for table in TABLES
            for event in dialect(connection.vendor).triggers.events
        }
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)
    assert look(connection) == ([], False)
    assert read_version(alias) != before
