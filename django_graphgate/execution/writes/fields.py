"""What the fields of models say of values, and which of them must have one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Field, ForeignKey, Model, signals

AnyField = Any
"""A field of a model; of any type of values."""


@functools.lru_cache(maxsize=1_000)
def fields_by_column(model: type[Model]) -> Mapping[str, AnyField]:
    """The fields of a model by the names that their columns have in the data."""
    return {field.attname: field for field in model._meta.concrete_fields}


def cleaned(field: AnyField, value: Any, instance: Callable[[], Model]) -> Any:
    """As ``field.clean``, but without a query.  Raises ``ValidationError``.

    NULL is taken where the column takes it: ``blank`` is about texts.  Forms, and ``full_clean``, see that otherwise.
    ``instance`` makes an instance with the row's values, for fields of the project's that look at the others.
    """
    if value is None and field.null:
        return None
    if value == "" and field.blank:
        return value
    if not isinstance(value, str) and value is not None and value in field.empty_values:
        return value
    if isinstance(field, ForeignKey):
        value = field.to_python(value)
        Field.validate(field, value, None)  # its own asks the database
        field.run_validators(value)
        return value
    return field.clean(value, instance() if _needs_instance(field) else None)


@functools.lru_cache(maxsize=1_000)
def _needs_instance(field: AnyField) -> bool:
    """A class of the project's may look at the rest of the row."""
    methods = (field.clean, field.validate, field.to_python, field.run_validators)
    return not all(method.__module__.startswith("django.") for method in methods)


def required_columns(model: type[Model]) -> Collection[str]:
    """The columns without which a row cannot be inserted; code that runs on ``save`` may give them all."""
    if model.save is not Model.save or signals.pre_save.has_listeners(model):
        return ()
    return _required(model)


@functools.lru_cache(maxsize=1_000)
def _required(model: type[Model]) -> Collection[str]:
    return [field.attname for field in model._meta.concrete_fields if _is_required(field)]


def _is_required(field: AnyField) -> bool:
    fills_itself = (
        field.generated
        or field.null
        or field.has_default()
        or field.has_db_default()
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or not field.pre_save.__module__.startswith("django.db.models.")
        or field.get_internal_type() in _AUTO
        or getattr(field.remote_field, "parent_link", False)
    )
    is_text = field.empty_strings_allowed and not field.is_relation
    return not fills_itself and not (field.blank and is_text)


_AUTO = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})
