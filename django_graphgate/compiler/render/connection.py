"""A connection → SQL: edges, page and total of one selector in one SELECT."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from django_graphgate.compiler.render.json import Joins, JsonRenderer
from django_graphgate.compiler.render.page import PageRenderer
from django_graphgate.compiler.render.row_sources import RowAlias
from django_graphgate.compiler.render.rows import Rows
from django_graphgate.ir.plan import ConnectionLevel, Field, PageField, Select
from django_graphgate.ir.sql import Sql, join, sql


@dataclass
class ConnectionRenderer:
    """Renders one connection.  What nobody selected is not computed."""

    renderer: JsonRenderer
    select: Select
    parent: RowAlias | None
    aggregates: bool = dataclasses.field(default=False, init=False)
    """Something is asked of the page's rows."""
    marks: bool = dataclasses.field(default=False, init=False)
    """Their places are asked for."""

    def render(self, joins: Joins) -> Sql:
        """The SELECT of one row, the connection's JSON."""
        renderer, select = self.renderer, self.select
        columns, peek = renderer.columns(select), self._peeks(select.fields)
        self.rows = Rows(
            select, renderer.row(), self.parent, renderer.dialect, renderer.row, columns, peek=peek
        )
        self.page = PageRenderer(renderer.dialect, renderer.scopes, self.rows)
        body = sql("SELECT {} AS j", self._object(select.fields, joins))
        if not self.aggregates:
            return body
        base = self.rows.render(renderer.conditions(select), with_keys=self.marks)
        return body + sql(" FROM ({}) AS {}", base, self.rows.row.alias) + join("", joins.pieces)

    def _peeks(self, fields: Sequence[Field]) -> bool:
        """Whether another page follows is asked for."""
        page = self.select.page
        wanted = {"hasPreviousPage"} if page.backward else {"hasNextPage"}
        if page.either_way:
            wanted = {"hasPreviousPage", "hasNextPage"}
        return any(
            (isinstance(field, PageField) and field.what in wanted)
            or (
                isinstance(field, ConnectionLevel) and field.level == "pageInfo" and self._peeks(field.fields)
            )
            for field in fields
        )

    def _object(self, fields: Sequence[Field], joins: Joins) -> Sql:
        return self.renderer.pairs([(field, self._value(field, joins)) for field in fields])

    def _value(self, field: Field, joins: Joins) -> Sql:
        if isinstance(field, PageField):
            return self.renderer.shown(field, self._fact(field), None)
        if isinstance(field, ConnectionLevel):
            return self.renderer.shown(field, self._inside(field, joins), None)
        return self.renderer.value(field, None, joins)

    def _inside(self, field: ConnectionLevel, joins: Joins) -> Sql:
        if field.level == "node":
            return self.renderer.object(field.fields, self.rows.row, joins)
        if field.level == "pageInfo":
            return self._object(field.fields, joins)
        self.aggregates = True
        dialect = self.renderer.dialect
        items = dialect.json_items(self._object(field.fields, joins), self.rows.order())
        return dialect.json_list(self.page.of_page(items))

    def _fact(self, field: PageField) -> Sql:
        if field.what == "cursor":
            self.marks = True
            return self.page.row_cursor()
        if field.what == "totalCount":
            return self._total()
        if field.what in ("startCursor", "endCursor"):
            self.aggregates = self.marks = True
            return self.page.end_cursor("f" if field.what == "startCursor" else "l")
        return sql("CASE WHEN {} THEN 'true' ELSE 'false' END", self._goes_on(field.what == "hasNextPage"))

    def _goes_on(self, forward: bool) -> Sql:  # noqa: FBT001 - one of two directions
        backward = self.rows.backward()
        if isinstance(backward, Sql):
            self.aggregates = True
            more, outside = self.page.more(), self._outside(backward=forward)
            back, onward = (outside, more) if forward else (more, outside)
            return sql("CASE WHEN {} THEN {} ELSE {} END", backward, back, onward)
        if forward is not backward:
            self.aggregates = True
            return self.page.more()
        return self._outside(backward=backward)

    def _outside(self, *, backward: bool) -> Sql:
        return self._rows_of_all().outside(self.renderer.conditions(self.select), backward=backward)

    def _total(self) -> Sql:
        total = self._rows_of_all(unordered=True).total(self.renderer.conditions(self.select))
        return self.renderer.dialect.json_count(total)

    def _rows_of_all(self, *, unordered: bool = False) -> Rows:
        """The selector's rows, whatever the page."""
        renderer = self.renderer
        row, fresh = renderer.row(), renderer.row
        return Rows(self.select, row, self.parent, renderer.dialect, fresh, unordered=unordered)
