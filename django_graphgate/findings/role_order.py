"""Findings: roles that nobody gets, what is lost by signing in, and tables that a wildcard rule leaves closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_graphgate.access.roles import ANON, USER
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.matching.problems import role_problems
from django_graphgate.publishing.role_review import (
    closed_by_wildcard,
    rights_lost_by_signing_in,
    unused_roles,
)


def _matches(*names: str) -> Callable[[Project], Iterator[Seen]]:
    """Looks for the problems of these names."""

    def look(project: Project) -> Iterator[Seen]:
        for problem in role_problems(project.roles, project.settings, alias=project.alias):
            if problem.name in names:
                yield Seen(
                    where=f"role {problem.role}" if problem.role else "GRAPHGATE",
                    evidence=problem.message,
                    advice=problem.hint,
                    severity="error" if problem.name == "invalid" else None,
                    check=problem.check,
                )

    return look


def _unused(project: Project) -> Iterator[Seen]:
    webhooks = project.definitions.webhooks.values()
    for name in unused_roles(project.by_name, project.settings, webhooks=webhooks):
        yield Seen(where=f"role {name}", evidence="It has no match, and no credential may name it.")


def _lost(project: Project) -> Iterator[Seen]:
    for right in rights_lost_by_signing_in(project.by_name, project.settings):
        yield Seen(
            where=f"role {USER}, table {right.table}",
            evidence=f"{ANON} may read {right.names}, and {USER} may not.",
        )


def _closed(project: Project) -> Iterator[Seen]:
    for name, tables in closed_by_wildcard(project.by_name):
        yield Seen(
            where=f"role {name}, table *",
            evidence=f"It has no rule for {', '.join(tables)}, which lack the columns of its wildcard rule.",
        )


RULES = (
    Rule(
        id="F008",
        severity="warning",
        title="A role is never chosen.",
        advice="Move the role before the one that matches the same callers, or narrow that one's match.",
        source="roles",
        look=_matches("shadowed"),
    ),
    Rule(
        id="F009",
        severity="warning",
        title="The choice of a role depends on something that is invalid or missing.",
        advice="Correct the match, or the setting.",
        source="roles",
        look=_matches("invalid", "unknown", "without_row"),
    ),
    Rule(
        id="F010",
        severity="warning",
        title="Signing in takes rights away.",
        advice='Let user extend anon ("extends": "anon").',
        source="roles",
        look=_lost,
        check="graphgate.W050",
    ),
    Rule(
        id="F011",
        severity="warning",
        title="A wildcard rule leaves tables closed.",
        advice="Give the role a rule for those that it needs.",
        source="roles",
        look=_closed,
        check="graphgate.W049",
    ),
    Rule(
        id="F031",
        severity="warning",
        title="No caller can have a role.",
        advice="Give it a match, name it in AUTH, or remove it.",
        source="roles",
        look=_unused,
        check="graphgate.W051",
    ),
)
