"""The request's variables: checked against their declarations, and bound to a statement's parameters.

What the gate gives itself (facts about the caller, headers, the time) comes from :class:`Facts`; what
the request calls by the same name is never looked at.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.errors import InvalidCredentials, VariableInvalid
from django_graphgate.execution.constraints import Check, failures
from django_graphgate.execution.cursors import key_of, scope_of, unseal
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import VariableSpec

logger = logging.getLogger(__name__)

Values = dict[str, Any]

_NUMBER = re.compile(r"-?[0-9]{1,20}")
_FLOAT = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a statement may ask for besides variables: who calls, in which role, with which headers."""

    identity: Identity
    role: str
    headers: Mapping[str, str]


Binder = Callable[[Values, Facts], Any]


def check_variables(
    specs: Sequence[VariableSpec],
    given: Mapping[str, Any],
    constraints: Sequence[tuple[Constraint, Check]] = (),
) -> Values:
    """What the declared variables are: given, default, or ``None``.

    Raises ``VariableInvalid`` with one error per variable that has a wrong value, and one per
    constraint that is not met.  Variables that nobody declared are passed over, as GraphQL does.
    """
    values: dict[str, Any] = {}
    errors: list[VariableInvalid] = []
    for spec in specs:
        if spec.name not in given:
            if spec.required and not spec.has_default and not spec.optional:
                errors.append(_wrong(spec, "a value is required"))
            values[spec.name] = spec.default
            continue
        value = given[spec.name]
        wrong = _fault(spec, value)
        if wrong:
            errors.append(_wrong(spec, wrong))
        values[spec.name] = value
    if constraints:
        wrong_ones = frozenset(error.extensions["variable"] for error in errors)
        errors.extend(failures(constraints, values, wrong_ones))
    if errors:
        raise errors[0].with_others(errors[1:])
    if any(spec.optional for spec in specs):
        values[ABSENT] = frozenset(spec.name for spec in specs if spec.optional and spec.name not in given)
    return values


def is_given(flag: Parameter, values: Values) -> bool:
    """Whether a flag holds: the request gives its variable, or does not."""
    return (flag.name not in values[ABSENT]) is flag.value


def _fault(spec: VariableSpec, value: Any) -> str:
    """What is expected instead of a value, and what came; empty where it fits."""
    if value is None:
        return "a value that is not null is expected" if spec.required else ""
    if not spec.many:
        return _misfit(spec.codec, value)
    for index, item in enumerate(value if isinstance(value, list | tuple) else [value], 1):
        if item is None and spec.item_required:
            return f"a list without null is expected (item {index})"
        if wrong := _misfit(spec.codec, item):
            return f"{wrong} (item {index})"
    return ""


def _misfit(codec: Codec, value: Any) -> str:
    try:
        coerce(codec, value)
    except BadValue as error:
        return f"{error}, not {kind_of(value)}"
    return ""


def kind_of(value: Any) -> str:
    """The kind of a JSON value, for messages: the value itself is the caller's affair."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "this boolean"
    if isinstance(value, int | float | Decimal):
        return "this number"
    if isinstance(value, str):
        return "this text"
    return "a list" if isinstance(value, list | tuple) else "an object"


def _wrong(spec: VariableSpec, sentence: str) -> VariableInvalid:
    message = f"Variable '${spec.name}' of type '{spec.type_text}': {sentence}."
    return VariableInvalid(message, extensions={"variable": spec.name})


NONCE = "nonce#"
"""Where the answer's nonce stands among the values: no GraphQL name, so no variable is called so."""

ABSENT = "absent#"
"""Where the names of the optional variables stand that the request does not give."""


def output_of(step: object) -> str:
    """Where the output of a program's step, by its index, is among the values."""
    return f"output {step}#"


NOW = "now#"
"""Where the time of the request stands among the values: one for all of a statement."""


def binder(parameter: Parameter, dialect: Dialect, operation: str, limits: ValueLimits = USUAL) -> Binder:
    """A function that gives the driver's value of one parameter; constants are bound here and now.

    ``limits`` bound what callers send; a document's and a rule's own values are the project's to choose.
    """
    name, source = parameter.name, parameter.source
    if source == "constant":
        bound = _bind(parameter, parameter.value, dialect)
        return lambda _values, _facts: bound
    if source == "given":
        return lambda values, _: dialect.bind(parameter.codec, is_given(parameter, values))
    if source in ("nonce", "step"):
        key = NONCE if source == "nonce" else output_of(parameter.value)
        return lambda values, _: values[key]
    if source == "cursor":
        return lambda values, _: _bind_cursor(parameter, values, dialect, operation)
    if source == "caller":
        return lambda _, facts: _bind_fact(parameter, _fact(facts, name), dialect)
    if source == "header":
        return lambda _, facts: _bind_header(parameter, facts.headers, dialect, limits)
    if source == "claim":
        return lambda _, facts: _bind_fact(parameter, facts.identity.variables.get(name), dialect)
    if source == "now":
        return lambda values, _: _bind_now(parameter, values[NOW], dialect)
    if parameter.many or parameter.codec.name in _SEARCHES or parameter.codec.item:
        return lambda values, _: _bind_bounded(parameter, values.get(name), dialect, limits)
    return lambda values, _: _bind_variable(parameter, values.get(name), dialect)


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
        message = f"Variable '${parameter.name}': {error}, not {kind_of(value)}."
        raise VariableInvalid(message, extensions={"variable": parameter.name}) from error


_SEARCHES = frozenset({"like", "pattern", "regex"})
"""Codecs of patterns, which cost their length for each character that they are tried on."""


def _bind_bounded(parameter: Parameter, value: Any, dialect: Dialect, limits: ValueLimits) -> Any:
    if isinstance(value, list | tuple) and len(value) > limits.items:
        raise _too_large(parameter, f"a list of at most {limits.items:,} items", f"one of {len(value):,}")
    if (parameter.codec.item or parameter.codec).name in _SEARCHES:
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and len(text) > limits.pattern:
                expected = f"a pattern of at most {limits.pattern:,} characters"
                raise _too_large(parameter, expected, f"one of {len(text):,}")
    return _bind_variable(parameter, value, dialect)


def _too_large(parameter: Parameter, expected: str, given: str) -> VariableInvalid:
    message = f"Variable '${parameter.name}': {expected} is expected, not {given}."
    return VariableInvalid(message, extensions={"variable": parameter.name})


def _bind_cursor(parameter: Parameter, values: Values, dialect: Dialect, operation: str) -> Any:
    """One key of a place; without a cursor, or an empty one, every key is NULL: from the beginning."""
    cursor = values.get(parameter.name)
    if cursor is None or cursor == "":
        return dialect.bind(parameter.codec, None)
    index = parameter.value if isinstance(parameter.value, int) else 0
    place = unseal(cursor, operation, scope_of(parameter.scope, values))
    return dialect.bind(parameter.codec, key_of(place, index, parameter.codec))


def _bind_fact(parameter: Parameter, value: Any, dialect: Dialect) -> Any:
    """A fact about the caller or a claim; NULL without one, and for what no value of the place can be.

    The credential is right all the same: with NULL the caller lacks the fact, and no rule that asks for it holds.
    Issuers write numbers as texts, too.
    """
    try:
        if isinstance(value, list | tuple):
            return _bind(parameter, [_said(parameter.codec, item) for item in value], dialect)
        return _bind(parameter, _said(parameter.codec, value), dialect)
    except ValueError as error:
        logger.info("graphgate: $%s of the caller: %s", parameter.name, error)
        return _bind(parameter, None, dialect)


def _said(codec: Codec, value: Any) -> Any:
    """The value of a text as its place takes it; of an array's place, that of an item."""
    codec = codec.item or codec
    return _read(codec, value) if isinstance(value, str) and codec.name != "json" else value


def _bind_header(
    parameter: Parameter, headers: Mapping[str, str], dialect: Dialect, limits: ValueLimits
) -> Any:
    """The value of a header; one that is missing or empty is NULL."""
    header = str(parameter.value)
    text = _header(headers, header)
    if text is not None and parameter.codec.name in _SEARCHES and len(text) > limits.pattern:
        expected = f"a pattern of at most {limits.pattern:,} characters"
        raise _too_large(parameter, expected, f"one of {len(text):,} from the header {header}")
    try:
        value = None if not text else _read(parameter.codec.item or parameter.codec, text)
        return _bind(parameter, value, dialect)
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
    """The JSON value that a text stands for."""
    codec_name = codec.name
    if codec_name == "int":
        return _whole(text)
    if codec_name == "float" and _FLOAT.fullmatch(text):
        return float(text)
    if codec_name == "bool" and text in ("true", "false"):
        return text == "true"
    return json.loads(text) if codec_name == "json" else text


def _bind_now(parameter: Parameter, now: dt.datetime, dialect: Dialect) -> Any:
    """The time of the request, as far as the place needs it; days and times of day are those of TIME_ZONE."""
    codec_name = parameter.codec.name
    local = timezone.localtime(now) if timezone.is_aware(now) else now
    value = {"date": local.date(), "time": local.time()}.get(codec_name, now)
    if parameter.many:
        return dialect.bind_many(parameter.codec, [value])
    return dialect.bind(parameter.codec, value)


def _fact(facts: Facts, name: str) -> str | None:
    if name == "user_id":
        return facts.identity.user_id
    if name == "user_id_provider":
        return facts.identity.user_id_provider
    return facts.role


def bind_fact(codec: Codec, name: str, value: str | None, dialect: Dialect) -> Any:
    """The driver's value of a parameter of the guard, which is text.

    Raises ``InvalidCredentials`` where it is no key of the table of users: the caller is nobody we know.
    """
    try:
        coerced = None if value is None else coerce(codec, _whole(value) if codec.name == "int" else value)
    except ValueError as error:
        raise InvalidCredentials(detail=f"{name} is no value of {codec}") from error
    return dialect.bind(codec, coerced)


def _whole(text: str) -> int:
    """A number as databases write it; ``int`` alone takes spaces, underscores and digits of any script."""
    if not _NUMBER.fullmatch(text):
        raise BadValue("a whole number is expected")
    return int(text)
