"""What a function of the project returns, as the texts that the answer's statement takes.

A plain value is JSON text in the form that columns of its scalar have.  A row is a JSON list with its key, as
:func:`~django_graphgate.execution.writes.keys.keys_text` writes it.  An object is a JSON list of items, each a list of
the texts of its members.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from django_graphgate.actions.results import json_form
from django_graphgate.conf import get_settings
from django_graphgate.dialects.sqlite_functions import (
    gg_base64,
    gg_datetime,
    gg_decimal,
    gg_duration,
    gg_float,
    gg_quoted,
    gg_time,
)
from django_graphgate.execution.writes.context import key_of
from django_graphgate.execution.writes.keys import keys_text
from django_graphgate.ir.action import ObjectReturn, Return, RowReturn
from django_graphgate.ir.codec import INT32, INT64
from django_graphgate.ir.input_rows import Key
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.write import WriteTable

NULL = "null"


class ReturnedOtherwise(TypeError):
    """The function returns something else than it declares."""


def returned_text(value: Any, returns: Return, tables: Mapping[str, WriteTable]) -> str | None:
    """The text of a value; ``None`` for ``None``.  ``tables`` are those of the plan, by API name.

    Raises :class:`ReturnedOtherwise`.
    """
    if value is None:
        if not returns.nullable:
            raise ReturnedOtherwise("None is returned where a value is declared")
        return None
    items: list[Any] = _items(value) if returns.many else [value]
    if isinstance(returns, RowReturn):
        return keys_text([_key(item, tables[returns.table]) for item in items])
    if isinstance(returns, ObjectReturn):
        members = [[_member(item, name, each, tables) for name, each in returns.fields] for item in items]
        return json.dumps(members, separators=(",", ":"))
    texts = [_scalar(item, returns.type) for item in items]
    return f"[{','.join(texts)}]" if returns.many else texts[0]


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple | QuerySet):
        raise ReturnedOtherwise(f"{_type(value)} is returned where a list is declared")
    return list(cast("Iterable[Any]", value))


def _type(value: object) -> str:
    return type(value).__qualname__


def _member(value: Any, name: str, returns: Return, tables: Mapping[str, WriteTable]) -> str | None:
    try:
        member = (
            cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else getattr(value, name)
        )
        return returned_text(member, returns, tables)
    except (AttributeError, ReturnedOtherwise) as error:
        raise ReturnedOtherwise(f"{name}: {error}") from error


def _key(value: Any, table: WriteTable) -> Key:
    """The key of a row: of an instance of its model, or as it is."""
    if isinstance(value, Model):
        if not isinstance(value, apps.get_model(table.model)):
            raise ReturnedOtherwise(f"{value._meta.label} is returned where {table.model} is declared")
        value = key_of(value)
    values: Key = value if isinstance(value, tuple) else (value,)  # pyright: ignore[reportUnknownVariableType]
    if any(part is None for part in values):
        raise ReturnedOtherwise("a row that is not saved is returned")
    try:
        return tuple(
            coerce(codec, json_form(part)) for (_, codec), part in zip(table.keys, values, strict=True)
        )
    except (ValueError, TypeError) as error:
        raise ReturnedOtherwise(f"{_type(values)} is not the key of a row: {error}") from error


def _scalar(value: Any, scalar: str) -> str:
    value = value.value if isinstance(value, enum.Enum) else value
    types, form = _FORMS[scalar]
    narrower = _NARROWER.get(scalar, ())
    if value is None or not isinstance(value, types) or isinstance(value, narrower):
        raise ReturnedOtherwise(f"{_type(value)} is returned where {scalar} is declared")
    return form(value)


def _whole(value: int, bounds: tuple[int, int]) -> str:
    if not bounds[0] <= value <= bounds[1]:
        raise ReturnedOtherwise(f"the number is not between {bounds[0]} and {bounds[1]}")
    return str(int(value))


def _bigint(value: int) -> str:
    text = _whole(value, INT64)
    return gg_quoted(text) if get_settings().BIGINT_AS_STRING else text


def _decimal(value: Decimal | int) -> str:
    text = gg_decimal(str(value).encode(), None)
    return gg_quoted(text) if get_settings().DECIMAL_AS_STRING else text


def _moment(value: dt.datetime) -> str:
    if timezone.is_naive(value):
        return gg_datetime(value.isoformat(), "")
    return gg_datetime(value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(), "+00:00")


def _json(value: Any) -> str:
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=json_form
        )
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise ReturnedOtherwise(f"no JSON: {error}") from error
    return text


_NARROWER: Mapping[str, type] = {
    **dict.fromkeys(("Int", "BigInt", "Float", "Decimal"), bool),
    "Date": dt.datetime,
}
"""Types that Python counts among those of a scalar."""

_Form = tuple[tuple[type, ...], Callable[[Any], str]]
_FORMS: Mapping[str, _Form] = {
    "Int": ((int,), lambda value: _whole(value, INT32)),
    "BigInt": ((int,), _bigint),
    "Float": ((float, int), gg_float),
    "Decimal": ((Decimal, int), _decimal),
    "Boolean": ((bool,), lambda value: "true" if value else "false"),
    "String": ((str, Promise), lambda value: _json(str(value))),
    "UUID": ((uuid.UUID,), lambda value: f'"{value}"'),
    "Date": ((dt.date,), lambda value: f'"{value.isoformat()}"'),
    "Time": ((dt.time,), lambda value: gg_time(value.replace(tzinfo=None).isoformat())),
    "DateTime": ((dt.datetime,), _moment),
    "Duration": ((dt.timedelta,), lambda value: gg_duration(value // dt.timedelta(microseconds=1))),
    "Bytes": ((bytes,), gg_base64),
    "JSON": ((object,), _json),
}
"""By the name of a scalar: the types of its values, and their JSON text."""
