"""Upsert: rows that are there are updated, the others inserted."""

from __future__ import annotations

from django_graphgate.execution.writes.context import Context
from django_graphgate.execution.writes.rows import Rows
from django_graphgate.ir.input_rows import InputRow, Key


class Upsert:
    def __init__(self, context: Context, rows: Rows, on: tuple[str, ...]) -> None:
        self._context, self._rows, self._on = context, rows, on

    def write(self, rows: list[InputRow]) -> list[Key]:
        raise NotImplementedError
