"""Every storage class of SQLite under every codec: a value of the codec's form, or ``null`` and an error at its path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.compiler.schema.operators import operators_of
from django_graphgate.errors import Unsupported
from django_graphgate.ir.codec import JSON, Codec
from tests.integration.stored.test_postgresql_types import HOSTILE, _operand
from tests.support.stored.forms import CODECS, WANTED, has_form
from tests.support.stored.tables import TABLE, ask, catalog_of, paths, rows_of, run_sql

pytestmark = pytest.mark.django_db(databases=["sqlite"])

VALUES: list[Any] = [
    *HOSTILE, None, 0, 1, -5, 2**31, 2**63 - 1, 1.5, 1e300, float("inf"), -float("inf"), 3.0, 1e-320, b"", b"5", b"hello",
    b"\xff", b'"},{"', b"\x00", b"5e9f0a447a0c4f3c9d2a0a1b2c3d4e5f", "5e9f0a447a0c4f3c9d2a0a1b2c3d4e5f", "inf", "-inf",
    "1_000", "\N{FULLWIDTH DIGIT TWO}021-01-09", "2021-13-45 00:00:00", "2021-02-30 00:00:00", "2021-01-09 25:00:00", "2021-01-09 16:37:01.5",
    "99:99:99", "\N{KELVIN SIGN}", "urn:uuid:5e9f0a44-7a0c-4f3c-9d2a-0a1b2c3d4e5f", "a\x00b", "1\x00}, {", 10**18,
    "0001-01-01", "9999-12-31 23:59:59.999999", "\N{ARABIC-INDIC DIGIT THREE}", "1e400", "+5",
]  # fmt: skip
BROKEN = ["CAST(x'ff' AS TEXT)", "CAST(x'7b2261223a22ff227d' AS TEXT)", "CAST(x'7bff7d' AS TEXT)",
          "CAST(x'22c3' AS TEXT)", "CAST(x'7b22ff223a317d' AS TEXT)"]  # fmt: skip
"""Texts that are no UTF-8; of them ``{"a":"<ff>"}`` and ``{"<ff>":1}`` look like JSON."""


@pytest.fixture
def table() -> Iterator[None]:
    """A column that takes everything, a row for each value."""
    run_sql("sqlite", f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, v)")
    with connections["sqlite"].cursor() as cursor:
        for number, value in enumerate(VALUES):
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [number, value])
    for number, text in enumerate(BROKEN, len(VALUES)):
        run_sql("sqlite", f"INSERT INTO {TABLE} VALUES ({number}, {text})")
    yield
    run_sql("sqlite", f"DROP TABLE {TABLE}")


ALL = len(VALUES) + len(BROKEN)
every_codec = pytest.mark.parametrize("codec", CODECS.values(), ids=list(CODECS))


@every_codec
def test_value_has_another_form(table: None, codec: Codec) -> None:
    catalog = catalog_of({"v": codec})
    answer = ask(catalog, "{ rows(limit: 200, order_by: { id: asc }) { id v } }", "sqlite")
    rows, marked = rows_of(answer), paths(answer)
    assert [one["id"] for one in rows] == list(range(ALL))
    for number, row in enumerate(rows):
        stored = VALUES[number] if number < len(VALUES) else BROKEN[number - len(VALUES)]
        if ("rows", number, "v") in marked:
            assert row["v"] is None
            assert stored is not None
        elif row["v"] is None:
            assert stored is None or (codec == JSON and stored == "null"), stored
        else:
            assert has_form(codec, row["v"]), (stored, row["v"])


@every_codec
def test_filter_fails(table: None, codec: Codec) -> None:
    catalog = catalog_of({"v": codec})
    name = codec.name
    for operator in operators_of(codec):
        given_value, declared = _operand(
            operator, codec.scalar, WANTED["text" if name == "enum" else name], None
        )
        text = f"query ($v: {declared}) {{ rows(where: {{ v: {{ {operator}: $v }} }}) {{ id }} }}"
        try:
            rows_of(ask(catalog, text, "sqlite", {"v": given_value}))
        except Unsupported:
            assert "regex" in operator or "similar" in operator


@every_codec
def test_order_or_page_fails(table: None, codec: Codec) -> None:
    if codec == JSON:
        return
    catalog = catalog_of({"v": codec})
    text = "query ($c: String) { rows(first: 20, after: $c, order_by: { v: asc }) { id } rows_cursor }"
    cursor = None
    for _ in range(ALL // 20 + 2):
        answer = ask(catalog, text, "sqlite", {"c": cursor})
        rows_of(answer)
        assert answer.data is not None
        cursor = json.loads(answer.data)["rows_cursor"]
        if cursor is None:
            break


@pytest.mark.parametrize("codec", ["text", "json", "decimal:12:2", "datetime", "uuid", "inet", "bytes"])
def test_broken_text_costs_more_than_itself(table: None, codec: str) -> None:
    answer = ask(
        catalog_of({"v": Codec.parse(codec)}),
        f"{{ rows(where: {{ id: {{ gte: {len(VALUES) - 1} }} }}) {{ id v }} }}",
        "sqlite",
    )
    rows = rows_of(answer)
    assert len(rows) == len(BROKEN) + 1
    if codec != "bytes":
        assert ("rows", 1, "v") in paths(answer)
        assert rows[1]["v"] is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    stored=st.lists(
        st.binary(max_size=12) | st.text(max_size=12).filter(lambda text: text.isprintable()), max_size=5
    )
)
def test_stored_bytes_break_the_answer(table: None, stored: list[bytes | str]) -> None:
    run_sql("sqlite", f"DELETE FROM {TABLE}")
    with connections["sqlite"].cursor() as cursor:
        for number, value in enumerate(stored):
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, CAST(%s AS TEXT))", [number, value])
    for codec in CODECS.values():
        answer = ask(catalog_of({"v": codec}), "{ rows(order_by: { id: asc }) { id v } }", "sqlite")
        assert [one["id"] for one in rows_of(answer)] == list(range(len(stored)))
