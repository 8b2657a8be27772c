"""Plan → SQL: one expression that yields the response's ``data`` as JSON text.

Every selector has the same shape.  Inside, the *base* takes the rows (filter, order, limit) and only
the columns that are needed; around it, what hangs on each row is joined (``LATERAL``) or is a
correlated subquery, and the rows are written as JSON.  So nothing is computed for rows that the
limit drops, and the base's order is the order of the list: a ``LEFT JOIN LATERAL … ON true`` can
only be a nested loop that keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django_graphgate.compiler.render.connection import ConnectionRenderer
from django_graphgate.compiler.render.expressions import json_text
from django_graphgate.compiler.render.json import Joins, JsonRenderer
from django_graphgate.compiler.render.page import PageRenderer
from django_graphgate.compiler.render.row_sources import RowAlias, item_alias, step_text
from django_graphgate.compiler.render.rows import Rows
from django_graphgate.dialects import Dialect
from django_graphgate.dialects.stored_types import family, type_of
from django_graphgate.ir.codec import TEXT
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
    Returned,
    Select,
    StepText,
    Text,
    UnionSelect,
)
from django_graphgate.ir.sql import Parameter, Sql, join, parameter, raw, sql
from django_graphgate.ir.visit import comparisons_of

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


def render(query: Query, dialect: Dialect, scopes: dict[str, int] | None = None) -> Rendered:
    """The statement of a plan whose rules are applied.

    ``scopes`` are those of cursors in other texts whose answers are parts of one answer.
    """
    renderer = Renderer(dialect, scopes={} if scopes is None else scopes)
    return rendered(renderer.document(query), renderer)


def rendered(document: Sql, renderer: Renderer) -> Rendered:
    """The text of a piece, with what has to be said beside it."""
    text, parameters = renderer.dialect.number(document)
    subqueries = {
        (part.name, family(type_of(part.codec)))
        for part in document
        if isinstance(part, Parameter) and part.source == "sql"
    }
    written = tuple(replace(value, scope="") if value.source == "constant" else value for value in parameters)
    return Rendered(text, written, tuple(renderer.scopes), tuple(sorted(subqueries)))


@dataclass
class Renderer(JsonRenderer):
    """Renders one plan for one database."""

    def document(self, query: Query) -> Sql:
        joins = Joins()
        body = self.object(query.fields, None, joins)
        if joins.pieces:
            root = self.dialect.identifier("root")
            body = sql("(SELECT {} FROM (SELECT 1) AS {}{})", body, root, join("", joins.pieces))
        readable = self._readable(query)
        return sql("CASE WHEN {} THEN {} END", join(" AND ", readable), body) if readable else body

    def selector(self, select: Select) -> Sql:
        """The JSON text of one root selector alone; never NULL."""
        return self._behind_patterns(self.value(select, None, Joins()), select)

    def keys(self, select: Select, *, lock: bool = False) -> Sql:
        """A JSON list of the keys of a root selector's rows, each a list.

        With ``lock``, nobody else may change the rows until the transaction ends.
        """
        keys = [select.table.keys[name] for name in select.table.primary_key]
        columns = [key.column for key in keys]
        rows = Rows(select, self.row(), None, self.dialect, self.row, columns)
        base = rows.render(self.conditions(select), with_keys=False)
        if lock:
            base += self.dialect.lock_rows(rows.row.alias)
        listed = [raw("'['")]
        for number_of, key in enumerate(keys):
            listed += [raw("','")] if number_of else []
            listed.append(self.dialect.json_scalar(key.codec, rows.row.computed(key.column), nullable=False))
        items = self.dialect.json_items(self.dialect.concat([*listed, raw("']'")]), rows.order())
        text = sql("(SELECT {} FROM ({}) AS {})", self.dialect.json_list(items), base, rows.row.alias)
        return self._behind_patterns(text, select)

    def _behind_patterns(self, text: Sql, select: Select) -> Sql:
        readable = self._readable(Query(fields=(select,)))
        return sql("CASE WHEN {} THEN {} END", join(" AND ", readable), text) if readable else text

    def _readable(self, query: Query) -> list[Sql]:
        """Patterns are read before any row is: one that is invalid is an error whatever the rows hold."""
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

    # -- values -------------------------------------------------------------------------------

    def value(self, field: Field, row: RowAlias | None, joins: Joins) -> Sql:
        """The JSON text of one field; never NULL."""
        if isinstance(field, Leaf):
            if row is None:
                raise AssertionError("a column needs a row")
            value = json_text(field.expression, row, self.row)
            return self.shown(field, value, row) if field.shown else value
        if isinstance(field, Text):
            return self.dialect.key('"', field.text, '"')
        if isinstance(field, Denied):
            return self.shown(field, self.dialect.fault("b"), row)
        if isinstance(field, Null | Cursor | PageField | ConnectionLevel | Again):
            return _NULL
        if isinstance(field, StepText):
            return self.shown(
                field, sql("coalesce({}, 'null')", step_text(field.parameter, self.dialect)), row
            )
        if isinstance(field, Returned):
            return self.shown(field, self._returned(field), row)
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

    def _returned(self, field: Returned) -> Sql:
        """The objects that an action returns: what they have of plain values, and the rows whose keys they have."""
        items = step_text(field.items, self.dialect)
        row = RowAlias(item_alias(field.number, self.dialect), self.dialect)
        joins = Joins()
        body = self.object(field.fields, row, joins)
        if field.many:
            body = self.dialect.json_list(self.dialect.json_items(body, row.computed("n")))
        source = self.dialect.listed_keys(items, [TEXT] * field.columns)
        text = sql("(SELECT {} FROM ({}) AS {}{})", body, source, row.alias, join("", joins.pieces))
        return sql("CASE WHEN {} IS NULL THEN 'null' ELSE {} END", items, text)

    def _selector(self, select: Select, row: RowAlias | None, joins: Joins) -> Sql:
        known = self.known(select)
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
