"""What data may do along a relation, by what the tables of one catalogue, or of a role's view, let be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django_graphgate.ir.catalog import Column, Relation, Table
from django_graphgate.ir.write import Action

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What a row's data may say of its related rows."""

    insert: bool = False
    update: bool = False
    connect: bool = False
    disconnect: bool = False

    def __bool__(self) -> bool:
        return self.insert or self.update or self.connect or self.disconnect


NOTHING = Possible()


def possible(relation: Relation, table: Table, action: Action, tables: Tables) -> Possible:
    """What the data of ``table`` may do along one of its relations within an ``insert`` or an ``update``.

    Related rows that are named, and those that an update changes, are rows that can be read.
    """
    target = tables.get(relation.target)
    if target is None or relation.way is None or target.blocked or action not in ("insert", "update"):
        return NOTHING
    named = not target.write_only and any(map(_is_comparable, target.columns.values()))
    inserted = action == "insert" and "insert" in target.writes
    updated = action == "update" and "update" in target.writes and named
    if relation.way in ("forward", "array"):
        key = _with_ends(table.writes.get(action, {}), relation)
        if not key:
            return Possible(update=updated)
        freed = action == "update" and named and all(column.nullable for column in key)
        return Possible(insert=inserted, update=updated, connect=named, disconnect=freed)
    if relation.way in ("reverse", "generic"):
        keys = _with_ends(target.writes.get("update", {}), relation)
        freed = action == "update" and named and bool(keys) and all(column.nullable for column in keys)
        return Possible(insert=inserted, update=updated, connect=named and bool(keys), disconnect=freed)
    added, removed = _joined(relation, table, action, tables)
    return Possible(
        insert=inserted and added,
        update=updated,
        connect=named and added,
        disconnect=named and removed and action == "update",
    )


def _with_ends(writable: Mapping[str, Column], relation: Relation) -> tuple[Column, ...]:
    """The columns that hold the relation's key, where data may give all of them; else none."""
    hop = relation.hops[0]
    ends = {here if relation.way in ("forward", "array") else there for here, there in hop.pairs}
    if hop.content_type is not None:
        ends.add(hop.content_type.column)
    columns = tuple(column for column in writable.values() if column.column in ends)
    return columns if len(columns) == len(ends) else ()


def _joined(relation: Relation, table: Table, action: Action, tables: Tables) -> tuple[bool, bool]:
    """Whether rows of the join table may be added, and removed."""
    if relation.way == "many_to_many":
        listed = relation.name in table.joins.get(action, ())
        return listed, listed
    join = tables.get(relation.hops[0].table or "")
    return (False, False) if join is None else ("insert" in join.writes, "delete" in join.writes)


def relations_of(table: Table, action: Action, tables: Tables) -> Iterator[tuple[Relation, Possible]]:
    """The relations that data may follow, each with what they may do there."""
    for relation in table.relations.values():
        if can := possible(relation, table, action, tables):
            yield relation, can


def named_by(table: Table) -> Mapping[str, Column]:
    """The columns by whose values data may name rows of the table: those that every reader sees."""
    if table.blocked or table.write_only:
        return {}
    return {name: column for name, column in table.columns.items() if _is_comparable(column)}


def _is_comparable(column: Column) -> bool:
    codec = column.codec
    return column.comparable and not column.masked and not codec.item and codec.scalar != "JSON"


_NUMBERS = frozenset({"Int", "BigInt", "Float", "Decimal"})


def increments_of(table: Table) -> Mapping[str, Column]:
    """The columns that ``increment`` may add to: numbers that are no keys."""
    return {
        name: column
        for name, column in table.writes.get("update", {}).items()
        if not column.references and not column.codec.item and column.codec.scalar in _NUMBERS
    }
