"""Violations of a policy, or an exposure, as SARIF 2.1.0, which code hosts show beside the lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.places import Places
from django_graphgate.exposure.policy_values import Violation
from django_graphgate.exposure.report import sentence
from django_graphgate.version import VERSION

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"

_RULES: Final = {
    "never": "A column that must never be exposed is exposed",
    "never_reads": "A role reads what it must not read",
    "never_writes": "A role writes what it must not write",
    "only_with_filter": "A role reaches rows that a filter must hide",
    "only_masked": "A role has the value of a column in every row",
    "only_roles": "A role has what is for other roles",
    "unknown": "Nobody can tell whether the policy holds",
}


def as_sarif(violations: Iterable[Violation]) -> dict[str, Any]:
    """One run with a result for each violation."""
    names = list(_RULES)
    rules = [{"id": f"graphgate/{name}", "shortDescription": {"text": text}} for name, text in _RULES.items()]
    results = [
        {
            "ruleId": f"graphgate/{violation.rule}",
            "ruleIndex": names.index(violation.rule),
            "level": "error",
            "message": {"text": violation.describe()},
            "locations": [_location(*violation.operation_at)] if violation.operation_at[0] else [],
            "relatedLocations": [{"id": 1, **_location(*violation.rule_at)}] if violation.rule_at[0] else [],
            "properties": {"role": violation.role, "operation": violation.operation, "path": violation.path},
        }
        for violation in violations
    ]
    return _run(rules, results)


def exposure_as_sarif(entries: Iterable[Exposed], places: Places) -> dict[str, Any]:
    """One run with a note for each entry, at its operation."""
    rules = [{"id": "graphgate/exposed", "shortDescription": {"text": "A role uses a column"}}]
    results = [
        {
            "ruleId": "graphgate/exposed",
            "ruleIndex": 0,
            "level": "note",
            "message": {"text": sentence(entry)},
            "locations": [_location(*places.operation(entry))],
            "properties": entry.to_json(),
        }
        for entry in entries
    ]
    return _run(rules, results)


def _run(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, Any]:
    driver = {"name": "django-graphgate", "version": VERSION, "rules": rules}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _location(file: str, line: int) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(Path(file))}, "region": {"startLine": line}}
    }


def _uri(path: Path) -> str:
    """Relative to the working folder where the file is in it, as code hosts expect."""
    whole = path.resolve()
    here = Path.cwd()
    return quote(whole.relative_to(here).as_posix()) if whole.is_relative_to(here) else whole.as_uri()
