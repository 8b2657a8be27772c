"""The templates of PostgreSQL: how values of each codec are typed, written, bounded and ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

from django_graphgate.ir.field_errors import FieldErrorType

TYPES: Mapping[str, str] = {
    "float": "float8",
    "decimal": "numeric",
    "bool": "bool",
    "text": "text",
    "like": "text",
    "pattern": "text",
    "regex": "text",
    "uuid": "uuid",
    "date": "date",
    "time": "time",
    "datetime": "timestamptz",
    "datetime_naive": "timestamp",
    "duration": "interval",
    "bytes": "bytea",
    "json": "jsonb",
    "json_text": "jsonb",
    "inet": "inet",
    "enum": "text",
}

RANGES: Mapping[str, tuple[LiteralString, FieldErrorType]] = {
    # NaN is above every number in PostgreSQL, so the bound leaves it out with the infinities.
    "float": ("{0} BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308'", "n"),
    "decimal": ("{0} > '-Infinity' AND {0} < 'Infinity'", "n"),
    "date": ("{0} BETWEEN '0001-01-01' AND '9999-12-31'", "d"),
    "datetime": ("{0} >= '0001-01-01 00:00:00+00' AND {0} < '10000-01-01 00:00:00+00'", "d"),
    "datetime_naive": ("{0}::timestamp >= '0001-01-01' AND {0}::timestamp < '10000-01-01'", "d"),
    "duration": ("isfinite({0})", "d"),
}
"""What of a type has a canonical form, and the mark of what has none."""

_SECONDS: LiteralString = "extract(epoch FROM {0}) - extract(year FROM {0}) * 21600"
"""Of an interval: a year counts as 365 days and a month as 30, as the ORM reads them."""

_LENGTH: LiteralString = f"abs({_SECONDS})"

FORMS: Mapping[str, LiteralString] = {
    "float": "{0}::float8::text",
    "decimal": "{0}::numeric::text",
    "decimal_of_any_scale": "trim_scale({0}::numeric)::text",
    "bool": "CASE WHEN {0} THEN 'true' WHEN NOT {0} THEN 'false' ELSE 'null' END",
    "text": "to_json({0}::text)::text",
    "uuid": "'\"' || {0}::uuid::text || '\"'",
    "date": "to_json({0}::date)::text",  # ISO whatever DateStyle says
    "time": "'\"' || {0}::time::text || '\"'",
    "datetime": "rtrim(to_json({0}::timestamptz AT TIME ZONE 'UTC')::text, '\"') || '+00:00\"'",
    "datetime_naive": "to_json({0}::timestamp)::text",
    "duration": (
        "concat('\"', CASE WHEN " + _SECONDS + " < 0 THEN '-' END, 'P', "
        f"trunc({_LENGTH} / 86400), 'DT', "
        f"to_char(trunc(mod({_LENGTH}, 86400) / 3600), 'FM00'), 'H', "
        f"to_char(trunc(mod({_LENGTH}, 3600) / 60), 'FM00'), 'M', "
        f"rtrim(rtrim(to_char(mod({_LENGTH}, 60), 'FM00.000000'), '0'), '.'), 'S\"')"
    ),
    "bytes": "'\"' || translate(encode({0}, 'base64'), E'\\n', '') || '\"'",
    "json": "{0}::jsonb::text",
    "inet": "'\"' || host({0}) || '\"'",
}
"""Each form begins with the codec's own type.  On a column of that type the cast is nothing, and on any other the
server refuses it or makes the value one of the type: no stored text is ever written as it is."""

ENDS: Mapping[str, tuple[LiteralString, LiteralString | None]] = {
    "float": ("'-Infinity'::float8", "'NaN'::float8"),
    "decimal": ("'-Infinity'::numeric", "'NaN'::numeric"),
    "text": ("''::text", None),
    "uuid": (
        "'00000000-0000-0000-0000-000000000000'::uuid",
        "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid",
    ),
    "date": ("'-infinity'::date", "'infinity'::date"),
    "time": ("'00:00'::time", "'24:00'::time"),
    "datetime": ("'-infinity'::timestamptz", "'infinity'::timestamptz"),
    "datetime_naive": ("'-infinity'::timestamp", "'infinity'::timestamp"),
    "bytes": ("''::bytea", None),
}
"""The least and the greatest value of a type; NaN is the greatest number."""

KEYS: Mapping[str, LiteralString] = {
    "float": "to_json({0}::text)::text",
    "decimal": "to_json({0}::text)::text",
    "date": "to_json({0}::date)::text",
    "datetime": "to_json({0}::timestamptz)::text",
    "datetime_naive": "to_json({0}::timestamp)::text",
}
"""Keys of cursors that have no canonical form: what the server itself writes and reads."""

FAULTS: Mapping[FieldErrorType, LiteralString] = {
    "n": "E'\\032n'",
    "d": "E'\\032d'",
    "e": "E'\\032e'",
    "t": "E'\\032t'",
    "b": "E'\\032b'",
}
