"""Findings: what callers who are not signed in can reach, and what roles may write."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.access.roles import ANON
from django_graphgate.allowlist.access_directives import listed_access
from django_graphgate.allowlist.merge import shown
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.ir.plan import TRUE
from django_graphgate.rules.model import StoredRule


def _tables(project: Project) -> Iterator[Seen]:
    for name, rule in project.open_tables(ANON).items():
        rows = "every row" if rule.filter == TRUE else "rows that pass the rule's filters"
        columns = ", ".join(sorted(rule.columns))
        evidence = (
            f"They read {columns} of {rows}." if columns else f"They read no column, and can count {rows}."
        )
        yield Seen(where=f"role {ANON}, table {name}", evidence=evidence)


def _operations(project: Project) -> Iterator[Seen]:
    required = project.settings.REQUIRE_AUTH
    names = [
        shown(operation)
        for operation in project.operations
        if listed_access(operation.document) == "skip"
        or (not required and not listed_access(operation.document))
    ]
    if names:
        yield Seen(where="allow.list", evidence=f"They run {', '.join(sorted(names))}.")


def _writes(project: Project, *, anonymous: bool) -> Iterator[tuple[str, StoredRule]]:
    for role in project.roles:
        for rule in role.rules:
            if rule.action != "query" and not rule.block and (role.name == ANON) == anonymous:
                yield f"role {role.name}, table {rule.table}", rule


def _unfiltered_writes(project: Project) -> Iterator[Seen]:
    for where, rule in _writes(project, anonymous=False):
        if not rule.filters and rule.action != "insert":
            yield Seen(where=where, evidence=f"The role may {rule.action} every row.")


def _anonymous_writes(project: Project) -> Iterator[Seen]:
    for where, rule in _writes(project, anonymous=True):
        yield Seen(where=where, evidence=f"Callers who are not signed in may {rule.action} rows.")


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
        id="F006",
        severity="warning",
        title="A rule lets a role change or delete every row of a table.",
        advice='Give the rule a filter, such as "{ owner_id: { eq: $user_id } }".',
        source="roles",
        look=_unfiltered_writes,
    ),
    Rule(
        id="F007",
        severity="error",
        title="Callers who are not signed in can write.",
        advice="Remove the rule, or give it to a role of signed-in callers.",
        source="roles",
        look=_anonymous_writes,
    ),
)
