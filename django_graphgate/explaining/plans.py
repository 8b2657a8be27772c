"""How a database runs a statement, and which of its conditions no index helps with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from django_graphgate.catalog import get_catalog
from django_graphgate.errors import Unsupported
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.connection import dialect_of, execute
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.guard import guard_values
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.plan import Query, Select
from django_graphgate.ir.visit import equated_in, filters_of, selects_of

ANALYZE_LIMIT = 10_000
"""Milliseconds that a statement which is run for its plan may take."""

_TEXT = re.compile(r"'(?:[^']|'')*'")
"""Texts that a server quotes in a plan: values of variables, of settings and of headers, which nobody asked for."""

Wanted = tuple[str, str, str]
"""Table and column in the database, and what looks there: ``filter``, ``relation`` or ``order``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingIndex:
    """A column that is looked up by, and that no index of its table begins with."""

    table: str
    column: str
    use: str
    model: str
    suggestion: str


def plan_lines(
    runnable: Runnable,
    alias: str,
    variables: Mapping[str, Any],
    identity: Identity,
    role: str,
    *,
    analyze: bool,
) -> list[str]:
    """The server's plan.  With ``analyze`` the query runs, in a transaction that can only read and is rolled back."""
    dialect, connection = dialect_of(alias), connections[alias]
    if analyze and (runnable.statement.writes is not None or not dialect.explain_analyze):
        raise Unsupported("Only queries can be analyzed, on a server that can explain what it runs.")
    values = runnable.variables.read(variables)
    values.now = timezone.now()
    facts = Facts(identity, role, {}, guard_values(identity, "", role))
    text, bound = runnable.answer_text(values, facts, None, state_here=False)
    prefix = dialect.explain_analyze if analyze else dialect.explain
    with transaction.atomic(using=alias), driver_of(connection.vendor).time_limit(connection, ANALYZE_LIMIT):
        if analyze:
            execute(alias, dialect.read_only, ())
        rows = execute(alias, f"{prefix} {text}", bound).rows
        transaction.set_rollback(True, using=alias)
    return [line for row in rows for line in _TEXT.sub("'…'", str(row[-1])).splitlines()]


def missing_indices(query: Query, alias: str) -> tuple[MissingIndex, ...]:
    """The columns that no index begins with, of those that are equated, joined by or sorted by."""
    known: dict[str, set[str]] = {}
    missing: dict[Wanted, MissingIndex] = {}
    models = {table.db_table: table.model for table in get_catalog().tables.values()}
    for wanted in dict.fromkeys(_wanted(query)):
        table, column, use = wanted
        if table not in known:
            known[table] = _leading(table, alias)
        if column not in known[table] and not any(key[:2] == (table, column) for key in missing):
            missing[wanted] = MissingIndex(
                table=table,
                column=column,
                use=use,
                model=models.get(table, ""),
                suggestion=f'models.Index(fields=["{_field_name(models.get(table, ""), column)}"], name="…")',
            )
    return tuple(missing.values())


def _wanted(query: Query) -> Iterator[Wanted]:
    tables = {table.name: table.db_table for table in get_catalog().tables.values()}
    for select in selects_of(query):
        for name, where in filters_of(select):
            if name in tables:
                yield from _columns(tables[name], equated_in(where), "filter")
        yield from _joins(select)
        first = next((order for order in select.order if not order.implied and not order.path), None)
        if first is not None:
            yield from _columns(select.table.db_table, [first.expression], "order")


def _columns(table: str, expressions: Any, use: str) -> Iterator[Wanted]:
    expression: Expression
    for expression in expressions:
        for column in expression.columns[:1]:
            yield table, column.column, use


def _joins(select: Select) -> Iterator[Wanted]:
    for hop in () if select.relation is None else select.relation.hops:
        for _, there in hop.pairs[:1]:
            yield hop.db_table, there, "relation"


def _leading(table: str, alias: str) -> set[str]:
    """The columns that an index of the table begins with, as the database says."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return {
        each["columns"][0]
        for each in constraints.values()
        if each["columns"] and (each["index"] or each["unique"] or each["primary_key"])
    }


def _field_name(label: str, column: str) -> str:
    from django.apps import apps

    if not label:
        return column
    fields = apps.get_model(label)._meta.concrete_fields
    return next((field.name for field in fields if field.column == column), column)
