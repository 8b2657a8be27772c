"""A statement whose guard does not hold executes nothing: shown by side effects that did not happen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connections

from django_graphgate.access.live import read_version
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.errors import DatabaseUnavailable
from django_graphgate.execution.binders import Facts, guard_binders
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.guard import CheckShape, guard_values, guarded
from django_graphgate.execution.run import Runnable
from django_graphgate.execution.variables import Values
from django_graphgate.ir.codec import INT
from django_graphgate.ir.identity import CallerCheck, HmacProof, Identity, PrefixProof
from django_graphgate.ir.statement import Statement, Step
from tests.support.shop.fixture import load
from tests.support.shop.running import DEFAULT_LIMIT, LIMITS, everything

ANON = Identity.anonymous()
PADS = (("36" * 64, "5c" * 64),)


@pytest.fixture
def effects(database: str) -> Callable[[], int]:
    """How often the body of :func:`runnable` has run."""
    connection = connections[database]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE spy")

        def read() -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT last_value - (NOT is_called)::int FROM spy")
                return int(cursor.fetchone()[0])

        return read
    calls: list[int] = []
    connection.ensure_connection()
    connection.connection.create_function("nextval", 1, lambda name: calls.append(1) or len(calls))
    return lambda: len(calls)


def runnable(alias: str) -> Runnable:
    dialect = dialect_of(alias)
    statement = Statement(dialect=dialect.name, steps=(Step(sql="(SELECT nextval('spy'))"),))
    return Runnable(statement, dialect, "")


def test_right_guess_does_not_run(database: str, effects: Callable[[], int]) -> None:
    version = read_version(database)
    answer = runnable(database).run(database, {}, ANON, version, "anon")
    assert (answer.data, answer.version, answer.role) == (b"1", version, "anon")
    assert effects() == 1


@pytest.mark.parametrize("version", ["", "x", "0" * 32])
def test_wrong_version_runs_the_operation(database: str, effects: Callable[[], int], version: str) -> None:
    answer = runnable(database).run(database, {}, ANON, version, "anon")
    assert (answer.data, answer.version) == (None, read_version(database))
    assert effects() == 0


def _check(**changes: Any) -> Identity:
    user = get_user_model().objects.create_user("ada", password="x")
    known = {
        "table": "auth_user",
        "key_column": "id",
        "key_codec": INT,
        "key": str(user.pk),
        "active_column": "is_active",
    }
    return Identity(user_id=known["key"], check=CallerCheck(**{**known, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": "987654"}, id="no such user"),
        pytest.param({"active_column": "is_staff"}, id="flag is off"),
        pytest.param({"proof": PrefixProof(column="password", length=6, expected="sha1$x")}, id="prefix"),
        pytest.param({"proof": PrefixProof(column="password", length=6, expected="")}, id="empty prefix"),
        pytest.param({"proof": HmacProof(column="password", pads=PADS, expected="0" * 64)}, id="hmac"),
        pytest.param({"proof": HmacProof(column="password", pads=(), expected="")}, id="hmac without pads"),
        pytest.param({"proof": PrefixProof(column="password", length=0, expected="")}, id="no prefix"),
    ],
)
def test_caller_who_is_not_confirmed_runs_the_operation(
    database: str, effects: Callable[[], int], changes: dict[str, Any]
) -> None:
    answer = runnable(database).run(database, {}, _check(**changes), read_version(database), "user")
    assert (answer.data, answer.role) == (None, None)
    assert effects() == 0


def test_caller_who_is_confirmed_does_not_run(database: str, effects: Callable[[], int]) -> None:
    proof = PrefixProof(column="password", length=4, expected="md5$")
    answer = runnable(database).run(database, {}, _check(proof=proof), read_version(database), "user")
    assert (answer.data, answer.role) == (b"1", "user")
    assert effects() == 1


def test_quotes_in_names_of_the_user_table_break_out(database: str, effects: Callable[[], int]) -> None:
    table = 'auth_user" WHERE 1=1) OR EXISTS (SELECT 1 FROM "auth_user'
    with pytest.raises((DatabaseError, DatabaseUnavailable)):
        runnable(database).run(database, {}, _check(table=table), read_version(database), "user")


def _scans(plan: dict[str, Any]) -> list[tuple[str, int]]:
    found = [(plan["Relation Name"], plan["Actual Loops"])] if "Relation Name" in plan else []
    return found + [scan for inner in plan.get("Plans", ()) for scan in _scans(inner)]


@pytest.mark.django_db
def test_wrong_version_scans_a_table_of_the_operation() -> None:
    """PostgreSQL itself says that everything but the guard was never executed."""
    load("default")
    text = "query A { categories { name products { name owner { name } tags { slug } } } }"
    operation = read_operation(text, None, catalog=get_catalog(), limits=LIMITS)
    view = RoleView.build(everything(), get_catalog(), default_limit=DEFAULT_LIMIT, limits=LIMITS)
    dialect = dialect_of("default")
    statement = compile_operation(operation, view=view, dialect=dialect, limits=LIMITS)
    made = Runnable(statement, dialect, "")
    whole = guarded(statement.sql, len(made.binders), None, dialect)

    def loops(version: str) -> dict[str, int]:
        facts = guard_values(ANON, version, "anon")
        values = [bind({}, ANON) for bind in made.binders] + [facts[one.name] for one in whole.parameters]
        (plan,) = fetch_row("default", f"EXPLAIN (ANALYZE, FORMAT JSON) {whole.text}", values)
        assert plan is not None
        counted: dict[str, int] = {}
        for table, times in _scans(json.loads(plan)[0]["Plan"]):
            counted[table] = counted.get(table, 0) + times
        return counted

    right, wrong = loops(read_version("default")), loops("0" * 32)
    assert right.keys() == wrong.keys()
    assert {table for table, times in wrong.items() if times} == {"graphgate_gatestate"}
    assert all(right.values())


@pytest.mark.django_db
def test_caller_is_looked_up_more_than_once() -> None:
    """Else PostgreSQL would write the guard's terms wherever they are compared, a proof in each of them."""
    identity = _check(proof=HmacProof(column="password", pads=PADS, expected="0" * 64))
    assert identity.check is not None
    dialect = dialect_of("default")
    whole = guarded("(SELECT 1)", 0, CheckShape.of(identity.check), dialect)
    facts = Facts(identity, "user", {}, guard_values(identity, read_version("default"), "user"))
    values = [bind(Values({}, {}), facts) for bind in guard_binders(whole.parameters, dialect)]
    (plan,) = fetch_row("default", f"EXPLAIN (FORMAT JSON) {whole.text}", values)
    assert plan is not None
    looked_up = json.dumps(json.loads(plan)).count('"Relation Name": "auth_user"')
    assert looked_up == 1
