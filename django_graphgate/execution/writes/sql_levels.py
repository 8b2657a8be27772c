"""Nested data as flat lists of rows, one for each table and place in the tree, that name each other by number."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import NOT_PROVIDED, Model
from django.db.models.expressions import DatabaseDefault

from django_graphgate.execution.writes.context import Context
from django_graphgate.ir.input_rows import InputRow, Named, RelatedData
from django_graphgate.ir.write import Way


class NotInOneTripError(Exception):
    """The data need something that one round trip cannot do."""


@dataclass(slots=True)
class Level:
    """Rows of one table; the numbers of rows begin with 1, those of levels with 0."""

    table: str
    """API name; empty for a join table that Django made by itself."""
    model: type[Model]
    action: Literal["insert", "connect"]
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Values by ``attname``, as the row has them; of ``connect``, the value that names the row."""
    links: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    """Foreign keys (``attname``) that are keys of rows of another level."""
    ordinals: list[list[int | None]] = field(default_factory=list["list[int | None]"])
    """For each row, the number of the row that each link is to."""


_Pair = tuple[int, RelatedData]
"""The number of a row, and what its data say along a relation."""


class Levels:
    """The levels of a root field that inserts, in an order in which each only needs those before it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.levels: list[Level] = []

    def insert(self, rows: Sequence[InputRow]) -> int:
        """Add rows of one table with what is nested in them; the number of their level."""
        level = Level(rows[0].shape.table, apps.get_model(rows[0].shape.model), "insert")
        return self._insert(level, rows, [])

    def _insert(self, level: Level, rows: Sequence[InputRow], links: list[tuple[str, int, list[int]]]) -> int:
        if len(level.model._meta.pk_fields) != 1:
            raise NotInOneTripError
        self._context.budget.count(level.table, "insert", len(rows))
        level.rows = [dict(row.values) for row in rows]
        level.ordinals = [[] for _ in rows]
        for name, target, numbers in links:
            self._link(level, rows, name, target, dict(enumerate(numbers, 1)))
        for pairs in _by_relation(rows, "forward"):
            name = foreign_key_of(level.model, pairs[0][1].relation.field)
            targets = list(self._targets(pairs))
            linked = [owner for _, owners in targets for owner in owners]
            if len(set(linked)) != len(linked):
                raise NotInOneTripError  # several rows where one is wanted
            for target, owners in targets:
                self._link(
                    level, rows, name, target, {owner: number for number, owner in enumerate(owners, 1)}
                )
        number = self._add(level)
        for pairs in _by_relation(rows, "reverse"):
            self._pointing(number, pairs)
        for pairs in _by_relation(rows, "many_to_many", "through"):
            self._joined(number, level.model, pairs)
        if any(_by_relation(rows, "generic", "array")):
            raise NotInOneTripError
        return number

    def _add(self, level: Level) -> int:
        self.levels.append(level)
        return len(self.levels) - 1

    def _link(
        self, level: Level, rows: Sequence[InputRow], name: str, target: int, numbers: dict[int, int]
    ) -> None:
        """The foreign key of some rows is the key of rows of another level, whatever else they say."""
        level.links.append((name, target))
        for number, (row, values) in enumerate(zip(rows, level.rows, strict=True), 1):
            linked = numbers.get(number)
            if linked is not None and name in values and name not in row.given:
                raise NotInOneTripError  # a preset, which wins
            level.ordinals[number - 1].append(linked)
            if linked is not None:
                values[name] = None

    def _pointing(self, parent: int, pairs: list[_Pair]) -> None:
        rows = [row for _, related in pairs for row in related.rows]
        if not rows:
            return
        owners = [number for number, related in pairs for _ in related.rows]
        level = Level(rows[0].shape.table, apps.get_model(rows[0].shape.model), "insert")
        name = foreign_key_of(level.model, pairs[0][1].relation.field)
        self._insert(level, rows, [(name, parent, owners)])

    def _joined(self, parent: int, model: type[Model], pairs: list[_Pair]) -> None:
        relation = pairs[0][1].relation
        for target, owners in self._targets(pairs):
            targets = list(range(1, len(owners) + 1))
            if relation.way == "through":
                shape = self._context.plan.shape(relation.through, "insert")
                rows = [InputRow(shape=shape, path=(), values={}) for _ in owners]
                self._context.put_presets(rows)
                level = Level(relation.through, apps.get_model(shape.model), "insert")
                near, far = (foreign_key_of(level.model, name) for name in (relation.near, relation.far))
                self._insert(level, rows, [(near, parent, owners), (far, target, targets)])
                continue
            manager: Any = getattr(model, relation.field)
            join = manager.field
            near, far = join.m2m_field_name(), join.m2m_reverse_field_name()
            if join.remote_field.symmetrical:
                raise NotInOneTripError
            if manager.reverse:
                near, far = far, near
            self._context.budget.count_unruled(len(owners))
            level = Level("", manager.through, "insert", rows=[{} for _ in owners])
            level.links = [
                (foreign_key_of(manager.through, near), parent),
                (foreign_key_of(manager.through, far), target),
            ]
            level.ordinals = [list(pair) for pair in zip(owners, targets, strict=True)]
            self._add(level)

    def _targets(self, pairs: list[_Pair]) -> Iterator[tuple[int, list[int]]]:
        """The levels of the related rows that are inserted, and of those that are connected, with their owners."""
        rows = [row for _, related in pairs for row in related.rows]
        if rows:
            yield self.insert(rows), [number for number, related in pairs for _ in related.rows]
        by_column: dict[str, tuple[Level, list[int]]] = {}
        for number, related in pairs:
            for named in related.connect:
                column, values = _named(named)
                if not values:
                    continue
                model = apps.get_model(self._context.plan.tables[related.relation.table].model)
                level, owners = by_column.setdefault(
                    column, (Level(related.relation.table, model, "connect"), [])
                )
                level.rows += [{column: value} for value in values]
                owners += [number] * len(values)
        if len(by_column) > 1:
            raise NotInOneTripError  # two values may name the same row
        for level, owners in by_column.values():
            pairs_named = [(owner, *row.values()) for owner, row in zip(owners, level.rows, strict=True)]
            if len(set(pairs_named)) != len(pairs_named):
                raise NotInOneTripError
            yield self._add(level), owners


def _named(named: Named) -> tuple[str, tuple[Any, ...]]:
    if len(named) != 1:
        raise NotInOneTripError
    ((column, values),) = named.items()
    return column, values


def foreign_key_of(model: type[Model], name: str) -> str:
    """The column of a foreign key to the primary key of another table."""
    field: Any = model._meta.get_field(name)
    if (
        len(field.foreign_related_fields) != 1
        or not field.target_field.primary_key
        or not field.db_constraint
    ):
        raise NotInOneTripError
    return str(field.attname)


def _by_relation(rows: Sequence[InputRow], *ways: Way) -> list[list[_Pair]]:
    """What the rows say along each relation of these ways, in written order."""
    by_name: dict[str, list[_Pair]] = {}
    for number, row in enumerate(rows, 1):
        for related in row.related:
            if related.relation.way in ways:
                by_name.setdefault(related.relation.name, []).append((number, related))
    return list(by_name.values())


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a level that are written, with the values of each row as the database's library takes them."""

    fields: tuple[Any, ...]
    rows: list[list[Any]]


def columns_of(level: Level, connection: Any) -> Columns:
    """What is written of a level: what the data give, Python's defaults, and what fields write by themselves."""
    if level.action == "connect":
        (name,) = {name for row in level.rows for name in row}
        item = level.model._meta.get_field(name)
        return Columns((item,), [[_prepared(item, row[name], connection)] for row in level.rows])
    fields: list[Any] = []
    columns: list[list[Any]] = []
    for item in _written_fields(level.model):
        name = item.attname
        if getattr(item, "auto_now", False) or getattr(item, "auto_now_add", False):
            scratch = level.model()
            values = [item.pre_save(scratch, add=True) for _ in level.rows]
        else:
            values = [row[name] if name in row else item.get_default() for row in level.rows]
        if item.db_default is not NOT_PROVIDED:
            left = sum(isinstance(value, DatabaseDefault) for value in values)
            if left == len(values):
                continue
            if left:
                raise NotInOneTripError
        fields.append(item)
        columns.append([_prepared(item, value, connection) for value in values])
    return Columns(tuple(fields), [list(row) for row in zip(*columns, strict=True)])


@functools.cache
def _written_fields(model: type[Model]) -> tuple[Any, ...]:
    return tuple(item for item in model._meta.concrete_fields if not item.generated)


def _prepared(item: Any, value: Any, connection: Any) -> Any:
    try:
        prepared = None if value is None else item.get_db_prep_save(value, connection)
    except (ValueError, TypeError, ArithmeticError, ValidationError) as error:
        raise NotInOneTripError from error
    if hasattr(prepared, "resolve_expression"):
        raise NotInOneTripError
    return prepared
