"""SQLite 3.38 and later."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, LiteralString

from django_graphgate.dialects import sqlite_functions, sqlite_json
from django_graphgate.dialects.base import Dialect, Encoder, as_it_is, like_encoder
from django_graphgate.dialects.sqlite_values import ENCODERS, key_value
from django_graphgate.dialects.triggers import Triggers, trigger_name
from django_graphgate.errors import Unsupported
from django_graphgate.ir.codec import BIGINT, Codec
from django_graphgate.ir.field_errors import FieldErrorType
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, parameter, raw, sql

_CHUNK = 50
"""``a || b || c`` is as deep as it is long, and SQLite's expressions are at most 1,000 deep."""


_STRANGE: LiteralString = "char(26) || 't'"

_JSON: Mapping[str, LiteralString] = {
    "int": (
        "CASE typeof({0}) WHEN 'integer' THEN {0} WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole({0})"
        f" ELSE {_STRANGE} END"
    ),
    "int_of_32_bits": (
        "CASE WHEN {0} IS NULL THEN 'null' WHEN typeof({0}) IN ('integer', 'real')"
        " AND {0} BETWEEN -2147483648 AND 2147483647 THEN CASE typeof({0}) WHEN 'integer' THEN {0}"
        f" ELSE gg_whole({{0}}) END ELSE {_STRANGE} END"
    ),
    "float": f"CASE typeof({{0}}) WHEN 'text' THEN {_STRANGE} ELSE gg_float({{0}}) END",
    "bool": (
        "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE"
        f" CASE WHEN {{0}} IS NULL THEN 'null' ELSE {_STRANGE} END END"
    ),
    "text": "json_quote(CAST({} AS TEXT))",
    "uuid": "gg_uuid(CAST({} AS BLOB))",
    "date": (
        "CASE WHEN date({0}, '+0 days') = {0} AND substr({0}, 1, 4) > '0000' THEN '\"' || {0} || '\"'"
        f" WHEN {{0}} IS NULL THEN 'null' ELSE {_STRANGE} END"
    ),
    "time": "gg_time(CAST({} AS BLOB))",
    "datetime": "gg_datetime(CAST({} AS BLOB), '+00:00')",
    "datetime_naive": "gg_datetime(CAST({} AS BLOB), '')",
    "duration": f"CASE typeof({{0}}) WHEN 'text' THEN {_STRANGE} ELSE gg_duration({{0}}) END",
    "bytes": "gg_base64(CASE typeof({0}) WHEN 'text' THEN CAST({0} AS BLOB) ELSE {0} END)",
    # up to a NUL, at which SQLite's parser believes to be done, a text may be JSON
    "json": (
        "CASE WHEN json_valid({0}) AND instr({0}, char(0)) = 0 THEN CAST({0} AS TEXT)"
        f" WHEN {{0}} IS NULL THEN 'null' ELSE {_STRANGE} END"
    ),
    "inet": "json_quote(CAST({} AS TEXT))",
}
"""Texts reach functions of Python as bytes: SQLite keeps what is no UTF-8, and a function that is given such a text
fails, and the whole statement with it."""

_PLAIN: LiteralString = "CASE typeof({0}) WHEN 'text' THEN CAST({0} AS BLOB) ELSE {0} END"


_FAULTS: Mapping[FieldErrorType, LiteralString] = {
    "n": "char(26) || 'n'",
    "d": "char(26) || 'd'",
    "e": "char(26) || 'e'",
    "t": "char(26) || 't'",
    "b": "char(26) || 'b'",
}

_QUOTED: LiteralString = "CASE WHEN typeof({}) = 'integer' THEN '\"' || {} || '\"' ELSE {} END"

_NEVER_STRANGE = frozenset({"text", "inet", "enum"})
"""Forms that any stored value has."""

_JSON_CONDITIONS: Mapping[str, LiteralString] = {
    "eq": "gg_json_eq({}, {})",
    "neq": "NOT gg_json_eq({}, {})",
    "in": "gg_json_in({}, {})",
    "contains": "gg_json_contains({}, {})",
    "has_in_common": "gg_json_common({}, {})",
    "has_key": "gg_json_key({}, {})",
    "has_key_any": "gg_json_keys({}, {}, 1)",
    "has_key_all": "gg_json_keys({}, {}, 0)",
}

_AFFINITIES: Mapping[str, LiteralString] = {
    **dict.fromkeys(("int", "bool", "duration"), "INTEGER"),
    **dict.fromkeys(("float", "decimal"), "NUMERIC"),
    **dict.fromkeys(("text", "enum", "inet", "uuid", "date", "time", "datetime", "datetime_naive"), "TEXT"),
}
"""What values of these codecs are stored as."""

_UUID_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
"""Start and length of a UUID's parts among its 32 digits."""


_COMPARISONS = ("eq", "neq", "in", "nin", "is_null", "distinct", "not_distinct")
_WITHIN = ("contains", "contained_in", "has_in_common")


class SQLiteTriggers(Triggers):
    """Row triggers."""

    events = ("insert", "update", "delete")
    random_text = "lower(hex(randomblob(16)))"

    def create(self, tables: Sequence[str], state: str) -> list[str]:
        return [
            f"CREATE TRIGGER IF NOT EXISTS {trigger_name(table, event)} AFTER {event.upper()} ON {table}"
            f" BEGIN {self.new_version(state)}; END"
            for table in tables
            for event in self.events
        ]

    def drop(self, tables: Sequence[str]) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(self.names(tables))]

    def find(self, tables: Sequence[str]) -> str:
        return "SELECT name, 0 FROM sqlite_master WHERE type = 'trigger'"

    def keep(self, events: str, checkpoints: str) -> dict[str, list[str]]:
        pruned = (
            f"SELECT 1 FROM {checkpoints} AS c WHERE c.stream = OLD.stream AND c.sequence >= OLD.sequence"  # noqa: S608 - names of this package
        )
        same = "SELECT 1 FROM {} AS t WHERE t.id = NEW.id OR (t.stream = NEW.stream AND t.sequence = NEW.sequence)"
        triggers: dict[str, list[str]] = {}
        for table in (events, checkpoints):
            conditions = {
                "insert": f"WHEN EXISTS ({same.format(table)})",  # REPLACE deletes, and no trigger sees it
                "update": "",
                "delete": f"WHEN NOT EXISTS ({pruned})" if table == events else "",
            }
            for event, condition in conditions.items():
                name = f"{table}_append_only_{event}"
                refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                triggers[name] = [
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event.upper()} ON {table} {condition} {refuse}"
                ]
        return triggers

    def stop_keeping(self, events: str, checkpoints: str) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {name}" for name in self.keep(events, checkpoints)]


class SQLite(Dialect):
    """Correlated subqueries, JSON text by ``||`` and ``group_concat``, registered functions for canonical forms."""

    name = "sqlite"
    explain = "EXPLAIN QUERY PLAN"
    parser = "sqlite"
    quoted = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^]]*]""")
    has_lateral_join = False
    lacking = frozenset({"similar", "nsimilar", "regex", "nregex", "iregex", "niregex"})
    prepares = False
    plans_for_values = False
    first_position = 0
    nulls_sort_high = False
    decimal_digits = 15
    triggers = SQLiteTriggers()

    any_row: ClassVar[Mapping[str, Mapping[str, bool]]] = {
        "plain": {
            **dict.fromkeys((*_COMPARISONS, "gt", "gte", "lt", "lte"), True),
            # functions in Python, to which a text that is not UTF-8 cannot be given
            **dict.fromkeys(("like", "nlike", "ilike", "nilike"), False),
            **dict.fromkeys(("starts_with", "ends_with", "contains_text"), False),
            **dict.fromkeys(("istarts_with", "iends_with", "icontains_text"), False),
            **dict.fromkeys(("similar", "nsimilar", "regex", "nregex", "iregex", "niregex"), False),
        },
        "json": {
            **dict.fromkeys((*_COMPARISONS, *_WITHIN), False),
            **dict.fromkeys(("has_key", "has_key_any", "has_key_all"), False),
            "is_null": True,
        },
        "array": dict.fromkeys((*_COMPARISONS, *_WITHIN), False),
    }
    plain_collations = frozenset({"BINARY", "NOCASE", "RTRIM"})

    comparisons: ClassVar[Mapping[str, LiteralString]] = {
        **Dialect.comparisons,
        "like": "gg_like(CAST({} AS BLOB), {}, 0)",
        "nlike": "NOT gg_like(CAST({} AS BLOB), {}, 0)",
        "ilike": "gg_like(CAST({} AS BLOB), {}, 1)",
        "nilike": "NOT gg_like(CAST({} AS BLOB), {}, 1)",
        "starts_with": "gg_like(CAST({} AS BLOB), {}, 0)",
        "istarts_with": "gg_like(CAST({} AS BLOB), {}, 1)",
        "ends_with": "gg_like(CAST({} AS BLOB), {}, 0)",
        "iends_with": "gg_like(CAST({} AS BLOB), {}, 1)",
        "contains_text": "gg_like(CAST({} AS BLOB), {}, 0)",
        "icontains_text": "gg_like(CAST({} AS BLOB), {}, 1)",
    }

    def __init__(self, zone: str = "") -> None:
        """``zone`` is the time zone in which moments are stored, where that is not UTC."""
        self.zone = zoneinfo.ZoneInfo(zone) if zone else None

    def in_zone(self, zone: str) -> SQLite:
        return _in_zone(zone) if zone else self

    def placeholder(self, index: int, parameter: Parameter) -> str:
        return f"?{index}"

    def untyped_placeholder(self, index: int) -> str:
        return f"?{index}"

    def single(self, rows: Sql, codec: Codec) -> Sql:
        """SQLite takes the first of several rows in silence; an overflow is an error that nothing else here makes."""
        return sql(
            "WITH x (v) AS ({}) SELECT CASE WHEN count(*) > 1 THEN abs(-9223372036854775806 - count(*)) ELSE v END"
            " FROM (SELECT v FROM x LIMIT 2)",
            rows,
        )

    def encoder(self, codec: Codec) -> Encoder:
        """As Django's own backend stores it."""
        if codec.item is not None:
            return self.list_encoder(codec.item)
        if codec.name == "like":
            return like_encoder(codec)
        return self._moment if codec.scalar == "DateTime" else ENCODERS.get(codec.name, as_it_is)

    def _moment(self, value: dt.datetime) -> str:
        if self.zone is not None and value.tzinfo is not None:
            value = value.astimezone(self.zone)
        return value.replace(tzinfo=None).isoformat(" ")

    def _stored(self, codec_text: str, value: Any) -> Any:
        """A value in its JSON form as it is stored."""
        codec = Codec.parse(codec_text)
        return None if value is None else self.encoder(codec)(coerce(codec, value))

    def list_encoder(self, codec: Codec) -> Encoder:
        """JSON text; its rows become the list.  Bytes are written as hexadecimal digits."""
        encode = bytes.hex if codec.name == "bytes" else self.encoder(codec)
        return lambda values: json.dumps([None if value is None else encode(value) for value in values])

    def concat(self, pieces: Sequence[Sql]) -> Sql:
        """Without brackets around it: up to 3.45, SQLite's parser has a stack of 100 places."""
        while len(pieces) > _CHUNK:
            chunks = (pieces[i : i + _CHUNK] for i in range(0, len(pieces), _CHUNK))
            pieces = [sql("({})", join(" || ", chunk)) for chunk in chunks]
        return join(" || ", pieces)

    def json_scalar(self, codec: Codec, value: Sql, *, nullable: bool, quoted: bool = False) -> Sql:
        name = codec.name
        if name == "enum":
            return self.json_enum(codec, value, nullable=nullable)
        if name == "array":
            raise Unsupported(f"Array columns are not supported on {self.name}.")
        if name == "decimal":
            places = codec.numbers[1:]
            wanted = number(places[0]) if places else raw("NULL")
            form = sql("gg_decimal({}, {})", _twice(_PLAIN, value), wanted)
        else:
            template = _JSON["int_of_32_bits" if codec.scalar == "Int" else name]
            form = _twice(template, value) if "{0}" in template else sql(template, value)
        if quoted:
            strange = sql("gg_quoted({})", form)
            form = strange if name != "int" else sql(_QUOTED, value, value, strange)
        if nullable and name in _NEVER_STRANGE:  # the others write null themselves
            return sql("CASE WHEN {} IS NULL THEN 'null' ELSE {} END", value, form)
        return form

    def file_url(self, prefix: Sql, name: Sql) -> Sql:
        return sql("gg_file_url({}, {})", prefix, _twice(_PLAIN, name))

    def json_count(self, value: Sql) -> Sql:
        return sql("CAST({} AS TEXT)", value)

    def cursor_key(self, codec: Codec, value: Sql, *, nullable: bool) -> Sql:
        if codec.name in ("float", "decimal"):
            return sql("gg_number({})", _twice(_PLAIN, value))
        wide = BIGINT if codec.name == "int" else codec
        key = super().cursor_key(wide, value, nullable=nullable)
        return key if codec.name in _NEVER_STRANGE else sql("gg_key({}, {})", key, _twice(_PLAIN, value))

    def fault(self, error_type: FieldErrorType) -> Sql:
        return raw(_FAULTS[error_type])

    def json_items(self, item: Sql, order: Sql = EMPTY) -> Sql:
        """Releases before 3.44 can't sort within an aggregate; all of them keep the order of a subquery."""
        return sql("group_concat({}, ',')", item)

    def json_list(self, items: Sql) -> Sql:
        return sql("'[' || coalesce({}, '') || ']'", items)

    def member(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        return sql("{} IN (SELECT {} FROM json_each({}))", column, _element(codec), values)

    def json_compare(self, operator: str, column: Sql, value: Sql) -> Sql:
        column = sql("CAST({} AS BLOB)", column)
        if operator == "contained_in":
            return sql("gg_json_contains({}, {})", value, column)
        return sql(_JSON_CONDITIONS[operator], column, value)

    def known(self, value: Sql, *, many: bool) -> Sql:
        if many:
            return sql("NOT EXISTS (SELECT 1 FROM json_each({}) WHERE value IS NULL)", value)
        return sql("{} IS NOT NULL", value)

    def array(self, items: Sequence[Sql]) -> Sql:
        return sql("json_array({})", join(", ", items))

    def masked(self, condition: Sql, value: Sql, collation: str) -> Sql:
        """What is computed has no collation of its own."""
        masked = super().masked(condition, value, collation)
        return sql("{} COLLATE {}", masked, self.identifier(collation)) if collation else masked

    def text_as(self, value: Sql, codec: Codec, collation: str) -> Sql:
        """What is computed on the left has no collation that would go before the one on the right."""
        return sql("{} COLLATE {}", value, self.identifier(collation or "BINARY"))

    def same(self, column: Sql, value: Sql) -> Sql:
        return sql("{} IS {}", column, value)

    def limit(self, limit: int | Parameter | None, offset: Parameter | None) -> Sql:
        """A NULL limit is an error in SQLite, and an offset needs a limit before it."""
        if limit is None and offset is None:
            return Sql()
        if isinstance(limit, Parameter):
            text = sql(" LIMIT coalesce({}, -1)", parameter(limit))
        else:
            text = raw(" LIMIT -1") if limit is None else raw(" LIMIT ") + number(limit)
        return text + (sql(" OFFSET coalesce({}, 0)", parameter(offset)) if offset is not None else Sql())

    def least(self, first: Sql, second: Sql) -> Sql:
        return sql("min(coalesce({}, {}), {})", first, second, second)

    def greatest(self, first: Sql, second: Sql) -> Sql:
        return sql("max({}, {})", first, second)

    def end(self, codec: Codec, *, highest: bool) -> Sql | None:
        """Infinity for numbers; every text is after the empty one, and before every sequence of bytes."""
        name = codec.name
        if name in ("int", "float", "decimal", "bool", "duration"):
            return raw("9e999") if highest else raw("-9e999")
        if name == "bytes":
            return None if highest else raw("x''")
        if name not in ("text", "uuid", "date", "time", "datetime", "datetime_naive", "inet"):
            return None
        return raw("x''") if highest else raw("''")

    def list_position(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        return sql("(SELECT min(key) FROM json_each({}) WHERE {} = {})", values, _element(codec), column)

    def list_positions(self, values: Sql, codec: Codec) -> Sql:
        """Values have a type: SQLite makes an index over the list only where they need no conversion."""
        element, affinity = _element(codec), _AFFINITIES.get(codec.name)
        if affinity is not None:
            element = sql("CAST({} AS {})", element, raw(affinity))
        return sql("SELECT {} AS v, min(key) AS n FROM json_each({}) GROUP BY 1", element, values)

    def listed_keys(self, keys: Sql, codecs: Sequence[Codec]) -> Sql:
        values = [
            sql("{} AS {}", key_value(codec, index), self.identifier(f"k{index}"))
            for index, codec in enumerate(codecs)
        ]
        return sql("SELECT {}, key AS n FROM json_each({})", join(", ", values), keys)

    def looked_up(self, column: Sql, value: Sql) -> Sql:
        """Columns of dates count as numbers, which no text is; with ``+`` the column has no type of its own."""
        return sql("{} = +{}", value, column)

    def key_from_text(self, codec: Codec, text: Sql) -> Sql:
        if codec.name == "uuid":  # stored as 32 digits, and named with hyphens
            return sql("CASE WHEN length({}) = 36 THEN replace({}, '-', '') END", text, text)
        number_of = sql("CAST({} AS INTEGER)", text)
        return sql("CASE WHEN CAST({} AS TEXT) = {} THEN {} END", number_of, text, number_of)

    def key_as_text(self, codec: Codec, key: Sql) -> Sql:
        if codec.name != "uuid":
            return sql("CAST({} AS TEXT)", key)
        parts = (sql("substr({}, {}, {})", key, number(start), number(size)) for start, size in _UUID_PARTS)
        return join(" || '-' || ", parts)

    def json_text(self, text: Sql) -> Sql:
        return sql("json_quote({})", text)

    def hmac_matches(self, column: Sql, pads: Sequence[tuple[Sql, Sql]], expected: Sql) -> Sql:
        checks = (sql("gg_hmac({}, {}, {}) = {}", inner, outer, column, expected) for inner, outer in pads)
        return join(" OR ", checks)

    @property
    def functions(self) -> Mapping[str, tuple[int, Any]]:
        functions = {
            **sqlite_functions.FUNCTIONS,
            **sqlite_json.FUNCTIONS,
            "gg_stored": (2, self._stored),
        }
        if self.zone is not None:
            functions["gg_datetime"] = (2, functools.partial(sqlite_functions.gg_datetime, zone=self.zone))
        return functions


@functools.cache
def _in_zone(zone: str) -> SQLite:
    return SQLite(zone)


def _element(codec: Codec) -> Sql:
    """A row of ``json_each`` as a value of the codec."""
    return raw("gg_unhex(value)") if codec.name == "bytes" else raw("value")


def _twice(template: LiteralString, value: Sql) -> Sql:
    texts = template.split("{0}")
    return sql("{}".join(texts), *[value] * (len(texts) - 1))
