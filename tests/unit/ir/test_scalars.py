"""Which JSON values each scalar takes, and as what."""

# ruff: noqa: RUF001 - digits that are not ours

from __future__ import annotations

import contextlib
import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.codec import INT32, INT64, NAMES, SCALARS, Codec, int_codec
from django_graphgate.ir.scalars import coerce

INT = str(int_codec(*INT32))
BIG = str(int_codec(*INT64))
SMALL = "int:-32768:32767"
NAN, INFINITY = float("nan"), float("inf")
UTC = dt.UTC
WRONG_KINDS: list[Any] = [[], {}, [1], {"a": 1}, b"bytes", object()]

TAKEN: list[tuple[str, Any, Any]] = [
    (INT, 0, 0),
    (INT, -(2**31), -(2**31)),
    (INT, 2**31 - 1, 2**31 - 1),
    (INT, 3.0, 3),
    (INT, -0.0, 0),
    (INT, Decimal(7), 7),
    (SMALL, -32768, -32768),
    (BIG, 2**63 - 1, 2**63 - 1),
    (BIG, "9223372036854775807", 2**63 - 1),
    (BIG, "-1", -1),
    (BIG, "007", 7),
    ("float", 1, 1.0),
    ("float", 1e308, 1e308),
    ("float", Decimal("0.1"), 0.1),
    ("float", -0.0, -0.0),
    ("decimal:10:2", 1, Decimal(1)),
    ("decimal:10:2", 0.1, Decimal("0.1")),
    ("decimal:10:2", "12.340", Decimal("12.340")),
    ("decimal:10:2", "-1e3", Decimal(-1000)),
    ("decimal:10:2", "1E+999", Decimal("1e999")),
    ("decimal:10:2", 10**500, Decimal(10**500)),
    ("bool", True, True),
    ("bool", False, False),
    ("text", "", ""),
    ("text", "\U0001f600\x01\n", "\U0001f600\x01\n"),
    ("text", "' OR 1=1 --", "' OR 1=1 --"),
    ("like:infix", "100%_\\", "100%_\\"),
    ("pattern", "a%\\\\", "a%\\\\"),
    ("pattern", "\\%", "\\%"),
    ("uuid", "0FB0A0F0-1E2D-4C3B-8A79-ABCDEF012345", uuid.UUID("0fb0a0f01e2d4c3b8a79abcdef012345")),
    ("uuid", "0fb0a0f01e2d4c3b8a79abcdef012345", uuid.UUID("0fb0a0f01e2d4c3b8a79abcdef012345")),
    ("date", "2024-02-29", dt.date(2024, 2, 29)),
    ("date", "0001-01-01", dt.date(1, 1, 1)),
    ("time", "23:59", dt.time(23, 59)),
    ("time", "23:59:59.5", dt.time(23, 59, 59, 500000)),
    ("datetime", "2021-01-09T16:37:01Z", dt.datetime(2021, 1, 9, 16, 37, 1, tzinfo=UTC)),
    ("datetime", "2021-01-09 18:37+02:00", dt.datetime(2021, 1, 9, 16, 37, tzinfo=UTC)),
    ("datetime", "2021-01-09T16:37:01.000001-0130", dt.datetime(2021, 1, 9, 18, 7, 1, 1, tzinfo=UTC)),
    ("datetime_naive", "2021-01-09T16:37:01", dt.datetime(2021, 1, 9, 16, 37, 1)),  # noqa: DTZ001
    ("datetime_any", "2021-01-09T16:37:01", dt.datetime(2021, 1, 9, 16, 37, 1)),  # noqa: DTZ001
    ("datetime_any", "2021-01-09T16:37:01Z", dt.datetime(2021, 1, 9, 16, 37, 1, tzinfo=UTC)),
    ("duration", "P1DT02H03M04.5S", dt.timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500)),
    ("duration", "-P1D", dt.timedelta(days=-1)),
    ("duration", "P2W", dt.timedelta(weeks=2)),
    ("duration", "+PT0S", dt.timedelta(0)),
    ("duration", "-P106751991D", dt.timedelta(days=-106751991)),
    ("bytes", "", b""),
    ("bytes", "AP8=", b"\x00\xff"),
    ("inet", "2001:0DB8::1", "2001:db8::1"),
    ("inet", "10.0.0.1", "10.0.0.1"),
    ("inet", "::ffff:10.0.0.1", "::ffff:10.0.0.1"),
]

REFUSED: list[tuple[str, Any]] = [
    *((codec, value) for codec in (INT, BIG, SMALL) for value in (True, False, "", "x", 1.5, NAN, INFINITY)),
    *((INT, value) for value in ("1", 2**31, -(2**31) - 1, 1e300, Decimal("1e999999999"), Decimal("NaN"))),
    *((BIG, value) for value in (2**63, "9223372036854775808", "1.0", "1e3", "0x1F", " 1", "1\n", "١")),
    *((BIG, value) for value in ("9" * 5000, 10**5000, "+1", "1_000")),
    (SMALL, 32768),
    ("int:0:2147483647", -1),
    *(
        ("float", value)
        for value in (True, "1", "NaN", NAN, INFINITY, -INFINITY, 10**400, Decimal("Infinity"))
    ),
    *(
        ("decimal:10:2", v)
        for v in (True, "", "NaN", "sNaN", "Infinity", "0x1F", "1e999999", "1e1000", "1,5")
    ),
    *(("decimal:10:2", v) for v in (NAN, INFINITY, ".5", "5.", " 1", "1 ", "1_0", "١", "1" * 1001, 10**1001)),
    *(
        ("decimal:10:2", v)
        for v in (10**5000, -(10**5000), Decimal("NaN"), Decimal("1e999999"), "--1", "1e", "1" * 900 + "e200")
    ),
    *(("bool", value) for value in (0, 1, "true", "on", "")),
    *(
        (codec, v)
        for codec in ("text", "like:infix", "pattern")
        for v in (1, True, "a\0b", "\ud800", "x\udfff")
    ),
    *(("pattern", value) for value in ("\\", "a\\", "\\\\\\")),
    *(("uuid", value) for value in ("", "x" * 32, "{0fb0a0f0-1e2d-4c3b-8a79-abcdef012345}", "urn:uuid:0", 7)),
    *(("uuid", value) for value in ("0fb0a0f01e2d4c3b8a79abcdef01234", "0fb0a0f01e2d4c3b8a79abcdef012345\n")),
    *(
        ("date", v)
        for v in ("now", "today", "infinity", "epoch", "", "2021-02-29", "2021-1-9", "20210109", 0)
    ),
    *(("date", v) for v in ("0000-01-01", "10000-01-01", "2021-01-09T00:00:00", "-001-01-01", "2021-W01-1")),
    *(
        ("time", value)
        for value in ("now", "allballs", "24:00", "23:60", "23:59:60", "1:00", "23:59:59.1234567")
    ),
    *(("time", value) for value in ("23:59:59Z", "23:59+01:00", "23", "T23:59")),
    *(
        ("datetime", v)
        for v in ("now", "infinity", "2021-01-09T16:37:01", "2021-01-09", "yesterday", 0, "epoch")
    ),
    *(("datetime", v) for v in ("0001-01-01T00:00+23:00", "9999-12-31T23:59-23:00", "2021-01-09T25:00Z")),
    *(
        ("datetime", v)
        for v in ("2021-01-09T16:37:01 Z", "2021-01-09T16:37:01+1", "2021-01-09T16:37:01+25:00")
    ),
    ("datetime_naive", "2021-01-09T16:37:01Z"),
    ("datetime_any", "now"),
    *(
        ("duration", v)
        for v in ("", "P", "PT", "P1Y", "P1M", "1 day", "-", "P-1D", "PT1", "P1DT", "P1000000000D")
    ),
    *(
        ("duration", v)
        for v in ("PT0.1234567S", "P99999999W", "P106751992D", "-P106751992D", "infinity", "PT.5S", 5)
    ),
    *(("bytes", value) for value in ("=", "a", "AP8", "AP8=\n", "A P8=", "é", "AP8_", 1)),
    *(
        ("json", value)
        for value in (NAN, INFINITY, "\0", {"a\0": 1}, "\ud800", Decimal("NaN"), {1: object()})
    ),
    *(("inet", value) for value in ("", "10.0.0", "10.0.0.1/8", "fe80::1%eth0", "010.0.0.1", 1, "localhost")),
    *((codec, value) for codec in sorted(NAMES - {"int", "json"}) for value in WRONG_KINDS),
    *((INT, value) for value in WRONG_KINDS),
]


def check(codec: str, value: Any) -> Any:
    return coerce(Codec.parse(codec), value)


@pytest.mark.parametrize(("codec", "value", "expected"), TAKEN)
def test_value_is_refused_or_read_otherwise(codec: str, value: Any, expected: Any) -> None:
    found = check(codec, value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(("codec", "value"), REFUSED, ids=[f"{one[0]}-{i}" for i, one in enumerate(REFUSED)])
def test_value_is_taken(codec: str, value: Any) -> None:
    with pytest.raises(BadValue) as caught:
        check(codec, value)
    assert "is expected" in str(caught.value)


@pytest.mark.parametrize("codec", [*sorted(NAMES - {"int"}), INT])
def test_null_is_no_value(codec: str) -> None:
    assert check(codec, None) is None


@pytest.mark.parametrize(
    "value",
    [1, "a", True, None, [], {}, {"é": [1, 2.5, None, {"b": '\\u0041 " \\'}]}, 1e308, 2**70, ["\U0001f600"]],
)
def test_json_value_changes(value: Any) -> None:
    if value is not None:
        assert json.loads(check("json", value)) == value


def test_json_decimals_keep_their_value() -> None:
    assert json.loads(check("json", {"a": Decimal("1.5"), "b": Decimal(7)})) == {"a": 1.5, "b": 7}


def test_json_that_never_ends_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(BadValue):
        check("json", value)


def test_sentence_holds_the_value() -> None:
    for codec, value in REFUSED:
        if isinstance(value, str) and len(value) > 6 and not value.isdigit() and "2021-01-09" not in value:
            with pytest.raises(BadValue) as caught:
                check(codec, value)
            assert value not in str(caught.value)


def test_every_codec_has_a_scalar() -> None:
    assert {Codec.parse(codec).scalar for codec in (*NAMES - {"int"}, INT, BIG)} == SCALARS


@pytest.mark.parametrize(
    ("bounds", "name"),
    [(INT32, "Int"), (INT64, "BigInt"), ((0, 2**31), "BigInt"), ((-(2**31) - 1, 0), "BigInt")],
)
def test_int_is_not_wide_enough(bounds: tuple[int, int], name: str) -> None:
    codec = int_codec(*bounds)
    assert (codec.scalar, codec.name, codec.numbers) == (name, "int", bounds)


@given(st.timedeltas(dt.timedelta(days=-106751991), dt.timedelta(days=106751991)))
def test_duration_does_not_come_back(value: dt.timedelta) -> None:
    size = abs(value)
    text = f"{'-' if value < dt.timedelta(0) else ''}P{size.days}DT{size.seconds}.{size.microseconds:06d}S"
    assert check("duration", text) == value


@given(st.datetimes(timezones=st.timezones()))
def test_moment_changes_with_its_offset(value: dt.datetime) -> None:
    text = value.isoformat()
    try:
        expected = dt.datetime.fromisoformat(text).astimezone(UTC)
        found = check("datetime", text)
    except (OverflowError, BadValue):
        return  # offsets with seconds, and moments that are outside the years 1 to 9999 in UTC
    assert found == expected
    assert found.tzinfo is UTC


@given(st.text())
def test_text_fails_in_another_way(value: str) -> None:
    """Whatever a text holds, a codec answers with a value or with a sentence."""
    for codec in (*sorted(NAMES - {"int"}), INT, BIG):
        with contextlib.suppress(BadValue):
            check(codec, value)


@given(st.one_of(st.decimals(), st.floats(), st.integers(), st.integers(1000, 10000).map(lambda n: 10**n)))
def test_number_fails_in_another_way(value: Decimal | float) -> None:
    for codec in (*sorted(NAMES - {"int"}), INT, BIG):
        with contextlib.suppress(BadValue):
            check(codec, value)
