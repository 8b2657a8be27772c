"""Plan → SQL: one expression that yields the response's ``data`` as JSON text.

Every selector has the same shape.  Inside, the *base* takes the rows (filter, order, limit) and only
the columns that are needed; around it, what hangs on each row is joined (``LATERAL``) or is a
correlated subquery, and the rows are written as JSON.  So nothing is computed for rows that the
limit drops, and the base's order is the order of the list: a ``LEFT JOIN LATERAL … ON true`` can
only be a nested loop that keeps it.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django_graphgate.compiler.render.connection import ConnectionRenderer
from django_graphgate.compiler.render.expressions import json_text, row_columns
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.page import PageRenderer
from django_graphgate.compiler.render.row_sources import RowAlias
from django_graphgate.compiler.render.rows import Rows
from django_graphgate.dialects import Dialect
from django_graphgate.dialects.stored_types import family, type_of
from django_graphgate.ir.plan import (
    Again,
    ConnectionLevel,
    Cursor,
    Denied,
    Field,
    Leaf,
    Null,
    PageField,
    Query,
    Select,
    Text,
    UnionSelect,
)
from django_graphgate.ir.presence import ALWAYS, Presence
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, raw, sql
from django_graphgate.ir.visit import columns_of, comparisons_of, conditions_of, row_fields

_NULL = raw("'null'")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The statement's text with numbered placeholders, its parameters in that order, its cursors' scopes.

    ``subqueries`` are the variables that the text has subqueries for, with the families of types that fit.
    """

    text: str
    parameters: tuple[Parameter, ...]
    cursors: tuple[str, ...]
    subqueries: tuple[tuple[str, str], ...]


def render(query: Query, dialect: Dialect) -> Rendered:
    """The statement of a plan whose rules are applied."""
    renderer = Renderer(dialect)
    document = renderer.document(query)
    text, parameters = dialect.number(document)
    subqueries = {
        (part.name, family(type_of(part.codec)))
        for part in document
        if isinstance(part, Parameter) and part.source == "sql"
    }
    written = tuple(replace(value, scope="") if value.source == "constant" else value for value in parameters)
    return Rendered(text, written, tuple(renderer.scopes), tuple(sorted(subqueries)))


@dataclass
class Joins:
    """What is joined to a row, and the alias under which each selector is."""

    pieces: list[Sql] = dataclasses.field(default_factory=list[Sql])
    names: dict[int, Sql] = dataclasses.field(default_factory=dict[int, Sql])


@dataclass
class Renderer:
    """Renders one plan for one database."""

    dialect: Dialect
    aliases: Iterator[int] = dataclasses.field(default_factory=itertools.count)
    scopes: dict[str, int] = dataclasses.field(default_factory=dict[str, int])
    paged: set[int] = dataclasses.field(default_factory=set[int])

    def row(self) -> RowAlias:
        """A fresh alias, t0, t1 … in document order."""
        return RowAlias(self.dialect.identifier(f"t{next(self.aliases)}"), self.dialect)

    def document(self, query: Query) -> Sql:
        joins = Joins()
        body = self.object(query.fields, None, joins)
        if joins.pieces:
            root = self.dialect.identifier("root")
            body = sql("(SELECT {} FROM (SELECT 1) AS {}{})", body, root, join("", joins.pieces))
        readable = self._readable(query)
        return sql("CASE WHEN {} THEN {} END", join(" AND ", readable), body) if readable else body

    def _readable(self, query: Query) -> list[Sql]:
        """Patterns are read before any row is: one that is none is an error whatever the rows hold."""
        checks: dict[Sql, None] = {}
        for compare in comparisons_of(query):
            if isinstance(compare.value, Parameter):
                check = self.dialect.readable_pattern(compare.operator, parameter(compare.value))
                checks.update(() if check is None else ((check, None),))
        return list(checks)

    # -- objects ------------------------------------------------------------------------------

    def object(self, fields: Sequence[Field], row: RowAlias | None, joins: Joins) -> Sql:
        """The JSON text of an object over one row; what it needs is joined to the row."""
        wanted = {field.of for field in fields if isinstance(field, Cursor)}
        self.paged |= {id(field) for field in fields if isinstance(field, Select) and field.key in wanted}
        return self.pairs(
            [
                (
                    field,
                    self._cursor(field, fields, row, joins)
                    if isinstance(field, Cursor)
                    else self.value(field, row, joins),
                )
                for field in fields
            ]
        )

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
            elif isinstance(field, Select | UnionSelect | Cursor):
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

    # -- values -------------------------------------------------------------------------------

    def value(self, field: Field, row: RowAlias | None, joins: Joins) -> Sql:
        """The JSON text of one field; never NULL."""
        if isinstance(field, Leaf):
            if row is None:
                raise AssertionError("a column needs a row")
            value = json_text(field.expression, row)
            return self.shown(field, value, row) if field.shown else value
        if isinstance(field, Text):
            return self.dialect.key('"', field.text, '"')
        if isinstance(field, Denied):
            return self.shown(field, self.dialect.fault("b"), row)
        if isinstance(field, Null | Cursor | PageField | ConnectionLevel | Again):
            return _NULL
        if isinstance(field, UnionSelect):
            return self.shown(field, self._union(field, row, joins), row)
        return self.shown(field, self._selector(field, row, joins), row)

    def _union(self, field: UnionSelect, row: RowAlias | None, joins: Joins) -> Sql:
        """At most one choice has a row: the others' tables are not the one that the key names."""
        values: list[Sql] = []
        for select in field.choices:
            value = self._joined(select, row, joins)
            values.append(sql("({})", self.select(select, row)) if value is None else value + raw(".j"))
        return sql("coalesce({}, 'null')", join(", ", values))

    def shown(
        self,
        field: Leaf | PageField | ConnectionLevel | Select | UnionSelect | Denied,
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

    def _selector(self, select: Select, row: RowAlias | None, joins: Joins) -> Sql:
        known = self._known(select)
        value = self._joined(select, row, joins)
        value = sql("({})", self.select(select, row)) if value is None else value + raw(".j")
        if select.single:
            value = sql("coalesce({}, 'null')", value)
        elif not select.connection:
            value = self.dialect.json_list(value)
        return sql("CASE WHEN {} THEN {} ELSE 'null' END", join(" AND ", known), value) if known else value

    def _cursor(self, cursor: Cursor, fields: Sequence[Field], row: RowAlias | None, joins: Joins) -> Sql:
        """The marked cursor of a list selector beside it; computed once with the list where a join can."""
        for other in fields:
            if isinstance(other, Select) and other.key == cursor.of:
                value = self._joined(other, row, joins)
                mark = sql("({})", self.select(other, row, "c")) if value is None else value + raw(".c")
                return self.shown(other, sql("coalesce({}, 'null')", mark), row)
        return _NULL

    def _joined(self, select: Select, row: RowAlias | None, joins: Joins) -> Sql | None:
        """The alias under which the selector is joined to the row; ``None`` where it is no join.

        At the root only paged lists are joined, for their list and cursor to be computed once.
        """
        paged = id(select) in self.paged
        if not (self.dialect.has_lateral_join if row else paged):
            return None
        known = joins.names.get(id(select))
        if known is None:
            known = joins.names[id(select)] = self.dialect.identifier(f"j{len(joins.pieces)}")
            rows = self.select(select, row, "jc" if paged else "j")
            joins.pieces.append(
                sql(" LEFT JOIN LATERAL ({}) AS {} ON true", rows, known)
                if row
                else sql(" CROSS JOIN ({}) AS {}", rows, known)
            )
        return known

    # -- rows ---------------------------------------------------------------------------------

    def select(self, select: Select, parent: RowAlias | None, what: str = "j") -> Sql:
        """The SELECT of one selector: one row with its JSON as ``j``, its cursor as ``c``, or both.

        A list has one row; an object has one or none.
        """
        if select.connection:
            return ConnectionRenderer(self, select, parent).render(Joins())
        rows = Rows(
            select, self.row(), parent, self.dialect, self.row, self.columns(select), peek="c" in what
        )
        items: list[Sql] = []
        joins = Joins()
        page = PageRenderer(self.dialect, self.scopes, rows)
        if "j" in what:
            body = self.object(select.fields, rows.row, joins)
            if not select.single:
                body = page.of_page(self.dialect.json_items(body, rows.order()))
            items.append(sql("{} AS j", body))
        if "c" in what:
            items.append(sql("{} AS c", page.next_cursor()))
        base = rows.render(self.conditions(select), with_keys="c" in what)
        text = sql("SELECT {} FROM ({}) AS {}", join(", ", items), base, rows.row.alias)
        return text + join("", joins.pieces)

    def conditions(self, select: Select) -> list[Sql]:
        """What has to hold for there to be any rows, whatever is in the table."""
        terms: list[Sql] = [] if select.presence == ALWAYS else [self.presence(select.presence)]
        return terms + self._known(select)

    def _known(self, select: Select) -> list[Sql]:
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
