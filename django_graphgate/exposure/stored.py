"""Where the values of a model's fields are stored: what two names of the same data have in common.

An alias of a table, a proxy, an inherited column, an unmanaged model over another model's table: each is another name
for the same column of the database, and a policy that knows only the names could be passed by.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.expressions import Col
from django.db.models.sql import Query

Stored = tuple[str, str]
"""Table and column, as the database calls them."""

Model = type[models.Model]


def installed(label: str) -> Model | None:
    """The model of ``shop.Product``; ``None`` where no such model is installed."""
    return models_by_label().get(label)


def models_by_label() -> dict[str, Model]:
    """All installed models, with those that Django makes for many-to-many fields."""
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def fields_of(model: Model) -> dict[str, Any]:
    """The fields that are stored, inherited ones too, by name."""
    fields = (field for field in model._meta.get_fields() if isinstance(field, models.Field))
    return {field.name: field for field in fields if any(_stored(field))}


def field_called(model: Model, name: str) -> Any:
    """The field of a name, which may be ``owner_id`` for ``owner``; ``None`` without one."""
    fields = fields_of(model)
    return fields.get(name) or next((field for field in fields.values() if field.attname == name), None)


def tables_of(model: Model) -> frozenset[str]:
    """The tables that a row of the model is in: its own and those of its parents."""
    parents = model._meta.get_parent_list()
    return frozenset(each._meta.db_table for each in (model, *parents) if not each._meta.abstract)


@functools.lru_cache(maxsize=10_000)
def stored_in(field: Any) -> frozenset[Stored]:
    """The columns that hold the field's values."""
    return frozenset(_stored(field))


@functools.lru_cache(maxsize=10_000)
def revealed_by(field: Any) -> frozenset[Stored]:
    """The columns whose values the field's values are, or are computed from.

    A foreign key has the values of the key that it names; a generated column those that its expression looks at.
    """
    seen: set[Any] = set()
    waiting = [field]
    while waiting:
        now = waiting.pop()
        if now not in seen:
            seen.add(now)
            waiting.extend(_sources(now))
    return frozenset(column for each in seen for column in _stored(each))


def maybe_view(model: Model) -> bool:
    """Django does not manage its table, and no other model has it: it may show whatever the database likes."""
    return not _is_managed(model) and model._meta.db_table not in {
        other._meta.db_table for other in apps.get_models(include_auto_created=True) if _is_managed(other)
    }


def emptied_by_delete(model: Model) -> frozenset[str]:
    """The tables that the deletion of a row may change: those of rows that hang on it too."""
    seen: set[Model] = set()
    waiting: list[Model] = [model]
    while waiting:
        now = waiting.pop()
        if now in seen:
            continue
        seen.add(now)
        waiting.extend(_hanging_on(now))
    return frozenset().union(*map(tables_of, seen))


def _hanging_on(model: Model) -> Iterator[Model]:
    yield from model._meta.get_parent_list()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, GenericRelation) or (
            getattr(relation, "auto_created", False)
            and not relation.concrete
            and getattr(relation, "on_delete", None) not in (None, models.DO_NOTHING, models.PROTECT)
        ):
            yield relation.related_model  # type: ignore[misc]


def _is_managed(model: Model) -> bool:
    return bool(model._meta.concrete_model and model._meta.concrete_model._meta.managed)


def _stored(field: Any) -> Iterator[Stored]:
    if isinstance(field, models.ManyToManyField):
        through: Any = field.remote_field.through
        for name in (field.m2m_column_name(), field.m2m_reverse_name()):
            yield through._meta.db_table, name
    elif isinstance(field, models.CompositePrimaryKey):
        for part in field.fields:
            yield from _stored(part)
    elif field.column is not None:
        yield field.model._meta.db_table, field.column


def _sources(field: Any) -> Iterator[Any]:
    if isinstance(field, models.ForeignKey):
        yield field.target_field
    elif isinstance(field, models.GeneratedField):
        query = Query(model=field.model, alias_cols=False)
        expression: Any = field.expression  # type: ignore[attr-defined]
        for part in expression.resolve_expression(query, allow_joins=False).flatten():
            if isinstance(part, Col):
                yield part.target
