"""Nested data inserted level by level: one statement for all rows of a table on a level.

The result, and the errors, are those of rows that are saved one after the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from django_graphgate.execution.writes.context import Context, key_of
from django_graphgate.execution.writes.errors import invalid
from django_graphgate.execution.writes.journal import Journal
from django_graphgate.execution.writes.links import Link, attach, link_to
from django_graphgate.execution.writes.named import connected
from django_graphgate.execution.writes.relations import BEFORE
from django_graphgate.ir.input_rows import InputRow, RelatedData
from django_graphgate.ir.write import Way, WriteRelation


@dataclass(slots=True)
class Node:
    """A row that is inserted or connected, with the rows that belong to it in the order of the data."""

    table: str
    instance: Model
    row: InputRow | None = None
    """``None`` for a row that was there already."""
    nested: dict[int, list[Node]] = field(default_factory=dict[int, "list[Node]"])
    """What is written along each relation, by the identity of what the data say of it."""

    def in_order(self) -> Iterator[Node]:
        """The rows in the order in which they would be saved one after the other."""
        related = [] if self.row is None else self.row.related
        before = [each for each in related if each.relation.way in BEFORE]
        yield from self._nested_in_order(before)
        yield self
        yield from self._nested_in_order(each for each in related if each.relation.way not in BEFORE)

    def _nested_in_order(self, several: Iterable[RelatedData]) -> Iterator[Node]:
        for related in several:
            for node in self.nested.get(id(related), ()):
                yield from node.in_order()


_Pair = tuple[Node, RelatedData]


def fits(context: Context, rows: Iterable[InputRow]) -> bool:
    """Whether the data can be inserted level by level."""
    return all(
        row.shape.action == "insert"
        and not context.full_clean(row.shape.table)
        and _joins_once(row)
        and all(_relation_fits(related) and fits(context, related.rows) for related in row.related)
        for row in rows
    )


def _joins_once(row: InputRow) -> bool:
    """Not where two relations lead to the same join table: what one of them connects, the other may have connected."""
    joins = [
        relation.through or relation.table
        for relation in (related.relation for related in row.related)
        if relation.way in ("through", "reverse")
    ]
    through = {related.relation.through for related in row.related if related.relation.way == "through"}
    return all(joins.count(table) == 1 for table in through)


def _relation_fits(related: RelatedData) -> bool:
    """Not where rows that are there already change, or where a single row is wanted and several are given."""
    match related.relation.way:
        case "forward":
            return not related.disconnect and len(related.rows) + len(related.connect) == 1
        case "reverse" | "generic":
            return not related.disconnect and not related.connect
        case "many_to_many" | "through":
            return not related.disconnect
        case "array":
            return False


class Inserter:
    """Inserts trees of data that :func:`fits` accepts."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def insert(self, rows: Sequence[InputRow]) -> list[Model]:
        """Rows of one table, with what is nested in them; each is entered into the journal."""
        journal = self._context.journal
        self._context.journal = Journal(self._context.passing, self._context.existing)
        try:
            nodes = self._level(rows)
        finally:
            self._context.journal = journal
        for node in (each for root in nodes for each in root.in_order()):
            if node.row is None:
                journal.touched(node.table, key_of(node.instance))
            else:
                journal.wrote(node.table, "insert", key_of(node.instance), node.row.path)
        return [node.instance for node in nodes]

    def _level(self, rows: Sequence[InputRow], links: Sequence[Link] = ()) -> list[Node]:
        """Rows of one table; ``links`` are what attaches each of them to other rows."""
        if not rows:
            return []
        shape = rows[0].shape
        model = apps.get_model(shape.model)
        self._context.budget.count(shape.table, "insert", len(rows))
        nodes = [Node(shape.table, self._context.new(row), row) for row in rows]
        for node, row, link in zip(nodes, rows, links, strict=False):
            attach(node.instance, row, link)
        for pairs in _by_relation(nodes, "forward"):
            self._forward(pairs)
        instances: Any = [node.instance for node in nodes]
        with self._context.errors_of(shape.table, rows[0].path):
            model._base_manager.using(self._context.alias).bulk_create(instances)
        for pairs in _by_relation(nodes, "reverse", "generic", "many_to_many", "through"):
            if pairs[0][1].relation.way in ("reverse", "generic"):
                self._pointing(pairs)
            else:
                self._joined(pairs)
        return nodes

    def _forward(self, pairs: list[_Pair]) -> None:
        """The rows that these point to come first."""
        for (node, related), targets in self._targets(pairs):
            if len(targets) > 1:
                raise invalid(related.path, "The values name several rows.", "invalid_choice")
            node.nested[id(related)] = targets
            for target in targets:
                attach(node.instance, _row(node), {related.relation.field: target.instance})

    def _pointing(self, pairs: list[_Pair]) -> None:
        """The rows that point to these get their keys."""
        owners = [(node, related, row) for node, related in pairs for row in related.rows]
        links = [link_to(self._context, node.instance, related) for node, related, _ in owners]
        children = self._level([row for *_, row in owners], links)
        for (node, related, _), child in zip(owners, children, strict=True):
            node.nested.setdefault(id(related), []).append(child)

    def _joined(self, pairs: list[_Pair]) -> None:
        """The related rows, then the rows of the join table."""
        relation = pairs[0][1].relation
        by_pair = self._targets(pairs)
        for (node, related), targets in by_pair:
            node.nested[id(related)] = targets
        if relation.way == "through":
            self._through(relation, [(pair, target) for pair, targets in by_pair for target in targets])
            return
        for (node, _), targets in by_pair:
            self._context.budget.count_unruled(len(targets))
            if targets:
                getattr(node.instance, relation.field).add(*[target.instance for target in targets])

    def _through(self, relation: WriteRelation, ends: list[tuple[_Pair, Node]]) -> None:
        shape = self._context.plan.shape(relation.through, "insert")
        rows = [InputRow(shape=shape, path=related.path, values={}) for (_, related), _ in ends]
        self._context.put_presets(rows)
        links = [{relation.near: node.instance, relation.far: target.instance} for (node, _), target in ends]
        for ((node, related), _), joined in zip(ends, self._level(rows, links), strict=True):
            node.nested[id(related)].append(joined)

    def _targets(self, pairs: list[_Pair]) -> list[tuple[_Pair, list[Node]]]:
        """The related rows of each row: those that are inserted, then those that are connected."""
        nodes = iter(self._level([row for _, related in pairs for row in related.rows]))
        targets = [(pair, list(itertools.islice(nodes, len(pair[1].rows)))) for pair in pairs]
        for (_, related), mine in targets:
            table, path = related.relation.table, (*related.path, "connect")
            mine += [Node(table, row) for row in connected(self._context, table, related.connect, path)]
        return targets


def _row(node: Node) -> InputRow:
    if node.row is None:
        raise ValueError("a row that was there already has no data")
    return node.row


def _by_relation(nodes: Sequence[Node], *ways: Way) -> Iterable[list[_Pair]]:
    """What the rows say along each relation of these ways, in written order."""
    by_name: dict[str, list[_Pair]] = {}
    for node in nodes:
        for related in _row(node).related:
            if related.relation.way in ways:
                by_name.setdefault(related.relation.name, []).append((node, related))
    return by_name.values()
