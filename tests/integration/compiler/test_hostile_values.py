"""Values that servers, drivers or parsers are known to read as something else, in the place of every scalar.

Each is refused before any SQL, as a literal and as a variable, or it is one of the few that the scalar
has, and both databases then answer the same.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from django_graphgate.errors import DocumentInvalid, DocumentSyntaxError, VariableInvalid
from django_graphgate.ir.statement import Statement
from django_graphgate.strict_json import InvalidJson, read_json
from tests.support.shop.running import ALIASES, compiled, run, shop  # noqa: F401

pytestmark = pytest.mark.django_db(databases=ALIASES)
VENDORS = dict(zip(ALIASES, ("postgresql", "sqlite"), strict=True))

WORDS = (
    "now", "today", "epoch", "infinity", "-infinity", "Infinity", "NaN", "nan", "null", "true", "t", "on", "default",
    "'; DROP TABLE shop_sample; --", "$1", "?1", "%s", "%(a)s", "{}", "{1,2}", "\\", "'", '"', "\u202e", "\ufeff",
    "\u2028", "\x1f", "\U0001f600", "", " ",
)  # fmt: skip
NUMERALS = (
    "0x1F", "0b1", "1_000", " 1 ", "１", "٣", "+1", "-1", "1.", ".5", "1.5", "1e2", "1E+2", "1e400",  # noqa: RUF001
    "1e-400", "20210109", "9" * 20, "1,5", "0777", "1" * 1001,
)  # fmt: skip
MOMENTS = (
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2021-02-30", "2021-1-9", "2021-W01-1",
    "2021-009", "-4713-11-24", "2021-01-09 BC", "24:00", "24:00:00", "23:59:60", "16:37", "T16:37", "16:37:01.1234567",
    "16:37:01+01:00", "4:37 PM", "2021-01-09T24:00:00Z", "2021-01-09T16:37:01Z", "2021-01-09T16:37:01",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2021-01-09T16:37:01+24:00", "2021-01-09T16:37:01 UTC",
    "2021-01-09", "P1Y", "P1M", "P", "PT", "P1DT", "P1W", "-P1D", "P-1D", "PT1.5S", "P106751991167301D",
    "P99999999999D", "1 day",
)  # fmt: skip
OTHERS = (
    "!!!!", "AAA", "AAAA", "AA==", "AB==", "A A A=", "A-_A", "\\x00", "::1", "::1%eth0", "1.2.3.4", "1.2.3.4/8",
    "999.1.1.1", "01.2.3.4", "1.2.3", "::ffff:1.2.3.4", "12345678-1234-1234-1234-123456789012",
    "12345678123412341234123456789012", "{12345678-1234-1234-1234-123456789012}",
    "urn:uuid:12345678-1234-1234-1234-123456789012", "1234-5678123412341234123456789012",
)  # fmt: skip
TEXTS = tuple(dict.fromkeys((*WORDS, *NUMERALS, *MOMENTS, *OTHERS)))
RAW = (
    "0", "1", "-1", "1.0", "-0.0", "0.1", "1.5", "0e999", "1e400", "-1e400", "1e-400", "9007199254740993",
    "9007199254740993.0", "9007199254740993.5", "2147483648", "9223372036854775807", "9223372036854775808",
    "1" * 400, "1" * 2000, "0." + "1" * 400, "1e999999999999999999999", "NaN", "Infinity", "-Infinity", "true", "false",
    "[]", "[[]]", "[null]", "{}", "[1]", '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"',
)  # fmt: skip
"""JSON as it stands in a body; nearly all of it is GraphQL, too."""

KINDS = {
    "number": "Int", "big": "BigInt", "real": "Float", "exact": "Decimal", "flag": "Boolean", "ident": "UUID",
    "day": "Date", "clock": "Time", "moment": "DateTime", "span": "Duration", "blob": "Bytes", "address": "String",
    "text": "String",
}  # fmt: skip
_WHOLE = {"0", "1", "-1", "1.0", "-0.0", "0e999"}
_WIDE = {"9007199254740993", "9007199254740993.0", "2147483648", "9223372036854775807"}
_SHORT = (
    _WHOLE | _WIDE | {"0.1", "1.5", "9007199254740993.5", "9223372036854775808", "1" * 400, "0." + "1" * 400}
)
_BASE64 = {
    "", "infinity", "Infinity", "null", "true", "0x1F", "AAAA", "AA==", "0777", "P1DT", "1E+2", "9" * 20, "20210109",
    "12345678123412341234123456789012",
}  # fmt: skip
ACCEPTED: dict[str, set[str]] = {
    "number": _WHOLE,
    "big": _WHOLE | _WIDE | {'"-1"', '"20210109"', '"0777"'},
    "real": (_SHORT - {"1" * 400}) | {"1e-400"},
    "exact": _SHORT
    | {"1e-400", "1e400", "-1e400", *(f'"{one}"' for one in ("-1", "1.5", "1e2", "1E+2", "1e400", "1e-400"))}
    | {'"20210109"', f'"{"9" * 20}"', '"0777"', '"12345678123412341234123456789012"'},
    "flag": {"true", "false"},
    "ident": {'"12345678-1234-1234-1234-123456789012"', '"12345678123412341234123456789012"'},
    "day": {'"0001-01-01"', '"9999-12-31"', '"2021-01-09"'},
    "clock": {'"16:37"'},
    "moment": {'"2021-01-09T16:37:01Z"'},
    "span": {'"P1W"', '"-P1D"', '"PT1.5S"'},
    "blob": {json.dumps(one) for one in TEXTS if one in _BASE64},
    "address": {'"::1"', '"1.2.3.4"', '"::ffff:1.2.3.4"'},
    "text": {json.dumps(one) for one in TEXTS},
}  # fmt: skip
NOT_AS_LITERAL = {"number": {"1.0", "-0.0", "0e999"}, "exact": {"1e400", "-1e400"}}
"""A variable is JSON, where 1.0 is the number 1; in a document they are two."""
VALUES = (*map(json.dumps, TEXTS), *RAW)


@functools.cache
def with_variable(column: str, vendor: str) -> Statement:
    return compiled(
        f"query ($v: {KINDS[column]}) {{ samples(where: {{ {column}: {{ eq: $v }} }}) {{ id }} }}",
        None,
        vendor,
    )


def by_variable(column: str, raw: str) -> list[bytes] | None:
    """The answers of both databases; ``None`` where the value is refused."""
    found = []
    for alias, vendor in VENDORS.items():
        try:
            found.append(run(with_variable(column, vendor), alias, {"v": read_json(raw)}))
        except (VariableInvalid, InvalidJson):
            assert not found, f"only {alias} refuses it"
    return found or None


def by_literal(column: str, raw: str) -> list[bytes] | None:
    text = f"{{ samples(where: {{ {column}: {{ eq: {raw} }} }}) {{ id }} }}"
    try:
        statements = [compiled(text, None, vendor) for vendor in VENDORS.values()]
    except (DocumentInvalid, DocumentSyntaxError):
        return None
    return [run(one, alias) for one, alias in zip(statements, VENDORS, strict=True)]


@pytest.mark.parametrize("column", KINDS)
def test_wrong_value_is_taken(shop: None, column: str) -> None:  # noqa: F811
    wrong = []
    for raw in VALUES:
        found: dict[str, Any] = {"variable": by_variable(column, raw), "literal": by_literal(column, raw)}
        for way, answers in found.items():
            expected = raw in ACCEPTED[column]
            expected &= way == "variable" or raw not in NOT_AS_LITERAL.get(column, ())
            if (answers is not None) is not expected:
                wrong.append((way, raw[:60], answers))
            elif answers and len(set(answers)) != 1:
                wrong.append(("differs", raw[:60], answers))
    assert wrong == []


@pytest.mark.parametrize("raw", [*RAW, *map(json.dumps, WORDS)])
def test_json_is_another_value(shop: None, raw: str) -> None:  # noqa: F811
    text = f"{{ samples(where: {{ document: {{ eq: {raw} }} }}) {{ id }} }}"
    refused = raw in {
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "-Infinity",
        "1" * 2000,
        "1e999999999999999999999",
    }
    refused |= any(one in raw for one in ("u0000", "ud800"))
    try:
        statements = [compiled(text, None, vendor) for vendor in VENDORS.values()]
    except (DocumentInvalid, DocumentSyntaxError):
        assert refused
        return
    assert not refused
    answers = {run(one, alias) for one, alias in zip(statements, VENDORS, strict=True)}
    assert len(answers) == 1
