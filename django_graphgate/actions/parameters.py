"""The parameters of an action: JSON values, each checked once against its declaration."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings as django_settings

from django_graphgate.conf import get_settings
from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.action import ActionDefinition, ActionParameter
from django_graphgate.ir.action_types import read_type
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.codec import DATETIME, DATETIME_ANY, DATETIME_NAIVE, DECLARED, SCALARS, Codec
from django_graphgate.ir.scalars import coerce

_MEASURED = 1_000
"""Characters of a text that a pattern of the project is tried on."""

_REPORTED = 10
"""Unknown names that have an error each: looking for near names takes time, and whoever guesses sends many."""


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A type in GraphQL's notation, taken apart."""

    codec: Codec
    many: bool = False
    required: bool = False
    item_required: bool = False


def parameter_type(text: str) -> ParameterType:
    """``[UUID!]!`` as a codec; raises ``ValueError`` for what is no type of the gate.

    A DateTime has an offset where the project's moments have time zones (``USE_TZ``), and none elsewhere.
    """
    try:
        declared = read_type(text)
    except ValueError:
        known = ", ".join(sorted(SCALARS))
        raise ValueError(f"{text!r} is not a type: use {known}, with ! and [ ]") from None
    codec = DECLARED[declared.scalar]
    if codec == DATETIME_ANY:
        codec = DATETIME if django_settings.USE_TZ else DATETIME_NAIVE
    return ParameterType(codec, declared.many, declared.required, declared.item_required)


def require_fit(parameter: ActionParameter) -> None:
    """Raise ``BadValue`` for bounds that no value of the parameter's type can be held against."""
    scalar = read_type(parameter.type).scalar
    if scalar == "JSON" and not (parameter.minimum is None and parameter.maximum is None):
        raise BadValue("JSON has no min and no max")
    if scalar not in ("String", "Bytes") and not (
        parameter.min_length is None and parameter.max_length is None
    ):
        raise BadValue("only String and Bytes have a length")
    if scalar != "String" and parameter.pattern:
        raise BadValue("only String has a pattern")


def read_parameters(definition: ActionDefinition, given: Mapping[str, Any]) -> dict[str, Any]:
    """The Python value of each declared parameter: given, its default, or ``None``.

    Values are as :mod:`django_graphgate.ir.codec` lists them, but JSON is the value and not its text.

    Raises ``VariableInvalid`` with an error for each parameter that is unknown, missing or has a wrong value.
    """
    names = [parameter.name for parameter in definition.parameters]
    unknown = [name for name in given if name not in names]
    errors = [_unknown(name, names) for name in unknown[:_REPORTED]]
    values: dict[str, Any] = {}
    for parameter in definition.parameters:
        try:
            values[parameter.name] = _read(parameter, given)
        except BadValue as error:
            errors.append(_wrong(parameter.name, f"of type '{parameter.type}': {error}."))
    if errors:
        raise errors[0].with_others(errors[1:])
    return values


def _unknown(name: str, names: list[str]) -> VariableInvalid:
    near = difflib.get_close_matches(name, names, 1)
    return _wrong(name, "is unknown." + "".join(f" Did you mean '{near_name}'?" for near_name in near))


def _wrong(name: str, sentence: str) -> VariableInvalid:
    separator = " " if sentence.startswith(("of ", "is ")) else ": "
    return VariableInvalid(
        f"Parameter '{name:.100}'{separator}{sentence}", extensions={"parameter": f"{name:.100}"}
    )


def _read(parameter: ActionParameter, given: Mapping[str, Any]) -> Any:
    wanted = parameter_type(parameter.type)
    if parameter.name in given:
        value = given[parameter.name]
    elif parameter.has_default:
        value = parameter.default
    elif wanted.required:
        raise BadValue("a value is required")
    else:
        return None
    if value is None:
        if wanted.required:
            raise BadValue("a value that is not null is expected")
        return None
    if not wanted.many:
        return _item(parameter, wanted.codec, value)
    return _items(parameter, wanted, value)


def _items(parameter: ActionParameter, wanted: ParameterType, value: Any) -> list[Any]:
    """GraphQL reads a single value as a list of one."""
    given = list(cast("list[Any]", value)) if isinstance(value, list | tuple) else [value]
    most = get_settings().MAX_LIST if parameter.max_items is None else parameter.max_items
    if not (parameter.min_items or 0) <= len(given) <= most:
        raise BadValue(f"a list of {parameter.min_items or 0} to {most} items is expected")
    items: list[Any] = []
    for index, item in enumerate(given, 1):
        if item is None and wanted.item_required:
            raise BadValue(f"a value that is not null is expected as item {index}")
        try:
            items.append(None if item is None else _item(parameter, wanted.codec, item))
        except BadValue as error:
            raise BadValue(f"{error} as item {index}") from error
    return items


def _item(parameter: ActionParameter, codec: Codec, value: Any) -> Any:
    checked = coerce(codec, value)
    if codec.name == "json":
        checked = json.loads(checked)
    for test, sentence in _demands(parameter, codec):
        if not test(checked):
            raise BadValue(sentence)
    return checked


_Demand = tuple[Callable[[Any], bool], str]


def _demands(parameter: ActionParameter, codec: Codec) -> list[_Demand]:
    """What is demanded of a value beyond its type."""
    demands: list[_Demand] = []
    if parameter.minimum is not None:
        lowest = coerce(codec, parameter.minimum)
        demands.append((lambda value: value >= lowest, f"at least {parameter.minimum} is expected"))
    if parameter.maximum is not None:
        highest = coerce(codec, parameter.maximum)
        demands.append((lambda value: value <= highest, f"at most {parameter.maximum} is expected"))
    if parameter.min_length is not None:
        shortest = parameter.min_length
        demands.append((lambda value: len(value) >= shortest, f"at least {shortest} characters are expected"))
    if parameter.max_length is not None:
        longest = parameter.max_length
        demands.append((lambda value: len(value) <= longest, f"at most {longest} characters are expected"))
    if parameter.pattern:
        fits = _compiled(parameter.pattern).fullmatch
        demands.append(
            (lambda value: len(value) <= _MEASURED, f"at most {_MEASURED} characters are expected")
        )
        demands.append((lambda value: fits(value) is not None, "a text of the expected form is expected"))
    if parameter.choices:
        choices = [choice if codec.name == "json" else coerce(codec, choice) for choice in parameter.choices]
        demands.append((lambda value: value in choices, "one of the listed values is expected"))
    return demands


@functools.lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
