"""A finding, and the rule that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # it brings the compiler
    from django_graphgate.findings.project import Project

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")
"""In the order in which they are reported."""

Source = Literal["settings", "roles", "operations", "models", "actions"]
"""What a person edits to change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing in one place.  No text holds a secret."""

    id: str
    """``F001`` …: of the rule, in ``docs/findings.md``."""
    severity: Severity
    title: str
    """A sentence: what is so in general."""
    evidence: str
    """A sentence: what is so here."""
    where: str
    """Where it is set: ``role anon, table books``, ``GRAPHGATE['DEFAULT_LIMIT']``."""
    source: Source
    advice: str
    """A sentence: what to do."""
    check: str = ""
    """The id of the system check that reports the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a rule has met, and where; the others where they are not the rule's."""

    where: str
    evidence: str
    severity: Severity | None = None
    advice: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which a project is weaker than it could be."""

    id: str
    severity: Severity
    title: str
    advice: str
    source: Source
    look: Callable[[Project], Iterator[Seen]]
    check: str = ""

    def findings(self, project: Project) -> Iterator[Finding]:
        """All that there are in a project."""
        for seen in self.look(project):
            yield Finding(
                id=self.id,
                severity=seen.severity or self.severity,
                title=self.title,
                evidence=seen.evidence,
                where=seen.where,
                source=self.source,
                advice=seen.advice or self.advice,
                check=seen.check or self.check,
            )


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, as a sentence."""
    counts = {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES}
    return f"{', '.join(f'{count} {_counted(name, count)}' for name, count in counts.items())}."


def _counted(severity: str, count: int) -> str:
    return severity if count == 1 else f"{severity}s"
