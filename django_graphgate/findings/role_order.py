"""Findings: roles that nobody gets, and tables that a wildcard rule leaves closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.matching.problems import role_problems
from django_graphgate.rules.wildcard import tables_closed_by_wildcard


def _matches(*names: str) -> Callable[[Project], Iterator[Seen]]:
    """Looks for the problems of these names, each with the id of its check."""
    ids = {"invalid": "W045", "shadowed": "W046", "unknown": "W047", "without_row": "W048"}

    def look(project: Project) -> Iterator[Seen]:
        for problem in role_problems(project.roles, project.settings, alias=project.alias):
            if problem.name in names:
                yield Seen(
                    where=f"role {problem.role}" if problem.role else "GRAPHGATE",
                    evidence=problem.message,
                    advice=problem.hint,
                    severity="error" if problem.name == "invalid" else None,
                    check=f"graphgate.{ids[problem.name]}",
                )

    return look


def _closed(project: Project) -> Iterator[Seen]:
    for role in project.roles:
        closed = () if role.name in project.broken else tables_closed_by_wildcard(role, project.catalog)
        if closed:
            yield Seen(
                where=f"role {role.name}, table *",
                evidence=f"It has no rule for {', '.join(closed)}, which lack the columns of its wildcard rule.",
                check="graphgate.W049",
            )


RULES = (
    Rule(
        id="F008",
        severity="warning",
        title="Nobody gets a role.",
        advice="Move the role before the one that matches the same callers, or narrow that one's match.",
        source="roles",
        look=_matches("shadowed"),
    ),
    Rule(
        id="F009",
        severity="warning",
        title="What gives a caller a role names something that is wrong or missing.",
        advice="Correct the match, or the setting.",
        source="roles",
        look=_matches("invalid", "unknown", "without_row"),
    ),
    Rule(
        id="F011",
        severity="notice",
        title="A wildcard rule leaves tables closed.",
        advice="Give the role a rule for those that it needs.",
        source="roles",
        look=_closed,
    ),
)
