"""The driver's values of a statement's parameters, by functions that are made once per statement.

A variable comes checked as it is declared; a place that asks for more checks that alone.  What the gate gives
itself (facts about the caller, headers, the time) comes from :class:`Facts`; what the request calls by the same
name is never looked at.
"""

from __future__ import annotations

import functools
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.dialects.base import Encoder
from django_graphgate.errors import InvalidCredentials, VariableInvalid
from django_graphgate.execution.cursors import key_of, scope_of, unseal
from django_graphgate.execution.variables import Values, described, is_given
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.codec import Codec, array_codec
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.scalars import Checker, checker, conversion
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import VariableSpec

logger = logging.getLogger(__name__)

_NUMBER = re.compile(r"-?[0-9]{1,20}")
_FLOAT = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a statement may ask for besides variables: who calls, in which role, with which headers."""

    identity: Identity
    role: str
    headers: Mapping[str, str]
    guard: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    """What the guard around the statement compares with, by name."""
    comment: str = ""
    """What each statement carries: see :func:`~django_graphgate.execution.comments.comment_of`."""


Binder = Callable[[Values, Facts], Any]


class Encodes(Protocol):
    """Gives values as a driver takes them: a dialect."""

    def encoder(self, codec: Codec, /) -> Encoder: ...

    def list_encoder(self, codec: Codec, /) -> Encoder: ...


def binders_of(
    parameters: Sequence[Parameter],
    specs: Sequence[VariableSpec],
    dialect: Encodes,
    operation: str,
    limits: ValueLimits = USUAL,
) -> tuple[Binder, ...]:
    """A function for each parameter that gives the driver's value of it; constants are bound here and now.

    ``limits`` bound what callers send; a document's and a rule's own values are the project's to choose.
    """
    declared = {spec.name: array_codec(spec.codec) if spec.many else spec.codec for spec in specs}
    return tuple(
        _variable_binder(parameter, declared[parameter.name], dialect, limits)
        if parameter.source == "variable"
        else _binder(parameter, dialect, operation, limits)
        for parameter in parameters
    )


def _binder(parameter: Parameter, dialect: Encodes, operation: str, limits: ValueLimits) -> Binder:
    name, source = parameter.name, parameter.source
    if source in ("nonce", "keys", "step"):
        return _run_binder(parameter)
    if source == "cursor":
        return _cursor_binder(parameter, dialect, operation)
    if source == "now":
        encode = _encoder(parameter, dialect, None)
        return lambda values, _: encode(moment_of(parameter.codec, values))
    encode = _encoder(parameter, dialect, checker(parameter.codec))
    if source == "given":
        return lambda values, _: encode(is_given(parameter, values))
    if source == "caller":
        return lambda _, facts: _bind_fact(parameter, _fact(facts, name), encode)
    if source == "header":
        return lambda _, facts: _bind_header(parameter, facts.headers, encode, limits)
    if source == "claim":
        return lambda _, facts: _bind_fact(parameter, facts.identity.variables.get(name), encode)
    if source != "constant":
        raise AssertionError(f"a parameter from {source} has no binder")
    constant = encode(parameter.value)
    return lambda _values, _facts: constant


def _run_binder(parameter: Parameter) -> Binder:
    """Of a text that the run itself makes."""
    if parameter.source == "nonce":
        return lambda values, _: values.nonce
    if parameter.source == "keys":
        return lambda values, _: values.keys
    index = cast("int", parameter.value)
    return lambda values, _: values.outputs[index]


def _encoder(parameter: Parameter, dialect: Encodes, convert: Checker | None) -> Encoder:
    """Converts a value, or each value of a list, and gives it as the driver takes it."""
    if not parameter.many:
        encode = dialect.encoder(parameter.codec)
        if convert is None:
            return lambda value: None if value is None else encode(value)
        return lambda value: None if value is None else encode(convert(value))
    encode_list = dialect.list_encoder(parameter.codec)
    null = encode_list([None])  # a list that is NULL matches nothing, nor does its negation

    def encode_items(value: Any) -> Any:
        if value is None:
            return null
        items = value if isinstance(value, list | tuple) else [value]
        if convert is not None:
            items = [None if item is None else convert(item) for item in items]
        return encode_list(items)

    return encode_items


# -- variables ------------------------------------------------------------------------------------


def _variable_binder(parameter: Parameter, declared: Codec, dialect: Encodes, limits: ValueLimits) -> Binder:
    """Of a variable that is checked as it is declared."""
    name, codec = parameter.name, parameter.codec
    item = declared.item if parameter.many and declared.item is not None else declared
    convert = conversion(item, codec)
    encode = _encoder(parameter, dialect, convert)
    bounded = parameter.many or codec.item is not None or codec.name in _SEARCHES
    if convert is None and not bounded:
        return lambda values, _: encode(values.coerced[name])

    def bind(values: Values, _: Facts) -> Any:
        value = values.coerced[name]
        if bounded:
            _check_size(parameter, value, limits)
        try:
            return encode(value)
        except BadValue as error:
            message = f"Variable '${name}': {error}, not {described(values.given[name])}."
            raise VariableInvalid(message, extensions={"variable": name}) from error

    return bind


_SEARCHES = frozenset({"like", "pattern", "regex"})
"""Codecs of patterns, which cost their length for each character that they are tried on."""


def _check_size(parameter: Parameter, value: Any, limits: ValueLimits) -> None:
    if isinstance(value, list | tuple) and len(value) > limits.items:
        raise _too_large(parameter, f"a list of at most {limits.items:,} items", f"one of {len(value):,}")
    if (parameter.codec.item or parameter.codec).name in _SEARCHES:
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and len(text) > limits.pattern:
                expected = f"a pattern of at most {limits.pattern:,} characters"
                raise _too_large(parameter, expected, f"one of {len(text):,}")


def _too_large(parameter: Parameter, expected: str, given: str) -> VariableInvalid:
    message = f"Variable '${parameter.name}': {expected} is expected, not {given}."
    return VariableInvalid(message, extensions={"variable": parameter.name})


def _cursor_binder(parameter: Parameter, dialect: Encodes, operation: str) -> Binder:
    """One key of a cursor; without a cursor, or an empty one, every key is NULL: from the beginning."""
    encode = dialect.encoder(parameter.codec)
    index = parameter.value if isinstance(parameter.value, int) else 0

    def bind(values: Values, _: Facts) -> Any:
        cursor = values.given.get(parameter.name)
        if cursor is None or cursor == "":
            return None
        keys = unseal(cursor, operation, scope_of(parameter.scope, values.given))
        key = key_of(keys, index, parameter.codec)
        return (
            key if key is None or isinstance(key, str) else encode(key)
        )  # a text may be what a server alone holds

    return bind


# -- facts of the request -------------------------------------------------------------------------


def _bind_fact(parameter: Parameter, value: Any, encode: Encoder) -> Any:
    """A fact about the caller or a claim; NULL without one, and for what no value of the place can be.

    The credential is right all the same: with NULL the caller lacks the fact, and no rule that asks for it holds.
    Issuers also write numbers as texts.
    """
    codec = parameter.codec.item or parameter.codec
    try:
        if isinstance(value, list | tuple):
            return encode([_said(codec, item) for item in value])
        return encode(_said(codec, value))
    except ValueError as error:
        logger.info("graphgate: $%s of the caller: %s", parameter.name, error)
        return encode(None)


def _said(codec: Codec, value: Any) -> Any:
    """The value of a text as its place takes it."""
    return _read(codec, value) if isinstance(value, str) and codec.name != "json" else value


def _bind_header(
    parameter: Parameter, headers: Mapping[str, str], encode: Encoder, limits: ValueLimits
) -> Any:
    """The value of a header; one that is missing or empty is NULL."""
    header = str(parameter.value)
    text = _header(headers, header)
    if text is not None and parameter.codec.name in _SEARCHES and len(text) > limits.pattern:
        expected = f"a pattern of at most {limits.pattern:,} characters"
        raise _too_large(parameter, expected, f"one of {len(text):,} from the header {header}")
    try:
        return encode(_read(parameter.codec.item or parameter.codec, text) if text else None)
    except ValueError as error:
        expected = str(error) if isinstance(error, BadValue) else "another value is expected"
        message = f"Variable '${parameter.name}' from the header {header}: {expected}."
        raise VariableInvalid(message, extensions={"variable": parameter.name}) from error


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """Names of headers have no case; Django's mapping knows that, a dictionary does not."""
    text = headers.get(name)
    if text is None:
        text = next((value for key, value in headers.items() if key.lower() == name.lower()), None)
    return text


def _read(codec: Codec, text: str) -> Any:
    """The JSON value that a text encodes."""
    if codec.name == "int":
        return _whole(text)
    if codec.name == "float" and _FLOAT.fullmatch(text):
        return float(text)
    if codec.name == "bool" and text in ("true", "false"):
        return text == "true"
    return json.loads(text) if codec.name == "json" else text


def moment_of(codec: Codec, values: Values) -> Any:
    """The time of the request, as far as the place needs it; days and times of day are those of TIME_ZONE."""
    now = values.now
    if now is None:
        raise AssertionError("a run that asks for the time has one")
    if codec.name not in ("date", "time"):
        return now
    local = timezone.localtime(now) if timezone.is_aware(now) else now
    return local.date() if codec.name == "date" else local.time()


def _fact(facts: Facts, name: str) -> str | None:
    if name == "user_id":
        return facts.identity.user_id
    if name == "user_id_provider":
        return facts.identity.user_id_provider
    return facts.role


# -- the guard ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1_000)
def guard_binders(parameters: tuple[Parameter, ...], dialect: Dialect) -> tuple[Binder, ...]:
    """As :func:`binders_of`, for parameters of a guard: many statements have the same."""
    return tuple(
        _guard_binder(parameter, dialect)
        if parameter.source == "guard"
        else _binder(parameter, dialect, "", USUAL)
        for parameter in parameters
    )


def _guard_binder(parameter: Parameter, dialect: Dialect) -> Binder:
    """Binds a text of the guard's.

    Raises ``InvalidCredentials`` where it is no key of the table of users: the caller is nobody we know.
    """
    name, codec = parameter.name, parameter.codec
    read, check, encode = _whole if codec.name == "int" else str, checker(codec), dialect.encoder(codec)

    def bind(_: Values, facts: Facts) -> Any:
        text = facts.guard[name]
        try:
            return None if text is None else encode(check(read(text)))
        except ValueError as error:
            raise InvalidCredentials(detail=f"{name} is not a value of {codec}") from error

    return bind


def _whole(text: str) -> int:
    """A number as databases write it; ``int`` alone takes spaces, underscores and digits of any script."""
    if not _NUMBER.fullmatch(text):
        raise BadValue("a whole number is expected")
    return int(text)
