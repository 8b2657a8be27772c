"""Django's field types → codecs."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db import models

from django_graphgate.catalog.naming import is_name
from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    BYTES,
    COUNT,
    DATE,
    DATETIME,
    DATETIME_NAIVE,
    DECIMAL,
    DURATION,
    FLOAT,
    INET,
    INT,
    INT64,
    JSON,
    TEXT,
    TIME,
    UUID,
    VARCHAR,
    Codec,
    array_codec,
    int_codec,
)

_INT16 = (-(2**15), 2**15 - 1)

_CODECS: Mapping[str, Codec] = {
    "AutoField": INT,
    "BigAutoField": BIGINT,
    "SmallAutoField": int_codec(*_INT16),
    "IntegerField": INT,
    "BigIntegerField": BIGINT,
    "SmallIntegerField": int_codec(*_INT16),
    "PositiveIntegerField": COUNT,
    "PositiveBigIntegerField": int_codec(0, INT64[1]),
    "PositiveSmallIntegerField": int_codec(0, _INT16[1]),
    "BooleanField": BOOL,
    "CharField": TEXT,
    "TextField": TEXT,
    "SlugField": TEXT,
    "EmailField": TEXT,
    "URLField": TEXT,
    "FilePathField": TEXT,
    "FileField": TEXT,
    "ImageField": TEXT,
    "FloatField": FLOAT,
    "DateField": DATE,
    "TimeField": TIME,
    "DurationField": DURATION,
    "UUIDField": UUID,
    "BinaryField": BYTES,
    "JSONField": JSON,
    "GenericIPAddressField": INET,
}
"""By ``get_internal_type()``."""

_OWN_CONVERSIONS = (
    "from_db_value", "get_prep_value", "get_db_prep_value", "get_db_prep_save", "to_python",
    "get_db_converters", "select_format", "descriptor_class",
)  # fmt: skip
_BUILT_IN = ("django.db.models.", "django.contrib.postgres.fields.array")
_ARRAY = "django.contrib.postgres.fields.array"


def codec_of(field: models.Field[Any, Any]) -> Codec | None:
    """The codec of a field's values, or ``None`` where only the project knows what they mean.

    A field class that converts values by itself (encrypted, money …) stores something else than it
    shows, so it has no codec until the settings name one.
    """
    if converts_by_itself(type(field)):
        return None
    if isinstance(field, models.ForeignKey):
        return codec_of(field.target_field)
    if isinstance(field, models.GeneratedField):
        return codec_of(_computed(field))
    if is_array(field):
        return _array_codec(field)
    field_type = field.get_internal_type()
    if isinstance(field, models.DecimalField):
        places: int | None = field.decimal_places
        return DECIMAL if places is None else Codec("decimal", (field.max_digits, places))
    return codec_of_type(field_type)


def codec_of_type(field_type: str) -> Codec | None:
    """The codec of a field whose type has this name, as ``get_internal_type`` and introspection call it."""
    if field_type == "DateTimeField":
        return DATETIME if settings.USE_TZ else DATETIME_NAIVE
    return DECIMAL if field_type == "DecimalField" else _CODECS.get(field_type)


@dataclass(frozen=True)
class Forms:
    """How the settings want some values to be shown."""

    enums: bool = False
    quoted: frozenset[str] = frozenset()
    """Scalars whose numbers are JSON strings."""


_NO_VALUES = frozenset({"true", "false", "null"})
"""GraphQL names that no value of an enum may have."""


def values_of(field: models.Field[Any, Any]) -> tuple[str, ...]:
    """The values that a field's choices leave it, where an enum can hold them all; else none.

    A field that may be empty without being NULL holds an empty text, which no enum has.
    """
    if field.blank and not field.null:
        return ()
    given = [choice.value if isinstance(choice, enum.Enum) else choice for choice, _ in field.flatchoices]
    values = [value for value in given if value is not None]
    fits = all(isinstance(value, str) and is_name(value) and value not in _NO_VALUES for value in values)
    return tuple(dict.fromkeys(values)) if fits else ()


def is_array(field: models.Field[Any, Any]) -> bool:
    """An ``ArrayField`` of ``django.contrib.postgres``, which needs a driver to be imported."""
    return any(cls.__module__ == _ARRAY and cls.__name__ == "ArrayField" for cls in type(field).__mro__)


def _array_codec(field: Any) -> Codec | None:
    """The codec of an array by that of its items; PostgreSQL compares arrays of one type only."""
    item = None if is_array(field.base_field) else codec_of(field.base_field)
    if item is None:
        return None
    is_varchar = item == TEXT and field.base_field.get_internal_type() != "TextField"
    return array_codec(VARCHAR if is_varchar else item)


def _computed(field: models.GeneratedField) -> models.Field[Any, Any]:
    """The field that says what a generated column holds."""
    output: Any = field.output_field
    return cast("models.Field[Any, Any]", output)


def why_refused(field: models.Field[Any, Any]) -> str:
    """Why :func:`codec_of` knows no codec for a field."""
    if converts_by_itself(type(field)):
        return f"its class {type(field).__name__} converts values by itself"
    if isinstance(field, models.ForeignKey):
        return f"it points to {field.target_field.model._meta.label}, and {why_refused(field.target_field)}"
    if isinstance(field, models.GeneratedField):
        return why_refused(_computed(field))
    if is_array(field):
        inner: Any = getattr(field, "base_field", None)
        return "it is an array of arrays" if is_array(inner) else f"of its items, {why_refused(inner)}"
    return f"{field.get_internal_type()} has no form that is the same on every database"


def converts_by_itself(cls: type[Any]) -> bool:
    """A class between the field and Django's own overrides a conversion."""
    for base in cls.__mro__:
        if base.__module__.startswith(_BUILT_IN):
            return False
        if any(name in vars(base) for name in _OWN_CONVERSIONS):
            return True
    return True


def named(field: models.Field[Any, Any], codec: Codec) -> Codec:
    """The codec that the settings name for a field; raises ``ValueError`` where it cannot hold.

    What is written as JSON must be JSON in every row, which only a JSON column promises.
    """
    if codec == JSON and field.get_internal_type() != "JSONField":
        raise ValueError("only a JSON column can be shown as JSON")
    if codec.scalar == "DateTime":
        return DATETIME if settings.USE_TZ else DATETIME_NAIVE
    return codec
