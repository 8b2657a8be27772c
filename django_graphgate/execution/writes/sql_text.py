"""The text that writes levels of rows: chained CTEs, the data of each level as one parameter.

::

    WITH r0 AS MATERIALIZED (SELECT …, nextval(…) AS k FROM json_to_recordset($1) …),
         w0 AS (INSERT INTO parents SELECT … FROM r0 ORDER BY n),
         r1 AS MATERIALIZED (SELECT …, r0.k AS c2 FROM json_to_recordset($2) … LEFT JOIN r0 …),
         w1 AS (INSERT INTO children …)
    SELECT set_config('graphgate.k0', …, true), …

The text only depends on the tables and relations of the data, so that it is prepared once for any number of rows.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from django_graphgate.execution.writes.sql_levels import Columns, Level, NotInOneTripError, columns_of

_KEY_FORMS = ("smallint", "integer", "bigint", "uuid", "text", "varchar", "citext")
"""Types of keys whose JSON is what :func:`~.keys.keys_text` writes."""


@dataclass(frozen=True, slots=True)
class LevelText:
    """All of a level that its text depends on; names are quoted, types without their limits."""

    db_table: str
    columns: tuple[tuple[str, str], ...]
    """Column and type; of ``connect``, the column that names rows, then that of the key."""
    key: int
    """Which column is the key."""
    sequence: bool
    """The key comes from a sequence where a row has none."""
    links: tuple[tuple[int, int], ...]
    """Columns that are keys of rows of another level."""
    connects: bool = False


def level_text(level: Level, columns: Columns, connection: Any) -> LevelText:
    """Describe a level; raises :class:`NotInOneTripError` for a key whose JSON could be read in two ways."""
    quote = connection.ops.quote_name
    alias = connection.alias
    pairs = tuple((quote(field.column), type_of(field, alias)) for field in columns.fields)
    key: Any = level.model._meta.pk
    names = [field.attname for field in columns.fields]
    if level.action == "connect":
        if type_of(key, alias) not in _KEY_FORMS:
            raise NotInOneTripError
        local = level.model._meta.concrete_model or level.model
        if columns.fields[0] not in local._meta.local_concrete_fields:
            raise NotInOneTripError
        pairs = (*pairs, (quote(key.column), type_of(key, alias)))
        return LevelText(quote(level.model._meta.db_table), pairs, 1, False, (), True)  # noqa: FBT003
    if pairs[names.index(key.attname)][1] not in _KEY_FORMS:
        raise NotInOneTripError
    return LevelText(
        db_table=quote(level.model._meta.db_table),
        columns=pairs,
        key=names.index(key.attname),
        sequence=key.get_internal_type().endswith("AutoField"),
        links=tuple((names.index(name), target) for name, target in level.links),
    )


@functools.lru_cache(maxsize=10_000)
def type_of(field: Any, alias: str) -> str:
    """The type of a column, without limits: a cast to them would cut a value off silently."""
    return re.sub(r"\(.*?\)", "", field.db_type(connections[alias])).strip()


@functools.lru_cache(maxsize=1_000)
def text_of(levels: tuple[LevelText, ...], settings: tuple[tuple[str, tuple[int, ...]], ...]) -> str:
    """The whole text; ``settings`` are what the keys of some levels are kept in for later statements."""
    parts: list[str] = []
    for number, level in enumerate(levels):
        rows = _connected(number, level) if level.connects else _given(number, level)
        parts.append(f"r{number} AS MATERIALIZED ({rows})")
        if not level.connects:
            parts.append(f"w{number} AS ({_insert(number, level)})")
    outputs = [f"set_config('{name}', {_keys(numbers)}, true)" for name, numbers in settings]
    outputs += [_all_there(number) for number, level in enumerate(levels) if level.connects]
    return f"WITH {', '.join(parts)} SELECT {', '.join(outputs)}"


def _records(number: int, level: LevelText, count: int) -> str:
    """The data of a level with the numbers of its rows."""
    names = [*(f"v{index}" for index in range(count)), *(f"o{index}" for index in range(len(level.links)))]
    typed = ", ".join(f"{name} {'int' if name.startswith('o') else 'text'}" for name in names)
    listed = ", ".join((*names, "n"))
    return f"ROWS FROM (json_to_recordset(${number + 1}::json) AS ({typed})) WITH ORDINALITY AS x ({listed})"


def _given(number: int, level: LevelText) -> str:
    links: dict[int, list[int]] = {}
    for index, (linked, _) in enumerate(level.links):
        links.setdefault(linked, []).append(index)
    inner = ["x.*"]
    if level.sequence:
        column, key_type = level.columns[level.key]
        names = f"{_literal(level.db_table)}, {_literal(_unquoted(column))}"
        following = f"nextval(pg_get_serial_sequence({names})::regclass)"
        inner.append(f"coalesce(x.v{level.key}::{key_type}, {following}) AS k")
    values: list[str] = []
    for index, (_, column_type) in enumerate(level.columns):
        value = "x.k" if level.sequence and index == level.key else f"x.v{index}"
        keys = [f"l{link}.k" for link in links.get(index, ())]
        choices = ", ".join((f"{value}::{column_type}", *keys))
        values.append(f"coalesce({choices}) AS c{index}")
    joins = "".join(
        f" LEFT JOIN r{target} AS l{index} ON l{index}.n = x.o{index}"
        for index, (_, target) in enumerate(level.links)
    )
    records = _records(number, level, len(level.columns))
    listed = f"SELECT x.n, {', '.join(values)} FROM (SELECT {', '.join(inner)} FROM {records} OFFSET 0) AS x{joins}"  # noqa: S608
    return f"SELECT y.*, y.c{level.key} AS k FROM ({listed}) AS y"  # noqa: S608


def _connected(number: int, level: LevelText) -> str:
    """Rows that are there already, which nobody may delete or change until the end."""
    (column, column_type), (key, _) = level.columns
    return (
        f"SELECT x.n, t.{key} AS k FROM {_records(number, level, 1)}"  # noqa: S608
        f" JOIN {level.db_table} AS t ON t.{column} = x.v0::{column_type} FOR NO KEY UPDATE OF t"
    )


def _insert(number: int, level: LevelText) -> str:
    columns = ", ".join(name for name, _ in level.columns)
    values = ", ".join(f"c{index}" for index in range(len(level.columns)))
    return f"INSERT INTO {level.db_table} ({columns}) SELECT {values} FROM r{number} ORDER BY n"  # noqa: S608


def _keys(numbers: Sequence[int]) -> str:
    """The keys of levels as JSON, each once."""
    selects = [f"SELECT {place} AS l, n, k FROM r{number}" for place, number in enumerate(numbers)]  # noqa: S608
    rows = " UNION ALL ".join(selects)
    each = f"SELECT k, min(l::bigint * 100000000 + n) AS place FROM ({rows}) AS q GROUP BY k"  # noqa: S608
    if len(numbers) == 1:
        each = f"SELECT k, min(n) AS place FROM r{numbers[0]} GROUP BY k"  # noqa: S608
    return f"(SELECT coalesce(json_agg(json_build_array(k) ORDER BY place)::text, '[]') FROM ({each}) AS p)"  # noqa: S608


def _all_there(number: int) -> str:
    """Each value names exactly one row."""
    condition = f"count(*) = json_array_length(${number + 1}::json) AND count(DISTINCT n) = count(*)"
    return f"(SELECT {or_give_up(condition)} FROM r{number})"  # noqa: S608


def or_give_up(condition: str) -> str:
    """An expression that fails unless the condition holds: the text that it casts then is no number."""
    return f"(CASE WHEN {condition} THEN '0' ELSE 'graphgate' END)::int"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def parameter_of(level: Level, columns: Columns, texts: Sequence[str | None]) -> str:
    """The data of a level as JSON; ``texts`` are the values of all rows, one after the other."""
    width = len(columns.fields)
    records: list[dict[str, Any]] = []
    for number in range(len(level.rows)):
        values = texts[number * width : (number + 1) * width]
        record: dict[str, Any] = {
            f"v{index}": value for index, value in enumerate(values) if value is not None
        }
        if level.links:
            ordinals = level.ordinals[number]
            record |= {f"o{index}": value for index, value in enumerate(ordinals) if value is not None}
        records.append(record)
    return json.dumps(records, separators=(",", ":"), ensure_ascii=False)


def written_by(
    levels: Sequence[Level], settings: tuple[tuple[str, tuple[int, ...]], ...], connection: Any, driver: Any
) -> tuple[str, list[str]]:
    """The text that writes the levels, and its parameters."""
    described: list[LevelText] = []
    parameters: list[str] = []
    for level in levels:
        columns = columns_of(level, connection)
        described.append(level_text(level, columns, connection))
        texts = driver.texts(connection, [value for row in columns.rows for value in row])
        parameters.append(parameter_of(level, columns, texts))
    return text_of(tuple(described), settings), parameters
