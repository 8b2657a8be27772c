"""Findings as system checks; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Warning  # noqa: A004  Django's own names

from django_graphgate.allowlist.access_directives import refuse_unstated, states_access
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.findings.finding import Finding


def check_strict_auth(**_: Any) -> Iterator[CheckMessage]:
    """``STRICT_AUTH``: operations of the lists that do not say who may run them."""
    from django_graphgate.publishing.sync import folder_lists  # which loads the compiler

    settings = get_settings()
    if not settings.STRICT_AUTH:
        return
    listed = [operation for allow_list in folder_lists(settings.config_dir()) for operation in allow_list]
    try:
        refuse_unstated(operation for operation in listed if not states_access(operation.document))
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E010")


def check_findings(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Errors and warnings among the findings.  All are warnings here: none prevents the gate from starting."""
    for each in _unreported(databases):
        if each.severity != "notice":
            yield Warning(_sentence(each), hint=each.advice, id=f"graphgate.{each.id}")


def check_notices(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports the other findings too."""
    for each in _unreported(databases):
        if each.severity == "notice":
            yield Info(_sentence(each), hint=each.advice, id=f"graphgate.{each.id}")


_OF_THE_DATABASE = frozenset(
    f"graphgate.{number}" for number in ("W024", "W046", "W047", "W048", "W049", "W050", "W051")
)
"""Checks that look at the roles of the database only, so that of ``roles.json`` the finding says it."""


def _unreported(databases: Sequence[str] | None) -> Iterator[Finding]:
    """The findings that no other check reports; of the database's roles, if that one is checked."""
    from django.db import connections

    from django_graphgate.access.live import state_alias
    from django_graphgate.access.triggers import STATE, TABLES
    from django_graphgate.findings import findings

    alias = state_alias()
    migrated = alias in (databases or ()) and {STATE, *TABLES} <= set(
        connections[alias].introspection.table_names()
    )
    elsewhere = frozenset[str]() if migrated else _OF_THE_DATABASE
    yield from (each for each in findings(database=migrated) if not each.check or each.check in elsewhere)


def _sentence(finding: Finding) -> str:
    return f"{finding.title} {finding.where}: {finding.evidence}"
