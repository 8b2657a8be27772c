"""Deleting rows, as Django's ``on_delete`` says."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.deletion import Collector

from django_graphgate.execution.writes.context import Context
from django_graphgate.execution.writes.saving import errors_of
from django_graphgate.ir.input_rows import Key


def delete_rows(context: Context, table: str, keys: list[Key]) -> list[Key]:
    """Delete those of the rows that are still there and within reach; their keys."""
    instances = context.locked(context.model(table), keys)
    for rule in ("query", "delete"):
        passing = context.passing(table, rule, list(instances))
        instances = {key: instance for key, instance in instances.items() if key in passing}
    deleted = [key for key in keys if key in instances]
    delete_instances(context, table, [instances[key] for key in deleted])
    return deleted


def delete_instances(context: Context, table: str, instances: list[Any]) -> None:
    """Delete rows that are locked, and that the role may delete.

    A model's own ``delete`` runs for each of them.  Rows that go along count for the operation alone.
    """
    if not instances:
        return
    model: type[Model] = type(instances[0])
    context.budget.count(table, "delete", len(instances))
    with errors_of(model, ("delete",)):
        if model.delete is not Model.delete:
            results: list[Any] = [instance.delete(using=context.alias) for instance in instances]
        else:
            collector = Collector(using=context.alias, origin=instances[0])
            collector.collect(instances)
            results = [collector.delete()]
    rows = sum(result[0] for result in results if isinstance(result, tuple))
    context.budget.count_unruled(max(0, rows - len(instances)))
