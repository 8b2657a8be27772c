"""What a SELECT of the settings gives: its columns with their types, as far as its text and the models say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import Dialect, exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope
from sqlglot.schema import MappingSchema

from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    BYTES,
    DATE,
    DATETIME,
    DATETIME_NAIVE,
    DECIMAL,
    DURATION,
    FLOAT,
    INET,
    INT,
    JSON,
    TEXT,
    TIME,
    UUID,
    Codec,
)

Schema = Mapping[str, Mapping[str, Codec | None]]
"""Tables and their columns by their names in the database; ``None`` for a type without a codec."""

_TYPES: Mapping[str, Codec] = {
    "TINYINT": INT,
    "SMALLINT": INT,
    "INT": INT,
    "BIGINT": BIGINT,
    "FLOAT": FLOAT,
    "DOUBLE": FLOAT,
    "DECIMAL": DECIMAL,
    "BOOLEAN": BOOL,
    "TEXT": TEXT,
    "VARCHAR": TEXT,
    "CHAR": TEXT,
    "UUID": UUID,
    "DATE": DATE,
    "TIME": TIME,
    "TIMESTAMPTZ": DATETIME,
    "TIMESTAMP": DATETIME_NAIVE,
    "INTERVAL": DURATION,
    "VARBINARY": BYTES,
    "JSON": JSON,
    "JSONB": JSON,
    "INET": INET,
}
_NAMES: Mapping[str, str] = {
    "int": "BIGINT", "float": "DOUBLE", "decimal": "DECIMAL", "bool": "BOOLEAN", "text": "TEXT", "enum": "TEXT",
    "uuid": "UUID", "date": "DATE", "time": "TIME", "datetime": "TIMESTAMPTZ", "datetime_naive": "TIMESTAMP",
    "duration": "INTERVAL", "bytes": "VARBINARY", "json": "JSONB", "inet": "INET",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result: the table or alias that it is taken from, if any, and its codec, if known."""

    name: str
    table: str
    codec: Codec | None


@dataclass(frozen=True, slots=True)
class SelectTypes:
    """``outputs`` is ``None`` where the text alone does not say what they are."""

    outputs: Sequence[Output] | None
    aliases: Mapping[str, str]
    """Table by alias, in the outermost FROM."""
    compared: Mapping[str, Codec]
    """The codec of the column that a variable is compared with, by the variable's name."""


_WRITING = (
    exp.Delete,
    exp.Insert,
    exp.Update,
    exp.Merge,
    exp.Copy,
    exp.Create,
    exp.Command,
    exp.Into,
    exp.Lock,
)
"""What changes rows, or keeps others from changing them."""


def tables_in(text: str) -> set[str]:
    """The names of tables that the text mentions.

    Raises ``ValueError``, with a sentence, for a text that is anything else than one query that only reads.
    """
    tree = _parsed(text)
    if next(tree.find_all(*_WRITING), None) is not None:
        raise ValueError("it may only read")
    return {table.name for table in tree.find_all(exp.Table) if table.name}


def _parsed(text: str) -> Any:
    try:
        trees = Dialect.get_or_raise("postgres").parse(text)
    except (SqlglotError, ValueError, RecursionError) as error:
        raise ValueError("it cannot be read as SQL") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise ValueError("it has to be one SELECT")
    return trees[0]


def select_types(text: str, schema: Schema) -> SelectTypes:
    """The types of a text that :func:`tables_in` has read, over these tables."""
    types: dict[str, object] = {
        table: {
            column: _NAMES.get(codec.name, "UNKNOWN") if codec else "UNKNOWN"
            for column, codec in columns.items()
        }
        for table, columns in schema.items()
    }
    known = MappingSchema(types, dialect="postgres", normalize=False)
    try:
        tree: Any = qualify(
            _parsed(text),
            schema=known,
            dialect="postgres",
            validate_qualify_columns=False,
            quote_identifiers=False,
            identify=False,
        )
        tree = annotate_types(tree, schema=known, dialect="postgres")
        scope = build_scope(tree)
    except (SqlglotError, ValueError, RecursionError):
        return SelectTypes(None, {}, {})
    aliases = {
        alias: source.name if isinstance(source, exp.Table) else alias
        for alias, source in (scope.sources if scope else {}).items()
    }
    outputs = None
    if not any(isinstance(select.unalias(), exp.Star) or select.is_star for select in tree.selects):
        outputs = [_output(select, aliases, schema) for select in tree.selects]
    return SelectTypes(outputs, aliases, dict(_compared(tree, schema)))


def _output(select: Any, aliases: Mapping[str, str], schema: Schema) -> Output:
    column = select.unalias()
    name = "" if _UNNAMED.fullmatch(select.alias_or_name) else str(select.alias_or_name)
    table = str(column.table) if isinstance(column, exp.Column) else ""
    return Output(name, table, _codec(column, aliases, schema))


_UNNAMED = re.compile(r"_col_[0-9]+")
"""What the parser calls an expression without an alias; each server calls it something else."""


def _codec(node: Any, aliases: Mapping[str, str], schema: Schema) -> Codec | None:
    """The codec of an expression: that of the model's column, if it is one."""
    columns = schema.get(aliases.get(node.table, "")) if isinstance(node, exp.Column) else None
    known = None if columns is None else columns.get(node.name)
    return known or _TYPES.get(node.type.this.name if node.type else "")


_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.In, exp.Between)


def _compared(tree: Any, schema: Schema) -> Iterator[tuple[str, Codec]]:
    """Variables that stand opposite a column."""
    for parameter in tree.find_all(exp.Parameter):
        parent = parameter.parent
        if isinstance(parent, _COMPARISONS):
            sides = [side for side in (parent.this, parent.args.get("expression")) if side is not parameter]
            codec = _codec(sides[0], {}, schema) if isinstance(sides[0], exp.Column) else None
            if codec is not None:
                yield parameter.name, codec
