"""Mutations as SQL, for models without code of their own: a statement for many rows instead of one for each.

What it does is what :mod:`.orm` does; the property test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model

from django_graphgate.execution.writes.context import Context, batches, key_of
from django_graphgate.execution.writes.journal import Written
from django_graphgate.execution.writes.named import check_references
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.execution.writes.sql_insert import Inserter, fits
from django_graphgate.ir.input_rows import InputRow, Key
from django_graphgate.ir.write import WriteRoot


def left_to_models(context: Context, root: WriteRoot, rows: Sequence[InputRow]) -> str:
    """Why a root field is not written as SQL whatever its models are, as a sentence; empty where it is."""
    if root.action not in ("insert", "update") or not rows:
        return f"A field with {root.action!r} is written through the models."
    if root.action == "insert":
        inserts = "Its nested data change rows that are there, or its models are validated as a whole."
        return "" if fits(context, rows) else inserts
    if any(row.related or row.increments or not row.values for row in rows):
        return "An update of related rows, or by 'increment', is written through the models."
    return "Its model is validated as a whole." if context.full_clean(root.table) else ""


class SqlWriter:
    """Writes root fields in place of a :class:`OrmWriter`, whose budget and journal it shares.

    It takes those that :func:`left_to_models` does not name.  Where it raises, the whole mutation has to be rolled
    back and written again through the models, which say precisely what is wrong.
    """

    def __init__(self, orm: OrmWriter) -> None:
        self._context = orm.context

    def insert(self, rows: list[InputRow]) -> Written:
        """As :meth:`OrmWriter.insert`."""
        check_references(self._context, rows)
        keys = [key_of(instance) for instance in Inserter(self._context).insert(rows)]
        return self._context.journal.close_part(rows[0].shape.table, keys)

    def update(self, row: InputRow, keys: list[Key]) -> Written:
        """As :meth:`OrmWriter.update`."""
        context, table = self._context, row.shape.table
        check_references(context, [row])
        written = list(context.still_within(table, keys, "update"))
        context.budget.count(table, "update", len(written))
        with context.errors_of(table, row.path):
            self._set(apps.get_model(row.shape.model), row, written)
        for key in written:
            context.journal.wrote(table, "update", key, row.path)
        return context.journal.close_part(table, written)

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
