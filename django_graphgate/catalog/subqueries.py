"""The subqueries of ``VARIABLES``, tried on the databases: one that cannot run prevents the gate from starting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, connections, transaction

from django_graphgate.dialects import dialect
from django_graphgate.dialects.stored_types import family
from django_graphgate.ir.sql import Parameter, Part
from django_graphgate.ir.variables import Configured


def try_subqueries(
    variables: Mapping[str, Configured], aliases: Iterable[str]
) -> tuple[dict[str, Configured], list[str]]:
    """The variables with the family of types that each selects, and what is wrong with them.

    A subquery that runs in any of the databases is right: it is for the operations of that database.
    """
    checked, problems = dict(variables), list[str]()
    listed = list(aliases)
    for name, variable in variables.items():
        if variable.source != "sql" or not listed:
            continue
        outcomes = [_tried(variable.sql, alias) for alias in listed]
        right = [type_family for type_family, wrong in outcomes if not wrong]
        if right:
            checked[name] = replace(variable, family=right[0] if len(right) == 1 else "")
        else:
            problems.append(f"GRAPHGATE['VARIABLES'][{name!r}]: {outcomes[0][1]}")
    return checked, problems


def fault_of(select: Iterable[Part], alias: str) -> str:
    """What is wrong with a SELECT that is to give one column, as a clause; empty if nothing is."""
    return _tried(select, alias)[1]


def _tried(select: Iterable[Part], alias: str) -> tuple[str, str]:
    """The family of types, where the database says, and what is wrong."""
    try:
        columns = columns_of(select, alias)
    except DatabaseError as error:
        return "", f"the database says: {first_line(error)}."
    if len(columns) != 1:
        return "", f"it selects {len(columns)} columns instead of one."
    return family(columns[0][1]), ""


def first_line(error: DatabaseError) -> str:
    """What a database says is wrong."""
    return str(error).partition("\n")[0]


def columns_of(select: Iterable[Part], alias: str) -> list[tuple[str, str]]:
    """The columns of a SELECT of the settings: names, and short names of types where the database says.

    No row is read.  Raises ``DatabaseError`` where the SELECT cannot run.
    """
    connection = connections[alias]
    dialect_here = dialect(connection.vendor)
    inner = "".join(dialect_here.null(part) if isinstance(part, Parameter) else part for part in select)
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({inner}) AS x LIMIT 0")  # noqa: S608 - the settings' own
        described: Sequence[Any] = cursor.description or ()
        return [
            (str(column[0]), _type(cursor, dialect_here.type_of_code_query, column[1]))
            for column in described
        ]


def _type(cursor: Any, query: str, code: Any) -> str:
    if not query:
        return ""
    cursor.execute(query, [code])
    return str(cursor.fetchone()[0])
