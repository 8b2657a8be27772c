"""Operators, patterns and values of random documents, as a request gives them."""

from __future__ import annotations

import base64
import datetime as dt
import json
from decimal import Decimal
from typing import Any

from tests.support.oracle.scalars import to_json

COMPARISON = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "nin", "is_null", "distinct", "not_distinct")
TEXT = (
    *COMPARISON, "like", "nlike", "ilike", "nilike", "starts_with", "istarts_with", "ends_with", "iends_with",
    "contains_text", "icontains_text",
)  # fmt: skip
SCALARS = {
    "float": "Float", "decimal": "Decimal", "bool": "Boolean", "text": "String", "uuid": "UUID",
    "date": "Date", "time": "Time", "datetime": "DateTime", "duration": "Duration", "bytes": "Bytes",
    "json": "JSON", "inet": "String", "list": "",
}  # fmt: skip
NARROW = {"small", "number", "quantity", "stock", "pieces", "place", "order_by", "limit", "next_id"}
PATTERNS = ["%", "_", "%a%", "L%", "%p", "l_mp", "100\\%%", "%\\_%", "\\\\", "%\\\\%", "", "_%_", "%b%", "é%"]
DIRECTIONS = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")


def written(codec: str, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if codec.startswith("decimal") or isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float | str) else to_json(codec, value)


def literal(value: Any) -> str:
    """A JSON value as GraphQL writes it."""
    return json.dumps(value, ensure_ascii=False)
