"""Saving instances: validation, Django's ``save``, and errors as fields of the data."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Generator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import Model, signals

from django_graphgate.errors import ValidationFailed
from django_graphgate.execution.writes.context import Context
from django_graphgate.ir.input_rows import Path


def invalid(path: Path, message: str, code: str) -> ValidationFailed:
    """One thing that is wrong."""
    return ValidationFailed(extensions={"fields": [{"path": list(path), "message": message, "code": code}]})


def fields_of(error: ValidationError, path: Path, model: type[Model] | None = None) -> list[dict[str, Any]]:
    """What an error of Django's says, with the places in the data: of a row at ``path``, or of one value."""
    if hasattr(error, "error_dict"):
        names = {} if model is None else {field.name: field.attname for field in model._meta.concrete_fields}
        return [
            item
            for name, errors in error.error_dict.items()
            for each in errors
            for item in fields_of(each, path if name == NON_FIELD_ERRORS else (*path, names.get(name, name)))
        ]
    return [
        {"path": list(path), "message": message, "code": each.code or "invalid"}
        for each in error.error_list
        for message in each.messages
    ]


@contextlib.contextmanager
def errors_of(model: type[Model], path: Path) -> Generator[None]:
    """What the model and the database refuse is an error of the data at ``path``."""
    try:
        yield
    except ValidationError as error:
        fields = fields_of(error, path, model)
        raise ValidationFailed(extensions={"fields": fields}) from error
    except (IntegrityError, DataError) as error:
        raise invalid(path, "The database refuses the row.", "database") from error


def save_new(context: Context, table: str, instance: Model, path: Path) -> bool:
    """Insert a row; false where the model's own ``save`` decided not to."""
    instance._state.db = context.alias  # noqa: SLF001  what validation and routers ask for
    model = type(instance)
    with errors_of(model, path):
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
    with errors_of(model, path):
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
