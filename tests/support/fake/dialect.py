"""A third dialect, over SQLite, that lacks what both real ones have.

Placeholders are positional, subqueries lose their order, and an aggregate sorts by keys that are given to it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from django_graphgate.dialects.sqlite import SQLite
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, number, sql


class Fake(SQLite):
    """Reads and writes values as SQLite does, and spells the statement differently."""

    name = "fake"
    numbers_parameters = False
    keeps_subquery_order = False
    plans_for_values = True

    def placeholder(self, index: int, parameter: Parameter) -> str:
        return "?"

    def json_items(self, item: Sql, order: Sql = EMPTY) -> Sql:
        assert order, "an aggregate that rests on the order of a subquery"
        return sql("fake_items({}, {})", item, order)

    def order_key(self, column: Sql, *, descending: bool, nulls_first: bool | None, nullable: bool) -> Sql:
        first = descending if nulls_first is None else nulls_first
        return sql("fake_key({}, {}, {})", column, number(descending), number(first))

    @property
    def functions(self) -> Mapping[str, tuple[int, Any]]:
        return {**super().functions, "fake_key": (3, fake_key)}


class Items:
    """The aggregate: items with commas between them, sorted by their keys alone."""

    def __init__(self) -> None:
        self.rows: list[tuple[tuple[bytes, ...], str]] = []

    def step(self, item: str, *keys: bytes) -> None:
        self.rows.append((keys, item))

    def finalize(self) -> str | None:
        return ",".join(item for _, item in sorted(self.rows)) if self.rows else None


def fake_key(value: Any, descending: int, nulls_first: int) -> bytes:
    """Bytes that sort as the value does."""
    if value is None:
        return b"\x00" if nulls_first else b"\x02"
    if isinstance(value, int | float):
        (bits,) = struct.unpack(">q", struct.pack(">d", value))
        rest = int(value - int(float(value))) if isinstance(value, int) else 0
        bits = bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)
        key = b"n" + struct.pack(">Qh", bits + 2**63, rest)
    else:
        text = isinstance(value, str)
        key = (b"t" if text else b"u") + (value.encode() if text else value) + b"\x00"
    return b"\x01" + (bytes(255 - byte for byte in key) if descending else key)
