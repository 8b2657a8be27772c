"""A callable's signature as an action's parameters, and its return annotation as what the action returns."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import inspect
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, TypeGuard, Union, cast

from django.core import validators
from django.core.exceptions import ValidationError
from django.db.models import Model

from django_graphgate.actions.context import ActionContext, Key
from django_graphgate.actions.entries import is_list, is_object
from django_graphgate.errors import ConfigurationError, VariableInvalid
from django_graphgate.ir.action import ActionParameter, ObjectReturn, Return, RowReturn, ScalarReturn

Validator = Callable[[Any], None]

SCALARS: Mapping[Any, str] = {
    int: "BigInt",
    float: "Float",
    Decimal: "Decimal",
    bool: "Boolean",
    str: "String",
    uuid.UUID: "UUID",
    dt.date: "Date",
    dt.time: "Time",
    dt.datetime: "DateTime",
    dt.timedelta: "Duration",
    dict: "JSON",
    Any: "JSON",
}
"""Python's type of a parameter's value → the scalar that it is declared as."""

ALLOWED = (
    "A parameter is int, float, Decimal, bool, str, UUID, date, time, datetime, timedelta, dict (JSON), an Enum or a "
    "Literal, a list of one of these, or one of these or None."
)
RETURNED = (
    'A callable returns a model, Key["table"], a scalar, a dataclass or TypedDict of these, a list of one of these, or '
    "one of these or None; with field=None it may return anything that JSON can hold."
)


@dataclass(frozen=True, slots=True)
class Validators:
    """Django's validators of a parameter; of a list those of its items, and those of all of it."""

    items: tuple[Validator, ...]
    whole: tuple[Validator, ...]

    def validate(self, name: str, value: Any) -> None:
        """Raise ``VariableInvalid`` with what the first validator says that refuses the value."""
        items = value if is_list(value) else [value]
        pairs = [(each, item) for each in self.items for item in items if item is not None]
        for validator, checked in [*pairs, *((each, value) for each in self.whole)]:
            try:
                validator(checked)
            except ValidationError as error:
                raise VariableInvalid(f"{name}: {' '.join(error.messages)}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a callable takes, and what it returns."""

    parameters: tuple[ActionParameter, ...]
    types: Mapping[str, Any]
    """The annotation of each parameter without ``Annotated`` and ``None``, of a list that of its items: what a value
    becomes."""
    validators: Mapping[str, Validators]
    """Django's validators of each parameter that has some."""
    context: str
    """The name of the parameter that takes the ``ActionContext``; empty where there is none."""
    returns: Return | None

    def validate(self, values: Mapping[str, Any]) -> None:
        """Call the validators with Python values; raises ``VariableInvalid`` for the first that one refuses."""
        for name, given in self.validators.items():
            if values.get(name) is not None:
                given.validate(name, values[name])


def read_signature(function: Callable[..., Any], *, returns: bool = True) -> Signature:
    """The parameters and the return of a function; raises ``ConfigurationError`` for what cannot be declared.

    Without ``returns`` the return annotation is not looked at.
    """
    where = f"{function.__module__}.{function.__qualname__}"
    hints = _hints(function, where)
    context, read = "", dict[str, _Parameter]()
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise ConfigurationError(f"{where}: {parameter} cannot be given by name.", hint=ALLOWED)
        if hints.get(name) is ActionContext:
            if context:
                raise ConfigurationError(f"{where}: {context} and {name} both take the context.")
            context = name
            continue
        if name not in hints:
            raise ConfigurationError(f"{where}: The parameter {name} has no annotation.", hint=ALLOWED)
        read[name] = _Parameter(f"{where}, parameter {name}", name, hints[name], parameter.default)
    declared = hints.get("return", types.NoneType) if returns else types.NoneType
    return Signature(
        parameters=tuple(each.declared() for each in read.values()),
        types={name: each.item for name, each in read.items()},
        validators={name: each.validators for name, each in read.items() if each.on_items or each.on_list},
        context=context,
        returns=None if declared is types.NoneType else _return(declared, where, ()),
    )


def _hints(annotated: Any, where: str) -> dict[str, Any]:
    try:
        return typing.get_type_hints(annotated, include_extras=True)
    except Exception as error:  # annotations are the project's own code
        raise ConfigurationError(f"{where}: The annotations cannot be evaluated: {error}.") from error


# -- parameters -----------------------------------------------------------------------------------


class _Parameter:
    """One parameter, taken apart."""

    def __init__(self, where: str, name: str, annotation: Any, default: Any) -> None:
        self.where, self.name, self.default = where, name, default
        given, extras, self.nullable = _unwrapped(annotation)
        self.is_list = typing.get_origin(given) is list
        self.item, inner, self.nullable_item = (
            _unwrapped(typing.get_args(given)[0]) if self.is_list else (given, extras, False)
        )
        self.on_items = tuple(filter(_is_validator, inner))
        self.on_list = tuple(filter(_is_validator, extras)) if self.is_list else ()
        self.choices = _choices(self.item)
        self.scalar = self._scalar()

    @property
    def validators(self) -> Validators:
        return Validators(self.on_items, self.on_list)

    def _scalar(self) -> str:
        if self.choices:
            classes: set[Any] = {type(choice) for choice in self.choices}
            if classes not in ({int}, {str}):
                self.fail("The values of an Enum or a Literal are all texts or all whole numbers")
            return SCALARS[classes.pop()]
        scalar = SCALARS.get(_plain(self.item), "")
        if not scalar:
            self.fail(f"{_shown(self.item)} cannot be declared")
        return scalar

    def fail(self, sentence: str) -> NoReturn:
        raise ConfigurationError(f"{self.where}: {sentence}.", hint=ALLOWED)

    def declared(self) -> ActionParameter:
        notation = self.scalar
        if self.is_list:
            notation = f"[{notation}{'' if self.nullable_item else '!'}]"
        has_default = self.default is not inspect.Parameter.empty
        items = _bounds(self.on_items)
        lists = _bounds(self.on_list)
        if not lists.keys() <= {"min_length", "max_length"}:
            self.fail("A validator of values is on the list, and not on its items")
        return ActionParameter(
            name=self.name,
            type=notation if self.nullable else f"{notation}!",
            default=self._json(self.default) if has_default else None,
            has_default=has_default,
            choices=self.choices,
            minimum=self._json(items.get("minimum")),
            maximum=self._json(items.get("maximum")),
            min_length=items.get("min_length"),
            max_length=items.get("max_length"),
            pattern=items.get("pattern", ""),
            min_items=lists.get("min_length"),
            max_items=lists.get("max_length"),
        )

    def _json(self, value: Any) -> Any:
        try:
            return _default_form(value)
        except TypeError:
            self.fail(f"{value!r:.100} has no JSON form")


def _default_form(value: Any) -> Any:
    """A default or a bound as ``actions.json`` has it, the same under all settings; raises ``TypeError``."""
    from django.utils.duration import duration_iso_string

    match value:
        case enum.Enum():
            return _default_form(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Decimal() | uuid.UUID():
            return str(value)
        case dt.date() | dt.time():  # a datetime is a date
            return value.isoformat()
        case dt.timedelta():
            return duration_iso_string(value)
        case list() | tuple():
            return [_default_form(item) for item in cast("Iterable[Any]", value)]
        case _ if is_object(value):
            return {key: _default_form(item) for key, item in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


def _unwrapped(annotation: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The annotation without ``Annotated`` and ``None``, what ``Annotated`` added, and whether ``None`` may be."""
    extras: list[Any] = []
    nullable = False
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation, *more = typing.get_args(annotation)
            extras.extend(more)
        elif origin in (Union, types.UnionType):
            others = [each for each in typing.get_args(annotation) if each is not types.NoneType]
            if len(others) != 1 or nullable:
                return annotation, tuple(extras), nullable
            annotation, nullable = others[0], True
        else:
            return annotation, tuple(extras), nullable


def _plain(annotation: Any) -> Any:
    """``dict[str, Any]`` is a ``dict``."""
    return dict if typing.get_origin(annotation) is dict else annotation


def _choices(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) is Literal:
        return typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(member.value for member in annotation)
    return ()


def _is_validator(extra: Any) -> bool:
    return callable(extra) and not isinstance(extra, type)


_BOUNDS: Mapping[type, str] = {
    validators.MinValueValidator: "minimum",
    validators.MaxValueValidator: "maximum",
    validators.MinLengthValidator: "min_length",
    validators.MaxLengthValidator: "max_length",
}


def _bounds(given: Iterable[Any]) -> dict[str, Any]:
    """What a declaration can say of the validators: the bounds that are the same at each call."""
    bounds: dict[str, Any] = {}
    for validator in given:
        cls: type = validator.__class__
        if cls in _BOUNDS and not callable(validator.limit_value):
            bounds[_BOUNDS[cls]] = validator.limit_value
        elif cls is validators.RegexValidator and _covers_all(validator):
            bounds["pattern"] = validator.regex.pattern
    return bounds


def _covers_all(validator: Any) -> bool:
    """Whether its pattern is matched with the whole text, as a declared one is."""
    pattern: str = validator.regex.pattern
    is_plain = not validator.inverse_match and not validator.flags and "|" not in pattern
    return is_plain and pattern.startswith((r"\A", "^")) and pattern.endswith(r"\Z")


# -- returns --------------------------------------------------------------------------------------


def _return(annotation: Any, where: str, inside: tuple[type, ...]) -> Return:
    given, extras, nullable = _unwrapped(annotation)
    many = typing.get_origin(given) is list
    if many:
        (given,) = typing.get_args(given)
        given, extras, nullable_item = _unwrapped(given)
        if nullable_item:
            _refuse(where, annotation)
    key = next((each for each in extras if isinstance(each, Key)), None)
    if key is not None:
        return RowReturn(table=key.table, many=many, nullable=nullable)
    if _is_class(given) and issubclass(given, Model):
        return RowReturn(model=given._meta.label, many=many, nullable=nullable)
    if _is_class(given) and (dataclasses.is_dataclass(given) or typing.is_typeddict(given)):
        fields = tuple(_fields(given, where, inside))
        return ObjectReturn(name=given.__name__, fields=fields, many=many, nullable=nullable)
    choices = _choices(given)
    scalar = SCALARS.get(type(choices[0]) if choices else _plain(given), "")
    if not scalar:
        _refuse(where, annotation)
    return ScalarReturn(type=scalar, many=many, nullable=nullable)


def _is_class(annotation: object) -> TypeGuard[type[Any]]:
    return isinstance(annotation, type)


def _fields(cls: type, where: str, inside: tuple[type, ...]) -> list[tuple[str, Return]]:
    where = f"{where}, {cls.__name__}"
    if cls in inside:
        raise ConfigurationError(f"{where}: It contains itself.", hint=RETURNED)
    optional: frozenset[str] = getattr(cls, "__optional_keys__", frozenset())
    fields: list[tuple[str, Return]] = []
    for name, hint in _hints(cls, where).items():
        origin = typing.get_origin(hint)
        if origin in (typing.Required, typing.NotRequired):
            (hint,) = typing.get_args(hint)  # noqa: PLW2901
        field = _return(hint, f"{where}.{name}", (*inside, cls))
        if origin is typing.NotRequired or name in optional:
            field = dataclasses.replace(field, nullable=True)
        fields.append((name, field))
    return fields


def _refuse(where: str, annotation: Any) -> NoReturn:
    raise ConfigurationError(f"{where}: {_shown(annotation)} cannot be returned.", hint=RETURNED)


def _shown(annotation: Any) -> str:
    return annotation.__qualname__ if isinstance(annotation, type) else str(annotation)
