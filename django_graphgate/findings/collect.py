"""All rules, and what they find."""

from __future__ import annotations

from django.conf import settings as django_settings

from django_graphgate.findings import (
    actions,
    credentials,
    deployment,
    model_code,
    operations,
    reach,
    role_order,
    role_rules,
    write_rules,
)
from django_graphgate.findings.finding import SEVERITIES, Finding, Rule
from django_graphgate.findings.project import Project, read_project

_MODULES = (
    reach,
    role_order,
    role_rules,
    write_rules,
    operations,
    credentials,
    deployment,
    model_code,
    actions,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (rule for module in _MODULES for rule in module.RULES),
        key=lambda rule: rule.id,
    )
)
"""Sorted by id."""


def collect(*, database: bool) -> list[Finding]:
    """What :func:`django_graphgate.findings.findings` returns."""
    return findings_of(read_project(database=database))


def findings_of(project: Project) -> list[Finding]:
    """The findings of a project, in their order, without silenced ones."""
    silenced = set(django_settings.SILENCED_SYSTEM_CHECKS)
    every = (finding for rule in RULES for finding in rule.findings(project))
    kept = (each for each in every if silenced.isdisjoint({f"graphgate.{each.id}", each.check}))
    return sorted(
        kept, key=lambda each: (SEVERITIES.index(each.severity), each.id, each.where, each.evidence)
    )
