"""Terse filters and orderings → strict ones, and variables declared from the place where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graphql import (
    EnumValueNode,
    ListTypeNode,
    ListValueNode,
    NameNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
)

from django_graphgate.compiler.operators import CONNECTIVES, canonical
from django_graphgate.compiler.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.scalars import scalar


class Found:
    """The variables of an operation: those it declares, and those it only uses."""

    def __init__(self, declared: Iterable[VariableDefinitionNode]) -> None:
        self.declared = {one.variable.name.value: one.type for one in declared}
        self.undeclared: dict[str, str] = {}
        self.built_in: dict[str, str] = {}

    def use(self, node: VariableNode, type_text: str) -> None:
        """A variable stands where ``type_text`` is expected; two places that disagree are an error."""
        name = node.name.value
        if name in self.declared:
            return
        uses = self.built_in if name in BUILT_IN else self.undeclared
        known = uses.setdefault(name, type_text)
        if known.rstrip("!") != type_text.rstrip("!"):
            raise DocumentInvalid(
                f"Variable '${name}' stands for {known} in one place and for {type_text} in another: declare it.",
                locations=position(node),
            )
        if type_text.endswith("!"):
            uses[name] = type_text

    def is_list(self, node: VariableNode) -> bool:
        """The declared type is a list."""
        kind: TypeNode | None = self.declared.get(node.name.value)
        if isinstance(kind, NonNullTypeNode):
            kind = kind.type
        return isinstance(kind, ListTypeNode)

    def declarations(self) -> tuple[VariableDefinitionNode, ...]:
        """Definitions of the undeclared ones, in order of their first use."""
        return _definitions(self.undeclared)

    def built_in_declarations(self) -> tuple[VariableDefinitionNode, ...]:
        """The same for what is known of the caller: for validation only, never part of the text."""
        return _definitions(self.built_in)


def _definitions(types: Mapping[str, str]) -> tuple[VariableDefinitionNode, ...]:
    return tuple(
        VariableDefinitionNode(variable=VariableNode(name=NameNode(value=name)), type=parse_type(text))
        for name, text in types.items()
    )


BUILT_IN = frozenset({"user_id", "user_id_provider", "user_role"})
"""What is known of the caller; a request can neither declare nor give them."""


class FilterNormaliser:
    """Rewrites one document's filters and orderings."""

    def __init__(self, catalog: Catalog, found: Found) -> None:
        self.catalog = catalog
        self.found = found

    def filter(self, node: ValueNode, table: Table) -> ValueNode:
        """A filter object over ``table``; anything else is left for validation to refuse."""
        if not isinstance(node, ObjectValueNode):
            return node
        fields: list[ObjectFieldNode] = []
        for one in node.fields:
            fields.extend(self._entry(one, table))
        return replace(node, fields=tuple(fields))

    def _entry(self, node: ObjectFieldNode, table: Table) -> Sequence[ObjectFieldNode]:
        name = node.name.value
        if column := table.columns.get(name):
            return self._column(node, column)
        if relation := table.relations.get(name):
            target = self.catalog.tables.get(relation.target)
            return (replace(node, value=self.filter(node.value, target)),) if target else (node,)
        plain = canonical(name)
        if plain in ("and", "or"):
            return (_named(node, plain, self._connective(node.value, table)),)
        if plain == "not":
            return (_named(node, plain, self.filter(node.value, table)),)
        return (node,)

    def _connective(self, node: ValueNode, table: Table) -> ValueNode:
        if isinstance(node, ListValueNode):
            return replace(node, values=tuple(self.filter(one, table) for one in node.values))
        if not isinstance(node, ObjectValueNode):
            return node
        items: list[ValueNode] = []
        for one in node.fields:  # keys may repeat here: each is an item of its own
            items.extend(ObjectValueNode(fields=(entry,), loc=one.loc) for entry in self._entry(one, table))
        return ListValueNode(values=tuple(items), loc=node.loc)

    # -- one column ---------------------------------------------------------------------------

    def _column(self, node: ObjectFieldNode, column: Column) -> Sequence[ObjectFieldNode]:
        value = node.value
        if isinstance(value, ListValueNode):
            return (replace(node, value=self._single("in", value, column)),)
        if isinstance(value, VariableNode):
            operator = "in" if self.found.is_list(value) else "eq"
            return (replace(node, value=self._single(operator, value, column)),)
        if not isinstance(value, ObjectValueNode):
            return (replace(node, value=self._single("eq", value, column)),)
        return self._operators(node, value, column)

    def _operators(
        self, node: ObjectFieldNode, value: ObjectValueNode, column: Column
    ) -> Sequence[ObjectFieldNode]:
        """``{ gt: 1, and: {…} }``: connectives inside a column move out around it."""
        inside: list[ObjectFieldNode] = []
        outside: list[ObjectFieldNode] = []
        for one in value.fields:
            plain = canonical(one.name.value)
            if plain not in CONNECTIVES:
                self._declare(plain, one.value, column)
                inside.append(_named(one, plain, one.value))
            elif plain == "not":
                entries = self._column(replace(node, value=one.value), column)
                outside.append(_named(one, "not", ObjectValueNode(fields=tuple(entries))))
            else:
                outside.append(_named(one, plain, self._column_list(node, one.value, column)))
        if inside or not outside:
            outside.insert(0, replace(node, value=replace(value, fields=tuple(inside))))
        return outside

    def _column_list(self, node: ObjectFieldNode, value: ValueNode, column: Column) -> ValueNode:
        if isinstance(value, ObjectValueNode):
            singles: Sequence[ValueNode] = [ObjectValueNode(fields=(one,), loc=one.loc) for one in value.fields]
        elif isinstance(value, ListValueNode):
            singles = value.values
        else:
            return value
        entries = [self._column(replace(node, value=single), column) for single in singles]
        return ListValueNode(values=tuple(ObjectValueNode(fields=tuple(one)) for one in entries), loc=value.loc)

    def _single(self, operator: str, value: ValueNode, column: Column) -> ObjectValueNode:
        self._declare(operator, value, column)
        name = NameNode(value=operator, loc=value.loc)
        return ObjectValueNode(fields=(ObjectFieldNode(name=name, value=value, loc=value.loc),), loc=value.loc)

    def _declare(self, operator: str, value: ValueNode, column: Column) -> None:
        leaf = scalar(column.codec)
        if operator == "is_null":
            leaf = "Boolean"
        if isinstance(value, VariableNode):
            self.found.use(value, f"[{leaf}!]" if operator in ("in", "nin") else leaf)
        elif isinstance(value, ListValueNode):
            for one in value.values:
                if isinstance(one, VariableNode):
                    self.found.use(one, f"{leaf}!")

    # -- orderings ----------------------------------------------------------------------------

    def order(self, node: ValueNode) -> ValueNode:
        """``{ price: desc, id: asc }`` → a list with one key each; directions may be strings."""
        if isinstance(node, ObjectValueNode):
            items = [ObjectValueNode(fields=(_direction(one),), loc=one.loc) for one in node.fields]
            return ListValueNode(values=tuple(items), loc=node.loc)
        if isinstance(node, ListValueNode):
            return replace(node, values=tuple(self._order_item(one) for one in node.values))
        return node

    def _order_item(self, node: ValueNode) -> ValueNode:
        if not isinstance(node, ObjectValueNode):
            return node
        return replace(node, fields=tuple(_direction(one) for one in node.fields))


def _direction(node: ObjectFieldNode) -> ObjectFieldNode:
    if isinstance(node.value, StringValueNode) and node.value.value.isidentifier():
        return replace(node, value=EnumValueNode(value=node.value.value, loc=node.value.loc))
    return node


def _named(node: ObjectFieldNode, name: str, value: ValueNode) -> ObjectFieldNode:
    if node.name.value == name and node.value is value:
        return node
    return replace(node, name=replace(node.name, value=name), value=value)
