"""``@constraint`` directives → demands on variables, each checked against the variable's type.

Bounds are values of the variable's own scalar; texts and lists are measured by their length, so their
bounds are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    ListValueNode,
    OperationDefinitionNode,
    StringValueNode,
)
from graphql.utilities import value_from_ast_untyped

from django_graphgate.compiler.syntax.parse import position, variables_in
from django_graphgate.compiler.validate.patterns import BadPattern, longest_text
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.constraints import (
    BETWEEN_VARIABLES,
    FORMATS,
    ORDERED,
    SAME_OR_NOT,
    WITH_NAMES,
    WITH_VALUES,
    Constraint,
)
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.statement import VariableSpec

DIRECTIVE = "constraint"
_NAMING = frozenset({"variable"}) | BETWEEN_VARIABLES | WITH_NAMES
_TEXTS = frozenset({"text", "uuid", "date", "time", "datetime_any", "duration"})
"""Codecs of variables that requests give as text."""


def constrained(operation: OperationDefinitionNode) -> frozenset[str]:
    """Names of the variables that the operation's constraints look at."""
    return frozenset(
        item.value
        for directive in _directives(operation)
        for argument in directive.arguments or ()
        if argument.name.value in _NAMING
        for item in (
            argument.value.values if isinstance(argument.value, ListValueNode) else (argument.value,)
        )
        if isinstance(item, StringValueNode)
    ) | frozenset(
        str(name)
        for directive in _directives(operation)
        for argument in directive.arguments or ()
        if argument.name.value in WITH_VALUES
        for name in _mapping(value_from_ast_untyped(argument.value))
    )


def _directives(operation: OperationDefinitionNode) -> list[DirectiveNode]:
    return [directive for directive in operation.directives or () if directive.name.value == DIRECTIVE]


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def read_constraints(
    operation: OperationDefinitionNode, specs: Mapping[str, VariableSpec]
) -> tuple[Constraint, ...]:
    """The demands of an operation in written order.

    Raises ``DocumentInvalid`` with every fault: a variable that the request does not give, a bound of
    another type, a format or pattern that is not valid.
    """
    constraints: list[Constraint] = []
    errors: list[DocumentInvalid] = []
    for directive in _directives(operation):
        for argument in _in_order(directive):
            try:
                constraints.extend(_read(directive, argument, specs))
            except (BadValue, BadPattern) as error:
                sentence = f"@constraint({argument.name.value}:): {error}."
                errors.append(DocumentInvalid(sentence, locations=position(argument)))
                if argument.name.value == "variable":
                    break
    if errors:
        raise errors[0].with_others(errors[1:])
    return tuple(constraints)


def _in_order(directive: DirectiveNode) -> list[ArgumentNode]:
    """The variable first: without it, nothing can be said of the others."""
    return sorted(directive.arguments or (), key=lambda argument: argument.name.value != "variable")


def _read(
    directive: DirectiveNode, argument: ArgumentNode, specs: Mapping[str, VariableSpec]
) -> Iterator[Constraint]:
    name = argument.name.value
    spec = _spec(_variable(directive), specs)
    if any(variables_in(argument.value)):
        raise BadValue("a value in the document is expected")
    value = value_from_ast_untyped(argument.value)
    if name == "variable" or value is None or (name == "required" and value is not True):
        return
    yield Constraint(variable=spec.name, name=name, value=_checked(name, value, spec, specs))


def _checked(name: str, value: Any, spec: VariableSpec, specs: Mapping[str, VariableSpec]) -> Any:
    """The argument's value as the demand keeps it."""
    if name == "format":
        _check_format(value, spec)
    elif name == "pattern":
        _check_text(spec)
        return [value, longest_text(value)]
    elif name in WITH_NAMES:
        names = value if _is_list(value) else [value]
        return [_spec(other, specs).name for other in names]
    elif name in WITH_VALUES:
        _check_values(value, specs)
    elif name in BETWEEN_VARIABLES:
        _check_pair(name, spec, _spec(value, specs))
    elif name != "required":
        _check_bound(name, value, spec)
    return value


def _variable(directive: DirectiveNode) -> str:
    given = {argument.name.value: argument.value for argument in directive.arguments or ()}
    node = given.get("variable")
    return node.value if isinstance(node, StringValueNode) else ""


def _spec(name: Any, specs: Mapping[str, VariableSpec]) -> VariableSpec:
    spec = specs.get(name) if isinstance(name, str) else None
    if spec is None:
        raise BadValue(f"${name} is not a variable that the request gives")
    return spec


def _check_text(spec: VariableSpec) -> None:
    if spec.codec.name not in _TEXTS:
        raise BadValue(f"${spec.name} is a {spec.type_text}, not a text")


def _check_format(value: Any, spec: VariableSpec) -> None:
    if value not in FORMATS:
        raise BadValue(f"one of {', '.join(sorted(FORMATS))} is expected")
    _check_text(spec)


def _check_values(value: Any, specs: Mapping[str, VariableSpec]) -> None:
    values = _mapping(value)
    if not values:
        raise BadValue("an object of variables and values is expected")
    for name, item in values.items():
        _check_value(item, _spec(name, specs))


def _check_value(value: Any, spec: VariableSpec) -> None:
    """A value of the variable's type: one, or a list of them."""
    items = value if spec.many and _is_list(value) else [value]
    for item in items:
        coerce(spec.codec, item)


def _check_bound(name: str, value: Any, spec: VariableSpec) -> None:
    if name == "oneOf":
        if not _is_list(value):
            raise BadValue("a list of values is expected")
        for item in value:
            coerce(spec.codec, item)
    elif name in SAME_OR_NOT:
        _check_value(value, spec)
    elif _measure(spec) == "value":
        coerce(spec.codec, value)
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadValue("a number of characters or items is expected")


def _measure(spec: VariableSpec) -> str:
    """What of a value is compared: its ``value``, or the ``length`` of a text or list."""
    codec_name = spec.codec.name
    if spec.many or codec_name == "text":
        return "length"
    if codec_name not in ORDERED:
        raise BadValue(f"${spec.name} is a {spec.type_text}, whose values have no order")
    return "value"


def _check_pair(name: str, spec: VariableSpec, other: VariableSpec) -> None:
    """Two variables that can be compared: of one scalar, or both numbers, or both measured by length."""
    if name.removesuffix("Field") in SAME_OR_NOT:
        fits = spec.many == other.many and _family(spec) == _family(other)
    else:
        fits = _measure(spec) == _measure(other) and (
            _measure(spec) == "length" or _family(spec) == _family(other)
        )
    if not fits:
        raise BadValue(f"${spec.name} is a {spec.type_text} and ${other.name} a {other.type_text}")


def _family(spec: VariableSpec) -> str:
    codec_name = spec.codec.name
    return "number" if codec_name in ("int", "float", "decimal") else codec_name
