"""What actions return, as JSON, for plans that are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_graphgate.ir.action import ObjectReturn, Return, RowReturn, ScalarReturn


def return_json(returns: Return) -> dict[str, Any]:
    """A JSON value that :func:`read_return` reads back."""
    entry: dict[str, Any] = {"many": returns.many, "nullable": returns.nullable}
    if isinstance(returns, ScalarReturn):
        return {"scalar": returns.type, **entry}
    if isinstance(returns, RowReturn):
        return {"row": returns.table, "model": returns.model, **entry}
    fields = [[name, return_json(member)] for name, member in returns.fields]
    return {"object": returns.name, "fields": fields, **entry}


def read_return(value: Mapping[str, Any]) -> Return:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a malformed value."""
    many, nullable = bool(value["many"]), bool(value["nullable"])
    if "scalar" in value:
        return ScalarReturn(type=str(value["scalar"]), many=many, nullable=nullable)
    if "row" in value:
        return RowReturn(table=str(value["row"]), model=str(value["model"]), many=many, nullable=nullable)
    fields = tuple((str(name), read_return(member)) for name, member in value["fields"])
    return ObjectReturn(name=str(value["object"]), fields=fields, many=many, nullable=nullable)
