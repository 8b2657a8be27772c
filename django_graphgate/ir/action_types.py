"""Types of an action's parameters and of what it returns, as the schema has them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django_graphgate.ir.action import ActionDefinition, ActionParameter, ObjectReturn, Return, RowReturn
from django_graphgate.ir.codec import DECLARED, SCALARS, Codec, array_codec, enum_codec

_TYPE = re.compile(r"(\[)?([_A-Za-z][_0-9A-Za-z]*)(!)?(?(1)\](!)?)", re.ASCII)
_NAME = re.compile(r"(?!(?:true|false|null)$)[_A-Za-z][_0-9A-Za-z]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A scalar of the gate, or a list of it: whether the value and the items of a list may be ``null``."""

    scalar: str
    many: bool = False
    required: bool = False
    """The value is never ``null``; without a default it must be given."""
    item_required: bool = False


@functools.lru_cache(maxsize=1_000)
def read_type(text: str) -> ParameterType:
    """The type that a text such as ``[UUID!]!`` means; raises ``ValueError`` for any other text."""
    match = _TYPE.fullmatch(text)
    if match is None or match[2] not in SCALARS:
        raise ValueError(f"unknown type {text!r:.100}")
    bracket, scalar, first, last = match.groups()
    if bracket:
        return ParameterType(scalar, many=True, required=bool(last), item_required=bool(first))
    return ParameterType(scalar, required=bool(first))


def enum_names(parameter: ActionParameter) -> tuple[str, ...]:
    """The choices of a text where each can be a value of an enum; empty where it has none, or others."""
    names = tuple(
        choice for choice in parameter.choices if isinstance(choice, str) and _NAME.fullmatch(choice)
    )
    is_text = read_type(parameter.type).scalar == "String"
    return names if is_text and len(names) == len(parameter.choices) else ()


def parameter_codec(parameter: ActionParameter) -> Codec:
    """The codec of a parameter's values in documents; of a list, that of an array."""
    declared = read_type(parameter.type)
    names = enum_names(parameter)
    codec = enum_codec(names) if names else DECLARED[declared.scalar]
    return array_codec(codec) if declared.many else codec


def enum_name(action: ActionDefinition, parameter: ActionParameter) -> str:
    """The name of the enum that the choices of a parameter are in the schema: ``RebookSeat``."""
    parts = (*action.name.split("_"), *parameter.name.split("_"))
    return "".join(part[:1].upper() + part[1:] for part in parts)


def objects_in(returns: Return) -> Iterator[ObjectReturn]:
    """The objects that a return is or has, the outer before the inner."""
    if isinstance(returns, ObjectReturn):
        yield returns
        for _, member in returns.fields:
            yield from objects_in(member)


def tables_in(returns: Return) -> Iterator[str]:
    """API names of the tables whose rows a return is or has."""
    if isinstance(returns, RowReturn):
        yield returns.table
    elif isinstance(returns, ObjectReturn):
        for _, member in returns.fields:
            yield from tables_in(member)


def undescribed(action: ActionDefinition) -> ActionDefinition:
    """The action without what it says of itself, on which no statement depends."""
    parameters = tuple(replace(parameter, description="") for parameter in action.parameters)
    return replace(action, description="", parameters=parameters)
