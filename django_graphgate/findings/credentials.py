"""Findings: how callers prove who they are, as the authenticators themselves report it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_graphgate.auth.base import Problem
from django_graphgate.auth.chain import problems
from django_graphgate.conf import secret_keys
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project

_Look = Callable[[Project], Iterator[Seen]]


def _topic(where: str, problem: Problem) -> str:
    """The id of the rule that reports a problem of an authenticator."""
    if where == "CREDS_IN_HEADER":
        return "F019"
    if problem.message.startswith("Without 'audience'"):
        return "F016"
    return "F017" if problem.message.startswith("A secret is shorter") else "F018"


def _problems(topic: str) -> _Look:
    def look(_: Project) -> Iterator[Seen]:
        for where, problem in problems():
            if _topic(where, problem) == topic:
                error = "graphgate.E005" if where == "CREDS_IN_HEADER" else "graphgate.E004"
                is_error = problem.level == "error"
                yield Seen(
                    where="GRAPHGATE" if where == "GRAPHGATE" else f"GRAPHGATE {where}",
                    evidence=problem.message,
                    advice=problem.hint,
                    severity="error" if is_error else None,
                    check=error if is_error else "graphgate.W003",
                )

    return look


_SHORTEST_KEY, _FEWEST_CHARACTERS = 50, 5
"""As Django's own check has them."""


def _secret_key(project: Project) -> Iterator[Seen]:
    for number, text in enumerate(() if project.debug else secret_keys()):
        name = f"SECRET_KEY_FALLBACKS[{number - 1}]" if number else "SECRET_KEY"
        why = ""
        if text.startswith("django-insecure-"):
            why = "begins with django-insecure-, as startproject writes it"
        elif len(text) < _SHORTEST_KEY or len(set(text)) < _FEWEST_CHARACTERS:
            why = f"has fewer than {_SHORTEST_KEY} characters, or fewer than {_FEWEST_CHARACTERS} different ones"
        if why:
            check = "security.W025" if number else "security.W009"
            yield Seen(where=name, evidence=f"The key {why}.", check=check)


RULES = (
    Rule(
        id="F016",
        severity="warning",
        title="Tokens that an issuer made for other applications are accepted.",
        advice="Set 'audience' to the name that this API has at the issuer.",
        source="settings",
        look=_problems("F016"),
    ),
    Rule(
        id="F017",
        severity="warning",
        title="A secret of an authenticator is short.",
        advice="Make a new one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'",
        source="settings",
        look=_problems("F017"),
    ),
    Rule(
        id="F018",
        severity="warning",
        title="An authenticator is weaker than it could be.",
        advice="Change its options.",
        source="settings",
        look=_problems("F018"),
    ),
    Rule(
        id="F019",
        severity="warning",
        title="Headers identify callers without proof.",
        advice="Remove CREDS_IN_HEADER from the settings before others can reach the server.",
        source="settings",
        look=_problems("F019"),
    ),
    Rule(
        id="F020",
        severity="error",
        title="The key that signs sessions can be guessed.",
        advice="Make a new one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
        source="settings",
        look=_secret_key,
    ),
)
