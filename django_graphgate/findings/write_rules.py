"""Findings: what roles may write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django_graphgate.access.roles import ANON
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.ir.write import Action
from django_graphgate.publishing.role_review import own_table_rules
from django_graphgate.rules.model import StoredRule, WriteRule
from django_graphgate.rules.wildcard import without_wildcard

_GIVING = ("insert", "update", "upsert")
"""The actions that take data."""


def _writes(project: Project, *, anonymous: bool) -> Iterator[tuple[str, StoredRule]]:
    """The rules by which something can be written, with the filters of wildcard rules."""
    for role in project.sound_roles:
        for rule in without_wildcard(role, project.catalog).rules:
            if _applied(project, role.name, rule) is not None and (role.name == ANON) == anonymous:
                yield f"role {role.name}, table {rule.table}", rule


def _applied(project: Project, role: str, rule: StoredRule) -> WriteRule | None:
    return project.rules[role].writes.get((rule.table, cast("Action", rule.action)))


def _unfiltered_writes(project: Project) -> Iterator[Seen]:
    for where, rule in _writes(project, anonymous=False):
        if not rule.filters and rule.action != "insert":
            yield Seen(where=where, evidence=f"The role may {rule.action} every row that it can read.")


def _anonymous_writes(project: Project) -> Iterator[Seen]:
    for where, rule in _writes(project, anonymous=True):
        yield Seen(where=where, evidence=f"Callers who are not signed in may {rule.action} rows.")


def _own_writes(project: Project) -> Iterator[tuple[str, StoredRule, WriteRule]]:
    """The rules for data that roles state themselves, as they are written and as they are applied."""
    for role in project.sound_roles:
        for rule in own_table_rules(role, project.by_name):
            applied = _applied(project, role.name, rule)
            if rule.action in _GIVING and applied is not None:
                yield f"role {role.name}, table {rule.table}", rule, applied


def _any_column(project: Project) -> Iterator[Seen]:
    for where, rule, applied in _own_writes(project):
        unnamed = sorted(applied.columns - {*(rule.columns or ())})
        if unnamed and (rule.columns is None or "*" in rule.columns):
            yield Seen(
                where=where,
                evidence=f"Without naming them, {rule.action} lets data give {', '.join(unnamed)}.",
            )


def _preset_elsewhere(project: Project) -> Iterator[Seen]:
    for role in project.sound_roles:
        writes = project.rules[role.name].writes
        for (table, action), rule in sorted(writes.items()):
            for (other_table, other), given in sorted(writes.items()):
                both = sorted(rule.presets.keys() & given.columns) if other_table == table else []
                if both:
                    yield Seen(
                        where=f"role {role.name}, table {table}",
                        evidence=f"{action} has presets for {', '.join(both)}, and {other} lets data give them.",
                    )


def _without_effect(project: Project) -> Iterator[Seen]:
    for where, rule, applied in _own_writes(project):
        idle = sorted({*(rule.columns or ())} - applied.columns - applied.presets.keys() - {"*"})
        if idle:
            yield Seen(where=where, evidence=f"{rule.action} names {', '.join(idle)}, and cannot write them.")


RULES = (
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
    Rule(
        id="F032",
        severity="warning",
        title="A rule lets data give columns without naming them.",
        advice="List the columns that data may give.",
        source="roles",
        look=_any_column,
    ),
    Rule(
        id="F033",
        severity="warning",
        title="One action has a preset for a column that data may give in another.",
        advice="Give the other rule the preset too, or leave the column out of its columns.",
        source="roles",
        look=_preset_elsewhere,
    ),
    Rule(
        id="F034",
        severity="notice",
        title="A rule names columns that its action cannot write.",
        advice="Remove them from the rule's columns.",
        source="roles",
        look=_without_effect,
    ),
)
