"""Findings: what callers who are not signed in can reach."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.access.roles import ANON
from django_graphgate.allowlist.access_directives import listed_access
from django_graphgate.allowlist.merge import shown
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.ir.plan import TRUE
from django_graphgate.ir.rate_limit import read_rate_limits


def _tables(project: Project) -> Iterator[Seen]:
    for name, rule in project.open_tables(ANON).items():
        rows = "every row" if rule.filter == TRUE else "rows that pass the rule's filters"
        columns = ", ".join(sorted(rule.columns))
        evidence = (
            f"They read {columns} of {rows}." if columns else f"They read no column, and can count {rows}."
        )
        yield Seen(where=f"role {ANON}, table {name}", evidence=evidence)


def _open(project: Project) -> str:
    """The operations that anybody may run."""
    required = project.settings.REQUIRE_AUTH
    names = [
        shown(operation)
        for operation in project.operations
        if listed_access(operation.document) == "skip"
        or (not required and not listed_access(operation.document))
    ]
    return ", ".join(sorted(names))


def _operations(project: Project) -> Iterator[Seen]:
    if names := _open(project):
        yield Seen(where="allow.list", evidence=f"They run {names}.")


def _unlimited(project: Project) -> Iterator[Seen]:
    limits = read_rate_limits(project.settings.RATE_LIMITS)
    if (
        project.settings.production()
        and not any(limit.enforce for limit in limits)
        and (names := _open(project))
    ):
        yield Seen(where="GRAPHGATE['RATE_LIMITS']", evidence=f"They run {names} at any rate.")


RULES = (
    Rule(
        id="F001",
        severity="notice",
        title="Callers who are not signed in can read a table.",
        advice="Leave out of the rule's columns, and of its rows, what is not for everybody.",
        source="roles",
        look=_tables,
    ),
    Rule(
        id="F002",
        severity="notice",
        title="Callers who are not signed in can run operations.",
        advice="Write @requireAuth for those that are not for everybody.",
        source="operations",
        look=_operations,
    ),
    Rule(
        id="F039",
        severity="notice",
        title="Callers who are not signed in can run operations as often as they like.",
        advice='Set RATE_LIMITS, such as [{"rate": "100/m", "by": "address"}], unless a proxy has limits.',
        source="settings",
        look=_unlimited,
    ),
)
