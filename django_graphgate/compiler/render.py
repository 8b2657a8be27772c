"""Plan → SQL: one expression that yields the response's ``data`` as JSON text.

Every selector has the same shape.  Inside, the *base* takes the rows (filter, order, limit) and only
the columns that are needed; around it, what hangs on each row is joined (``LATERAL``) or stands as a
correlated subquery, and the rows are written as JSON.  So nothing is computed for rows that the
limit drops, and the base's order is the order of the list: a ``LEFT JOIN LATERAL … ON true`` can
only be a nested loop that keeps it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django_graphgate.compiler.render_filter import Row, correlation, render_filter, table_name
from django_graphgate.dialects import Dialect
from django_graphgate.ir.plan import ALWAYS, Denied, Field, Leaf, Presence, Query, Select, Text
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, raw, sql

_NULL = raw("'null'")


def render(query: Query, dialect: Dialect) -> tuple[str, tuple[Parameter, ...]]:
    """The statement's text with numbered placeholders, and its parameters in that order."""
    renderer = _Renderer(dialect)
    return dialect.number(renderer.document(query))


@dataclass
class _Renderer:
    dialect: Dialect
    aliases: Iterator[int] = field(default_factory=itertools.count)

    def row(self) -> Row:
        """A fresh alias, t0, t1 … in document order."""
        return Row(self.dialect.identifier(f"t{next(self.aliases)}"), self.dialect)

    def document(self, query: Query) -> Sql:
        body, joins = self.object(query.fields, None)
        if joins:
            raise AssertionError("the root has no row to join to")
        return body

    # -- objects ------------------------------------------------------------------------------

    def object(self, fields: Sequence[Field], row: Row | None) -> tuple[Sql, list[Sql]]:
        """The JSON text of an object over one row, and the joins it needs."""
        joins: list[Sql] = []
        values = [(one, self.value(one, row, joins)) for one in fields]
        if all(one.presence == ALWAYS for one in fields):
            return self._fixed_keys(values), joins
        return self._moving_keys(values), joins

    def _fixed_keys(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        pieces: list[Sql] = []
        for index, (one, value) in enumerate(values):
            pieces.append(self.dialect.key(',"' if index else '{"', one.key, '":'))
            pieces.append(value)
        return self.dialect.concat([*pieces, raw("'}'")])

    def _moving_keys(self, values: Sequence[tuple[Field, Sql]]) -> Sql:
        """Every key brings the comma before it; the first comma is cut off."""
        pieces: list[Sql] = []
        for one, value in values:
            pair = [self.dialect.key(',"', one.key, '":'), value]
            if one.presence == ALWAYS:
                pieces.extend(pair)
            else:
                present = self.presence(one.presence)
                pieces.append(sql("CASE WHEN {} THEN {} ELSE '' END", present, self.dialect.concat(pair)))
        inside = sql("substr({}, 2)", self.dialect.concat(pieces))
        return self.dialect.concat([raw("'{'"), inside, raw("'}'")])

    def presence(self, presence: Presence) -> Sql:
        alternatives: list[Sql] = []
        for alternative in presence:
            terms = [
                self.dialect.truth(parameter(one.parameter))
                if one.when
                else sql("NOT {}", self.dialect.truth(parameter(one.parameter)))
                for one in alternative
            ]
            alternatives.append(join(" AND ", terms))
        return sql("({})", join(" OR ", alternatives))

    # -- values -------------------------------------------------------------------------------

    def value(self, one: Field, row: Row | None, joins: list[Sql]) -> Sql:
        """The JSON text of one field; never NULL."""
        if isinstance(one, Text):
            return self.dialect.key('"', one.text, '"')
        if isinstance(one, Denied):
            return _NULL
        if isinstance(one, Leaf):
            if row is None:
                raise AssertionError("a column needs a row")
            column = one.column
            return self.dialect.json_scalar(column.codec, row.column(column.column), nullable=column.nullable)
        return self._selector(one, row, joins)

    def _selector(self, select: Select, row: Row | None, joins: list[Sql]) -> Sql:
        conditions: list[Sql] = []
        if select.presence != ALWAYS:
            conditions.append(self.presence(select.presence))
        known = [sql("{} IS NOT NULL", parameter(need)) for need in dict.fromkeys(select.needs)]
        conditions.extend(known)
        rows = self.select(select, row, conditions)
        if row is None or not self.dialect.has_lateral_join:
            value = sql("({})", rows)
        else:
            alias = self.dialect.identifier(f"j{len(joins)}")
            joins.append(sql(" LEFT JOIN LATERAL ({}) AS {} ON true", rows, alias))
            value = alias + raw(".j")
        if select.single:
            value = sql("coalesce({}, 'null')", value)
        return sql("CASE WHEN {} THEN {} ELSE 'null' END", join(" AND ", known), value) if known else value

    # -- rows ---------------------------------------------------------------------------------

    def select(self, select: Select, parent: Row | None, conditions: Sequence[Sql]) -> Sql:
        """The SELECT of one selector; one row with one column ``j``: a list, an object, or no row."""
        row = self.row()
        body, joins = self.object(select.fields, row)
        base = self.base(select, row, parent, conditions, self._columns(select))
        item = body if select.single else self.dialect.json_list(body)
        return sql("SELECT {} AS j FROM ({}) AS {}", item, base, row.alias) + join("", joins)

    def _columns(self, select: Select) -> list[str]:
        """What the rows have to bring: the leaves, and the keys that children hang on."""
        names: dict[str, None] = {}
        for one in select.fields:
            if isinstance(one, Leaf):
                names[one.column.column] = None
            elif isinstance(one, Select) and one.relation is not None:
                names.update((here, None) for here, _ in one.relation.hops[0].pairs)
        if not names:  # only constants are selected, and an empty select list is not portable
            key = next(iter(select.table.keys.values()), None)
            names[key.column if key else ""] = None
        return list(names)

    def base(
        self, select: Select, row: Row, parent: Row | None, conditions: Sequence[Sql], columns: Sequence[str]
    ) -> Sql:
        terms = list(conditions)
        if select.relation is not None:
            if parent is None:
                raise AssertionError("a relation needs a row to start from")
            terms.append(correlation(select.relation, parent, row, select.hop_filters, self.row))
        terms.append(render_filter(select.where, row, self.row))
        where = join(" AND ", terms)
        listed = join(", ", (row.column(name) if name else raw("1") for name in columns))
        order = join(", ", (self._order_key(select, row)))
        text = sql("SELECT {} FROM {} AS {}", listed, table_name(select.table, self.dialect), row.alias)
        text += sql(" WHERE {}", where) if where else EMPTY
        text += sql(" ORDER BY {}", order) if order else EMPTY
        return self._limited(text, select)

    def _order_key(self, select: Select, row: Row) -> Iterator[Sql]:
        for key in select.order:
            yield self.dialect.order_key(
                row.column(key.column.column),
                descending=key.descending,
                nulls_first=key.nulls_first,
                nullable=key.column.nullable,
            )

    def _limited(self, text: Sql, select: Select) -> Sql:
        """The cap stands in the text, where the server plans with it; the request's number around it."""
        page = select.page
        cap = 1 if select.single else page.cap
        text += self.dialect.limit(cap, page.offset)
        if select.single or page.limit is None:
            return text
        rows = self.row()
        return sql("SELECT * FROM ({}) AS {}", text, rows.alias) + self.dialect.limit(page.limit, None)
