"""Every way to change access renews the version; nothing else does; no version ever comes again."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.migrations.state import ProjectState

from django_graphgate.access import live
from django_graphgate.access.live import AccessCache, load_access, read_version
from django_graphgate.access.triggers import TABLES, create_statements, drop_statements, install, look
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AllowedOperation, GateState, Role, TableRule


@pytest.fixture
def rows(database: str) -> None:
    role = Role.objects.create(name="user")
    TableRule.objects.create(role=role, table="products")
    AllowedOperation.objects.create(name="Products", digest="0" * 64, document="query Products { x }")


def run(alias: str, statement: str) -> None:
    connections[alias].check_constraints()  # a table with rows to be checked cannot be altered
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


CHANGES: dict[str, Callable[[str], object]] = {
    "insert": lambda alias: Role.objects.create(name="new"),
    "update": lambda alias: Role.objects.update(description="x"),
    "delete": lambda alias: TableRule.objects.all().delete(),
    "bulk_create": lambda alias: Role.objects.bulk_create([Role(name="a"), Role(name="b")]),
    "ignored conflict": lambda alias: Role.objects.bulk_create(
        [Role(name="user"), Role(name="c")], ignore_conflicts=True
    ),
    "switch": lambda alias: AllowedOperation.objects.update(enabled=False),
    "retire": lambda alias: AllowedOperation.objects.update(retired=True),
    "raw rule": lambda alias: run(alias, 'UPDATE graphgate_tablerule SET "limit" = 3'),
    "raw role": lambda alias: run(alias, "DELETE FROM graphgate_tablerule"),
    "raw operation": lambda alias: run(alias, "DELETE FROM graphgate_allowedoperation"),
    "common table": lambda alias: run(
        alias, 'WITH x AS (SELECT 5 AS n) UPDATE graphgate_tablerule SET "limit" = (SELECT n FROM x)'
    ),
}


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("name", CHANGES)
def test_change_keeps_the_version(database: str, name: str) -> None:
    before = read_version(database)
    CHANGES[name](database)
    after = read_version(database)
    assert before != after
    assert len(after) == 32
    assert set(after) <= set("0123456789abcdef"), "random, whatever its length is"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("statement", ["TRUNCATE graphgate_tablerule", "TRUNCATE graphgate_role CASCADE"])
@pytest.mark.django_db(transaction=True)
def test_truncate_keeps_the_version(statement: str, database: str) -> None:
    if database != "default":
        statement = "DELETE FROM graphgate_tablerule"  # what truncating is there
    before = read_version(database)
    run(database, statement)
    assert read_version(database) != before


@pytest.mark.usefixtures("rows")
def test_other_tables_renew_the_version(database: str, django_user_model: Any) -> None:
    before = read_version(database)
    django_user_model.objects.create_user("ada")
    list(Role.objects.all())
    assert read_version(database) == before


@pytest.mark.django_db
def test_replication_of_rows_keeps_the_version() -> None:
    """A subscriber applies changes as ``replica``, where ordinary triggers are silent."""
    before = read_version("default")
    run("default", "SET LOCAL session_replication_role = replica")
    Role.objects.create(name="new")
    run("default", "SET LOCAL session_replication_role = origin")
    assert read_version("default") != before


@pytest.mark.django_db
def test_search_path_of_the_session_breaks_a_change() -> None:
    before = read_version("default")
    run("default", "SET LOCAL search_path = pg_catalog")
    columns, values = "name, description, match, position", "'new', '', '', 0"
    run("default", f"INSERT INTO public.graphgate_role ({columns}) VALUES ({values})")
    run("default", "SET LOCAL search_path = public")
    assert read_version("default") != before


@pytest.mark.django_db(transaction=True)
def test_version_of_a_rolled_back_change_comes_again(database: str) -> None:
    seen = {read_version(database)}
    for number in range(20):
        with transaction.atomic(using=database):
            Role.objects.create(name="new")
            version = read_version(database)
            assert version not in seen
            seen.add(version)
            transaction.set_rollback(number % 2 == 0, using=database)
        Role.objects.filter(name="new").delete()
        version = read_version(database)
        assert number % 2 == 0 or version not in seen
        seen.add(version)


@pytest.mark.django_db(transaction=True)
def test_flush_loses_the_version(database: str) -> None:
    Role.objects.create(name="user")
    before = read_version(database)
    call_command("flush", database=database, interactive=False, verbosity=0)
    assert read_version(database) not in ("", before)
    assert load_access(database).roles == {}
    assert look(connections[database])[0] == []


# -- triggers that are gone ---------------------------------------------------------------------------


def names(alias: str) -> list[tuple[str, str]]:
    """Each trigger with its table."""
    vendor = connections[alias].vendor
    events = ("row", "truncate") if vendor == "postgresql" else ("insert", "update", "delete")
    return [(f"{table}_version_{event}", table) for table in TABLES for event in events]


@pytest.mark.parametrize("index", range(9))
def test_dropped_trigger_is_not_missed(database: str, index: int) -> None:
    connection = connections[database]
    trigger, table = names(database)[index % len(names(database))]
    run(database, f"DROP TRIGGER {trigger}" + (f" ON {table}" if database == "default" else ""))
    assert look(connection)[0] == [trigger]
    with pytest.raises(ConfigurationError, match=trigger):
        AccessCache().current(database)
    install(connection)
    assert look(connection)[0] == []
    AccessCache().current(database)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["DISABLE TRIGGER", "ENABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_trigger_that_is_switched_off_is_not_missed(state: str) -> None:
    run("default", f"ALTER TABLE graphgate_role {state} graphgate_role_version_row")
    with pytest.raises(ConfigurationError, match="graphgate_role_version_row"):
        AccessCache().current("default")


@pytest.mark.django_db(transaction=True)
def test_table_that_a_migration_made_again_stays_without_triggers(database: str) -> None:
    """SQLite copies a table to alter it, and its triggers go with the old one."""
    connection = connections[database]
    model = ProjectState.from_apps(apps).apps.get_model("graphgate", "Role")
    changed = models.CharField(max_length=501, blank=True)
    changed.set_attributes_from_name("description")
    with connection.schema_editor() as editor:
        editor.alter_field(model, model._meta.get_field("description"), changed, strict=True)
    if database == "sqlite":
        assert len(look(connection)[0]) == 3
    call_command("migrate", database=database, verbosity=0)
    assert look(connection)[0] == []
    with connection.schema_editor() as editor:
        editor.alter_field(model, changed, model._meta.get_field("description"))
    call_command("migrate", database=database, verbosity=0)
    before = read_version(database)
    Role.objects.create(name="new")
    assert read_version(database) != before


@pytest.mark.django_db(transaction=True)
def test_lost_version_is_not_brought_back_by_migrate(database: str) -> None:
    GateState.objects.using(database).all().delete()
    with pytest.raises(ConfigurationError, match="version"):
        AccessCache().current(database)
    call_command("migrate", database=database, verbosity=0)
    assert AccessCache().current(database).version


def test_installing_again_renews_the_version(database: str) -> None:
    before = read_version(database)
    install(connections[database])
    assert read_version(database) not in ("", before)
    assert look(connections[database])[0] == []


# -- changes behind the triggers' back ----------------------------------------------------------------


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = 1_000.0

    def __call__(self) -> float:
        return self.moment


def without_triggers(alias: str, change: Callable[[], object]) -> None:
    """A change that renews no version, and triggers as they were afterwards."""
    connection = connections[alias]
    before = read_version(alias)
    for statement in drop_statements(connection.vendor):
        run(alias, statement)
    change()
    for statement in create_statements(connection.vendor):
        run(alias, statement)
    GateState.objects.using(alias).update(version=before)


@pytest.mark.usefixtures("rows")
def test_change_while_triggers_were_off_is_found_when_it_is_time(database: str) -> None:
    clock = Clock()
    cache, other = AccessCache(300, clock), AccessCache(300, clock)
    first = cache.current(database)
    assert other.current(database) == first
    without_triggers(database, lambda: TableRule.objects.update(block=True))
    clock.moment += 299
    assert cache.current(database) is first
    clock.moment += 1
    found = cache.current(database)
    assert found.roles["user"].rules[0].block
    assert found.version == read_version(database) != first.version, "so that every process reads it"
    clock.moment += 299
    assert cache.current(database) is found


@pytest.mark.usefixtures("rows")
def test_look_that_finds_nothing_renews_nothing(database: str) -> None:
    clock = Clock()
    cache = AccessCache(60, clock)
    first = cache.current(database)
    clock.moment += 60
    assert cache.current(database) == first
    assert read_version(database) == first.version


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("after", ["time", "reading"])
def test_running_process_finds_that_triggers_are_gone(database: str, after: str) -> None:
    clock = Clock()
    cache = AccessCache(300, clock)
    first = cache.current(database)
    trigger, table = names(database)[0]
    run(database, f"DROP TRIGGER {trigger}" + (f" ON {table}" if database == "default" else ""))
    clock.moment += 300 if after == "time" else 0
    with pytest.raises(ConfigurationError, match=trigger):
        cache.renew(database, first) if after == "reading" else cache.current(database)
    with pytest.raises(ConfigurationError, match=trigger):
        cache.current(database)  # and goes on to say so
    install(connections[database])
    assert cache.current(database).version == read_version(database) != first.version


@pytest.mark.django_db
def test_triggers_that_were_switched_on_again_are_not_ours() -> None:
    """As ``pg_restore --data-only --disable-triggers`` leaves them."""
    TableRule.objects.create(role=Role.objects.create(name="user"), table="products")
    cache = AccessCache(300, clock := Clock())
    first = cache.current("default")
    run("default", "ALTER TABLE graphgate_tablerule DISABLE TRIGGER ALL")
    TableRule.objects.update(block=True)
    run("default", "ALTER TABLE graphgate_tablerule ENABLE TRIGGER ALL")
    assert cache.current("default") is first
    clock.moment += 300
    with pytest.raises(ConfigurationError, match="graphgate_tablerule_version_row"):
        cache.current("default")
    call_command("migrate", database="default", verbosity=0)
    assert cache.current("default").roles["user"].rules[0].block


def test_one_thread_looks_and_the_others_go_on(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = AccessCache(300, clock := Clock())
    first = cache.current(database)
    clock.moment += 300
    handed: list[object] = []

    def look(alias: str) -> None:
        with ThreadPoolExecutor(1) as pool:  # while this thread is at it
            handed.append(pool.submit(cache.current, alias).result(10))

    monkeypatch.setattr(live, "_check_triggers", look)
    assert cache.current(database) == first
    assert handed == [first]


def test_dropping_leaves_a_trigger(database: str) -> None:
    connection = connections[database]
    for statement in drop_statements(connection.vendor):
        run(database, statement)
    assert look(connection)[0] == sorted(trigger for trigger, _ in names(database))
    install(connection)


def test_unknown_database_gets_statements() -> None:
    assert create_statements("oracle") == drop_statements("oracle") == ()


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_migrations_lack_something() -> None:
    out = io.StringIO()
    call_command("makemigrations", "graphgate", "--check", "--dry-run", stdout=out)
    assert "No changes" in out.getvalue()
