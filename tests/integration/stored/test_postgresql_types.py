"""Every type of PostgreSQL under every codec: a value of the codec's form, or ``null`` and an error at its path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

import pytest

from django_graphgate.compiler.schema.operators import operators_of
from django_graphgate.errors import Unsupported
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import JSON, Codec
from tests.support.stored.forms import ARRAYS, CODECS, WANTED, has_form
from tests.support.stored.tables import TABLE, ask, fitted, paths, rows_of, run_sql

pytestmark = pytest.mark.django_db

FORGED = '0},{"id":99,"config":0'
HOSTILE = [FORGED, '1},{"x":2', '"', "\\", "nan", "-inf", "5", "1.5", "1e999", "live", "true", "", " ", "{", "[1,",
           '{"a":1}', "null", "2020-13-45", "2021-02-29", "2021-01-09", "16:37:01", "2021-01-09 16:37:01+02", "99:99",
           "1 day 02:03:04", "10.0.0.1", "::1", "1::2::3", "5e9f0a44-7a0c-4f3c-9d2a-0a1b2c3d4e5f", "9" * 40,
           "\x1an", "\x1aj\"x\"", "é\u2028", "[" * 5000, "NaN", '{"a":NaN}', "2021-01-09T16:37:01", "0000-01-01"]  # fmt: skip


def _quoted(*texts: str) -> list[str]:
    return ["'" + one.replace("'", "''") + "'" for one in texts]


TYPES: Mapping[str, list[str]] = {
    "int2": ["0", "1", "-5", "32767"],
    "int4": ["0", "1", "2147483647"],
    "int8": ["0", "1", "2147483648", "-9223372036854775808"],
    "numeric": ["0", "1.5", "1e400", "1e-400", "9223372036854775808", "'NaN'", "'Infinity'", "12345678901234567890.25"],
    "numeric(12,4)": ["1.2345", "5"],
    "float4": ["0.1", "5", "'NaN'", "'Infinity'", "3e38"],
    "float8": ["0.1", "5", "'NaN'", "'-Infinity'", "1e300", "9007199254740993", "9223372036854775808"],
    "bool": ["true", "false"],
    "text": _quoted(*HOSTILE),
    "varchar(6000)": _quoted(*HOSTILE),
    "char(80)": _quoted(*(one for one in HOSTILE if len(one) < 80)),
    "citext": _quoted(*HOSTILE),
    "name": _quoted(*(one for one in HOSTILE if len(one) < 60)),
    "uuid": _quoted("5e9f0a44-7a0c-4f3c-9d2a-0a1b2c3d4e5f"),
    "stored_state": _quoted("live", "draft", 'x"},{"id":9'),
    "date": _quoted("2021-01-09", "infinity", "-infinity", "0044-03-15 BC", "99999-01-01", "5874897-12-31"),
    "time": _quoted("16:37:01", "24:00", "00:00:00.5"),
    "timetz": _quoted("16:37:01+02", "24:00-11"),
    "timestamp": _quoted("2021-01-09 16:37:01.5", "infinity", "-infinity", "20000-01-01", "0044-03-15 BC"),
    "timestamptz": _quoted("2021-01-09 16:37:01.5+02", "infinity", "-infinity", "20000-01-01", "0044-03-15 BC"),
    "interval": _quoted("1 day 02:03:04.5", "-1 year 3 months", "178000000 years"),
    "json": _quoted('{"a":1}', "[1, 2]", '"x"', '"\\u0000"', '"\\ud800"', "1e999999", "5", "null", '{"a":"\\ud83d\\ude00"}', "true",
                    '"\\\\ud83d\\ude00"', '"\\\\u0000"', '"\\ud83d\\\\\\ude00"'),
    "jsonb": _quoted('{"a":1}', '[1, "x"]', '"x"', "5", "null", "true"),
    "bytea": ["'\\x00ff'", "'hello'", "''"],
    "inet": _quoted("10.0.0.1", "10.0.0.1/8", "::1"),
    "cidr": _quoted("10.0.0.0/8"),
    "macaddr": _quoted("08:00:2b:01:02:03"),
    "money": _quoted("12.50", "-3"),
    "bit(3)": ["B'101'"],
    "oid": ["5", "4294967295"],
    "int4range": _quoted("[1,5)"),
    "point": _quoted("(1,2)"),
    "tsvector": _quoted('a "b"'),
    "hstore": _quoted('a=>"},{"'),
    "stored_email": _quoted(*HOSTILE[:4]),
    "stored_count": ["7"],
    "stored_of_states": _quoted("live"),
    "stored_pair": ["ROW('\"},{\"', 1)"],
    "int2[]": _quoted("{1,NULL}", "{}"),
    "int4[]": _quoted("{1,NULL}"),
    "int8[]": _quoted("{2147483648}"),
    "text[]": ["ARRAY['\"},{\"', NULL, ',']", "'{}'"],
    "varchar(9)[]": ["ARRAY['\"', '\\']"],
    "stored_state[]": ["ARRAY['live']::stored_state[]"],
    "uuid[]": _quoted("{5e9f0a44-7a0c-4f3c-9d2a-0a1b2c3d4e5f}"),
    "float8[]": _quoted("{NaN,1}"),
    "date[]": _quoted("{infinity,2021-01-09}"),
    "timestamp[]": _quoted("{2021-01-09 01:00}"),
    "timestamptz[]": _quoted("{2021-01-09 01:00+02}"),
    "jsonb[]": ["ARRAY['{\"a\":1}']::jsonb[]"],
}  # fmt: skip
NAMES = {f"c{number}": kind for number, kind in enumerate(TYPES)}
EXTRA = ["CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION IF NOT EXISTS hstore"]
OWN = [
    """CREATE TYPE stored_state AS ENUM ('draft', 'live', 'x"},{"id":9')""",
    "CREATE DOMAIN stored_email AS text",
    "CREATE DOMAIN stored_count AS int4 CHECK (VALUE > 0)",
    "CREATE DOMAIN stored_of_states AS stored_state",
    "CREATE TYPE stored_pair AS (a text, b int)",
]


@pytest.fixture
def table() -> Iterator[None]:
    """A column of each type, a row for each value, and one of NULLs."""
    listed = ", ".join(f'"{name}" {kind}' for name, kind in NAMES.items())
    run_sql("default", *EXTRA, *OWN, f"CREATE TABLE {TABLE} (id int8 PRIMARY KEY, {listed})")
    deepest = max(len(values) for values in TYPES.values())
    for row in range(deepest + 1):
        values = {name: TYPES[kind][row] for name, kind in NAMES.items() if row < len(TYPES[kind])}
        names = ", ".join(["id", *values])
        texts = ", ".join([str(row), *values.values()]).replace("%", "%%")
        run_sql("default", f"INSERT INTO {TABLE} ({names}) VALUES ({texts})")
    yield


def catalogue(codec: Codec) -> tuple[Catalog, list[str]]:
    """All columns that can be read as the codec; the others are refused by name."""
    found = fitted(dict.fromkeys(NAMES, codec))
    refused = {one.split(" ")[0].removeprefix("rows.") for one in found.problems}
    kept = [name for name in NAMES if name not in refused]
    again = fitted(dict.fromkeys(kept, codec))
    assert again.problems == ()
    return again.catalog, kept


@pytest.mark.parametrize("codec", [*CODECS.values(), *ARRAYS.values()], ids=[*CODECS, *ARRAYS])
class TestAnswers:
    def test_value_has_another_form(self, table: None, codec: Codec) -> None:
        catalog, kept = catalogue(codec)
        assert codec.item is not None or kept == list(NAMES)
        answer = ask(catalog, f"{{ rows(order_by: {{ id: asc }}) {{ id {' '.join(kept)} }} }}", "default")
        rows, marked = rows_of(answer), paths(answer)
        assert [one["id"] for one in rows] == list(range(len(rows)))
        for number, row in enumerate(rows):
            for name in kept:
                stored = TYPES[NAMES[name]][number] if number < len(TYPES[NAMES[name]]) else None
                if ("rows", number, name) in marked:
                    assert row[name] is None
                    assert stored is not None
                elif row[name] is None:
                    assert stored is None or (codec == JSON and "null" in stored), (NAMES[name], stored)
                elif not (codec == JSON and isinstance(row[name], list | dict)):
                    assert has_form(codec, row[name]), (NAMES[name], stored, row[name])
        assert {one.path[:3] for one in answer.faults} == {one.path for one in answer.faults} or (codec).item

    def test_filter_fails(self, table: None, codec: Codec) -> None:
        catalog, kept = catalogue(codec)
        inner = (codec.item or codec).name
        value = WANTED["text" if inner == "enum" else inner]
        kind = (codec.item or codec).scalar
        for operator in operators_of(codec):
            given, declared = _operand(operator, kind, value, codec.item)
            for name in [name for name in kept if not _comparable(codec, name)]:
                with pytest.raises(Unsupported) if operator != "is_null" else nullcontext():
                    ask(catalog, _asking([name], operator, declared), "default", {"v": given})
            names = [name for name in kept if _comparable(codec, name)]
            for few in (names[start : start + 10] for start in range(0, len(names), 10)):
                answer = ask(catalog, _asking(few, operator, declared), "default", {"v": given})
                assert all(isinstance(rows_of(answer, name), list) for name in few)

    def test_order_or_page_fails(self, table: None, codec: Codec) -> None:
        if codec == JSON or codec.item:
            return
        catalog, kept = catalogue(codec)
        for name in kept:
            text = f"query ($c: String) {{ rows(first: 20, after: $c, order_by: {{ {name}: desc }}) {{ id }} rows_cursor }}"
            seen: list[int] = []
            cursor = None
            for _ in range(10):
                answer = ask(catalog, text, "default", {"c": cursor})
                seen += [one["id"] for one in rows_of(answer)]
                assert answer.data is not None
                cursor = json.loads(answer.data)["rows_cursor"]
                if cursor is None:
                    break
            assert len(seen) == len(set(seen)) == 38, NAMES[name]


def _comparable(codec: Codec, name: str) -> bool:
    return codec != JSON or NAMES[name] in ("json", "jsonb")


def _asking(names: list[str], operator: str, declared: str) -> str:
    lists = [f"{name}: rows(where: {{ {name}: {{ {operator}: $v }} }}) {{ id }}" for name in names]
    return f"query ($v: {declared}) {{ {' '.join(lists)} }}"


def _operand(operator: str, kind: str, value: Any, item: Codec | None) -> tuple[Any, str]:
    if operator == "is_null":
        return True, "Boolean"
    if operator in ("has_key_any", "has_key_all"):
        return ["a"], "[String!]"
    if operator == "has_key":
        return "a", "String"
    if item or operator in ("in", "nin", "has_in_common"):
        return [value], f"[{kind}!]"
    return value, kind
