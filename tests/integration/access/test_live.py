"""The state that requests work with: consistent, shared by threads, never older than its version."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import live
from django_graphgate.access.live import AccessCache, load_access, read_version, state_alias
from django_graphgate.errors import DatabaseUnavailable, OperationDisabled, OperationRetired
from django_graphgate.models import AllowedOperation, GateState, Role, TableRule
from tests.support.wire import WireProxy

DIGEST = "a" * 64


def operation(**changes: object) -> AllowedOperation:
    known = {"name": "Products", "digest": DIGEST, "document": "query Products { x }"}
    return AllowedOperation.objects.create(**{**known, **changes})


def test_known_state_is_read_again(database: str) -> None:
    cache = AccessCache()
    first = cache.current(database)
    with CaptureQueriesContext(connections[database]) as seen:
        assert cache.current(database) is first
    assert not seen.captured_queries


def test_stale_state_is_handed_out_again(database: str) -> None:
    cache = AccessCache()
    first = cache.current(database)
    Role.objects.create(name="user")
    second = cache.renew(database, first)
    assert second.version == read_version(database) != first.version
    assert list(second.roles) == ["user"]
    with CaptureQueriesContext(connections[database]) as seen:
        assert cache.renew(database, first) is second, "another thread has read it already"
    assert not seen.captured_queries


def test_rule_loses_a_part(database: str) -> None:
    role = Role.objects.create(name="user")
    filters = ["{ id: { eq: 1 } }", {"id": {"gt": 2}}]
    TableRule.objects.create(
        role=role, table="products", columns=["id", "*"], filters=filters, limit=0, block=True
    )
    TableRule.objects.create(role=role, table="tags")
    (first, second) = load_access(database).roles["user"].rules
    assert (first.table, first.action, first.columns, first.limit) == ("products", "query", ("id", "*"), 0)
    assert (list(first.filters), first.block) == (filters, True)
    assert (second.table, second.columns, second.filters, second.limit) == ("tags", None, (), None)
    assert second.block is False


def test_fingerprints_of_equal_rules_differ_or_of_others_agree(database: str) -> None:
    role = Role.objects.create(name="user")
    for table in ("tags", "products"):
        TableRule.objects.create(role=role, table=table, columns=["id", "name"])
    before = load_access(database).fingerprints
    TableRule.objects.filter(table="tags").delete()
    TableRule.objects.create(role=role, table="tags", columns=["name", "id"])
    assert load_access(database).fingerprints == before
    seen = {before["user"]}
    for change in ({"limit": 0}, {"limit": 1}, {"block": True}, {"columns": []}, {"columns": None}):
        TableRule.objects.filter(table="tags").update(**change)
        seen.add(load_access(database).fingerprints["user"])
    TableRule.objects.filter(table="tags").update(filters=["{ id: { eq: 1 } }"])
    seen.add(load_access(database).fingerprints["user"])
    assert len(seen) == 7


@pytest.mark.parametrize(
    ("row", "asked", "refusal"),
    [
        ({"enabled": False}, ("", "Products", DIGEST), OperationDisabled),
        ({"enabled": False}, ("", "Products", "b" * 64), OperationDisabled),
        ({"enabled": False}, ("", "Other", "b" * 64), None),
        ({"enabled": False}, ("partner", "Products", DIGEST), None),
        ({"enabled": False, "current": False}, ("", "Products", DIGEST), OperationDisabled),
        ({"enabled": False, "current": False}, ("", "Products", "b" * 64), None),
        ({"retired": True}, ("", "Products", DIGEST), OperationRetired),
        ({"retired": True}, ("", "Products", "b" * 64), None),
        ({"retired": True, "enabled": False}, ("", "Products", DIGEST), OperationDisabled),
        ({}, ("", "Products", DIGEST), None),
        ({"name": "name:Products", "enabled": False}, ("", "Products", "b" * 64), None),
    ],
)
def test_switch_holds_for_another_operation(
    database: str, row: dict[str, object], asked: tuple[str, str, str], refusal: type[Exception] | None
) -> None:
    operation(**row)
    access = load_access(database)
    if refusal is None:
        access.check_switches(*asked)
        return
    with pytest.raises(refusal):
        access.check_switches(*asked)


def test_rules_are_looked_for_in_the_wrong_database(database: str) -> None:
    assert state_alias() == database


@pytest.mark.django_db(transaction=True)
def test_state_of_two_versions_is_mixed(database: str) -> None:
    """One thread changes two tables in each transaction; what others read always belongs together."""
    Role.objects.create(name="role0", description="0")
    operation(enabled=False, digest="0" * 64)
    done = threading.Event()

    def change() -> None:
        try:
            for number in range(1, 40):
                with transaction.atomic(using=database):
                    Role.objects.update(name=f"role{number}")
                    AllowedOperation.objects.update(digest=f"{number:064}")
        finally:
            done.set()
            connections[database].close()

    mixed: list[tuple[str, str]] = []
    reads = 0
    with ThreadPoolExecutor(1) as other:
        changing = other.submit(change)
        while not done.is_set() or not reads:
            try:
                access = load_access(database)
            except DatabaseUnavailable:
                continue
            reads += 1
            (name,) = access.roles
            digest = next(key for _, key in access.off if not key.startswith("name:"))
            if int(digest) != int(name.removeprefix("role")):
                mixed.append((name, digest))
        changing.result()
    assert reads
    assert not mixed


@pytest.mark.django_db(transaction=True)
def test_state_that_changes_all_the_time_is_guessed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two looks at the version somebody else always commits."""
    read = live._read

    def changed_meanwhile(alias: str, version: str) -> object:
        state = read(alias, version)
        Role.objects.create(name=f"role{Role.objects.count()}")
        return state

    monkeypatch.setattr(live, "_read", changed_meanwhile)
    with pytest.raises(DatabaseUnavailable):
        load_access(database)


@pytest.mark.parametrize("model", [GateState, TableRule, Role, AllowedOperation])
def test_database_that_goes_down_while_rules_are_read_is_no_outage(
    wire: WireProxy, model: type[Model]
) -> None:
    """Whichever of the statements meets it: a 503, and nothing is kept of what was read."""

    def cut(execute: Any, statement: str, *rest: Any) -> Any:
        if f'FROM "{model._meta.db_table}"' in statement:
            wire.cut()
        return execute(statement, *rest)

    cache = AccessCache()
    with connection.execute_wrapper(cut), pytest.raises(DatabaseUnavailable) as caught:
        cache.current("default")
    assert (caught.value.code, caught.value.status) == ("DATABASE_UNAVAILABLE", 503)
    assert "connection" not in caught.value.message
    close_old_connections()
    assert cache.current("default").version == read_version("default")
