"""Terse data of a mutation → strict data.

``owner`` may go by the name of its table or the singular, one object may stand for a list of one, and rows are named
by ``{ id: 5 }``, ``{ id: { eq: 5 } }`` or ``{ id: { in: [5, 6] } }``.  A nested ``where`` is spelled as a filter is.
"""

from __future__ import annotations

from graphql import (
    EnumValueNode,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.normalise.filters import FilterNormaliser, Variables
from django_graphgate.compiler.schema.inputs import CONNECT, DISCONNECT, WHERE
from django_graphgate.compiler.schema.operators import canonical
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog, Relation, Table

FIND = "find"
"""``comments: { find: "children", … }``: which of two relations of a table to itself is meant."""

_FOUND = {"children": "reverse", "parents": "forward"}
_NAMING = frozenset({CONNECT, DISCONNECT})


class DataNormaliser:
    """Rewrites the data of one document."""

    def __init__(self, catalog: Catalog, variables: Variables, filters: FilterNormaliser) -> None:
        self.catalog = catalog
        self.variables = variables
        self.filters = filters

    def root(self, node: ValueNode, table: Table, *, many: bool) -> ValueNode:
        """The data of a root field, a list where it writes several rows."""
        node = self.rows(node, table, many=many)
        return (
            ListValueNode(values=(node,), loc=node.loc)
            if many and isinstance(node, ObjectValueNode)
            else node
        )

    def rows(self, node: ValueNode, table: Table, *, many: bool) -> ValueNode:
        """The data of one row, or of a list of them; anything else is left for validation to refuse.

        GraphQL takes one object for a list, but not one variable.
        """
        if isinstance(node, ListValueNode):
            return copy_with(node, values=tuple(self.rows(item, table, many=False) for item in node.values))
        if isinstance(node, ObjectValueNode):
            return copy_with(node, fields=tuple(self._field(field, table) for field in node.fields))
        if many and isinstance(node, VariableNode) and self.variables.is_one(node):
            return ListValueNode(values=(node,), loc=node.loc)
        return node

    def _field(self, node: ObjectFieldNode, table: Table) -> ObjectFieldNode:
        name = node.name.value
        if name in table.columns:
            return node
        relation = table.relation_called(name)
        if name in (table.name, table.object_name) and FIND not in table.columns:
            meant, node = self._in_itself(node, table)
            relation = meant or relation
        if relation is not None:
            rows = self.rows(node.value, self.catalog.tables[relation.target], many=relation.many)
            return copy_with(node, name=copy_with(node.name, value=relation.name), value=rows)
        if name == WHERE:
            return copy_with(node, value=self.filters.filter(node.value, table))
        if name in _NAMING:
            return copy_with(node, value=self._named(node.value, table))
        return node

    def _in_itself(self, node: ObjectFieldNode, table: Table) -> tuple[Relation | None, ObjectFieldNode]:
        """The relation of a table to itself that ``find`` means, and the data without that key."""
        several = node.value.values if isinstance(node.value, ListValueNode) else (node.value,)
        objects = [item for item in several if isinstance(item, ObjectValueNode)]
        ways = {_find(item) for item in objects}
        if len(objects) != len(several) or len(ways) != 1:
            return None, node
        [way] = ways
        meant = [
            relation
            for relation in table.relations.values()
            if relation.target == table.name and relation.way and relation.way == _FOUND.get(way)
        ]
        if len(meant) != 1:
            return None, node
        bare: list[ValueNode] = [
            copy_with(item, fields=tuple(field for field in item.fields if field.name.value != FIND))
            for item in objects
        ]
        listed = isinstance(node.value, ListValueNode)
        value = copy_with(node.value, values=tuple(bare)) if listed else bare[0]
        return meant[0], copy_with(node, value=value)

    # -- rows that are named ------------------------------------------------------------------

    def _named(self, node: ValueNode, table: Table) -> ValueNode:
        if isinstance(node, ListValueNode):
            return copy_with(node, values=tuple(self._named(item, table) for item in node.values))
        if not isinstance(node, ObjectValueNode):
            return node
        fields = (
            copy_with(field, value=self._values(field.value)) if field.name.value in table.columns else field
            for field in node.fields
        )
        return copy_with(node, fields=tuple(fields))

    def _values(self, node: ValueNode) -> ValueNode:
        """Any of several values."""
        if isinstance(node, ObjectValueNode) and len(node.fields) == 1:
            [field] = node.fields
            if canonical(field.name.value) not in ("eq", "in"):
                sentence = f"The operator '{field.name.value}' cannot name rows; 'eq' and 'in' can."
                raise DocumentInvalid(sentence, locations=position(field))
            return self._values(field.value) if canonical(field.name.value) == "eq" else field.value
        if isinstance(node, ObjectValueNode):
            sentence = "Rows are named by a value, by 'eq' or by 'in'."
            raise DocumentInvalid(sentence, locations=position(node))
        if isinstance(node, VariableNode) and not self.variables.is_list(node):
            return ListValueNode(values=(node,), loc=node.loc)
        return node


def _find(node: ObjectValueNode) -> str:
    for field in node.fields:
        if field.name.value == FIND and isinstance(field.value, StringValueNode | EnumValueNode):
            return field.value.value
    return ""


def now(node: StringValueNode) -> VariableNode:
    """``"now"`` is what ``$now`` is."""
    return VariableNode(name=NameNode(value="now"), loc=node.loc)
