"""Order and page arguments of a strict document → the ordering and the page of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    EnumValueNode,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from django_graphgate.compiler.plan.values import Variables, comparable
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid, OpenShape
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import COUNT, enum_codec
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import Choice, Order, Page, RelationStep
from django_graphgate.ir.sql import Parameter

IN_ORDER = "_in_order"
"""``id_in_order: { values: $ids }`` orders by the place of ``id`` in a list."""

Arguments = Mapping[str, ArgumentNode]


@dataclass
class OrderPlanner:
    """Plans the orderings and pages of one document."""

    catalog: Catalog
    variables: Variables

    # -- ordering -----------------------------------------------------------------------------

    def order(self, arguments: Arguments, table: Table) -> tuple[Order, ...]:
        """The keys of an ordering in written order, the first of each path; the primary key comes last.

        Two lists for one column are two keys.
        """
        given = arguments.get("order_by_name")
        if given is not None:
            if (both := arguments.get("order_by")) is not None:
                sentence = "Arguments 'order_by' and 'order_by_name' exclude each other."
                raise DocumentInvalid(sentence, locations=position(both))
            return with_tie_break(tuple(self._named(given.value, table)), table)
        keys: dict[object, Order] = {}
        for item in _items(arguments.get("order_by")):
            for key in self._entries(item, table, ()):
                path = (*(step.relation.name for step in key.path), _label(key))
                keys.setdefault((path, key.listed), key)
        return with_tie_break(tuple(keys.values()), table)

    def _named(self, node: ValueNode, table: Table) -> Iterator[Order]:
        """The keys of a configured ordering; of all, each under its name, where a variable names it."""
        parameter = self.variables.parameter(node, enum_codec(table.orderings))
        if parameter.source == "constant":
            named = parameter.value if isinstance(parameter.value, str) else ""
            for column, direction in table.orderings.get(named, ()):
                yield Order(ColumnRef(table.columns[column]), *_direction_of(direction))
            return
        for name, keys in table.orderings.items():
            for column, direction in keys:
                yield Order(
                    ColumnRef(table.columns[column]),
                    *_direction_of(direction),
                    chosen=Choice(parameter, name),
                )

    def _entries(self, item: ValueNode, table: Table, path: tuple[RelationStep, ...]) -> Iterator[Order]:
        if isinstance(item, VariableNode):
            raise OpenShape("A variable may not decide the ordering.", locations=position(item))
        if not isinstance(item, ObjectValueNode):
            return
        if len(item.fields) > 1:
            sentence = "Each object of an ordering has one key: several have no order."
            raise DocumentInvalid(sentence, locations=position(item))
        for entry in item.fields:
            yield from self._entry(entry, table, path)

    def _entry(self, node: ObjectFieldNode, table: Table, path: tuple[RelationStep, ...]) -> Iterator[Order]:
        name = node.name.value
        relation = table.relations.get(name)
        target = self.catalog.tables.get(relation.target) if relation else None
        if column := table.columns.get(name):
            yield from self._direction(node, column, path)
        elif relation and target and not relation.many and not target.blocked:
            yield from self._entries(node.value, target, (*path, RelationStep(relation, target)))
        elif name.endswith(IN_ORDER) and (listed := table.columns.get(name.removesuffix(IN_ORDER))):
            yield from self._in_order(node, listed, path)
        else:
            sentence = f"Field '{name}' is not defined by type '{table.type_name}Order'."
            raise DocumentInvalid(sentence, locations=position(node))

    def _direction(
        self, node: ObjectFieldNode, column: Column, path: tuple[RelationStep, ...]
    ) -> Iterator[Order]:
        if isinstance(node.value, VariableNode):
            raise OpenShape("A variable may not decide the ordering.", locations=position(node))
        if isinstance(node.value, EnumValueNode):
            descending, nulls = _read_direction(node.value)
            yield Order(ColumnRef(column), descending, nulls, path=path)

    def _in_order(
        self, node: ObjectFieldNode, column: Column, path: tuple[RelationStep, ...]
    ) -> Iterator[Order]:
        if not isinstance(node.value, ObjectValueNode):
            return
        given = {entry.name.value: entry.value for entry in node.value.fields}
        values, direction = given.get("values"), given.get("direction")
        if values is None:
            return
        self.variables.never_null(values)
        for element in values.values if isinstance(values, ListValueNode) else ():
            self.variables.never_null(element)
        codec = comparable(column.codec)
        if isinstance(values, ListValueNode) and any(
            isinstance(entry, VariableNode) for entry in values.values
        ):
            listed = self.variables.parameters(values, codec)
        else:  # a variable: not a subquery, whose rows have no order
            listed = self.variables.parameter(values, codec, many=True)
        descending, nulls = (
            _read_direction(direction) if isinstance(direction, EnumValueNode) else (False, None)
        )
        yield Order(ColumnRef(column), descending, nulls, path=path, listed=listed)

    # -- pages --------------------------------------------------------------------------------

    def page(self, arguments: Arguments, order: tuple[Order, ...], path: str) -> Page:
        """``limit``/``offset``, or ``first``, or ``last``; the cursors of ``after`` and ``before`` bound them all."""
        given = dict(arguments)
        last = self._one_of_two(given) if {"first", "last"} <= given.keys() else None
        for some, other in (("first", "last"), ("first", "limit"), ("last", "limit")):
            if some in given and other in given:
                raise _excluded(given[other], some)
        before = self._cursor(given.get("before"), order, path)
        if last is None and "first" not in given and self._may_be_absent(given.get("last")):
            last = self._count(given, "last")
            del given["last"]
        may_turn = "last" not in given and ("first" not in given or self._may_be_absent(given["first"]))
        return Page(
            limit=self._count(given, "last" if "last" in given else "first") or self._count(given, "limit"),
            offset=self._count(given, "offset"),
            after=self._cursor(given.get("after"), order, path),
            before=before,
            backward="last" in given,
            first=self._count(given, "first") if before and may_turn else None,
            last=last,
            turns=bool(before) and last is None and may_turn,
        )

    def _may_be_absent(self, given: ArgumentNode | None) -> bool:
        """The request may leave the argument out, as its variable may be null."""
        if given is None or not isinstance(given.value, VariableNode):
            return False
        spec = self.variables.specs.get(given.value.name.value)
        return spec is not None and not spec.required

    def _one_of_two(self, given: dict[str, ArgumentNode]) -> Parameter | None:
        """``first`` beside ``last``: a variable has to be null where the other number is given.

        Leaves the number in the document; of two variables ``first``, and returns ``last``.
        """
        numbers: dict[str, Parameter] = {}
        for name in ("first", "last"):
            number = self.variables.parameter(given[name].value, COUNT)
            if number.source == "variable":
                numbers[name] = number
            elif isinstance(given[name].value, VariableNode):
                raise _excluded(given["last"], "first")
        if not numbers:
            raise _excluded(given["last"], "first")
        *others, name = numbers
        del given[name]
        self.variables.never_both(numbers[name].name, *(numbers[other].name for other in others))
        return numbers[name] if others else None

    def _count(self, arguments: Arguments, name: str) -> Parameter | None:
        given = arguments.get(name)
        return None if given is None else self.variables.parameter(given.value, COUNT)

    def _cursor(
        self, given: ArgumentNode | None, order: tuple[Order, ...], path: str
    ) -> tuple[Parameter, ...]:
        """A parameter for each key of the ordering, all brought by one cursor; an empty one is the start."""
        if given is None or (isinstance(given.value, StringValueNode) and not given.value.value):
            return ()
        variable = self.variables.cursor(given.value)
        scope = cursor_scope(path, order)
        return tuple(
            Parameter(source="cursor", codec=comparable(key.codec), name=variable, value=index, scope=scope)
            for index, key in enumerate(order)
        )


def _excluded(node: ArgumentNode, other: str) -> DocumentInvalid:
    sentence = f"Arguments '{other}' and '{node.name.value}' exclude each other."
    return DocumentInvalid(sentence, locations=position(node))


def cursor_scope(path: str, order: tuple[Order, ...]) -> str:
    """What a cursor is bound to besides its operation: the selector and its ordering."""
    keys = [
        f"{'.'.join([*(step.relation.name for step in key.path), _label(key)])}"
        f"{' desc' if key.descending else ''}{' nulls first' if key.nulls_come_first else ''}"
        for key in order
    ]
    chosen = [key.chosen.parameter.name for key in order if key.chosen is not None]
    by = f" by ${chosen[0]}" if chosen else ""
    return f"{path}({', '.join(keys)}){by}"


def with_tie_break(keys: tuple[Order, ...], table: Table) -> tuple[Order, ...]:
    """The primary key comes last in every ordering, so that each page is the same each time.

    What is named after it decides nothing and is left out: the last key of a cursor is never NULL.
    """
    missing = list(table.primary_key)
    ordered: list[Order] = []
    for key in keys:
        if not missing:
            break
        ordered.append(key)
        if key.is_plain and key.expression.name in missing:
            missing.remove(key.expression.name)
    return (*ordered, *(Order(ColumnRef(table.keys[name]), implied=True) for name in missing))


def _label(key: Order) -> str:
    name = key.expression.name + (IN_ORDER if key.listed is not None else "")
    return name if key.chosen is None else f"{key.chosen.name}: {name}"


def _items(given: ArgumentNode | None) -> Iterable[ValueNode]:
    if given is None:
        return ()
    return given.value.values if isinstance(given.value, ListValueNode) else (given.value,)


def _read_direction(node: EnumValueNode) -> tuple[bool, bool | None]:
    return _direction_of(node.value)


def _direction_of(text: str) -> tuple[bool, bool | None]:
    direction, _, nulls = text.partition("_nulls_")
    return direction == "desc", None if not nulls else nulls == "first"
