"""Actions as root fields: their arguments, and the types of what they return."""

# graphql-core leaves the types of wrapped types open
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from functools import partial
from typing import Any, Literal, Protocol

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)
from graphql.pyutils import Undefined

from django_graphgate.compiler.schema.types import SCALARS, VALUES, Leaf
from django_graphgate.ir.action import ActionDefinition, ActionParameter, ObjectReturn, Return, RowReturn
from django_graphgate.ir.action_types import enum_name, enum_names, read_type
from django_graphgate.ir.catalog import Catalog

ACTION = "action"
"""Key in the extensions of the root fields of actions."""


class Types(Protocol):
    """What the types of tables bring."""

    catalog: Catalog
    objects: dict[str, GraphQLObjectType]


class ActionFields:
    """The root fields of one schema's actions; as all fields, they may be null."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self._objects: dict[str, GraphQLObjectType] = {}
        self._enums: dict[str, GraphQLEnumType] = {}

    def of(self, root: Literal["query", "mutation"]) -> dict[str, GraphQLField]:
        """The fields of a root type, by the names of their actions."""
        return {
            name: GraphQLField(
                self._output(action.returns),
                {each.name: self._argument(action, each) for each in action.parameters},
                description=action.description or None,
                extensions={ACTION: True},
            )
            for name, action in self.types.catalog.actions.items()
            if action.field == root and action.returns is not None
        }

    def _argument(self, action: ActionDefinition, parameter: ActionParameter) -> GraphQLArgument:
        declared = read_type(parameter.type)
        type_: Any = self._leaf(action, parameter, declared.scalar)
        if declared.many:
            type_ = GraphQLList(GraphQLNonNull(type_) if declared.item_required else type_)
        return GraphQLArgument(
            GraphQLNonNull(type_) if declared.required else type_,
            default_value=parameter.default if parameter.has_default else Undefined,
            description=parameter.description or None,
        )

    def _leaf(self, action: ActionDefinition, parameter: ActionParameter, scalar: str) -> Leaf:
        names = enum_names(parameter)
        if not names:
            return SCALARS[scalar]
        name = enum_name(action, parameter)
        if name not in self._enums:
            values = {choice: GraphQLEnumValue(choice) for choice in names}
            self._enums[name] = GraphQLEnumType(name, values, extensions={VALUES: True})
        return self._enums[name]

    def _output(self, returns: Return) -> Any:
        type_ = self._named(returns)
        return GraphQLList(GraphQLNonNull(type_)) if returns.many else type_

    def _named(self, returns: Return) -> Any:
        if isinstance(returns, RowReturn):
            return self.types.objects[returns.table]
        if not isinstance(returns, ObjectReturn):
            return SCALARS[returns.type]
        if returns.name not in self._objects:
            self._objects[returns.name] = GraphQLObjectType(returns.name, partial(self._members, returns))
        return self._objects[returns.name]

    def _members(self, returns: ObjectReturn) -> dict[str, GraphQLField]:
        return {name: GraphQLField(self._output(member)) for name, member in returns.fields}
