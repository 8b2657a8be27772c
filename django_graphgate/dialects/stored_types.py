"""PostgreSQL: columns that store another type than their codec's, and how they are read as it.

A column's real type goes by a short name: ``int4`` or ``text`` as PostgreSQL calls its own, ``enum`` for
any enum, ``citext``, ``[]`` and the type of the items for arrays, ``other`` for what extensions and
projects make.  A domain is what it is made of.

Whatever may fail on a row is guarded by a ``CASE`` that lets only good texts through: what does not fit
is NULL, and in an answer the mark of a value that is not of the column's type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    BYTES,
    CITEXT,
    DATE,
    DATETIME,
    DATETIME_NAIVE,
    DECIMAL,
    DURATION,
    FLOAT,
    INET,
    INT,
    INT32,
    JSON,
    TEXT,
    TIME,
    UUID,
    VARCHAR,
    Codec,
)

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cast:
    """How a column of another type is read.  ``{0}`` in the templates is the column."""

    value: LiteralString = "{0}"
    """What is compared, ordered by and paged by."""
    partial: bool = False
    """NULL for what does not fit; the answer marks it."""
    form: LiteralString = ""
    """JSON text written out of what is stored instead of out of ``value``; NULL for NULL."""
    comparable: bool = True
    """Whether a filter can look into it."""
    codec: Codec | None = None
    """The codec to use instead, which keeps the meaning of the type."""
    key_codec: Codec | None = None
    """The codec of ``value`` where it has more values than the column's codec: only its form is bounded."""


_NATIVE: Mapping[str, frozenset[str]] = {
    "float": frozenset({"float8"}),
    "decimal": frozenset({"numeric"}),
    "bool": frozenset({"bool"}),
    "text": frozenset({"text", "varchar"}),
    "enum": frozenset({"text", "varchar"}),
    "uuid": frozenset({"uuid"}),
    "date": frozenset({"date"}),
    "time": frozenset({"time"}),
    # PostgreSQL compares the two by the connection's time zone, as Django reads and writes them
    "datetime": frozenset({"timestamptz", "timestamp"}),
    "datetime_naive": frozenset({"timestamp", "timestamptz"}),
    "duration": frozenset({"interval"}),
    "bytes": frozenset({"bytea"}),
    "json": frozenset({"jsonb"}),
    "inet": frozenset({"inet"}),
}

_INTEGERS: tuple[str, ...] = ("int2", "int4", "int8")
_TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "name"})
_DAY: LiteralString = (
    "(([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)
"""A day that the calendar has."""
_CLOCK: LiteralString = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET: LiteralString = "( ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?"
_NUMBER: LiteralString = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_TINY: LiteralString = "1e-307"
_HUGE: LiteralString = "1.7976931348623157e308"
_BYTE: LiteralString = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4: LiteralString = rf"({_BYTE}\.){{3}}{_BYTE}"
_GROUPS: LiteralString = "(([0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4})"

_FLOAT_OF_NUMBER: LiteralString = (
    "CASE WHEN {0} = 0 THEN float8 '0'"
    f" WHEN abs({{0}}) BETWEEN {_TINY} AND {_HUGE} THEN ({{0}})::float8 END"
)

_OF_TEXT: Mapping[str, LiteralString] = {
    "float": (
        f"CASE WHEN {{0}} ~ '{_NUMBER}' AND length({{0}}) < 1000"
        f" THEN CASE WHEN {{0}}::numeric = 0 THEN float8 '0'"
        f" WHEN abs({{0}}::numeric) BETWEEN {_TINY} AND {_HUGE} THEN {{0}}::float8 END END"
    ),
    "decimal": f"CASE WHEN {{0}} ~ '{_NUMBER}' AND length({{0}}) < 1000 THEN {{0}}::numeric END",
    "bool": ("CASE WHEN {0} IN ('t', 'true', '1') THEN true WHEN {0} IN ('f', 'false', '0') THEN false END"),
    "uuid": ("CASE WHEN {0} ~ '^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$' THEN {0}::uuid END"),
    "date": f"CASE WHEN {{0}} ~ '^{_DAY}$' AND {{0}} >= '0001' COLLATE \"C\" THEN {{0}}::date END",
    "time": f"CASE WHEN {{0}} ~ '^{_CLOCK}$' THEN {{0}}::time END",
    "datetime": (
        f"CASE WHEN {{0}} ~ '^{_DAY}[T ]{_CLOCK}{_OFFSET}$' AND {{0}} >= '0001' COLLATE \"C\""
        " THEN {0}::timestamptz END"
    ),
    "datetime_naive": (
        f"CASE WHEN {{0}} ~ '^{_DAY}[T ]{_CLOCK}$' AND {{0}} >= '0001' COLLATE \"C\" THEN {{0}}::timestamp END"
    ),
    "duration": (
        "CASE WHEN {0} ~ '^-?[0-9]{1,7} days?$'"
        r" OR {0} ~ '^(-?[0-9]{1,7} days? )?-?[0-9]{1,7}:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$'"
        r" OR {0} ~ '^P[0-9]{1,7}DT[0-9]{1,7}H[0-9]{1,7}M[0-9]{1,7}(\.[0-9]{1,6})?S$'"
        " THEN {0}::interval END"
    ),
    "inet": (
        f"CASE WHEN {{0}} ~ '^(::ffff:)?{_V4}$' OR {{0}} ~ '^([0-9a-fA-F]{{1,4}}:){{7}}[0-9a-fA-F]{{1,4}}$'"
        f" OR ({{0}} ~ '^{_GROUPS}?::{_GROUPS}?$' AND length({{0}}) - length(replace({{0}}, ':', '')) <= 7)"
        " THEN {0}::inet END"
    ),
}
"""A text as a value of the codec; NULL if it is not one."""

_BETWEEN: Mapping[tuple[str, str], Cast] = {
    ("float", "float4"): Cast("{0}::text::float8"),
    ("float", "numeric"): Cast(_FLOAT_OF_NUMBER, partial=True),
    ("float", "int2"): Cast("{0}::float8"),
    ("float", "int4"): Cast("{0}::float8"),
    ("float", "int8"): Cast("{0}::float8"),
    ("decimal", "float4"): Cast("{0}::text::numeric"),
    ("decimal", "float8"): Cast("{0}::text::numeric"),
    ("decimal", "money"): Cast("{0}::numeric"),
    ("decimal", "int2"): Cast("{0}::numeric"),
    ("decimal", "int4"): Cast("{0}::numeric"),
    ("decimal", "int8"): Cast("{0}::numeric"),
    ("date", "timestamp"): Cast("{0}::date"),
    ("date", "timestamptz"): Cast("{0}::date"),
    ("time", "timetz"): Cast("{0}::time"),
    ("datetime", "date"): Cast(
        "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {0}::timestamptz END", partial=True
    ),
    ("datetime_naive", "date"): Cast(
        "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {0}::timestamp END", partial=True
    ),
    ("inet", "cidr"): Cast("{0}::inet"),
    # jsonb has no NUL, no half of a pair of surrogates, and no number beyond numeric's; what follows an escaped
    # backslash is no escape
    ("json", "json"): Cast(
        r"CASE WHEN regexp_replace(replace({0}::text, '\\', '.'),"
        r" '\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}', '', 'g')"
        r" !~ '\\u0000|\\u[dD][89a-fA-F]|[eE][+-]?[0-9]{4}|[0-9]{255}' THEN {0}::jsonb END",
        form="{0}::json::text",
    ),
}

_NUMERIC: Mapping[str, LiteralString] = {
    "numeric": "{0}",
    "float4": "{0}::text::numeric",
    "float8": "{0}::text::numeric",
    "money": "{0}::numeric",
}

_ITEMS: Mapping[str, str] = {
    "float": "float8", "decimal": "numeric", "bool": "bool", "text": "text", "uuid": "uuid", "date": "date",
    "time": "time", "datetime": "timestamptz", "datetime_naive": "timestamp", "duration": "interval",
    "bytes": "bytea", "json": "jsonb", "inet": "inet",
}  # fmt: skip
_ARRAYS: Mapping[str, LiteralString] = {
    "text": "{0}::text[]",
    "varchar": "{0}::varchar[]",
    "int4": "{0}::int4[]",
    "int8": "{0}::int8[]",
    "numeric": "{0}::numeric[]",
    "timestamp": "{0}::timestamp[]",
    "timestamptz": "{0}::timestamptz[]",
}
_WIDER: Mapping[str, frozenset[str]] = {
    "int4": frozenset({"int2"}),
    "int8": frozenset({"int2", "int4"}),
    "numeric": frozenset({"int2", "int4", "int8"}),
    "timestamp": frozenset({"timestamptz"}),
    "timestamptz": frozenset({"timestamp"}),
}


def cast_of(codec: Codec, stored: str) -> Cast | None:
    """How a column of the type is read as the codec; ``None`` as it is.  Raises ``ValueError`` where no way is."""
    if item := codec.item:
        return _array_cast(item, stored)
    name = codec.name
    if name == "int":
        return _int_cast(codec, stored)
    if stored in _NATIVE[name]:
        return None
    if name in ("text", "enum"):
        return Cast(codec=CITEXT) if stored == "citext" and name == "text" else Cast("{0}::text")
    if name == "bool" and stored in _INTEGERS:
        return Cast("CASE {0} WHEN 0 THEN false WHEN 1 THEN true END", partial=True)
    if (cast := _BETWEEN.get((name, stored))) is not None:
        return cast
    if name == "bytes":
        return Cast("convert_to({0}::text, 'UTF8')")
    if name == "json":
        return Cast("{0}::text", form="E'\\032j' || to_json({0}::text)::text", comparable=False)
    return Cast(_OF_TEXT[name].replace("{0}", "{0}::text"), partial=True)


def _int_cast(codec: Codec, stored: str) -> Cast | None:
    lowest, highest = codec.numbers
    wide = lowest < INT32[0] or highest > INT32[1]
    if stored in _INTEGERS:
        return None if wide or stored != "int8" else Cast(key_codec=BIGINT)
    bounds: LiteralString = (
        "BETWEEN -9223372036854775808 AND 9223372036854775807"
        if wide
        else "BETWEEN -2147483648 AND 2147483647"
    )
    int_type: LiteralString = "int8" if wide else "int4"
    if stored == "bool":
        return Cast("{0}::int4::int8" if wide else "{0}::int4")
    if (given := _NUMERIC.get(stored)) is not None:
        return Cast(
            f"CASE WHEN {given} = trunc({given}) AND {given} {bounds} THEN ({given})::{int_type} END",
            partial=True,
        )
    text: LiteralString = "{0}::text"
    return Cast(
        f"CASE WHEN {text} ~ '^[+-]?[0-9]+$' AND length({text}) < 100"
        f" THEN CASE WHEN {text}::numeric {bounds} THEN {text}::{int_type} END END",
        partial=True,
    )


def _array_cast(item: Codec, stored: str) -> Cast | None:
    """Arrays of two types cannot be compared; items are never read one by one."""
    given = stored.removeprefix("[]")
    if given == stored:
        raise ValueError
    if item.name == "int":
        lowest, highest = item.numbers
        wanted = "int4" if lowest >= INT32[0] and highest <= INT32[1] else "int8"
        if highest < INT32[1] and given == "int2":  # which the comparison widens
            return None
    else:
        wanted = "varchar" if item == VARCHAR else _ITEMS[item.name]
    if given == wanted:
        return None
    if wanted in ("text", "varchar") or given in _WIDER.get(wanted, ()):
        return Cast(_ARRAYS[wanted])
    raise ValueError


def value_of_any(codec: Codec) -> LiteralString:
    """``{0}``, of any type, as a value of the codec; NULL if it is not one.

    What a server writes in many ways, as it is set, is left as it is: the type was looked at beforehand.
    """
    name = codec.name
    if name in ("text", "enum"):
        return "{0}::text"
    cast = None if name in ("bytes", "duration", "inet", "json", "array") else cast_of(codec, OTHER)
    return "{0}" if cast is None else cast.value.replace("{0}::text", "(to_jsonb({0}) #>> ARRAY[]::text[])")


_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys((*_INTEGERS, "numeric", "float4", "float8"), "number"),
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "time"),
}


def family(stored: str) -> str:
    """Types of one family are compared with ``=``."""
    return _FAMILIES.get(stored, stored)


def type_of(codec: Codec | None) -> str:
    """The type that a codec's values have; empty where none is known."""
    name = codec.name if codec else ""
    if name in ("int", "enum"):
        return "int8" if name == "int" else "text"
    return _ITEMS.get(name, "")


_CODECS: Mapping[str, Codec] = {
    **dict.fromkeys(("int2", "int4"), INT),
    "int8": BIGINT,
    **dict.fromkeys(("float4", "float8"), FLOAT),
    "numeric": DECIMAL,
    "bool": BOOL,
    **dict.fromkeys(("text", "varchar", "bpchar", "name"), TEXT),
    "citext": CITEXT,
    "uuid": UUID,
    "date": DATE,
    "time": TIME,
    "timestamptz": DATETIME,
    "timestamp": DATETIME_NAIVE,
    "interval": DURATION,
    "bytea": BYTES,
    "jsonb": JSON,
    "inet": INET,
}


def codec_of_type(stored: str) -> Codec | None:
    """The codec of values of a type; ``None`` where no codec compares them."""
    return _CODECS.get(stored)
