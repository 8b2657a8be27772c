"""The request's variables: each is checked once against its declaration, and coerced as that says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django_graphgate.errors import VariableInvalid
from django_graphgate.execution.constraints import checks_of, failures
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.scalars import Value, checker
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import VariableSpec


@dataclass(slots=True)
class Values:
    """The variables of one request, by name, with what the gate adds for this run."""

    given: dict[str, Any]
    """The JSON values: those of the request, else the defaults."""
    coerced: dict[str, Value]
    """The same as their declared codecs read them."""
    absent: frozenset[str] = frozenset()
    """The optional variables that the request does not give."""
    missing: frozenset[str] = frozenset()
    """The variables that have neither a value of the request nor a default."""
    nonce: str = ""
    """What marks cursors in the answer."""
    now: dt.datetime | None = None
    """The time of the request, one for all of a statement."""
    outputs: list[str | None] = field(default_factory=list[str | None])
    """What the steps of a program have brought so far."""
    keys: str = ""
    """The keys that a probe is asked about."""


class BadItem(BadValue):
    """What is wrong with an item of a list, as a whole sentence."""


class _Variable:
    """A declared variable with the check of its values."""

    __slots__ = ("check", "default", "name", "needed", "spec")

    def __init__(self, spec: VariableSpec) -> None:
        self.spec = spec
        self.name = spec.name
        if spec.shape:
            self.check = _data_checker(spec)
        else:
            self.check = _list_checker(spec) if spec.many else checker(spec.codec)
        self.needed = spec.required and not spec.has_default and not spec.optional
        try:
            self.default = None if spec.default is None else self.check(spec.default)
        except BadValue as error:
            raise self.wrong(_sentence(error, spec.default)) from error

    def wrong(self, sentence: str) -> VariableInvalid:
        message = f"Variable '${self.name}' of type '{self.spec.type_text}': {sentence}."
        return VariableInvalid(message, extensions={"variable": self.name})


class VariableReader:
    """Reads the variables of a statement's requests; made once per statement."""

    def __init__(self, specs: Sequence[VariableSpec], constraints: Sequence[Constraint] = ()) -> None:
        self._variables = tuple(_Variable(spec) for spec in specs)
        self._constraints = checks_of(constraints, specs)
        self._optional = tuple(spec.name for spec in specs if spec.optional)
        self._without_default = frozenset(spec.name for spec in specs if not spec.has_default)

    def read(self, given: Mapping[str, Any]) -> Values:
        """What the declared variables are: given, default, or ``None``.

        Raises ``VariableInvalid`` with one error per variable that has a wrong value, and one per
        constraint that is not met.  Variables that nobody declared are passed over, as GraphQL does.
        """
        values = Values({}, {})
        errors: list[VariableInvalid] = []
        for variable in self._variables:
            name = variable.name
            if name not in given:
                if variable.needed:
                    errors.append(variable.wrong("a value is required"))
                values.given[name], values.coerced[name] = variable.spec.default, variable.default
                continue
            value = values.given[name] = given[name]
            if value is None:
                if variable.spec.required:
                    errors.append(variable.wrong("a value that is not null is expected"))
                values.coerced[name] = None
                continue
            try:
                values.coerced[name] = variable.check(value)
            except BadValue as error:
                errors.append(variable.wrong(_sentence(error, value)))
        if self._constraints:
            wrong = frozenset(error.extensions["variable"] for error in errors)
            errors.extend(failures(self._constraints, values.given, values.coerced, wrong))
        if errors:
            raise errors[0].with_others(errors[1:])
        if self._optional:
            values.absent = frozenset(name for name in self._optional if name not in given)
        values.missing = self._without_default.difference(given)
        return values


def _list_checker(spec: VariableSpec) -> Callable[[Any], list[Value]]:
    """The check of a list's items; GraphQL reads a single value as a list of one."""
    check = checker(spec.codec)

    def check_list(value: Any) -> list[Value]:
        coerced: list[Value] = []
        for index, item in enumerate(value if isinstance(value, list | tuple) else [value], 1):
            if item is None and spec.item_required:
                raise BadItem(f"a list without null is expected (item {index})")
            try:
                coerced.append(None if item is None else check(item))
            except BadValue as error:
                raise BadItem(f"{error}, not {described(item)} (item {index})") from error
        return coerced

    return check_list


def _data_checker(spec: VariableSpec) -> Callable[[Any], Any]:
    """The check of a mutation's data, as far as their shape need not be known."""

    def check_data(value: Any) -> Any:
        items = value if spec.many and isinstance(value, list | tuple) else [value]
        for index, item in enumerate(items, 1):
            if not isinstance(item, Mapping):
                place = f" (item {index})" if spec.many else ""
                raise BadItem(f"an object is expected, not {described(item)}{place}")
        return value

    return check_data


def _sentence(error: BadValue, value: Any) -> str:
    return str(error) if isinstance(error, BadItem) else f"{error}, not {described(value)}"


def is_given(flag: Parameter, values: Values) -> bool:
    """Whether a flag holds: the request gives its variable, or does not."""
    return (flag.name not in values.absent) is flag.value


def described(value: Any) -> str:
    """The type of a JSON value, for messages: the value itself is the caller's affair."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "this boolean"
    if isinstance(value, int | float | Decimal):
        return "this number"
    if isinstance(value, str):
        return "this text"
    return "a list" if isinstance(value, list | tuple) else "an object"
