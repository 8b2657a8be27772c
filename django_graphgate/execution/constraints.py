"""Demands on the values of variables, checked before any SQL.

A value that is absent or ``null`` meets every demand but those that require one.  An empty text,
list or object is not enough where a value is required.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.constraints import WITH_NAMES, WITH_VALUES, Constraint
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.statement import VariableSpec
from django_graphgate.ir.times import read_date

Values = Mapping[str, Any]
Check = Callable[[Values, Values], str | None]
"""A demand on the JSON values and the coerced values of the variables: the sentence that says what is expected, or
``None`` where it is met."""


def checks_of(
    constraints: Sequence[Constraint], specs: Sequence[VariableSpec]
) -> tuple[tuple[Constraint, Check], ...]:
    """The demands made ready; once per statement."""
    known = {spec.name: spec for spec in specs}
    return tuple((constraint, _check(constraint, known)) for constraint in constraints)


def failures(
    checks: Sequence[tuple[Constraint, Check]], values: Values, coerced: Values, wrong: frozenset[str]
) -> list[VariableInvalid]:
    """An error for each demand that is not met; variables in ``wrong`` have no value of their type."""
    errors: list[VariableInvalid] = []
    for constraint, check in checks:
        if constraint.variable in wrong or not wrong.isdisjoint(_others(constraint)):
            continue
        sentence = check(values, coerced)
        if sentence is not None:
            extensions = {"variable": constraint.variable, "constraint": constraint.name}
            message = f"Variable '${constraint.variable}': {sentence}."
            errors.append(VariableInvalid(message, extensions=extensions))
    return errors


def _others(constraint: Constraint) -> list[str]:
    """Names of the other variables that a demand looks at."""
    name, value = constraint.name, constraint.value
    if name.endswith("Field"):
        return [value]
    if name == "excludes":
        return list(value)
    return list(value) if name.startswith("required") and name != "required" else []


def _check(constraint: Constraint, specs: Mapping[str, VariableSpec]) -> Check:
    spec = specs[constraint.variable]
    name, value = constraint.name, constraint.value
    if name.startswith("required"):
        needed = _needed(name, value, specs)
        return lambda values, coerced: (
            None if _given(values, spec.name) or not needed(values, coerced) else "a value is required"
        )
    if name.endswith("Field"):
        return _between(spec, name.removesuffix("Field"), specs[value])
    if name == "excludes":
        return _excluded(spec, value)
    if name in _ORDER:
        return _against(spec, name, value)
    if name in ("equals", "notEquals"):
        return _same(spec, name, value)
    if name == "oneOf":
        return _one_of(spec, value)
    test, sentence = _form(name, value)
    return lambda values, _: None if all(map(test, _items(values[spec.name]))) else sentence


# -- values ---------------------------------------------------------------------------------------


def _given(values: Values, name: str) -> bool:
    value = values.get(name)
    return value is not None and value not in ("", [], {})


def _items(value: Any) -> list[Any]:
    """The values to look at one by one; GraphQL reads a single value as a list of one."""
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if item is not None]


def _typed(spec: VariableSpec, value: Any) -> Any:
    """A value of the document as a variable's value is when they are compared for being equal."""
    if spec.codec.name == "json":
        return value
    if spec.many:
        return [coerce(spec.codec, item) for item in (value if isinstance(value, list | tuple) else [value])]
    return coerce(spec.codec, value)


def _comparable(spec: VariableSpec, values: Values, coerced: Values) -> Any:
    """What of a variable is compared for being equal: of JSON the value itself, not its text."""
    return (values if spec.codec.name == "json" else coerced)[spec.name]


def _by_length(spec: VariableSpec) -> bool:
    return spec.many or spec.codec.name == "text"


def _measured(spec: VariableSpec, coerced: Values) -> Any:
    """What is compared for being more: the value, or the length of a text or list."""
    value = coerced[spec.name]
    return len(value) if _by_length(spec) else value


# -- more, less, the same -------------------------------------------------------------------------

_ORDER: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "min": (lambda value, bound: value >= bound, "at least {}"),
    "max": (lambda value, bound: value <= bound, "at most {}"),
    "greaterThan": (lambda value, bound: value > bound, "more than {}"),
    "greaterThanOrEquals": (lambda value, bound: value >= bound, "at least {}"),
    "lessThan": (lambda value, bound: value < bound, "less than {}"),
    "lessThanOrEquals": (lambda value, bound: value <= bound, "at most {}"),
}


def _holds(name: str, value: Any, bound: Any) -> bool:
    try:
        return _ORDER[name][0](value, bound)
    except TypeError:  # a date and time with an offset has no place among those without
        return False


def _against(spec: VariableSpec, name: str, value: Any) -> Check:
    unit = ("items" if spec.many else "characters") if _by_length(spec) else ""
    bound = value if unit else coerce(spec.codec, value)
    shown = value if isinstance(value, str) else json.dumps(value)
    wanted = _ORDER[name][1].format(shown)
    sentence = f"{wanted} {unit} are expected" if unit else f"{wanted} is expected"

    def check(_: Values, coerced: Values) -> str | None:
        met = coerced[spec.name] is None or _holds(name, _measured(spec, coerced), bound)
        return None if met else sentence

    return check


def _excluded(spec: VariableSpec, others: Sequence[str]) -> Check:
    beside = f" where ${others[0]} has a value" if others else " beside the number in the document"

    def check(values: Values, _: Values) -> str | None:
        met = values[spec.name] is None or any(values[other] is None for other in others)
        return None if met else f"null is expected{beside}"

    return check


def _same(spec: VariableSpec, name: str, value: Any) -> Check:
    wanted = _typed(spec, value)
    sentence = "another value is expected"

    def check(values: Values, coerced: Values) -> str | None:
        value = _comparable(spec, values, coerced)
        return None if value is None or (value == wanted) is (name == "equals") else sentence

    return check


def _between(spec: VariableSpec, name: str, other: VariableSpec) -> Check:
    words = {"equals": "the same as", "notEquals": "not the same as"}
    wanted = words[name] if name in words else _ORDER[name][1].format("").strip()
    sentence = f"{wanted} ${other.name} is expected"
    if _by_length(spec) and name not in words:
        sentence = f"a length of {sentence}"

    def check(values: Values, coerced: Values) -> str | None:
        if values[spec.name] is None or values[other.name] is None:
            return None
        if name in words:
            same = _comparable(spec, values, coerced) == _comparable(other, values, coerced)
            holds = same is (name == "equals")
        else:
            holds = _holds(name, _measured(spec, coerced), _measured(other, coerced))
        return None if holds else sentence

    return check


# -- what a value looks like ----------------------------------------------------------------------


def _form(name: str, value: Any) -> tuple[Callable[[Any], bool], str]:
    """A test of each JSON value of a variable, and the sentence for one that fails."""
    if name == "format":
        return _FORMATS[value]
    pattern, longest = value
    fits = re.compile(pattern).fullmatch
    return (
        lambda item: isinstance(item, str) and len(item) <= longest and fits(item) is not None,
        f"a text of the form that is asked for, of at most {longest} characters, is expected",
    )


def _one_of(spec: VariableSpec, value: Sequence[Any]) -> Check:
    single = VariableSpec(name=spec.name, codec=spec.codec)
    listed = [_typed(single, item) for item in value]

    def check(values: Values, coerced: Values) -> str | None:
        items = _items(_comparable(spec, values, coerced))
        return None if all(item in listed for item in items) else "one of the listed values is expected"

    return check


def _match(pattern: str) -> Callable[[Any], bool]:
    fits = re.compile(pattern).fullmatch
    return lambda item: isinstance(item, str) and fits(item) is not None


def _validated(validator: Callable[[str], None]) -> Callable[[Any], bool]:
    def fits(item: Any) -> bool:
        try:
            validator(item)
        except ValidationError:
            return False
        return True

    return fits


def _is_date(item: Any) -> bool:
    try:
        read_date(item)
    except BadValue:
        return False
    return True


def _alpha(item: Any) -> bool:
    return isinstance(item, str) and item.isalpha()


def _alphanumeric(item: Any) -> bool:
    return (
        isinstance(item, str)
        and bool(item)
        and all(character.isalpha() or character.isnumeric() for character in item)
    )


def _uuid(version: str) -> Callable[[Any], bool]:
    digits = "[0-9a-fA-F]"
    variant = "[89abAB]" if version != digits else digits
    return _match(f"{digits}{{8}}-{digits}{{4}}-{version}{digits}{{3}}-{variant}{digits}{{3}}-{digits}{{12}}")


_FORMATS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "alpha": (_match("[a-zA-Z]+"), "letters from a to z are expected"),
    "alphaNumeric": (_match("[a-zA-Z0-9]+"), "letters from a to z and digits are expected"),
    "alphaUnicode": (_alpha, "letters are expected"),
    "alphaUnicodeNumeric": (_alphanumeric, "letters and digits are expected"),
    "numeric": (_match(r"[-+]?[0-9]+(\.[0-9]+)?"), "a number is expected"),
    "number": (_match("[0-9]+"), "digits are expected"),
    "email": (_validated(EmailValidator()), "an e-mail address is expected"),
    "uuid": (_uuid("[0-9a-fA-F]"), "a UUID is expected"),
    "uuid3": (_uuid("3"), "a UUID of version 3 is expected"),
    "uuid4": (_uuid("4"), "a UUID of version 4 is expected"),
    "uuid5": (_uuid("5"), "a UUID of version 5 is expected"),
    "ulid": (_match("[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}"), "a ULID is expected"),
    "url": (_validated(URLValidator(schemes=("http", "https"))), "an http or https URL is expected"),
    "slug": (_match("[a-zA-Z0-9_-]+"), "letters from a to z, digits, hyphens and underscores are expected"),
    "date": (_is_date, "a date such as 2021-01-09 is expected"),
}

# -- whether there has to be a value --------------------------------------------------------------

_Needed = Callable[[Values, Values], bool]


def _needed(name: str, value: Any, specs: Mapping[str, VariableSpec]) -> _Needed:
    """Whether there has to be a value, with the values of other variables."""
    if name in WITH_VALUES:
        equal = _equal(value, specs)
        return equal if name == "requiredIf" else lambda values, coerced: not equal(values, coerced)
    if name in WITH_NAMES:
        how = all if name.endswith("All") else any
        given = not name.startswith("requiredWithout")
        return lambda values, _: how(_given(values, other) is given for other in value)
    return _always


def _always(_values: Values, _coerced: Values) -> bool:
    return True


def _equal(expected: Mapping[str, Any], specs: Mapping[str, VariableSpec]) -> _Needed:
    """All the named variables have the named values."""
    wanted = [
        (specs[name], None if value is None else _typed(specs[name], value))
        for name, value in expected.items()
    ]
    return lambda values, coerced: all(_comparable(spec, values, coerced) == value for spec, value in wanted)
