"""Terse filters and orderings → strict ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graphql import (
    EnumValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
)

from django_graphgate.compiler.schema.camel import Spellings
from django_graphgate.compiler.schema.operators import (
    BETWEEN_COLUMNS,
    CONNECTIVES,
    NAMES,
    OPERATORS,
    TO_COLUMN,
    canonical,
)
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import JSON


class Variables:
    """What a document's variables are, as far as it decides over the spelling around them."""

    def __init__(
        self,
        declared: Iterable[VariableDefinitionNode],
        catalog: Catalog,
    ) -> None:
        self.declared = {definition.variable.name.value: definition.type for definition in declared}
        self.catalog = catalog
        self.configured = catalog.variables

    def is_list(self, node: VariableNode) -> bool:
        """It is a list of values."""
        name = node.name.value
        if name in self.configured:
            return self.configured[name].many
        declared: TypeNode | None = self.declared.get(name)
        if isinstance(declared, NonNullTypeNode):
            declared = declared.type
        return isinstance(declared, ListTypeNode)

    def is_one(self, node: VariableNode) -> bool:
        """It is declared, and not as a list."""
        return node.name.value in self.declared and not self.is_list(node) and self.is_shape(node)

    def is_shape(self, node: VariableNode) -> bool:
        """It is declared to be more than values: a filter, an ordering."""
        declared: TypeNode | None = self.declared.get(node.name.value)
        while isinstance(declared, ListTypeNode | NonNullTypeNode):
            declared = declared.type
        if not isinstance(declared, NamedTypeNode) or declared.name.value in (
            *OPERATORS,
            *_OTHER_SCALARS,
            "",
        ):
            return False
        return self.catalog.enum(declared.name.value) is None


_OTHER_SCALARS = ("ID",)


class FilterNormaliser:
    """Rewrites one document's filters and orderings."""

    def __init__(self, catalog: Catalog, variables: Variables) -> None:
        self.catalog = catalog
        self.variables = variables

    def filter(self, node: ValueNode, table: Table) -> ValueNode:
        """A filter object over ``table``; anything else is left for validation to refuse."""
        if not isinstance(node, ObjectValueNode):
            return node
        return copy_with(node, fields=_apart([(field, self._entry(field, table)) for field in node.fields]))

    def _entry(self, node: ObjectFieldNode, table: Table) -> Sequence[ObjectFieldNode]:
        if meant := table.relation_called(node.name.value):
            node = _named(node, meant.name, node.value)
        name = node.name.value
        if column := table.columns.get(name):
            return self._column(node, column, table)
        if relation := table.relations.get(name):
            target = self.catalog.tables.get(relation.target)
            return (copy_with(node, value=self.filter(node.value, target)),) if target else (node,)
        plain = canonical(name)
        if plain in ("and", "or"):
            return (_named(node, plain, self._connective(node.value, table)),)
        if plain == "not":
            return (_named(node, plain, self.filter(node.value, table)),)
        return (node,)

    def _connective(self, node: ValueNode, table: Table) -> ValueNode:
        if isinstance(node, ListValueNode):
            return copy_with(node, values=tuple(self.filter(item, table) for item in node.values))
        if not isinstance(node, ObjectValueNode):
            return node
        items: list[ValueNode] = []
        for field in node.fields:  # keys may repeat here: each is an item of its own
            fields = _apart([(field, self._entry(field, table))])
            items.append(ObjectValueNode(fields=fields, loc=field.loc))
        return ListValueNode(values=tuple(items), loc=node.loc)

    # -- one column ---------------------------------------------------------------------------

    def _column(self, node: ObjectFieldNode, column: Column, table: Table) -> Sequence[ObjectFieldNode]:
        value = node.value
        if isinstance(value, ListValueNode):
            return (copy_with(node, value=self._single("in", value)),)
        if isinstance(value, VariableNode):
            if self.variables.is_shape(value):
                return (node,)
            operator = "in" if self.variables.is_list(value) else "eq"
            return (copy_with(node, value=self._single(operator, value)),)
        if not isinstance(value, ObjectValueNode):
            return (copy_with(node, value=self._single("eq", value)),)
        return self._operators(node, value, column, table)

    def _operators(
        self, node: ObjectFieldNode, value: ObjectValueNode, column: Column, table: Table
    ) -> Sequence[ObjectFieldNode]:
        """``{ gt: 1, and: {…} }``: connectives inside a column move out around it."""
        inside: list[ObjectFieldNode] = []
        outside: list[ObjectFieldNode] = []
        compared: list[ObjectFieldNode] = []
        for field in value.fields:
            plain = canonical(field.name.value)
            if plain not in CONNECTIVES:
                other = self._column_on_the_right(field, plain, column, table)
                if other is not None:
                    compared.append(_named(field, plain, other))
                else:
                    inside.append(_named(field, plain, field.value))
            elif plain == "not":
                entries = _apart([(node, self._column(copy_with(node, value=field.value), column, table))])
                outside.append(_named(field, "not", ObjectValueNode(fields=entries)))
            else:
                outside.append(_named(field, plain, self._column_list(node, field.value, column, table)))
        if compared:
            against = copy_with(value, fields=tuple(compared))
            outside.insert(0, _named(node, column.name + TO_COLUMN, against))
        if inside or not outside:
            outside.insert(0, copy_with(node, value=copy_with(value, fields=tuple(inside))))
        return outside

    def _column_on_the_right(
        self, node: ObjectFieldNode, operator: str, column: Column, table: Table
    ) -> ValueNode | None:
        """The name in ``gt: { column: "name" }``; of ``JSON``, such an object is a value.

        Raises ``DocumentInvalid`` where the operator does not compare two columns.
        """
        given = node.value
        if column.codec == JSON or not isinstance(given, ObjectValueNode) or len(given.fields) != 1:
            return None
        [field] = given.fields
        if field.name.value != "column" or operator not in NAMES:
            return None
        if column.codec.item:
            raise DocumentInvalid("A list is not compared with a column.", locations=position(node))
        if operator not in BETWEEN_COLUMNS:
            *most, last = BETWEEN_COLUMNS
            sentence = f"The operator '{operator}' takes no column; {', '.join(most)} and {last} do."
            raise DocumentInvalid(sentence, locations=position(node))
        name = field.value
        if self.catalog.camel_case and isinstance(name, StringValueNode | EnumValueNode):
            return copy_with(name, value=Spellings(table.columns).meant(name.value))
        return name

    def _column_list(
        self, node: ObjectFieldNode, value: ValueNode, column: Column, table: Table
    ) -> ValueNode:
        if isinstance(value, ObjectValueNode):
            singles: Sequence[ValueNode] = [
                ObjectValueNode(fields=(field,), loc=field.loc) for field in value.fields
            ]
        elif isinstance(value, ListValueNode):
            singles = value.values
        else:
            return value
        entries = [
            _apart([(node, self._column(copy_with(node, value=single), column, table))]) for single in singles
        ]
        return ListValueNode(values=tuple(ObjectValueNode(fields=entry) for entry in entries), loc=value.loc)

    def _single(self, operator: str, value: ValueNode) -> ObjectValueNode:
        name = NameNode(value=operator, loc=value.loc)
        return ObjectValueNode(
            fields=(ObjectFieldNode(name=name, value=value, loc=value.loc),), loc=value.loc
        )

    # -- orderings ----------------------------------------------------------------------------

    def order(self, node: ValueNode, table: Table) -> ValueNode:
        """``{ price: desc, id: asc }`` → a list with one key each."""
        if isinstance(node, ObjectValueNode):
            keys = (key for field in node.fields for key in self._keys(field, table))
            items = [ObjectValueNode(fields=(key,), loc=key.loc) for key in keys]
            return ListValueNode(values=tuple(items), loc=node.loc)
        if isinstance(node, ListValueNode):
            return copy_with(node, values=tuple(self._order_item(item, table) for item in node.values))
        return node

    def _keys(self, node: ObjectFieldNode, table: Table) -> Iterator[ObjectFieldNode]:
        """A key of an ordering; one for each key of the relation that it goes through."""
        node = _by_its_own_name(node, table)
        target = self._target(node.name.value, table)
        if target is None or not isinstance(node.value, ObjectValueNode) or not node.value.fields:
            yield self._key(node, table)
            return
        for field in node.value.fields:
            for key in self._keys(field, target):
                yield copy_with(node, value=copy_with(node.value, fields=(key,)))

    def _order_item(self, node: ValueNode, table: Table) -> ValueNode:
        if not isinstance(node, ObjectValueNode):
            return node
        return copy_with(node, fields=tuple(self._key(field, table) for field in node.fields))

    def _key(self, node: ObjectFieldNode, table: Table) -> ObjectFieldNode:
        node = _by_its_own_name(node, table)
        name, value = node.name.value, node.value
        target = self._target(name, table)
        if target is not None:
            return copy_with(node, value=self._order_item(value, target))
        if name not in table.columns or not isinstance(value, ListValueNode):
            return node
        listed = _in_order(value)
        if listed is None:
            return node
        return copy_with(node, name=copy_with(node.name, value=f"{name}_in_order"), value=listed)

    def _target(self, name: str, table: Table) -> Table | None:
        relation = None if name in table.columns else table.relations.get(name)
        return self.catalog.tables.get(relation.target) if relation else None


def _by_its_own_name(node: ObjectFieldNode, table: Table) -> ObjectFieldNode:
    """A key of an ordering under the name of the relation to one row that it means."""
    meant = table.relation_called(node.name.value)
    return _named(node, meant.name, node.value) if meant is not None and not meant.many else node


def _apart(
    entries: Sequence[tuple[ObjectFieldNode, Sequence[ObjectFieldNode]]],
) -> tuple[ObjectFieldNode, ...]:
    """The fields of one object, in which a key may occur once.

    What came out of a column, and meets another key of its name, becomes an item of an ``and``.  Keys
    that the document itself repeats are left for validation to refuse.
    """
    kept: list[ObjectFieldNode] = []
    surplus: list[ValueNode] = []
    taken = {canonical(written.name.value) for written, _ in entries}
    for written, fields in entries:
        for field in fields:
            moved = _is_moved(field.name.value, written.name.value)
            if moved and (field.name.value in taken or any(o.name.value == field.name.value for o in kept)):
                surplus.append(ObjectValueNode(fields=(field,), loc=field.loc))
            else:
                kept.append(field)
    return tuple(_with_and(kept, surplus))


def _is_moved(name: str, written: str) -> bool:
    """A connective, or a comparison with another column, that stands under a column in the document."""
    if name in CONNECTIVES:
        return canonical(written) not in CONNECTIVES
    return name.endswith(TO_COLUMN) and name != written


def _with_and(fields: list[ObjectFieldNode], surplus: list[ValueNode]) -> Iterator[ObjectFieldNode]:
    merged = not surplus
    for field in fields:
        if field.name.value == "and" and not merged and isinstance(field.value, ListValueNode):
            merged = True
            yield copy_with(field, value=copy_with(field.value, values=(*field.value.values, *surplus)))
        else:
            yield field
    if not merged:
        yield ObjectFieldNode(name=NameNode(value="and"), value=ListValueNode(values=tuple(surplus)))


def _in_order(node: ListValueNode) -> ObjectValueNode | None:
    """``[$ids, "asc"]`` → ``{ values: $ids, direction: asc }``; ``None`` for any other list."""
    if not node.values or not isinstance(node.values[0], VariableNode | ListValueNode):
        return None
    given: list[tuple[str, ValueNode]] = [("values", node.values[0])]
    if len(node.values) == 2 and isinstance(node.values[1], StringValueNode | EnumValueNode):
        direction = node.values[1]
        given.append(("direction", EnumValueNode(value=direction.value, loc=direction.loc)))
    elif len(node.values) > 1:
        return None
    fields = [ObjectFieldNode(name=NameNode(value=name), value=value, loc=value.loc) for name, value in given]
    return ObjectValueNode(fields=tuple(fields), loc=node.loc)


def _named(node: ObjectFieldNode, name: str, value: ValueNode) -> ObjectFieldNode:
    if node.name.value == name and node.value is value:
        return node
    return copy_with(node, name=copy_with(node.name, value=name), value=value)
