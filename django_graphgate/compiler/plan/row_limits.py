"""How many rows an answer may hold: known from the plan, whatever its variables are."""

from __future__ import annotations

from collections.abc import Iterable

from django_graphgate.errors import LimitExceeded
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import Query, Select
from django_graphgate.ir.row_bound import RowBound
from django_graphgate.ir.statement import VariableSpec
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


def row_bounds(query: Query, variables: Iterable[VariableSpec]) -> tuple[RowBound, ...]:
    """A bound for each selector, outer before inner."""
    defaults = {spec.name: spec.default for spec in variables if spec.has_default}
    bounds: list[RowBound] = []
    stack = [(select, -1) for select in selects_in(query.fields)]
    while stack:
        select, outer = stack.pop()
        limit = select.page.limit
        by_request = limit is not None and limit.source == "variable" and not select.page.either_way
        name = limit.name if limit is not None and by_request and not select.single else ""
        default = defaults.get(name)
        bounds.append(RowBound(outer, _most(select), name, default if isinstance(default, int) else None))
        inner = len(bounds) - 1
        stack.extend((each, inner) for each in selects_in(select.fields))
    return tuple(bounds)


def _most(select: Select) -> int:
    if select.single:
        return 1
    page = select.page
    if page.rule_limit is not None and isinstance(page.rule_limit.value, int):
        return page.rule_limit.value
    return 1 if page.cap is None else page.cap
