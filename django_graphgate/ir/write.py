"""What a mutation writes, as data: it is stored in ``allow.lock`` and run without the compiler.

A :class:`WritePlan` has the mutation's root fields in order (:class:`WriteRoot`), what data may hold for each
table and action (:class:`WriteShape`), and texts that ask the database which rows a role may see or write
(``probes``).  How a row is written (through Django's models or as SQL) is the business of the execution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from django_graphgate.ir.action import Return
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.presence import ALWAYS, Presence
from django_graphgate.ir.sql import Parameter

Action = Literal["insert", "update", "upsert", "delete"]

CALL: Final = "call"
"""In place of an action that writes a table: the root field calls a function of the project."""

Way = Literal["forward", "reverse", "many_to_many", "through", "generic", "array"]
"""How a relation is stored.

``forward``: a foreign key of the row itself.  ``reverse``: a foreign key of the related row.  ``many_to_many``: a row
of a join table that Django made by itself.  ``through``: a row of a join table that is a model.  ``generic``: a
``GenericRelation``, where the related row holds content type and key.  ``array``: an array column of the row holds
the keys of the related rows.
"""


# -- data, as the document writes it ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataValue:
    """A value of a column: a constant of the document, a variable, or what is known of the caller.

    The codec of the parameter is that of the column.  Where it is a variable that the request does not give and
    that has no default, the key is as if it were not written.
    """

    parameter: Parameter


@dataclass(frozen=True, slots=True)
class DataVariable:
    """A variable of an input object type, or a list of them: the request gives the whole object."""

    name: str


@dataclass(frozen=True, slots=True)
class DataObject:
    """An object of the document, in written order."""

    fields: tuple[tuple[str, Data], ...]


@dataclass(frozen=True, slots=True)
class DataList:
    items: tuple[Data, ...]


Data = DataValue | DataVariable | DataObject | DataList


# -- what data may hold -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRelation:
    """A relation that the data of a row may follow, and what the role may do there.

    Names of fields are Django's.  ``field`` is, for ``forward`` and ``array``, the field of the row's model
    (``array``: the column's); for ``reverse``, the foreign key of the related model; for ``many_to_many``, the
    attribute of the row's model that has the manager; for ``generic``, the ``GenericRelation`` of the row's model.
    For ``through`` it is empty: ``near`` is the foreign key of the join table's model to the row's model, ``far``
    the one to the related model.
    """

    name: str
    table: str
    """API name of the related table: its shapes and probes hold for the related rows."""
    way: Way
    field: str
    many: bool
    insert: bool = False
    """Related rows may be inserted (the shape of the related table for ``insert``)."""
    update: bool = False
    """Related rows may be updated (the shape of the related table for ``update``)."""
    connect: bool = False
    disconnect: bool = False
    through: str = ""
    """API name of the join table that is a model: its shape for ``insert`` (connecting) holds, and for disconnecting
    its probe for ``delete``."""
    near: str = ""
    far: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteShape:
    """What the data of a table may hold for one action, for one role.  Names of columns are ``Column.name``,
    which is Django's ``attname``."""

    table: str
    """API name."""
    model: str
    """Django's label."""
    action: Action
    keys: tuple[tuple[str, Codec], ...]
    """The columns of the primary key, with their codecs."""
    columns: Mapping[str, Codec] = field(default_factory=dict[str, Codec], hash=False)
    """The columns that data may give.  Presets are not among them."""
    increments: tuple[str, ...] = ()
    """The columns that ``increment`` may add to."""
    presets: tuple[tuple[str, Parameter | Probe], ...] = ()
    """Columns whose values the role's rule gives; they win over everything else.  A text (of a ``sql:`` preset) yields
    the JSON text of the value."""
    relations: Mapping[str, WriteRelation] = field(default_factory=dict[str, WriteRelation], hash=False)
    synonyms: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Other keys that mean a relation: names of tables, singulars; ``comments:children`` and ``comments:parents`` for
    an object whose key is ``comments`` and which says ``find``."""
    references: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Columns that are foreign keys to tables of the API: column → API name.  A value that data give must be the
    key of a row that the role may see (the probe ``<table>:query``)."""
    max_affected: int | None = None
    """The rule's own limit of rows."""

    @property
    def name(self) -> str:
        return shape_name(self.table, self.action)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTable:
    """A table that data can reach: to write rows of it, or to connect them."""

    model: str
    """Django's label."""
    keys: tuple[tuple[str, Codec], ...]
    """The columns of the primary key, with their codecs."""
    named_by: Mapping[str, Codec] = field(default_factory=dict[str, Codec], hash=False)
    """The columns by whose values ``connect``, ``disconnect`` and a nested ``where`` may name rows of the table."""


def shape_name(table: str, action: str) -> str:
    """The key of a shape in :attr:`WritePlan.shapes`, and of a probe in :attr:`WritePlan.probes`."""
    return f"{table}:{action}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A SELECT that yields, out of keys, those of the rows for which a filter holds: one row with one column.

    The one parameter with the source ``keys`` is a JSON text: a list of keys, each a list of the values of the
    primary key in the order of :attr:`WriteShape.keys`.  The text yields a JSON text of the same form.
    """

    sql: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRoot:
    """One root field of a mutation.

    ``find`` yields the keys of the rows that ``update`` and ``delete`` mean, those that the role may see and write,
    in the form of :class:`Probe` and in the order of the answer.  ``read`` yields the selector's JSON text for rows
    that are about to be deleted: of a parameter of the source ``step`` whose value is the root's number, which are
    the keys.
    """

    key: str
    action: Action | Literal["call"]
    table: str
    """API name; for ``call`` the name of the action, whose ``data`` are the parameters that the document gives."""
    many: bool
    data: Data | None = None
    on: tuple[str, ...] = ()
    """For ``upsert``: the columns that say whether a row is there already; empty for the primary key."""
    find: Probe | None = None
    read: Probe | None = None
    returns: Return | None = None
    """Of ``call``: what the answer takes out of what the function returns."""
    with_related: bool = False
    """For ``insert`` and ``upsert`` with a ``where``: the answer is about all rows of the table that the field writes
    or connects, at any depth; else about its own rows, in input order."""
    presence: Presence = ALWAYS


Isolation = Literal["", "read committed", "repeatable read", "serializable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePlan:
    """All that a mutation writes.

    The last step of the statement reads the answer.  Its parameters of the source ``step`` are numbered: the value
    ``n`` below the number of roots is the JSON text of the keys that root ``n`` has written, or of what it has
    returned, and
    ``n + len(roots)`` the JSON text that its ``read`` has yielded.
    """

    roots: tuple[WriteRoot, ...]
    tables: Mapping[str, WriteTable] = field(default_factory=dict[str, WriteTable], hash=False)
    """By API name: every table that has a shape or a probe, and those whose keys an action returns."""
    shapes: Mapping[str, WriteShape] = field(default_factory=dict[str, WriteShape], hash=False)
    """By :func:`shape_name`: for every table and action that data can reach."""
    probes: Mapping[str, Probe | None] = field(default_factory=dict[str, "Probe | None"], hash=False)
    """By :func:`shape_name`, with ``query`` for the rows that the role may see.  ``None``: every row passes."""
    reads: bool = False
    """The operation is a query, whose root fields are calls."""
    isolation: Isolation = ""
    max_affected: int | None = None
    """How many rows the whole operation may write; beyond it nothing is written."""

    @property
    def calls(self) -> bool:
        """Whether a root field calls a function of the project."""
        return any(root.action == CALL for root in self.roots)

    def shape(self, table: str, action: str) -> WriteShape:
        return self.shapes[shape_name(table, action)]

    def key_codecs(self, table: str) -> tuple[Codec, ...]:
        """The codecs of the primary key of a table."""
        return tuple(codec for _, codec in self.tables[table].keys)


def texts_of(plan: WritePlan) -> Iterator[Probe]:
    """Every text of a plan."""
    for root in plan.roots:
        yield from (text for text in (root.find, root.read) if text is not None)
    for shape in plan.shapes.values():
        yield from (preset for _, preset in shape.presets if isinstance(preset, Probe))
    yield from (probe for probe in plan.probes.values() if probe is not None)


def parameters_of(plan: WritePlan) -> Iterator[Parameter]:
    """Every parameter of a plan: of data, presets and texts."""
    for root in plan.roots:
        if root.data is not None:
            yield from _in_data(root.data)
        for alternative in root.presence:
            yield from (condition.parameter for condition in alternative)
    for shape in plan.shapes.values():
        yield from (preset for _, preset in shape.presets if not isinstance(preset, Probe))
    for text in texts_of(plan):
        yield from text.parameters


def _in_data(data: Data) -> Iterator[Parameter]:
    if isinstance(data, DataValue):
        yield data.parameter
    elif isinstance(data, DataObject):
        for _, value in data.fields:
            yield from _in_data(value)
    elif isinstance(data, DataList):
        for item in data.items:
            yield from _in_data(item)
