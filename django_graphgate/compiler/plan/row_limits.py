"""How many rows an answer may hold: known from the plan, whatever its variables are."""

from __future__ import annotations

from django_graphgate.errors import LimitExceeded
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import Query, Select
from django_graphgate.ir.visit import selects_in


def check_rows(query: Query, limits: Limits) -> None:
    """Raise ``LimitExceeded`` where lists inside lists may hold more rows than ``limits`` allow.

    ``query`` has the limits of a role's rules.  Along a path of selectors the limits are multiplied.
    """
    stack = [(select, 1) for select in selects_in(query.fields)]
    while stack:
        select, rows = stack.pop()
        rows *= _most(select)
        if rows > limits.rows:
            raise LimitExceeded(
                f"An operation may return at most {limits.rows:,} rows along one path; at {select.path} it may "
                f"return {rows:,}. Give smaller limits to the lists around it, or nest fewer.",
                detail=f"rows: {rows}",
            )
        stack.extend((inner, rows) for inner in selects_in(select.fields))


def _most(select: Select) -> int:
    if select.single:
        return 1
    page = select.page
    if page.rule_limit is not None and isinstance(page.rule_limit.value, int):
        return page.rule_limit.value
    return 1 if page.cap is None else page.cap
