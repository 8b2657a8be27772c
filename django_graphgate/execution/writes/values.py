"""The values that data and presets give, as Django's fields take them."""

from __future__ import annotations

import copy
import functools
import json
import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from django_graphgate.errors import AuthenticationRequired, Forbidden, Unsupported
from django_graphgate.execution.binders import Binder, Facts, binders_of, moment_of
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.fields import cleaned, fields_by_column
from django_graphgate.ir.codec import Codec, amount_codec
from django_graphgate.ir.input_rows import InputRow
from django_graphgate.ir.scalars import checker
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Probe, WriteShape

logger = logging.getLogger(__name__)

ColumnReader = Callable[[Any, Values], Any]
"""Takes a JSON value that is not ``None`` and gives the field's value; raises :class:`BadValue`."""

TextOf = Callable[[Probe], "bytes | None"]
"""Asks the database for the text that a probe yields."""

_MOMENTS = frozenset({"date", "time", "datetime", "datetime_naive"})


@functools.lru_cache(maxsize=10_000)
def column_reader(codec: Codec) -> ColumnReader:
    """The reader of a column's values; ``"now"`` is the time of the request."""
    check = checker(codec)
    if codec.name in _MOMENTS:
        return lambda value, values: moment_of(codec, values) if value == "now" else check(value)
    if codec.name == "json":
        return lambda value, _: json.loads(check(value))
    return lambda value, _: check(value)


def amount_reader(codec: Codec) -> ColumnReader:
    """The reader of what ``increment`` adds."""
    return column_reader(amount_codec(codec))


# -- what the document, the caller and the settings give ------------------------------------------------


class _Plain:
    """Values as Django's fields take them, where a dialect would give those of its driver."""

    def encoder(self, codec: Codec) -> Callable[[Any], Any]:
        if codec.item is not None:
            encode = self.encoder(codec.item)
            return lambda items: [item if item is None else encode(item) for item in items]
        return json.loads if codec.name in ("json", "json_text") else _same

    def list_encoder(self, codec: Codec) -> Callable[[Any], Any]:
        return list


def _same(value: Any) -> Any:
    return value


@functools.lru_cache(maxsize=10_000)
def binder_of(parameter: Parameter) -> Binder:
    """The value of a parameter that is not the request's own: what is known of the caller, a header, a constant."""
    if parameter.source == "sql":
        raise Unsupported("A variable that is a subquery cannot be used in the data of a mutation.")
    (binder,) = binders_of([parameter], (), _Plain(), "")
    return binder


# -- presets --------------------------------------------------------------------------------------


class Presets:
    """What rules put into the rows of one request; each preset is evaluated once."""

    def __init__(self, values: Values, facts: Facts, text_of: TextOf) -> None:
        self._values, self._facts, self._text_of = values, facts, text_of
        self._known: dict[str, dict[str, Any]] = {}

    def put_into(self, rows: list[InputRow]) -> None:
        """Into the rows and all rows inside them.

        Raises ``AuthenticationRequired`` where a preset is the user's id and nobody is signed in, ``Forbidden``
        where the column cannot hold what a preset's query yields.
        """
        remaining = list(rows)
        while remaining:
            row = remaining.pop()
            if row.shape.presets:
                row.values.update(copy.deepcopy(self._of(row.shape)))
            for related in row.related:
                remaining += related.rows

    def _of(self, shape: WriteShape) -> dict[str, Any]:
        presets = self._known.get(shape.name)
        if presets is None:
            presets = {column: self._value(shape, column, preset) for column, preset in shape.presets}
            self._known[shape.name] = presets
        return presets

    def _value(self, shape: WriteShape, column: str, preset: Parameter | Probe) -> Any:
        model: type[Model] = apps.get_model(shape.model)
        field = fields_by_column(model)[column]
        try:
            if isinstance(preset, Probe):
                text = self._text_of(preset)
                value = None if text is None else field.to_python(json.loads(text, parse_float=Decimal))
            else:
                value = self._parameter(preset)
            return value if value == "" else cleaned(field, value, model)
        except (ValidationError, ValueError, TypeError) as error:
            logger.warning("graphgate: the preset of %s.%s is not a value of the column", shape.table, column)
            raise Forbidden(detail=f"the preset of {shape.table}.{column}: {error}") from error

    def _parameter(self, preset: Parameter) -> Any:
        value = binder_of(preset)(self._values, self._facts)
        if value is None and preset.source == "caller" and self._facts.identity.is_anonymous:
            raise AuthenticationRequired
        return value
