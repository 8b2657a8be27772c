"""The subqueries of ``VARIABLES``, tried on the databases: one that cannot run prevents the gate from starting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, connections, transaction

from django_graphgate.dialects import dialect
from django_graphgate.dialects.stored_types import family
from django_graphgate.ir.sql import Parameter
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
        outcomes = [_tried(variable, alias) for alias in listed]
        right = [type_family for type_family, wrong in outcomes if not wrong]
        if right:
            checked[name] = replace(variable, family=right[0] if len(right) == 1 else "")
        else:
            problems.append(f"GRAPHGATE['VARIABLES'][{name!r}]: {outcomes[0][1]}")
    return checked, problems


def _tried(variable: Configured, alias: str) -> tuple[str, str]:
    """The family of types, where the database says, and what is wrong; no row is read."""
    connection = connections[alias]
    text = f"SELECT * FROM ({''.join(_parts(variable, connection.vendor))}) AS x LIMIT 0"  # noqa: S608 - the settings' own
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute(text)
            columns: Sequence[Any] = cursor.description or ()
            if len(columns) != 1:
                return "", f"it selects {len(columns)} columns instead of one."
            query = dialect(connection.vendor).type_of_code_query
            if not query:
                return "", ""
            cursor.execute(query, [columns[0].type_code])
            row: Any = cursor.fetchone()
            return family(row[0]), ""
    except DatabaseError as error:
        return "", f"the database says: {str(error).partition(chr(10))[0]}."


def _parts(variable: Configured, vendor: str) -> Iterator[str]:
    """The subquery's text with NULL for facts about the caller."""
    for part in variable.sql:
        if isinstance(part, Parameter):
            yield dialect(vendor).null(part)
        else:
            yield part
