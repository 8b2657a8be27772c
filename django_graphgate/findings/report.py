"""Findings as text, JSON, Markdown, and SARIF 2.1.0 for code scanning."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings as django_settings

from django_graphgate.findings.collect import RULES
from django_graphgate.findings.finding import Finding, Rule, summary
from django_graphgate.version import VERSION

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}
_FILES = {"roles": "config/roles.json", "operations": "config/allow.list", "actions": "config/actions.json"}


def as_text(findings: Sequence[Finding]) -> str:
    """A block of lines for each finding, then how many there are of each severity."""
    blocks = [
        f"{each.severity} {each.id}: {each.title}\n  {each.where}: {each.evidence}\n  {each.advice}"
        for each in findings
    ]
    return "\n".join([*blocks, summary(findings)])


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects with the members of :class:`~django_graphgate.findings.finding.Finding`."""
    return json.dumps([asdict(each) for each in findings], indent=2, ensure_ascii=False)


def as_markdown(findings: Sequence[Finding]) -> str:
    """A table, for a comment on a pull request."""
    rows = [
        f"| {each.severity} | {each.id} | {_cell(each.where)} | {_cell(f'{each.title} {each.evidence}')} "
        f"| {_cell(each.advice)} |"
        for each in findings
    ]
    head = ["| severity | id | where | finding | what to do |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows, "", summary(findings)])


def _cell(text: str) -> str:
    """A text that stays in its cell and is not markup."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#!~" else letter for letter in text)
    return " ".join(escaped.split())


def as_sarif(findings: Sequence[Finding]) -> str:
    """One run of a tool whose rules are those of ``docs/findings.md``."""
    driver = {
        "name": "django-graphgate",
        "version": VERSION,
        "rules": [_sarif_rule(rule) for rule in RULES],
    }
    run = {"tool": {"driver": driver}, "results": [_result(each) for each in findings]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _sarif_rule(rule: Rule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.advice},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding) -> Mapping[str, Any]:
    index = next(index for index, rule in enumerate(RULES) if rule.id == finding.id)
    place: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.where}]}
    if file := _file(finding):
        place["physicalLocation"] = {"artifactLocation": {"uri": file}, "region": {"startLine": 1}}
    return {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.title} {finding.where}: {finding.evidence} {finding.advice}"},
        "locations": [place],
        "partialFingerprints": {"finding/v1": f"{finding.id}:{finding.where}"},
    }


def _file(finding: Finding) -> str:
    """The file that a person edits, from the project's folder; empty where that is not known."""
    if finding.source == "settings":
        module = getattr(django_settings, "SETTINGS_MODULE", None)
        return f"{module.replace('.', '/')}.py" if isinstance(module, str) else ""
    return _FILES.get(finding.source, "")


FORMATS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "sarif": as_sarif,
}
