"""The data of a mutation, read against the shapes of its plan.

Nothing here asks the database.  What does not fit a shape is refused, never dropped: all that is wrong with all
rows is reported together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from django_graphgate.errors import TooManyAffected
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.named_rows import Readers, named_rows, narrowed_rows
from django_graphgate.execution.writes.nodes import ABSENT, Node, Nodes
from django_graphgate.execution.writes.problems import FullError, Problems
from django_graphgate.execution.writes.values import (
    ColumnReader,
    Presets,
    TextOf,
    amount_reader,
    column_reader,
)
from django_graphgate.ir.input_rows import InputRow, Path, RelatedData
from django_graphgate.ir.spelling import camel
from django_graphgate.ir.write import CALL, WritePlan, WriteRelation, WriteRoot, WriteShape, shape_name

CONNECT, DISCONNECT, WHERE, INCREMENT, FIND = "connect", "disconnect", "where", "increment", "find"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLimits:
    """Bounds of the data of one operation, and how their keys may be spelled."""

    rows: int
    """Rows that the data may have, at all depths and in all root fields, and objects that ``connect`` and
    ``disconnect`` name rows with; beyond it ``MAX_AFFECTED_EXCEEDED``."""
    depth: int
    """How deeply objects may be nested."""
    items: int = 5_000
    """Of a list of values that names rows."""
    camel_case: bool = False
    """Keys may also be in camel case."""

    def spellings(self, name: str) -> set[str]:
        """The keys that mean a name."""
        return {name, camel(name)} if self.camel_case else {name}


class DataReader:
    """Reads the data of a plan's requests; made once per statement."""

    def __init__(self, plan: WritePlan, limits: DataLimits) -> None:
        self.plan, self.limits = plan, limits
        self.shapes = {name: _Shape(shape, limits) for name, shape in plan.shapes.items()}
        self.named_by: dict[str, Readers] = {
            name: {
                key: (column, column_reader(codec))
                for column, codec in table.named_by.items()
                for key in limits.spellings(column)
            }
            for name, table in plan.tables.items()
        }
        """By table, the columns that may name rows."""

    def read(self, roots: Sequence[WriteRoot], values: Values, facts: Facts) -> list[list[InputRow]]:
        """The rows of each root field, without presets; ``delete`` and calls have none.

        Raises ``VariableInvalid`` with all problems (at most :data:`~.problems.MAX_PROBLEMS`), or
        ``TooManyAffected``.
        """
        return _Reading(self, Nodes(values, facts, Problems(), self.limits.items)).read(roots)

    def put_presets(self, rows: list[InputRow], values: Values, facts: Facts, text_of: TextOf) -> None:
        """What the role's rules give, into the rows of one root field; ``text_of`` may ask the database."""
        Presets(values, facts, text_of).put_into(rows)


class _Shape:
    """A shape with the readers of its columns; what presets give, data cannot."""

    __slots__ = ("amounts", "columns", "relations", "shape", "spelled")

    def __init__(self, shape: WriteShape, limits: DataLimits) -> None:
        self.shape = shape
        preset = {column for column, _ in shape.presets}
        self.columns: dict[str, ColumnReader] = {
            name: column_reader(codec) for name, codec in shape.columns.items() if name not in preset
        }
        self.amounts: dict[str, ColumnReader] = {
            name: amount_reader(shape.columns[name]) for name in shape.increments if name in self.columns
        }
        self.relations = {
            name: relation
            for name, relation in shape.relations.items()
            if column_of(shape, relation) not in preset
        }

        synonyms = {key.partition(":")[0] for key in shape.synonyms}
        self.spelled = {
            key: name
            for name in {*self.columns, *self.relations, *synonyms}
            for key in limits.spellings(name)
        }
        """Name by key."""

    def relation(self, key: str, node: Node, nodes: Nodes) -> WriteRelation | None:
        """The relation that a key means, by its name or by another one; ``find`` says which of two."""
        written = key if key in self.relations else self.shape.synonyms.get(key, "")
        if self.finds(key):
            items = nodes.items(node)
            wanted = {_find_of(item) for item in ([node] if items is None else items)}
            if wanted != {""}:
                written = self.shape.synonyms.get(f"{key}:{wanted.pop()}", "") if len(wanted) == 1 else ""
        return self.relations.get(written)

    def finds(self, key: str) -> bool:
        """Whether objects of this key may say ``find``."""
        ways = (f"{key}:{find}" for find in ("children", "parents"))
        return FIND not in self.columns and any(way in self.shape.synonyms for way in ways)


def _find_of(node: Node) -> str:
    """What a JSON object says with ``find``; the compiler has resolved those of the document."""
    value: Any = node.get(FIND) if isinstance(node, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return value if isinstance(value, str) else ""


def column_of(shape: WriteShape, relation: WriteRelation) -> str:
    """The column of the row itself that stores a relation: a foreign key or an array of keys; empty for none."""
    if relation.way not in ("forward", "array"):
        return ""
    field: Any = apps.get_model(shape.model)._meta.get_field(relation.field)
    return str(field.attname)


def linked_columns(shape: WriteShape, relation: WriteRelation, other: WriteShape) -> Collection[str]:
    """The columns of related rows, which are of ``other``, that a row of ``shape`` gives them."""
    if relation.way == "reverse":
        key: Any = apps.get_model(other.model)._meta.get_field(relation.field)
        return [part.attname for part in getattr(key, "local_related_fields", None) or (key,)]
    if relation.way == "generic":
        generic: Any = apps.get_model(shape.model)._meta.get_field(relation.field)
        content_type: Any = generic.related_model._meta.get_field(generic.content_type_field_name)
        return [content_type.attname, generic.object_id_field_name]
    return ()


class _Reading:
    """One request's data on the way."""

    def __init__(self, reader: DataReader, nodes: Nodes) -> None:
        self._reader, self._nodes, self._problems = reader, nodes, nodes.problems
        limit, rows = reader.plan.max_affected, reader.limits.rows
        self._rows_left = rows if limit is None else min(limit, rows)

    def read(self, roots: Sequence[WriteRoot]) -> list[list[InputRow]]:
        try:
            rows = [self._root(root) for root in roots]
        except FullError:
            rows = []
        self._problems.raise_all()
        return rows

    def _root(self, root: WriteRoot) -> list[InputRow]:
        if root.data is None or root.action == CALL:
            return []
        shape = self._reader.shapes[shape_name(root.table, root.action)]
        node, variable = self._nodes.opened(root.data, "")
        many = root.many and root.action != "update"
        objects = self._nodes.objects(node, (root.action,), variable, many=many)
        rows = (self._row(shape, item, path, name, depth=1) for item, path, name in objects)
        return [row for row in rows if row is not None]

    def _row(
        self,
        shape: _Shape,
        node: Node,
        path: Path,
        variable: str,
        *,
        depth: int,
        skipped: Collection[str] = (),
    ) -> InputRow | None:
        """The row that an object is, without the keys that its relation has read; ``None`` where it is too deep."""
        self._count(1)
        if depth > self._reader.limits.depth:
            sentence = f"objects that are nested at most {self._reader.limits.depth} levels deep are expected"
            self._problems.wrong(path, variable, sentence)
            return None
        row = InputRow(shape=shape.shape, path=path, values={})
        for key, value, name in self._nodes.fields(node, variable):
            if value is ABSENT or key in skipped:
                continue
            column = shape.spelled.get(key, key)
            if (read := shape.columns.get(column)) is not None:
                if column in row.values:
                    self._problems.wrong((*path, key), name, f"{column!r} is given twice")
                given = self._nodes.read(read, value, (*path, key), name)
                if given is not ABSENT:
                    row.values[column] = given
            elif (relation := shape.relation(column, value, self._nodes)) is not None:
                self._related(row, relation, value, (*path, key), name, depth)
            elif key == INCREMENT and shape.amounts:
                self._increments(row, shape, value, (*path, key), name)
            else:
                self._problems.unknown((*path, key), name)
        row.given = frozenset(row.values)
        self._check_repeats(row, variable)
        return row

    def _count(self, rows: int) -> None:
        self._rows_left -= rows
        if self._rows_left < 0:
            raise TooManyAffected(detail="the data have more rows than the operation may write")

    def _increments(self, row: InputRow, shape: _Shape, node: Node, path: Path, variable: str) -> None:
        for item, _, of in self._nodes.objects(node, path, variable, many=False):
            for key, value, name in self._nodes.fields(item, of):
                column = shape.spelled.get(key, key)
                if (read := shape.amounts.get(column)) is None:
                    self._problems.unknown((*path, key), name)
                elif column in row.increments:
                    self._problems.wrong((*path, key), name, f"{column!r} is given twice")
                elif value is not ABSENT:
                    amount = row.increments[column] = self._nodes.read(read, value, (*path, key), name)
                    if amount is None:
                        self._problems.wrong((*path, key), name, "a number is expected, not null")

    def _check_repeats(self, row: InputRow, variable: str) -> None:
        """No column has two values: by its name and by ``increment``, or along a relation."""
        given = set(row.values)
        columns: list[tuple[Path, str]] = [((*row.path, INCREMENT, key), key) for key in row.increments]
        for relation, path in {id(r.relation): (r.relation, r.path) for r in row.related}.values():
            columns.append((path, column_of(row.shape, relation)))
        for path, column in columns:
            if column in given:
                self._problems.wrong(path, variable, f"{column!r} is given twice")
            given |= {column} if column else set()

    # -- relations ----------------------------------------------------------------------------------

    def _related(
        self, row: InputRow, relation: WriteRelation, node: Node, path: Path, variable: str, depth: int
    ) -> None:
        """What an object, or each of a list, says of the related rows.

        An ``update`` does the objects one after the other, as each may have a ``where`` of its own.
        """
        if any(related.relation.name == relation.name for related in row.related):
            self._problems.wrong(path, variable, f"{relation.name!r} is given twice")
        updating = row.shape.action == "update"
        shape, key = self._reader.shapes[row.shape.name], str(path[-1])
        finds = shape.finds(shape.spelled.get(key, key))
        related = RelatedData(relation=relation, path=path)
        for item, place, name in self._nodes.objects(node, path, variable, many=relation.many):
            if updating:
                related = RelatedData(relation=relation, path=place)
                row.related.append(related)
            self._related_object(related, item, place, name, depth, updating=updating, finds=finds)
        if not updating:
            row.related.append(related)
            self._check_links(row.shape, related, variable)

    def _check_links(self, shape: WriteShape, related: RelatedData, variable: str) -> None:
        """Rows that are inserted hang on the row, and say nothing else of that."""
        for row in related.rows:
            given = row.given | {column_of(row.shape, inner.relation) for inner in row.related}
            for column in linked_columns(shape, related.relation, row.shape):
                if column in given:
                    self._problems.wrong((*row.path, column), variable, f"{column!r} is given twice")

    def _related_object(
        self,
        related: RelatedData,
        node: Node,
        path: Path,
        variable: str,
        depth: int,
        *,
        updating: bool,
        finds: bool,
    ) -> None:
        """One object of a relation: it connects and disconnects rows, or it is a row itself."""
        relation = related.relation
        name = shape_name(relation.table, "update" if updating else "insert")
        may_write = relation.update if updating else relation.insert
        shape = self._reader.shapes.get(name) if may_write else None
        reserved = _reserved(shape, relation, updating=updating) | ({FIND} if finds else set[str]())
        fields = list(self._nodes.fields(node, variable))
        own = [key for key, value, _ in fields if key not in reserved and value is not ABSENT]
        changes_links = any(key in reserved and key in (CONNECT, DISCONNECT) for key, _, _ in fields)
        self._names(related, node, path, variable, reserved)
        if shape is None:
            for key in own:
                self._problems.unknown((*path, key), variable)
        elif changes_links and (own or related.where is not None):
            sentence = "either columns or 'connect' and 'disconnect' are expected, not both"
            self._problems.wrong(path, variable, sentence)
        elif not changes_links:
            row = self._row(shape, node, path, variable, depth=depth + 1, skipped=reserved)
            related.rows += [] if row is None else [row]

    def _names(
        self, related: RelatedData, node: Node, path: Path, variable: str, reserved: Collection[str]
    ) -> None:
        """The rows that ``connect``, ``disconnect`` and ``where`` of an object name."""
        readers = self._reader.named_by.get(related.relation.table, {})
        for key, value, name in self._nodes.fields(node, variable):
            if key not in reserved or key == FIND or (value is ABSENT and key != WHERE):
                continue
            if key == WHERE:
                narrowed = narrowed_rows(self._nodes, readers, value, (*path, key), name)
                related.where, related.conditions = narrowed
                continue
            rows = named_rows(self._nodes, readers, value, (*path, key), name)
            self._count(len(rows))
            if key == CONNECT:
                related.connect += rows
            else:
                related.disconnect += rows


def _reserved(shape: _Shape | None, relation: WriteRelation, *, updating: bool) -> frozenset[str]:
    """The keys of a nested object that say which rows are meant; a column or relation of that name wins."""
    keys = {CONNECT: relation.connect}
    if updating:
        keys |= {DISCONNECT: relation.disconnect, WHERE: shape is not None}
    taken = set[str]() if shape is None else shape.columns.keys() | shape.relations.keys()
    return frozenset(key for key, may in keys.items() if may and key not in taken)
