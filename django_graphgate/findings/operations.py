"""Findings: what the listed operations say, and what they depend on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from django_graphgate.allowlist.access_directives import listed_access
from django_graphgate.allowlist.lexer import tokenize
from django_graphgate.allowlist.merge import shown
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project


def _absent_variables(project: Project) -> Iterator[Seen]:
    absent = {
        name
        for name, variable in project.catalog.variables.items()
        if variable.source in ("header", "claim") or (variable.source == "value" and variable.value is None)
    }
    for operation in project.operations:
        used = sorted(absent & _variables(operation.document))
        if used:
            names = ", ".join(f"${name}" for name in used)
            yield Seen(
                where=f"operation {shown(operation)}",
                evidence=f"It uses {names}, which is NULL where absent.",
            )


def _variables(document: str) -> set[str]:
    """The names behind each ``$``."""
    tokens = tokenize(document)
    return {after.text for dollar, after in itertools.pairwise(tokens) if dollar.kind == "$"}


def _unstated(project: Project) -> Iterator[Seen]:
    names = [shown(each) for each in project.operations if not listed_access(each.document)]
    if not names:
        return
    who = "signed-in callers" if project.settings.REQUIRE_AUTH else "everybody"
    yield Seen(
        where="allow.list",
        evidence=f"Only the settings say who runs {', '.join(sorted(names))}: {who}.",
        severity="error" if project.settings.STRICT_AUTH else None,
        check="graphgate.E010" if project.settings.STRICT_AUTH else "",
    )


RULES = (
    Rule(
        id="F015",
        severity="notice",
        title="The answer of an operation depends on a variable that may be absent.",
        advice="Make sure that each caller has it: nothing equals NULL, and what compares with it finds no row.",
        source="operations",
        look=_absent_variables,
    ),
    Rule(
        id="F029",
        severity="warning",
        title="Operations have neither @requireAuth nor @skipAuth.",
        advice="Write one of the two behind each operation's name in the allow list, and set STRICT_AUTH.",
        source="operations",
        look=_unstated,
    ),
)
