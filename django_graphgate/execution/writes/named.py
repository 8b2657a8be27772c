"""Rows that data name: by values of their columns, or by a foreign key.

A row that the role cannot see is as one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet

from django_graphgate.errors import TooManyAffected, ValidationFailed
from django_graphgate.execution.writes.context import Context, batches, key_of
from django_graphgate.execution.writes.errors import problem
from django_graphgate.ir.input_rows import Condition, InputRow, Key, Named, Path

MAX_ROWS = 50_000
"""How many rows are looked at along a relation, of which some may be out of reach."""


def no_such_row(path: Path, model: type[Model], column: str, value: object) -> dict[str, Any]:
    """The same for a row that is not there and for one that the role may not see."""
    names = {"model": model._meta.verbose_name, "pk": value, "field": column, "value": value}
    message = str(ForeignKey.default_error_messages["invalid"]) % names
    return problem(path, message, "invalid_choice")


def matching(rows: QuerySet[Any], named: Named) -> QuerySet[Any]:
    """The rows that have, in each column, any of its values."""
    return rows.filter(**{f"{column}__in": values for column, values in named.items()})


def meeting(rows: QuerySet[Any], conditions: Iterable[Condition]) -> QuerySet[Any]:
    """The rows that meet all conditions."""
    return rows.filter(*map(_term, conditions))


def _term(condition: Condition) -> Q:
    column, operator, values = condition.column, condition.operator, condition.values
    if operator == "nin":
        others = ~Q(**{f"{column}__in": values})
        return others & Q(**{f"{column}__isnull": False}) if values else others
    lookup = "isnull" if operator == "is_null" else operator
    return Q(**{f"{column}__{lookup}": values if operator == "in" else values[0]})


def reachable(context: Context, table: str, rows: QuerySet[Any], *rules: str) -> list[Any]:
    """The rows of a table (API name) that pass its probes, locked: nobody changes or deletes them meanwhile."""
    instances = list(rows.order_by("pk").select_for_update(no_key=True)[: MAX_ROWS + 1])
    if len(instances) > MAX_ROWS:
        raise TooManyAffected(detail=f"a relation or connect means more than {MAX_ROWS} rows")
    for rule in rules:
        keys = context.passing(table, rule, [key_of(instance) for instance in instances])
        instances = [instance for instance in instances if key_of(instance) in keys]
    return instances


def connected(context: Context, table: str, named: Sequence[Named], path: Path) -> list[Any]:
    """The rows that ``connect`` names, each once, in written order.

    Raises ``ValidationFailed`` for a value that no row has which the role may see.
    """
    model = context.model(table)
    rows: dict[Key, Any] = {}
    for names in named:
        instances = reachable(context, table, matching(context.rows(model), names), "query")
        for column, values in names.items():
            there = {getattr(instance, column) for instance in instances}
            missing = [
                no_such_row((*path, column), model, column, value) for value in values if value not in there
            ]
            if missing:
                raise ValidationFailed(extensions={"fields": missing})
        rows.update((key_of(instance), instance) for instance in instances)
    for key in rows:
        context.journal.touched(table, key)
    return list(rows.values())


def check_references(context: Context, rows: Iterable[InputRow]) -> None:
    """Each foreign key that the data give is the key of a row that the role may see: one query per foreign key.

    Raises ``ValidationFailed`` with all those that are not.
    """
    wanted: dict[tuple[str, str, str], dict[Any, list[Path]]] = {}
    for row in _all_rows(rows):
        for column, table in row.shape.references.items():
            value = row.values.get(column) if column in row.given else None
            if value is not None:
                paths = wanted.setdefault((row.shape.model, column, table), {})
                paths.setdefault(value, []).append((*row.path, column))
    missing = [
        field for place, values in wanted.items() for field in _missing_references(context, place, values)
    ]
    if missing:
        raise ValidationFailed(extensions={"fields": missing})


def _missing_references(
    context: Context, place: tuple[str, str, str], values: dict[Any, list[Path]]
) -> Iterator[dict[str, Any]]:
    label, column, table = place
    field: Any = apps.get_model(label)._meta.get_field(column)
    model: type[Model] = field.remote_field.model
    target = field.target_field.attname
    key = [part.attname for part in model._meta.pk_fields]
    rows = context.rows(model).values(target, *key)
    there = {
        row[target]: tuple(row[name] for name in key)
        for part in batches(list(values))
        for row in rows.filter(**{f"{target}__in": part})
    }
    visible = context.passing(table, "query", list(there.values()))
    for value, paths in values.items():
        if there.get(value) not in visible:
            yield from (no_such_row(path, model, target, value) for path in paths)


def _all_rows(rows: Iterable[InputRow]) -> Iterator[InputRow]:
    for row in rows:
        yield row
        for related in row.related:
            yield from _all_rows(related.rows)
