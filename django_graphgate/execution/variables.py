"""The request's variables: checked against their declarations, and bound to a statement's parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django_graphgate.dialects import Dialect
from django_graphgate.execution.cursors import key_of, unseal
from django_graphgate.errors import InvalidCredentials, RequestRejected, VariableInvalid
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.scalars import BadValue, base, coerce
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import VariableSpec

Values = dict[str, Any]
Binder = Callable[[Values, Identity], Any]

_NUMBER = re.compile(r"-?[0-9]{1,20}")


def check_variables(specs: Sequence[VariableSpec], given: Mapping[str, Any]) -> Values:
    """What the declared variables are: given, default, or ``None``.

    Raises ``VariableInvalid`` with one error per variable that has a wrong value.  Variables that
    nobody declared are passed over, as GraphQL does.
    """
    values: dict[str, Any] = {}
    errors: list[RequestRejected] = []
    for spec in specs:
        if spec.name not in given:
            if spec.required and not spec.has_default:
                errors.append(_wrong(spec, "a value is required"))
            values[spec.name] = spec.default
            continue
        value = given[spec.name]
        try:
            _check(spec, value)
        except BadValue as error:
            errors.append(_wrong(spec, str(error)))
        values[spec.name] = value
    if errors:
        raise errors[0].with_others(errors[1:])
    return values


def _check(spec: VariableSpec, value: Any) -> None:
    if value is None:
        if spec.required:
            raise BadValue("a value that is not null is expected")
        return
    if not spec.many:
        coerce(spec.codec, value)
        return
    for item in value if isinstance(value, list) else [value]:
        if item is None and spec.item_required:
            raise BadValue("a list without null is expected")
        coerce(spec.codec, item)


def _wrong(spec: VariableSpec, sentence: str) -> VariableInvalid:
    message = f"Variable '${spec.name}' of type '{spec.type_text}': {sentence}."
    return VariableInvalid(message, extensions={"variable": spec.name})


NONCE = "nonce#"
"""Where the answer's nonce stands among the values: no GraphQL name, so no variable is called so."""


def binder(parameter: Parameter, dialect: Dialect, operation: str) -> Binder:
    """A function that gives the driver's value of one parameter; constants are bound here and now."""
    codec, name = parameter.codec, parameter.name
    if parameter.source == "constant":
        bound = _bind(parameter, parameter.value, dialect)
        return lambda values, identity: bound
    if parameter.source == "nonce":
        return lambda values, identity: values[NONCE]
    if parameter.source == "cursor":
        return lambda values, identity: _bind_cursor(parameter, values.get(name), dialect, operation)
    if parameter.source == "caller":
        return lambda values, identity: bind_fact(codec, name, _fact(identity, name), dialect)
    return lambda values, identity: _bind_variable(parameter, values.get(name), dialect)


def _bind(parameter: Parameter, value: Any, dialect: Dialect) -> Any:
    codec = parameter.codec
    if not parameter.many:
        return dialect.bind(codec, coerce(codec, value))
    if value is None:
        # a list that is NULL matches nothing, nor does its negation: as a list of one NULL
        return dialect.bind_many(codec, [None])
    items = value if isinstance(value, list | tuple) else [value]
    return dialect.bind_many(codec, [coerce(codec, item) for item in items])


def _bind_variable(parameter: Parameter, value: Any, dialect: Dialect) -> Any:
    try:
        return _bind(parameter, value, dialect)
    except BadValue as error:
        message = f"Variable '${parameter.name}': {error}."
        raise VariableInvalid(message, extensions={"variable": parameter.name}) from error


def _bind_cursor(parameter: Parameter, cursor: Any, dialect: Dialect, operation: str) -> Any:
    """One key of a place; without a cursor every key is NULL, which means from the beginning."""
    if cursor is None:
        return dialect.bind(parameter.codec, None)
    index = parameter.value if isinstance(parameter.value, int) else 0
    return dialect.bind(parameter.codec, key_of(unseal(cursor, operation, parameter.scope), index, parameter.codec))


def _fact(identity: Identity, name: str) -> str | None:
    if name == "user_id":
        return identity.user_id
    if name == "user_id_provider":
        return identity.user_id_provider
    return None


def bind_fact(codec: str, name: str, value: str | None, dialect: Dialect) -> Any:
    """The driver's value of a fact about the caller, which is text.

    Raises ``InvalidCredentials`` where it does not fit its column: the caller is nobody we know.
    """
    if value is None:
        return dialect.bind(codec, None)
    try:
        return dialect.bind(codec, coerce(codec, _whole(value) if base(codec) == "int" else value))
    except ValueError as error:
        raise InvalidCredentials(detail=f"{name} is no value of {codec}") from error


def _whole(text: str) -> int:
    """A number as databases write it; ``int`` alone takes spaces, underscores and digits of any script."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a whole number")
    return int(text)
