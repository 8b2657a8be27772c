"""Entries of ``actions.json``: definitions as JSON objects, and back.  Reading is strict and trusts nothing."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NoReturn, TypeGuard, TypeVar, cast

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import (
    ActionDefinition,
    ActionParameter,
    ObjectReturn,
    Return,
    RowReturn,
    ScalarReturn,
)
from django_graphgate.ir.codec import SCALARS
from django_graphgate.ir.webhook import WebhookDefinition

NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}", re.ASCII)
TYPE = re.compile(
    rf"(?P<list>\[)?(?P<scalar>{'|'.join(sorted(SCALARS))})(?P<inner>!)?(?(list)\](?P<outer>!)?)"
)
"""The notation of a parameter's type: a scalar of the gate, or a list of one."""

_Value = TypeVar("_Value")
_PARAMETER_KEYS = {"minimum": "min", "maximum": "max"}
"""Field of a parameter → its key in the file."""
_INTERNAL = frozenset({"source", "has_default"})
"""Fields that follow from others."""
_OF_CALLABLES = frozenset({"path", "field", "returns"})
_OF_OTHERS = frozenset({"sql", "operation", "namespace"})


# -- values as JSON -------------------------------------------------------------------------------


def definition_json(definition: ActionDefinition | WebhookDefinition) -> dict[str, Any]:
    """One entry of the file."""
    values = _changed(definition)
    if isinstance(definition, ActionDefinition):
        if set(definition.sql) == {""}:
            values["sql"] = definition.sql[""]
        if definition.parameters:
            values["parameters"] = [_parameter_json(each) for each in definition.parameters]
        if definition.returns is not None:
            values["returns"] = _return_json(definition.returns)
    return values


def _parameter_json(parameter: ActionParameter) -> dict[str, Any]:
    values = {_PARAMETER_KEYS.get(name, name): value for name, value in _changed(parameter).items()}
    return {**values, "default": parameter.default} if parameter.has_default else values


def _return_json(returns: Return) -> dict[str, Any]:
    values = _changed(returns)
    if isinstance(returns, ObjectReturn):
        values["fields"] = {name: _return_json(each) for name, each in returns.fields}
    return values


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether JSON has it as a list."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether JSON has it as an object."""
    return isinstance(value, dict)


def _changed(value: Any) -> dict[str, Any]:
    """The fields of a dataclass that are not at their default, as JSON."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if field.name in _INTERNAL or content == default:
            continue
        if isinstance(content, Mapping):
            content = dict(cast("Mapping[str, Any]", content))
        values[field.name] = [*content] if type(content) is tuple else content
    return values


# -- JSON as values -------------------------------------------------------------------------------


def read_action(values: Any, where: str = "The action") -> ActionDefinition:
    """An entry of ``actions``; raises ``ConfigurationError``, which names the place ``where``."""
    entry = _entry(values, where, ActionDefinition, without=_OF_CALLABLES)
    sql = entry.pop("sql", {})
    entry["sql"] = {"": sql} if isinstance(sql, str) else sql
    source = "operation" if "operation" in entry else "sql"
    return _action({**entry, "source": source}, _named(entry, where))


def read_callable(values: Any, where: str = "The callable") -> ActionDefinition:
    """An entry of ``callables``; raises ``ConfigurationError``, which names the place ``where``."""
    entry = _entry(values, where, ActionDefinition, without=_OF_OTHERS)
    return _action({**entry, "source": "callable"}, _named(entry, where))


def read_webhook(values: Any, where: str = "The webhook") -> WebhookDefinition:
    """An entry of ``webhooks``; raises ``ConfigurationError``, which names the place ``where``."""
    entry = _entry(values, where, WebhookDefinition)
    where = _named(entry, where)
    return _filled(WebhookDefinition, {"verifier": "", **entry}, where)


def _action(entry: dict[str, Any], where: str) -> ActionDefinition:
    parameters: list[Any] = _checked(list, entry.get("parameters", []), f"{where}, parameters")
    if "returns" in entry:
        entry["returns"] = _returns(entry["returns"], f"{where}, returns")
    read = tuple(_parameter(each, f"{where}, parameters") for each in parameters)
    names = [parameter.name for parameter in read]
    for name in names:
        if names.count(name) > 1:
            _fail(where, f"The parameter {name} is there twice")
    return _filled(ActionDefinition, {**entry, "parameters": read}, where)


def _parameter(values: Any, where: str) -> ActionParameter:
    entry = _entry(values, where, ActionParameter)
    where = _named(entry, where)
    fields = {key: name for name, key in _PARAMETER_KEYS.items()}
    entry = {fields.get(key, key): value for key, value in entry.items()}
    parameter = _filled(ActionParameter, {"type": "", **entry, "has_default": "default" in entry}, where)
    if not TYPE.fullmatch(parameter.type):
        scalars = ", ".join(sorted(SCALARS))
        _fail(where, f"{parameter.type!r:.100} is not a type: {scalars}, or a list, such as [Int!]!")
    return parameter


def _returns(values: Any, where: str) -> Return:
    if isinstance(values, Mapping) and "fields" in values:
        entry = _entry(values, where, ObjectReturn)
        if not isinstance(entry["fields"], Mapping):
            _fail(where, "fields is not an object")
        members = cast("Mapping[str, Any]", entry["fields"])
        entry["fields"] = tuple((name, _returns(each, f"{where}.{name}")) for name, each in members.items())
        return _filled(ObjectReturn, {"name": "", **entry}, where)
    if isinstance(values, Mapping) and "type" in values:
        return _filled(ScalarReturn, _entry(values, where, ScalarReturn), where)
    return _filled(RowReturn, _entry(values, where, RowReturn), where)


def _entry(values: Any, where: str, cls: type, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """An object whose keys all are known; raises ``ConfigurationError`` with the nearest known key."""
    if not isinstance(values, dict):
        _fail(where, "An object is expected here")
    entry = dict(cast("dict[str, Any]", values))
    names = {field.name for field in dataclasses.fields(cls)} - _INTERNAL - set(without)
    keys = {_PARAMETER_KEYS.get(name, name) for name in names}
    for key in sorted(entry.keys() - keys):
        nearest = next(iter(difflib.get_close_matches(key, keys, 1)), None)
        hint = f"Did you mean {nearest!r}?" if nearest else f"There are {', '.join(sorted(keys))}."
        raise ConfigurationError(f"{where}: There is no entry {key!r:.100} here.", hint=hint)
    return entry


def _named(entry: Mapping[str, Any], where: str) -> str:
    """The place with the entry's name, which must be one."""
    name = entry.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        _fail(where, "A name holds letters, digits and underscores only")
    return f"{where} ({name})"


def _filled(cls: Callable[..., _Value], entry: Mapping[str, Any], where: str) -> _Value:
    """The dataclass, if each value has the type of its field."""
    hints = _hints(cls)
    values = {key: _checked(hints[key], value, f"{where}, {key}") for key, value in entry.items()}
    return cls(**values)


@functools.cache
def _hints(cls: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(cls)


def _checked(hint: Any, value: Any, where: str) -> Any:
    """The value as the field's annotation has it: lists become tuples."""
    if typing.get_origin(hint) is Literal:
        choices = [choice for choice in typing.get_args(hint) if choice]
        if value not in choices:
            _fail(where, f"One of {', '.join(choices)} is expected")
        return value
    check = _CHECKS.get(hint)
    if check is not None and not check[0](value):
        _fail(where, f"{check[1]} is expected")
    return tuple(value) if typing.get_origin(hint) is tuple else value


def _holds_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_number_or_text(value: Any) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


_CHECKS: Mapping[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda value: isinstance(value, str), "A text"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int | None: (lambda value: type(value) is int and value >= 0, "A whole number that is not negative"),
    int | float | str | None: (_is_number_or_text, "A number or a text"),
    tuple[str, ...]: (lambda value: is_list(value) and _holds_texts(value), "A list of texts"),
    list: (lambda value: isinstance(value, list), "A list"),
    tuple[Any, ...]: (lambda value: isinstance(value, list), "A list"),
    Mapping[str, str]: (
        lambda value: is_object(value) and _holds_texts(value.values()),
        "An object of texts",
    ),
    Mapping[str, Any]: (lambda value: isinstance(value, dict), "An object"),
}
"""By the annotation of a field; others are read by functions of their own."""


def _fail(where: str, sentence: str) -> NoReturn:
    raise ConfigurationError(f"{where}: {sentence}.")
