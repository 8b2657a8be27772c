"""System checks of the ways in which tables are written; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Info, Warning  # noqa: A004  Django's own names
from django.db import connections

from django_graphgate.catalog import get_catalog, get_write_ways
from django_graphgate.conf import get_settings
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.writes.choice import TOUCHES, code_of, global_signals, obstacle_of
from django_graphgate.ir.catalog import Table
from django_graphgate.statements.databases import databases_in_use


def check_write_ways(**_: Any) -> Iterator[CheckMessage]:
    """Code of models that mutations pass over, and receivers that are for every model."""
    for table, model in _models():
        if get_write_ways().get(table.name) == "sql":
            for code in filter(None, (code_of(model, touch) for touch in TOUCHES)):
                yield Warning(
                    f"Mutations pass over code of a model: {code}",
                    hint=f'Remove "write": "sql" from {table.name} in GRAPHGATE[\'TABLES\'].',
                    id="graphgate.W060",
                )
    if names := global_signals():
        yield Info(
            f"No table is written as SQL, because {', '.join(names)} have receivers for every model.",
            hint="Connect them with a sender.",
            id="graphgate.I003",
        )


def check_session_variables(**_: Any) -> Iterator[CheckMessage]:
    """Databases that have no variables of the session."""
    without = [
        alias
        for alias in sorted(databases_in_use())
        if not driver_of(connections[alias].vendor).has_session_variables
    ]
    if without and get_settings().SET_SESSION_VARIABLES:
        yield Warning(
            f"SET_SESSION_VARIABLES has no effect in {', '.join(without)}.",
            hint="Only PostgreSQL has such variables: nothing else may rely on them.",
            id="graphgate.W061",
        )


def say_write_ways(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports the tables that are written through their models, which takes longer."""
    ways = get_write_ways()
    reasons = [
        next(filter(None, (obstacle_of(model, touch, ways.get(table.name, "")) for touch in TOUCHES)), "")
        for table, model in _models()
    ]
    if any(reasons):
        yield Info(
            f"Mutations write some tables through their models: {' '.join(filter(None, reasons))}",
            hint="The others are written as SQL.",
            id="graphgate.I004",
        )


def _models() -> Iterator[tuple[Table, Any]]:
    from django.apps import apps

    for table in get_catalog().tables.values():
        if not table.alias_of:
            yield table, apps.get_model(table.model)
