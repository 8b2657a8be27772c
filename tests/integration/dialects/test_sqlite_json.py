"""SQLite's conditions over JSON, which are ours, against PostgreSQL's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.dialects import sqlite_json
from tests.settings import POSTGRESQL_URL

CONDITIONS = {
    "gg_json_eq": "a = b",
    "gg_json_contains": "a @> b",
    "gg_json_in": "a = ANY(several)",
    "gg_json_common": (
        "EXISTS (SELECT 1 FROM jsonb_array_elements(CASE jsonb_typeof(a) WHEN 'array' THEN a ELSE '[]' END) e"
        " WHERE e = ANY(several))"
    ),
    "gg_json_key": "a ? k",
    "gg_json_any": "a ?| keys",
    "gg_json_all": "a ?& keys",
}

KEYS = st.sampled_from(["a", "b", "", "é", 'q"', "1"])
LEAVES = st.one_of(
    st.none(), st.booleans(), KEYS, st.sampled_from([0, -0.0, 1, 1.0, 1e2, 100, 2**60, 2.0**60, 0.1, 1e-7])
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        yield connection


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two values; often one is a part of the other."""
    whole = draw(VALUES)
    part = draw(VALUES)
    for _ in range(draw(st.integers(0, 2))):
        if isinstance(whole, list) and whole:
            part = [draw(st.sampled_from(whole))] if draw(st.booleans()) else draw(st.sampled_from(whole))
        elif isinstance(whole, dict) and whole:
            key = draw(st.sampled_from(sorted(whole)))
            part = {key: whole[key]}
    return (whole, part) if draw(st.booleans()) else (part, whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pair=pairs(), several=st.lists(VALUES, max_size=3), keys=st.lists(KEYS, min_size=1, max_size=2))
def test_condition_differs_from_jsonb(
    postgresql: psycopg.Connection[Any], pair: tuple[Any, Any], several: list[Any], keys: list[str]
) -> None:
    one, other = (json.dumps(value) for value in pair)
    texts = [json.dumps(value) for value in (*several, pair[1])]
    ours = sqlite_json
    found = {
        "gg_json_eq": ours.gg_json_eq(one, other),
        "gg_json_contains": ours.gg_json_contains(one, other),
        "gg_json_in": ours.gg_json_in(one, json.dumps(texts)),
        "gg_json_common": ours.gg_json_common(one, json.dumps(texts)),
        "gg_json_key": ours.gg_json_key(one, keys[0]),
        "gg_json_any": ours.gg_json_keys(one, json.dumps(keys), 1),
        "gg_json_all": ours.gg_json_keys(one, json.dumps(keys), 0),
    }
    row = postgresql.execute(
        f"SELECT {', '.join(CONDITIONS.values())} FROM (SELECT %s::jsonb a, %s::jsonb b, %s::jsonb[] several,"
        " %s::text k, %s::text[] keys) v",
        (one, other, texts, keys[0], keys),
    ).fetchone()
    assert row is not None
    expected = dict(zip(CONDITIONS, map(int, row), strict=True))
    assert found == expected, (one, other, texts, keys)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "'a'", "[" * 100_000, b"\xff", 1])
def test_row_that_holds_no_json_costs_the_answer(text: Any) -> None:
    """Nothing keeps a program from writing such a row; the condition is unknown there."""
    assert sqlite_json.gg_json_eq(text, "1") is None
    assert sqlite_json.gg_json_contains("1", text) is None
    assert sqlite_json.gg_json_key(text, "a") is None
    assert sqlite_json.gg_json_keys(text, '["a"]', 1) is None
    assert sqlite_json.gg_json_in(text, '["1"]') is None
    assert sqlite_json.gg_json_common(text, '["1"]') is None


@pytest.mark.parametrize("condition", [sqlite_json.gg_json_eq, sqlite_json.gg_json_contains])
def test_null_is_not_unknown(condition: Any) -> None:
    assert condition(None, "1") is None
    assert condition("null", None) is None
