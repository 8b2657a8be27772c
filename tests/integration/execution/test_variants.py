"""Statements with optional variables: every set of them that a request may give, and how servers plan them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import _MAX_VARIANTS, Runnable
from django_graphgate.execution.variants import settled
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.statement import Statement
from tests.support.shop.running import ALIASES, compiled, shop  # noqa: F401

VALUES: Mapping[str, Any] = {"q": "a", "max": 40, "owner": 1, "tag": "sale"}
WRITTEN = {
    "q": "name: { icontains_text: $q }",
    "max": "not: { price: { gt: $max } }",
    "owner": "or: [{ owner_id: { eq: $owner } }]",
    "tag": "tags: { slug: { in: [$tag] } }",
}
TYPES = {"q": "String", "max": "Decimal", "owner": "BigInt", "tag": "String"}


def document(names: tuple[str, ...], mark: str = "") -> str:
    declared = ", ".join(f"${name}: {TYPES[name]}{mark or '!'}" for name in names)
    filters = ", ".join(WRITTEN[name] for name in names if mark or name != "tag")
    tags = "tags: { slug: { in: [$tag] } }" if mark or "tag" in names else "tags: {}"
    filters = filters.replace(WRITTEN["tag"], "")
    return f"query Found{f'({declared})' if declared else ''} {{ products(where: {{ {tags}, {filters} }}) {{ id }} }}"


def answer(runnable: Runnable, alias: str, given: Mapping[str, Any]) -> Any:
    with transaction.atomic(using=alias):
        found = runnable.run(alias, given, Identity.anonymous(), "version", "role", state_here=False)
    assert found.data is not None
    return json.loads(found.data)


def runnable(text: str, alias: str) -> Runnable:
    statement = compiled(text, None, connections[alias].vendor)
    return Runnable(Statement.from_json(json.loads(json.dumps(statement.to_json()))), dialect_of(alias), "")


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("alias", ALIASES)
def test_absent_variable_is_not_as_if_it_were_not_written(alias: str, shop: None) -> None:  # noqa: F811
    searching = runnable(document(tuple(VALUES), " @optional"), alias)
    sets = [names for count in range(len(VALUES) + 1) for names in itertools.combinations(VALUES, count)]
    assert len(sets) > _MAX_VARIANTS
    answers = set()
    for _ in range(2):
        for names in sets:
            given = {name: VALUES[name] for name in names}
            found = answer(searching, alias, given)
            assert found == answer(runnable(document(names), alias), alias, given), names
            answers.add(json.dumps(found))
    assert len(answers) > 5
    if alias == "sqlite":
        assert len(searching._variants) == _MAX_VARIANTS
        assert len(searching._texts) == _MAX_VARIANTS + 1
    else:
        assert len(searching._texts) == 1


@pytest.mark.parametrize(
    ("text", "flags", "expected", "numbers"),
    [
        ("SELECT x WHERE (?1 OR (a = ?2)) AND b = ?3", {1: True}, "SELECT x WHERE TRUE AND b = ?1", (3,)),
        ("SELECT x WHERE (?1 OR (a = ?2)) AND b", {1: False}, "SELECT x WHERE ((a = ?1)) AND b", (2,)),
        ("(a OR (?1 AND b = ?2) OR c)", {1: False}, "(a OR c)", ()),
        ("(a OR (?1 AND b = ?2) OR c)", {1: True}, "(a OR (b = ?1) OR c)", (2,)),
        ("((?1 AND ?2) OR ((?3 AND a) OR (?4 AND b)))", {1: True, 2: True, 3: False, 4: False}, "TRUE", ()),
        ("((?1 AND ?2) OR ((?3 AND a) OR (?4 AND b)))", {1: False, 2: True, 3: True, 4: False}, "(((a)))", ()),
        ("NOT ((?1 OR a))", {1: False}, "NOT ((a))", ()),
        ("f(' OR ?1 AND (', \"?1 OR (\", ?1, 'it''s ?1')", {2: True}, None, (1,)),
        ("CASE WHEN (?1 OR (a)) THEN 'x' END", {1: True}, "CASE WHEN TRUE THEN 'x' END", ()),
        ("EXISTS (SELECT 1 FROM t WHERE a AND (?1 OR b))", {1: True}, "EXISTS (SELECT 1 FROM t WHERE a AND TRUE)", ()),
        ("?11 AND (?1 OR ?12)", {1: False}, "?1 AND (?2)", (11, 12)),
    ],
)  # fmt: skip
def test_text_is_not_settled(
    text: str, flags: dict[int, bool], expected: str | None, numbers: tuple[int, ...]
) -> None:
    assert settled(text, flags) == (text if expected is None else expected, numbers)


@pytest.mark.django_db(databases=ALIASES)
def test_sqlite_reads_all_rows_for_a_condition_that_is_there(shop: None) -> None:  # noqa: F811
    text = (
        "query Found($q: String @optional, $owner: BigInt @optional)"
        " { products(where: { name: { icontains_text: $q }, owner_id: { in: [$owner, 3] } }) { id } }"
    )
    statement = compiled(text, None, "sqlite")
    answer(runnable(text, "sqlite"), "sqlite", {})  # which gives the connection our functions
    flags = {number: (one.name == "owner") is one.value for number, one in statement.flags.items()}
    whole, numbers = settled(statement.sql, flags)
    with connections["sqlite"].cursor() as cursor:
        raw = cursor.connection
        rows = raw.execute(
            f"EXPLAIN QUERY PLAN SELECT {whole}", {str(n): None for n in range(1, len(numbers) + 1)}
        )
        plan = " ".join(str(row[3]) for row in rows)
    assert "SEARCH t0 USING" in plan
    assert "(owner_id=?)" in plan


def plans_of_many_runs() -> tuple[bool, int, str]:
    """Plans for one run and for all, of a statement that ran often, and what the session has then.

    Where other tests have left no room for prepared statements, the first runs do not prepare it.
    """
    text = "query Found($owner: BigInt @optional) { products(where: { owner_id: { eq: $owner } }) { id } }"
    searching = runnable(text, "default")
    for _ in range(40):
        searching.run("default", {"owner": 1}, Identity.anonymous(), "version", "role", state_here=False)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT sum(custom_plans) >= 12, sum(generic_plans)::int, current_setting('plan_cache_mode')"
            " FROM pg_prepared_statements WHERE statement = ANY (%s)",
            [[whole.text for whole, _ in searching._texts.values()]],
        )
        found: tuple[bool, int, str] = cursor.fetchone()
        return found


@pytest.mark.django_db(databases=ALIASES)
def test_postgresql_plans_for_all_runs_in_a_transaction(shop: None) -> None:  # noqa: F811
    assert connections["default"].in_atomic_block
    assert plans_of_many_runs() == (True, 0, "auto")


@pytest.mark.django_db(databases=ALIASES)
def test_postgresql_plans_for_all_runs_outside_of_one(shop: None) -> None:  # noqa: F811
    def run() -> tuple[bool, int, str]:
        try:
            assert not connections["default"].in_atomic_block
            return plans_of_many_runs()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(run).result() == (True, 0, "auto")
