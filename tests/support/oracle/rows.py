"""Rows: which a role may see, which a filter lets through, and in which order they stand."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    EnumValueNode,
    FragmentDefinitionNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    print_ast,
)
from graphql.utilities import value_from_ast_untyped

from tests.support.oracle.scalars import (
    Truth,
    compare,
    compare_columns,
    conjunction,
    disjunction,
    from_json,
    negation,
    to_json,
)
from tests.support.oracle.worlds import Caller, Link, Row, TableOf
from tests.support.shop.exact import Number

TO_COLUMN = "_to_column"


@dataclass
class Rows:
    """Knows the values of the variables, the caller, and where places in a list count from."""

    variables: Mapping[str, Any]
    who: Caller
    first: int = 0
    always: bool = False
    """Every paged list has its cursor beside it."""
    fragments: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    """Variables marked ``@optional`` that the request does not give."""

    @property
    def tables(self) -> Mapping[str, TableOf]:
        return self.who.world.tables

    def value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            name = node.name.value
            known = {
                "user_id": self.who.user_id,
                "user_id_provider": None,
                "user_role": "role",  # as tests.support.shop.running calls every role
                "now": dt.datetime.now(dt.UTC).isoformat(),
            }
            return known[name] if name in known else self.variables.get(name)
        if isinstance(node, ListValueNode):
            return [self.value(item) for item in node.values]
        if isinstance(node, EnumValueNode):
            return node.value
        return value_from_ast_untyped(node)

    # -- objects ------------------------------------------------------------------------------

    def linked(self, link: Link, row: Row) -> list[Row]:
        rows = self.tables[link.target].rows
        if link.by is None:
            return [
                target
                for target in rows
                if row[link.here] is not None and target[link.there] == row[link.here]
            ]
        name, near, far = link.by
        joins = self.who.world.joins[name] if name in self.who.world.joins else self.tables[name].rows
        if name in self.tables:
            joins = [join for join in joins if self.allowed(name, join) is True]
        ids = {join[far] for join in joins if join[near] == row[link.here]}
        return [target for target in rows if target[link.there] in ids]

    # -- rows ---------------------------------------------------------------------------------

    def keys(self, table: str, node: ValueNode | None) -> list[tuple[tuple[str, ...], str]]:
        """The whole ordering: paths and directions, the key of the table last."""
        taken: dict[tuple[str, ...], str] = {}
        items = node.values if isinstance(node, ListValueNode) else [node]
        for item in items if isinstance(node, ListValueNode | ObjectValueNode) else ():
            for path, direction in self.order_keys(item, ()):
                if not {(name,) for name in self.tables[table].key} <= taken.keys():  # else there are no ties
                    taken.setdefault(path, direction)
        for name in self.tables[table].key:
            taken.setdefault((name,), "asc")
        return list(taken.items())

    def kind(self, path: Sequence[str], table: str) -> str:
        """Of what stands at the end of an ordering's path."""
        for name in path[:-1]:
            table = self.tables[table].links[name].target
        return "int" if " in " in path[-1] else self.tables[table].kinds[path[-1]]

    def ordered(self, rows: list[Row], table: str, node: ValueNode | None) -> list[Row]:
        ordered = list(rows)
        for path, direction in reversed(self.keys(table, node)):  # sorting is stable
            sign = -1 if direction.startswith("desc") else 1
            nulls_first = direction.endswith("_nulls_first") or direction == "desc"
            values = [(self.along(path, table, row), row) for row in ordered]
            full = [pair for pair in values if pair[0] is not None]
            full.sort(key=functools.cmp_to_key(functools.partial(_compare_by, sign)))
            empty = [pair for pair in values if pair[0] is None]
            ordered = [row for _, row in (empty + full if nulls_first else full + empty)]
        return ordered

    def order_keys(self, node: ValueNode, path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
        assert isinstance(node, ObjectValueNode)
        for entry in node.fields:
            if isinstance(entry.value, ObjectValueNode) and entry.name.value.endswith("_in_order"):
                given = {key.name.value: self.value(key.value) for key in entry.value.fields}
                [node] = [key.value for key in entry.value.fields if key.name.value == "values"]
                name = entry.name.value.removesuffix("_in_order")
                yield (*path, self.by_list(name, node)), given.get("direction", "asc")
            elif isinstance(entry.value, ObjectValueNode):
                yield from self.order_keys(entry.value, (*path, entry.name.value))
            elif isinstance(entry.value, ListValueNode):
                listed, direction = entry.value.values
                yield (*path, self.by_list(entry.name.value, listed)), self.value(direction)
            elif not isinstance(entry.value, NullValueNode):
                yield (*path, entry.name.value), self.value(entry.value)

    def by_list(self, name: str, node: ValueNode) -> str:
        """The end of an ordering's path: two lists are two places, even if the request makes them equal."""
        return f"{name} in {json.dumps({'of': print_ast(node), 'values': self.value(node) or []})}"

    def place(self, row: Row, table: str, keys: Sequence[tuple[tuple[str, ...], str]]) -> list[Any]:
        """What a cursor holds of a row."""
        values = []
        for path, _ in keys:
            shown = to_json(self.kind(path, table), self.along(path, table, row))
            values.append(int(shown) if isinstance(shown, Number) and shown.lstrip("-").isdigit() else shown)
        return values

    def along(self, path: tuple[str, ...], table: str, row: Row) -> Any:
        """The value at the end of to-one relations; a row that the role may not see is none."""
        for name in path[:-1]:
            link = self.tables[table].links[name]
            rows = [target for target in self.linked(link, row) if self.allowed(link.target, target) is True]
            if not rows:
                return None
            [row], table = rows, link.target
        name, _, listed = path[-1].partition(" in ")
        if not listed:
            return self.cell(table, row, name)
        places = [from_json(self.tables[table].kinds[name], value) for value in json.loads(listed)["values"]]
        value = self.cell(table, row, name)
        position = places.index(value) if value is not None and value in places else None
        return None if position is None else position + self.first

    def allowed(self, table: str, row: Row) -> Truth:
        rule = self.who.rule(table)
        if rule.blocked or None in rule.filters or not rule.limit:
            return False
        if self.who.user_id is None and any(map(needs_user, rule.filters)):
            return False
        return conjunction(
            [self.trusted.holds(node, table, row) for node in rule.filters if node is not None]
        )

    @property
    def trusted(self) -> Rows:
        """A rule sees what its author sees."""
        return Rows({}, Caller(self.who.world, user_id=self.who.user_id))

    def cell(self, table: str, row: Row, name: str) -> Any:
        """The value as the role sees it."""
        masks = self.who.rule(table).masks
        if name not in masks:
            return row[name]
        where = masks[name]
        if where is None or (self.who.user_id is None and needs_user(where)):
            return None
        return row[name] if self.trusted.holds(where, table, row) is True else None

    # -- filters ------------------------------------------------------------------------------

    def written(self, node: ValueNode, table: str) -> ValueNode | None:
        """A filter without the comparisons that count as not written; ``None`` where no other is in it."""
        if not self.absent or not isinstance(node, ObjectValueNode) or not node.fields:
            return node
        entries: list[ObjectFieldNode] = []
        for entry in node.fields:
            value = self.written_entry(entry.name.value, entry.value, table)
            entries += [] if value is None else [ObjectFieldNode(name=entry.name, value=value)]
        return ObjectValueNode(fields=tuple(entries)) if entries else None

    def written_entry(self, name: str, node: ValueNode, table: str) -> ValueNode | None:
        spec = self.tables[table]
        if name in spec.kinds:
            return self.written_value(node)
        if link := spec.links.get(name):
            return self.written(node, link.target) or ObjectValueNode(fields=())
        if name.endswith(TO_COLUMN):
            return node
        if canonical(name) == "not":
            return self.written(node, table)
        items = _items(node)
        kept = [part for item in items if (part := self.written(item, table)) is not None]
        return ListValueNode(values=tuple(kept)) if kept or not items else None

    def written_value(self, node: ValueNode) -> ValueNode | None:
        """A value, a list of some, or operators and connectives with some."""
        if isinstance(node, VariableNode):
            return None if node.name.value in self.absent else node
        if isinstance(node, ListValueNode):
            kept = [part for item in node.values if (part := self.written_value(item)) is not None]
            return ListValueNode(values=tuple(kept)) if kept or not node.values else None
        if not isinstance(node, ObjectValueNode) or not node.fields:
            return node
        entries: list[ObjectFieldNode] = []
        for entry in node.fields:
            given = entry.value
            if canonical(entry.name.value) in ("and", "or"):
                given = ListValueNode(values=tuple(_items(given)))
            value = self.written_value(given)
            entries += [] if value is None else [ObjectFieldNode(name=entry.name, value=value)]
        return ObjectValueNode(fields=tuple(entries)) if entries else None

    def holds(self, node: ValueNode, table: str, row: Row) -> Truth:
        wanted = self.written(node, table)
        if wanted is None or isinstance(wanted, NullValueNode):
            return True
        node = wanted
        assert isinstance(node, ObjectValueNode), node
        return conjunction([self.entry(field.name.value, field.value, table, row) for field in node.fields])

    def entry(self, name: str, node: ValueNode, table: str, row: Row) -> Truth:
        spec = self.tables[table]
        if name in spec.kinds:
            return self.column(node, name, table, row)
        if link := spec.links.get(name):
            truths = [
                conjunction([self.allowed(link.target, target), self.holds(node, link.target, target)])
                for target in self.linked(link, row)
            ]
            return any(truth is True for truth in truths)
        if name.endswith(TO_COLUMN):
            assert isinstance(node, ObjectValueNode)
            value = self.cell(table, row, name.removesuffix(TO_COLUMN))
            return conjunction(
                [
                    compare_columns(each.name.value, value, self.cell(table, row, self.value(each.value)))
                    for each in node.fields
                ]
            )
        name = canonical(name)
        if name == "not":
            return negation(self.holds(node, table, row))
        truths = [self.holds(item, table, row) for item in _items(node)]
        return conjunction(truths) if name == "and" else disjunction(truths)

    def column(self, node: ValueNode, name: str, table: str, row: Row) -> Truth:
        """One column's operators; a value in their place is what it equals, a list what it is one of."""
        if isinstance(node, NullValueNode):
            return True
        codec = self.tables[table].kinds[name]
        if not isinstance(node, ObjectValueNode):
            value = self.value(node)
            return compare(
                "in" if isinstance(value, list) else "eq", codec, self.cell(table, row, name), value
            )
        truths: list[Truth] = []
        for entry in node.fields:
            operator = canonical(entry.name.value)
            if operator in ("and", "or"):
                inner = [self.column(item, name, table, row) for item in _items(entry.value)]
                truths.append(conjunction(inner) if operator == "and" else disjunction(inner))
            elif operator == "not":
                truths.append(negation(self.column(entry.value, name, table, row)))
            elif codec != "json" and isinstance(entry.value, ObjectValueNode):
                [other] = entry.value.fields
                truths.append(
                    compare_columns(
                        operator, self.cell(table, row, name), self.cell(table, row, self.value(other.value))
                    )
                )
            else:
                truths.append(compare(operator, codec, self.cell(table, row, name), self.value(entry.value)))
        return conjunction(truths)


def needs_user(node: ValueNode | None) -> bool:
    if isinstance(node, VariableNode):
        return node.name.value == "user_id"
    if isinstance(node, ListValueNode):
        return any(map(needs_user, node.values))
    return isinstance(node, ObjectValueNode) and any(needs_user(field.value) for field in node.fields)


def _items(node: ValueNode) -> Sequence[ValueNode]:
    """What a connective connects: the items of a list, or the keys of an object."""
    if isinstance(node, ListValueNode):
        return node.values
    if not isinstance(node, ObjectValueNode):
        return [node]
    return [ObjectValueNode(fields=(field,)) for field in node.fields]


ALIASES = {
    "equals": "eq", "not_equals": "neq", "greater_than": "gt", "lesser_than": "lt", "gteq": "gte",
    "greater_or_equals": "gte", "lteq": "lte", "lesser_or_equals": "lte", "not_in": "nin", "not_like": "nlike",
    "not_ilike": "nilike", "not_similar": "nsimilar", "not_regex": "nregex", "not_iregex": "niregex",
    "dis": "distinct", "ndis": "not_distinct",
}  # fmt: skip
"""The other names of operators."""


def canonical(name: str) -> str:
    name = name.removeprefix("_")
    return ALIASES.get(name, name)


def _compare_by(sign: int, left: tuple[Any, Row], right: tuple[Any, Row]) -> int:
    return sign * ((left[0] > right[0]) - (left[0] < right[0]))
