"""What the data of a row say of related rows: written along each kind of relation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import Model

from django_graphgate.execution.writes.context import Context, key_of
from django_graphgate.execution.writes.errors import invalid
from django_graphgate.execution.writes.journal import forbidden
from django_graphgate.execution.writes.links import (
    Link,
    attach,
    columns_of,
    far_name,
    link_to,
    related_rows,
    visible_joins,
    without,
)
from django_graphgate.execution.writes.named import connected, matching, meeting, reachable
from django_graphgate.execution.writes.removing import delete_instances
from django_graphgate.execution.writes.saving import save_new
from django_graphgate.ir.input_rows import InputRow, Path, RelatedData
from django_graphgate.ir.write import WriteShape

BEFORE = ("forward", "array")
"""The ways that are stored in the row itself: their rows are there before it is saved."""


class RowWriter(Protocol):
    """Who writes the rows that are nested."""

    def insert(self, row: InputRow, link: Link = ...) -> Any | None: ...
    def change(self, row: InputRow, instances: Sequence[Model], link: Link = ...) -> None: ...


class Relations:
    """Writes along the relations of a row, around the row itself."""

    def __init__(self, context: Context, rows: RowWriter) -> None:
        self._context = context
        self._rows = rows

    def before(self, instance: Model, row: InputRow) -> set[str]:
        """What the row itself stores; the names of the fields that have changed."""
        changed: set[str] = set()
        for related in row.related:
            if related.relation.way in BEFORE:
                self._update_rows(instance, related)
            if related.relation.way == "forward":
                changed |= self._forward(instance, row, related)
            elif related.relation.way == "array":
                changed |= self._array(instance, row, related)
        return changed

    def after(self, instance: Model, row: InputRow) -> None:
        """What other rows store: the row has its key now."""
        for related in row.related:
            if related.relation.way in BEFORE:
                continue
            self._update_rows(instance, related)
            if related.relation.way in ("reverse", "generic"):
                self._pointing(instance, related)
            else:
                self._joined(instance, related)

    # -- the rows of a relation -----------------------------------------------------------------------

    def _update_rows(self, instance: Model, related: RelatedData) -> None:
        """Rows that are there already: those that ``where`` names, or all; what is out of reach is not there."""
        table = related.relation.table
        for row in related.rows:
            if row.shape.action == "update":
                rows = related_rows(self._context, instance, related)
                rows = rows if related.where is None else matching(rows, related.where)
                rows = meeting(rows, related.conditions)
                self._rows.change(row, reachable(self._context, table, rows, "query", "update"))

    def _new_rows(self, related: RelatedData) -> list[Any]:
        """Inserted rows, and those that ``connect`` names, along a relation where the related row stores nothing."""
        inserted = [self._rows.insert(row) for row in related.rows if row.shape.action == "insert"]
        rows = [instance for instance in inserted if instance is not None]
        return rows + self._connected(related)

    def _connected(self, related: RelatedData) -> list[Any]:
        return connected(self._context, related.relation.table, related.connect, (*related.path, "connect"))

    def _disconnected(self, instance: Model, related: RelatedData) -> list[Any]:
        """The related rows that ``disconnect`` names and the role may see."""
        rows: dict[Any, Any] = {}
        for named in related.disconnect:
            wanted = matching(related_rows(self._context, instance, related), named)
            for target in reachable(self._context, related.relation.table, wanted, "query"):
                rows[key_of(target)] = target
        return list(rows.values())

    # -- stored in the row ----------------------------------------------------------------------------

    def _forward(self, instance: Model, row: InputRow, related: RelatedData) -> set[str]:
        name = related.relation.field
        changed: set[str] = set()
        if related.disconnect and self._disconnected(instance, related):
            link = without(type(instance), {name: None}, (*related.path, "disconnect"))
            changed |= attach(instance, row, link)
        targets = self._new_rows(related)
        if len(targets) > 1:
            raise invalid(related.path, "The values name several rows.", "invalid_choice")
        for target in targets:
            changed |= attach(instance, row, {name: target})
        return changed

    def _array(self, instance: Model, row: InputRow, related: RelatedData) -> set[str]:
        name = related.relation.field
        gone = {target.pk for target in self._disconnected(instance, related)}
        added = [target.pk for target in self._new_rows(related)]
        if not gone and not added:
            return set()
        before: list[Any] = getattr(instance, name) or []
        keys = [key for key in before if key not in gone]
        keys += [key for key in dict.fromkeys(added) if key not in keys]
        return attach(instance, row, {name: keys})

    # -- stored in the related rows ---------------------------------------------------------------------

    def _pointing(self, instance: Model, related: RelatedData) -> None:
        link = link_to(self._context, instance, related)
        gone = self._disconnected(instance, related)
        if gone:
            path = (*related.path, "disconnect")
            self._relink(
                related, gone, without(self._context.model(related.relation.table), link, path), path
            )
        for row in related.rows:
            if row.shape.action == "insert":
                self._rows.insert(row, link)
        self._relink(related, self._connected(related), link, (*related.path, "connect"))

    def _relink(self, related: RelatedData, rows: list[Any], link: Link, path: Path) -> None:
        """Attach rows to another one: an update of theirs, under its rule."""
        if not rows:
            return
        table = related.relation.table
        shape = self._context.plan.shapes.get(f"{table}:update")
        keys = [key_of(row) for row in rows]
        passing = self._context.passing(table, "update", keys)
        columns = {column.attname for name in link for column in columns_of(self._context.model(table), name)}
        if shape is None or not columns <= shape.columns.keys() or not passing.issuperset(keys):
            raise forbidden([path])
        data = self._own_row(shape, path)
        self._rows.change(data, rows, link)

    def _own_row(self, shape: WriteShape, path: Path) -> InputRow:
        """A row of data that says nothing but what the rule says."""
        row = InputRow(shape=shape, path=path, values={})
        self._context.put_presets([row])
        return row

    # -- stored in rows of their own --------------------------------------------------------------------

    def _joined(self, instance: Model, related: RelatedData) -> None:
        gone = self._disconnected(instance, related)
        targets = self._new_rows(related)
        if related.relation.way == "many_to_many":
            manager = getattr(instance, related.relation.field)
            self._context.budget.count_unruled(len(gone) + len(targets))
            with self._context.errors_of(related.relation.table, related.path):
                if gone:
                    manager.remove(*gone)
                if targets:
                    manager.add(*targets)
            return
        if gone:
            self._unjoin(instance, related, gone)
        self._join(instance, related, targets)

    def _unjoin(self, instance: Model, related: RelatedData, gone: list[Any]) -> None:
        relation = related.relation
        there = visible_joins(self._context, instance, related, **{f"{relation.far}__in": gone})
        keys = [key_of(row) for row in there]
        if not self._context.passing(relation.through, "delete", keys).issuperset(keys):
            raise forbidden([(*related.path, "disconnect")])
        delete_instances(self._context, relation.through, there, related.path)

    def _join(self, instance: Model, related: RelatedData, targets: list[Any]) -> None:
        """Rows of the join table for the targets that have none, as the manager of such a relation does it."""
        if not targets:
            return
        relation, context = related.relation, self._context
        shape = context.plan.shape(relation.through, "insert")
        model = context.model(relation.through)
        far, near = columns_of(model, relation.far)[0].attname, relation.near
        target_name = far_name(context, related)
        there = set(
            context.rows(model)
            .filter(**{near: instance, f"{relation.far}__in": targets})
            .values_list(far, flat=True)
        )
        for target in targets:
            if getattr(target, target_name) in there:
                continue
            context.budget.count(relation.through, "insert")
            row = self._own_row(shape, related.path)
            join = context.new(row)
            attach(join, row, {near: instance, relation.far: target})
            if save_new(context, relation.through, join, related.path):
                context.journal.wrote(relation.through, "insert", key_of(join), related.path)
