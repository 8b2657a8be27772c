"""A page of a list, and what its cursors and connections show of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.support.oracle.rows import Rows
from tests.support.oracle.worlds import Row
from tests.support.shop.exact import Number


@dataclass
class Page:
    """Some of all rows, and what is to be said of them."""

    all: list[Row]
    rows: list[Row]
    keys: list[tuple[tuple[str, ...], str]]
    evaluation: Rows
    table: str
    before: bool
    after: bool
    backward: bool

    def cursor(self, row: Row) -> str:
        return (
            f"cursor at {json.dumps(self.evaluation.place(row, self.table, self.keys), ensure_ascii=False)}"
        )

    def next_cursor(self) -> str | None:
        more = self.before if self.backward else self.after
        return self.cursor(self.rows[0 if self.backward else -1]) if more and self.rows else None

    def fact(self, name: str) -> Any:
        if name == "totalCount":
            return Number(len(self.all))
        if name in ("startCursor", "endCursor"):
            return self.cursor(self.rows[0 if name == "startCursor" else -1]) if self.rows else None
        return "PageInfo" if name == "__typename" else self.after if name == "hasNextPage" else self.before
