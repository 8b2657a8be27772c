"""Which columns can be compared with one another."""

from __future__ import annotations

from django_graphgate.compiler.schema.operators import operators_of
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import Codec


def are_comparable(left: Codec, right: Codec) -> bool:
    """Values of the two compare alike on every database.

    Floats compare with floats alone: beside other numbers, each server has its own way of rounding.
    """
    if "json" in (left.name, right.name) or "array" in (left.name, right.name):
        return False
    return _family(left) == _family(right)


def _family(codec: Codec) -> object:
    if codec.name == "enum":
        return frozenset(codec.names)
    return "number" if codec.name in ("int", "decimal") else codec.name


def refusal(operator: str, left: Column, right: Column) -> str | None:
    """Why the operator cannot compare the two columns; ``None`` where it can."""
    types = [column.enum or column.codec.scalar for column in (left, right)]
    if not are_comparable(left.codec, right.codec):
        return (
            f"Column '{left.name}' of type {types[0]} cannot be compared with"
            f" column '{right.name}' of type {types[1]}."
        )
    if operator not in operators_of(left.codec):
        return f"Columns of type {types[0]} cannot be compared by '{operator}'."
    return None
