"""Data of a strict mutation → a template of the plan, and the shapes that they use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import (
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.plan.values import Variables
from django_graphgate.compiler.plan.write_shapes import Shapes
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.codec import BOOL, Codec, amount_codec
from django_graphgate.ir.input_rows import COMPARISONS
from django_graphgate.ir.relation_writes import named_by
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import (
    Action,
    Data,
    DataList,
    DataObject,
    DataValue,
    DataVariable,
    WriteRelation,
    WriteShape,
)

_MOMENTS = frozenset({"date", "time", "datetime", "datetime_naive"})
_NOW = "now"

CONNECT, DISCONNECT, WHERE, INCREMENT = "connect", "disconnect", "where", "increment"


@dataclass
class DataPlanner:
    """Plans the data of one document."""

    variables: Variables
    shapes: Shapes

    def rows(self, node: ValueNode, table: str, action: Action) -> Data:
        """The data of a root field: an object, a list of them, or a variable."""

        def plan_object(item: ObjectValueNode) -> Data:
            shape = self.shapes.use(table, action)
            return self._object(item, shape, {}) if shape is not None else _refuse_object(item)

        return self._objects(node, lambda: self.shapes.use_all(table, action), plan_object)

    def _objects(
        self, node: ValueNode, use_all: Callable[[], None], plan_object: Callable[[ObjectValueNode], Data]
    ) -> Data:
        if isinstance(node, VariableNode):
            use_all()
            return DataVariable(node.name.value)
        if isinstance(node, ListValueNode):
            return DataList(tuple(self._objects(item, use_all, plan_object) for item in node.values))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("An object is expected.", locations=position(node))
        return plan_object(node)

    def _object(
        self, node: ObjectValueNode, shape: WriteShape | None, reserved: Mapping[str, WriteRelation]
    ) -> DataObject:
        """The fields of an object; ``reserved`` are keys that name rows along a relation."""
        fields: list[tuple[str, Data]] = []
        for field in node.fields:
            name = field.name.value
            fields.append((name, self._field(field, shape, reserved)))
        return DataObject(tuple(fields))

    def _field(
        self, field: ObjectFieldNode, shape: WriteShape | None, reserved: Mapping[str, WriteRelation]
    ) -> Data:
        name, value = field.name.value, field.value
        if shape is not None and (codec := shape.columns.get(name)) is not None:
            self.shapes.write(shape, name)
            return value_data(value, codec, self.variables)
        if shape is not None and (relation := shape.relations.get(name)) is not None:
            return self._related(value, relation, shape.action)
        if name in reserved:
            table = self.shapes.catalog.tables[reserved[name].table]
            columns = {key: column.codec for key, column in named_by(table).items()}
            return self._compared(value, columns) if name == WHERE else self._named(value, columns)
        if (
            shape is not None
            and name == INCREMENT
            and shape.increments
            and isinstance(value, ObjectValueNode)
        ):
            return DataObject(tuple((each.name.value, self._amount(each, shape)) for each in value.fields))
        return _refuse(field)

    def _related(self, node: ValueNode, relation: WriteRelation, action: Action) -> Data:
        """What data say of the rows along a relation."""
        self.shapes.follow(relation)
        writes = relation.update if action == "update" else relation.insert
        target = self.shapes.catalog.tables[relation.table]

        def use_all() -> None:
            if writes:
                self.shapes.use_all(target.name, action)

        def plan_object(item: ObjectValueNode) -> Data:
            keys = {CONNECT: relation.connect}
            if action == "update":
                keys |= {DISCONNECT: relation.disconnect, WHERE: relation.update}
            reserved = {key: relation for key, may in keys.items() if may}
            names_rows = all(field.name.value in reserved for field in item.fields)
            taken = writes and not reserved.keys().isdisjoint((*target.columns, *target.relations))
            shape = self.shapes.use(target.name, action) if writes and (taken or not names_rows) else None
            return self._object(item, shape, reserved)

        return self._objects(node, use_all, plan_object)

    # -- values -----------------------------------------------------------------------------------

    def _amount(self, field: ObjectFieldNode, shape: WriteShape) -> Data:
        name = field.name.value
        if name not in shape.increments:
            return _refuse(field)
        self.shapes.write(shape, name)
        return DataValue(self.variables.parameter(field.value, amount_codec(shape.columns[name])))

    def _named(self, node: ValueNode, columns: Mapping[str, Codec]) -> Data:
        """Rows that are named by values of their columns."""
        if isinstance(node, ListValueNode):
            return DataList(tuple(self._named(item, columns) for item in node.values))
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("An object is expected.", locations=position(node))
        fields: list[tuple[str, Data]] = []
        for field in node.fields:
            codec = columns.get(field.name.value)
            if codec is None or isinstance(field.value, NullValueNode):
                return _refuse(field)
            fields.append((field.name.value, _listed(self.variables.parameters(field.value, codec))))
        return DataObject(tuple(fields))

    def _compared(self, node: ValueNode, columns: Mapping[str, Codec]) -> Data:
        """What the rows of a nested update must meet: operators by column."""
        if not isinstance(node, ObjectValueNode):
            raise DocumentInvalid("An object is expected.", locations=position(node))
        fields: list[tuple[str, Data]] = []
        for field in node.fields:
            codec = columns.get(field.name.value)
            if codec is None or not isinstance(field.value, ObjectValueNode):
                return _refuse(field)
            operators = tuple((each.name.value, self._operand(each, codec)) for each in field.value.fields)
            fields.append((field.name.value, DataObject(operators)))
        return DataObject(tuple(fields))

    def _operand(self, field: ObjectFieldNode, codec: Codec) -> Data:
        operator = COMPARISONS.get(field.name.value)
        if operator is None or isinstance(field.value, NullValueNode):
            return _refuse(field)
        if field.name.value in ("in", "nin"):
            return _listed(self.variables.parameters(field.value, codec))
        return DataValue(self.variables.parameter(field.value, BOOL if operator == "is_null" else codec))


def value_data(node: ValueNode, codec: Codec, variables: Variables) -> Data:
    """A value of the document: of a column, or of a parameter of an action."""
    if isinstance(node, StringValueNode) and node.value == _NOW and codec.name in _MOMENTS:
        return DataValue(Parameter(source="now", codec=codec, name=_NOW))
    if codec.item is None:
        return DataValue(variables.parameter(node, codec))
    return _listed(variables.array(node, codec))


def _listed(value: Parameter | tuple[Parameter, ...]) -> Data:
    """A list: as one value, or of values among which variables are."""
    return DataList(tuple(map(DataValue, value))) if isinstance(value, tuple) else DataValue(value)


def _refuse(field: ObjectFieldNode) -> Data:
    raise DocumentInvalid(f"Field '{field.name.value}' is not defined here.", locations=position(field))


def _refuse_object(node: ObjectValueNode) -> Data:
    raise DocumentInvalid("These data cannot be written.", locations=position(node))
