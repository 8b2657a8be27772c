"""A guest on the project's connections: what our statements need is gone when they have ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from django_graphgate.errors import ConfigurationError, StatementTimeout
from django_graphgate.execution.connection import fetch_row

NAMES = ("statement_timeout", "jit", "extra_float_digits")
OURS = (b"4321ms", b"off", b"1")
ASKED = "SELECT " + ", ".join(f"current_setting('{name}')" for name in NAMES)
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def timeout(settings: Any) -> Iterator[Any]:
    """Changes ``STATEMENT_TIMEOUT``, and begins with new connections."""

    def change(milliseconds: int | None) -> None:
        settings.GRAPHGATE = {**settings.GRAPHGATE, "STATEMENT_TIMEOUT": milliseconds}

    connections.close_all()
    change(4_321)
    yield change
    connections.close_all()


def session() -> tuple[str, ...]:
    """The settings that the project's own statements meet."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        row: tuple[str, ...] = cursor.fetchone()
        return row


def run_sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


# -- PostgreSQL ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_settings_stay_on_the_connection(timeout: Any) -> None:
    before = session()
    for _ in range(3):
        assert fetch_row("default", ASKED, ()) == OURS
        assert session() == before


@pytest.mark.django_db(transaction=True)
def test_new_connection_of_the_project_is_changed(timeout: Any) -> None:
    connection.ensure_connection()
    threshold, most = connection.connection.prepare_threshold, connection.connection.prepared_max
    before = session()
    fetch_row("default", ASKED, ())
    assert connection.connection.prepare_threshold == threshold
    assert connection.connection.prepared_max == most
    connection.close()
    assert session() == before, "on the next one, too"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("local", ["", "LOCAL "])
def test_old_values_are_not_restored_in_the_projects_transaction(timeout: Any, local: str) -> None:
    theirs = ("23s", "on", "0")
    with transaction.atomic():
        run_sql(
            f"SET {local}statement_timeout = '23s'; SET {local}jit = on; SET {local}extra_float_digits = 0"
        )
        assert session() == theirs
        for _ in range(2):
            assert fetch_row("default", ASKED, ()) == OURS
            assert session() == theirs
    assert (session() == theirs) == (not local)


@pytest.mark.django_db(transaction=True)
def test_what_the_project_sets_after_us_does_not_last(timeout: Any) -> None:
    with transaction.atomic():
        fetch_row("default", ASKED, ())
        run_sql("SET statement_timeout = '17s'")
    assert session()[0] == "17s"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mistake", ["SELECT nonsense", "SELECT 1 / 0", "SELECT pg_sleep(20)"])
def test_error_leaves_settings_or_a_connection_that_is_busy(timeout: Any, mistake: str) -> None:
    timeout(50)
    before = session()
    with pytest.raises((DatabaseError, StatementTimeout)):
        fetch_row("default", mistake, ())
    assert session() == before
    with pytest.raises((DatabaseError, StatementTimeout)), transaction.atomic():
        fetch_row("default", mistake, ())
    assert session() == before
    assert connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert connection.connection.info.pipeline_status == psycopg.pq.PipelineStatus.OFF
    assert fetch_row("default", "SELECT 1", ()) == (b"1",)


@pytest.mark.django_db(transaction=True)
def test_error_leaves_settings_in_a_transaction_that_goes_on(timeout: Any) -> None:
    """One that Django does not manage: there a savepoint of the project's is not needed."""
    connection.set_autocommit(False)
    try:
        run_sql("SET LOCAL statement_timeout = '19s'")
        with pytest.raises(DatabaseError):
            fetch_row("default", "SELECT 1 / 0", ())
        assert session()[0] == "19s"
        assert fetch_row("default", ASKED, ()) == OURS
    finally:
        connection.rollback()
        connection.set_autocommit(True)


@pytest.mark.django_db(transaction=True)
def test_side_effects_in_the_projects_transaction_are_undone(timeout: Any) -> None:
    """A function behind a view may keep a record of who has read it."""
    run_sql("CREATE TABLE seen (who text)")
    try:
        with transaction.atomic():
            fetch_row("default", "INSERT INTO seen VALUES ($1::text) RETURNING who", ("ada",))
        assert fetch_row("default", "SELECT count(*)::text FROM seen", ()) == (b"1",)
    finally:
        run_sql("DROP TABLE seen")


@pytest.mark.django_db(transaction=True)
def test_statement_begins_no_transaction_where_one_is_due(timeout: Any) -> None:
    """psycopg begins Django's transaction with the first statement, which may be ours."""
    with transaction.atomic():
        (first,) = fetch_row("default", "SELECT pg_current_xact_id()::text", ())
        assert fetch_row("default", "SELECT pg_current_xact_id()::text", ()) == (first,)


@pytest.mark.django_db(transaction=True)
def test_shorter_timeout_of_the_project_is_made_longer(timeout: Any) -> None:
    connection.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=1234"
    try:
        connection.close()
        assert fetch_row("default", ASKED, ())[0] == b"1234ms"
        with transaction.atomic():
            assert fetch_row("default", ASKED, ())[0] == b"1234ms"
        timeout(None)
        assert fetch_row("default", ASKED, ())[0] == b"1234ms"
    finally:
        del connection.settings_dict["OPTIONS"]["options"]


@pytest.mark.django_db(transaction=True)
def test_none_is_a_timeout(timeout: Any) -> None:
    timeout(None)
    assert fetch_row("default", ASKED, ())[0] == b"0"
    with transaction.atomic():
        assert fetch_row("default", ASKED, ())[0] == b"0"


@pytest.mark.django_db(transaction=True)
def test_slow_query_of_the_project_is_stopped(timeout: Any) -> None:
    timeout(50)
    with pytest.raises(StatementTimeout):
        fetch_row("default", "SELECT pg_sleep(20)", ())
    run_sql("SELECT pg_sleep(0.2)")
    with transaction.atomic():
        fetch_row("default", "SELECT 1", ())
        run_sql("SELECT pg_sleep(0.2)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("met", [False, True])
def test_statement_waits_for_a_table_without_end(timeout: Any, inside: bool, met: bool) -> None:
    """Also while it is prepared, when it runs first."""
    timeout(100)
    run_sql("CREATE TABLE locked (x int)")
    try:
        if met:
            fetch_row("default", "SELECT count(*)::text FROM locked", ())
        with psycopg.connect(connection.connection.info.dsn) as other:
            other.execute(
                "SET LOCAL idle_in_transaction_session_timeout = '8s'"
            )  # else it would be waited for
            other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StatementTimeout), transaction.atomic() if inside else nullcontext():
                fetch_row("default", "SELECT count(*)::text FROM locked", ())
        assert fetch_row("default", "SELECT count(*)::text FROM locked", ()) == (b"0",)
    finally:
        run_sql("DROP TABLE locked")


@pytest.mark.django_db(transaction=True)
def test_statement_runs_without_end_by_default() -> None:
    from django_graphgate.conf import Settings

    assert Settings().STATEMENT_TIMEOUT == 10_000


@pytest.mark.django_db(transaction=True)
def test_rollback_drops_prepared_statements(timeout: Any) -> None:
    for _ in range(2):
        fetch_row("default", ASKED, ())
    count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'graphgate%%'"
    with connection.cursor() as cursor:
        cursor.execute(count)
        before = cursor.fetchone()
    with transaction.atomic():
        run_sql("SELECT 1")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == before == (2,)


@pytest.mark.django_db(transaction=True)
def test_connection_in_a_pipeline_is_used(timeout: Any) -> None:
    fetch_row("default", "SELECT 1", ())
    with connection.connection.pipeline(), pytest.raises(ConfigurationError, match="pipeline"):
        fetch_row("default", "SELECT 1", ())
    assert fetch_row("default", "SELECT 1", ()) == (b"1",)


@pytest.mark.django_db(transaction=True)
def test_notice_or_notification_gets_lost(timeout: Any) -> None:
    notices: list[str] = []
    heard: list[str] = []
    connection.ensure_connection()
    connection.connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    connection.connection.add_notify_handler(lambda note: heard.append(note.payload))
    run_sql("LISTEN graphgate")
    run_sql(
        "CREATE FUNCTION pg_temp.warn() RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE WARNING 'hot'; RETURN 1; END$$"
    )
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY graphgate, 'news'")
    assert fetch_row("default", "SELECT pg_temp.warn()", ()) == (b"1",)
    assert fetch_row("default", "SELECT 1", ()) == (b"1",)
    assert (notices, heard) == (["hot"], ["news"])


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_connection(timeout: Any) -> None:
    """As a live server's do, under Django's tests."""
    wrapper, wrong = connections["default"], []
    wrapper.ensure_connection()
    wrapper.inc_thread_sharing()

    def ask(number: int) -> None:
        connections["default"] = wrapper
        for turn in range(100):
            text = str(number * 1000 + turn)
            if fetch_row("default", "SELECT $1::text", (text,)) != (text.encode(),):
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrapper.dec_thread_sharing()
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_large_values_and_answers_block(timeout: Any) -> None:
    large = "x" * 20_000_000
    assert fetch_row("default", "SELECT $1::text", (large,)) == (large.encode(),)


@pytest.mark.django_db(transaction=True)
def test_value_is_cut_at_a_nul(timeout: Any) -> None:
    with pytest.raises(DatabaseError):
        fetch_row("default", "SELECT $1::text", ("a\0b",))


@pytest.mark.django_db(transaction=True)
def test_encoding_that_is_not_json_is_served(timeout: Any) -> None:
    connection.ensure_connection()
    run_sql("SET client_encoding = 'LATIN1'")
    with pytest.raises(ConfigurationError, match=r"DATABASES\['default'\].*LATIN1"):
        fetch_row("default", "SELECT 'ä'", ())


@pytest.mark.django_db(transaction=True)
def test_interval_style_changes_a_value(timeout: Any) -> None:
    import datetime as dt

    from django_graphgate.dialects import dialect
    from django_graphgate.ir.codec import DURATION

    bound = dialect("postgresql").encoder(DURATION)(dt.timedelta(days=-1, seconds=5, microseconds=3))
    connection.ensure_connection()
    run_sql("SET intervalstyle = 'sql_standard'")
    assert fetch_row("default", "SELECT extract(epoch FROM $1::interval)::text", (bound,)) == (
        b"-86394.999997",
    )


# -- SQLite -------------------------------------------------------------------------------------------


def is_slow() -> float:
    """A statement of the project's that takes longer than ours may."""
    start = time.monotonic()
    with connections["sqlite"].cursor() as cursor:
        cursor.execute(f"{ENDLESS.replace('FROM n)', 'FROM n WHERE x < 300000)')}")
        assert cursor.fetchone() == (300_000,)
    return time.monotonic() - start


@pytest.mark.django_db(transaction=True, databases=["sqlite"])
@pytest.mark.parametrize("text", ["SELECT 1", "SELECT nonsense", ENDLESS])
def test_progress_handler_stays_on_the_connection(timeout: Any, text: str) -> None:
    timeout(1)
    for _ in range(2):
        try:
            fetch_row("sqlite", text, ())
        except (StatementTimeout, DatabaseError):
            assert text != "SELECT 1"
        is_slow()


@pytest.mark.django_db(transaction=True, databases=["sqlite"])
def test_functions_of_sqlite_are_replaced(timeout: Any) -> None:
    """What our connections know beside Django's have names of their own."""
    names = "SELECT group_concat(name || '/' || narg, ' ') FROM (SELECT DISTINCT name, narg FROM pragma_function_list{} ORDER BY 1, 2)"
    with connections["sqlite"].cursor() as cursor:
        cursor.execute(names.format(" WHERE builtin = 0"))
        before = set(cursor.fetchone()[0].split())
        fetch_row("sqlite", "SELECT 1", ())
        cursor.execute(names.format(" WHERE builtin = 0"))
        assert {
            name for name in set(cursor.fetchone()[0].split()) - before if not name.startswith("gg_")
        } == set()
