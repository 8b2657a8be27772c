"""A change of access holds at the next request, in both directions, however it was made."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from django_graphgate.access.triggers import install
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.models import AllowedOperation, Role, TableRule
from tests.support.gate.house import ANON, EDITOR, OPERATIONS, House, caller, roles, rule
from tests.support.routers import current

USER = caller(1)
Change = Callable[[], object]


def _rules(role: str, table: str) -> Any:
    return TableRule.objects.filter(role__name=role, table=table)


def _names(house: House, identity: Any = USER) -> set[str]:
    return {row["name"] for row in house.rows("Products", identity)}


# -- rules --------------------------------------------------------------------------------------------


def test_narrowed_filter_still_shows_rows(house: House) -> None:
    assert "Emma" in _names(house)
    _rules("user", "products").update(filters=["{ is_public: { eq: true } }"])
    assert _names(house) == _names(house, caller(2)) == _names(house, ANON)
    _rules("user", "products").update(filters=[])
    assert "Emma" in _names(house)


def test_column_taken_away_is_still_sent(house: House) -> None:
    assert house.rows("Mails", EDITOR)
    _rules("editor", "customers").update(columns=["id", "name"])
    assert house.code("Mails", EDITOR) == "FORBIDDEN"
    _rules("editor", "customers").update(columns=["id", "email"])
    assert house.rows("Mails", EDITOR)


def test_refusal_outlives_the_rule_that_made_it(house: House) -> None:
    assert house.code("Mails", USER) == "FORBIDDEN"
    _rules("user", "customers").update(columns=["id", "email"])
    assert house.rows("Mails", USER)


def test_blocked_table_is_served(house: House) -> None:
    assert house.rows("Products")
    _rules("anon", "products").update(block=True)
    assert house.code("Products") == "UNAUTHENTICATED"
    assert house.rows("Products", USER)


def test_limit_stays_what_it_was(house: House) -> None:
    _rules("user", "products").update(limit=2)
    assert len(house.rows("Products", USER)) == 2
    _rules("user", "products").update(limit=0)
    assert house.rows("Products", USER) == []


def test_role_that_is_gone_or_renamed_is_served(house: House) -> None:
    assert house.rows("Mails", EDITOR)
    Role.objects.filter(name="editor").update(name="writer")
    assert house.code("Mails", EDITOR) == "FORBIDDEN"
    assert house.rows("Mails", caller(1, "writer"))
    Role.objects.filter(name="writer").delete()
    assert house.code("Mails", caller(1, "writer")) == "FORBIDDEN"


def test_without_roles_anything_is_answered(house: House) -> None:
    assert house.rows("Products")
    Role.objects.all().delete()
    for name in OPERATIONS:
        variables = {"id": 1} if name == "ProductById" else {}
        assert house.code(name, **variables) == "UNAUTHENTICATED"
        assert house.code(name, USER, **variables) == "FORBIDDEN"
        assert house.code(name, EDITOR, **variables) == "FORBIDDEN"


@pytest.mark.parametrize("broken", ["{ no_such: { eq: 1 } }", "{ id: { eq: $nobody } }", "nonsense(", 7])
def test_rule_that_cannot_be_understood_is_weakened_or_breaks_the_gate_for_good(
    house: House, broken: str | int
) -> None:
    assert house.rows("Products", USER)
    _rules("user", "products").update(filters=[broken])
    assert house.code("Products", USER) == "GATE_MISCONFIGURED"
    assert house.rows("Products"), "other roles go on"
    _rules("user", "products").update(filters=[])
    assert house.rows("Products", USER)


def test_rule_with_an_unknown_column_breaks_the_gate_for_good(house: House) -> None:
    _rules("user", "products").update(columns=["id", "no_such"])
    assert house.code("Products", USER) == "GATE_MISCONFIGURED"
    _rules("user", "products").update(columns=["id", "name"])
    assert house.rows("Products", USER)


# -- ways to change -----------------------------------------------------------------------------------


def _bulk_update() -> None:
    found = _rules("user", "products").get()
    found.block = True
    TableRule.objects.bulk_update([found], ["block"])


def _save() -> None:
    found = _rules("user", "products").get()
    found.block = True
    found.save()


def _bulk_create() -> None:
    found = _rules("user", "products").get()
    found.delete()
    TableRule.objects.bulk_create([TableRule(role=found.role, table="products", block=True)])


def _upsert() -> None:
    found = _rules("user", "products").get()
    found.block = True
    TableRule.objects.bulk_create(
        [found], update_conflicts=True, unique_fields=["id"], update_fields=["block"]
    )


def _cascade() -> None:
    Role.objects.get(name="user").delete()


def _raw() -> None:
    with connections[current()].cursor() as cursor:
        cursor.execute("UPDATE graphgate_tablerule SET block = %s WHERE \"table\" = 'products'", [True])


def _load_roles() -> None:
    content = roles()
    rule(content, "user", "products")["block"] = True
    House.load(content)


@pytest.mark.parametrize("change", [_bulk_update, _save, _bulk_create, _upsert, _cascade, _raw, _load_roles])
def test_change_is_not_seen(house: House, change: Change) -> None:
    assert house.rows("Products", USER)
    change()
    assert house.code("Products", USER) == "FORBIDDEN"


def test_fixture_that_was_loaded_is_not_seen(house: House, database: str, tmp_path: Any) -> None:
    assert house.rows("Products", USER)
    path = tmp_path / "rules.json"
    call_command("dumpdata", "graphgate.tablerule", database=database, output=str(path))
    path.write_text(path.read_text().replace('"block": false', '"block": true'))
    call_command("loaddata", str(path), database=database, verbosity=0)
    assert house.code("Products", USER) == "FORBIDDEN"


# -- switches -----------------------------------------------------------------------------------------


def _stored(name: str) -> AllowedOperation:
    listed = list_operation(OPERATIONS[name], comment="")
    return AllowedOperation.objects.create(
        name=name, digest=listed.digest, kind=listed.kind, document=listed.document
    )


def test_switched_off_operation_is_served(house: House) -> None:
    row = _stored("Products")
    assert house.rows("Products")
    AllowedOperation.objects.filter(pk=row.pk).update(enabled=False)
    assert house.code("Products") == house.code("Products", EDITOR) == "OPERATION_DISABLED"
    assert house.rows("Categories"), "others go on"
    AllowedOperation.objects.filter(pk=row.pk).update(enabled=True)
    assert house.rows("Products")


def test_switch_of_another_version_of_the_name_does_not_hold(house: House) -> None:
    """The database may know another text of the name than the file of the release."""
    other = {"name": "Products", "digest": "0" * 64, "document": "query Products { x }"}
    AllowedOperation.objects.create(**other, enabled=False)
    assert house.code("Products") == "OPERATION_DISABLED"


def test_switched_off_old_version_switches_the_current_one_off(house: House) -> None:
    AllowedOperation.objects.create(
        name="Products", digest="0" * 64, document="query Products { x }", enabled=False, current=False
    )
    assert house.rows("Products")


def test_switch_of_another_namespace_holds_here(house: House) -> None:
    row = _stored("Products")
    AllowedOperation.objects.filter(pk=row.pk).update(enabled=False, namespace="partner")
    assert house.rows("Products")


def test_retired_operation_is_served(house: House) -> None:
    row = _stored("Products")
    assert house.rows("Products")
    AllowedOperation.objects.filter(pk=row.pk).update(retired=True)
    assert house.code("Products") == "OPERATION_RETIRED"
    AllowedOperation.objects.filter(pk=row.pk).delete()
    assert house.rows("Products")


# -- transactions -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_change_that_was_rolled_back_stays_in_the_cache(house: House, database: str) -> None:
    before = _names(house)
    for filters in (["{ id: { lt: 3 } }"], ["{ id: { lt: 5 } }"]):
        with transaction.atomic(using=database):
            _rules("user", "products").update(filters=filters)
            assert len(_names(house)) == 2 if filters == ["{ id: { lt: 3 } }"] else 4
            transaction.set_rollback(True, using=database)
        assert _names(house) == before
    _rules("user", "products").update(filters=["{ id: { lt: 4 } }"])
    assert len(_names(house)) == 3


@pytest.mark.django_db(transaction=True)
def test_savepoint_that_was_rolled_back_stays_in_the_cache(house: House, database: str) -> None:
    before = _names(house)
    with transaction.atomic(using=database):
        assert _names(house) == before
        with transaction.atomic(using=database):
            _rules("user", "products").update(block=True)
            assert house.code("Products", USER) == "FORBIDDEN"
            transaction.set_rollback(True, using=database)
        assert _names(house) == before
    assert _names(house) == before


@pytest.mark.django_db(transaction=True)
def test_change_is_seen_by_others_before_it_is_committed(house: House, database: str) -> None:
    def elsewhere() -> set[str]:
        try:
            return _names(house)
        finally:
            connections[database].close()

    before = _names(house)
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic(using=database):
            _rules("user", "products").update(filters=["{ id: { lt: 3 } }"])
            assert len(_names(house)) == 2
            assert other.submit(elsewhere).result() == before
            assert len(_names(house)) == 2
        assert len(other.submit(elsewhere).result()) == 2


# -- the guard of the guard ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_missing_trigger_is_not_noticed(house: House, database: str) -> None:
    connection = connections[database]
    where = " ON graphgate_tablerule" if connection.vendor == "postgresql" else ""
    event = "row" if connection.vendor == "postgresql" else "update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER graphgate_tablerule_version_{event}{where}")
    try:
        house.open()
        assert house.code("Products") == "GATE_MISCONFIGURED"
    finally:
        install(connection)
    assert house.rows("Products"), "mended without a restart"


def test_lost_version_row_makes_a_change_invisible(house: House, database: str) -> None:
    """Somebody empties the table of the version, twice, with a change between that nobody asked after."""
    clear = "DELETE FROM graphgate_gatestate"
    connection = connections[database]
    with connection.cursor() as cursor:
        cursor.execute(clear)
        first = house.ask("Products", USER)
        _rules("user", "products").update(block=True)
        cursor.execute(clear)
    second = house.ask("Products", USER)
    assert second.data is None
    assert first.data is None or json.loads(first.data)["products"]
