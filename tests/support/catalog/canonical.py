"""What a value of the ORM is in an answer, worked out in Python; and rows to read, for any model."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from tests.support.catalog.asking import Api
from tests.support.shop.exact import Number, loads
from tests.support.shop.running import run


def expected(value: Any) -> Any:
    """The canonical form, as :func:`tests.support.shop.exact.loads` reads it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, int | Decimal):
        return Number(value)
    if isinstance(value, float):
        return value
    if isinstance(value, dt.datetime):
        return _fraction(value.astimezone(dt.UTC).replace(tzinfo=None).isoformat()) + "+00:00"
    if isinstance(value, dt.time):
        return _fraction(value.isoformat())
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return _several(value) if isinstance(value, dict | list) else value


def _several(value: dict[str, Any] | list[Any]) -> Any:
    """JSON, or an array of what JSON does not have."""
    if any(isinstance(one, Decimal | dt.datetime | uuid.UUID) for one in value):
        return [expected(one) for one in value]
    return loads(json.dumps(value))


def _fraction(text: str) -> str:
    return text.rstrip("0") if "." in text else text


def _duration(value: dt.timedelta) -> str:
    sign, value = ("-", -value) if value < dt.timedelta(0) else ("", value)
    hours, rest = divmod(value.seconds, 3600)
    seconds = _fraction(f"{rest % 60:02}.{value.microseconds:06}").rstrip(".")
    return f"{sign}P{value.days}DT{hours:02}H{rest // 60:02}M{seconds}S"


def differences(api: Api, model: type[models.Model], alias: str) -> list[tuple[Any, str, Any, Any]]:
    """Values that the API does not write as the ORM reads them: row, field, ORM's value, API's value."""
    (table,) = [
        one for one in api.catalog.tables.values() if one.model == model._meta.label and not one.alias_of
    ]
    statement = api.compiled(
        f"{{ {table.name} {{ {' '.join(table.columns)} }} }}", "sqlite" if alias == "sqlite" else "postgresql"
    )
    answer = loads(run(statement, alias)).plain()[table.name]
    rows = list(model._base_manager.using(alias).order_by(*(one.attname for one in model._meta.pk_fields)))
    assert len(rows) == len(answer) > 0, model
    return [
        (row.pk, name, value, got)
        for row, found in zip(rows, answer, strict=True)
        for name, got in found
        if not _equal(expected(value := getattr(row, name)), got)
    ]


def _equal(value: Any, got: Any) -> bool:
    if isinstance(value, float):
        return isinstance(got, Number) and float(got) == value
    return type(value) is type(got) and value == got


def readable(fields: Iterable[models.Field[Any, Any]]) -> set[str]:
    """The fields that have a column."""
    return {one.attname for one in fields if one.column}


# -- rows -----------------------------------------------------------------------------------------

_TEXTS = ("plain", 'quo"te \\ back\nline', "ünï©ødé 🎈 %_'")
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "BinaryField": (b"\x00\xff", b"", bytes(range(200))),
    "BooleanField": (True, False, True),
    "DateField": (dt.date(2024, 2, 29), dt.date(1, 1, 1), dt.date(9999, 12, 31)),
    "DateTimeField": (
        dt.datetime(2024, 1, 2, 3, 4, 5, 678900, dt.UTC),
        dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2038, 1, 19, 3, 14, 8, 1, dt.UTC),
    ),
    "DurationField": (dt.timedelta(days=1, microseconds=5), dt.timedelta(0), dt.timedelta(seconds=-90)),
    "FloatField": (0.1, -2.5e-7, 1e20),
    "GenericIPAddressField": ("10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1"),
    "JSONField": ({"a": [1, None, "ü"]}, [], {"x": {"y": 0.5}}),
    "TimeField": (dt.time(1, 2, 3, 400), dt.time(0, 0), dt.time(23, 59, 59)),
    "UUIDField": (uuid.UUID(int=1), uuid.UUID(int=2**127), uuid.UUID(int=2**128 - 1)),
}


def rows_of(
    model: type[models.Model], alias: str, made: dict[type[models.Model], list[Any]] | None = None
) -> list[Any]:
    """Three rows, and what they point to; written without the models' own ``save``."""
    made = {} if made is None else made
    if model not in made:
        made[model] = []
        rows = [model(**_values(model, number, alias, made)) for number in range(3)]
        for row in rows:
            row.save_base(raw=True, using=alias, force_insert=True)
        made[model] = rows
    return made[model]


def _values(
    model: type[models.Model], number: int, alias: str, made: dict[type[models.Model], list[Any]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in model._meta.local_concrete_fields:
        if isinstance(one, models.GeneratedField) or not one.column:
            continue
        if isinstance(one, models.ForeignKey):
            target: Any = one.related_model
            others = [] if target is model else rows_of(target, alias, made)
            assert others or one.null, one
            found[one.attname] = getattr(others[number], one.target_field.attname) if others else None
        elif not one.primary_key or not isinstance(one, models.AutoField):
            found[one.attname] = _sample(one, number)
    return found


def _sample(one: models.Field[Any, Any], number: int) -> Any:
    kind = one.get_internal_type()
    if one.null and number == 1:
        return None
    if isinstance(one, models.DecimalField):
        return Decimal([5, 12, 100][number]) / 8
    if kind == "JSONField" and type(one) is not models.JSONField:
        return [["https://example.com/ü"], [], ["a", "b"]][number]
    if kind in _SAMPLES:
        return _SAMPLES[kind][number]
    if "Integer" in kind or kind == "OrderWrt":
        return [1, 0, 32767][number]
    text = _TEXTS[number]
    return text[: min(one.max_length or 20, 50)]
