"""What a page says of itself → SQL: whether another follows, and marks that become cursors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django_graphgate.compiler.plan.ordering import cursor_scope
from django_graphgate.compiler.render.rows import Rows
from django_graphgate.dialects import Dialect
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.sql import Parameter, Sql, number, parameter, raw, sql

End = Literal["f", "l"]


@dataclass
class PageRenderer:
    """The facts about the page of one selector, as aggregates over its rows."""

    dialect: Dialect
    scopes: dict[str, int]
    rows: Rows

    def of_page(self, aggregate: Sql) -> Sql:
        """The aggregate without the row that was only looked at, where the page has none of its own."""
        shows = self._shows_rows() if self.rows.peek else None
        return aggregate if shows is None else sql("CASE WHEN {} THEN {} END", shows, aggregate)

    def more(self) -> Sql:
        """A condition: rows follow in the direction of the page."""
        size = self.rows.size()
        counted = self.rows.row.computed(self.rows.own("m"))
        return sql("max({}) > {}", counted, size if isinstance(size, Sql) else number(size))

    def next_cursor(self) -> Sql:
        """The mark of the position where the page ends, in its direction; ``null`` where nothing follows."""
        backward = self.rows.backward()
        if isinstance(backward, Sql):
            end = sql(
                "CASE WHEN {} THEN {} ELSE {} END", backward, self.end_cursor("f"), self.end_cursor("l")
            )
        else:
            end = self.end_cursor("f" if backward else "l")
        return sql("CASE WHEN {} THEN {} ELSE 'null' END", self.more(), end)

    def end_cursor(self, end: End) -> Sql:
        """The mark of the first or the last row of the page."""
        keys = self.of_page(self.dialect.json_items(self._row_keys(), self.rows.order()))
        return self._mark(end, self.dialect.json_list(keys))

    def row_cursor(self) -> Sql:
        """The mark of a row."""
        return self._mark("l", self.dialect.concat([raw("'['"), self._row_keys(), raw("']'")]))

    def _row_keys(self) -> Sql:
        """``[key, key]``: the values by which a row is ordered."""
        pieces: list[Sql] = []
        for index, key in enumerate(self.rows.select.order):
            pieces.append(raw("','") if index else raw("'['"))
            value = self.rows.row.computed(self.rows.own(f"o{index}"))
            pieces.append(self.dialect.cursor_key(key.codec, value, nullable=key.nullable))
        return self.dialect.concat([*pieces, raw("']'")])

    def _mark(self, end: End, keys: Sql) -> Sql:
        """``"<nonce><scope's number>:<f or l>:[[key, key], …]"``: what the gate seals into a cursor."""
        select = self.rows.select
        scope = number(self.scopes.setdefault(cursor_scope(select.path, select.order), len(self.scopes)))
        nonce = parameter(Parameter(source="nonce", codec=TEXT))
        head = sql("'{}:f:'", scope) if end == "f" else sql("'{}:l:'", scope)
        return self.dialect.json_text(self.dialect.concat([nonce, head, keys]))

    def _shows_rows(self) -> Sql | None:
        """A condition: the page has room for rows; ``None`` where it always has."""
        size = self.rows.size()
        if isinstance(size, Sql):
            return sql("{} > 0", size)
        return None if size else raw("1 = 0")
