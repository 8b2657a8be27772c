"""The rows of a selector → SQL: filter, order, distinct, pages; what :mod:`render` wraps as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django_graphgate.compiler.render_filter import Fresh, Row, correlation, render_filter, source
from django_graphgate.dialects import Dialect
from django_graphgate.ir.plan import Order, Select
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, raw, sql


@dataclass
class Rows:
    """Builds the base of one selector: the rows it takes, with the columns that are needed."""

    select: Select
    row: Row
    parent: Row | None
    dialect: Dialect
    fresh: Fresh

    def __post_init__(self) -> None:
        self.joins: list[Sql] = []
        self.keys = [self._key(one) for one in self.select.order]

    def render(self, columns: Sequence[str], conditions: Sequence[Sql], *, with_keys: bool) -> Sql:
        """The SELECT.  ``with_keys`` adds the ordering's keys as o0, o1 …, for cursors."""
        page = self.select.page
        ranked = bool(self.select.distinct)
        with_keys = with_keys or ranked or page.backward
        listed = [self.row.column(name) if name else raw("1") for name in columns]
        if with_keys:
            listed += [sql("{} AS {}", key, self._name("o", i)) for i, key in enumerate(self.keys)]
        if ranked:
            listed.append(self._rank())
        where = [*conditions, *self._where(), *([] if ranked else self._beyond(self.keys))]
        table = source(self.select.table, self.row)  # after all that asks the row for columns
        text = sql("SELECT {} FROM {} AS {}", join(", ", listed), table, self.row.alias) + join(
            "", self.joins
        )
        text += self._clause(" WHERE ", join(" AND ", [one for one in where if one]))
        if ranked:
            return self._first_of_each(text)
        return self._limited(text, self.keys)

    # -- parts --------------------------------------------------------------------------------

    def _name(self, letter: str, index: int) -> Sql:
        return self.dialect.identifier(f"{letter}{index}")

    def _clause(self, head: str, body: Sql) -> Sql:
        if not body:
            return EMPTY
        return (raw(" WHERE ") if head == " WHERE " else raw(" ORDER BY ")) + body

    def _where(self) -> Iterable[Sql]:
        select = self.select
        if select.relation is not None:
            if self.parent is None:
                raise AssertionError("a relation needs a row to start from")
            yield correlation(select.relation, self.parent, self.row, select.hop_filters, self.fresh)
        yield render_filter(select.where, self.row, self.fresh)

    def _key(self, key: Order) -> Sql:
        """The expression of one key; what it follows is joined, and rows without one stay."""
        rows = [self.row]
        conditions: list[Sql] = []
        for step in key.path:
            target = self.fresh()
            terms = [
                correlation(step.relation, rows[-1], target, (), self.fresh),
                render_filter(step.where, target, self.fresh),
            ]
            conditions.append(join(" AND ", terms))
            rows.append(target)
        column = rows[-1].column(key.column.column)
        for step, target, condition in zip(key.path, rows[1:], conditions, strict=True):
            table = source(step.target, target)
            self.joins.append(sql(" LEFT JOIN {} AS {} ON {}", table, target.alias, condition))
        if key.chosen is not None:
            wanted = Parameter(source="constant", codec="text", value=key.chosen.name)
            chosen = sql("{} = {}", parameter(key.chosen.parameter), parameter(wanted))
            return sql("CASE WHEN {} THEN {} END", chosen, column)
        if key.listed is None:
            return column
        return self.dialect.list_position(column, parameter(key.listed), key.listed.codec)

    # -- ordering -----------------------------------------------------------------------------

    def _order(self, keys: Sequence[Sql], *, backward: bool = False) -> Sql:
        wanted = [one.reversed() if backward else one for one in self.select.order]
        return join(
            ", ",
            (
                self.dialect.order_key(
                    text, descending=one.descending, nulls_first=one.nulls_first, nullable=one.nullable
                )
                for one, text in zip(wanted, keys, strict=True)
            ),
        )

    def _rank(self) -> Sql:
        groups = join(", ", (self.row.column(one.column) for one in self.select.distinct))
        order = self._clause(" ORDER BY ", self._order(self.keys))
        return sql(
            "row_number() OVER (PARTITION BY {}{}) AS {}", groups, order, self.dialect.identifier("rank")
        )

    def _first_of_each(self, text: Sql) -> Sql:
        """``DISTINCT ON`` on every server: the first row of each group, in the whole ordering."""
        rows = self.fresh()
        keys = [rows.column(f"o{index}") for index in range(len(self.keys))]
        terms = [sql("{} = 1", rows.column("rank")), *self._beyond(keys)]
        outer = sql("SELECT * FROM ({}) AS {} WHERE {}", text, rows.alias, join(" AND ", terms))
        return self._limited(outer, keys)

    # -- pages --------------------------------------------------------------------------------

    def _limited(self, text: Sql, keys: Sequence[Sql]) -> Sql:
        """The cap stands in the text, where the server plans with it; the request's number around it."""
        page = self.select.page
        text += self._clause(" ORDER BY ", self._order(keys, backward=page.backward))
        cap = 1 if self.select.single else page.cap
        text += self.dialect.limit(cap, page.offset)
        if not self.select.single and page.limit is not None:
            rows = self.fresh()
            text = sql("SELECT * FROM ({}) AS {}", text, rows.alias) + self.dialect.limit(page.limit, None)
        if not page.backward:
            return text
        rows = self.fresh()
        forward = self._order([rows.column(f"o{index}") for index in range(len(self.keys))])
        return sql("SELECT * FROM ({}) AS {} ORDER BY {}", text, rows.alias, forward)

    def _beyond(self, keys: Sequence[Sql]) -> list[Sql]:
        """The rows after, and before, the places that cursors name."""
        page = self.select.page
        found: list[Sql] = []
        if page.after:
            found.append(self._side(keys, page.after, self.select.order))
        if page.before:
            found.append(self._side(keys, page.before, [one.reversed() for one in self.select.order]))
        return found

    def _side(self, keys: Sequence[Sql], values: Sequence[Parameter], order: Sequence[Order]) -> Sql:
        """Rows that come after a place: some key is beyond it, and all keys before that are equal.

        The last key is of the primary key and never NULL in a cursor: without a cursor it is NULL.
        """
        alternatives: list[Sql] = []
        equal: list[Sql] = []
        for text, value, one in zip(keys, values, order, strict=True):
            alternatives.append(join(" AND ", [*equal, self._after(text, parameter(value), one)]))
            equal.append(self._equal(text, parameter(value), one))
        absent = sql("{} IS NULL", parameter(values[-1]))
        return sql("({} OR {})", absent, join(" OR ", (sql("({})", one) for one in alternatives)))

    def _equal(self, key: Sql, value: Sql, one: Order) -> Sql:
        return sql("({})", self.dialect.same(key, value)) if one.nullable else sql("{} = {}", key, value)

    def _after(self, key: Sql, value: Sql, one: Order) -> Sql:
        beyond = sql("{} < {}", key, value) if one.descending else sql("{} > {}", key, value)
        if not one.nullable:
            return beyond
        if one.nulls_come_first:
            return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, value, key)
        return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, key, value)
