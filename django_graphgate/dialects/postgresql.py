"""PostgreSQL 14 and later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, LiteralString

from django_graphgate.dialects.base import AdvisoryLock, Dialect, Encoder, like_encoder
from django_graphgate.dialects.postgresql_forms import ENDS, FAULTS, FORMS, KEYS, RANGES, TYPES
from django_graphgate.dialects.postgresql_server import COLUMN_TYPES, TYPE_OF_CODE, PostgreSQLTriggers
from django_graphgate.dialects.stored_types import cast_of, value_of_any
from django_graphgate.ir.codec import CITEXT, DECIMAL, INET, INT32, Codec
from django_graphgate.ir.field_errors import FieldErrorType
from django_graphgate.ir.scalars import Value
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, raw, sql

_MAX_ARGUMENTS = 50
"""PostgreSQL's functions take at most 100 arguments; what is wider is nested."""

_JSONB: Mapping[str, LiteralString] = {
    "eq": "{} = {}",
    "neq": "{} <> {}",
    "in": "{} = ANY({})",
    "contains": "{} @> {}",
    "contained_in": "{} <@ {}",
    "has_key": "{} ? {}",
    "has_key_any": "{} ?| {}",
    "has_key_all": "{} ?& {}",
}
_ARRAYS: Mapping[str, LiteralString] = {
    "eq": "{} = {}",
    "neq": "{} <> {}",
    "in": "{} && {}",
    "has_in_common": "{} && {}",
    "contains": "{} @> {}",
    "contained_in": "{} <@ {}",
}


_READABLE: Mapping[str, LiteralString] = {
    "regex": "('' ~ coalesce({}, '')) IS NOT NULL",
    "nregex": "('' ~ coalesce({}, '')) IS NOT NULL",
    "iregex": "('' ~* coalesce({}, '')) IS NOT NULL",
    "niregex": "('' ~* coalesce({}, '')) IS NOT NULL",
    "similar": "('' SIMILAR TO coalesce({}, '')) IS NOT NULL",
    "nsimilar": "('' SIMILAR TO coalesce({}, '')) IS NOT NULL",
}

_ENCODERS: Mapping[str, Encoder] = {
    "bool": lambda value: "true" if value else "false",
    "bytes": lambda value: "\\x" + value.hex(),
    **dict.fromkeys(("datetime", "datetime_naive", "datetime_any"), dt.datetime.isoformat),
    "duration": lambda value: (
        f"{value.days} days +{value.seconds} seconds +{value.microseconds} microseconds"
    ),
}
"""By the codec's name; the others are written by ``str``."""

_COMPARISONS = ("eq", "neq", "in", "nin", "is_null", "distinct", "not_distinct")


_FILE_URL: LiteralString = (
    "CASE WHEN {} <> '' THEN {} || (SELECT string_agg("
    "CASE WHEN c COLLATE \"C\" ~ '^[A-Za-z0-9_.~/!*()''-]$' THEN c"
    " ELSE upper(regexp_replace(encode(convert_to(c, 'UTF8'), 'hex'), '..', E'%\\\\&', 'g')) END, '' ORDER BY n)"
    " FROM regexp_split_to_table(ltrim(replace({}, E'\\\\', '/'), '/'), '') WITH ORDINALITY AS t (c, n)) END"
)
"""Character by character: what ``urllib.parse.quote`` leaves as it is, and the others by their bytes."""


class PostgreSQL(Dialect):
    """Lateral joins, JSON text by ``concat`` and ``string_agg``, typed placeholders."""

    name = "postgresql"
    explain_analyze = "EXPLAIN (ANALYZE, BUFFERS)"
    read_only = "SET TRANSACTION READ ONLY"
    parser = "postgres"
    quoted = re.compile(
        r"""[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$""",
        re.DOTALL,
    )
    nests_comments = True
    advisory_lock = AdvisoryLock(
        try_transaction="SELECT pg_try_advisory_xact_lock(%s)",
        try_session="SELECT pg_try_advisory_lock(%s)",
        release="SELECT pg_advisory_unlock(%s)",
    )
    has_arrays = True
    share_lock = raw(" FOR SHARE")
    fence = raw(" OFFSET 0")
    column_types_query = COLUMN_TYPES
    type_of_code_query = TYPE_OF_CODE
    triggers = PostgreSQLTriggers()

    any_row: ClassVar[Mapping[str, Mapping[str, bool]]] = {
        "plain": {
            **dict.fromkeys((*_COMPARISONS, "gt", "gte", "lt", "lte"), True),
            # the one error of LIKE, a lone backslash at the pattern's end, is the codec's to refuse
            **dict.fromkeys(("like", "nlike", "ilike", "nilike"), True),
            **dict.fromkeys(("starts_with", "ends_with", "contains_text"), True),
            **dict.fromkeys(("istarts_with", "iends_with", "icontains_text"), True),
            **dict.fromkeys(_READABLE, False),
        },
        "json": {
            **dict.fromkeys((*_COMPARISONS, "contains", "contained_in"), True),
            **dict.fromkeys(("has_key", "has_key_any", "has_key_all"), True),
            "has_in_common": False,  # goes over the items of each row
        },
        "array": dict.fromkeys((*_COMPARISONS, "contains", "contained_in", "has_in_common"), True),
    }
    plain_collations = frozenset(
        {"default", "C", "POSIX", "ucs_basic", "C.utf8", "C.UTF-8", "pg_c_utf8", "und-x-icu", "unicode"}
    )

    comparisons: ClassVar[Mapping[str, LiteralString]] = {
        **Dialect.comparisons,
        "like": "{} LIKE {}",
        "nlike": "{} NOT LIKE {}",
        "ilike": "{} ILIKE {}",
        "nilike": "{} NOT ILIKE {}",
        "similar": "{} SIMILAR TO {}",
        "nsimilar": "{} NOT SIMILAR TO {}",
        "regex": "{} ~ {}",
        "nregex": "{} !~ {}",
        "iregex": "{} ~* {}",
        "niregex": "{} !~* {}",
        "starts_with": "{} LIKE {}",
        "istarts_with": "{} ILIKE {}",
        "ends_with": "{} LIKE {}",
        "iends_with": "{} ILIKE {}",
        "contains_text": "{} LIKE {}",
        "icontains_text": "{} ILIKE {}",
    }

    def placeholder(self, index: int, parameter: Parameter) -> str:
        return f"${index}::{_type(parameter.codec)}{'[]' if parameter.many else ''}"

    def null(self, parameter: Parameter) -> str:
        return f"NULL::{_type(parameter.codec)}{'[]' if parameter.many else ''}"

    def single(self, rows: Sql, codec: Codec) -> Sql:
        return sql(
            "WITH x (v) AS ({}) SELECT {} FROM x LIMIT 2", rows, _fill(value_of_any(codec), raw("x.v"))
        )

    def encoder(self, codec: Codec) -> Encoder:
        """Text in every case, so that one statement is prepared once and not per width of a number."""
        if codec.item is not None:
            return self.list_encoder(codec.item)
        return like_encoder(codec) if codec.name == "like" else _ENCODERS.get(codec.name, str)

    def list_encoder(self, codec: Codec) -> Encoder:
        """An array literal: every element quoted, so that no element's text is read as syntax."""
        encode = self.encoder(codec)

        def encode_list(values: Sequence[Value]) -> str:
            return (
                "{" + ",".join("NULL" if value is None else _quoted(encode(value)) for value in values) + "}"
            )

        return encode_list

    def concat(self, pieces: Sequence[Sql]) -> Sql:
        if len(pieces) == 1:
            return pieces[0]
        while len(pieces) > _MAX_ARGUMENTS:
            chunks = (pieces[i : i + _MAX_ARGUMENTS] for i in range(0, len(pieces), _MAX_ARGUMENTS))
            pieces = [sql("concat({})", join(", ", chunk)) for chunk in chunks]
        return sql("concat({})", join(", ", pieces))

    def json_scalar(self, codec: Codec, value: Sql, *, nullable: bool, quoted: bool = False) -> Sql:
        name = codec.name
        if name == "enum":
            return self.json_enum(codec, value, nullable=nullable)
        if name == "int" and quoted:
            form = sql("'\"' || {}::text || '\"'", _whole(codec, value))
            return sql("coalesce({}, 'null')", form) if nullable else form
        if codec.item is not None:
            return self._json_array(codec.item, value, nullable=nullable, quoted=quoted)
        if name == "int":
            form = sql("{}::text", _whole(codec, value))
            return sql("coalesce({}, 'null')", form) if nullable else form
        form = _fill(FORMS["decimal_of_any_scale"] if codec == DECIMAL else FORMS[name], value)
        if quoted:
            form = sql("'\"' || {} || '\"'", form)
        if name in RANGES:
            return self._within(name, value, form, self.fault(RANGES[name][1]), nullable=nullable)
        if name == "bool" or not nullable:  # of which the form itself writes null for NULL
            return form
        return sql("coalesce({}, 'null')", form)

    def file_url(self, prefix: Sql, name: Sql) -> Sql:
        return sql(_FILE_URL, name, prefix, name)

    def converted(self, codec: Codec, stored: str, value: Sql) -> Sql:
        cast = cast_of(codec, stored)
        return value if cast is None or cast.value == "{0}" else _fill(cast.value, value)

    def json_stored(
        self, codec: Codec, stored: str, value: Sql, plain: Sql, *, nullable: bool, quoted: bool = False
    ) -> Sql:
        cast = cast_of(codec, stored)
        form = self.json_scalar(codec, value, nullable=False, quoted=quoted)
        if cast is None:
            return self.json_scalar(codec, value, nullable=nullable, quoted=quoted)
        if cast.form:
            return sql("coalesce({}, 'null')", _fill(cast.form, plain))
        if cast.key_codec:
            fits = sql("{} BETWEEN {} AND {}", value, *(number(bound) for bound in INT32))
        elif cast.partial:
            fits = sql("{} IS NOT NULL", value)
        else:
            return self.json_scalar(codec, value, nullable=nullable, quoted=quoted)
        null, fault = sql("WHEN {} IS NULL THEN 'null'", plain), self.fault("t")
        return sql("CASE WHEN {} THEN {} {} ELSE {} END", fits, form, null, fault)

    def json_count(self, value: Sql) -> Sql:
        return sql("{}::text", value)

    def _within(self, name: str, value: Sql, form: Sql, otherwise: Sql, *, nullable: bool) -> Sql:
        null = sql(" WHEN {} IS NULL THEN 'null'", value) if nullable else EMPTY
        return sql("CASE WHEN {} THEN {}{} ELSE {} END", _fill(RANGES[name][0], value), form, null, otherwise)

    def _json_array(self, item: Codec, value: Sql, *, nullable: bool, quoted: bool) -> Sql:
        items = sql(
            "concat('[', (SELECT string_agg({}, ',' ORDER BY a.n) FROM unnest({}) WITH ORDINALITY AS a (v, n)), ']')",
            self.json_scalar(item, raw("a.v"), nullable=True, quoted=quoted),
            value,
        )
        return sql("CASE WHEN {} IS NULL THEN 'null' ELSE {} END", value, items) if nullable else items

    def cursor_key(self, codec: Codec, value: Sql, *, nullable: bool) -> Sql:
        name = codec.name
        if name not in KEYS:
            return super().cursor_key(codec, value, nullable=nullable)
        form = _fill(FORMS[name], value)
        return self._within(name, value, form, _fill(KEYS[name], value), nullable=nullable)

    def fault(self, error_type: FieldErrorType) -> Sql:
        return raw(FAULTS[error_type])

    def json_items(self, item: Sql, order: Sql = EMPTY) -> Sql:
        return (
            sql("string_agg({}, ',' ORDER BY {})", item, order) if order else sql("string_agg({}, ',')", item)
        )

    def json_list(self, items: Sql) -> Sql:
        return sql("concat('[', {}, ']')", items)

    def json_compare(self, operator: str, column: Sql, value: Sql) -> Sql:
        if operator != "has_in_common":
            return sql(_JSONB[operator], column, value)
        items = sql("CASE jsonb_typeof({}) WHEN 'array' THEN {} ELSE '[]' END", column, column)
        return sql(
            "CASE WHEN {} IS NOT NULL AND {} IS NOT NULL THEN EXISTS"
            " (SELECT 1 FROM jsonb_array_elements({}) AS a (v) WHERE a.v = ANY({})) END",
            column,
            value,
            items,
            value,
        )

    def known(self, value: Sql, *, many: bool) -> Sql:
        return sql("array_position({}, NULL) IS NULL" if many else "{} IS NOT NULL", value)

    def readable_pattern(self, operator: str, value: Sql) -> Sql | None:
        return sql(_READABLE[operator], value) if operator in _READABLE else None

    def array_compare(self, operator: str, column: Sql, value: Sql, codec: Codec) -> Sql:
        if _is_smallint(codec.item):
            column = sql("{}::int4[]", column)
        return sql(_ARRAYS[operator], column, value)

    def array(self, items: Sequence[Sql]) -> Sql:
        return sql("ARRAY[{}]", join(", ", items))

    def as_text(self, column: Sql, codec: Codec) -> Sql:
        return sql("host({})", column) if codec == INET else column

    def text_as(self, value: Sql, codec: Codec, collation: str) -> Sql:
        """Two collations are an error, and ``citext`` beside ``text`` is compared as ``text``."""
        text = sql("{}::citext", value) if codec == CITEXT else sql("{}::text", value)
        return sql("{} COLLATE {}", text, self.identifier(collation or "default"))

    def member(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        return sql("{} = ANY({})", column, values)

    def same(self, column: Sql, value: Sql) -> Sql:
        return sql("{} IS NOT DISTINCT FROM {}", column, value)

    def end(self, codec: Codec, *, highest: bool) -> Sql | None:
        if codec.name == "int":
            bound = number(codec.numbers[highest])
            return sql("'{}'::int4", bound) if _type(codec) == "int4" else sql("'{}'::int8", bound)
        text = None if codec == CITEXT else ENDS.get(codec.name, (None, None))[highest]
        return None if text is None else raw(text)

    def list_position(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        return sql("array_position({}, {})", values, column)

    def list_positions(self, values: Sql, codec: Codec) -> Sql:
        return sql("SELECT v, min(n) AS n FROM unnest({}) WITH ORDINALITY AS u (v, n) GROUP BY v", values)

    def listed_keys(self, keys: Sql, codecs: Sequence[Codec]) -> Sql:
        values = [
            sql("{} AS {}", _key_value(codec, index), self.identifier(f"k{index}"))
            for index, codec in enumerate(codecs)
        ]
        return sql(
            "SELECT {}, a.n FROM json_array_elements({}::json) WITH ORDINALITY AS a (v, n)",
            join(", ", values),
            keys,
        )

    def is_among(self, item: Sql, items: Sql) -> Sql:
        return sql("{} = ANY ({})", item, items)

    def lock_rows(self, alias: Sql) -> Sql:
        return sql(" FOR UPDATE OF {}", alias)

    def key_from_text(self, codec: Codec, text: Sql) -> Sql:
        if codec.name == "uuid":
            pattern, key_type = raw("'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"), raw("uuid")
        else:
            pattern, key_type = raw("'^(0|-?[1-9][0-9]{0,17})$'"), raw("int8")
        return sql("CASE WHEN {} ~ {} THEN {}::{} END", text, pattern, text, key_type)

    def key_as_text(self, codec: Codec, key: Sql) -> Sql:
        return sql("{}::text", key)

    def json_text(self, text: Sql) -> Sql:
        return sql("to_json({}::text)::text", text)

    def hmac_matches(self, column: Sql, pads: Sequence[tuple[Sql, Sql]], expected: Sql) -> Sql:
        template: LiteralString = (
            "encode(sha256(decode({}, 'hex') || sha256(decode({}, 'hex') || convert_to({}, 'UTF8'))), 'hex')"
            " = {}"
        )
        return join(" OR ", (sql(template, outer, inner, column, expected) for inner, outer in pads))


def _type(codec: Codec) -> str:
    if item := codec.item:
        return f"{_type(item)}[]"
    if codec.name == "text" and codec.names:
        return codec.names[0]
    if codec.name == "int":
        lowest, highest = codec.numbers
        return "int4" if lowest >= INT32[0] and highest <= INT32[1] else "int8"
    return TYPES[codec.name]


def _whole(codec: Codec, value: Sql) -> Sql:
    return sql("{}::int4", value) if _type(codec) == "int4" else sql("{}::int8", value)


def _key_value(codec: Codec, index: int) -> Sql:
    """A value of the key in ``a.v``, of the type that the codec has."""
    text = sql("a.v ->> {}", number(index))
    if codec.name == "bytes":
        return sql("decode({}, 'base64')", text)
    return sql("({})::{}", text, Sql((_type(codec),)))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_smallint(codec: Codec | None) -> bool:
    """The column is narrower than any placeholder, and arrays of two types cannot be compared."""
    return codec is not None and codec.name == "int" and codec.numbers[1] < INT32[1]


def _fill(template: LiteralString, value: Sql) -> Sql:
    texts = template.split("{0}")
    return sql("{}".join(texts), *[value] * (len(texts) - 1))
