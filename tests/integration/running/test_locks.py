"""Locks of actions, between processes and within one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from django_graphgate.actions import locks
from django_graphgate.actions.locks import locked
from django_graphgate.actions.registry import scope
from django_graphgate.errors import ActionBusy
from django_graphgate.models import ActionLock, ActionRun
from tests.support.actions.racing import race
from tests.support.actions.running import callable_action, elsewhere, run, sql_action
from tests.support.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 20
TIDY = sql_action("SELECT 1 AS x", name="hold")


@pytest.fixture(autouse=True)
def _scope(database: str) -> Iterator[None]:
    with scope():
        yield


def attempt(alias: str, mode: Any, seconds: float = 0.0) -> Any:
    with locked(TIDY, alias, mode, seconds) as may_run:
        return may_run


# -- between processes ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("in_transaction", [True, False])
def test_of_many_at_once_the_others_skip(database: str, tmp_path: Path, in_transaction: bool) -> None:
    if database == "sqlite" and in_transaction:
        return  # nobody else writes meanwhile, their rows of history neither
    options = {"processes": PROCESSES, "hold": PROCESSES - 1, "transaction": in_transaction}
    with race(database, tmp_path, "skip", **options) as others:
        others.start()
        assert others.answers() == {"done": 1, "skipped": PROCESSES - 1}
        assert others.log() == ["begin", "end"]
    assert ActionRun.objects.filter(status="skipped").count() == PROCESSES - 1


@pytest.mark.slow
@pytest.mark.parametrize("in_transaction", [True, False])
def test_many_at_once_wait_for_each_other(database: str, tmp_path: Path, in_transaction: bool) -> None:
    with race(database, tmp_path, "wait", processes=PROCESSES, transaction=in_transaction) as others:
        others.start()
        assert others.answers() == {"done": PROCESSES}
        assert others.log() == ["begin", "end"] * PROCESSES
    assert not ActionLock.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("in_transaction", [True, False])
def test_of_many_at_once_the_others_fail(database: str, tmp_path: Path, in_transaction: bool) -> None:
    if database == "sqlite" and in_transaction:
        return
    options = {"processes": PROCESSES, "hold": PROCESSES - 1, "transaction": in_transaction}
    with race(database, tmp_path, "fail", **options) as others:
        others.start()
        assert others.answers() == {"done": 1, "ACTION_BUSY": PROCESSES - 1}
        assert others.log() == ["begin", "end"]


@pytest.mark.slow
@pytest.mark.parametrize("in_transaction", [True, False])
def test_killed_holder_frees_the_lock(database: str, tmp_path: Path, in_transaction: bool) -> None:
    if database == "sqlite" and in_transaction:
        return
    options = {"processes": 1, "hold": 99, "transaction": in_transaction, "lease": 3.0}
    with race(database, tmp_path, "fail", **options) as holder:
        holder.start()
        until(lambda: holder.names("holds-*"))
        with pytest.raises(ActionBusy):
            attempt(database, "fail")
        if database == "sqlite":  # the holder says that it is alive
            end = ActionLock.objects.get().expires_at
            until(lambda: ActionLock.objects.get().expires_at > end)
        holder.kill()
        with transaction.atomic(using=database) if in_transaction else locked(TIDY, database, ""):
            assert attempt(database, "wait", seconds=60.0) is True


# -- within one -----------------------------------------------------------------------------------


def test_lock_is_held_for_the_body_only(database: str) -> None:
    with locked(TIDY, database, "fail") as may_run:
        assert may_run
        assert type(elsewhere(lambda: attempt(database, "fail"))) is ActionBusy
        assert elsewhere(lambda: attempt(database, "skip")) is False
        assert type(elsewhere(lambda: attempt(database, "wait", 0.2))) is ActionBusy
        assert elsewhere(lambda: attempt(database, "")) is True
    assert elsewhere(lambda: attempt(database, "fail")) is True


def test_lock_ends_with_an_error_of_the_body(database: str) -> None:
    with pytest.raises(KeyError), locked(TIDY, database, "fail"):
        raise KeyError
    assert elsewhere(lambda: attempt(database, "fail")) is True


def test_lock_is_of_one_action(database: str) -> None:
    with locked(sql_action("SELECT 1", name="other"), database, "fail"):
        assert elsewhere(lambda: attempt(database, "fail")) is True


def test_locks_of_both_ways_exclude_each_other(database: str) -> None:
    """An action whose definition changes from a transaction to none is still one action."""
    if database == "sqlite":
        return
    with transaction.atomic(using=database), locked(TIDY, database, "fail"):
        assert type(elsewhere(lambda: attempt(database, "fail"))) is ActionBusy
    assert elsewhere(lambda: attempt(database, "fail")) is True


def test_lock_of_a_transaction_ends_with_it_and_not_before(database: str) -> None:
    if database == "sqlite":
        return
    with transaction.atomic(using=database):
        with locked(TIDY, database, "fail"):
            pass
        assert type(elsewhere(lambda: attempt(database, "fail"))) is ActionBusy
    assert elsewhere(lambda: attempt(database, "fail")) is True


def test_broken_connection_gives_the_lock_back(database: str) -> None:
    if database == "sqlite":
        return
    with locked(TIDY, database, "fail"):
        connections[database].close()
        connections[database].ensure_connection()  # another session
    assert elsewhere(lambda: attempt(database, "fail")) is True


def test_busy_action_is_recorded(database: str) -> None:
    def again() -> str:
        return elsewhere(lambda: run(definition))

    definition = callable_action(again, name="hold", lock="fail", transaction=False)
    with pytest.raises(Exception, match="Something went wrong"):  # an exception has no JSON form
        run(definition)
    assert set(ActionRun.objects.values_list("code", flat=True)) == {"ACTION_BUSY", "INTERNAL_ERROR"}


def test_skipped_run_says_so(database: str) -> None:
    def again() -> Any:
        return elsewhere(lambda: run(definition).as_json()["status"])

    definition = callable_action(again, name="hold", lock="skip", transaction=False)
    result = run(definition)
    assert (result.status, result.value) == ("done", "skipped")
    assert sorted(ActionRun.objects.values_list("status", flat=True)) == ["done", "skipped"]


def test_skipped_run_does_not_wait_for_the_transaction_of_the_other(database: str) -> None:
    """SQLite lets one transaction write at a time, and so nobody can record the second run."""

    def again() -> Any:
        if database == "sqlite":
            with connections[database].cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 20")
        return run(definition).status

    def hold() -> Any:
        return elsewhere(again)

    definition = callable_action(hold, lock="skip")
    assert run(definition).value == "skipped"


# -- leases ---------------------------------------------------------------------------------------


def lease(**members: Any) -> ActionLock:
    return ActionLock.objects.create(**{"name": "hold", "holder": "somebody", **members})


def test_lease_that_has_ended_is_taken_over(database: str) -> None:
    if database == "default":
        return
    now = timezone.now()
    lease(expires_at=now + dt.timedelta(seconds=60))
    with pytest.raises(ActionBusy):
        attempt(database, "fail")
    ActionLock.objects.update(expires_at=now - dt.timedelta(seconds=1))
    with locked(TIDY, database, "fail"):
        assert ActionLock.objects.get().holder != "somebody"
        assert ActionLock.objects.get().expires_at > now
    assert not ActionLock.objects.exists()


def test_lease_of_another_holder_is_not_given_back(database: str) -> None:
    if database == "default":
        return
    with locked(TIDY, database, "fail"):
        ActionLock.objects.update(holder="somebody")
    assert ActionLock.objects.get().holder == "somebody"


def test_lease_that_cannot_be_given_back_does_not_undo_what_has_run(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    if database == "default":
        return

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    with locked(TIDY, database, "fail"):
        monkeypatch.setattr(ActionLock._default_manager.all().__class__, "delete", fail)
    assert "is not given back" in caplog.text


def test_wait_in_a_transaction_does_not_keep_the_holder_from_ending(database: str) -> None:
    if database == "default":
        return
    lease(expires_at=timezone.now() + dt.timedelta(seconds=60))
    with transaction.atomic(using=database), pytest.raises(ActionBusy):
        attempt(database, "wait", seconds=3_600)


def test_lost_lease_is_not_renewed(database: str, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    if database == "default":
        return
    monkeypatch.setattr(locks, "LEASE", 0.06)
    with locked(TIDY, database, "fail"):
        ActionLock.objects.update(holder="somebody", expires_at=timezone.now())
        until(lambda: "was lost" in caplog.text)
    assert ActionLock.objects.get().expires_at < timezone.now()


def test_two_that_take_an_ended_lease_are_not_both_given_it(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database == "default":
        return
    lease(expires_at=timezone.now() - dt.timedelta(seconds=1))
    taken: list[Any] = []

    def look(**given: Any) -> Any:
        """Between the look of the first and its write the second takes the lease."""
        if not taken:
            taken.append(True)
            taken.append(elsewhere(lambda: locks._try_lease(database, "hold", "second")))
        return dt.timedelta(**given)

    rows = ActionLock.objects.filter(name="hold")
    assert rows.exists()
    monkeypatch.setattr(locks, "dt", SimpleNamespace(timedelta=look))
    assert locks._try_lease(database, "hold", "first") is False
    monkeypatch.undo()
    assert taken == [True, True]
    assert rows.get().holder == "second"
