"""What an action returns, in the JSON forms that the gate's answers have."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import enum
import ipaddress
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django.db.models import Model, QuerySet

from django_graphgate.conf import get_settings

_ZEROS = re.compile(r"(\.\d*[1-9])0+(?!\d)")
"""Zeros at the end of a fraction of seconds."""

JsonValue = Any
"""A value that ``json.dumps`` takes."""


class NotJsonError(TypeError):
    """A value has no form in JSON; the text names its type."""


def json_form(value: Any) -> JsonValue:
    """A value as JSON has it; an instance of a model is its key, a composite key a list.

    A number that JSON's readers would round is a text, and so is every Decimal with ``DECIMAL_AS_STRING``;
    NaN and the infinities are ``null``.  Raises :class:`NotJsonError`.
    """
    if isinstance(value, enum.Enum):
        return json_form(value.value)
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    given: Any = value
    for types, convert in _FORMS:
        if isinstance(given, types):
            return convert(given)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_form(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise NotJsonError(f"{type(value).__module__}.{type(value).__qualname__} has no form in JSON")


def _text(value: str) -> JsonValue:
    """Refused before COMMIT: no answer can have a lone surrogate in it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotJsonError("a text that is not Unicode has no form in JSON") from None
    return value


def _float(value: float) -> JsonValue:
    return value if math.isfinite(value) else None


def _iso(value: dt.date | dt.time) -> str:
    return _ZEROS.sub(r"\1", value.isoformat())


def _base64(value: bytes | bytearray | memoryview[int]) -> str:
    return base64.b64encode(bytes(value)).decode()


def _decimal(value: Decimal) -> JsonValue:
    if not value.is_finite():
        return None
    if get_settings().DECIMAL_AS_STRING:
        return format(value, "f")
    near = float(value)
    if math.isfinite(near) and Decimal(repr(near)) == value:
        return near
    return format(value, "f")


def _moment(value: dt.datetime) -> str:
    return _iso(value if value.tzinfo is None else value.astimezone(dt.UTC))


def _duration(value: dt.timedelta) -> str:
    """ISO 8601, as the gate writes it."""
    length = abs(value)
    hours, seconds = divmod(length.seconds, 3_600)
    clock = f"{hours:02d}H{seconds // 60:02d}M{seconds % 60:02d}"
    fraction = f".{length.microseconds:06d}".rstrip("0").rstrip(".")
    return f"{'-' if value < dt.timedelta(0) else ''}P{length.days}DT{clock}{fraction}S"


def _mapping(value: Mapping[Any, Any]) -> JsonValue:
    return {_text(str(key)): json_form(member) for key, member in value.items()}


def _list(value: Iterable[Any]) -> JsonValue:
    return [json_form(item) for item in value]


def _instance(value: Model) -> JsonValue:
    return json_form(cast("Any", value).pk)


_FORMS: tuple[tuple[Any, Callable[[Any], JsonValue]], ...] = (
    (Model, _instance),
    (float, _float),
    (Decimal, _decimal),
    (dt.datetime, _moment),
    ((dt.date, dt.time), _iso),
    (dt.timedelta, _duration),
    (uuid.UUID, str),
    ((ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network), str),
    ((bytes, bytearray, memoryview), _base64),
    (Mapping, _mapping),
    ((list, tuple, set, frozenset, QuerySet), _list),
)
