"""The entries of ``GRAPHGATE["TABLES"]``, read and checked.

Each is a dictionary; all keys but ``name`` are optional::

    {"name": "goods", "model": "shop.Product"}                     another API name for a model
    {"name": "me", "table": "users", "schema": "public"}           a second name for a table
    {"name": "products", "order_by": {"cheap": ["price asc"]}}     settings of a table
    {"name": "sales", "columns": [{"name": "product_id", "related_to": "products.id", "primary": True}]}
    {"name": "users", "columns": [{"name": "note", "type": "text"}], "blocklist": ["phone"]}
    {"name": "notes", "manager": "everything"}                     whose manager's filter holds; False for all rows
    {"name": "notes", "write": "orm"}                              its rows are always written through the model
    {"name": "notes", "full_clean": True}                          its rows are validated as a whole when saved
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django_graphgate.catalog.naming import is_name
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    BYTES,
    DATE,
    DATETIME,
    DURATION,
    FLOAT,
    INT,
    JSON,
    NAMES,
    TEXT,
    TIME,
    UUID,
    Codec,
)

DIRECTIONS = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")

_CODECS: Mapping[str, Codec] = {
    "int": INT,
    "Int": INT,
    "bigint": BIGINT,
    "BigInt": BIGINT,
    "Float": FLOAT,
    "Boolean": BOOL,
    "String": TEXT,
    "ID": TEXT,
    "UUID": UUID,
    "Date": DATE,
    "Time": TIME,
    "DateTime": DATETIME,
    "Duration": DURATION,
    "Bytes": BYTES,
    "JSON": JSON,
}
KEYS = frozenset(
    {
        "name",
        "model",
        "table",
        "schema",
        "schemas",
        "columns",
        "order_by",
        "blocklist",
        "manager",
        "write",
        "full_clean",
    }
)
"""What an entry may say."""

_NAMES = NAMES - {"like", "pattern", "regex", "json_text", "datetime_any", "int", "decimal", "enum"}
"""Codecs that a type may name as they are."""
_DECIMAL = re.compile(r"decimal:[0-9]+:[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """What the settings say about one column."""

    name: str
    codec: Codec | None = None
    enum: str | Literal[False] | None = None
    """The name of its enum; ``False`` for none."""
    related_to: tuple[str, ...] = ()
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """What the settings say about one table."""

    name: str
    model: str = ""
    table: str = ""
    schema: str = ""
    schemas: tuple[str, ...] = ()
    columns: Mapping[str, ColumnEntry] = field(default_factory=dict[str, ColumnEntry])
    order_by: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict[str, tuple[tuple[str, str], ...]]
    )
    blocklist: tuple[str, ...] = ()
    manager: str | Literal[False] | None = None
    """The manager whose filter holds; ``None`` for the model's default one, ``False`` for none: all rows."""
    write: Literal["", "orm", "sql"] = ""
    """The way of its rows into the database; empty where the model's own code decides."""
    full_clean: bool = False
    """``Model.full_clean`` has to pass before a row is saved."""


def read_entries(given: Iterable[Mapping[str, Any]]) -> tuple[TableEntry, ...]:
    """The entries in written order.  Raises ``ConfigurationError`` for one that is not understood."""
    entries = tuple(_table(entry) for entry in given)
    for index, entry in enumerate(entries):
        if any(other.name == entry.name for other in entries[:index]):
            raise ConfigurationError(f"GRAPHGATE['TABLES'] has two entries named {entry.name!r}.")
    return entries


def _table(given: Mapping[str, Any]) -> TableEntry:
    name = given.get("name")
    if not isinstance(name, str) or not is_name(name):
        raise ConfigurationError(
            f"GRAPHGATE['TABLES'] has an entry without a GraphQL name: {name!r:.100}.",
            hint='Such as {"name": "me", "table": "users"}.',
        )
    where = f"GRAPHGATE['TABLES'], {name}"
    _known(given, sorted(KEYS), where)
    texts = {key: _text(given.get(key, ""), f"{where}: {key}") for key in ("model", "table", "schema")}
    if texts["model"] and texts["table"]:
        raise ConfigurationError(
            f"{where}: model gives a model another name, table adds a second name: use only one of them."
        )
    if texts["table"] and "manager" in given:
        raise ConfigurationError(
            f"{where}: a second name has the rows of its table: set manager in that table's entry."
        )
    for key in ("write", "full_clean"):
        if texts["table"] and key in given:
            raise ConfigurationError(
                f"{where}: a second name is written as its table: set {key} in that table's entry."
            )
    columns = [_column(column, where) for column in _list(given.get("columns", ()), f"{where}: columns")]
    orderings = given.get("order_by", {})
    if not isinstance(orderings, Mapping):
        raise ConfigurationError(
            f"{where}: order_by must be a dictionary, such as {{'cheap': ['price asc']}}."
        )
    return TableEntry(
        name=name,
        **texts,
        schemas=tuple(
            _schema(schema, where) for schema in _list(given.get("schemas", ()), f"{where}: schemas")
        ),
        columns={column.name: column for column in columns},
        order_by={
            str(key): _ordering(key, keys, f"{where}: order_by {key}") for key, keys in orderings.items()
        },
        blocklist=tuple(
            _text(blocked, f"{where}: blocklist") for blocked in _list(given.get("blocklist", ()), where)
        ),
        manager=_manager(given.get("manager"), where),
        write=_write(given.get("write", ""), where),
        full_clean=_full_clean(given, where),
    )


def _column(given: Any, where: str) -> ColumnEntry:
    if not isinstance(given, Mapping) or not isinstance(given.get("name"), str):
        raise ConfigurationError(
            f"{where}: columns must be a list such as [{{'name': 'note', 'type': 'text'}}]."
        )
    where = f"{where}.{given['name']}"
    _known(given, ("name", "type", "enum", "related_to", "array", "primary"), where)
    related = given.get("related_to", ())
    related = [related] if isinstance(related, str) else _list(related, f"{where}: related_to")
    return ColumnEntry(
        name=given["name"],
        codec=named_codec(given["type"], where) if "type" in given else None,
        enum=_enum(given.get("enum"), where),
        related_to=tuple(_text(target, f"{where}: related_to") for target in related),
        primary=given.get("primary") is True,
    )


def _manager(given: Any, where: str) -> str | Literal[False] | None:
    if given is None or given is False or (isinstance(given, str) and given.isidentifier()):
        return given
    raise ConfigurationError(
        f"{where}: manager must be the name of a manager of the model, or False for all rows."
    )


def _write(given: Any, where: str) -> Literal["", "orm", "sql"]:
    if given in ("", "orm", "sql"):
        return given  # type: ignore[no-any-return]  # now it is one of these
    raise ConfigurationError(f"{where}: write must be 'orm' or 'sql'.")


def _full_clean(given: Mapping[str, Any], where: str) -> bool:
    asked = given.get("full_clean", False)
    if not isinstance(asked, bool):
        raise ConfigurationError(f"{where}: full_clean must be True or False.")
    if asked and given.get("write") == "sql":
        raise ConfigurationError(
            f"{where}: full_clean is the model's, and write sends its rows past the model: use only one of them."
        )
    return asked


def _schema(given: Any, where: str) -> str:
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise ConfigurationError(f"{where}: schemas must be a list of names, such as ['archive'].")
    return given


def _enum(given: Any, where: str) -> str | Literal[False] | None:
    if given is None or given is False or (isinstance(given, str) and is_name(given)):
        return given
    raise ConfigurationError(f"{where}: enum must be a GraphQL name, or False.")


def named_codec(name: Any, where: str) -> Codec:
    """The codec that a ``type`` names: a scalar (``BigInt``), or a codec (``text``, ``decimal:10:2``)."""
    if isinstance(name, str) and name in _CODECS:
        return _CODECS[name]
    if isinstance(name, str) and (name in _NAMES or _DECIMAL.fullmatch(name)):
        return Codec.parse(name)
    hint = f"There are {', '.join(sorted(_NAMES | {'int', 'bigint', 'decimal:<digits>:<places>'}))}."
    raise ConfigurationError(f"{where}: {name!r:.50} is not a type.", hint=hint)


def _ordering(name: Any, given: Any, where: str) -> tuple[tuple[str, str], ...]:
    """``["price desc", "id"]`` → pairs of column and direction; nulls as in ``"price desc nulls last"``."""
    keys: list[tuple[str, str]] = []
    for text in [given] if isinstance(given, str) else _list(given, where):
        column, *rest = _text(text, where).split()
        direction = "_".join(rest).lower() or "asc"
        if direction not in DIRECTIONS:
            raise ConfigurationError(f"{where}: {text!r} has none of the directions {', '.join(DIRECTIONS)}.")
        keys.append((column, direction))
    if not is_name(str(name)) or not keys:
        raise ConfigurationError(f"{where}: an ordering has a GraphQL name and a list of columns.")
    return tuple(keys)


def _known(given: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(names)}."
            raise ConfigurationError(f"{where}: there is no key {name!r}.", hint=hint)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or (not value.strip() and value != ""):
        raise ConfigurationError(f"{where}: {value!r:.50} is not a string.")
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f"{where}: {value!r:.50} is not a list.")
    return value
