"""Whether one filter holds wherever another does, as far as that can be read off the two."""

from __future__ import annotations

from django_graphgate.ir.plan import FALSE, TRUE, And, Filter, Or


def implies(where: Filter, wider: Filter, known: dict[tuple[int, int], bool] | None = None) -> bool:
    """Wherever the first filter holds, the second does.  What is not certain is denied."""
    memory: dict[tuple[int, int], bool] = {} if known is None else known
    key = (id(where), id(wider))
    if key not in memory:
        memory[key] = _implies(where, wider, memory)
    return memory[key]


def _implies(where: Filter, wider: Filter, memory: dict[tuple[int, int], bool]) -> bool:
    if where in (wider, FALSE) or wider == TRUE:
        return True
    if isinstance(wider, And):
        return all(implies(where, item, memory) for item in wider.items)
    if isinstance(where, Or):
        return all(implies(item, wider, memory) for item in where.items)
    if isinstance(where, And) and any(implies(item, wider, memory) for item in where.items):
        return True
    return isinstance(wider, Or) and any(implies(where, item, memory) for item in wider.items)
