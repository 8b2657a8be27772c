"""GraphQL's CollectFields, with conditions kept instead of decided: what is under each key of an object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

from django_graphgate.compiler.plan.row_source import only_at_selectors, same_row_source
from django_graphgate.compiler.plan.values import Variables
from django_graphgate.compiler.schema.connections import CURSOR
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import LimitExceeded
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import BOOL
from django_graphgate.ir.plan import Again, Field
from django_graphgate.ir.presence import ALWAYS, Condition, Presence, either, within, without
from django_graphgate.ir.visit import cursors_in

_MAX_ALTERNATIVES = 50
_MAX_POSITIONS = 10
_TOO_MANY = "Too many conditions decide over one field."


@dataclass(slots=True)
class Collected:
    """All occurrences of one response key: its first node, when it is present, what is selected in it."""

    node: FieldNode
    presence: Presence
    sets: list[tuple[SelectionSetNode, Presence]]
    positions: list[tuple[int, Presence]]
    """Where its occurrences are among those of all keys; those without another key between share a position."""

    def inside(self) -> list[tuple[SelectionSetNode, Presence]]:
        """What is selected in it; of the conditions, those that are still open inside its key."""
        return [(node, _relative(presence, self.presence)) for node, presence in self.sets]


@dataclass(slots=True)
class _Keys:
    """The keys of one object, and how many positions they have so far."""

    entries: dict[str, Collected]
    positions: int = 0

    def next_position(self) -> int:
        self.positions += 1
        return self.positions


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects the fields of one document's objects."""

    catalog: Catalog
    variables: Variables

    def collect(
        self, sets: Iterable[tuple[SelectionSetNode, Presence]], type_name: str
    ) -> dict[str, Collected]:
        """The fields of an object of a type: what is under another type's condition is not for it."""
        keys = _Keys({})
        for node, presence in sets:
            self._collect(node.selections, presence, keys, type_name)
        return keys.entries

    def _collect(
        self,
        nodes: Iterable[SelectionNode],
        outer: Presence,
        keys: _Keys,
        type_name: str,
    ) -> None:
        for node in nodes:
            presence = outer
            if node.directives:
                presence = within(outer, self._presence(node.directives))
                if not presence:
                    continue
                if len(presence) > _MAX_ALTERNATIVES:
                    raise LimitExceeded(_TOO_MANY, locations=position(node))
            if isinstance(node, FieldNode):
                self._field(node, presence, keys)
            elif isinstance(node, InlineFragmentNode) and not self._is_for_another(node, type_name):
                self._collect(node.selection_set.selections, presence, keys, type_name)

    def _is_for_another(self, node: InlineFragmentNode, type_name: str) -> bool:
        wanted = node.type_condition.name.value if node.type_condition else type_name
        return wanted != type_name and wanted in self.catalog.by_type_name

    def _field(self, node: FieldNode, presence: Presence, keys: _Keys) -> None:
        key = (node.alias or node.name).value
        entry = keys.entries.get(key)
        if entry is None:
            entry = keys.entries[key] = Collected(node, presence, [], [(keys.next_position(), presence)])
            if node.directives and not node.name.value.endswith(CURSOR):
                only_at_selectors(node)
        else:
            same_row_source(entry.node, node)
            if entry.presence != ALWAYS:
                self._add_position(entry, presence, keys)
            entry.presence = either(entry.presence, presence)
        if node.selection_set:
            entry.sets.append((node.selection_set, presence))

    def _add_position(self, entry: Collected, presence: Presence, keys: _Keys) -> None:
        """Another occurrence, which gives the key its position where those before it are absent."""
        position_of_last, known = entry.positions[-1]
        if position_of_last == keys.positions:
            entry.positions[-1] = position_of_last, either(known, presence)
        else:
            entry.positions.append((keys.next_position(), presence))

    def _presence(self, directives: Iterable[DirectiveNode]) -> Presence:
        presence: Presence = ALWAYS
        for directive in directives:
            name = directive.name.value
            if name not in ("include", "skip") or not directive.arguments:
                continue
            value = directive.arguments[0].value
            wanted = name == "include"
            if isinstance(value, BooleanValueNode):
                if value.value is not wanted:
                    return ()
                continue
            self.variables.never_null(value)
            condition = Condition(self.variables.parameter(value, BOOL), wanted)
            presence = within(presence, ((condition,),))
        return presence


def placed(fields: Sequence[Field], collected: Mapping[str, Collected]) -> tuple[Field, ...]:
    """The fields in the order of the answer: each key is where the first of its occurrences is that is present.

    A field that nobody wrote, a cursor, follows its list.
    """
    if all(len(entry.positions) == 1 for entry in collected.values()):
        return tuple(fields)
    lists = {cursor.key: cursor.of for cursor in cursors_in(fields)}
    moving: list[Field] = []
    ordered: list[tuple[int, Field]] = []
    for field in fields:
        entry = collected[field.key if field.key in collected else lists[field.key]]
        if len(entry.positions) == 1:
            ordered.append((entry.positions[0][0], field))
            continue
        moving.append(field)
        for index, presence in _exclusive(entry):
            ordered.append((index, Again(key=field.key, presence=presence)))
    return (*moving, *(field for _, field in sorted(ordered, key=lambda each: each[0])))


def _exclusive(entry: Collected) -> Iterator[tuple[int, Presence]]:
    """The positions of a key, each with when it is that one."""
    if len(entry.positions) > _MAX_POSITIONS:
        raise LimitExceeded(_TOO_MANY, locations=position(entry.node))
    before: Presence = ()
    for index, presence in entry.positions:
        here = without(presence, before, _MAX_ALTERNATIVES)
        if here is None:
            raise LimitExceeded(_TOO_MANY, locations=position(entry.node))
        if here:
            yield index, here
        before = either(before, presence)


def _relative(inner: Presence, outer: Presence) -> Presence:
    """What of an occurrence's conditions is still open inside its key: nothing when it is the only one."""
    return ALWAYS if inner == outer else inner
