"""Names, texts and lists that want to be syntax, on real servers."""

from __future__ import annotations

import datetime as dt
import json
import math
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django_graphgate.dialects import DIALECTS, Dialect, dialect
from django_graphgate.dialects.sqlite_functions import FUNCTIONS, gg_float
from django_graphgate.errors import Unsupported
from django_graphgate.ir.codec import FLOAT, PATTERN, TEXT, Codec
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Parameter, Sql, join, number, parameter, raw, sql

POSTGRESQL, SQLITE = DIALECTS["postgresql"], DIALECTS["sqlite"]
HOSTILE_NAMES = [
    "select", "a b", 'say "hi"', '"', '""', "it's", "a;b--", "a/*b*/", "a\\", "a\nb", "%s", "%(x)s", "$1",
    "?1",
    ":x", "{}", "Größe", "表", "\U0001f600", "a.b", '"; DROP TABLE t; --', "", " ", "\x01", "x" * 63,
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ASCII = st.text(st.sampled_from("aAbBzZ%_\\/1 é.*+?()[]{}^$|\n\t'\""), max_size=8)
PATTERNS = ASCII.filter(lambda text: (len(text) - len(text.rstrip("\\"))) % 2 == 0)
real_server = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

Ask = Callable[[Sql, dict[str, Any]], Any]


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def sqlite() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for name, (count, function) in FUNCTIONS.items():
        connection.create_function(name, count, function, deterministic=True)
    yield connection
    connection.close()


def bound(spoken: Dialect, one: Parameter) -> Any:
    if not one.many:
        value = coerce(one.codec, one.value)
        return None if value is None else spoken.encoder(one.codec)(value)
    assert isinstance(one.value, tuple)
    return spoken.list_encoder(one.codec)([coerce(one.codec, value) for value in one.value])


def text_of(spoken: Dialect, *names: str) -> str:
    return spoken.number(spoken.identifier(*names))[0]


def on_postgresql(connection: psycopg.Connection[Any], expression: Sql) -> Any:
    """The value of an expression as PostgreSQL sends it: text."""
    text, parameters = POSTGRESQL.number(raw("SELECT ") + expression)
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(text, [bound(POSTGRESQL, one) for one in parameters])
        result = cursor.pgresult
        assert result is not None
        value = result.get_value(0, 0)
        return None if value is None else value.decode()


def on_sqlite(connection: sqlite3.Connection, expression: Sql) -> Any:
    text, parameters = SQLITE.number(raw("SELECT ") + expression)
    values = {str(number): bound(SQLITE, one) for number, one in enumerate(parameters, 1)}
    return connection.execute(text, values).fetchone()[0]


def constant(codec: str, value: Any) -> Sql:
    return parameter(Parameter(source="constant", codec=Codec.parse(codec), value=value))


def listed(codec: str, *values: Any) -> Sql:
    return parameter(Parameter(source="constant", codec=Codec.parse(codec), value=values, many=True))


# ----------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name])
def test_name_is_read_as_syntax_by_postgresql(postgresql: psycopg.Connection[Any], name: str) -> None:
    column = POSTGRESQL.identifier(name)
    text, _ = POSTGRESQL.number(
        sql("SELECT {}.{} FROM (SELECT 7 AS {}) AS {}", column, column, column, column)
    )
    with psycopg.RawCursor(postgresql) as cursor:
        cursor.execute(text)
        assert cursor.fetchone() == (7,)
        assert cursor.description is not None
        assert cursor.description[0].name == name


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name])
def test_name_is_read_as_syntax_by_sqlite(sqlite: sqlite3.Connection, name: str) -> None:
    column = SQLITE.identifier(name)
    text, _ = SQLITE.number(sql("CREATE TABLE {} ({} INTEGER)", column, column))
    sqlite.execute(text)
    text, _ = SQLITE.number(sql("INSERT INTO {} ({}) VALUES (7)", column, column))
    sqlite.execute(text)
    text, _ = SQLITE.number(sql("SELECT {}.{} FROM {}", column, column, column))
    cursor = sqlite.execute(text)
    assert (cursor.fetchone(), cursor.description[0][0]) == ((7,), name)


@pytest.mark.parametrize("spoken", DIALECTS.values(), ids=DIALECTS)
class TestNames:
    def test_parts_are_glued(self, spoken: Dialect) -> None:
        assert text_of(spoken, "a.b", "c") == '"a.b"."c"'

    def test_quote_is_not_doubled(self, spoken: Dialect) -> None:
        assert text_of(spoken, 'a"b') == '"a""b"'

    def test_missing_schema_leaves_a_dot(self, spoken: Dialect) -> None:
        assert text_of(spoken, "", "table") == '"table"'

    def test_nul_cuts_a_name(self, spoken: Dialect) -> None:
        with pytest.raises(ValueError, match="NUL"):
            spoken.identifier("a\0b")

    @pytest.mark.parametrize("name", ["", "a b", "a'b", 'a"b', "1a", "ä", "a-b", "a\n", "a\\", "a\0"])
    def test_key_that_is_no_name_is_taken(self, spoken: Dialect, name: str) -> None:
        with pytest.raises(ValueError, match="not a GraphQL name"):
            spoken.key('"', name, '"')


def test_unknown_server_has_a_dialect() -> None:
    with pytest.raises(Unsupported, match="oracle"):
        dialect("oracle")


# ----------------------------------------------------------------------------------------------- values


@real_server
@given(TEXTS)
def test_text_differs_between_servers(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, text: str
) -> None:
    value = constant("text", text)
    for answer in (
        on_postgresql(postgresql, POSTGRESQL.json_scalar(TEXT, value, nullable=False)),
        on_sqlite(sqlite, SQLITE.json_scalar(TEXT, value, nullable=False)),
    ):
        assert json.loads(answer) == text
        answer.encode()


@real_server
@given(st.lists(TEXTS, max_size=4), TEXTS)
def test_list_of_texts_holds_others(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, texts: list[str], text: str
) -> None:
    """Braces, commas, quotes, ``NULL`` … of an array literal are characters of a text like all others."""
    for one in (text, *texts):
        for spoken, ask in ((POSTGRESQL, on_postgresql), (SQLITE, on_sqlite)):
            connection: Any = postgresql if spoken is POSTGRESQL else sqlite
            found = ask(connection, spoken.member(constant("text", one), listed("text", *texts), TEXT))
            assert found in (("t", 1) if one in texts else ("f", 0))


LISTS: dict[str, list[Any]] = {
    "int:-9223372036854775808:9223372036854775807": [0, -1, 2**63 - 1, -(2**63)],
    "int:-2147483648:2147483647": [0, 2**31 - 1],
    "float": [0.1, -2.5, 1e308, 5e-324],
    "decimal:10:2": [1, "2.50", "1e400", "-1e400", "99999999.99"],
    "bool": [True, False],
    "text": ["NULL", "null", "", "{}", '"', "\\", "a,b", "'"],
    "uuid": ["00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    "date": ["0001-01-01", "9999-12-31"],
    "time": ["00:00", "23:59:59.999999"],
    "datetime": ["2021-01-09T16:37:01Z", "0001-01-01T00:00:00Z"],
    "datetime_naive": ["2021-01-09T16:37:01.5"],
    "duration": ["P1D", "-PT0.000001S", "P106751991D", "-P106751991D"],
    "bytes": ["", "AA==", "/w=="],
    "inet": ["::1", "10.0.0.1"],
}


@pytest.mark.parametrize("codec", LISTS)
def test_list_does_not_hold_its_values(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, codec: str
) -> None:
    values = LISTS[codec]
    for spoken, ask in ((POSTGRESQL, on_postgresql), (SQLITE, on_sqlite)):
        connection: Any = postgresql if spoken is POSTGRESQL else sqlite
        for index, value in enumerate(values):
            one = constant(codec, value)
            others = values[:index] + values[index + 1 :]
            assert ask(connection, spoken.member(one, listed(codec, *values), Codec.parse(codec))) in ("t", 1)
            assert ask(connection, spoken.member(one, listed(codec, *others), Codec.parse(codec))) in ("f", 0)
            assert ask(connection, spoken.member(one, listed(codec, None), Codec.parse(codec))) is None
            position = ask(connection, spoken.list_position(one, listed(codec, *values), Codec.parse(codec)))
            assert int(position) == index + (spoken is POSTGRESQL)


CANONICAL: list[tuple[str, Any, str]] = [
    ("float", 1e20, "1e+20"),
    ("float", 0.1, "0.1"),
    ("float", -0.0, "-0"),
    ("float", 0, "0"),
    ("float", 100.0, "100"),
    ("float", 1e15, "1e+15"),
    ("float", 123456789012345.6, "123456789012345.6"),
    ("float", 0.0001, "0.0001"),
    ("float", 0.00001, "1e-05"),
    ("float", 5e-324, "5e-324"),
    ("float", -1.7976931348623157e308, "-1.7976931348623157e+308"),
    ("float", 2.2250738585072014e-308, "2.2250738585072014e-308"),
    ("bool", True, "true"),
    ("bool", False, "false"),
    ("int:-9223372036854775808:9223372036854775807", -(2**63), "-9223372036854775808"),
    ("uuid", "0FB0A0F01E2D4C3B8A79ABCDEF012345", '"0fb0a0f0-1e2d-4c3b-8a79-abcdef012345"'),
    ("date", "0999-01-02", '"0999-01-02"'),
    ("time", "16:37", '"16:37:00"'),
    ("time", "16:37:01.120", '"16:37:01.12"'),
    ("datetime", "2021-01-09T16:37:01.5Z", '"2021-01-09T16:37:01.5+00:00"'),
    ("datetime", "2021-01-09T16:37:00+02:00", '"2021-01-09T14:37:00+00:00"'),
    ("datetime_naive", "2021-01-09T16:37:01.000010", '"2021-01-09T16:37:01.00001"'),
    ("duration", "PT0S", '"P0DT00H00M00S"'),
    ("duration", "-PT0.5S", '"-P0DT00H00M00.5S"'),
    ("duration", "P1DT25H", '"P2DT01H00M00S"'),
    ("duration", "PT59.999999S", '"P0DT00H00M59.999999S"'),
    ("duration", "-P106751991D", '"-P106751991DT00H00M00S"'),
    ("bytes", "", '""'),
    ("text", 'a"\\\n\t\x01/é\u2028', '"a\\"\\\\\\n\\t\\u0001/é\u2028"'),
    ("inet", "2001:DB8:0::1", '"2001:db8::1"'),
]
_LONG = "QUJD" * 40
CANONICAL.append(("bytes", _LONG, f'"{_LONG}"'))


@pytest.mark.parametrize(("codec", "value", "expected"), CANONICAL)
def test_value_has_no_canonical_form(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, codec: str, value: Any, expected: str
) -> None:
    one, null = constant(codec, value), constant(codec, None)
    for spoken, ask in ((POSTGRESQL, on_postgresql), (SQLITE, on_sqlite)):
        connection: Any = postgresql if spoken is POSTGRESQL else sqlite
        for nullable in (False, True):
            assert (
                str(ask(connection, spoken.json_scalar(Codec.parse(codec), one, nullable=nullable)))
                == expected
            )
        assert ask(connection, spoken.json_scalar(Codec.parse(codec), null, nullable=True)) == "null"


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("float", "'NaN'::float8"),
        ("float", "'Infinity'::float8"),
        ("float", "'-Infinity'::float8"),
        ("decimal:10:2", "'NaN'::numeric"),
        ("decimal", "'Infinity'::numeric"),
        ("date", "'infinity'::date"),
        ("date", "'0044-03-15 BC'::date"),
        ("date", "'10000-01-01'::date"),
        ("datetime", "'-infinity'::timestamptz"),
        ("datetime", "'0001-12-31 23:59:59.999999+00 BC'::timestamptz"),
        ("datetime", "'10000-01-01 00:00:00+00'::timestamptz"),
        ("datetime_naive", "'infinity'::timestamp"),
        ("datetime_naive", "'10000-01-01'::timestamp"),
    ],
)
def test_value_that_has_no_form_is_written(
    postgresql: psycopg.Connection[Any], codec: str, text: str, nullable: bool
) -> None:
    found = on_postgresql(
        postgresql, POSTGRESQL.json_scalar(Codec.parse(codec), Sql((text,)), nullable=nullable)
    )
    assert found == ("\x1an" if codec.startswith(("float", "decimal")) else "\x1ad")


@pytest.mark.parametrize(
    ("codec", "text", "expected"),
    [
        ("date", "'0001-01-01'::date", '"0001-01-01"'),
        ("date", "'9999-12-31'::date", '"9999-12-31"'),
        ("datetime", "'0001-01-01 00:00:00+00'::timestamptz", '"0001-01-01T00:00:00+00:00"'),
        (
            "datetime",
            "'9999-12-31 23:59:59.999999+00'::timestamptz",
            '"9999-12-31T23:59:59.999999+00:00"',
        ),
        ("datetime_naive", "'0001-01-01'::timestamp", '"0001-01-01T00:00:00"'),
        ("float", "'-0'::float8", "-0"),
        ("float", "'5e-324'::float8", "5e-324"),
        ("float", "'1.7976931348623157e308'::float8", "1.7976931348623157e+308"),
        ("decimal", "1e131071::numeric", f"1{'0' * 131071}"),
        ("decimal:5:2", "'-0.00'::numeric", "0.00"),
        ("time", "'24:00:00'::time", '"24:00:00"'),
        ("duration", "'1 year 2 mons 3 days'::interval", '"P428DT00H00M00S"'),
        ("duration", "'-1 mons -1.5 sec'::interval", '"-P30DT00H00M01.5S"'),
        ("duration", "'1 year -364 days'::interval", '"P1DT00H00M00S"'),
        ("duration", "'-1 year 364 days'::interval", '"-P1DT00H00M00S"'),
        ("duration", "'1 day -24:00:01'::interval", '"-P0DT00H00M01S"'),
        ("duration", "'178956970 years'::interval", '"P65319294050DT00H00M00S"'),
        ("inet", "'10.0.0.0/8'::inet", '"10.0.0.0"'),
        ("inet", "'2001:db8::/32'::inet", '"2001:db8::"'),
        ("json", """'{"a": 1, "a": 2, "n": 1e30}'::jsonb""", f'{{"a": 2, "n": 1{"0" * 30}}}'),
    ],
)
def test_extreme_is_written_otherwise(
    postgresql: psycopg.Connection[Any], codec: str, text: str, expected: str
) -> None:
    assert (
        on_postgresql(postgresql, POSTGRESQL.json_scalar(Codec.parse(codec), Sql((text,)), nullable=False))
        == expected
    )


@pytest.mark.parametrize(
    ("codec", "text", "expected"),
    [
        ("float", "9e999", "\x1an"),
        ("float", "-9e999", "\x1an"),
        ("float", "-0.0", "-0"),
        ("float", "5e-324", "5e-324"),
        ("float", "'abc'", "\x1at"),
        ("decimal:10:2", "9e999", "\x1an"),
        ("decimal:10:2", "-9e999", "\x1an"),
        ("decimal:10:2", "'abc'", "\x1at"),
        ("int:0:9", "'12'", "\x1at"),
        ("int:0:9", "1.5", "\x1at"),
        ("int:0:9", "9e999", "\x1at"),
        ("int:0:9", "2.0", "2"),
        ("int:0:9", "x'32'", "\x1at"),
        ("bool", "'yes'", "\x1at"),
        ("bool", "2", "\x1at"),
        ("date", "'2021-02-29'", "\x1at"),
        ("date", "'2021-01-09 10:00'", "\x1at"),
        ("date", "'0000-01-01'", "\x1at"),
        ("date", "2459223.5", "\x1at"),
        ("date", "'0001-01-01'", '"0001-01-01"'),
        ("uuid", "'abc'", "\x1at"),
        ("uuid", "7", "\x1at"),
        ("time", "'noon'", "\x1at"),
        ("datetime", "'0044-03-15 BC'", "\x1at"),
        ("datetime", "'0001-01-01 00:00:00'", '"0001-01-01T00:00:00+00:00"'),
        ("datetime", "'9999-12-31 23:59:59.999999'", '"9999-12-31T23:59:59.999999+00:00"'),
        ("duration", "'1 day'", "\x1at"),
        ("duration", "-1", '"-P0DT00H00M00.000001S"'),
        ("bytes", "7", "\x1at"),
        ("bytes", "x''", '""'),
        ("json", "'{'", "\x1at"),
        ("json", "'NaN'", "\x1at"),
        ("json", "'\x1a'", "\x1at"),
        ("json", """'"\x1a"'""", "\x1at"),
        ("json", """'"\\u001a\\u0000"'""", '"\\u001a\\u0000"'),
    ],
)
def test_stored_value_of_another_kind_is_written(
    sqlite: sqlite3.Connection, codec: str, text: str, expected: str
) -> None:
    assert on_sqlite(sqlite, SQLITE.json_scalar(Codec.parse(codec), Sql((text,)), nullable=False)) == expected


@pytest.mark.parametrize("style", ["German", "SQL, DMY", "Postgres, MDY"])
def test_date_follows_the_session(postgresql: psycopg.Connection[Any], style: str) -> None:
    postgresql.execute(
        f"SET DateStyle = '{style}'; SET IntervalStyle = 'iso_8601'; SET TimeZone = 'Asia/Kathmandu'"
    )
    for codec, value, expected in CANONICAL:
        if codec in ("date", "time", "datetime", "datetime_naive", "duration"):
            found = on_postgresql(
                postgresql, POSTGRESQL.json_scalar(Codec.parse(codec), constant(codec, value), nullable=False)
            )
            assert found == expected


WHOLE = st.integers(1, 2**54).flatmap(lambda m: st.integers(0, 80).map(lambda e: float(m << e)))


@real_server
@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.floats(2.0**50, 1e20), WHOLE))
@example(3.085046678742513e16)
@example(2.0**60)
@example(8.55938136288736e18)
@example(9007199254740993.0)
def test_float_is_written_otherwise_than_by_postgresql(
    postgresql: psycopg.Connection[Any], value: float
) -> None:
    text = on_postgresql(postgresql, POSTGRESQL.json_scalar(FLOAT, constant("float", value), nullable=False))
    assert gg_float(value) == text
    assert float(text) == value


# --------------------------------------------------------------------------------------------- patterns


@real_server
@given(ASCII, PATTERNS, st.booleans())
def test_pattern_matches_otherwise_than_on_postgresql(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, text: str, pattern: str, fold: bool
) -> None:
    for operator in ("ilike", "nilike") if fold else ("like", "nlike"):
        expected, found = (
            ask(
                connection,
                spoken.compare(operator, constant("text", text), constant("pattern", pattern), PATTERN),
            )
            for spoken, ask, connection in (
                (POSTGRESQL, on_postgresql, postgresql),
                (SQLITE, on_sqlite, sqlite),
            )
        )
        assert (expected == "t") == bool(found)


@real_server
@given(ASCII, ASCII)
def test_text_itself_is_taken_for_a_pattern(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, text: str, part: str
) -> None:
    expected = {
        ("starts_with", "prefix"): text.startswith(part),
        ("ends_with", "suffix"): text.endswith(part),
        ("contains_text", "infix"): part in text,
    }
    for (operator, place), holds in expected.items():
        for spoken, ask in ((POSTGRESQL, on_postgresql), (SQLITE, on_sqlite)):
            connection: Any = postgresql if spoken is POSTGRESQL else sqlite
            codec = f"like:{place}"
            found = ask(
                connection,
                spoken.compare(operator, constant("text", text), constant(codec, part), Codec.parse(codec)),
            )
            assert found in (("t", 1) if holds else ("f", 0)), (operator, spoken.name)


def test_pattern_takes_too_long(sqlite: sqlite3.Connection) -> None:
    """A regular expression out of it would need more time than there is."""
    pattern, text = "%a" * 60 + "%b", "a" * 5_000
    found = on_sqlite(
        sqlite, SQLITE.compare("like", constant("text", text), constant("pattern", pattern), PATTERN)
    )
    assert found == 0


@pytest.mark.parametrize("spoken", DIALECTS.values(), ids=DIALECTS)
def test_operator_that_a_server_lacks_is_written(spoken: Dialect) -> None:
    with pytest.raises(Unsupported, match=f"sounds_like is not supported on {spoken.name}"):
        spoken.compare("sounds_like", raw("a"), raw("b"), "text")


# ---------------------------------------------------------------------------------------------- pieces


@pytest.mark.parametrize("count", [1, 2, 49, 50, 51, 99, 100, 101, 250, 2_600])
def test_long_text_is_in_too_many_pieces(
    postgresql: psycopg.Connection[Any], sqlite: sqlite3.Connection, count: int
) -> None:
    """Functions take 100 arguments at most, and expressions may be 1,000 deep."""
    pieces = [sql("'{}'", number(index)) for index in range(count)]
    expected = "".join(map(str, range(count)))
    assert on_postgresql(postgresql, POSTGRESQL.concat(pieces)) == expected
    assert on_sqlite(sqlite, SQLITE.concat(pieces)) == expected


def test_equal_parameters_have_two_numbers() -> None:
    one = constant("text", "a")
    text, parameters = POSTGRESQL.number(
        join(", ", [one, constant("text", "b"), one, constant("float", 1.0)])
    )
    assert text == "$1::text, $2::text, $1::text, $3::float8"
    assert [one.value for one in parameters] == ["a", "b", 1.0]


def test_template_with_other_places_is_filled() -> None:
    with pytest.raises(ValueError, match="2 arguments for 1 places"):
        sql("{}", raw("a"), raw("b"))


@pytest.mark.parametrize(
    ("codec", "value", "expected"),
    [
        ("bool", True, 1), ("decimal", Decimal("1.5"), 1.5), ("decimal", Decimal("1e400"), 1.7976931348623157e308),
        ("decimal", math.inf, math.inf), ("bytes", b"a", b"a"), ("uuid", uuid.UUID(int=1), "0" * 31 + "1"),
        ("date", dt.date(1, 1, 1), "0001-01-01"), ("duration", dt.timedelta(-1), -86_400_000_000),
        ("datetime", dt.datetime(2021, 1, 1, tzinfo=dt.UTC), "2021-01-01 00:00:00"), ("text", "a", "a"),
    ],
)  # fmt: skip
def test_sqlite_binds_otherwise_than_django_stores(codec: str, value: Any, expected: Any) -> None:
    assert SQLITE.encoder(Codec.parse(codec))(value) == expected
