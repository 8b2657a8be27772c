"""What a mutation writes, with the places in its document, and by which columns its data name rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django_graphgate.ir.mutation import Mutation
from django_graphgate.ir.places import Placed, below
from django_graphgate.ir.write import (
    CALL,
    Data,
    DataList,
    DataObject,
    DataValue,
    DataVariable,
    WriteRelation,
    WriteRoot,
    WriteShape,
    shape_name,
)

_NAMING = frozenset({"connect", "disconnect", "where"})
_INCREMENT = "increment"


def places_of_writes(mutation: Mutation) -> Iterator[Placed]:
    """Each column that is written, with an action as its usage; and those that rows are named by, as filtered."""
    written = {(use.table, use.column, use.usage) for use in mutation.written}
    roots = [root.root for root in mutation.roots if root.root.action != CALL]
    for root in roots:
        for place in _Walk(mutation).root(root):
            written.discard((place.table, place.column, place.usage))
            yield place
    somewhere = ", ".join(below(root.key, root.action) for root in roots)
    for table, column, usage in sorted(written, key=str):
        if usage is not None:  # a preset, or what a variable may give
            yield Placed(table, column, usage, somewhere)


@dataclass(frozen=True, slots=True)
class _Walk:
    mutation: Mutation

    def root(self, root: WriteRoot) -> Iterator[Placed]:
        path = below(root.key, root.action)
        for column in root.on:
            yield Placed(root.table, column, "filtered", below(root.key, "on", column))
        if root.action == CALL:
            return
        yield Placed(root.table, "", root.action, path)
        if root.data is not None:
            shape = self.mutation.shapes.get(shape_name(root.table, root.action))
            yield from self.data(root.data, shape, None, path)

    def data(
        self, data: Data, shape: WriteShape | None, relation: WriteRelation | None, path: str
    ) -> Iterator[Placed]:
        """``relation`` is the one along which the rows hang on the row around them."""
        if isinstance(data, DataList):
            for item in data.items:
                yield from self.data(item, shape, relation, path)
        elif isinstance(data, DataVariable):
            yield from self._nameable(below(path, f"${data.name}"))
        elif isinstance(data, DataObject):
            for name, value in data.fields:
                yield from self._member(name, value, shape, relation, below(path, name))

    def _member(
        self, name: str, value: Data, shape: WriteShape | None, around: WriteRelation | None, path: str
    ) -> Iterator[Placed]:
        if shape is not None and name in shape.columns:
            yield Placed(shape.table, name, shape.action, path)
        elif shape is not None and (relation := shape.relations.get(name)) is not None:
            inner = self.mutation.shapes.get(shape_name(relation.table, shape.action))
            yield from self.data(value, inner, relation, path)
        elif around is not None and name in _NAMING:
            yield from ((Placed(around.table, column, "filtered", at)) for column, at in _keys(value, path))
        elif shape is not None and name == _INCREMENT:
            yield from (Placed(shape.table, column, shape.action, at) for column, at in _keys(value, path))

    def _nameable(self, path: str) -> Iterator[Placed]:
        """A variable that gives whole objects may name rows by whatever names them, along any relation."""
        for shape in self.mutation.shapes.values():
            for relation in shape.relations.values():
                table = self.mutation.tables.get(relation.table)
                if table is not None and (relation.connect or relation.disconnect or relation.update):
                    for column in table.named_by:
                        yield Placed(relation.table, column, "filtered", below(path, relation.name, column))


def _keys(data: Data, path: str) -> Iterator[tuple[str, str]]:
    """The keys of an object, or of those in a list, with their places."""
    if isinstance(data, DataObject):
        yield from ((name, below(path, name)) for name, _ in data.fields)
    elif isinstance(data, DataList):
        for item in data.items:
            yield from _keys(item, path)
    else:
        assert isinstance(data, DataValue | DataVariable)
