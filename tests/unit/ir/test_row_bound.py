"""Rows at most: products along paths, summed, with what a request asks for."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.ir.row_bound import RowBound, rows_at_most
from django_graphgate.ir.statement import Statement, Step

BOUNDS = (RowBound(-1, 20), RowBound(0, 50, "n", 10), RowBound(1, 1), RowBound(-1, 3))


@pytest.mark.parametrize(
    ("given", "inner"),
    [
        ({}, 10),
        ({"n": 5}, 5),
        ({"n": 500}, 50),
        ({"n": None}, 50),
        ({"n": -1}, 50),
        ({"n": True}, 50),
        ({"n": "1"}, 50),
        ({"n": 0}, 0),
        ({"n": [0]}, 50),
    ],
)
def test_rows(given: dict[str, Any], inner: int) -> None:
    assert rows_at_most(BOUNDS, given) == 20 + 20 * inner * 2 + 3


def test_no_rows() -> None:
    assert rows_at_most((), {"n": 1}) == 0


def test_bounds_are_kept_in_a_file() -> None:
    statement = Statement(dialect="sqlite", steps=(Step(sql="NULL"),), row_bounds=BOUNDS)
    assert Statement.from_json(statement.to_json()) == statement
