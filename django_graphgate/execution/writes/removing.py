"""Deleting rows, as Django's ``on_delete`` says."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.deletion import Collector

from django_graphgate.execution.writes.context import Context
from django_graphgate.ir.input_rows import Key, Path


def delete_rows(context: Context, table: str, keys: list[Key]) -> list[Key]:
    """Delete those of the rows that are still meant; their keys."""
    instances = context.still_within(table, keys, "delete")
    delete_instances(context, table, list(instances.values()), ("delete",))
    return list(instances)


def delete_instances(context: Context, table: str, instances: list[Any], path: Path) -> None:
    """Delete rows that are locked, and that the role may delete.

    A model's own ``delete`` runs for each of them.  Rows that go along count for the operation alone.
    """
    if not instances:
        return
    model = context.model(table)
    context.budget.count(table, "delete", len(instances))
    with context.errors_of(table, path):
        if model.delete is not Model.delete:
            results: list[Any] = [instance.delete(using=context.alias) for instance in instances]
        else:
            collector: Any = Collector(using=context.alias, origin=instances[0])
            collector.collect(instances)
            results = [collector.delete()]
    rows = sum(map(_rows_in, results))
    context.budget.count_unruled(max(0, rows - len(instances)))


def _rows_in(result: Any) -> int:
    """The number of rows that Django says are deleted; a model's own method may say anything."""
    return result[0] if isinstance(result, tuple) and result and isinstance(result[0], int) else 0  # pyright: ignore[reportUnknownVariableType]
