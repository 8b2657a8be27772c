"""Upsert: rows that are there are updated, the others inserted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from django_graphgate.errors import ValidationFailed
from django_graphgate.execution.writes.cleaning import refuse_incomplete
from django_graphgate.execution.writes.context import Context, key_of
from django_graphgate.execution.writes.errors import fields_of, invalid
from django_graphgate.execution.writes.rows import Rows
from django_graphgate.ir.input_rows import InputRow, Key, Path
from django_graphgate.ir.write import WriteShape

Values = tuple[Any, ...]
"""The values of the columns that say whether a row is there."""

LOOK_UPS = 100
"""How many rows a query looks for: SQLite bounds how deep a condition is."""


class Upsert:
    """One bulk: ``on`` are the columns that say whether a row is there, empty for the primary key."""

    def __init__(self, context: Context, rows: Rows, shape: WriteShape, on: tuple[str, ...]) -> None:
        self._context, self._rows = context, rows
        self._model = apps.get_model(shape.model)
        self._table = shape.table
        self._on = on or tuple(name for name, _ in shape.keys)
        self._within: set[Key] = set()
        self._written: set[Key] = set()

    def write(self, rows: list[InputRow]) -> list[Key]:
        """Write the rows; their keys, in the order of ``rows``.

        Raises ``ValidationFailed`` for values that occur twice, and for those of a row out of reach: they are taken.
        """
        self._refuse_duplicates(rows)
        there = self._there([values for row in rows if (values := self._values(row)) is not None])
        keys: dict[Path, Key] = {}
        # all callers go in the same order, so that they do not wait for each other
        for row in sorted(rows, key=self._order):
            values = self._values(row)
            if values is None:
                refuse_incomplete(row)
                instance = self._rows.insert(row)
            elif values in there:
                instance = self._update(row, there[values])
            else:
                instance = self._insert(row, values)
            if instance is not None:
                keys[row.path] = key_of(instance)
                self._written.add(key_of(instance))
        return [keys[row.path] for row in rows if row.path in keys]

    def _insert(self, row: InputRow, values: Values) -> Model | None:
        """Insert a row; where somebody else has just done so, update theirs."""
        refuse_incomplete(row)
        try:
            with transaction.atomic(using=self._context.alias):
                return self._rows.insert(row)
        except ValidationFailed as error:
            there = self._there([values]) if isinstance(error.__cause__, IntegrityError) else {}
            if not there:  # it is another value that is taken
                raise
        self._context.budget.count(self._table, "upsert", -1)
        return self._update(row, next(iter(there.values())))

    def _update(self, row: InputRow, instance: Model) -> Model:
        key = key_of(instance)
        if key not in self._within or key in self._written:
            raise ValidationFailed(extensions={"fields": self._taken(row)})
        own = dict(zip((part.attname for part in instance._meta.pk_fields), key, strict=True))
        for column, value in own.items():
            if column not in self._on and row.values.get(column, value) != value:
                raise invalid((*row.path, column), str(_("Enter a valid value.")), "invalid")
        fixed = {*self._on, *own}
        values = {column: value for column, value in row.values.items() if column not in fixed}
        self._rows.change(replace(row, values=values), [instance])
        return instance

    # -- which rows are there ---------------------------------------------------------------------------

    def _values(self, row: InputRow) -> Values | None:
        """``None`` where a column is not given, or NULL, which is equal to nothing."""
        values = tuple(row.values.get(column) for column in self._on)
        return None if None in values else values

    def _order(self, row: InputRow) -> str:
        return repr(self._values(row))

    def _there(self, wanted: list[Values]) -> dict[Values, Model]:
        """The rows that have such values, locked; ``_within`` has those that the role may see and write."""
        rows: dict[Values, Model] = {}
        every = self._context.rows(self._model).order_by("pk").select_for_update()
        ordered = sorted(wanted, key=repr)
        for start in range(0, len(ordered), LOOK_UPS):
            part = ordered[start : start + LOOK_UPS]
            condition = Q()
            for values in part:
                condition |= Q(**dict(zip(self._on, values, strict=True)))
            for instance in every.filter(condition):
                values = tuple(getattr(instance, column) for column in self._on)
                if values in rows:
                    raise invalid(
                        ("upsert",), "Several rows have the same values of these columns.", "invalid"
                    )
                rows[values] = instance
        within = {key_of(instance) for instance in rows.values()}
        for rule in ("query", "upsert"):
            within = self._context.passing(self._table, rule, list(within))
        self._within |= within
        return rows

    def _refuse_duplicates(self, rows: list[InputRow]) -> None:
        seen: set[Values] = set()
        twice: list[dict[str, Any]] = []
        for row in rows:
            values = self._values(row)
            if values in seen:
                twice += self._taken(row)
            elif values is not None:
                seen.add(values)
        if twice:
            raise ValidationFailed(extensions={"fields": twice})

    def _taken(self, row: InputRow) -> list[dict[str, Any]]:
        """What Django says of values that another row has."""
        names = tuple(self._model._meta.get_field(column).name for column in self._on)
        error = self._model().unique_error_message(self._model, names)
        return fields_of(error, (*row.path, self._on[0]) if len(self._on) == 1 else row.path)
