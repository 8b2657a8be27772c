"""What the API can show: tables, columns and relations, as plain values.

Built from Django's models one level above; nothing here knows Django.  API names are what a
document writes, ``column`` and ``db_table`` what the database calls them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A leaf of a table.  ``codec`` names its scalar (:mod:`django_graphgate.ir.scalars`)."""

    name: str
    column: str
    codec: str
    nullable: bool = False
    secret: bool = False
    """Looks like a secret: hidden from every role whose rule does not name it."""
    description: str = ""
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step along a relation: into ``db_table`` where each ``(here, there)`` pair is equal.

    ``table`` is the API name of the table that is reached, for its rules; ``None`` for the join
    table that Django makes by itself for a many-to-many field.
    """

    db_table: str
    db_schema: str = ""
    table: str | None = None
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A way from one table to another: one hop, or two through a join table."""

    name: str
    target: str
    many: bool
    hops: tuple[Hop, ...]
    object_name: str = ""
    """Of a list relation: the selector of its first row, ``trip`` beside ``trips``; empty where it has none."""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with the names by which documents and rules know it."""

    name: str
    """API name and list selector: ``products``."""
    object_name: str
    """Object selector: ``product``."""
    type_name: str
    """GraphQL object type: ``Product``."""
    db_table: str
    db_schema: str = ""
    model: str = ""
    """Django's label, ``shop.Product``; what routers are asked about."""
    primary_key: tuple[str, ...]
    """API names of the key's columns."""
    keys: Mapping[str, Column]
    """The key's columns themselves, for tie-breaks, also where a role may not read them."""
    columns: Mapping[str, Column]
    relations: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    description: str = ""
    blocked: bool = False
    """For one role's view: a rule exists and blocks the table."""


    def object_relation(self, name: str) -> Relation | None:
        """The list relation whose object selector has this name."""
        return next((one for one in self.relations.values() if one.object_name == name and name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All tables by API name."""

    tables: Mapping[str, Table]

    def fingerprint(self) -> str:
        """sha256 over everything that a compiled statement may depend on."""
        text = json.dumps(_plain(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (f.name for f in dataclasses.fields(value) if f.name != "description")
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
