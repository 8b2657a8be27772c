"""The row that decides a caller's role: what a ``match`` may call its columns, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_graphgate.auth.users.django_users import is_in_gate_database
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, Table
from django_graphgate.ir.plan import TRUE, Filter
from django_graphgate.ir.sql import Parameter, Sql

Columns = Mapping[str, Column | str]
"""Columns by name; a text says why the column cannot be used, with the column as its subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesRow:
    """The rows of the roles query: those of ``source`` for which ``where`` holds."""

    source: Table | Sql
    """A table, or a SELECT without the parentheses around it."""
    where: Filter = TRUE
    single: bool
    """There is at most one row."""
    columns: Columns
    tables: Mapping[str, Columns]
    """The columns by each name that may stand before them: of a table, or its alias."""
    of_project: bool = False
    """It is found by the id alone, as one of the project's own users.

    Another issuer's user may have the same id, so that a ``match`` holds for such callers only if it says
    which issuers are meant."""


class DatabaseNeeded(ConfigurationError):
    """The settings and the models do not say which columns the rows have: a database has to be asked."""


def check_database(model: Any) -> None:
    """Raise ``ConfigurationError`` for a model elsewhere: the guard asks in the database that holds the roles.

    A table of the same name may have been left there, with rows of long ago.
    """
    if not is_in_gate_database(model):
        raise ConfigurationError(
            f"{model._meta.label} is in another database than the roles, so its rows cannot decide roles.",
            hint="Keep both in one database, or set GRAPHGATE['ROLES_QUERY'] to a query of that database.",
        )


def is_fact(value: Parameter) -> bool:
    """The value differs between callers."""
    return value.source in ("caller", "claim", "header")
