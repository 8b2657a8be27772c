"""JSON objects out of their fields' values, whatever a field is: shared by selectors and connections."""

from __future__ import annotations

import dataclasses
import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django_graphgate.compiler.render.expressions import row_columns
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.row_sources import RowAlias
from django_graphgate.dialects import Dialect
from django_graphgate.ir.plan import (
    Again,
    ConnectionLevel,
    Cursor,
    Denied,
    Field,
    Leaf,
    PageField,
    Returned,
    Select,
    StepText,
    UnionSelect,
)
from django_graphgate.ir.presence import ALWAYS, Presence
from django_graphgate.ir.sql import EMPTY, Sql, join, parameter, raw, sql
from django_graphgate.ir.visit import columns_of, conditions_of, row_fields


@dataclass
class Joins:
    """What is joined to a row, and the alias under which each selector is."""

    pieces: list[Sql] = dataclasses.field(default_factory=list[Sql])
    names: dict[int, Sql] = dataclasses.field(default_factory=dict[int, Sql])


@dataclass
class JsonRenderer(ABC):
    """Writes objects for one database; what a field's value is, a subclass says."""

    dialect: Dialect
    aliases: Iterator[int] = dataclasses.field(default_factory=itertools.count)
    scopes: dict[str, int] = dataclasses.field(default_factory=dict[str, int])
    paged: set[int] = dataclasses.field(default_factory=set[int])

    def row(self) -> RowAlias:
        """A fresh alias, t0, t1 … in document order."""
        return RowAlias(self.dialect.identifier(f"t{next(self.aliases)}"), self.dialect)

    @abstractmethod
    def object(self, fields: Sequence[Field], row: RowAlias | None, joins: Joins) -> Sql:
        """The JSON text of an object over one row; what it needs is joined to the row."""

    @abstractmethod
    def value(self, field: Field, row: RowAlias | None, joins: Joins) -> Sql:
        """The JSON text of one field; never NULL."""

    # -- objects ------------------------------------------------------------------------------

    def pairs(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        """The JSON text of an object out of its fields' values."""
        if not values:
            return raw("'{}'")
        if any(isinstance(field, Again) for field, _ in values):
            return self._with_moving_keys(values)
        return self._in_order(values)

    def _in_order(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        if values[0][0].presence == ALWAYS:
            return self._first_key_stays(values)
        return self._first_key_moves(values)

    def _first_key_stays(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        """The first key opens the object; every other brings the comma before it."""
        pieces = [self.dialect.key('{"', values[0][0].key, '":'), values[0][1], *self._more_keys(values[1:])]
        return self.dialect.concat([*pieces, raw("'}'")])

    def _first_key_moves(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        """Every key brings the comma before it; the first comma is cut off."""
        inside = sql("substr({}, 2)", self.dialect.concat(self._more_keys(values)))
        return self.dialect.concat([raw("'{'"), inside, raw("'}'")])

    def _with_moving_keys(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        """Fields that have several places: what is more than a column is written once, and named."""
        moving = {field.key for field, _ in values if isinstance(field, Again)}
        row = self.row()
        named: list[Sql] = []
        once: dict[str, Sql] = {}
        rest: list[tuple[Field, Sql]] = []
        for field, value in values:
            if isinstance(field, Again):
                rest.append((field, once[field.key]))
            elif field.key not in moving:
                rest.append((field, value))
            elif isinstance(field, Select | UnionSelect | Returned | Cursor):
                name = f"v{len(named)}"
                named.append(sql("{} AS {}", value, self.dialect.identifier(name)))
                once[field.key] = row.computed(name)
            else:
                once[field.key] = value
        body = self._in_order(rest)
        return (
            sql("(SELECT {} FROM (SELECT {}) AS {})", body, join(", ", named), row.alias) if named else body
        )

    def _more_keys(self, values: Sequence[tuple[Field, Sql]]) -> list[Sql]:
        pieces: list[Sql] = []
        for field, value in values:
            pair = [self.dialect.key(',"', field.key, '":'), value]
            if field.presence == ALWAYS:
                pieces.extend(pair)
            else:
                present = self.presence(field.presence)
                pieces.append(sql("CASE WHEN {} THEN {} ELSE '' END", present, self.dialect.concat(pair)))
        return pieces

    def presence(self, presence: Presence) -> Sql:
        alternatives: list[Sql] = []
        for alternative in presence:
            terms = [
                self.dialect.truth(parameter(condition.parameter))
                if condition.when
                else sql("NOT {}", self.dialect.truth(parameter(condition.parameter)))
                for condition in alternative
            ]
            alternatives.append(join(" AND ", terms))
        return sql("({})", join(" OR ", alternatives))

    # -- conditions ---------------------------------------------------------------------------

    def shown(
        self,
        field: Leaf | PageField | ConnectionLevel | Select | UnionSelect | StepText | Returned | Denied,
        value: Sql,
        row: RowAlias | None,
    ) -> Sql:
        """``null`` instead of the value where a condition of the field fails or is unknown."""
        if not field.shown:
            return value
        terms: list[Sql] = []
        for each in field.shown:
            condition = EMPTY
            if each.parameter is not None:
                condition = self.dialect.truth(parameter(each.parameter))
            elif each.row is not None and row is not None:
                condition = render_filter(each.row, row, self.row) or raw("1 = 1")
            terms.append(condition if each.when else sql("({}) IS NOT TRUE", condition))
        return sql("CASE WHEN {} THEN {} ELSE 'null' END", join(" AND ", terms), value)

    def conditions(self, select: Select) -> list[Sql]:
        """What has to hold for there to be any rows, whatever is in the table."""
        terms: list[Sql] = [] if select.presence == ALWAYS else [self.presence(select.presence)]
        return terms + self.known(select)

    def known(self, select: Select) -> list[Sql]:
        needs = dict.fromkeys(select.needs)
        return [self.dialect.known(parameter(need), many=need.many) for need in needs]

    def columns(self, select: Select) -> list[str]:
        """What the rows have to bring: the leaves, and the keys that children hang on."""
        names: dict[str, None] = {}
        for field in row_fields(select):
            if isinstance(field, Leaf):
                names.update(dict.fromkeys(row_columns(field.expression)))
            elif isinstance(field, Select | UnionSelect):
                for inner in field.choices if isinstance(field, UnionSelect) else (field,):
                    if inner.relation is not None:
                        names.update(dict.fromkeys(inner.relation.keys()))
            for condition in conditions_of(field):
                if condition.row is not None:
                    names.update(dict.fromkeys(sorted(columns_of(condition.row))))
        if not names:  # only constants are selected, and an empty select list is not portable
            key = next(iter(select.table.keys.values()), None)
            names[key.column if key else ""] = None
        return list(names)
