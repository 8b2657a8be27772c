"""Single rows: inserted and updated with what is nested in them."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from django_graphgate.execution.writes.context import Context, key_of
from django_graphgate.execution.writes.errors import UNFIT, failed, fields_of, invalid
from django_graphgate.execution.writes.links import Link, attach
from django_graphgate.execution.writes.relations import BEFORE, Relations
from django_graphgate.execution.writes.saving import save_changed, save_new
from django_graphgate.ir.input_rows import InputRow, Key

NO_LINK: Link = {}


class Rows:
    """Writes one row after the other."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._relations = Relations(context, self)

    def insert(self, row: InputRow, link: Link = NO_LINK) -> Any | None:
        """Insert a row: what it points to comes before it, what points to it after it.

        ``None`` where the model's own ``save`` does not save it.
        """
        table = row.shape.table
        self._context.budget.count(table, row.shape.action)
        instance = self._context.new(row)
        attach(instance, row, link)
        self._relations.before(instance, row)
        if not save_new(self._context, table, instance, row.path):
            if any(related.relation.way not in BEFORE for related in row.related):
                raise invalid(row.path, "The row is not saved, and others would point to it.", "invalid")
            return None
        self._context.journal.wrote(table, row.shape.action, key_of(instance), row.path)
        self._relations.after(instance, row)
        return instance

    def update(self, row: InputRow, keys: list[Key]) -> list[Key]:
        """The same data into each of the rows that are still meant; their keys."""
        instances = self._context.still_within(row.shape.table, keys, "update")
        self.change(row, list(instances.values()))
        return list(instances)

    def change(self, row: InputRow, instances: Sequence[Model], link: Link = NO_LINK) -> None:
        """Write data into rows that are locked, and that the role may update."""
        self._context.budget.count(row.shape.table, row.shape.action, len(instances))
        for instance in instances:
            self._change(row, instance, link)

    def _change(self, row: InputRow, instance: Model, link: Link) -> None:
        table = row.shape.table
        changed = self._relations.before(instance, row)
        if any(related.rows for related in row.related):
            self._refresh(instance, changed)
        for name, value in row.values.items():
            setattr(instance, name, copy.deepcopy(value))
        self._increment(row, instance)
        changed |= {instance._meta.get_field(name).name for name in (*row.values, *row.increments)}
        changed |= attach(instance, row, link)
        if changed:
            save_changed(self._context, table, instance, changed, row.path)
        self._context.journal.wrote(table, row.shape.action, key_of(instance), row.path)
        self._relations.after(instance, row)

    def _refresh(self, instance: Model, changed: set[str]) -> None:
        """What is nested in a row may have led back to it."""
        others = [field.attname for field in instance._meta.concrete_fields if field.name not in changed]
        instance.refresh_from_db(using=self._context.alias, fields=others)

    def _increment(self, row: InputRow, instance: Model) -> None:
        """The row is locked, so that nobody else adds to it meanwhile; validators see the sum."""
        for name, amount in row.increments.items():
            before = getattr(instance, name)
            if before is None:
                continue
            field: Any = instance._meta.get_field(name)
            total = before + amount
            if isinstance(total, float) and not math.isfinite(total):
                raise invalid((*row.path, "increment", name), UNFIT, "invalid")
            try:
                setattr(instance, name, field.clean(total, instance))
            except ValidationError as error:
                fields = fields_of(error, (*row.path, "increment", name))
                raise failed(fields) from error
