"""How many rows an operation may write."""

from __future__ import annotations

from collections import Counter

from django_graphgate.errors import TooManyAffected
from django_graphgate.ir.write import WritePlan, shape_name


class Budget:
    """Counts the rows that one operation writes, and stops it before it writes too many.

    ``most`` is the limit of the settings; the plan's own, and those of its rules, can only be lower.
    """

    def __init__(self, plan: WritePlan, most: int) -> None:
        own = plan.max_affected
        self.left = most if own is None else min(most, own)
        self.by_rule = {
            name: shape.max_affected for name, shape in plan.shapes.items() if shape.max_affected is not None
        }
        self.written: Counter[str] = Counter()

    def count(self, table: str, action: str, rows: int = 1) -> None:
        """``rows`` of a table (API name) are about to be written.

        Raises :class:`TooManyAffected` where they are more than the operation or the rule allows.
        """
        self.count_unruled(rows)
        name = shape_name(table, action)
        self.written[name] += rows
        if self.written[name] > self.by_rule.get(name, self.written[name]):
            raise TooManyAffected

    def check(self, rows: int) -> None:
        """Raise :class:`TooManyAffected` where so many rows are too many, before they are even read."""
        if rows > self.left:
            raise TooManyAffected

    def count_unruled(self, rows: int) -> None:
        """Rows that no rule is about: of join tables that Django made, and those that a delete takes along."""
        self.check(rows)
        self.left -= rows
