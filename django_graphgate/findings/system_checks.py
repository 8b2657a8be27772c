"""Findings as system checks; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def check_findings(**_: Any) -> Iterator[CheckMessage]:
    """Errors and warnings among the findings.  All are warnings here: none prevents the gate from starting."""
    yield from _warnings(_of_files())


def check_notices(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports the other findings too."""
    yield from _notices(_of_files())


def check_findings_of_database(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """What is so of the roles of the database, and not of ``roles.json``."""
    yield from _warnings(_of_database(databases))


def check_notices_of_database(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """``check --deploy --database default`` reports the other findings of the database's roles."""
    yield from _notices(_of_database(databases))


_OF_THE_DATABASE = frozenset(
    f"graphgate.{number}" for number in ("W024", "W046", "W047", "W048", "W049", "W050", "W051")
)
"""Checks that look at the roles of the database only, so that of ``roles.json`` the finding says it."""


def _of_files() -> list[Finding]:
    """The findings of ``roles.json`` that no other check reports."""
    from django_graphgate.findings import findings

    return [each for each in findings(database=False) if not each.check or each.check in _OF_THE_DATABASE]


def _of_database(databases: Sequence[str] | None) -> list[Finding]:
    """The findings of the database's roles that nothing else reports, if that database is checked."""
    from django.db import connections

    from django_graphgate.access.live import state_alias
    from django_graphgate.access.triggers import STATE, TABLES
    from django_graphgate.findings import findings

    alias = state_alias()
    tables = connections[alias].introspection.table_names() if alias in (databases or ()) else ()
    if not {STATE, *TABLES} <= set(tables):
        return []
    of_files = _of_files()
    return [each for each in findings(database=True) if not each.check and each not in of_files]


def _warnings(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    for each in findings:
        if each.severity != "notice":
            yield Warning(_sentence(each), hint=each.advice, id=f"graphgate.{each.id}")


def _notices(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    for each in findings:
        if each.severity == "notice":
            yield Info(_sentence(each), hint=each.advice, id=f"graphgate.{each.id}")


def _sentence(finding: Finding) -> str:
    return f"{finding.title} {finding.where}: {finding.evidence}"
