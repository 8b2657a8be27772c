"""Events and checkpoints stay as they are, for Python code and for SQL; only what was pruned is deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connections, transaction
from django.test import utils

from django_graphgate.audit import triggers
from django_graphgate.audit.append import append, flush
from django_graphgate.audit.chain import START
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditCheckpoint, AuditEvent


@pytest.fixture
def events(database: str) -> None:
    """Two, and the triggers that databases of tests do not have."""
    triggers.install(connections[database])
    for name in ("A", "B"):
        append(AuditEntry(event="denial", name=name))
    flush()


IN_PYTHON: dict[str, Callable[[], object]] = {
    "create": lambda: AuditEvent.objects.create(stream="events", sequence=9),
    "save": lambda: AuditEvent.objects.get(name="A").save(force_update=True),
    "save of a new one": lambda: AuditEvent(stream="events", sequence=9).save(force_insert=True),
    "save of some fields": lambda: AuditEvent.objects.all()[0].save(update_fields=["name"]),
    "delete": lambda: AuditEvent.objects.get(name="A").delete(keep_parents=True),
    "delete many": lambda: AuditEvent.objects.exclude(name="x").delete(),
    "delete some": lambda: AuditEvent.objects.filter(name="A").delete(),
    "update": lambda: AuditEvent.objects.update(name="x"),
    "bulk_update": lambda: AuditEvent.objects.bulk_update(list(AuditEvent.objects.all()), ["name"]),
    "bulk_create": lambda: AuditEvent.objects.bulk_create([AuditEvent(stream="x", sequence=1)]),
    "get_or_create": lambda: AuditEvent.objects.get_or_create(stream="x", sequence=1),
    "update_or_create": lambda: AuditEvent.objects.update_or_create(stream="events", sequence=1),
    "checkpoint": lambda: AuditCheckpoint.objects.create(stream="events", sequence=1),
}


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize("name", IN_PYTHON)
def test_python_changes_the_audit(database: str, name: str) -> None:
    with pytest.raises(TypeError, match="append-only"):
        IN_PYTHON[name]()
    assert AuditEvent.objects.count() == 2


E, C = "graphgate_auditevent", "graphgate_auditcheckpoint"
COLUMNS = "stream, sequence, digest, events, at, signature"
CHECKPOINT = f"INSERT INTO {C} ({COLUMNS}) VALUES ('events', 1, 'x', 1, '2020-01-01 00:00:00', 'x')"
IN_SQL = {
    "update": f"UPDATE {E} SET name = 'x'",
    "delete": f"DELETE FROM {E}",
    "delete the one after a checkpoint": f"DELETE FROM {E} WHERE sequence = 2",
    "update a checkpoint": f"UPDATE {C} SET sequence = 2",
    "delete a checkpoint": f"DELETE FROM {C}",
}
OF_ONE_SERVER = {
    "default": [f"TRUNCATE {E}", f"TRUNCATE {C}", f"TRUNCATE {E} CASCADE"],
    "sqlite": [f"REPLACE INTO {E} SELECT * FROM {E}", f"REPLACE INTO {C} SELECT * FROM {C}"],
}


def run(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("events")
def test_sql_changes_the_audit(database: str) -> None:
    run(database, CHECKPOINT)
    for statement in (*IN_SQL.values(), *OF_ONE_SERVER[database]):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using=database):
            run(database, statement)
    assert AuditEvent.objects.count() == 2


@pytest.mark.usefixtures("events")
def test_events_up_to_a_checkpoint_cannot_be_pruned(database: str) -> None:
    run(database, CHECKPOINT)
    run(database, f"DELETE FROM {E} WHERE sequence = 1")
    assert AuditEvent.objects.get().sequence == 2


@pytest.mark.usefixtures("events")
def test_temporary_checkpoint_has_events_deleted(database: str) -> None:
    run(database, f"CREATE TEMPORARY TABLE {C} AS SELECT 'events' AS stream, 9 AS sequence")
    try:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using=database):
            run(database, f"DELETE FROM {E}")
    finally:
        run(database, f"DROP TABLE {C if database == 'default' else f'temp.{C}'}")


@pytest.mark.usefixtures("events")
def test_missing_trigger_is_not_noticed(database: str) -> None:
    connection = connections[database]
    assert triggers.missing(connection) == []
    triggers.install(connection)  # safe to run again
    name = f"{E}_append_only_{'row' if database == 'default' else 'update'}"
    run(database, f"DROP TRIGGER {name}" + (f" ON {E}" if database == "default" else ""))
    assert triggers.missing(connection) == [name]
    for statement in triggers.drop_statements(connection.vendor):
        run(database, statement)
    assert len(triggers.missing(connection)) == {"default": 4, "sqlite": 6}[database]


def test_databases_of_tests_cannot_be_emptied(database: str, monkeypatch: Any) -> None:
    assert triggers.in_tests()
    assert triggers.missing(connections[database])
    assert START == "0" * 64


def test_server_with_an_outbox_is_a_test(monkeypatch: Any) -> None:
    assert mail.outbox == []
    monkeypatch.delattr(utils._TestState, "saved_data")
    assert not triggers.in_tests()
