"""Saving instances: validation, Django's ``save``, and errors as fields of the data."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, signals

from django_graphgate.execution.writes.context import Context
from django_graphgate.ir.input_rows import Path


def save_new(context: Context, table: str, instance: Model, path: Path) -> bool:
    """Insert a row; false where the model's own ``save`` decided not to."""
    model = type(instance)
    with context.errors_of(table, path):
        if context.full_clean(table):
            instance.full_clean()
        # also for the parents: the key of a row of theirs would else let a caller write into that row
        forced: Any = (Model,) if model._meta.parents else True
        instance.save(force_insert=forced, using=context.alias)
    return not instance._state.adding  # noqa: SLF001


def save_changed(context: Context, table: str, instance: Model, changed: Collection[str], path: Path) -> None:
    """Write the columns (names of fields) that have changed, and those that fields write by themselves.

    Code of the model that runs on ``save`` may change others, so that then all are written; the row is locked.
    """
    model = type(instance)
    with context.errors_of(table, path):
        if context.full_clean(table):
            _clean(instance, changed)
        if model.save is not Model.save or signals.pre_save.has_listeners(model):
            instance.save(using=context.alias)
        else:
            own = {field.name for field in model._meta.concrete_fields if _writes_itself(field)}
            instance.save(using=context.alias, update_fields={*changed, *own})


def _writes_itself(field: Any) -> bool:
    """``auto_now``, and fields of the project that compute their value when they are saved."""
    return bool(getattr(field, "auto_now", False)) or not (
        field.pre_save.__module__.startswith("django.db.models.") or field.generated
    )


def _clean(instance: Model, changed: Collection[str]) -> None:
    """As ``full_clean``, which would also report what is wrong with fields that nobody has touched."""
    errors: dict[str, Any] = {}
    others = {field.name for field in instance._meta.fields if field.name not in changed}
    steps: tuple[Callable[[], None], ...] = (
        lambda: instance.clean_fields(exclude=others),
        instance.clean,
        lambda: instance.validate_unique(exclude=errors.keys()),
        lambda: instance.validate_constraints(exclude=errors.keys()),
    )
    for step in steps:
        try:
            step()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
