"""Statements that the server keeps prepared under names of ours, whatever others do with the connection."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from django_graphgate.errors import DatabaseUnavailable
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.drivers.pipeline import name_of

TEXT = "SELECT upper($1::text)"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def new_connection() -> Iterator[None]:
    connection.close()
    yield
    connection.close()


def run_sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def names() -> set[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {name.encode() for (name,) in cursor.fetchall()}


def answers(text: str = TEXT) -> bool:
    return fetch_row("default", text, ("a",)) == (b"A",)


def test_two_texts_have_one_name() -> None:
    assert name_of("SELECT 1") == name_of("SELECT " + str(1)) != name_of("SELECT 2")
    assert len(name_of("SELECT 1")) < 64, "PostgreSQL cuts what is longer"
    assert answers()
    assert name_of(TEXT) in names()


@pytest.mark.parametrize("forget", ["DEALLOCATE ALL", "DISCARD ALL"])
def test_statement_that_the_server_forgot_is_an_error(forget: str) -> None:
    for _ in range(2):
        assert answers()
        run_sql(forget)
        assert answers()
        assert name_of(TEXT) in names()


def test_statement_forgotten_in_a_transaction_breaks_it() -> None:
    assert answers()
    with transaction.atomic():
        run_sql("DEALLOCATE ALL")
        assert answers()
        run_sql("SELECT 1")
        assert answers()


def test_rollback_of_a_project_that_prepares_drops_ours() -> None:
    """psycopg drops all names of a connection at a rollback, if it has one itself."""
    assert answers()
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT 1", prepare=True)
    with transaction.atomic():
        run_sql("SELECT 1")
        transaction.set_rollback(True)
    for _ in range(2):
        assert answers()
    with transaction.atomic():
        assert answers()


@pytest.mark.parametrize("inside", [False, True])
def test_statement_that_is_there_already_is_an_error(inside: bool) -> None:
    connection.ensure_connection()
    connection.connection.pgconn.prepare(name_of(TEXT), TEXT.encode())
    if inside:
        with transaction.atomic():
            assert answers()
            run_sql("SELECT 1")
    assert answers()


@pytest.mark.parametrize("inside", [False, True])
def test_change_of_a_table_breaks_its_statements(inside: bool) -> None:
    run_sql("CREATE TABLE changing (x int)")
    run_sql("INSERT INTO changing VALUES (1)")
    try:
        assert fetch_row("default", "SELECT * FROM changing", ()) == (b"1",)
        run_sql("ALTER TABLE changing ALTER x TYPE text")
        if inside:
            with transaction.atomic():
                assert fetch_row("default", "SELECT * FROM changing", ()) == (b"1",)
                run_sql("SELECT 1")
        run_sql("ALTER TABLE changing ADD y int DEFAULT 2")
        assert fetch_row("default", "SELECT * FROM changing", ()) == (b"1", b"2")
    finally:
        run_sql("DROP TABLE changing")


def test_error_of_a_function_is_taken_for_ours() -> None:
    """What has run is not run again."""
    run_sql("CREATE SEQUENCE ran")
    run_sql(
        "CREATE FUNCTION stumble() RETURNS text LANGUAGE plpgsql AS $$BEGIN PERFORM nextval('ran');"
        " RAISE EXCEPTION 'prepared statement \"x\" does not exist' USING ERRCODE = '26000'; END$$"
    )
    try:
        with pytest.raises(DatabaseError):
            fetch_row("default", "SELECT stumble()", ())
        assert fetch_row("default", "SELECT last_value::text FROM ran", ()) == (b"1",)
    finally:
        run_sql("DROP FUNCTION stumble; DROP SEQUENCE ran")


def test_statement_that_cannot_be_prepared_keeps_a_place() -> None:
    for _ in range(3):
        with pytest.raises(ProgrammingError):
            fetch_row("default", "SELECT no_such_column", ())
    with pytest.raises(ProgrammingError), transaction.atomic():
        fetch_row("default", "SELECT no_such_column", ())
    assert answers()


# -- connections that end ---------------------------------------------------------------------------


def backend() -> int:
    return int(connection.connection.info.backend_pid)


def test_terminated_statement_leaves_a_connection() -> None:
    assert answers()
    pid = backend()

    def terminate() -> None:
        with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
            for _ in range(1_000):
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'", [pid]
                )
                if cursor.fetchone() == (1,):
                    break
                time.sleep(0.01)
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    thread = threading.Thread(target=terminate)
    thread.start()
    with pytest.raises(DatabaseUnavailable):
        fetch_row("default", "SELECT pg_sleep(60)", ())
    thread.join()
    assert connection.connection.closed
    connection.close_if_unusable_or_obsolete()
    assert answers()


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_interrupted_statement_is_answered_later(ending: type[BaseException]) -> None:
    """What ends a worker, a test or a greenlet in the middle must not leave an answer to the next."""
    assert answers()

    def interrupt(*_: Any) -> None:
        raise ending

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(ending):
            fetch_row("default", "SELECT pg_sleep(60)", ())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert connection.connection.closed
    connection.close_if_unusable_or_obsolete()
    assert answers()
    sleeping = "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    for _ in range(500):
        if fetch_row("default", sleeping, ()) == (b"0",):
            return
        time.sleep(0.01)
    pytest.fail("It still runs.")


# -- ways to connect ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"server_side_binding": True},
        {"prepare_threshold": 0},
        {"isolation_level": psycopg.IsolationLevel.SERIALIZABLE},
        {"assume_role": "postgres"},
        {"pool": {"min_size": 1, "max_size": 2}},
    ],
    ids=lambda options: str(next(iter(options))),
)
def test_way_to_connect_does_not_work(options: dict[str, Any]) -> None:
    settings = connection.settings_dict
    before = settings["OPTIONS"]
    settings["OPTIONS"] = {**before, **options}
    try:
        for _ in range(3):
            for _ in range(2):
                assert answers()
            with transaction.atomic():
                assert answers()
                run_sql("SELECT 1")
                assert answers()
                transaction.set_rollback(True)
            connection.close()
    finally:
        if "pool" in options:
            connection.close_pool()
        settings["OPTIONS"] = before


@pytest.mark.slow
def test_psycopg_without_its_extension_does_not_work() -> None:
    """Its own Python calls libpq, where the system has one."""
    program = (
        "import django; django.setup(); import psycopg; assert psycopg.pq.__impl__ == 'python'\n"
        "from django_graphgate.execution.connection import fetch_row\n"
        "from django.db import transaction\n"
        "for _ in range(3): assert fetch_row('default', 'SELECT $1::text', ('a',)) == (b'a',)\n"
        "with transaction.atomic(): assert fetch_row('default', 'SELECT $1::text', ('a',)) == (b'a',)\n"
    )
    environment = {**os.environ, "PSYCOPG_IMPL": "python", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
