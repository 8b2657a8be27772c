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

from tests.support.oracle.scalars import Truth, compare, conjunction, disjunction, from_json, negation
from tests.support.oracle.worlds import Caller, Link, Row, TableOf


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
            return [self.value(one) for one in node.values]
        if isinstance(node, EnumValueNode):
            return node.value
        return value_from_ast_untyped(node)

    # -- objects ------------------------------------------------------------------------------

    def linked(self, link: Link, row: Row) -> list[Row]:
        rows = self.tables[link.target].rows
        if link.by is None:
            return [one for one in rows if row[link.here] is not None and one[link.there] == row[link.here]]
        name, near, far = link.by
        joins = self.who.world.joins[name] if name in self.who.world.joins else self.tables[name].rows
        if name in self.tables:
            joins = [one for one in joins if self.allowed(name, one) is True]
        ids = {one[far] for one in joins if one[near] == row[link.here]}
        return [one for one in rows if one[link.there] in ids]

    # -- rows ---------------------------------------------------------------------------------

    def keys(self, table: str, node: ValueNode | None) -> list[tuple[tuple[str, ...], str]]:
        """The whole ordering: paths and directions, the key of the table last."""
        found: dict[tuple[str, ...], str] = {}
        items = node.values if isinstance(node, ListValueNode) else [node]
        for item in items if isinstance(node, ListValueNode | ObjectValueNode) else ():
            for path, direction in self.order_keys(item, ()):
                if not {(name,) for name in self.tables[table].key} <= found.keys():  # else there are no ties
                    found.setdefault(path, direction)
        for name in self.tables[table].key:
            found.setdefault((name,), "asc")
        return list(found.items())

    def kind(self, path: Sequence[str], table: str) -> str:
        """Of what stands at the end of an ordering's path."""
        for name in path[:-1]:
            table = self.tables[table].links[name].target
        return "int" if " in " in path[-1] else self.tables[table].kinds[path[-1]]

    def ordered(self, rows: list[Row], table: str, node: ValueNode | None) -> list[Row]:
        found = list(rows)
        for path, direction in reversed(self.keys(table, node)):  # sorting is stable
            sign = -1 if direction.startswith("desc") else 1
            nulls_first = direction.endswith("_nulls_first") or direction == "desc"
            values = [(self.along(path, table, one), one) for one in found]
            full = [one for one in values if one[0] is not None]
            full.sort(key=functools.cmp_to_key(functools.partial(_compare_by, sign)))
            empty = [one for one in values if one[0] is None]
            found = [row for _, row in (empty + full if nulls_first else full + empty)]
        return found

    def order_keys(self, node: ValueNode, path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
        assert isinstance(node, ObjectValueNode)
        for one in node.fields:
            if isinstance(one.value, ObjectValueNode) and one.name.value.endswith("_in_order"):
                given = {key.name.value: self.value(key.value) for key in one.value.fields}
                [node] = [key.value for key in one.value.fields if key.name.value == "values"]
                name = one.name.value.removesuffix("_in_order")
                yield (*path, self.by_list(name, node)), given.get("direction", "asc")
            elif isinstance(one.value, ObjectValueNode):
                yield from self.order_keys(one.value, (*path, one.name.value))
            elif isinstance(one.value, ListValueNode):
                listed, direction = one.value.values
                yield (*path, self.by_list(one.name.value, listed)), self.value(direction)
            elif not isinstance(one.value, NullValueNode):
                yield (*path, one.name.value), self.value(one.value)

    def by_list(self, name: str, node: ValueNode) -> str:
        """The end of an ordering's path: two lists are two places, even if the request makes them equal."""
        return f"{name} in {json.dumps({'of': print_ast(node), 'values': self.value(node) or []})}"

    def along(self, path: tuple[str, ...], table: str, row: Row) -> Any:
        """The value at the end of to-one relations; a row that the role may not see is none."""
        for name in path[:-1]:
            link = self.tables[table].links[name]
            rows = [one for one in self.linked(link, row) if self.allowed(link.target, one) is True]
            if not rows:
                return None
            [row], table = rows, link.target
        name, _, listed = path[-1].partition(" in ")
        if not listed:
            return row[name]
        places = [from_json(self.tables[table].kinds[name], one) for one in json.loads(listed)["values"]]
        found = places.index(row[name]) if row[name] is not None and row[name] in places else None
        return None if found is None else found + self.first

    def allowed(self, table: str, row: Row) -> Truth:
        rule = self.who.rule(table)
        if rule.blocked or None in rule.filters or not rule.limit:
            return False
        if self.who.user_id is None and any(map(needs_user, rule.filters)):
            return False
        trusted = Rows(
            {}, Caller(self.who.world, user_id=self.who.user_id)
        )  # a rule sees what its author sees
        return conjunction([trusted.holds(one, table, row) for one in rule.filters if one is not None])

    # -- filters ------------------------------------------------------------------------------

    def written(self, node: ValueNode, table: str) -> ValueNode | None:
        """A filter without the comparisons that count as not written; ``None`` where no other is in it."""
        if not self.absent or not isinstance(node, ObjectValueNode) or not node.fields:
            return node
        found: list[ObjectFieldNode] = []
        for one in node.fields:
            value = self.written_entry(one.name.value, one.value, table)
            found += [] if value is None else [ObjectFieldNode(name=one.name, value=value)]
        return ObjectValueNode(fields=tuple(found)) if found else None

    def written_entry(self, name: str, node: ValueNode, table: str) -> ValueNode | None:
        spec = self.tables[table]
        if name in spec.kinds:
            return self.written_value(node)
        if link := spec.links.get(name):
            return self.written(node, link.target) or ObjectValueNode(fields=())
        if canonical(name) == "not":
            return self.written(node, table)
        items = _items(node)
        kept = [one for item in items if (one := self.written(item, table)) is not None]
        return ListValueNode(values=tuple(kept)) if kept or not items else None

    def written_value(self, node: ValueNode) -> ValueNode | None:
        """A value, a list of some, or operators and connectives with some."""
        if isinstance(node, VariableNode):
            return None if node.name.value in self.absent else node
        if isinstance(node, ListValueNode):
            kept = [one for item in node.values if (one := self.written_value(item)) is not None]
            return ListValueNode(values=tuple(kept)) if kept or not node.values else None
        if not isinstance(node, ObjectValueNode) or not node.fields:
            return node
        found: list[ObjectFieldNode] = []
        for one in node.fields:
            given = one.value
            if canonical(one.name.value) in ("and", "or"):
                given = ListValueNode(values=tuple(_items(given)))
            value = self.written_value(given)
            found += [] if value is None else [ObjectFieldNode(name=one.name, value=value)]
        return ObjectValueNode(fields=tuple(found)) if found else None

    def holds(self, node: ValueNode, table: str, row: Row) -> Truth:
        wanted = self.written(node, table)
        if wanted is None or isinstance(wanted, NullValueNode):
            return True
        node = wanted
        assert isinstance(node, ObjectValueNode), node
        return conjunction([self.entry(one.name.value, one.value, table, row) for one in node.fields])

    def entry(self, name: str, node: ValueNode, table: str, row: Row) -> Truth:
        spec = self.tables[table]
        if name in spec.kinds:
            return self.column(node, name, table, row)
        if link := spec.links.get(name):
            found = [
                conjunction([self.allowed(link.target, one), self.holds(node, link.target, one)])
                for one in self.linked(link, row)
            ]
            return any(one is True for one in found)
        name = canonical(name)
        if name == "not":
            return negation(self.holds(node, table, row))
        found = [self.holds(one, table, row) for one in _items(node)]
        return conjunction(found) if name == "and" else disjunction(found)

    def column(self, node: ValueNode, name: str, table: str, row: Row) -> Truth:
        """One column's operators; a value in their place is what it equals, a list what it is one of."""
        if isinstance(node, NullValueNode):
            return True
        kind = self.tables[table].kinds[name]
        if not isinstance(node, ObjectValueNode):
            value = self.value(node)
            return compare("in" if isinstance(value, list) else "eq", kind, row[name], value)
        found: list[Truth] = []
        for one in node.fields:
            operator = canonical(one.name.value)
            if operator in ("and", "or"):
                inner = [self.column(item, name, table, row) for item in _items(one.value)]
                found.append(conjunction(inner) if operator == "and" else disjunction(inner))
            elif operator == "not":
                found.append(negation(self.column(one.value, name, table, row)))
            else:
                found.append(compare(operator, kind, row[name], self.value(one.value)))
        return conjunction(found)


def needs_user(node: ValueNode | None) -> bool:
    if isinstance(node, VariableNode):
        return node.name.value == "user_id"
    if isinstance(node, ListValueNode):
        return any(map(needs_user, node.values))
    return isinstance(node, ObjectValueNode) and any(needs_user(one.value) for one in node.fields)


def _items(node: ValueNode) -> Sequence[ValueNode]:
    """What a connective connects: the items of a list, or the keys of an object."""
    if isinstance(node, ListValueNode):
        return node.values
    if not isinstance(node, ObjectValueNode):
        return [node]
    return [ObjectValueNode(fields=(one,)) for one in node.fields]


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


def _compare_by(sign: int, one: tuple[Any, Row], other: tuple[Any, Row]) -> int:
    return sign * ((one[0] > other[0]) - (one[0] < other[0]))
