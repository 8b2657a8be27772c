"""What the API can show: tables, columns and relations, as plain values.

Built from Django's models one level above; nothing here knows Django.  API names are what a
document writes, ``column`` and ``db_table`` what the database calls them.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.action_types import enum_name, enum_names, undescribed
from django_graphgate.ir.codec import Codec, enum_codec
from django_graphgate.ir.variables import Configured
from django_graphgate.ir.write import Action, Way

NOBODY = "(not exposed)"
"""The name of a table that is not exposed: it cannot have rules, so no role passes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A leaf of a table.  ``codec`` says which values it has (:mod:`django_graphgate.ir.codec`)."""

    name: str
    column: str
    codec: Codec
    nullable: bool = False
    secret: bool = False
    """Looks like a secret: hidden from every role whose rule does not name it."""
    description: str = ""
    enum: str = ""
    """Name of the enum that its codec's values are, where they are one."""
    quoted: bool = False
    """Its numbers are written as JSON strings, for clients that cannot hold them."""
    of: str = ""
    """Inherited from this table (API name), which is exposed itself: its rules hold too."""
    collation: str = ""
    """The collation that the model gives it; empty for the database's own."""
    stored: str = ""
    """The type that the database really has, where it is not the codec's."""
    plain: str = ""
    """Where a row must bring what is stored besides: the name that this has in the row."""
    comparable: bool = True
    """A filter can look into it."""
    key_codec: Codec | None = None
    """The codec of its values in cursors, where it stores more than its own codec has."""
    references: str = ""
    """Of a foreign key: the API name of the table that it points to, :data:`NOBODY` where the API has none."""
    url: str = ""
    """Of a name of a file: the URL of the storage's folder, which ends with a slash; empty where there is none."""
    generic_key: bool = False
    """One half of a generic key.  Nobody checks that the role may see the row that its value names, so that only a
    rule that lists the column lets data give it."""
    masked: bool = False
    """For one role's view: it is NULL in rows for which a filter does not hold."""


FILE_URL = "_url"
"""What the field of a file's URL is called behind the name of the file's column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How a column of a row is read: out of ``column``, whose type is ``stored``, as a value of ``codec``.

    Without ``codec`` it is what is stored.
    """

    column: str
    codec: Codec | None = None
    stored: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentTypeColumn:
    """One half of a generic key: ``column`` holds the id of the content type of one of ``models``.

    ``models`` are pairs of app label and model name, as ``django_content_type`` has them.
    """

    column: str
    models: tuple[tuple[str, str], ...]
    here: bool
    """The column is of the row that the hop starts from, else of the row that it reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step along a relation: into ``db_table`` where each ``(here, there)`` pair is equal.

    ``table`` is the API name of the table that is reached, for its rules; ``None`` for the join
    table that Django makes by itself for a many-to-many field.  ``content_type`` must hold besides; where
    its other half is a text, ``key`` is the codec of the key that the text names.
    """

    db_table: str
    db_schema: str = ""
    table: str | None = None
    pairs: tuple[tuple[str, str], ...]
    content_type: ContentTypeColumn | None = None
    array: Literal["", "here", "there"] = ""
    """The side of the one pair that is an array, which has to hold the other side's value."""
    key: Codec | None = None
    casts: Mapping[str, ReadAs] = field(default_factory=dict[str, ReadAs], hash=False)
    """As :attr:`Table.casts`, of the table that is reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A way from one table to another: one hop, or two through a join table."""

    name: str
    target: str
    many: bool
    hops: tuple[Hop, ...]
    object_name: str = ""
    """Of a list relation: the selector of its first row, ``trip`` beside ``trips``; empty where it has none."""
    way: Way | None = None
    """How it is stored; ``None`` for one that cannot be written along."""
    field: str = ""
    """Django's name, as :attr:`django_graphgate.ir.write.WriteRelation.field` has it."""
    near: str = ""
    far: str = ""
    """For ``through``, as :class:`django_graphgate.ir.write.WriteRelation` has them."""
    description: str = ""
    of: str = ""
    """Inherited from this table (API name), which is exposed itself: who may not read it has no relation."""

    def keys(self) -> tuple[str, ...]:
        """The columns, of the row that it starts from, that the relation hangs on."""
        first = self.hops[0]
        here = tuple(here for here, _ in first.pairs)
        return (
            (*here, first.content_type.column)
            if first.content_type is not None and first.content_type.here
            else here
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A generic key: the row of one of several tables, each reached by a relation of its own."""

    name: str
    type_name: str
    members: tuple[Relation, ...]
    description: str = ""
    of: str = ""
    """As :attr:`Relation.of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentTable:
    """Another table that holds columns of a row: the parent of an inherited model.

    Its row is the one where each ``(there, here)`` pair is equal; ``there`` is a column of the part
    number ``after``, or of the table itself (-1).
    """

    db_table: str
    db_schema: str = ""
    after: int = -1
    pairs: tuple[tuple[str, str], ...]
    columns: Mapping[str, str]
    """Name in the row (:attr:`Column.column`, ends of hops) → column of the part."""


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
    schemas: tuple[str, ...] = ()
    """Other schemas in which a selector may read the table."""
    model: str = ""
    """Django's label, ``shop.Product``; what routers are asked about."""
    primary_key: tuple[str, ...]
    """API names of the key's columns."""
    keys: Mapping[str, Column]
    """The key's columns themselves, for tie-breaks, also where a role may not read them."""
    columns: Mapping[str, Column]
    left_out: frozenset[str] = frozenset()
    """Names of columns of the model that the API does not have: blocked, or without a form."""
    relations: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    unions: Mapping[str, Union] = field(default_factory=dict[str, Union])
    parts: tuple[ParentTable, ...] = ()
    """Tables of inherited columns."""
    parents: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    """The way to the row of each parent, near or far, that is exposed itself, by its API name."""
    rows: Any = None
    """A ``Filter`` that holds for every role: rows that it does not let through do not exist; ``None`` without one."""
    alias_of: str = ""
    """API name of the table that this is another name of: its rules hold too."""
    orderings: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict[str, tuple[tuple[str, str], ...]]
    )
    """Configured orderings by name: pairs of column and direction."""
    synonyms: Mapping[str, str] = field(default_factory=dict[str, str])
    """Terse names of relations: the far table's name, or a join table's foreign key."""
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Names that several relations could go by: the relations' own names."""
    description: str = ""
    casts: Mapping[str, ReadAs] = field(default_factory=dict[str, ReadAs])
    """Names in the row that are not read as they are stored."""
    blocked: bool = False
    """For one role's view: a rule exists and blocks the table."""
    writes: Mapping[Action, Mapping[str, Column]] = field(default_factory=dict[Action, Mapping[str, Column]])
    """The actions that write the table, each with the columns that data may give: in the whole catalogue, what the
    model takes; in a role's view, what its rules let through, also where the role may not read the column."""
    joins: Mapping[Action, frozenset[str]] = field(default_factory=dict[Action, frozenset[str]])
    """The many-to-many relations without a model of their own that data of an action may follow: in the whole
    catalogue all of them, in a role's view those that its rule lists."""
    unique: tuple[frozenset[str], ...] = ()
    """Sets of columns whose values no two rows share; the primary key is among them."""
    write_only: bool = False
    """For one role's view: it may write the table and read nothing of it."""

    def relation_called(self, name: str) -> Relation | None:
        """The relation that a name means where list or object is all the same: in filters and orderings."""
        if name in self.columns or name in self.unions:
            return None
        written = self.synonyms.get(name, name)
        return self.relations.get(written) or self.object_relation(written)

    def file_of(self, name: str) -> Column | None:
        """The column of the file whose URL the field of this name is."""
        if not name.endswith(FILE_URL) or name in self.relations or name in self.unions:
            return None
        column = self.columns.get(name.removesuffix(FILE_URL))
        return column if column is not None and column.url and not self.object_relation(name) else None

    def object_relation(self, name: str) -> Relation | None:
        """The list relation whose object selector has this name."""
        return next(
            (relation for relation in self.relations.values() if relation.object_name == name and name), None
        )


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """All tables by API name, and the variables that the project configures."""

    tables: Mapping[str, Table]
    variables: Mapping[str, Configured] = field(default_factory=dict[str, Configured])
    user_id: Codec | None = None
    """The codec of what ``$user_id`` is; ``None`` where it may be any text."""
    camel_case: bool = False
    """The API shows names in camel case; here, and in rules, they are as the models have them."""
    relay: bool = False
    """Every list is also there as a connection."""
    cursor_always: bool = False
    """A paged list has its cursor beside it, asked for or not."""
    actions: Mapping[str, ActionDefinition] = field(default_factory=dict[str, ActionDefinition])
    """Actions that are root fields, by name; their returned rows are of tables of the catalogue."""

    @functools.cached_property
    def derived(self) -> dict[str, Any]:
        """What later passes build from the whole catalogue once, such as its GraphQL schema."""
        return {}

    @functools.cached_property
    def by_object_name(self) -> Mapping[str, Table]:
        return {table.object_name: table for table in self.tables.values()}

    @functools.cached_property
    def by_type_name(self) -> Mapping[str, Table]:
        return {table.type_name: table for table in self.tables.values()}

    @functools.cached_property
    def by_any_name(self) -> Mapping[str, Table]:
        """The tables by the names that the type of a fragment may go by."""
        return {
            name: table
            for table in self.tables.values()
            for name in (table.object_name, table.name, table.type_name)
        }

    def enum(self, name: str) -> Codec | None:
        """The codec of the enum of this name; ``None`` where no column has one."""
        columns = (column for table in self.tables.values() for column in table.columns.values())
        known = next((column.codec for column in columns if column.enum == name), None)
        return self.choices.get(name) if known is None else known

    @functools.cached_property
    def choices(self) -> Mapping[str, Codec]:
        """The enums of the parameters of actions, by name."""
        return {
            enum_name(action, parameter): enum_codec(names)
            for action in self.actions.values()
            for parameter in action.parameters
            if (names := enum_names(parameter))
        }

    def fingerprint(self) -> str:
        """sha256 over everything that a compiled statement may depend on."""
        digest = hashlib.sha256()
        for label, several in (("table", self.tables), ("variable", self.variables)):
            for name in sorted(several):
                entry = [label, name, _plain(several[name])]
                digest.update(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n")
        for name, table in sorted(self.tables.items()):
            if table.rows is not None:  # its classes, of which some have equal fields, are in the text
                digest.update(f"rows {name} {table.rows!r}\n".encode())
            written = {action: sorted(columns) for action, columns in table.writes.items()}
            joins = {action: sorted(names) for action, names in table.joins.items()}
            unique = sorted(sorted(names) for names in table.unique)
            digest.update(f"writes {name} {json.dumps([written, joins, unique], sort_keys=True)}\n".encode())
        for name, action in sorted(self.actions.items()):
            digest.update(f"action {name} {undescribed(action)!r}\n".encode())
        if self.user_id:
            digest.update(f"user_id {self.user_id}\n".encode())
        for name in ("relay", "cursor_always"):
            if getattr(self, name):
                digest.update(f"{name}\n".encode())
        return digest.hexdigest()


_SCALARS = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> Any:
    if value.__class__ in _SCALARS:
        return value
    if isinstance(value, Codec):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [_plain(getattr(value, name)) for name in _parts(value.__class__)]


@functools.cache
def _parts(cls: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass that count: descriptions change no statement, and a freeze asks no database."""
    return tuple(field.name for field in dataclasses.fields(cls) if field.name not in _UNCOUNTED)


_UNCOUNTED = frozenset(
    {
        "description", "rows", "stored", "plain", "comparable", "key_codec", "casts", "found", "left_out",
        "writes", "joins", "unique",
    }
)  # fmt: skip
