"""Runs as a whole: with and without a transaction, time limits, what fails, and what is kept of each run."""

from __future__ import annotations

import datetime as dt
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from django_graphgate.actions.history import begin_run, forget_old_runs
from django_graphgate.errors import (
    ActionFailed,
    ActionTimeout,
    OperationDisabled,
    RequestRejected,
    Unsupported,
    ValidationFailed,
    VariableInvalid,
)
from django_graphgate.models import Action, ActionRun
from tests.support.actions.running import ANN, parameter, run, sql_action
from tests.support.shop.models import Tag

OWN = pytest.mark.django_db(transaction=True)
"""The transaction is not within that of the test."""

FOREVER = {
    "postgresql": "SELECT pg_sleep(60)",
    "sqlite": "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) SELECT count(*) AS c FROM n",
}
ADDING = "INSERT INTO shop_tag (id, slug) VALUES (9, 'new'); "


@pytest.fixture(autouse=True)
def tags(database: str) -> str:
    Tag.objects.bulk_create([Tag(pk=number, slug=slug) for number, slug in enumerate("abc", 5)])
    return database


def slugs() -> set[str]:
    return set(Tag.objects.values_list("slug", flat=True))


def refusal(*arguments: Any, **options: Any) -> RequestRejected:
    with pytest.raises(RequestRejected) as raised:
        run(*arguments, **options)
    return raised.value


def timeout_of(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        if alias == "sqlite":
            return ""
        cursor.execute("SELECT current_setting('statement_timeout')")
        return str(cursor.fetchone()[0])


# -- without a transaction ------------------------------------------------------------------------


@OWN
def test_what_ran_before_an_error_stays_without_a_transaction() -> None:
    definition = sql_action(f"{ADDING}INSERT INTO shop_tag (id, slug) VALUES (10, 'a')", transaction=False)
    assert type(refusal(definition)) is ValidationFailed
    assert slugs() == {"a", "b", "c", "new"}


@OWN
def test_vacuum_runs_without_a_transaction(tags: str) -> None:
    vacuum = {"postgresql": "VACUUM shop_tag", "sqlite": "VACUUM"}
    assert run(sql_action(vacuum, transaction=False)).status == "done"
    assert type(refusal(sql_action(vacuum))) is ActionFailed


@OWN
def test_materialised_view_is_refreshed_while_it_is_read(tags: str) -> None:
    if tags == "sqlite":
        return
    with connections[tags].cursor() as cursor:
        cursor.execute("CREATE MATERIALIZED VIEW tag_count AS SELECT 1 AS id, count(*) AS n FROM shop_tag")
        cursor.execute("CREATE UNIQUE INDEX ON tag_count (id)")
    try:
        run(sql_action(ADDING))
        text = "REFRESH MATERIALIZED VIEW CONCURRENTLY tag_count; SELECT n FROM tag_count"
        assert run(sql_action(text, transaction=False)).rows == [{"n": 4}]
    finally:
        with connections[tags].cursor() as cursor:
            cursor.execute("DROP MATERIALIZED VIEW tag_count")


@OWN
def test_dry_run_without_a_transaction_is_refused() -> None:
    error = refusal(sql_action(ADDING, transaction=False), dry_run=True)
    assert (error.code, error.message) == (
        "UNSUPPORTED",
        "A dry run needs a transaction, and this action runs without one.",
    )
    assert "new" not in slugs()


@OWN
def test_run_without_a_transaction_is_refused_within_one(tags: str) -> None:
    with transaction.atomic(using=tags):
        error = refusal(sql_action(ADDING, transaction=False))
    assert type(error) is Unsupported
    assert "new" not in slugs()


# -- time limits ----------------------------------------------------------------------------------


@OWN
@pytest.mark.parametrize("in_transaction", [True, False])
def test_statement_that_takes_too_long_is_stopped(tags: str, in_transaction: bool) -> None:
    before = timeout_of(tags)
    slow = {name: ADDING + text for name, text in FOREVER.items()}
    error = refusal(sql_action(slow, timeout=200, transaction=in_transaction))
    assert (type(error), error.status) == (ActionTimeout, 503)
    assert ("new" in slugs()) is not in_transaction
    assert timeout_of(tags) == before
    assert ActionRun.objects.get().code == "ACTION_TIMEOUT"


@OWN
def test_limit_does_not_outlast_the_run(tags: str) -> None:
    before = timeout_of(tags)
    connections[tags].close_at = None  # the session goes on, as with CONN_MAX_AGE
    run(sql_action("SELECT 1 AS x", timeout=60_000, transaction=False))
    assert timeout_of(tags) == before
    with transaction.atomic(using=tags):
        run(sql_action("SELECT 1 AS x", timeout=60_000))
        assert timeout_of(tags) == before


@OWN
def test_no_statement_begins_after_the_end_of_the_time(tags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django_graphgate.running import deadline

    moments = iter([0.0, 0.0, *[99.0] * 20])
    monkeypatch.setattr(
        deadline, "time", SimpleNamespace(monotonic=lambda: next(moments))
    )  # threads have their own
    error = refusal(sql_action(f"{ADDING}DELETE FROM shop_tag", timeout=1_000))
    monkeypatch.undo()
    assert type(error) is ActionTimeout
    assert slugs() == {"a", "b", "c"}


# -- what fails -----------------------------------------------------------------------------------

VIOLATIONS = [
    ("INSERT INTO shop_tag (id, slug) VALUES (99, 'a')", "A row with these values already exists.", "unique"),
    ("INSERT INTO shop_tag (id, slug) VALUES (99, NULL)", "A value is missing.", "null"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "message", "code"), VIOLATIONS)
def test_constraint_is_said_in_neutral_words(text: str, message: str, code: str) -> None:
    error = refusal(sql_action(text))
    assert (error.code, error.message) == ("VALIDATION_FAILED", "The data are not valid.")
    assert error.extensions == {"fields": [{"path": [], "message": message, "code": code}]}
    assert ActionRun.objects.get().code == "VALIDATION_FAILED"


@OWN
def test_constraint_that_is_checked_at_commit_is_said_too(tags: str) -> None:
    text = "INSERT INTO shop_product_tags (product_id, tag_id) VALUES (-1, -1)"
    error = refusal(sql_action(text))
    assert error.extensions["fields"][0]["code"] == "invalid_choice"
    assert "shop_" not in str(error.as_errors())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["SELECT secret_name FROM shop_tag", "SELEC 1", "SELECT (SELECT id, slug FROM shop_tag)"]
)
def test_text_of_the_database_is_in_the_log_only(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "django_graphgate"):
        error = refusal(sql_action(text))
    assert [error.message] == ["Something went wrong."]
    reference = error.extensions["id"]
    assert ActionRun.objects.get().error_id == reference
    assert reference in caplog.text
    assert "secret_name" not in str(error.as_errors())


@pytest.mark.django_db
def test_wrong_parameters_are_no_run() -> None:
    assert type(refusal(sql_action("SELECT $x", parameter("x", "Int!")), x="1")) is VariableInvalid
    assert not ActionRun.objects.exists()


@pytest.mark.django_db
def test_action_that_is_switched_off_is_refused() -> None:
    Action.objects.create(name="tidy", source="sql", enabled=False)
    assert type(refusal(sql_action(ADDING))) is OperationDisabled
    Action.objects.update(enabled=True)
    assert run(sql_action(ADDING)).status == "done"


@OWN
@pytest.mark.parametrize("in_transaction", [True, False])
def test_lost_connection_is_said_to_have_written_nothing_only_where_that_is_so(
    tags: str, in_transaction: bool
) -> None:
    if tags == "sqlite":
        return
    text = f"{ADDING}SELECT pg_terminate_backend(pg_backend_pid())"
    error = refusal(sql_action(text, transaction=in_transaction, lock="fail"))
    assert error.code == ("DATABASE_UNAVAILABLE" if in_transaction else "OUTCOME_UNKNOWN")
    assert ("new" in slugs()) is not in_transaction
    record = ActionRun.objects.get()
    assert (record.status, record.code) == ("failed", error.code)


# -- what is kept ---------------------------------------------------------------------------------


@OWN
def test_run_that_fails_leaves_its_row() -> None:
    refusal(sql_action(f"{ADDING}SELECT no_such_column"), role="editor", origin="10.0.0.1", via="shell")
    record = ActionRun.objects.get()
    assert (record.action, record.status, record.via, record.role) == ("tidy", "failed", "shell", "editor")
    assert (record.user_id, record.authenticator, record.origin) == ("7", "jwt", "10.0.0.1")
    assert (record.code, record.affected, record.result) == ("INTERNAL_ERROR", None, None)
    assert record.created_at <= record.started_at <= record.ended_at
    assert record.milliseconds > 0


@pytest.mark.django_db
def test_values_are_not_kept() -> None:
    result = run(sql_action("SELECT $x AS y", parameter("x", "String")), x="private")
    record = ActionRun.objects.get()
    assert (record.pk, record.status, record.affected) == (result.run_id, "done", 0)
    assert (record.parameters, record.result) == (None, None)
    assert record.output_bytes == len(result.output)


@OWN
def test_run_is_recorded_before_it_begins(tags: str) -> None:
    text = "SELECT status FROM graphgate_actionrun"
    assert run(sql_action(text)).rows == [{"status": "running"}]
    assert ActionRun.objects.get().status == "done"


@pytest.mark.django_db
def test_result_counts_though_it_cannot_be_recorded(tags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    from django_graphgate.running import run as module

    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(module, "end_run", fail)
    assert run(sql_action(ADDING)).count == 1


@pytest.mark.django_db
def test_old_runs_are_forgotten(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ACTION_RUN_SECONDS": 60}
    old, kept = (begin_run("tidy", ANN, via="http") for _ in range(2))
    now = timezone.now()
    ActionRun.objects.filter(pk=old.pk).update(created_at=now - dt.timedelta(seconds=61))
    past = now - dt.timedelta(seconds=1)
    ActionRun.objects.filter(pk=kept.pk).update(result={"a": 1}, result_expires_at=past)
    forget_old_runs()
    record = ActionRun.objects.get()
    assert (record.pk, record.result, record.result_expires_at) == (kept.pk, None, None)


@pytest.mark.django_db
def test_long_facts_about_a_caller_fit(settings: Any) -> None:
    from django_graphgate.ir.identity import Identity

    long = "x" * 500
    run(sql_action("SELECT 1 AS x"), Identity(user_id=long, authenticator=long), origin=long, role=long)
    record = ActionRun.objects.get()
    assert (len(record.user_id), len(record.authenticator), len(record.origin)) == (255, 200, 100)


@OWN
def test_triggers_and_policies_know_the_caller(tags: str, settings: Any) -> None:
    if tags == "sqlite":
        return
    settings.GRAPHGATE = {**settings.GRAPHGATE, "SET_SESSION_VARIABLES": True}
    text = "SELECT current_setting('graphgate.user_id') AS who, current_setting('graphgate.role') AS role"
    assert run(sql_action(text), role="editor").rows == [{"who": "7", "role": "editor"}]
    with connections[tags].cursor() as cursor:
        cursor.execute("SELECT current_setting('graphgate.user_id', true)")
        assert cursor.fetchone()[0] in (None, "")
