"""Findings as text, JSON, Markdown and SARIF."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.findings.collect import RULES
from django_graphgate.findings.finding import Finding
from django_graphgate.findings.report import FORMATS, as_markdown, as_sarif, as_text

GOLDEN = Path(__file__).parent / "golden"
FINDINGS = [
    Finding(
        id="F007",
        severity="error",
        title="Callers who are not signed in can write.",
        evidence="Callers who are not signed in may insert rows.",
        where="role anon, table books",
        source="roles",
        advice="Remove the rule.",
    ),
    Finding(
        id="F024",
        severity="warning",
        title="A limit is off.",
        evidence="Wrong credentials can be guessed at any rate.",
        where="GRAPHGATE['AUTH_FAILURE_LIMIT']",
        source="settings",
        advice="Remove the setting, or give it a value.",
    ),
    Finding(
        id="F002",
        severity="notice",
        title="Callers who are not signed in can run operations.",
        evidence="They run Café.",
        where="allow.list",
        source="operations",
        advice="Write @requireAuth.",
    ),
]


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_report_differs(format_: str, request: pytest.FixtureRequest) -> None:
    """The files were read; ``--update-golden`` writes them again."""
    suffix = {"text": "txt", "markdown": "md", "json": "json", "sarif": "sarif"}[format_]
    path = GOLDEN / f"report.{suffix}"
    text = FORMATS[format_](FINDINGS) + "\n"
    if request.config.getoption("--update-golden") and not os.environ.get("CI"):
        path.write_text(text)
    assert text == path.read_text()


def test_nothing_is_reported_as_nothing() -> None:
    assert as_text([]) == "0 errors, 0 warnings, 0 notices."
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


def test_sarif_lacks_what_its_schema_requires() -> None:
    """SARIF 2.1.0, sections 3.13 to 3.54: the members that are required, and what may be their value."""
    log = json.loads(as_sarif(FINDINGS))
    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "django-graphgate"
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in RULES]
    for rule in driver["rules"]:
        assert all(rule[member]["text"] for member in ("shortDescription", "help"))
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for finding, result in zip(FINDINGS, run["results"], strict=True):
        check_result(finding, result, driver["rules"])


LEVELS = {"none", "note", "warning", "error"}


def check_result(finding: Finding, result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.id
    assert result["level"] == {"notice": "note"}.get(finding.severity, finding.severity)
    assert finding.evidence in result["message"]["text"]
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": finding.where}]
    uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri")
    files = {"roles": "config/roles.json", "operations": "config/allow.list", "settings": "tests/settings.py"}
    assert uri == files[finding.source]
    assert result["partialFingerprints"] == {"finding/v1": f"{finding.id}:{finding.where}"}


def test_hostile_name_leaves_its_cell() -> None:
    hostile = Finding(
        id="F012",
        severity="warning",
        title="A | B",
        evidence="<img src=x>\n| [x](javascript:y) `z`",
        where="role a|b",
        source="roles",
        advice="*no*",
    )
    row = as_markdown([hostile]).splitlines()[2]
    assert row == (
        r"| warning | F012 | role a\|b | A \| B \<img src=x\> \| \[x\](javascript:y) \`z\` | \*no\* |"
    )
