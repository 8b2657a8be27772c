"""The transaction of a mutation, as one of its own and within the project's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connections, transaction

from django_graphgate.errors import (
    DatabaseUnavailable,
    OutcomeUnknown,
    Retryable,
    StatementTimeout,
    Unsupported,
)
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Problem
from django_graphgate.execution.writes.transaction import begin_write
from tests.support.shop.models import Product, Tag

OWN = pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
"""The transaction is not within that of the test."""

MISSING = "INSERT INTO shop_product_tags (product_id, tag_id) VALUES (1, 1)"


@contextmanager
def refused(error: type[Exception]) -> Iterator[Any]:
    """The body ends with this error."""
    with pytest.raises(error) as raised:
        yield raised


def slugs(alias: str) -> list[str]:
    return list(Tag.objects.using(alias).order_by("slug").values_list("slug", flat=True))


def add(alias: str, slug: str = "fresh") -> None:
    Tag.objects.using(alias).create(slug=slug)


def execute(alias: str, text: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone() if cursor.description else None


@contextmanager
def other_connection() -> Iterator[Any]:
    """Another client of the PostgreSQL server."""
    params = {**connections["default"].get_connection_params(), "autocommit": True}
    params.pop("cursor_factory"), params.pop("context")
    with closing(psycopg.connect(**params)) as other:
        yield other


@OWN
@pytest.mark.parametrize("end", ["error", "rollback", "dry run"])
def test_end_without_commit_leaves_something(database: str, end: str) -> None:
    ran: list[str] = []
    try:
        with begin_write(database, dry_run=end == "dry run"):
            add(database)
            transaction.on_commit(lambda: ran.append("hook"), using=database)
            if end == "rollback":
                transaction.set_rollback(True, using=database)
            if end == "error":
                raise LookupError
    except LookupError:
        assert end == "error"
    assert (slugs(database), ran, connections[database].get_autocommit()) == ([], [], True)


@OWN
def test_hook_runs_twice_or_before_the_commit(database: str) -> None:
    ran: list[bool] = []
    with begin_write(database):
        add(database)
        transaction.on_commit(lambda: ran.append(connections[database].in_atomic_block), using=database)
    assert (slugs(database), ran) == (["fresh"], [False])


@OWN
def test_failing_hook_makes_the_commit_a_failure(database: str, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise LookupError

    with begin_write(database):
        add(database)
        transaction.on_commit(fail, using=database)
    assert slugs(database) == ["fresh"]
    assert "is committed, but an on_commit hook" in caplog.text
    assert "LookupError" in caplog.text


@OWN
@pytest.mark.parametrize("end", ["error", "dry run", "commit"])
def test_transaction_of_the_project_breaks(database: str, end: str) -> None:
    ran: list[str] = []
    with transaction.atomic(using=database):
        add(database, "theirs")
        try:
            with begin_write(database, dry_run=end == "dry run"):
                add(database)
                transaction.on_commit(lambda: ran.append("hook"), using=database)
                if end == "error":
                    execute(database, "SELECT nothing")
        except Exception:  # noqa: BLE001  of either server
            assert end == "error"
        assert ran == []
        assert slugs(database)[-1] == "theirs"
    assert slugs(database) == (["fresh", "theirs"] if end == "commit" else ["theirs"])
    assert ran == (["hook"] if end == "commit" else [])


@OWN
def test_write_commits_although_the_project_has_switched_autocommit_off() -> None:
    transaction.set_autocommit(False)
    try:
        with begin_write("default"):
            add("default")
        transaction.rollback()
    finally:
        transaction.set_autocommit(True)
    assert slugs("default") == []


@OWN
def test_constraint_of_the_commit_is_another_error(database: str) -> None:
    with refused(IntegrityError), begin_write(database):
        execute(database, MISSING)
    assert not Product.tags.through.objects.using(database).exists()
    assert connections[database].get_autocommit()


@OWN
@pytest.mark.parametrize("dry_run", [False, True])
def test_deferred_constraint_is_left_to_the_project(dry_run: bool) -> None:
    """Its COMMIT comes after the answer, and that of a dry run never."""
    with transaction.atomic():
        add("default", "theirs")
        with refused(IntegrityError), begin_write("default", dry_run=dry_run):
            execute("default", MISSING)
    with refused(IntegrityError), begin_write("default", dry_run=True):
        execute("default", MISSING)
    assert slugs("default") == ["theirs"]


@OWN
def test_checked_constraints_are_immediate_afterwards() -> None:
    with transaction.atomic():
        with begin_write("default"):
            add("default")
        execute("default", MISSING)
        execute("default", "DELETE FROM shop_product_tags")


LEVELS = ["read committed", "repeatable read", "serializable"]
CURRENT = "SELECT current_setting('transaction_isolation')"


@OWN
@pytest.mark.parametrize("level", LEVELS)
def test_isolation_is_another_or_stays(level: Any) -> None:
    seen: list[str] = []
    with begin_write("default", level):
        (inside,) = execute("default", CURRENT)
        transaction.on_commit(lambda: seen.append(execute("default", CURRENT)[0]))
    assert (inside, seen) == (level, ["read committed"])


@OWN
def test_isolation_within_the_project_is_ignored() -> None:
    with transaction.atomic():
        with begin_write("default", "read committed"):
            add("default")
        with refused(Unsupported) as raised, begin_write("default", "serializable"):
            add("default", "other")
        assert "it runs within one whose level is 'read committed'" in str(raised.value)
        assert slugs("default") == ["fresh"]


@OWN
def test_stronger_isolation_within_the_project_is_refused() -> None:
    with transaction.atomic():
        execute("default", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with begin_write("default", "read committed"):
            add("default")
    assert slugs("default") == ["fresh"]


@OWN
@pytest.mark.parametrize("level", LEVELS)
def test_sqlite_has_less_isolation(level: Any) -> None:
    """Whoever writes is alone, within the project's transaction too."""
    with begin_write("sqlite", level):
        add("sqlite", "own")
    with transaction.atomic(using="sqlite"), begin_write("sqlite", level):
        add("sqlite", "theirs")
    assert slugs("sqlite") == ["own", "theirs"]


@OWN
@pytest.mark.parametrize("wrapped", [False, True])
def test_conflict_is_not_retryable(wrapped: bool) -> None:
    add("default")
    with other_connection() as other, refused(Retryable) as raised, begin_write("default", "repeatable read"):
        assert slugs("default") == ["fresh"]
        other.execute("UPDATE shop_tag SET slug = 'theirs'")
        try:
            Tag.objects.update(slug="ours")
        except Exception as error:
            if wrapped:
                raise DatabaseUnavailable from error
            raise
    assert (raised.value.code, raised.value.status) == ("RETRYABLE", 409)
    assert slugs("default") == ["theirs"]


@OWN
def test_conflict_at_the_commit_is_not_retryable() -> None:
    with (
        other_connection() as other,
        refused(Retryable),
        begin_write("default", "serializable"),
        other.transaction(),
    ):
        other.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        assert other.execute("SELECT count(*) FROM shop_tag").fetchone() == (0,)
        assert slugs("default") == []
        other.execute("INSERT INTO shop_tag (slug) VALUES ('theirs')")
        add("default", "ours")
    assert slugs("default") == ["theirs"]


def terminate(other: Any, pid: int) -> None:
    """End a session, and wait until it is gone."""
    assert other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid]).fetchone() == (True,)


@OWN
def test_connection_that_is_lost_before_the_commit_has_an_unknown_outcome() -> None:
    with other_connection() as other, refused(DatabaseUnavailable), begin_write("default"):
        add("default")
        terminate(other, execute("default", "SELECT pg_backend_pid()")[0])
        add("default", "second")
    connections["default"].close()
    assert slugs("default") == []


@OWN
def test_connection_that_is_lost_at_the_commit_has_a_known_outcome() -> None:
    with other_connection() as other, refused(OutcomeUnknown) as raised, begin_write("default"):
        add("default")
        terminate(other, execute("default", "SELECT pg_backend_pid()")[0])
    assert (raised.value.code, raised.value.status) == ("OUTCOME_UNKNOWN", 503)
    connections["default"].close()
    assert slugs("default") == []


@OWN
def test_connection_that_the_project_commits_by_has_an_unknown_outcome() -> None:
    """The savepoint is lost with everything else."""
    with (
        other_connection() as other,
        refused(DatabaseUnavailable),
        transaction.atomic(),
        begin_write("default"),
    ):
        add("default")
        terminate(other, execute("default", "SELECT pg_backend_pid()")[0])
    connections["default"].close()


@OWN
def test_timeout_is_another_error() -> None:
    with refused(StatementTimeout), begin_write("default"):
        execute("default", "SET LOCAL statement_timeout = '1ms'")
        execute("default", "SELECT pg_sleep(10)")


@OWN
@pytest.mark.parametrize("production", [False, True])
@pytest.mark.parametrize("ours", [False, True])
def test_standby_is_an_unknown_error(ours: bool, production: bool, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": production}
    with refused(DatabaseUnavailable), begin_write("default"):
        execute("default", "SET TRANSACTION READ ONLY")
        if ours:
            fetch_row("default", "SELECT version FROM graphgate_gatestate FOR SHARE", ())
        add("default")


def test_time_out_of_a_transaction_is_another_problem() -> None:
    driver, errors = driver_of("postgresql"), psycopg.errors
    assert driver.problem(errors.IdleInTransactionSessionTimeout()) is Problem.TIMEOUT


# -- SQLite ---------------------------------------------------------------------------------------


@contextmanager
def other_file() -> Iterator[sqlite3.Connection]:
    name = connections["sqlite"].settings_dict["NAME"]
    with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as other:
        yield other


@OWN
@pytest.mark.parametrize("mode", [None, "DEFERRED", "EXCLUSIVE"])
def test_lock_is_taken_late(mode: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection: Any = connections["sqlite"]
    connection.ensure_connection()
    monkeypatch.setattr(connection, "transaction_mode", mode)
    modes: list[str | None] = []
    with other_file() as other, begin_write("sqlite"):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO shop_tag (slug) VALUES ('theirs')")
        transaction.on_commit(lambda: modes.append(connection.transaction_mode), using="sqlite")
    assert modes == [mode]


@OWN
def test_lock_of_another_is_unavailable() -> None:
    execute("sqlite", "PRAGMA busy_timeout = 0")
    try:
        with other_file() as other:
            other.execute("BEGIN IMMEDIATE")
            with refused(Retryable), begin_write("sqlite"):
                add("sqlite")
            assert not connections["sqlite"].in_atomic_block
            with refused(Retryable), transaction.atomic(using="sqlite"), begin_write("sqlite"):
                add("sqlite")
            other.execute("ROLLBACK")
    finally:
        connections["sqlite"].close()
    assert slugs("sqlite") == []
