"""Values of a document → parameters of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    print_ast,
)

from django_graphgate.compiler.plan.caller_facts import misfit
from django_graphgate.compiler.schema.inputs import data_shape
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.compiler.validate.variable_types import is_optional
from django_graphgate.dialects.stored_types import family, type_of
from django_graphgate.errors import DocumentInvalid, OpenShape
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import (
    DECLARED,
    INT,
    JSON,
    JSON_TEXT,
    TEXT,
    Codec,
    array_codec,
)
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.sql import Scalar as JsonScalar
from django_graphgate.ir.statement import VariableSpec
from django_graphgate.ir.variables import BUILT_IN, Configured

_KEY = DECLARED["ID"]


def comparable(codec: Codec) -> Codec:
    """The codec of a value that a column is compared with: as wide as the column's scalar."""
    if item := codec.item:
        return array_codec(comparable(item))
    name = codec.scalar
    return DECLARED[name] if name in ("Int", "BigInt") else codec


_MAX_DIGITS = 1_000

_MOMENTS = frozenset({"datetime", "datetime_naive", "datetime_any", "date", "time"})
"""Codecs that ``$now`` may have."""


@dataclass(frozen=True)
class Variables:
    """The declared variables of an operation; those that the project configures are in the catalogue."""

    specs: dict[str, VariableSpec]
    catalog: Catalog
    demands: list[Constraint] = field(default_factory=list[Constraint])
    """What the places of variables demand of their values, in written order."""

    @property
    def configured(self) -> Mapping[str, Configured]:
        return self.catalog.variables

    def parameter(self, node: ValueNode, codec: Codec, *, many: bool = False) -> Parameter:
        """A scalar (or with ``many`` a list) of the document: a variable, what the gate knows, or a constant."""
        if isinstance(node, VariableNode):
            variable = self._variable(node, codec, many=many)
            if variable.source == "sql" and many:
                sentence = (
                    f"Variable '${variable.name}' is a subquery: it can be used as a list only in a filter."
                )
                raise DocumentInvalid(sentence, locations=position(node))
            return variable
        codec = codec if codec != JSON else JSON_TEXT
        value = tuple(_plain(item, codec) for item in _items(node)) if many else _plain(node, codec)
        return Parameter(source="constant", codec=codec, value=value, many=many)

    def array(self, node: ValueNode, codec: Codec) -> Parameter | tuple[Parameter, ...]:
        """A list as one value, of which the codec is that of an array; one each where it contains variables."""
        if isinstance(node, VariableNode):
            return self._variable(node, codec, many=False)
        if isinstance(node, NullValueNode):
            return Parameter(source="constant", codec=codec)
        item = codec.item or codec
        if any(isinstance(element, VariableNode) for element in _items(node)):
            return tuple(self.parameter(element, item) for element in _items(node))
        item = item if item != JSON else JSON_TEXT
        value = tuple(_plain(element, item) for element in _items(node))
        return Parameter(source="constant", codec=array_codec(item), value=value)

    def _variable(self, node: VariableNode, codec: Codec, *, many: bool) -> Parameter:
        name = node.name.value
        if name == "now":
            if codec.name not in _MOMENTS:
                raise DocumentInvalid(
                    "Variable '$now' can be used only as a date or a time.", locations=position(node)
                )
            return Parameter(source="now", codec=codec, name=name, many=many)
        if name in BUILT_IN:
            if sentence := misfit(name, codec, self.catalog):
                raise DocumentInvalid(sentence, locations=position(node))
            return Parameter(source="caller", codec=codec, name=name, many=many)
        if name in self.configured:
            return _configured(self.configured[name], node, codec, many=many)
        if codec == INT and (spec := self.specs.get(name)) is not None and spec.codec == _KEY:
            codec = _KEY  # a variable of type ID, which may be a text
        return Parameter(source="variable", codec=codec, name=name, many=many)

    def optional_in(self, value: Parameter) -> str:
        """The name of the variable that the value is, where that is one marked ``@optional``; else empty."""
        spec = self.specs.get(value.name) if value.source == "variable" else None
        if spec is None:
            return ""
        if not spec.optional and not spec.required and not spec.has_default:
            self.specs[spec.name] = replace(spec, compared=True)
        return spec.name if spec.optional else ""

    def never_null(self, node: ValueNode) -> None:
        """The place takes no ``null``: a variable that may be absent, as it has a default, may not be it."""
        spec = self.specs.get(node.name.value) if isinstance(node, VariableNode) else None
        if spec is not None and not spec.required:
            self.specs[spec.name] = replace(spec, required=True)

    def never_both(self, name: str, *others: str) -> None:
        """The variable may have a value where none of the others has one; without others never."""
        demand = Constraint(variable=name, name="excludes", value=list(others))
        if demand not in self.demands:
            self.demands.append(demand)

    def cursor(self, node: ValueNode) -> str:
        """The variable that brings a cursor; one in the document becomes a variable's default."""
        if isinstance(node, VariableNode):
            if (name := node.name.value) in BUILT_IN or name in self.configured:
                sentence = f"Variable '${name}' cannot be a cursor: cursors come from the request."
                raise DocumentInvalid(sentence, locations=position(node))
            return name
        if not isinstance(node, StringValueNode):
            raise DocumentInvalid("A cursor is a text.", locations=position(node))
        name = f"cursor#{len(self.specs)}"  # no GraphQL name, so no request can mean it
        self.specs[name] = VariableSpec(
            name=name, codec=TEXT, has_default=True, default=node.value, type_text="String"
        )
        return name

    def parameters(self, node: ValueNode, codec: Codec) -> Parameter | tuple[Parameter, ...]:
        """A list of the document: one list parameter, or one each where variables are among the values."""
        if isinstance(node, VariableNode):
            return self._variable(node, codec, many=True)
        if not isinstance(node, ListValueNode):
            return self.parameter(node, codec, many=True)
        if not node.values:
            return ()
        if any(isinstance(item, VariableNode) for item in node.values):
            return tuple(self.parameter(item, codec) for item in node.values)
        return self.parameter(node, codec, many=True)


def _configured(known: Configured, node: VariableNode, codec: Codec, *, many: bool) -> Parameter:
    name = node.name.value
    if known.source == "header":
        return Parameter(source="header", codec=codec, name=name, value=known.header, many=many)
    if known.source == "claim":
        return Parameter(source="claim", codec=codec, name=name, many=many)
    if known.source == "sql":
        if codec.name in ("like", "pattern", "regex", "array"):
            sentence = (
                f"Variable '${name}' is a subquery; its result cannot be used as a search text or list."
            )
            raise DocumentInvalid(sentence, locations=position(node))
        if known.family and known.family != family(type_of(codec)):
            sentence = (
                f"Variable '${name}' is a subquery whose values have another type than this place takes."
            )
            raise DocumentInvalid(sentence, locations=position(node))
        return Parameter(source="sql", codec=codec, name=name, parts=known.sql, many=many)
    value = known.value
    if many and not isinstance(value, tuple):
        value = (value,)
    try:
        if isinstance(value, tuple) and not many and not codec.item:
            raise BadValue("a single value is expected, not a list")
        for item in value if isinstance(value, tuple) else (value,):
            coerce(codec, item)
    except BadValue as error:
        sentence = f"Variable '${name}' has a configured value that does not fit here: {error}."
        raise DocumentInvalid(sentence, locations=position(node)) from error
    missing = value is None or (isinstance(value, tuple) and None in value)
    return Parameter(source="constant", codec=codec, name=name if missing else "", value=value, many=many)


def _items(node: ValueNode) -> tuple[ValueNode, ...]:
    if isinstance(node, ListValueNode):
        return node.values
    return (node,)  # GraphQL reads a single value as a list of one


def _plain(node: ValueNode, codec: Codec) -> JsonScalar:
    if codec == JSON_TEXT:
        return _json_text(node)
    if isinstance(node, EnumValueNode) and codec.name == "enum":
        value: Any = node.value
    else:
        value = _number(node, codec) if isinstance(node, FloatValueNode) else _json(node)
    try:
        coerced = coerce(codec, value)
    except BadValue as error:
        raise DocumentInvalid(f"{_sentence(error)}.", locations=position(node)) from error
    return int(coerced) if isinstance(value, Decimal) else value


def _number(node: FloatValueNode, codec: Codec) -> Any:
    """A number with a point or an exponent, with all its digits where they count."""
    if codec.name == "decimal":
        return node.value
    try:
        return Decimal(node.value) if codec.name == "int" and len(node.value) <= _MAX_DIGITS else _json(node)
    except ArithmeticError:
        return _json(node)


def _json_text(node: ValueNode) -> str | None:
    """A JSON value of the document as JSON text, which a plan can hold."""
    if isinstance(node, NullValueNode):
        return None
    try:
        text: str = coerce(JSON, _value(node))
    except BadValue as error:
        raise DocumentInvalid(f"{_sentence(error)}.", locations=position(node)) from error
    return text


def _value(node: ValueNode) -> Any:
    if isinstance(node, ListValueNode):
        return [_value(part) for part in node.values]
    if isinstance(node, ObjectValueNode):
        return {part.name.value: _value(part.value) for part in node.fields}
    if isinstance(node, VariableNode):
        sentence = "A variable may give a whole JSON value, not a part of one."
        raise DocumentInvalid(sentence, locations=position(node))
    return _json(node)


def _sentence(error: BadValue) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _json(node: ValueNode) -> JsonScalar:
    if isinstance(node, NullValueNode):
        return None
    if isinstance(node, IntValueNode):
        if len(node.value) > _MAX_DIGITS:
            raise DocumentInvalid("A number of at most 1,000 digits is expected.", locations=position(node))
        return int(node.value)
    if isinstance(node, FloatValueNode):
        return float(node.value)
    if isinstance(node, StringValueNode | BooleanValueNode):
        return node.value
    raise DocumentInvalid("A single value is expected.", locations=position(node))


def declared(operation: OperationDefinitionNode, catalog: Catalog) -> Variables:
    """The operation's variables; those that the gate gives itself are never the request's.

    Raises ``OpenShape`` for those of input object types that are no data of a mutation.
    """
    specs: dict[str, VariableSpec] = {}
    configured = catalog.variables
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in BUILT_IN or name in configured:
            continue
        named, many, required, item_required = _unwrap(definition.type)
        codec, shape = DECLARED.get(named) or catalog.enum(named), ""
        if codec is None and (shape := data_shape(named, catalog)):
            codec = JSON
            _takes_no_default(definition)
        if codec is None:
            raise OpenShape(
                f"Variable '${name}' is of type {named}. {OpenShape.sentence}",
                locations=position(definition),
            )
        default = _default(definition.default_value, codec)
        optional = _may_be_absent(definition)
        _fits(default, codec, definition.default_value)
        specs[name] = VariableSpec(
            name=name,
            codec=codec,
            many=many,
            required=required,
            item_required=item_required,
            has_default=definition.default_value is not None,
            default=default,
            optional=optional,
            type_text=print_ast(definition.type),
            shape=shape,
        )
    return Variables(specs, catalog)


def _takes_no_default(node: VariableDefinitionNode) -> None:
    if node.default_value is not None:
        sentence = f"Variable '${node.variable.name.value}' gives data and takes no default."
        raise DocumentInvalid(sentence, locations=position(node))


def _fits(value: Any, codec: Codec, node: ValueNode | None) -> None:
    """Raise ``DocumentInvalid`` for a default that no request could give: a text with a NUL."""
    for item in cast("Iterable[Any]", value if isinstance(value, list) else [value]):
        try:
            if isinstance(item, str):
                coerce(codec, item)
        except BadValue as error:
            raise DocumentInvalid(f"{_sentence(error)}.", locations=position(node) if node else ()) from error


def _may_be_absent(node: VariableDefinitionNode) -> bool:
    """Whether the variable is marked; raises ``DocumentInvalid`` for one that can never be absent."""
    marked = is_optional(node)
    name = node.variable.name.value
    if marked and node.default_value is not None:
        sentence = f"Variable '${name}' has a default, so it is never absent and cannot be @optional."
        raise DocumentInvalid(sentence, locations=position(node))
    if marked and isinstance(node.type, NonNullTypeNode):
        sentence = f"Variable '${name}' is @optional, so its type takes null: {print_ast(node.type.type)}."
        raise DocumentInvalid(sentence, locations=position(node))
    return marked


def _unwrap(node: TypeNode) -> tuple[str, bool, bool, bool]:
    required = isinstance(node, NonNullTypeNode)
    inner: TypeNode = node.type if isinstance(node, NonNullTypeNode) else node
    if not isinstance(inner, ListTypeNode):
        return print_ast(inner), False, required, False
    item = inner.type
    item_required = isinstance(item, NonNullTypeNode)
    if isinstance(item, NonNullTypeNode):
        item = item.type
    return print_ast(item), True, required, item_required


def _default(node: ValueNode | None, codec: Codec) -> Any:
    if node is None:
        return None
    if isinstance(node, EnumValueNode) and codec.name == "enum":
        return node.value
    if isinstance(node, ListValueNode):
        return [_default(item, codec) for item in node.values]
    return _value(node)
