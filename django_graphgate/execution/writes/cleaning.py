"""What a model's fields say of data, before any SQL: validators, choices, lengths, and columns without a value.

No query is made: whether a value is taken, and whether a row that is pointed to is there, comes later.  A model whose
rows are validated as a whole (``full_clean``) does that besides.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Field as FormField

from django_graphgate.execution.writes.data import column_of, linked_columns
from django_graphgate.execution.writes.errors import FieldProblem, failed, fields_of, problem
from django_graphgate.execution.writes.fields import cleaned, fields_by_column, required_columns
from django_graphgate.execution.writes.problems import MAX_PROBLEMS
from django_graphgate.ir.input_rows import InputRow, Path

logger = logging.getLogger(__name__)


def clean_rows(rows: Iterable[InputRow]) -> None:
    """Clean the values that the caller gives, in place, at all depths.

    Raises ``ValidationFailed`` with all that is wrong, at most :data:`~.problems.MAX_PROBLEMS`.  An ``insert`` that
    lacks a value is wrong too; whether an ``upsert`` inserts is only known later (:func:`refuse_incomplete`).
    """
    problems: list[FieldProblem] = []
    for row in rows:
        _clean(row, problems, linked=())
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise failed(problems[:MAX_PROBLEMS])


def refuse_incomplete(row: InputRow) -> None:
    """Raise ``ValidationFailed`` where a row that is inserted lacks values."""
    if problems := _missing(row, linked=()):
        raise failed(problems)


def _clean(row: InputRow, problems: list[FieldProblem], *, linked: Collection[str]) -> None:
    model: type[Model] = apps.get_model(row.shape.model)
    fields = fields_by_column(model)
    for column, value in row.values.items():
        try:
            row.values[column] = cleaned(fields[column], value, lambda: model(**row.values))
        except ValidationError as error:
            problems += fields_of(error, (*row.path, column))
    if row.shape.action == "insert":
        problems += _missing(row, linked)
    for related in row.related:
        for other in related.rows:
            _clean(other, problems, linked=linked_columns(row.shape, related.relation, other.shape))


# -- columns without a value ----------------------------------------------------------------------


def _missing(row: InputRow, linked: Collection[str]) -> list[FieldProblem]:
    """The columns that must have a value, and get none from anybody."""
    shape = row.shape
    given = {*row.values, *linked, *(column for column, _ in shape.presets)}
    given |= {
        column_of(shape, related.relation) for related in row.related if related.rows or related.connect
    }
    missing = [column for column in required_columns(apps.get_model(shape.model)) if column not in given]
    return [
        problem(_place(row, column), FormField.default_error_messages["required"], "required")
        for column in missing
    ]


def _place(row: InputRow, column: str) -> Path:
    """Where a column is in the data; a column that the role has no name for is the row itself."""
    shape = row.shape
    relations = {column_of(shape, relation) for relation in shape.relations.values()}
    if column in shape.columns or column in relations:
        return (*row.path, column)
    logger.warning("graphgate: the data of %s cannot give %s, which has no default", shape.name, column)
    return row.path
