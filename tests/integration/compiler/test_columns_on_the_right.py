"""A column against another column of its row means the same on every database, whatever the columns store."""

from __future__ import annotations

import datetime as dt
import math
import operator
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import connections

from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import CITEXT, DATE, DATETIME, DECIMAL, FLOAT, INT, TEXT, UUID, Codec
from django_graphgate.rules.model import StoredRule
from tests.support.apps.expanse.models import COLUMNS, KINDS, VALUES, Sheet
from tests.support.catalog.asking import Api, api
from tests.support.stored.tables import TABLE, ask, catalog_of, fitted, rows_of, run_sql

EDGES: Mapping[str, tuple[Any, ...]] = {
    "small": (-32768, -1, 0, 1, 32767),
    "whole": (0, 1, 7, 2**31 - 1),
    "big": (-(2**63), 2**53, 2**53 + 1, 0, 2**63 - 1),
    "real": (0.0, -0.0, 0.3, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan),
    "exact": tuple(map(Decimal, ("-999999.999", "0", "0.001", "0.1", "0.3", "12.5", "999999.999"))),
    "flag": (True, False),
    "word": ("", "a", "A", "ab", "a ", "ü", "10", "9", "🎈"),
    "text": ("", "a", "B", "é", "e\u0301", "2021-01-09", "null"),
    "ident": (uuid.UUID(int=0), uuid.UUID(int=10), uuid.UUID(int=2**128 - 1)),
    "day": (dt.date(1, 1, 1), dt.date(999, 12, 31), dt.date(2000, 2, 29), dt.date(9999, 12, 31)),
    "clock": (dt.time(0, 0), dt.time(9, 5), dt.time(9, 5, 0, 1), dt.time(9, 5, 0, 500_000), dt.time(23, 59, 59, 999_999)),
    "moment": tuple(
        dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        for text in ("0001-01-01", "2024-01-01T09:00:00", "2024-01-01T09:00:00.000001", "2024-01-01T09:00:00.5", "9999-12-31T23:59:59.999999")
    ),
    "span": tuple(dt.timedelta(microseconds=number) for number in (-1, 0, 1, 86_400_000_000, -10**15)),
    "blob": (b"", b"\0\xff", b"abc", b"\xff"),
    "address": ("10.0.0.1", "10.0.0.2", "::1"),
}  # fmt: skip
"""What stands in two columns of a kind, every pair once, NULL among them."""

EQUALITY = ("eq", "neq", "distinct", "not_distinct")
ORDER = (*EQUALITY, "gt", "gte", "lt", "lte")
OPERATORS = {**dict.fromkeys(EDGES, ORDER), **dict.fromkeys(("flag", "blob", "address"), EQUALITY)}
TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip
ACROSS = (
    ("small_1", "exact_3"),
    ("exact_1", "big_3"),
    ("big_1", "whole_3"),
    ("whole_1", "exact_1"),
    ("small_1", "big_1"),
)


class Rank(float):
    """A number as PostgreSQL orders it: NaN is equal to itself, and above all others."""

    __hash__ = float.__hash__

    @property
    def key(self) -> tuple[bool, float]:
        return (True, 0.0) if math.isnan(self) else (False, float(self))


def stored(value: Any, alias: str) -> Any:
    """SQLite keeps no NaN."""
    if not isinstance(value, float):
        return value
    return None if alias == "sqlite" and math.isnan(value) else Rank(value).key


def holds(name: str, left: Any, right: Any) -> bool | None:
    if name in ("distinct", "not_distinct"):
        return (left == right) is (name == "not_distinct")
    return None if left is None or right is None else TESTS[name](left, right)


@pytest.fixture
def sheets(database: str) -> Mapping[int, Sheet]:  # type: ignore[valid-type]
    pairs = {kind: list(product((None, *values), repeat=2)) for kind, values in EDGES.items()}
    rows = {}
    for number in range(max(map(len, pairs.values()))):
        values = {
            name: VALUES[kind](RANDOM) if int(name[-1]) % 2 == 0 else None for name, kind in COLUMNS.items()
        }
        for kind, listed in pairs.items():
            values[f"{kind}_1"], values[f"{kind}_3"] = listed[number % len(listed)]
        rows[number] = Sheet(id=number, **values)
    Sheet.objects.using(database).bulk_create(rows.values())
    return rows


class First:
    """Chance that has no choice."""

    def choice(self, values: Any) -> Any:
        return values[0]

    def randint(self, lowest: int, _: int) -> int:
        return lowest


RANDOM: Any = First()


def everything() -> Api:
    return api(["expanse"], StoredRule(table="sheets", limit=500))


@pytest.mark.parametrize("kind", EDGES)
def test_two_columns_compare_in_another_way(database: str, sheets: Mapping[int, Any], kind: str) -> None:
    """Each operator, and its denial."""
    ask_all(database, sheets, [(f"{kind}_1", f"{kind}_3"), (f"{kind}_3", f"{kind}_3")], OPERATORS[kind])


def test_numbers_of_two_types_compare_in_another_way(database: str, sheets: Mapping[int, Any]) -> None:
    ask_all(database, sheets, ACROSS, ORDER)


def ask_all(
    alias: str, sheets: Mapping[int, Any], pairs: Iterable[tuple[str, str]], names: Iterable[str]
) -> None:
    wrong = []
    for (here, there), name in product(pairs, names):
        term = f'{{ {here}: {{ {name}: {{ column: "{there}" }} }} }}'
        data = everything().ask(
            f"{{ holds: sheets(where: {term}) {{ id }} fails: sheets(where: {{ not: {term} }}) {{ id }} }}",
            alias,
        )
        truths = {
            number: holds(name, stored(getattr(sheet, here), alias), stored(getattr(sheet, there), alias))
            for number, sheet in sheets.items()
        }
        for key, wanted in (("holds", True), ("fails", False)):
            found = [row["id"] for row in data[key]]
            expected = [number for number, truth in truths.items() if truth is wanted]
            if found != expected:
                odd = {*found} ^ {*expected}
                wrong.append(
                    (
                        here,
                        name,
                        there,
                        key,
                        [(getattr(sheets[n], here), getattr(sheets[n], there)) for n in odd],
                    )
                )
    assert wrong == []


def test_kind_of_column_is_not_compared() -> None:
    assert set(KINDS) - set(EDGES) == {"document"}


# -- collations and other types ------------------------------------------------------------------


def with_collations(codecs: Mapping[str, Codec], **collations: str) -> Catalog:
    catalog = catalog_of(codecs)
    table = catalog.tables["rows"]
    columns = {
        name: replace(column, collation=collations.get(name, "")) for name, column in table.columns.items()
    }
    return replace(catalog, tables={"rows": replace(table, columns=columns)})


def ids(catalog: Catalog, where: str, alias: str) -> list[int]:
    return [row["id"] for row in rows_of(ask(catalog, f"{{ rows(where: {where}) {{ id }} }}", alias))]


@pytest.fixture
def texts(database: str) -> Iterator[str]:
    """``a`` beside ``B``, and two spellings of a word, in columns of several collations."""
    with connections[database].cursor() as cursor:
        if database == "default":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS citext")
        columns = (
            'plain text COLLATE "C", other text COLLATE "POSIX", usual text, loose citext'
            if database == "default"
            else "plain text, other text COLLATE NOCASE, usual text, loose text COLLATE NOCASE"
        )
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, {columns})")
        for number, (left, right) in enumerate([("a", "B"), ("B", "a"), ("Word", "word")]):
            cursor.execute(
                f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s, %s)", [number, left, right, left, right]
            )
    yield database
    run_sql(database, f"DROP TABLE {TABLE}")


def test_collation_on_the_right_decides(texts: str) -> None:
    """Two collations beside each other are an error of PostgreSQL's, were none of them named."""
    codecs = dict.fromkeys(("plain", "other", "usual"), TEXT)
    if texts == "default":
        catalog = with_collations(codecs, plain="C", other="POSIX")
    else:
        catalog = with_collations(codecs, other="NOCASE")
    assert ids(catalog, "{ plain: { gt: { column: other } } }", texts) == [0]  # by their codes
    lower = [0] if texts == "default" else [1]  # by their codes, and without looking at case
    assert ids(catalog, "{ other: { lt: { column: plain } } }", texts) == lower
    assert ids(catalog, "{ usual: { eq: { column: plain } } }", texts) == [0, 1, 2]
    assert ids(catalog, "{ plain: { not_distinct: { column: other } } }", texts) == []
    assert ids(catalog, "{ other: { not_distinct: { column: plain } } }", texts) == (
        [] if texts == "default" else [2]
    )


def test_text_on_the_right_decides_over_letters_of_two_cases(texts: str) -> None:
    codecs = {"plain": TEXT, "loose": CITEXT if texts == "default" else TEXT}
    loose = "" if texts == "default" else "NOCASE"
    catalog = with_collations(codecs, plain="C" if texts == "default" else "", loose=loose)
    assert ids(catalog, "{ loose: { eq: { column: plain } } }", texts) == [2]
    assert ids(catalog, "{ plain: { eq: { column: loose } } }", texts) == []


PAIRS: Mapping[str, tuple[Codec, str, str, list[str]]] = {
    # codec, two types, values of the first; the second column holds the values in reverse
    "decimal": (DECIMAL, "text", "int4", ["5", "1.5", "live"]),
    "int": (INT, "text", "numeric", ["5", "007", "x"]),
    "float": (FLOAT, "float4", "float8", ["5", "0.5", "7"]),
    "date": (DATE, "text", "date", ["2021-01-09", "2021-01-10", "2021-02-30"]),
    "moment": (DATETIME, "text", "timestamptz", ["2021-01-09 10:00:00+00", "2021-01-09 12:00:00+02", "soon"]),
    "uuid": (UUID, "text", "uuid", [str(uuid.UUID(int=1)), uuid.UUID(int=2).hex, "none"]),
}
SECOND = {
    "decimal": ["5", "2", "1"], "int": ["5", "7", "1"], "float": ["5", "7", "0.5"],
    "date": ["2021-01-09", "2021-01-09", "2021-01-09"], "moment": ["2021-01-09 10:00:00+00"] * 3,
    "uuid": [str(uuid.UUID(int=1))] * 3,
}  # fmt: skip
EXPECTED = {
    "decimal": ([0], [1]), "int": ([0, 1], []), "float": ([0], [1]), "date": ([0], []), "moment": ([0, 1], []),
    "uuid": ([0], []),
}  # fmt: skip
"""Rows whose values are equal, and whose first one is the smaller."""


@pytest.mark.django_db
@pytest.mark.parametrize("case", PAIRS)
def test_column_that_stores_another_type_is_compared_as_it_is_stored(case: str) -> None:
    """What does not fit its codec is NULL, and no error."""
    codec, left, right, values = PAIRS[case]
    run_sql("default", f"CREATE TABLE {TABLE} (id int8 PRIMARY KEY, a {left}, b {right})")
    for number, (one, other) in enumerate(zip(values, SECOND[case], strict=True)):
        run_sql("default", f"INSERT INTO {TABLE} VALUES ({number}, '{one}', '{other}')")
    found = fitted({"a": codec, "b": codec})
    assert found.problems == ()
    equal, smaller = EXPECTED[case]
    assert ids(found.catalog, "{ a: { eq: { column: b } } }", "default") == equal
    assert ids(found.catalog, "{ b: { gt: { column: a } } }", "default") == smaller
    assert ids(found.catalog, "{ a: { not_distinct: { column: a } } }", "default") == [0, 1, 2]
