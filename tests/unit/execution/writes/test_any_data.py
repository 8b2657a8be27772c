"""Any JSON value as the data of a mutation: it is read, or refused in sentences; nothing else happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_graphgate.errors import RequestRejected, TooManyAffected, ValidationFailed, VariableInvalid
from django_graphgate.execution.writes.cleaning import clean_rows
from django_graphgate.execution.writes.data import DataLimits, DataReader
from django_graphgate.ir.input_rows import InputRow
from tests.support.writes.data_plans import SHAPES, plan, root
from tests.support.writes.reading import ADA, values_of

NAMES = sorted(
    {name for shape in SHAPES.values() for name in (*shape.columns, *shape.relations, *shape.synonyms)}
)
KEYS = st.sampled_from(
    [
        *NAMES,
        "connect",
        "disconnect",
        "where",
        "increment",
        "find",
        "eq",
        "in",
        "id",
        "__proto__",
        "",
        "nameÄ",
        "createdAt",
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=10),
    st.sampled_from(["now", "children", "2026-01-02", "2026-01-02T03:04:05Z", "1.50", "7", 1, 2]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)
LIMITS = DataLimits(rows=12, depth=4, camel_case=True)
READER = DataReader(plan(), LIMITS)


def rows_in(rows: list[InputRow]) -> list[InputRow]:
    return [*rows, *(inner for row in rows for related in row.related for inner in rows_in(related.rows))]


@pytest.mark.parametrize("action", ["insert", "update", "upsert"])
@given(table=st.sampled_from(["customers", "products", "categories", "tags"]), data=VALUES)
@settings(deadline=None)
def test_any_value_is_read_or_refused(action: Any, table: str, data: Any) -> None:
    try:
        (rows,) = READER.read([root(table, action)], values_of(data=data), ADA)
    except (VariableInvalid, TooManyAffected) as error:
        check_answer(error)
        return
    for row in rows_in(rows):
        assert set(row.values) == row.given <= set(row.shape.columns)
        assert set(row.increments) <= set(row.shape.increments)
    assert len(rows_in(rows)) <= LIMITS.rows
    try:
        clean_rows(rows)
    except ValidationFailed as error:
        check_answer(error)


def check_answer(error: RequestRejected) -> None:
    """It can be sent, and is short."""
    errors = error.as_errors()
    assert 1 <= len(errors) <= 100
    assert len(json.dumps(errors, ensure_ascii=False).encode()) < 100_000
