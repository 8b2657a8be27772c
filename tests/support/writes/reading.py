"""Reads data against plans as one request does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from django_graphgate.errors import VariableInvalid
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.data import DataLimits, DataReader
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.input_rows import InputRow
from django_graphgate.ir.write import WritePlan
from tests.support.writes.data_plans import plan, root

NOW = dt.datetime(2026, 5, 4, 3, 2, 1, tzinfo=dt.UTC)
LIMITS = DataLimits(rows=10_000, depth=12)
ADA = Facts(Identity(user_id="7"), "user", {})


def values_of(missing: tuple[str, ...] = (), **given: Any) -> Values:
    return Values(given, {}, missing=frozenset(missing), now=NOW)


def rows_of(
    table: str,
    action: str,
    data: Any = None,
    *,
    of: WritePlan | None = None,
    limits: DataLimits = LIMITS,
    **given: Any,
) -> list[InputRow]:
    """The rows of one root field; of ``data``, JSON is what the variable ``$data`` holds."""
    options = {name: given.pop(name) for name in ("many", "missing", "template") if name in given}
    field = root(table, action, options.get("template"), many=options.get("many", True))
    values = values_of(options.get("missing", ()), data=data, **given)
    (rows,) = DataReader(of or plan(), limits).read([field], values, ADA)
    return rows


def problems_of(*arguments: Any, **options: Any) -> list[str]:
    """The messages of all that is wrong, without the variable."""
    with pytest.raises(VariableInvalid) as caught:
        rows_of(*arguments, **options)
    errors = caught.value.as_errors()
    assert {error["extensions"]["code"] for error in errors} == {"BAD_USER_INPUT"}
    return [str(error["message"]).removeprefix("Variable '$data' at ") for error in errors]
