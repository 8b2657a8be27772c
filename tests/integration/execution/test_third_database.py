"""Whole operations on a third database, whose dialect lacks what both real ones have."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connections, transaction

from django_graphgate.access.live import read_version
from django_graphgate.dialects import dialect
from django_graphgate.errors import RequestRejected
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.identity import Identity
from tests.golden.cases import CASES, Case
from tests.support.shop.exact import dumps, loads
from tests.support.shop.running import ALIASES, compiled, opened, run, sealed, shop  # noqa: F401


@pytest.mark.django_db(databases=ALIASES)
def test_guard_lets_another_version_through(alias: str, shop: None) -> None:  # noqa: F811
    vendor = connections[alias].vendor
    statement = compiled(
        "query Q($n: BigInt!) { products(where: { id: { in: [$n, 1] } }) { id } }", None, vendor
    )
    runnable = Runnable(statement, dialect(vendor), "digest")
    for version, data in (("nonsense", None), (read_version(alias), {"products": [{"id": 1}, {"id": 2}]})):
        with transaction.atomic(using=alias):
            answer = runnable.run(alias, {"n": 2}, Identity.anonymous(), version, "anon")
        assert (None if answer.data is None else json.loads(answer.data)) == data
        assert (answer.version, answer.role) == (read_version(alias), "anon")


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_third_database_answers_otherwise(shop: None, fake: str, case: Case) -> None:  # noqa: F811
    path = case.path / "result.json"
    if not path.exists() or case.refused_by("sqlite") is not None:
        return
    statement = case.statement("fake")
    variables = sealed(statement, case.variables)
    assert "?" in statement.sql or not statement.parameters
    assert "group_concat" not in statement.sql
    try:
        data = opened(statement, loads(run(statement, fake, variables, case.user_id)))
    except RequestRejected as error:
        pytest.fail(f"{error.code}: {error.message}")
    assert dumps(data) + "\n" == path.read_text("utf-8")


def test_limit_rests_on_the_order_of_a_subquery(fake: str) -> None:
    text = "query Q($n: Int!) { products(order_by: { name: asc }, limit: $n) { id } }"
    unsorted = r'\) AS "t\d+" LIMIT'
    assert re.search(unsorted, compiled(text, None, "sqlite").sql)
    assert not re.search(unsorted, compiled(text, None, "fake").sql)
