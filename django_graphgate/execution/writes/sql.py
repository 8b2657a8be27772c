"""Mutations as SQL, for models without code of their own: a statement for many rows instead of one for each.

What it does is what :mod:`.orm` does; the property test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model

from django_graphgate.execution.writes.context import batches, key_of
from django_graphgate.execution.writes.journal import Written
from django_graphgate.execution.writes.named import check_references
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.execution.writes.sql_insert import Inserter, fits
from django_graphgate.ir.input_rows import InputRow, Key


class SqlWriter:
    """Writes root fields in place of a :class:`OrmWriter`, whose budget and journal it shares.

    What it cannot do as SQL it leaves to that one.  Where it raises, the whole mutation has to be rolled back and
    written again through the models, which say precisely what is wrong.
    """

    def __init__(self, orm: OrmWriter) -> None:
        self._orm, self._context = orm, orm.context

    def insert(self, rows: list[InputRow]) -> Written:
        """As :meth:`OrmWriter.insert`."""
        if not rows or not fits(self._context, rows):
            return self._orm.insert(rows)
        check_references(self._context, rows)
        keys = [key_of(instance) for instance in Inserter(self._context).insert(rows)]
        return self._context.journal.close_part(rows[0].shape.table, keys)

    def update(self, row: InputRow, keys: list[Key]) -> Written:
        """As :meth:`OrmWriter.update`."""
        context, table = self._context, row.shape.table
        if row.related or row.increments or not row.values or context.full_clean(table):
            return self._orm.update(row, keys)
        check_references(context, [row])
        written = list(context.still_within(table, keys, "update"))
        context.budget.count(table, "update", len(written))
        with context.errors_of(table, row.path):
            self._set(apps.get_model(row.shape.model), row, written)
        for key in written:
            context.journal.wrote(table, "update", key, row.path)
        return context.journal.close_part(table, written)

    def upsert(self, rows: list[InputRow], on: tuple[str, ...]) -> Written:
        """As :meth:`OrmWriter.upsert`."""
        return self._orm.upsert(rows, on)

    def delete(self, table: str, keys: list[Key]) -> Written:
        """As :meth:`OrmWriter.delete`: Django's collector takes one statement where nothing else goes along."""
        return self._orm.delete(table, keys)

    def finish(self) -> None:
        """As :meth:`OrmWriter.finish`."""
        self._orm.finish()

    def _set(self, model: type[Model], row: InputRow, keys: Sequence[Key]) -> None:
        """The same values into all of the rows."""
        scratch: Any = model()
        values = dict(row.values)
        for field in model._meta.concrete_fields:
            if getattr(field, "auto_now", False):
                values[field.attname] = field.pre_save(scratch, add=False)
        rows = self._context.rows(model)
        for part in batches([key[0] if len(key) == 1 else key for key in keys]):
            rows.filter(pk__in=part).update(**values)
