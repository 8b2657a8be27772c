"""Planted bugs: what a third database rests on."""

from __future__ import annotations

from tests.planted.bug import Bug

CONTRACT = "tests/integration/execution/test_driver_contract.py"
OPERATIONS = "tests/integration/execution/test_third_database.py"

BUGS = (
    Bug(
        "lists in the order of a subquery",
        "compiler/render/statement.py",
        "self.dialect.json_items(body, rows.order())",
        "self.dialect.json_items(body)",
        (OPERATIONS,),
    ),
    Bug(
        "limit around a sorted subquery",
        "compiler/render/rows.py",
        "again = backward or not self.dialect.keeps_subquery_order",
        "again = backward",
        (OPERATIONS,),
    ),
    Bug(
        "guard's values in the order of their numbers",
        "execution/guard.py",
        "(*range(count, body_at), *range(count), ",
        "(*range(count), *range(count, body_at), ",
        (OPERATIONS, "-k", "guard"),
    ),
    Bug(
        "positional placeholders share their values",
        "dialects/base.py",
        "numbers.get(part) if self.numbers_parameters else None",
        "numbers.get(part)",
        (CONTRACT, "-k", "mixed_up"),
    ),
)
