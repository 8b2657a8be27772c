"""Each change of access is an event of its own transaction: who, by which way, what it was and what it is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from django_graphgate.access import load_roles
from django_graphgate.access.live import AccessCache, read_version
from django_graphgate.audit import store
from django_graphgate.audit.actor import acting, process_user
from django_graphgate.audit.append import append, append_now, flush, writer
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import (
    Action,
    AllowedOperation,
    AuditEvent,
    NamedFilter,
    Role,
    TableRule,
    WebhookEndpoint,
)

READER: dict[str, Any] = {
    "name": "reader",
    "tables": [{"name": "products", "query": {"columns": ["id", "name"]}}],
}


def told() -> list[tuple[str, str, str, Any, Any]]:
    """What was recorded since the last call, as the tests compare it."""
    flush()
    events = list(AuditEvent.objects.order_by("stream", "sequence"))
    AuditEvent._base_manager.all().delete()
    return [(e.event, e.name, e.detail, e.data["old"], e.data["new"]) for e in events]


@pytest.fixture
def role(database: str) -> Role:
    row = Role.objects.create(name="reader")
    TableRule.objects.create(role=row, table="products", columns=["id"])
    AllowedOperation.objects.create(name="Products", digest="0" * 64, document="query Products { x }")
    Action.objects.create(name="close_day", definition={})
    WebhookEndpoint.objects.create(name="payments", definition={})
    AuditEvent._base_manager.all().delete()
    return row


def changed_filter() -> None:
    row = NamedFilter.objects.create(name="own", filter="{ a: 1 }")
    row.filter = "{ a: 2 }"
    row.save()
    row.delete()


def save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _deleted_role() -> None:
    Role.objects.get().delete()


CHANGES: dict[str, tuple[Callable[[], object], list[tuple[str, str, str, Any, Any]]]] = {
    "role": (
        lambda: save(Role.objects.get(), match="is_staff"),
        [("access_change", "reader", "role changed", {"match": ""}, {"match": "is_staff"})],
    ),
    "rule": (
        lambda: save(TableRule.objects.get(), columns=["id", "price"]),
        [
            (
                *("access_change", "reader.products.query", "table rule changed"),
                *({"columns": ["id"]}, {"columns": ["id", "price"]}),
            )
        ],
    ),
    "nothing": (lambda: save(TableRule.objects.get(), columns=["id"]), []),
    "operation": (
        lambda: save(AllowedOperation.objects.get(), enabled=False, comment="x"),
        [("kill_switch", "Products", "allowed operation changed", {"enabled": True}, {"enabled": False})],
    ),
    "retired": (
        lambda: save(AllowedOperation.objects.get(), retired=True),
        [("kill_switch", "Products", "allowed operation changed", {"retired": False}, {"retired": True})],
    ),
    "what is no switch": (lambda: save(AllowedOperation.objects.get(), comment="x"), []),
    "action": (
        lambda: save(Action.objects.get(), enabled=False),
        [("kill_switch", "close_day", "action changed", {"enabled": True}, {"enabled": False})],
    ),
    "webhook": (
        lambda: save(WebhookEndpoint.objects.get(), enabled=False),
        [("kill_switch", "payments", "webhook endpoint changed", {"enabled": True}, {"enabled": False})],
    ),
}


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize("name", CHANGES)
def test_change_is_not_told(database: str, name: str) -> None:
    change, expected = CHANGES[name]
    change()
    assert told() == expected


@pytest.mark.usefixtures("role")
def test_field_that_is_saved_by_its_column_is_not_told(database: str) -> None:
    wider, role = Role.objects.create(name="wider"), Role.objects.get(name="reader")
    told()
    role.extends = wider
    role.save(update_fields=["extends_id"])
    assert [(new, detail) for *_, detail, _, new in told()] == [({"extends_id": wider.pk}, "role changed")]


@pytest.mark.usefixtures("role")
def test_row_that_comes_and_goes_is_not_told(database: str) -> None:
    changed_filter()
    assert [(name, detail) for _, name, detail, *_ in told()] == [
        ("own", "named filter added"),
        ("own", "named filter changed"),
        ("own", "named filter deleted"),
    ]
    _deleted_role()
    assert sorted((name, detail) for _, name, detail, *_ in told()) == [
        ("reader", "role deleted"),
        ("reader.products.query", "table rule deleted"),
    ]


@pytest.mark.usefixtures("role")
def test_change_that_is_rolled_back_leaves_an_event(database: str) -> None:
    with transaction.atomic(using=database):
        save(Role.objects.get(), match="is_staff")
        transaction.set_rollback(True, using=database)
    assert told() == []


def test_roles_that_are_loaded_are_one_change(database: str) -> None:
    load_roles([READER])
    wider = {**READER, "tables": [{"name": "products", "query": {"columns": ["id", "name", "price"]}}]}
    assert told() == [
        (
            "access_change",
            "roles",
            "roles changed",
            {"order of roles": []},
            {"reader": READER, "order of roles": ["reader"]},
        )
    ]
    load_roles([READER])
    assert told() == []
    load_roles([wider, {"name": "anon", "tables": []}])
    [(_, _, _, old, new)] = told()
    assert old == {"reader": READER, "order of roles": ["reader"]}
    assert new["reader"] == wider
    load_roles({"roles": [wider], "filters": {"own": "{ id: { eq: 1 } }"}})
    [(_, _, _, old, new)] = told()
    assert (old["anon"]["name"], new["filter own"]) == ("anon", "{ id: { eq: 1 } }")


def test_role_with_the_name_of_another_fact_hides_a_change(database: str) -> None:
    load_roles([{**READER, "name": "order"}])
    told()
    load_roles([{**READER, "name": "order", "match": "is_staff"}])
    [(_, _, _, old, new)] = told()
    assert [role["order"].get("match", "") for role in (old, new)] == ["", "is_staff"]


@pytest.mark.usefixtures("role")
def test_who_did_it_is_not_known(database: str) -> None:
    save(Role.objects.get(), match="is_staff")
    with acting("ada (7)", "admin"):
        save(Role.objects.get(), match="")
    events = AuditEvent.objects.order_by("sequence")
    assert [(e.actor, e.via) for e in events] == [(process_user(), "python"), ("ada (7)", "admin")]


def test_command_is_not_named(database: str, settings: Any, tmp_path: Path) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CONFIG_DIR": tmp_path}
    (tmp_path / "roles.json").write_text(json.dumps({"roles": [READER]}))
    call_command("graphgate_sync", stdout=io.StringIO())
    event = AuditEvent.objects.get()
    assert (event.via, event.actor) == ("command graphgate_sync", process_user())


# -- past the models ------------------------------------------------------------------------------


@pytest.mark.usefixtures("role")
def test_change_past_the_models_is_not_noticed(database: str) -> None:
    cache, other = AccessCache(), AccessCache()
    known, known_there = cache.current(database), other.current(database)
    with connections[database].cursor() as cursor:
        cursor.execute("UPDATE graphgate_tablerule SET block = NOT block")
    AllowedOperation.objects.update(enabled=False)
    cache.renew(database, known)
    other.renew(database, known_there)
    assert len(writer.pending) == 2
    [(event, name, detail, old, new)] = told()
    assert (event, name, detail) == ("access_change", "roles", "changed elsewhere")
    assert [role["rules"][0]["block"] for role in (old["reader"], new["reader"])] == [False, True]
    assert new["operations off"] == [["", "0" * 64], ["", "name:Products"]]


@pytest.mark.usefixtures("role")
def test_change_that_was_recorded_is_told_twice(database: str) -> None:
    cache = AccessCache()
    known = cache.current(database)
    save(Role.objects.get(), match="is_staff")
    cache.renew(database, known)
    assert len(told()) == 1


@pytest.mark.usefixtures("role")
def test_recorded_change_that_is_cut_is_told_twice(database: str) -> None:
    """The version by which it is known stays."""
    cache = AccessCache()
    known = cache.current(database)
    Role.objects.update(match="is_staff")
    version = read_version(database)
    append_now(AuditEntry(event="access_change", data={"version": version, "new": ["x" * 3_000] * 100}))
    cache.renew(database, known)
    flush()
    data = AuditEvent.objects.get().data
    assert data["version"] == version
    assert data["cut"].endswith("…")


@pytest.mark.usefixtures("role")
def test_change_that_cannot_be_written_keeps_the_others(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_entry: AuditEntry) -> None:
        raise ValueError("never")

    monkeypatch.setattr(store, "write_unless_recorded", fail)
    append(AuditEntry(event="access_change", name="roles", data={"version": "1"}))
    append(AuditEntry(event="denial", name="Products"))
    flush()
    assert AuditEvent.objects.get().event == "denial"
    assert not writer.pending
    assert "cannot be written: access_change" in caplog.text


@pytest.mark.usefixtures("role")
def test_new_operation_is_told_as_a_change_of_access(database: str) -> None:
    cache = AccessCache()
    known = cache.current(database)
    AllowedOperation.objects.create(name="Tags", digest="1" * 64, document="query Tags { x }")
    cache.renew(database, known)
    assert told() == []
