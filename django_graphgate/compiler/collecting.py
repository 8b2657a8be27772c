"""GraphQL's CollectFields, with conditions kept instead of decided: what stands under each key of an object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

from django_graphgate.compiler.connections import CURSOR
from django_graphgate.compiler.parse import position
from django_graphgate.compiler.places import only_at_selectors, same_place
from django_graphgate.compiler.values import Variables
from django_graphgate.errors import LimitExceeded
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.plan import (
    ALWAYS,
    Condition,
    Presence,
    either,
    within,
)

_MOST_ALTERNATIVES = 50


@dataclass(slots=True)
class Collected:
    """All occurrences of one response key: its first node, when it is present, what is selected in it."""

    node: FieldNode
    presence: Presence
    sets: list[tuple[SelectionSetNode, Presence]]

    def inside(self) -> list[tuple[SelectionSetNode, Presence]]:
        """What is selected in it; of the conditions, those that are still open inside of its key."""
        return [(node, _relative(presence, self.presence)) for node, presence in self.sets]


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects the fields of one document's objects."""

    catalog: Catalog
    variables: Variables

    def collect(
        self, sets: Iterable[tuple[SelectionSetNode, Presence]], type_name: str
    ) -> dict[str, Collected]:
        """The fields of an object of a type: what stands under another type's condition is not for it."""
        found: dict[str, Collected] = {}
        for node, presence in sets:
            self._collect(node.selections, presence, found, type_name)
        return found

    def _collect(
        self,
        nodes: Iterable[SelectionNode],
        outer: Presence,
        found: dict[str, Collected],
        type_name: str,
    ) -> None:
        for node in nodes:
            presence = outer
            if node.directives:
                presence = within(outer, self._presence(node.directives))
                if not presence:
                    continue
                if len(presence) > _MOST_ALTERNATIVES:
                    sentence = "Too many conditions decide over one field."
                    raise LimitExceeded(sentence, locations=position(node))
            if isinstance(node, FieldNode):
                self._field(node, presence, found)
            elif isinstance(node, InlineFragmentNode) and not self._is_for_another(node, type_name):
                self._collect(node.selection_set.selections, presence, found, type_name)

    def _is_for_another(self, node: InlineFragmentNode, type_name: str) -> bool:
        wanted = node.type_condition.name.value if node.type_condition else type_name
        return wanted != type_name and wanted in self.catalog.by_type_name

    def _field(self, node: FieldNode, presence: Presence, found: dict[str, Collected]) -> None:
        key = (node.alias or node.name).value
        one = found.get(key)
        if one is None:
            one = found[key] = Collected(node, presence, [])
            if node.directives and not node.name.value.endswith(CURSOR):
                only_at_selectors(node)
        else:
            same_place(one.node, node)
            one.presence = either(one.presence, presence)
        if node.selection_set:
            one.sets.append((node.selection_set, presence))

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
            condition = Condition(self.variables.parameter(value, "bool"), wanted)
            presence = within(presence, ((condition,),))
        return presence


def _relative(inner: Presence, outer: Presence) -> Presence:
    """What of an occurrence's conditions is still open inside its key: nothing when it is the only one."""
    return ALWAYS if inner == outer else inner
